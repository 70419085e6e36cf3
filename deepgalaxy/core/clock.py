"""The clock of the stages: the conversion between stages and times, which is only here.

A stage is a number from 0 to 70 that two mergers share when the same has happened in both. It is linear in
time between five events:

======  ==========================================================================================
stage   event
======  ==========================================================================================
0       the nuclei are 12 times the galaxies' half-light radii (their sum) apart, and approach
19.5    first pericentre
36.5    second pericentre
45      coalescence: from here on, the nuclei are mostly within half of those radii of each other
70      as long after coalescence, at the mean pace between first pericentre and coalescence
======  ==========================================================================================

Distances are counted in half-light radii, so that a pair of galaxies twice as large, which gives the same
pictures from twice as far, is at the same stage. A pair that does not return has no stage after its first
pericentre.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

N_STAGES = 71
LAST_STAGE = 70.0
FIRST_PERICENTRE_STAGE, SECOND_PERICENTRE_STAGE, COALESCENCE_STAGE = 19.5, 36.5, 45.0
MYR_PER_STAGE = 5.0
"""Of the published ``t_myr``, whatever the physical time between two frames is."""

START_RADII, SETTLED_RADII = 12.0, 0.5
"""Separations of the nuclei over the sum of the half-light radii, at stage 0 and from coalescence on."""
PASSAGE_RADII = 0.25
"""By which the separation must rise after a passage for that to count, in the same unit."""
EARLIER_START_KPC = 150.0
"""Where stage 0 was in version 0.1."""
FLYBY_MYR = 2500.0
"""A pair that has not turned back so long after its first pericentre is a flyby."""
WINDOW = 0.1
"""Of the time between the pericentres: coalescence is sought in the separation's running median over so
much."""

ClockName = Literal["event", "orbital", "start"]
"""Of this package, and two to compare with."""
Outcome = Literal["merger", "flyby", "unfinished"]


@dataclass(frozen=True)
class Events:
    """When the events of a merger happen, in Myr since the run's first state; NaN for what did not happen.

    Parameters
    ----------
    start_myr : float
        When the nuclei are `START_RADII` apart; negative where the run begins nearer.
    first_pericentre_myr, second_pericentre_myr : float
        When the nuclei are nearest, for the first and the second time.
    coalescence_myr : float
        From when on the nuclei are one.
    """

    start_myr: float
    first_pericentre_myr: float = float("nan")
    second_pericentre_myr: float = float("nan")
    coalescence_myr: float = float("nan")

    @property
    def end_myr(self) -> float:
        """When stage 70 is reached.

        Returns
        -------
        float
            In Myr; NaN without a coalescence.
        """
        since = self.coalescence_myr - self.first_pericentre_myr
        stages = COALESCENCE_STAGE - FIRST_PERICENTRE_STAGE
        return self.coalescence_myr + since * (LAST_STAGE - COALESCENCE_STAGE) / stages

    def outcome(self, now_myr: float) -> Outcome:
        """Return what has become of the pair.

        Parameters
        ----------
        now_myr : float
            Since the run's first state.

        Returns
        -------
        {"merger", "flyby", "unfinished"}
            ``flyby`` where it has not returned 2500 Myr after first pericentre, ``unfinished`` where it
            has not merged yet.
        """
        if np.isfinite(self.coalescence_myr):
            return "merger"
        returned = np.isfinite(self.second_pericentre_myr)
        if not returned and now_myr >= self.first_pericentre_myr + FLYBY_MYR:
            return "flyby"
        return "unfinished"

    def stage(self, times_myr: ArrayLike) -> Array:
        """Return the stages at some times.

        Parameters
        ----------
        times_myr : array_like
            Since the run's first state.

        Returns
        -------
        ndarray of float64
            NaN where there is none.
        """
        return _interpolate(np.asarray(times_myr, np.float64), self._knots())

    def stage_of(self, stages: ArrayLike, clock: ClockName, radii_kpc: float) -> Array:
        """Convert stages on another clock, to those that this merger has.

        Parameters
        ----------
        stages : array_like
            On the other clock.
        clock : {"event", "orbital", "start"}
            ``orbital`` has the pace between the two pericentres throughout, ``start``, that of version
            0.1, the one from where the nuclei are 150 kpc apart to first pericentre.
        radii_kpc : float
            Sum of the two galaxies' half-light radii.

        Returns
        -------
        ndarray of float64
            On the event clock.
        """
        if clock == "event":
            return np.asarray(stages, np.float64)
        since = np.asarray(stages, np.float64) - FIRST_PERICENTRE_STAGE
        times, own = np.array(self._knots()).T
        at = self.first_pericentre_myr + since * self.pace_myr(clock, radii_kpc)
        return np.asarray(np.interp(at, times, own))

    def pace_myr(self, clock: ClockName, radii_kpc: float) -> float:
        """Return the pace of another clock.

        Parameters
        ----------
        clock : {"orbital", "start"}
            As in `stage_of`.
        radii_kpc : float
            Sum of the two galaxies' half-light radii.

        Returns
        -------
        float
            In Myr a stage.
        """
        if clock == "orbital":
            stages = SECOND_PERICENTRE_STAGE - FIRST_PERICENTRE_STAGE
            return (self.second_pericentre_myr - self.first_pericentre_myr) / stages
        fall = self.first_pericentre_myr - self.start_myr
        further = EARLIER_START_KPC / (START_RADII * radii_kpc)
        return float(fall * further**1.5 / FIRST_PERICENTRE_STAGE)

    def time_myr(self, stages: ArrayLike) -> Array:
        """Return the times of some stages.

        Parameters
        ----------
        stages : array_like
            On the event clock.

        Returns
        -------
        ndarray of float64
            In Myr since the run's first state; NaN where they are not reached.
        """
        knots = [(stage, time) for time, stage in self._knots()]
        return _interpolate(np.asarray(stages, np.float64), knots)

    def _knots(self) -> list[tuple[float, float]]:
        """Return the times and stages of the events that happened, as far as one follows on the other."""
        events = [
            (self.start_myr, 0.0),
            (self.first_pericentre_myr, FIRST_PERICENTRE_STAGE),
            (self.second_pericentre_myr, SECOND_PERICENTRE_STAGE),
            (self.coalescence_myr, COALESCENCE_STAGE),
            (self.end_myr, LAST_STAGE),
        ]
        known = [np.isfinite(time) for time, _ in events]
        return events[: known.index(False)] if False in known else events

    def attributes(self) -> dict[str, Any]:
        """Return the times of the events, as HDF5 attributes.

        Returns
        -------
        dict
            ``stage_clock`` and ``t_start_myr`` and so on.
        """
        return {"stage_clock": "event"} | {f"t_{name}": value for name, value in vars(self).items()}


def _interpolate(x: Array, knots: list[tuple[float, float]]) -> Array:
    if len(knots) < 2:
        return np.full_like(x, np.nan)
    at, values = np.array(knots).T
    return np.asarray(np.interp(x, at, values, left=np.nan, right=np.nan))


def find_events(times_myr: Array, separations_kpc: Array, radii_kpc: float) -> Events:
    """Find the events in the distance of two nuclei.

    A passage counts once the distance has risen from its least by a quarter of ``radii_kpc``; its time
    is that of the least of a parabola through the squares of the distances around it. The second one
    needs to rise by a tenth of that only: of two nuclei that stick together at once, it is when they
    first stop falling. For coalescence the running median over a tenth of the time between the two
    passages counts, so that neither one wide swing nor a faint satellite's trembling nucleus decides.

    Parameters
    ----------
    times_myr, separations_kpc : ndarray, shape (n,)
        Since the run's first state, evenly spaced.
    radii_kpc : float
        Sum of the two galaxies' half-light radii.

    Returns
    -------
    Events
        NaN for what did not happen.
    """
    rise = PASSAGE_RADII * radii_kpc
    far = START_RADII * radii_kpc
    passed = _passage(times_myr, separations_kpc, rise)
    if passed is None:
        return Events(_approach_myr(times_myr, separations_kpc, float("nan"), far))
    first, risen = passed
    start = _approach_myr(times_myr, separations_kpc, first, far)
    times, separations = times_myr[risen:], separations_kpc[risen:]
    fallen = np.flatnonzero(separations < np.maximum.accumulate(separations) - rise)
    returned = _passage(times[fallen[0] :], separations[fallen[0] :], rise / 10) if len(fallen) else None
    if returned is None:
        return Events(start, first)
    second = returned[0]
    return Events(
        start,
        first,
        second,
        _coalescence_myr(times_myr, separations_kpc, first, second, SETTLED_RADII * radii_kpc),
    )


def _passage(times_myr: Array, separations_kpc: Array, rise_kpc: float) -> tuple[float, int] | None:
    """Return when the nuclei were nearest (Myr) and the index from which on that is certain, or None."""
    risen = separations_kpc > np.minimum.accumulate(separations_kpc) + rise_kpc
    if not risen.any():
        return None
    certain = int(risen.argmax())
    i = int(separations_kpc[:certain].argmin())
    near = slice(max(i - 3, 0), i + 4)
    since = times_myr[near] - times_myr[i]
    curvature, slope, _ = np.polyfit(since, separations_kpc[near] ** 2, 2)
    nearest = -slope / (2 * curvature) if curvature > 0 else 0.0
    return float(times_myr[i] + np.clip(nearest, since[0], since[-1])), certain


def _approach_myr(times_myr: Array, separations_kpc: Array, pericentre_myr: float, far_kpc: float) -> float:
    """Return when the nuclei were last so far apart before they met.

    Where the run begins nearer than that, the time is carried on as that of a parabolic fall, r ~ t^(2/3).
    """
    before = ~(times_myr >= pericentre_myr)
    apart = np.flatnonzero(before & (separations_kpc >= far_kpc))
    if len(apart) == 0:
        return float(pericentre_myr - (pericentre_myr - times_myr[0]) * (far_kpc / separations_kpc[0]) ** 1.5)
    i = int(apart[-1])
    if i + 1 == len(times_myr):
        return float(times_myr[i])
    share = (separations_kpc[i] - far_kpc) / (separations_kpc[i] - separations_kpc[i + 1])
    return float(times_myr[i] + np.clip(share, 0, 1) * (times_myr[i + 1] - times_myr[i]))


def _coalescence_myr(
    times_myr: Array, separations_kpc: Array, first_myr: float, second_myr: float, settled_kpc: float
) -> float:
    """Return from when on the nuclei stay one, or NaN if they do not."""
    from scipy.ndimage import median_filter  # a fifth of a second; reading most files needs none

    step = times_myr[1] - times_myr[0]
    half = max(round(WINDOW * (second_myr - first_myr) / step / 2), 1)
    smooth = median_filter(separations_kpc, 2 * half + 1, mode="nearest")
    apart = np.flatnonzero(smooth > settled_kpc)
    if len(apart) == 0 or apart[-1] + 1 >= len(times_myr) - half:
        return float("nan")
    earliest = second_myr + WINDOW * (second_myr - first_myr) / 2
    return float(max(times_myr[apart[-1] + 1], earliest))


def half_light_radii_kpc(attributes: Mapping[str, Any]) -> float:
    """Return the sum of two galaxies' half-light radii from the attributes of a merger file.

    Files of version 0.1 lack it for other people's galaxies (those with an ``origin``): their stage 0
    was 150 kpc apart, and so it remains. Ours had the usual galaxy, unless the attributes differ.

    Parameters
    ----------
    attributes : mapping
        Of the HDF5 group.

    Returns
    -------
    float
        In kpc.
    """
    if "half_light_kpc" in attributes:
        return float(np.sum(attributes["half_light_kpc"]))
    if "origin" in attributes:
        return EARLIER_START_KPC / START_RADII
    from deepgalaxy.core.galaxy_model import GalaxyModel

    names = [f.name for f in fields(GalaxyModel)]
    model = GalaxyModel(**{n: float(attributes[f"galaxy_{n}"]) for n in names if f"galaxy_{n}" in attributes})
    return model.half_light_kpc * (1 + float(attributes["size_ratio"]))
