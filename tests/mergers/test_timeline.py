import numpy as np
import pytest
from deepgalaxy.mergers.timeline import (
    Array,
    FrameChooser,
    Moment,
    coalescence,
    first_pericentre,
    second_pericentre,
)


def separations(times: Array) -> Array:
    """Down to 8 kpc at 452.7 Myr, out to 40, and together for good at about 1000."""
    first = np.hypot(8, 0.35 * (times - 452.7))
    second = 40 * np.clip((1000 - times) / 450, 0, None)
    return np.minimum(first, np.where(times > 500, second, np.inf))


TIMES = np.arange(0, 2000, 2.0)


def test_first_pericentre_is_the_first_minimum_and_finer_than_a_step() -> None:
    apart = separations(TIMES)
    assert apart.argmin() * 2 > 900  # the least separation of all is not the first pericentre
    assert first_pericentre(TIMES, apart) == pytest.approx(452.7, abs=0.05)
    assert first_pericentre(TIMES[:227], apart[:227]) is None
    jitter = np.random.default_rng(0).normal(0, 0.1, len(TIMES))
    assert first_pericentre(TIMES, apart + jitter) == pytest.approx(452.7, abs=4)


def test_coalescence_is_when_the_nuclei_stay_together() -> None:
    assert coalescence(TIMES, separations(TIMES)) == pytest.approx(1000 - 2 / 40 * 450, abs=2)
    assert np.isnan(coalescence(TIMES[:400], separations(TIMES)[:400]))


def test_the_second_pericentre_is_the_least_after_an_apocentre() -> None:
    first = np.hypot(8, 0.35 * (TIMES - 452.7))
    again = np.hypot(3, 0.3 * (TIMES - 801.3))
    apart = np.minimum(first, np.where(TIMES > 600, again, np.inf))
    assert first_pericentre(TIMES, apart) == pytest.approx(452.7, abs=0.05)
    assert second_pericentre(TIMES, apart) == pytest.approx(801.3, abs=0.05)
    assert np.isnan(second_pericentre(TIMES, first))
    assert np.isnan(second_pericentre(TIMES, separations(TIMES)))  # they do not part again
    assert np.isnan(second_pericentre(TIMES[:200], apart[:200]))


def test_frames_put_first_pericentre_at_stage_19_and_a_half() -> None:
    moments = (
        Moment(float(t), np.full((1, 3), t, np.float32), np.array([[0.0, 0, 0], [s, 0, 0]]))
        for t, s in zip(TIMES, separations(TIMES), strict=True)
    )
    chooser = FrameChooser(71)
    chosen = [frame for moment in moments for frame in chooser.add(moment)]
    spacing = 452.7 / 19.5
    assert chooser.complete
    assert len(chosen) == 71
    assert [m.time_myr for m in chosen] == pytest.approx(np.arange(71) * spacing, abs=1.01)
    assert chosen[19].time_myr < 452.7 < chosen[20].time_myr
