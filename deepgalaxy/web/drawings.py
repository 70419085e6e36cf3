"""Positions in the pages' SVG plots, in per cent of their width: stages, and times with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepgalaxy.core.clock import COALESCENCE_STAGE, FIRST_PERICENTRE_STAGE, LAST_STAGE, N_STAGES

MARKS = (
    (0.0, "apart"),
    (FIRST_PERICENTRE_STAGE, "first pericentre"),
    (COALESCENCE_STAGE, "one nucleus"),
    (LAST_STAGE, "virialised"),
)
"""Stages with a name."""
PHASES = (
    (FIRST_PERICENTRE_STAGE, "approaching, before first pericentre"),
    (COALESCENCE_STAGE, "between first pericentre and one nucleus"),
    (float("inf"), "merged into one nucleus, settling"),
)
"""Each phase of a merger by the stage at which it ends."""


@dataclass(frozen=True)
class Bar:
    """One bar of the plot of probabilities."""

    x: float
    """Left edge, per cent."""
    height: float
    """Per cent of the tallest bar."""
    title: str


@dataclass(frozen=True)
class Tick:
    """A labelled tick of an axis."""

    x: float
    """Per cent."""
    words: str
    anchor: str
    """SVG's text-anchor, so that words stay inside the plot."""


@dataclass(frozen=True)
class TimeAxis:
    """The axis of the plot of a time and its intervals."""

    low: float
    """Left end, Myr since first pericentre."""
    high: float
    """Right end, Myr since first pericentre."""

    @classmethod
    def around(cls, times: Sequence[float]) -> "TimeAxis":
        """Make an axis that includes times and first pericentre.

        Parameters
        ----------
        times : sequence of float
            Myr since first pericentre.

        Returns
        -------
        TimeAxis
            With room at both ends.
        """
        low, high = min(*times, 0.0), max(*times, 0.0)
        room = 0.06 * max(high - low, 200.0)
        return cls(low - room, high + room)

    def x(self, time_myr: float) -> float:
        """Return the position of a time.

        Parameters
        ----------
        time_myr : float
            Myr since first pericentre.

        Returns
        -------
        float
            Per cent of the width.
        """
        return round(100 * (time_myr - self.low) / (self.high - self.low), 3)

    def ticks(self) -> list[Tick]:
        """Place ticks at round times.

        Returns
        -------
        list of Tick
            At most seven, labelled in Myr.
        """
        steps = [100, 200, 250, 500, 1000, 2000, 5000, 10_000]
        step = next((s for s in steps if (self.high - self.low) / s <= 6), 20_000)
        times = np.arange(np.ceil(self.low / step) * step, self.high, step)
        return [
            Tick(self.x(float(time)), f"{time:+.0f}".replace("-", "−") if time else "0", "middle")
            for time in times
        ]


def stage_x(stage: float) -> float:
    """Return the position of a stage; each whole stage is a bin of width one.

    Parameters
    ----------
    stage : float
        0 to 70.

    Returns
    -------
    float
        Per cent of the width.
    """
    return round(100 * (stage + 0.5) / N_STAGES, 3)


def stage_bars(probabilities: Sequence[float]) -> list[Bar]:
    """Make the bars of the plot of probabilities, the tallest at full height.

    Parameters
    ----------
    probabilities : sequence of float
        One for each stage.

    Returns
    -------
    list of Bar
        In order of stage.
    """
    top = max(max(probabilities), 1e-9)
    return [
        Bar(round(100 * stage / N_STAGES, 3), round(100 * p / top, 2), f"stage {stage}: {p:.1%}")
        for stage, p in enumerate(probabilities)
    ]


def stage_ticks() -> list[Tick]:
    """Place ticks at the stages that have a name.

    Returns
    -------
    list of Tick
        For every plot with an axis of stages.
    """
    ends = {MARKS[0][0]: "start", MARKS[-1][0]: "end"}
    return [Tick(stage_x(stage), words, ends.get(stage, "middle")) for stage, words in MARKS]


def phase(stage: float) -> str:
    """Name the phase of a merger that a stage belongs to.

    Parameters
    ----------
    stage : float
        0 to 70.

    Returns
    -------
    str
        As pages show it.
    """
    return next(words for end, words in PHASES if stage < end)
