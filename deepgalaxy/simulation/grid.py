"""Sets of mergers to train on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from math import acos, degrees, exp, log
from typing import Any, Literal, get_args

import numpy as np

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.simulation.isolated_recipe import IsolatedRecipe
from deepgalaxy.simulation.recipe import MergerRecipe

GridName = Literal["demo", "paper", "survey"]
Recipe = MergerRecipe | IsolatedRecipe

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

SURVEY_MERGERS, SURVEY_NON_MERGERS = 120, 30
"""Of the survey grid."""

SURVEY_RANGES = {
    "log_mass_ratio": (log(0.1), log(1.0)),
    "size_power": (1 / 3, 0.6),
    "log_pericentre_radii": (log(0.25), log(2.0)),
    "speed_ratio": (0.86, 1.08),
    "cos_tilt1": (-1.0, 1.0),
    "node1_deg": (0.0, 360.0),
    "cos_tilt2": (-1.0, 1.0),
    "node2_deg": (0.0, 360.0),
    "kind": (0.0, 1.0),
    "bulge_to_disk2": (0.01, 0.6),
    "particles": (80_000, 120_000),
    "softening_kpc": (0.35, 0.7),
    "log_field_radii": (log(10.0), log(22.0)),
    "log_mass": (log(0.5), log(2.0)),
    "log_disk_scale": (log(2.0), log(7.0)),
    "disk_flatness": (0.1, 0.25),
    "toomre_q": (1.1, 2.0),
    "bulge_to_disk": (0.01, 0.6),
    "bulge_scale_kpc": (0.4, 1.2),
    "halo_to_disk": (5.0, 16.0),
    "halo_scale_kpc": (7.0, 18.0),
    "halo_extent": (3.0, 6.0),
}
"""Of what differs in the survey grid, sampled evenly (Sobol'). Pericentre and field of view are in units of
the sum of the two half-light radii; the pericentre is multiplied by mass ratio^0.4, for small companions sink
slowly."""
SPHEROIDS, BOTH_SPHEROIDS = 0.1, 0.04
"""Share of the mergers with a spheroid, and with two."""
SPHEROID_SCALE_OVER_DISK_SCALE = 0.7
"""Hernquist's scale of a spheroid in place of a disk: it has about the disk's half-light radius."""


def make_grid(name: GridName, **changes: Any) -> list[Recipe]:
    """Make the recipes of a grid, always the same.

    Parameters
    ----------
    name : {"demo", "paper", "survey"}
        ``demo`` has 6 mergers: mass ratios 1, 1/2 and 1/4, prograde and retrograde. ``paper`` has 36, as
        many as the published set: five mass ratios, two or three sizes of each, three families of spins.
        ``survey`` has 120 of still more variety, in orbits and kinds of galaxies too, and 30 runs of
        galaxies that do not merge: alone, barred, spheroids, and chance pairs.
    **changes : Any
        Fields of all its recipes, such as ``particles``.

    Returns
    -------
    list of MergerRecipe or IsolatedRecipe
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
    isolated = {key: value for key, value in changes.items() if key not in ("start_separation_kpc", "engine")}
    return [
        IsolatedRecipe(**(fields | isolated)) if "galaxies" in fields else MergerRecipe(**(fields | changes))
        for fields in GRIDS[name]()
    ]


def _demo() -> Iterator[dict[str, Any]]:
    for seed, (mass_ratio, turn) in enumerate(product((1.0, 1 / 2, 1 / 4), (0, 150)), start=1):
        yield {
            "mass_ratio": mass_ratio,
            "pericentre_kpc": 6.0 + seed,
            "disk1_deg": (abs(turn - 20.0), 30.0 * seed),
            "disk2_deg": (abs(turn - 35.0), 50.0 * seed),
            "particles": 60_000,
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


def _survey() -> Iterator[dict[str, Any]]:
    from scipy.stats.qmc import Sobol, scale

    low, high = np.array(list(SURVEY_RANGES.values())).T
    points = scale(Sobol(len(low), seed=7).random(256), low, high)
    points_by_name = [dict(zip(SURVEY_RANGES, (float(x) for x in point), strict=True)) for point in points]
    for seed, it in enumerate(points_by_name[:SURVEY_MERGERS], start=301):
        yield _survey_merger(it) | {"seed": seed}
    for number, it in enumerate(points_by_name[SURVEY_MERGERS:][:SURVEY_NON_MERGERS]):
        yield _survey_non_merger(it, number) | {"seed": 501 + number}


def _survey_merger(it: dict[str, float]) -> dict[str, Any]:
    mass_ratio = round(exp(it["log_mass_ratio"]), 3)
    size_ratio = round(mass_ratio ** it["size_power"], 3)
    galaxy = _survey_galaxy(it)
    galaxy2 = _with_bulge(galaxy, it["bulge_to_disk2"])
    if it["kind"] < SPHEROIDS:
        galaxy2 = _spheroid(galaxy2)
    if it["kind"] < BOTH_SPHEROIDS:
        galaxy = _spheroid(galaxy)
    radii = galaxy.half_light_kpc + galaxy2.half_light_kpc * size_ratio
    return {
        "mass_ratio": mass_ratio,
        "size_ratio": size_ratio,
        "pericentre_kpc": round(exp(it["log_pericentre_radii"]) * mass_ratio**0.4 * radii, 2),
        "speed_ratio": round(it["speed_ratio"], 3),
        "disk1_deg": (round(degrees(acos(it["cos_tilt1"])), 1), round(it["node1_deg"], 1)),
        "disk2_deg": (round(degrees(acos(it["cos_tilt2"])), 1), round(it["node2_deg"], 1)),
        "particles": round(it["particles"]),
        "softening_kpc": round(it["softening_kpc"], 3),
        "field_of_view_kpc": round(exp(it["log_field_radii"]) * radii, 1),
        "galaxy": galaxy,
        "galaxy2": galaxy2,
    }


def _survey_galaxy(it: dict[str, float]) -> GalaxyModel:
    mass, disk_scale = exp(it["log_mass"]), round(exp(it["log_disk_scale"]), 3)
    return GalaxyModel(
        disk_mass=round(4 * mass, 3),
        disk_scale_kpc=disk_scale,
        disk_height_kpc=round(disk_scale * it["disk_flatness"], 3),
        toomre_q=round(it["toomre_q"], 3),
        bulge_mass=round(4 * mass * it["bulge_to_disk"], 3),
        bulge_scale_kpc=round(it["bulge_scale_kpc"], 3),
        halo_mass=round(4 * mass * it["halo_to_disk"], 3),
        halo_scale_kpc=round(it["halo_scale_kpc"], 3),
        halo_cut_kpc=round(it["halo_scale_kpc"] * it["halo_extent"], 2),
    )


def _with_bulge(galaxy: GalaxyModel, bulge_to_disk: float) -> GalaxyModel:
    """Return a galaxy of the same stellar mass with another share of it in the bulge."""
    disk = galaxy.star_mass / (1 + bulge_to_disk)
    return replace(galaxy, disk_mass=round(disk, 3), bulge_mass=round(galaxy.star_mass - disk, 3))


def _spheroid(galaxy: GalaxyModel) -> GalaxyModel:
    """Return a galaxy of the same stellar mass and about the same size, without a disk."""
    scale = round(SPHEROID_SCALE_OVER_DISK_SCALE * galaxy.disk_scale_kpc, 3)
    return replace(galaxy, disk_mass=0.0, bulge_mass=galaxy.star_mass, bulge_scale_kpc=scale)


def _survey_non_merger(it: dict[str, float], number: int) -> dict[str, Any]:
    """Make every second one a chance pair; of the others, every third a spheroid and every third barred."""
    galaxy = _survey_galaxy(it)
    other = _with_bulge(galaxy, it["bulge_to_disk2"]).scaled(
        exp(it["log_mass_ratio"] * it["size_power"]), exp(it["log_mass_ratio"])
    )
    if number % 6 == 2:
        galaxy = _spheroid(galaxy)
    if number % 6 == 4:
        galaxy = replace(galaxy, toomre_q=1.0, halo_mass=round(4 * galaxy.star_mass, 3))
    if it["kind"] < 0.3:
        other = _spheroid(other)
    pair = number % 2 == 1
    radii = galaxy.half_light_kpc + (other.half_light_kpc if pair else 0)
    disks = tuple((round(degrees(acos(it[f"cos_tilt{k}"])), 1), round(it[f"node{k}_deg"], 1)) for k in (1, 2))
    return {
        "galaxies": (galaxy, other) if pair else (galaxy,),
        "disks_deg": disks if pair else disks[:1],
        "particles": round(it["particles"] / 2),
        "softening_kpc": round(it["softening_kpc"], 3),
        "field_of_view_kpc": round(exp(it["log_field_radii"]) * radii, 1),
    }


GRIDS: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
    "demo": _demo,
    "paper": _paper,
    "survey": _survey,
}
