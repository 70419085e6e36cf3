"""Contact sheet: real galaxies beside the images most similar to them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from deepgalaxy.core.prediction import in_few_words
from deepgalaxy.demo.example_searches import Answer
from deepgalaxy.similarity.search import Hit

Picture = npt.NDArray[np.float32]

TILE, CAPTION, GAP, TITLE, LEGEND = 1.35, 0.46, 0.35, 0.45, 0.3
"""In inches: side of a picture, height of its caption, gap between groups, titles, legend."""
SIMULATED, PREDICTED = "black", "tab:blue"


def draw_contact_sheet(answers: Sequence[Answer], pictures: Mapping[int, Picture], file: Path) -> None:
    """Draw one row per galaxy: its picture, nearest frames, nearest galaxies, and recommendations.

    Parameters
    ----------
    answers : sequence of Answer
        One for each row.
    pictures : mapping
        (H, W) or (H, W, 3) in [0, 1], by image id.
    file : Path
        PNG to write.
    """
    groups: dict[str, list[Sequence[Hit]]] = {
        "real galaxy": [[a.galaxy] for a in answers],
        "nearest frame of each merger": [a.frames for a in answers],
        "nearest real galaxies": [a.galaxies for a in answers],
        "recommended by the graph's spectrum": [a.recommended for a in answers],
    }
    columns = sum(max(map(len, rows)) for rows in groups.values())
    width = columns * (TILE + 0.08) + len(groups) * GAP
    height = TITLE + len(answers) * (TILE + CAPTION) + LEGEND
    figure = Figure(figsize=(width, height), facecolor="white")
    left = GAP / 2
    for title, rows in groups.items():
        figure.text(left / width, 1 - 0.3 / height, title, fontsize=10, weight="bold")
        for row, hits in enumerate(rows):
            bottom = height - TITLE - row * (TILE + CAPTION) - TILE
            for column, hit in enumerate(hits):
                x = left + column * (TILE + 0.08)
                axes = figure.add_axes((x / width, bottom / height, TILE / width, TILE / height))
                axes.imshow(pictures[hit.id], cmap="gray", vmin=0, vmax=1)
                axes.set_axis_off()
                words = _caption(hit, queried=hit is answers[row].galaxy)
                colour = SIMULATED if hit.labelled else PREDICTED
                figure.text(x / width, (bottom - 0.04) / height, words, fontsize=7, va="top", color=colour)
        left += max(map(len, rows)) * (TILE + 0.08) + GAP
    for x, words, colour in (
        (GAP / 2, "stage and time in black: known from the simulation", SIMULATED),
        (GAP / 2 + 3.2, "in blue: estimated by the network", PREDICTED),
    ):
        figure.text(x / width, 0.1 / height, words, fontsize=8, color=colour)
    figure.savefig(file, dpi=120)


def _caption(hit: Hit, *, queried: bool) -> str:
    lines = [in_few_words(hit.stage, hit.time_myr, hit.p_interacting)]
    if queried:
        if hit.time_lo68 is not None and hit.time_hi68 is not None:
            lines.append(f"68 %: {hit.time_lo68:+.0f} to {hit.time_hi68:+.0f}")
        lines.append(hit.name.rpartition("/")[2])
    else:
        lines.append(f"distance {hit.distance:.2f}")
    return "\n".join(lines)
