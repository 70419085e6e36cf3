"""Plots of a model's errors and calibration, and of interpolations in its latent space."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.evaluation.latent_space import Interpolation
from deepgalaxy.evaluation.stage_errors import FOREIGN, SEEN, SHARES, UNSEEN, StagePredictions, truths_below

STAGES = np.arange(N_STAGES)


def draw_stages(predicted: StagePredictions, file: Path) -> None:
    """Draw, for each dataset, predicted against true stage (the confusion matrix) and the errors below it.

    Parameters
    ----------
    predicted : StagePredictions
        Of any datasets.
    file : Path
        PNG, or another format of matplotlib.
    """
    datasets = _datasets(predicted)
    figure = Figure(figsize=(1.2 + 4.6 * len(datasets), 6.6), layout="constrained")
    axes = figure.subplots(2, len(datasets), height_ratios=[3, 1], sharex=True, sharey="row", squeeze=False)
    for (above, below), (name, part) in zip(axes.T, datasets.items(), strict=True):
        above.set_title(f"{name}: {len(np.unique(part.simulation))} mergers, {len(part.stage)} pictures")
        image = _draw_matrix(above, part)
        _draw_errors(below, part)
    axes[0, 0].set_ylabel("predicted stage")
    axes[1, 0].set_ylabel("error, stages\n(median, 68 %, 90 %)")
    bar = figure.colorbar(image, ax=axes[0, -1], label="share of the pictures of a stage", shrink=0.9)
    ticks = [0, 0.02, 0.1, 0.25, 0.5, 1]
    bar.set_ticks(np.sqrt(ticks).tolist(), labels=[f"{tick:g}" for tick in ticks])
    figure.savefig(file, dpi=110)


def _datasets(predicted: StagePredictions) -> dict[str, StagePredictions]:
    return {
        name: predicted.select(predicted.dataset == name)
        for name in (UNSEEN, FOREIGN, SEEN)
        if (predicted.dataset == name).any()
    }


def _draw_matrix(axes: Any, predicted: StagePredictions) -> Any:
    bins = np.arange(N_STAGES + 1) - 0.5
    counts, *_ = np.histogram2d(predicted.stage, predicted.predicted_stage, bins=[bins, bins])
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    image = axes.pcolormesh(bins, bins, np.sqrt(share).T, cmap="Blues", vmin=0, vmax=1, rasterized=True)
    axes.plot([0, 70], [0, 70], color="black", linewidth=0.6)
    axes.axvline(19.5, color="tab:red", linewidth=0.8)
    axes.text(20.5, 66, "first pericentre", color="tab:red", fontsize=8)
    axes.set_aspect("equal")
    return image


def _draw_errors(axes: Any, predicted: StagePredictions) -> None:
    for share_of_pictures, alpha in ((0.9, 0.2), (0.68, 0.4)):
        low, high = _quantiles_by_stage(predicted, (1 - share_of_pictures) / 2, (1 + share_of_pictures) / 2)
        axes.fill_between(STAGES, low, high, color="tab:blue", alpha=alpha, linewidth=0)
    (median,) = _quantiles_by_stage(predicted, 0.5)
    axes.plot(STAGES, median, color="tab:blue")
    axes.axhline(0, color="black", linewidth=0.6)
    axes.set_xlabel("true stage")


def _quantiles_by_stage(predicted: StagePredictions, *quantiles: float) -> list[npt.NDArray[np.float64]]:
    error, label = predicted.stage_error, np.rint(predicted.stage)
    rows = [error[label == stage] for stage in STAGES]
    return [np.array([np.quantile(row, q) if len(row) else np.nan for row in rows]) for q in quantiles]


def draw_calibration(predicted: StagePredictions, file: Path) -> None:
    """Draw the calibration curve of each dataset: share of the true stages below each predicted quantile.

    Parameters
    ----------
    predicted : StagePredictions
        Of any datasets.
    file : Path
        PNG, or another format of matplotlib.
    """
    figure = Figure(figsize=(4.6, 4.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="black", linewidth=0.6)
    for name, part in _datasets(predicted).items():
        axes.plot(SHARES, truths_below(part), marker=".", label=name)
    axes.set_xlabel("predicted quantile of the stage")
    axes.set_ylabel("share of the true stages below it")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    axes.legend(frameon=False)
    figure.savefig(file, dpi=110)


def draw_interpolations(interpolations: Sequence[Interpolation], file: Path) -> None:
    """Draw interpolations in latent space, one per row, with the two pictures at the ends of the row.

    Parameters
    ----------
    interpolations : sequence of Interpolation
        With equally many steps.
    file : Path
        PNG, or another format of matplotlib.
    """
    steps = len(interpolations[0].between)
    figure = Figure(figsize=(1.05 * (steps + 2), 0.5 + 1.22 * len(interpolations)), layout="constrained")
    axes = figure.subplots(len(interpolations), steps + 2, squeeze=False)
    for row, one in zip(axes, interpolations, strict=True):
        pictures = [one.first, *one.between, one.last]
        titles = [one.names[0], *("" for _ in one.between), one.names[1]]
        for panel, picture, title in zip(row, pictures, titles, strict=True):
            panel.imshow(picture, cmap="gray", vmin=0, vmax=1, origin="lower")
            panel.set_title(title, fontsize=8)
            panel.set_xticks([])
            panel.set_yticks([])
        for panel in (row[0], row[-1]):
            panel.spines[:].set_color("tab:red")
            panel.spines[:].set_linewidth(2)
    figure.suptitle(
        "red: pictures; between them: decoded from z, interpolated from the first's to the last's", fontsize=9
    )
    figure.savefig(file, dpi=100)
