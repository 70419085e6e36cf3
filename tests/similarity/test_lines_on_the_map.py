"""Which images are inside a line on the map, by the definition: a ray crosses it an odd number of times."""

import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.similarity.latent_map import MOST_CORNERS, POINTS, LatentMap, MapLayout

N = 3000


def a_map() -> LatentMap:
    points = np.zeros(N, POINTS)
    points["id"] = np.arange(N)
    points["x"], points["y"] = np.random.default_rng(5).normal(size=(2, N))
    return LatentMap(
        state="", model_id=1, model="a" * 12, total=N, every=1, points=points, datasets=("one",),
        simulated=(False,), layout=MapLayout.PCA, explained=None, place=lambda _: (0.0, 0.0),
    )  # fmt: skip


def is_inside(x: float, y: float, corners: NDArray[np.float64]) -> bool:
    """Count how often a ray to the right crosses the line: odd inside."""
    crossings = 0
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            crossings += 1
    return crossings % 2 == 1


def around(radii: NDArray[np.float64], turns: int = 1) -> NDArray[np.float64]:
    angles = np.linspace(0, 2 * np.pi * turns, len(radii), endpoint=False)
    return np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])


LINES = {
    "triangle": np.array([[-1.0, -1.0], [1.5, -0.5], [0.0, 1.2]]),
    "by hand": around(1 + 0.4 * np.random.default_rng(6).normal(size=60)),
    "concave": np.array([[-2.0, -2.0], [2, -2], [2, 2], [1, 2], [1, -1], [-1, -1], [-1, 2], [-2, 2]]),
    "crosses itself": around(np.full(5, 1.5), turns=2),
    "no width": np.array([[0.0, -1.0], [0, 1], [0, 0]]),
    "most corners": around(1 + 0.4 * np.random.default_rng(7).normal(size=MOST_CORNERS)),
    "smaller than a cell": 0.01 * around(np.ones(20)),
    "outside": np.array([[50.0, 50.0], [51, 50], [50, 51]]),
    "all": np.array([[-99.0, -99.0], [99, -99], [99, 99], [-99, 99]]),
}


@pytest.mark.parametrize("name", LINES)
def test_selected_are_the_images_from_which_a_ray_crosses_the_line_an_odd_number_of_times(name: str) -> None:
    drawn, corners = a_map(), LINES[name]
    expected = [int(each["id"]) for each in drawn.points if is_inside(each["x"], each["y"], corners)]
    assert drawn.inside(corners).tolist() == expected
