"""Where things stand in the page's drawings, in per cent of their width: stages, and times with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

N_STAGES = 71
MARKS = ((0.0, "apart"), (19.5, "first pericentre"), (45.0, "one nucleus"), (70.0, "virialised"))
"""Stages with a name."""
PHASES = (
    (19.5, "approaching, before first pericentre"),
    (45.0, "between first pericentre and one nucleus"),
    (float("inf"), "merged into one nucleus, settling"),
)


@dataclass(frozen=True)
class Bar:
    """A bar of the plot of probabilities."""

    x: float
    """Left edge, per cent."""
    height: float
    """Per cent of the tallest."""
    title: str


@dataclass(frozen=True)
class Tick:
    """A mark below an axis."""

    x: float
    """Per cent."""
    words: str
    anchor: str
    """SVG's text-anchor, so that words stay inside."""


@dataclass(frozen=True)
class TimeAxis:
    """From when to when the drawing of a time and its intervals goes, Myr."""

    low: float
    high: float

    @classmethod
    def around(cls, times: Sequence[float]) -> "TimeAxis":
        """An axis that shows these times, and first pericentre."""
        low, high = min(*times, 0.0), max(*times, 0.0)
        room = 0.06 * max(high - low, 200.0)
        return cls(low - room, high + room)

    def x(self, time_myr: float) -> float:
        """Where a time stands, per cent."""
        return round(100 * (time_myr - self.low) / (self.high - self.low), 3)

    def ticks(self) -> list[Tick]:
        """Round times."""
        steps = [100, 200, 250, 500, 1000, 2000, 5000, 10_000]
        step = next((s for s in steps if (self.high - self.low) / s <= 6), 20_000)
        times = np.arange(np.ceil(self.low / step) * step, self.high, step)
        return [
            Tick(self.x(float(time)), f"{time:+.0f}".replace("-", "−") if time else "0", "middle")
            for time in times
        ]


def stage_x(stage: float) -> float:
    """Where a stage stands, per cent: each is a bin of width one."""
    return round(100 * (stage + 0.5) / N_STAGES, 3)


def stage_bars(probabilities: Sequence[float]) -> list[Bar]:
    """Draw probabilities, the tallest to the full height."""
    top = max(max(probabilities), 1e-9)
    return [
        Bar(round(100 * stage / N_STAGES, 3), round(100 * p / top, 2), f"stage {stage}: {p:.1%}")
        for stage, p in enumerate(probabilities)
    ]


def stage_ticks() -> list[Tick]:
    """Stages that have a name."""
    ends = {MARKS[0][0]: "start", MARKS[-1][0]: "end"}
    return [Tick(stage_x(stage), words, ends.get(stage, "middle")) for stage, words in MARKS]


def phase(stage: float) -> str:
    """Say in words what a stage is."""
    return next(words for end, words in PHASES if stage < end)
