"""Which particles of a snapshot are of which of two galaxies, and where their nuclei are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from deepgalaxy.mergers.snapshots import Snapshot

Array = NDArray[np.float64]

FEWEST_STARS = 20
"""In a nucleus, and in a galaxy."""


@dataclass(frozen=True)
class Nucleus:
    """Centre of a galaxy's stars (kpc), the radius of half of them (kpc), and their mean velocity (km/s)."""

    position: Array
    velocity: Array
    half_light_kpc: float


def find_nucleus(positions: Array, velocities: Array) -> Nucleus:
    """Find the densest place among stars, shape (N, 3), by ever smaller spheres about their median."""
    centre = np.median(positions, axis=0)
    distance = np.linalg.norm(positions - centre, axis=1)
    radius = np.quantile(distance, 0.8)
    while (inside := np.linalg.norm(positions - centre, axis=1) < radius).sum() >= FEWEST_STARS:
        centre, radius = positions[inside].mean(axis=0), 0.8 * radius
    distance = np.linalg.norm(positions - centre, axis=1)
    half = float(np.median(distance))
    return Nucleus(centre, velocities[distance <= half].mean(axis=0), half)


def tell_apart(snapshot: Snapshot) -> NDArray[np.int8] | None:
    """Return the galaxy, 0 or 1, of each particle, shape (N,), or None if there are no two apart.

    Two files are two galaxies. In one file, stars are in two clusters (k-means), which must be further
    apart than their half-light radii together. Other particles go to the nearer nucleus. The first galaxy
    is the one of the larger stellar mass.
    """
    x, stars = snapshot.positions, snapshot.stars
    if snapshot.part.max() == 1 and len(np.unique(snapshot.part[stars])) == 2:
        of_stars = snapshot.part[stars]
    else:
        of_stars = KMeans(2, n_init=3, random_state=0).fit_predict(x[stars]).astype(np.int8)
    mass = np.bincount(of_stars, snapshot.masses[stars])
    if mass[1] > mass[0]:
        of_stars = 1 - of_stars
    if np.bincount(of_stars).min() < FEWEST_STARS:
        return None
    nuclei = [
        find_nucleus(x[stars][of_stars == k], snapshot.velocities[stars][of_stars == k]) for k in (0, 1)
    ]
    apart = np.linalg.norm(nuclei[0].position - nuclei[1].position)
    if apart < sum(nucleus.half_light_kpc for nucleus in nuclei):
        return None
    distances = np.array([np.linalg.norm(x - nucleus.position, axis=1) for nucleus in nuclei])
    galaxy = distances.argmin(axis=0).astype(np.int8)
    galaxy[stars] = of_stars
    return galaxy


def known_again(
    snapshot: Snapshot, first: Snapshot, galaxy: NDArray[np.int8]
) -> list[NDArray[np.bool_]] | None:
    """Return which particles are stars of each of the first snapshot's galaxies, or None if none can tell.

    By their ids, where most stars have the same ones in both; else by their order in the file.
    """
    unique = len(np.unique(first.ids)) == len(first.ids)
    if unique and np.isin(first.ids[first.stars], snapshot.ids).mean() > 0.5:
        members = [np.isin(snapshot.ids, first.ids[first.stars & (galaxy == k)]) for k in (0, 1)]
    elif len(snapshot.masses) == len(first.masses):
        members = [first.stars & (galaxy == k) for k in (0, 1)]
    else:
        return None
    return members if min(m.sum() for m in members) >= FEWEST_STARS else None
