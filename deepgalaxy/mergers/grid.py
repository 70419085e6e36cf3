"""Sets of mergers to train on."""

from collections.abc import Callable, Iterator
from itertools import product
from math import acos, degrees, exp, log
from typing import Any, Literal, get_args

import numpy as np

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.galaxy import GalaxyModel
from deepgalaxy.mergers.recipe import MergerRecipe

GridName = Literal["demo", "paper", "wide"]

SIZE_RATIOS = {
    1 / 4: (0.5, 0.63),
    1 / 3: (0.577, 0.693),
    1 / 2: (0.6, 0.707, 0.794),
    1.0: (0.8, 1.0, 1.25),
    3 / 2: (1.145, 1.225),
}
"""By mass ratio, around its square root (equal surface densities) and its cube root (equal densities)."""

Spin = tuple[float, float]
SPINS: tuple[tuple[Spin, Spin], ...] = (
    ((0.0, 60.0), (0.0, 60.0)),
    ((0.0, 60.0), (110.0, 180.0)),
    ((75.0, 180.0), (60.0, 150.0)),
)
"""Least and most tilt of the two disks: both prograde, one of each, across the orbit or retrograde."""
PERICENTRES_KPC = (5.0, 13.0)

WIDE = 80
"""Mergers of the wide grid."""

WIDE_RANGES = {
    "log_mass_ratio": (log(0.2), log(1.0)),
    "size_power": (1 / 3, 0.6),
    "pericentre_kpc": (4.0, 24.0),
    "cos_tilt1": (-1.0, 1.0),
    "node1_deg": (0.0, 360.0),
    "cos_tilt2": (-1.0, 1.0),
    "node2_deg": (0.0, 360.0),
    "particles": (5000, 10000),
    "softening_kpc": (0.4, 0.8),
    "log_mass": (log(0.5), log(2.0)),
    "log_disk_scale": (log(2.0), log(8.0)),
    "disk_flatness": (0.1, 0.25),
    "toomre_q": (1.2, 2.0),
    "bulge_to_disk": (0.01, 0.6),
    "bulge_scale_kpc": (0.4, 1.2),
    "halo_to_disk": (4.0, 16.0),
    "halo_scale_kpc": (6.0, 18.0),
    "halo_extent": (2.5, 6.0),
}
"""Of what differs in the wide grid, drawn evenly (Sobol'); logarithms are natural."""


def make_grid(name: GridName, **changes: Any) -> list[MergerRecipe]:
    """Make the recipes of a grid, always the same.

    Parameters
    ----------
    name : {"demo", "paper", "wide"}
        ``demo`` has 6 mergers: mass ratios 1, 1/2 and 1/4, prograde and retrograde. ``paper`` has 36, as many
        as the published set: five mass ratios, two or three sizes of each, three families of spins. ``wide``
        has 48 of different galaxies, softenings and particle numbers, to learn from what they share.
    changes
        Fields of all its recipes, such as ``particles``.

    Returns
    -------
    list of MergerRecipe
        All distinct; run K is the K-th, from 1.

    Raises
    ------
    DeepGalaxyError
        If there is no such grid, or a number is out of its range.
    """
    if name not in get_args(GridName):
        raise DeepGalaxyError(
            f"simulate: there is no grid {name!r}; there are {', '.join(get_args(GridName))}"
        )
    return [MergerRecipe(**(fields | changes)) for fields in GRIDS[name]()]


def _demo() -> Iterator[dict[str, Any]]:
    for seed, (mass_ratio, turn) in enumerate(product((1.0, 1 / 2, 1 / 4), (0, 150)), start=1):
        yield {
            "mass_ratio": mass_ratio,
            "pericentre_kpc": 6.0 + seed,
            "disk1_deg": (abs(turn - 20.0), 30.0 * seed),
            "disk2_deg": (abs(turn - 35.0), 50.0 * seed),
            "particles": 8000,
            "seed": seed,
        }


def _paper() -> Iterator[dict[str, Any]]:
    pairs = [(mass, size) for mass, sizes in SIZE_RATIOS.items() for size in sizes]
    for number, ((mass_ratio, size_ratio), spins) in enumerate(product(pairs, SPINS), start=1):
        # Multiples of irrational numbers, modulo 1, leave no gaps and never meet.
        low, high = PERICENTRES_KPC
        tilts = [
            round(least + (most - least) * (number * step % 1), 1)
            for (least, most), step in zip(spins, (0.7549, 0.5698), strict=True)
        ]
        yield {
            "mass_ratio": mass_ratio,
            "size_ratio": size_ratio,
            "pericentre_kpc": round(low + (high - low) * (number * 0.6180 % 1), 2),
            "disk1_deg": (tilts[0], round(360 * (number * 0.8191 % 1), 1)),
            "disk2_deg": (tilts[1], round(360 * (number * 0.4142 % 1), 1)),
            "seed": 100 + number,
        }


def _wide() -> Iterator[dict[str, Any]]:
    from scipy.stats.qmc import Sobol, scale  # takes half a second

    low, high = np.array(list(WIDE_RANGES.values())).T
    points = scale(Sobol(len(low), seed=48).random(128)[:WIDE], low, high)
    for seed, point in enumerate(points, start=201):
        it = dict(zip(WIDE_RANGES, (round(float(x), 3) for x in point), strict=True))
        mass, disk_scale = exp(it["log_mass"]), round(exp(it["log_disk_scale"]), 3)
        mass_ratio = round(exp(it["log_mass_ratio"]), 3)
        yield {
            "mass_ratio": mass_ratio,
            "size_ratio": round(mass_ratio ** it["size_power"], 3),
            "pericentre_kpc": it["pericentre_kpc"],
            "disk1_deg": (round(degrees(acos(it["cos_tilt1"])), 1), it["node1_deg"]),
            "disk2_deg": (round(degrees(acos(it["cos_tilt2"])), 1), it["node2_deg"]),
            "particles": round(it["particles"]),
            "softening_kpc": it["softening_kpc"],
            "seed": seed,
            "galaxy": GalaxyModel(
                disk_mass=round(4 * mass, 3),
                disk_scale_kpc=disk_scale,
                disk_height_kpc=round(disk_scale * it["disk_flatness"], 3),
                toomre_q=it["toomre_q"],
                bulge_mass=round(4 * mass * it["bulge_to_disk"], 3),
                bulge_scale_kpc=it["bulge_scale_kpc"],
                halo_mass=round(4 * mass * it["halo_to_disk"], 3),
                halo_scale_kpc=it["halo_scale_kpc"],
                halo_cut_kpc=round(it["halo_scale_kpc"] * it["halo_extent"], 2),
            ),
        }


GRIDS: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {"demo": _demo, "paper": _paper, "wide": _wide}
