"""Pictures of how well a model dates."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from deepgalaxy.inference.evaluate import Judged
from deepgalaxy.networks.architecture import N_STAGES


def draw_scatter(judged: Judged, file: Path) -> None:
    """Draw said against true stage as a map of counts: the confusion matrix, and errors below it."""
    figure = Figure(figsize=(6.4, 8), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=[3, 1], sharex=True)
    bins = np.arange(N_STAGES + 1) - 0.5
    counts, *_ = np.histogram2d(judged.stage, judged.said_stage, bins=[bins, bins])
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    image = above.pcolormesh(bins, bins, np.sqrt(share).T, cmap="magma", vmin=0, vmax=1, rasterized=True)
    above.plot([0, 70], [0, 70], color="white", linewidth=0.6, linestyle=":")
    above.axvline(19.5, color="white", linewidth=0.6, alpha=0.6)
    above.text(20, 66, "first pericentre", color="white", fontsize=8)
    above.set_ylabel("stage said")
    above.set_aspect("equal")
    figure.colorbar(image, ax=above, label="√ share of the pictures of a stage", shrink=0.8)
    for share_of_pictures, alpha in ((0.9, 0.2), (0.68, 0.4)):
        low, high = _quantiles_by_stage(judged, (1 - share_of_pictures) / 2, (1 + share_of_pictures) / 2)
        below.fill_between(np.arange(N_STAGES), low, high, color="tab:blue", alpha=alpha, linewidth=0)
    (middle,) = _quantiles_by_stage(judged, 0.5)
    below.plot(np.arange(N_STAGES), middle, color="tab:blue")
    below.axhline(0, color="black", linewidth=0.6)
    below.set_xlabel("true stage")
    below.set_ylabel("error, stages\n(median, 68 %, 90 %)")
    figure.savefig(file, dpi=110)


def _quantiles_by_stage(judged: Judged, *quantiles: float) -> list[np.ndarray]:
    error, label = judged.said_stage - judged.stage, np.rint(judged.stage)
    rows = [error[label == stage] for stage in range(N_STAGES)]
    return [np.array([np.quantile(row, q) if len(row) else np.nan for row in rows]) for q in quantiles]
