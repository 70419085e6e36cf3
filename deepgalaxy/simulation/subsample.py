"""Fewer particles for the same two galaxies."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.simulation.particles import DISK, HALO, Particles
from deepgalaxy.simulation.recipe import FEWEST_STARS, STAR_SHARE
from deepgalaxy.simulation.snapshots import Snapshot
from deepgalaxy.simulation.two_galaxies import GalaxyPair


def thin(snapshot: Snapshot, galaxies: GalaxyPair, particles: int, rng: np.random.Generator) -> Particles:
    """Choose some particles of two galaxies, 40 % of them stars, in proportion to the galaxies' masses.

    What is kept of a galaxy's stars, and of its other particles, keeps their mass, centre and mean velocity:
    shot noise would else set disk and halo swinging. The centre of mass is at rest at the origin.

    Parameters
    ----------
    snapshot : Snapshot
        All particles.
    galaxies : GalaxyPair
        Which galaxy each is in.
    particles : int
        How many to choose at most, over both galaxies.
    rng : numpy.random.Generator
        Random number generator.

    Returns
    -------
    Particles
        The chosen ones.

    Raises
    ------
    DeepGalaxyError
        If fewer than 50 stars are left in a galaxy.
    """
    masses, parts = snapshot.masses, []
    star_share = STAR_SHARE if (~snapshot.stars).any() else 1.0
    for shining, share in ((False, 1 - star_share), (True, star_share)):
        kind = snapshot.stars == shining
        for k in (0, 1):
            own = np.flatnonzero(kind & (galaxies.member == k))
            n = round(particles * share * masses[own].sum() / masses[kind].sum()) if len(own) else 0
            chosen = np.sort(rng.permutation(own)[:n])
            if shining and len(chosen) < FEWEST_STARS:
                raise DeepGalaxyError(
                    f"{snapshot.name}: {len(chosen)} of {len(own)} stars are left in a galaxy of {particles}"
                    f" particles, {FEWEST_STARS} are needed: give more particles"
                )
            if len(chosen):
                parts.append(_stand_in(snapshot, galaxies.member, own, chosen))
    x, v, m, stars, member = (np.concatenate(column) for column in zip(*parts, strict=True))
    halves = np.array([nucleus.half_light_kpc for nucleus in galaxies.nuclei])
    centres = np.array([nucleus.position for nucleus in galaxies.nuclei])
    return Particles(
        x - np.average(x, axis=0, weights=m),
        v - np.average(v, axis=0, weights=m),
        m,
        np.where(stars, DISK, HALO).astype(np.int8),
        (np.linalg.norm(x - centres[member], axis=1) / halves[member]).astype(np.float32),
        member,
    )


def _stand_in(
    snapshot: Snapshot, member: NDArray[np.int8], own: NDArray[np.intp], chosen: NDArray[np.intp]
) -> tuple[NDArray[Any], ...]:
    """Return the chosen ones of some particles, with the mass, centre and mean velocity of all of them."""
    weights, few = snapshot.masses[own], snapshot.masses[chosen]
    moved = []
    for values in (snapshot.positions, snapshot.velocities):
        offset = np.average(values[own], axis=0, weights=weights) - np.average(
            values[chosen], axis=0, weights=few
        )
        moved.append(values[chosen] + offset)
    return *moved, few * weights.sum() / few.sum(), snapshot.stars[chosen], member[chosen]
