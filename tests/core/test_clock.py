"""The clock of the stages, against curves whose events are where they were put."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from deepgalaxy.core.clock import FLYBY_MYR, Events, find_events, half_light_radii_kpc
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.imaging.merger_file import Merger, read_simulations

Array = NDArray[np.float64]

RADII = 8.2
"""Sum of the half-light radii (kpc), that of two of our own galaxies."""
START, FIRST, SECOND, MERGED = 100.0, 452.7, 801.3, 950.0
TIMES = np.arange(0, 2000, 2.0)


def separations(times: Array, first: float = FIRST, second: float = SECOND, merged: float = MERGED) -> Array:
    """Two passages, at 8 and 3 kpc: a fall from 12 radii at START, and then 200 km/s until they rest."""
    pace = np.sqrt((12 * RADII) ** 2 - 64) / (FIRST - START)
    in_and_out = np.hypot(8, pace * (times - first))
    again = np.hypot(3, 0.2 * (times - second))
    last = np.where(times > second, np.maximum(0.2 * (merged - times), 1), np.inf)
    return np.asarray(np.minimum(np.minimum(in_and_out, again), last), np.float64)


SETTLED = MERGED - RADII / 2 / 0.2
"""When that last fall ends within half of the radii."""


def test_events_are_found_where_they_were_put() -> None:
    events = find_events(TIMES, separations(TIMES), RADII)
    assert events.start_myr == pytest.approx(START, abs=0.1)
    assert events.first_pericentre_myr == pytest.approx(FIRST, abs=0.1)
    assert events.second_pericentre_myr == pytest.approx(SECOND, abs=0.1)
    assert events.coalescence_myr == pytest.approx(SETTLED, abs=2)
    # 25 stages more, at the mean pace of the 25.5 between first pericentre and coalescence
    assert events.end_myr == pytest.approx(SETTLED + (SETTLED - FIRST) * 25 / 25.5, abs=4)
    assert events.outcome(2000.0) == "merger"


def test_stages_are_linear_between_events_and_none_outside() -> None:
    events = Events(100.0, 400.0, 740.0, 910.0)
    assert events.end_myr == pytest.approx(1410)
    times = [99.9, 100, 250, 400, 570, 740, 825, 910, 1410, 1410.1]
    nan = float("nan")
    expected = [nan, 0, 9.75, 19.5, 28, 36.5, 40.75, 45, 70, nan]
    assert events.stage(times) == pytest.approx(expected, nan_ok=True)
    stages = np.arange(71.0)
    assert events.stage(events.time_myr(stages)) == pytest.approx(stages)
    assert np.isnan(events.time_myr([-1.0, 71.0])).all()


def test_the_clocks_that_it_is_compared_with_agree_where_they_must() -> None:
    events = Events(100.0, 400.0, 740.0, 910.0)
    radii = 12.5  # 12 of them are 150 kpc, where version 0.1 began
    assert events.pace_myr("orbital", radii) == pytest.approx(340 / 17)
    assert events.pace_myr("start", radii) == pytest.approx(300 / 19.5)
    assert events.stage_of([19.5, 36.5], "orbital", radii) == pytest.approx([19.5, 36.5])
    assert events.stage_of([0.0, 19.5], "start", radii) == pytest.approx([0.0, 19.5])
    earlier = 19.5 + (825 - 400) / (300 / 19.5)
    assert events.stage_of([earlier, 1000.0], "start", radii) == pytest.approx([40.75, 70.0])
    assert events.stage_of([33.0], "event", radii) == pytest.approx([33.0])


@settings(max_examples=30, deadline=None)
@given(size=st.floats(0.3, 3.0), pace=st.floats(0.5, 2.0))
def test_a_pair_twice_as_large_or_slow_is_at_the_same_stages(size: float, pace: float) -> None:
    one = find_events(TIMES, separations(TIMES), RADII)
    other = find_events(TIMES * pace, separations(TIMES) * size, RADII * size)
    times = np.linspace(START + 5, one.end_myr - 5, 50)
    assert other.stage(times * pace) == pytest.approx(one.stage(times), abs=0.01)


@settings(max_examples=25, deadline=None)
@given(
    between=st.floats(250, 700),
    coalescing=st.floats(80, 300),
    seed=st.integers(0, 10**6),
    step=st.sampled_from([1.0, 2.0]),
)
def test_noise_of_the_nuclei_does_not_move_the_events(
    between: float, coalescing: float, seed: int, step: float
) -> None:
    """Of 0.05 kpc, as among the stars of a run of the survey grid with the fewest."""
    times = np.arange(0, 2500, step)
    second = FIRST + between
    merged = second + coalescing
    clean = separations(times, FIRST, second, merged)
    noise = np.random.default_rng(seed).normal(0, 0.05, len(times))
    events = find_events(times, np.abs(clean + noise), RADII)
    assert events.start_myr == pytest.approx(START, abs=4)
    assert events.first_pericentre_myr == pytest.approx(FIRST, abs=4)
    assert events.second_pericentre_myr == pytest.approx(second, abs=4)
    settled = times[np.flatnonzero(clean > RADII / 2)[-1]]
    assert events.coalescence_myr == pytest.approx(settled, abs=4)


def test_of_many_passages_the_first_two_and_the_last_swing_count() -> None:
    """A small companion that swings through ten times, each time less far."""
    passages = FIRST + np.cumsum([0, 300, *[150] * 9])
    edges = (passages[1:] + passages[:-1]) / 2
    number = np.searchsorted(edges, TIMES)
    reach = np.array([60, 30, 20, 16, 12, 9, 7, 5.5, 4.5, 3.5, 2.5, 1.5])[number]
    phase = np.clip(np.abs(TIMES - passages[np.minimum(number, 10)]) / 75, 0, 1)
    apart = np.where(TIMES < FIRST, np.hypot(5, 0.26 * (TIMES - FIRST)), np.hypot(1, reach * phase))
    events = find_events(TIMES, apart, RADII)
    assert events.first_pericentre_myr == pytest.approx(FIRST, abs=4)
    assert events.second_pericentre_myr == pytest.approx(FIRST + 300, abs=4)
    late = TIMES[np.flatnonzero(apart > RADII / 2)[-1]]
    assert late - 500 < events.coalescence_myr <= late + 40
    assert events.outcome(2000.0) == "merger"


def test_one_wide_swing_after_they_have_settled_is_not_two_galaxies_again() -> None:
    apart = separations(TIMES)
    apart[(TIMES > 1300) & (TIMES < 1310)] = 7.0  # a nucleus of few stars jumps for a moment
    assert find_events(TIMES, apart, RADII).coalescence_myr == pytest.approx(SETTLED, abs=2)


def test_a_pair_that_does_not_return_is_a_flyby_once_that_is_sure() -> None:
    times = np.arange(0, 4000, 2.0)
    events = find_events(times, np.hypot(8, 0.35 * (times - FIRST)), RADII)
    assert events.first_pericentre_myr == pytest.approx(FIRST, abs=0.1)
    assert np.isnan([events.second_pericentre_myr, events.coalescence_myr, events.end_myr]).all()
    assert events.outcome(FIRST + FLYBY_MYR - 1) == "unfinished"
    assert events.outcome(FIRST + FLYBY_MYR + 1) == "flyby"
    stages = events.stage(times)
    assert np.isfinite(stages[(times > events.start_myr) & (times < FIRST)]).all()
    assert np.isnan(stages[times > FIRST + 2]).all()


def test_a_pair_that_has_not_met_yet_has_no_stage_and_is_no_flyby() -> None:
    events = find_events(TIMES[:200], separations(TIMES)[:200], RADII)
    assert np.isnan(events.first_pericentre_myr)
    assert np.isnan(events.stage(TIMES)).all()
    assert events.outcome(1e4) == "unfinished"


def test_a_pair_that_returned_and_has_not_merged_is_unfinished() -> None:
    short = slice(0, np.searchsorted(TIMES, 860))
    events = find_events(TIMES[short], separations(TIMES)[short], RADII)
    assert events.second_pericentre_myr == pytest.approx(SECOND, abs=0.1)
    assert events.outcome(9e9) == "unfinished"
    assert events.stage([SECOND - 1.0, SECOND + 5.0]) == pytest.approx([36.45, np.nan], abs=0.02, nan_ok=True)


def test_a_run_that_begins_within_stage_0_has_it_before_its_start() -> None:
    """Carried on as a parabolic fall to the centre, r ~ t^(2/3): exact where the fall is one."""
    times = np.arange(0, 1500, 2.0)
    fall = 98.4 * (np.abs(times + 60 - 400) / 400) ** (2 / 3)  # as it would be with a start at -60
    events = find_events(times, fall, RADII)
    assert events.first_pericentre_myr == pytest.approx(340, abs=2)
    assert events.start_myr == pytest.approx(-60, abs=3)


# Files of version 0.1


def old_file(path: Path, change: dict[str, Any] | None = None, frames: int = 71) -> Path:
    """A merger as version 0.1 wrote it: stages at the pace from the start of the run to first pericentre."""
    model = GalaxyModel()
    spacing = FIRST / 19.5
    times = spacing * np.arange(frames)
    with h5py.File(path, "w") as file:
        group = file.create_group("s_1_m_1")
        group["images_camera_00"] = np.zeros((frames, 8, 8, 1), np.uint8)
        group["t_myr_camera_00"] = (5 * np.arange(frames)).astype(np.float32)
        group["time_physical_myr"] = times
        group["nuclei_separation_kpc"] = separations(
            np.asarray(times, np.float64), FIRST, SECOND + 200, MERGED + 300
        )
        group.attrs.update(
            {f"galaxy_{name}": value for name, value in vars(model).items() if np.isscalar(value)}
        )
        group.attrs.update(
            {"size_ratio": 1.0, "mass_ratio": 1.0, "t_first_pericentre_myr": FIRST, "myr_per_frame": spacing}
        )
        for name, value in (change or {}).items():
            if name in group:
                del group[name]
            if value is None:
                group.attrs.pop(name, None)
            elif isinstance(value, np.ndarray):
                group[name] = value
            else:
                group.attrs[name] = value
    return path


def read(path: Path) -> Merger:
    (simulation,) = read_simulations(path)
    return simulation


def test_an_old_file_is_converted_by_its_own_separations_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "deepgalaxy"):
        old = read(old_file(tmp_path / "old.h5"))
    assert "s_1_m_1: stages counted anew from its events" in caplog.text
    assert old.events is not None
    fine = find_events(
        TIMES, separations(TIMES, FIRST, SECOND + 200, MERGED + 300), 2 * GalaxyModel().half_light_kpc
    )
    assert old.events.first_pericentre_myr == pytest.approx(FIRST, abs=3)
    assert old.events.second_pericentre_myr == pytest.approx(SECOND + 200, abs=6)
    assert old.events.coalescence_myr == pytest.approx(fine.coalescence_myr, abs=25)  # a frame is 23 Myr
    times = FIRST / 19.5 * np.arange(71)
    assert old.time_myr == pytest.approx(times - FIRST, abs=3)
    shown = np.isfinite(old.stage)
    assert shown[(times > fine.start_myr + 5) & (times < old.events.end_myr)].all()
    assert old.stage[shown] == pytest.approx(fine.stage(times[shown]), abs=1.5)
    assert old.outcome == "merger"


def test_the_old_files_flyby_is_one(tmp_path: Path) -> None:
    times = FIRST / 19.5 * np.arange(140)
    flyby = {"nuclei_separation_kpc": np.hypot(8, 0.35 * (times - FIRST))}
    old = read(old_file(tmp_path / "flyby.h5", flyby, 140))
    assert old.outcome == "flyby"
    assert np.isnan(old.stage[21:]).all()
    assert np.isfinite(old.stage[10:19]).all()


FRAMES = np.arange(71)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"nuclei_separation_kpc": None}, "without nuclei_separation_kpc they cannot be counted"),
        ({"time_physical_myr": None}, "time_physical_myr: missing"),
        ({"nuclei_separation_kpc": np.full(71, np.nan)}, "a time is not a number"),
        ({"nuclei_separation_kpc": np.zeros(70)}, r"\(70,\) times of 71 images"),
        ({"nuclei_separation_kpc": np.full(71, 50.0)}, "times or separations are damaged"),
        ({"nuclei_separation_kpc": -1.0 * FRAMES}, "times or separations are damaged"),
        ({"nuclei_separation_kpc": np.abs(FRAMES - 40.0)}, "times or separations are damaged"),
        ({"time_physical_myr": np.zeros(71)}, "times or separations are damaged"),
        ({"time_physical_myr": 1e12 * FRAMES}, "times or separations are damaged"),
        ({"time_physical_myr": np.r_[FRAMES[:70], np.inf]}, "a time is not a number"),
        ({"galaxy_disk_scale_kpc": "large"}, "the attributes of its galaxies are damaged"),
        ({"stage_clock": "start"}, "stages are of a clock 'start', which is not known here"),
        ({"stage_clock": 7}, "stages are of a clock 7, which is not known here"),
        ({"stage_clock": "event"}, "the times of its events are missing or damaged"),
    ],
)
def test_an_old_file_whose_series_or_clock_cannot_be_used_is_refused(
    change: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(RefusedInput, match=reason) as refused:
        read(old_file(tmp_path / "bad.h5", change))
    assert refused.value.name.endswith("bad.h5")


def test_an_old_file_of_a_single_frame_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="times or separations are damaged"):
        read(old_file(tmp_path / "one.h5", frames=1))


# Files of the published kind: 5 x stage as it is


def published(path: Path, t_myr: NDArray[Any]) -> Path:
    with h5py.File(path, "w") as file:
        for camera in range(2):
            file[f"s_1_m_1/images_camera_0{camera}"] = np.zeros((len(t_myr), 8, 8, 1), np.uint8)
            file[f"s_1_m_1/t_myr_camera_0{camera}"] = t_myr
    return path


@pytest.mark.parametrize("kind", [">f4", "<f4", ">f8", "<f8", "<i4", ">i2"])
def test_published_labels_are_taken_as_they_are_in_any_type(kind: str, tmp_path: Path) -> None:
    """A series that begins at stage 20 keeps its stages: it is not moved to 0."""
    simulation = read(published(tmp_path / "a.h5", np.arange(100, 355, 5).astype(kind)))
    assert simulation.stage == pytest.approx(np.arange(20, 71))
    assert simulation.time_myr == pytest.approx(5 * (np.arange(20, 71) - 19.5))
    assert simulation.events is None
    assert simulation.outcome == "merger"


@pytest.mark.parametrize(
    "t_myr", [np.arange(0, 2000, 30.0), np.arange(-50, 200, 5.0), np.arange(0, 500, 5).astype(">f4")]
)
def test_real_times_in_place_of_stages_are_refused_with_what_to_write(t_myr: Array, tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match=r"t_myr is from .* are these real Myr\? Write 5 x stage"):
        read(published(tmp_path / "a.h5", t_myr))


@pytest.mark.parametrize("kind", ["f4", "f8"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_label_that_is_no_number_is_refused(kind: str, bad: float, tmp_path: Path) -> None:
    t_myr = np.arange(0, 100, 5).astype(kind)
    t_myr[7] = bad
    with pytest.raises(RefusedInput, match="t_myr_camera_00: a time is not a number"):
        read(published(tmp_path / "a.h5", t_myr))


def test_a_published_file_with_physical_times_counts_them_from_its_pericentre(tmp_path: Path) -> None:
    path = published(tmp_path / "a.h5", 5.0 * np.arange(71))
    with h5py.File(path, "a") as file:
        file["s_1_m_1/time_physical_myr"] = 23.0 * np.arange(71) + 400
    assert read(path).time_myr == pytest.approx(23.0 * (np.arange(71) - 19.5))


def test_the_radii_of_a_file_are_those_it_says_or_those_of_its_models() -> None:
    model = GalaxyModel()
    old = {f"galaxy_{name}": value for name, value in vars(model).items() if np.isscalar(value)}
    both = model.half_light_kpc + model.scaled(0.5, 0.25).half_light_kpc
    assert half_light_radii_kpc(old | {"size_ratio": 0.5}) == pytest.approx(both, rel=0.01)
    assert half_light_radii_kpc(old | {"half_light_kpc": np.array([3.0, 2.0])}) == 5.0
    assert half_light_radii_kpc({"origin": "somebody's"}) * 12 == pytest.approx(150)


def test_the_half_light_radius_of_a_model_is_that_of_its_stars() -> None:
    from deepgalaxy.simulation.particles import sample_galaxy

    particles = sample_galaxy(GalaxyModel(), 100, 20_000, np.random.default_rng(1))
    x = particles.positions[particles.stars]
    assert np.median(np.linalg.norm(x, axis=1)) == pytest.approx(GalaxyModel().half_light_kpc, rel=0.02)
