"""From the separation of two nuclei to stages of a merger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.mergers.bodies import Bodies
from deepgalaxy.mergers.dataset import FIRST_PERICENTRE_STAGE
from deepgalaxy.mergers.integrate import State
from deepgalaxy.mergers.units import MYR_PER_TIME_UNIT

SETTLED_KPC = 2.0
"""Two nuclei that stay closer than this are one."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """Stars (float32, shape (N, 3), kpc) and the two nuclei (shape (2, 3), kpc) at one time."""

    time_myr: float
    stars: NDArray[np.float32]
    nuclei: Array

    @property
    def separation_kpc(self) -> float:
        """Distance of the two nuclei."""
        return float(np.linalg.norm(self.nuclei[0] - self.nuclei[1]))


class NucleusTracker:
    """Follows the nuclei of two galaxies, from where they are known to be."""

    def __init__(self, bodies: Bodies, nuclei: Array, velocities: Array) -> None:
        self._members = [np.flatnonzero(bodies.stars & (bodies.galaxy == k)) for k in (0, 1)]
        self._nuclei, self._velocities, self._time_myr = nuclei.copy(), velocities.copy(), 0.0

    def update(self, state: State) -> Array:
        """Return the nuclei (kpc), shape (2, 3): centres of ever smaller spheres of its stars."""
        elapsed = (state.time_myr - self._time_myr) / MYR_PER_TIME_UNIT
        self._time_myr = state.time_myr
        for k, members in enumerate(self._members):
            x, v = state.positions[members], state.velocities[members]
            centre = self._nuclei[k] + elapsed * self._velocities[k]
            for radius_kpc in (4.0, 3.0, 2.0, 1.5):
                inside = ((x - centre) ** 2).sum(axis=1) < radius_kpc**2
                if inside.sum() >= 10:
                    centre, self._velocities[k] = x[inside].mean(axis=0), v[inside].mean(axis=0)
            self._nuclei[k] = centre
        return self._nuclei.copy()


def first_pericentre(times_myr: Array, separations_kpc: Array) -> float | None:
    """Return when the nuclei first passed each other (Myr), or None if they have not yet parted again.

    They have passed once the separation has risen by 2 kpc over its least value; the time is that of
    the least of a parabola through the squares of the separations around it.
    """
    risen = separations_kpc > np.minimum.accumulate(separations_kpc) + 2
    if not risen.any():
        return None
    i = int(separations_kpc[: risen.argmax()].argmin())
    near = slice(max(i - 3, 0), i + 4)
    since = times_myr[near] - times_myr[i]
    curvature, slope, _ = np.polyfit(since, separations_kpc[near] ** 2, 2)
    return float(times_myr[i] + np.clip(-slope / (2 * curvature), since[0], since[-1]))


def coalescence(times_myr: Array, separations_kpc: Array) -> float:
    """Return from when on the nuclei stay one (Myr), or NaN if they do not."""
    apart = np.flatnonzero(separations_kpc > SETTLED_KPC)
    if len(apart) == 0:
        return float(times_myr[0])
    return float(times_myr[apart[-1] + 1]) if apart[-1] + 1 < len(times_myr) else float("nan")


def frames(moments: Iterable[Moment], n: int) -> Iterator[Moment]:
    """Yield the ``n`` moments nearest to stages 0 to n - 1, first pericentre being at stage 19.5.

    All moments up to first pericentre are kept in memory: only it tells how far apart stages are.
    """
    waiting: list[Moment] = []
    spacing_myr = None
    stage = 0
    for moment in moments:
        waiting.append(moment)
        if spacing_myr is None:
            pericentre = first_pericentre(
                np.array([m.time_myr for m in waiting]), np.array([m.separation_kpc for m in waiting])
            )
            if pericentre is None:
                continue
            spacing_myr = pericentre / FIRST_PERICENTRE_STAGE
        while waiting[-1].time_myr >= stage * spacing_myr:
            due = stage * spacing_myr
            yield min(waiting, key=lambda m: abs(m.time_myr - due))
            stage += 1
            if stage == n:
                return
        waiting = waiting[-1:]
