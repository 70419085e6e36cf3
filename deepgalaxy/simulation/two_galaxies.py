"""Which particles of a snapshot are of which of two galaxies, and where their nuclei are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from deepgalaxy.simulation.snapshots import Snapshot

Array = NDArray[np.float64]

FEWEST_STARS = 20
"""In a galaxy, and in its nucleus."""
MOST_TO_CLUSTER = 50_000
"""Stars by which two clusters are found, at most."""
LEAST_FIELD_KPC, HALF_LIGHT_RADII_SEEN = 180.0, 5.0
"""Field of view of our own pictures; how much there is to see around two galaxies."""


@dataclass(frozen=True)
class Nucleus:
    """Centre of a galaxy's stars (kpc), the radius of half of them (kpc), and their mean velocity (km/s)."""

    position: Array
    velocity: Array
    half_light_kpc: float


@dataclass(frozen=True)
class GalaxyPair:
    """Two galaxies in a snapshot, the one with the larger stellar mass first.

    Parameters
    ----------
    member : ndarray of int8, shape (N,)
        0 or 1 for each particle: its galaxy.
    nuclei : tuple of Nucleus
        Of the two.
    mass_ratio : float
        Mass of all particles of the second over the first one's.
    """

    member: NDArray[np.int8]
    nuclei: tuple[Nucleus, Nucleus]
    mass_ratio: float

    @property
    def size_ratio(self) -> float:
        """Half-light radius of the second over the first one's.

        Returns
        -------
        float
            Above 0.
        """
        return self.nuclei[1].half_light_kpc / self.nuclei[0].half_light_kpc

    @property
    def half_light_kpc(self) -> tuple[float, float]:
        """Radii that hold half of each galaxy's stars.

        Returns
        -------
        tuple of (float, float)
            In kpc.
        """
        return self.nuclei[0].half_light_kpc, self.nuclei[1].half_light_kpc

    @property
    def separation_kpc(self) -> float:
        """Distance of the nuclei.

        Returns
        -------
        float
            In kpc.
        """
        return float(np.linalg.norm(self.nuclei[0].position - self.nuclei[1].position))

    @property
    def group(self) -> str:
        """Name of their HDF5 group.

        Returns
        -------
        str
            Such as ``s_0.707_m_0.5``.
        """
        return f"s_{max(round(self.size_ratio, 3), 0.001):g}_m_{max(round(self.mass_ratio, 3), 0.001):g}"

    def field_of_view(self, separation_kpc: float) -> float:
        """Return a side for their pictures: that of our own, or as much as they need so far apart.

        Parameters
        ----------
        separation_kpc : float
            Of the nuclei.

        Returns
        -------
        float
            In kpc, 180 or more.
        """
        need = separation_kpc + HALF_LIGHT_RADII_SEEN * max(n.half_light_kpc for n in self.nuclei)
        return max(LEAST_FIELD_KPC, 10 * float(np.ceil(need / 10)))

    def attributes(self) -> dict[str, Any]:
        """Return their ratios as HDF5 attributes.

        Returns
        -------
        dict
            ``mass_ratio`` and ``size_ratio``.
        """
        return {"mass_ratio": self.mass_ratio, "size_ratio": self.size_ratio}


def find_nucleus(positions: Array, velocities: Array) -> Nucleus:
    """Find the densest region among stars, by ever smaller spheres down to a tenth of them.

    Parameters
    ----------
    positions : ndarray of float64, shape (N, 3)
        In kpc.
    velocities : ndarray of float64, shape (N, 3)
        In km/s.

    Returns
    -------
    Nucleus
        Its centre, velocity and half-light radius.
    """
    fewest = max(FEWEST_STARS, len(positions) // 10)
    centre = np.median(positions, axis=0)
    radius = np.quantile(np.linalg.norm(positions - centre, axis=1), 0.8)
    while (inside := np.linalg.norm(positions - centre, axis=1) < radius).sum() >= fewest:
        centre, radius = positions[inside].mean(axis=0), 0.8 * radius
    distance = np.linalg.norm(positions - centre, axis=1)
    half = float(np.median(distance))
    return Nucleus(centre, velocities[distance <= half].mean(axis=0), half)


def separate_galaxies(snapshot: Snapshot) -> GalaxyPair | None:
    """Find two galaxies in a snapshot.

    Two files are two galaxies. In one file, stars are in two clusters (k-means). Either way their nuclei
    must be further apart than their half-light radii together. Other particles go to the nearer nucleus.

    Parameters
    ----------
    snapshot : Snapshot
        All particles.

    Returns
    -------
    GalaxyPair, or None
        None where there are no two apart.
    """
    x, v, stars = snapshot.positions, snapshot.velocities, snapshot.stars
    if snapshot.part.max() == 1 and len(np.unique(snapshot.part[stars])) == 2:
        of_stars = snapshot.part[stars]
    else:
        few = x[stars][:: 1 + stars.sum() // MOST_TO_CLUSTER]
        of_stars = KMeans(2, n_init=3, random_state=0).fit(few).predict(x[stars]).astype(np.int8)
    if np.bincount(of_stars, minlength=2).min() < FEWEST_STARS:
        return None
    star_mass = np.bincount(of_stars, snapshot.masses[stars])
    first, second = (find_nucleus(x[stars][of_stars == k], v[stars][of_stars == k]) for k in (0, 1))
    # Of two equal masses the larger one goes first: their order in the file is arbitrary.
    alike = abs(star_mass[1] - star_mass[0]) < 1e-6 * star_mass.sum()
    if second.half_light_kpc > first.half_light_kpc if alike else star_mass[1] > star_mass[0]:
        of_stars, first, second = 1 - of_stars, second, first
    member = np.zeros(len(x), np.int8)
    member[:] = np.linalg.norm(x - second.position, axis=1) < np.linalg.norm(x - first.position, axis=1)
    member[stars] = of_stars
    mass = np.bincount(member, snapshot.masses)
    found = GalaxyPair(member, (first, second), float(mass[1] / mass[0]))
    return found if found.separation_kpc > first.half_light_kpc + second.half_light_kpc else None


def match_nuclei(snapshot: Snapshot, first: Snapshot, galaxies: GalaxyPair) -> tuple[Nucleus, Nucleus] | None:
    """Find the nuclei of the first snapshot's galaxies in a later one.

    Their stars are known by their ids, where most have the same in both; else by their order in the files.

    Parameters
    ----------
    snapshot : Snapshot
        The later one.
    first : Snapshot
        In which the galaxies were separated.
    galaxies : GalaxyPair
        Of the first snapshot.

    Returns
    -------
    tuple of (Nucleus, Nucleus), or None
        None where their stars are not known.
    """
    by_id = len(np.unique(first.ids)) == len(first.ids)
    if by_id and np.isin(first.ids[first.stars], snapshot.ids).mean() > 0.5:
        own = [np.isin(snapshot.ids, first.ids[first.stars & (galaxies.member == k)]) for k in (0, 1)]
    elif len(snapshot.masses) == len(first.masses):
        own = [first.stars & (galaxies.member == k) for k in (0, 1)]
    else:
        return None
    if min(stars.sum() for stars in own) < FEWEST_STARS:
        return None
    one, other = (find_nucleus(snapshot.positions[stars], snapshot.velocities[stars]) for stars in own)
    return one, other
