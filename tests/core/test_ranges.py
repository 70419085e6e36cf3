"""Which numbers positions can be."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepgalaxy.core.ranges import DECLINATION_DEG, RIGHT_ASCENSION_DEG, wrap_right_ascension


@pytest.mark.parametrize(
    ("value", "is_in"),
    [(0.0, True), (math.nextafter(360, 0), True), (360.0, False), (-1e-9, False), (math.nan, False)],
)
def test_right_ascension_ends_before_360(value: float, is_in: bool) -> None:
    assert (value in RIGHT_ASCENSION_DEG) == is_in
    assert bool(np.isfinite(RIGHT_ASCENSION_DEG.masked(np.array([value])))[0]) == is_in


@pytest.mark.parametrize(
    ("value", "is_in"), [(-90.0, True), (90.0, True), (90.001, False), (math.inf, False)]
)
def test_declination_has_both_poles(value: float, is_in: bool) -> None:
    assert (value in DECLINATION_DEG) == is_in
    assert bool(np.isfinite(DECLINATION_DEG.masked(np.array([value])))[0]) == is_in


@given(st.floats(-1e6, 1e6) | st.sampled_from([-1e-15, -5e-324, 360.0, -360.0]))
def test_wrapped_right_ascension_is_possible_and_whole_turns_away(ra_deg: float) -> None:
    wrapped = wrap_right_ascension(ra_deg)
    assert wrapped in RIGHT_ASCENSION_DEG
    turns = (ra_deg - wrapped) / 360
    assert turns == pytest.approx(round(turns), abs=1e-9)
    assert wrap_right_ascension(np.array([ra_deg])).tolist() == [wrapped]
