"""Pictures of how well a model dates, and of what lies between two places of its latent space."""

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
    """Draw, for each dataset, said against true stage (the confusion matrix) and the errors below it."""
    datasets = _datasets(predicted)
    figure = Figure(figsize=(1.2 + 4.6 * len(datasets), 6.6), layout="constrained")
    axes = figure.subplots(2, len(datasets), height_ratios=[3, 1], sharex=True, sharey="row", squeeze=False)
    for (above, below), (name, of) in zip(axes.T, datasets.items(), strict=True):
        above.set_title(f"{name}: {len(np.unique(of.simulation))} mergers, {len(of.stage)} pictures")
        image = _draw_matrix(above, of)
        _draw_errors(below, of)
    axes[0, 0].set_ylabel("stage said")
    axes[1, 0].set_ylabel("error, stages\n(median, 68 %, 90 %)")
    bar = figure.colorbar(image, ax=axes[0, -1], label="share of the pictures of a stage", shrink=0.9)
    marks = [0, 0.02, 0.1, 0.25, 0.5, 1]
    bar.set_ticks(np.sqrt(marks).tolist(), labels=[f"{mark:g}" for mark in marks])
    figure.savefig(file, dpi=110)


def _datasets(predicted: StagePredictions) -> dict[str, StagePredictions]:
    return {
        name: predicted.chosen(predicted.dataset == name)
        for name in (UNSEEN, FOREIGN, SEEN)
        if (predicted.dataset == name).any()
    }


def _draw_matrix(axes: Any, predicted: StagePredictions) -> Any:
    bins = np.arange(N_STAGES + 1) - 0.5
    counts, *_ = np.histogram2d(predicted.stage, predicted.said_stage, bins=[bins, bins])
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
    (middle,) = _quantiles_by_stage(predicted, 0.5)
    axes.plot(STAGES, middle, color="tab:blue")
    axes.axhline(0, color="black", linewidth=0.6)
    axes.set_xlabel("true stage")


def _quantiles_by_stage(predicted: StagePredictions, *quantiles: float) -> list[npt.NDArray[np.float64]]:
    error, label = predicted.said_stage - predicted.stage, np.rint(predicted.stage)
    rows = [error[label == stage] for stage in STAGES]
    return [np.array([np.quantile(row, q) if len(row) else np.nan for row in rows]) for q in quantiles]


def draw_calibration(predicted: StagePredictions, file: Path) -> None:
    """Draw, for each dataset, the share of the truths below each share of their probability."""
    figure = Figure(figsize=(4.6, 4.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="black", linewidth=0.6)
    for name, of in _datasets(predicted).items():
        axes.plot(SHARES, truths_below(of), marker=".", label=name)
    axes.set_xlabel("share of the probability")
    axes.set_ylabel("share of the true stages below it")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    axes.legend(frameon=False)
    figure.savefig(file, dpi=110)


def draw_interpolations(interpolations: Sequence[Interpolation], file: Path) -> None:
    """Draw, a row each, the ways through latent space between two pictures, which stand at either end."""
    steps = len(interpolations[0].between)
    figure = Figure(figsize=(1.05 * (steps + 2), 0.5 + 1.22 * len(interpolations)), layout="constrained")
    axes = figure.subplots(len(interpolations), steps + 2, squeeze=False)
    for row, passage in zip(axes, interpolations, strict=True):
        shown = [passage.first, *passage.between, passage.last]
        titles = [passage.names[0], *("" for _ in passage.between), passage.names[1]]
        for panel, picture, title in zip(row, shown, titles, strict=True):
            panel.imshow(picture, cmap="gray", vmin=0, vmax=1, origin="lower")
            panel.set_title(title, fontsize=8)
            panel.set_xticks([])
            panel.set_yticks([])
        for panel in (row[0], row[-1]):
            panel.spines[:].set_color("tab:red")
            panel.spines[:].set_linewidth(2)
    figure.suptitle(
        "red: pictures; between them: what z decodes to, from the one's z to the other's", fontsize=9
    )
    figure.savefig(file, dpi=100)
