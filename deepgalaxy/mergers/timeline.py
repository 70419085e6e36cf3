"""From the separation of two nuclei to stages of a merger."""

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
        self.nuclei, self.velocities, self.time_myr = nuclei.copy(), velocities.copy(), 0.0

    def update(self, state: State) -> Array:
        """Return the nuclei (kpc), shape (2, 3): centres of ever smaller spheres of its stars."""
        elapsed = (state.time_myr - self.time_myr) / MYR_PER_TIME_UNIT
        self.time_myr = state.time_myr
        for k, members in enumerate(self._members):
            x, v = state.positions[members], state.velocities[members]
            centre = self.nuclei[k] + elapsed * self.velocities[k]
            for radius_kpc in (4.0, 3.0, 2.0, 1.5):
                inside = ((x - centre) ** 2).sum(axis=1) < radius_kpc**2
                if inside.sum() >= 10:
                    centre, self.velocities[k] = x[inside].mean(axis=0), v[inside].mean(axis=0)
            self.nuclei[k] = centre
        return self.nuclei.copy()


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


def second_pericentre(times_myr: Array, separations_kpc: Array) -> float:
    """Return when the nuclei passed each other again (Myr), or NaN if they have not parted again since.

    Between the two passages the separation must have risen, and then fallen by 2 kpc from its most.
    """
    risen = separations_kpc > np.minimum.accumulate(separations_kpc) + 2
    if not risen.any():
        return float("nan")
    times_myr, separations_kpc = times_myr[risen.argmax() :], separations_kpc[risen.argmax() :]
    fallen = separations_kpc < np.maximum.accumulate(separations_kpc) - 2
    if not fallen.any():
        return float("nan")
    found = first_pericentre(times_myr[fallen.argmax() :], separations_kpc[fallen.argmax() :])
    return float("nan") if found is None else found


class FrameChooser:
    """Chooses the ``n`` moments nearest to stages 0 to n - 1, first pericentre being at stage 19.5.

    All moments up to first pericentre wait in memory: only it tells how far apart stages are.

    Parameters
    ----------
    n : int
        Frames that are wanted.
    """

    def __init__(self, n: int) -> None:
        self._n = n
        self.stage = 0
        """Of the next frame: as many were chosen."""
        self.spacing_myr: float | None = None
        """Between two frames, once first pericentre has passed."""
        self.waiting: list[Moment] = []

    @property
    def complete(self) -> bool:
        """Whether all frames were chosen."""
        return self.stage == self._n

    def add(self, moment: Moment) -> list[Moment]:
        """Take the next moment and return the frames that it settles."""
        self.waiting.append(moment)
        if self.spacing_myr is None:
            pericentre = first_pericentre(
                np.array([m.time_myr for m in self.waiting]),
                np.array([m.separation_kpc for m in self.waiting]),
            )
            if pericentre is None:
                return []
            self.spacing_myr = pericentre / FIRST_PERICENTRE_STAGE
        chosen = []
        while not self.complete and moment.time_myr >= (due := self.stage * self.spacing_myr):
            chosen.append(min(self.waiting, key=lambda m: abs(m.time_myr - due)))
            self.stage += 1
        self.waiting = self.waiting[-1:]
        return chosen
