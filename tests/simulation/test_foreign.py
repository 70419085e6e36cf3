from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from deepgalaxy.cli import app
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.units import MYR_PER_TIME_UNIT, G
from deepgalaxy.imaging.merger_file import read_simulations
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.simulation.initial_conditions import approach, evolve_initial_conditions
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.snapshot_headers import find_snapshots
from deepgalaxy.simulation.snapshot_pictures import render_snapshots
from deepgalaxy.simulation.snapshot_units import UnitChoice
from deepgalaxy.simulation.snapshots import read_snapshot
from deepgalaxy.simulation.subsample import thin
from deepgalaxy.simulation.two_galaxies import separate_galaxies

Array = NDArray[np.float64]
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "nbody"


def plummer(n: int, mass: float, scale_kpc: float, seed: int) -> tuple[Array, Array, Array]:
    """Draw places, velocities and masses from Plummer's sphere, as Aarseth, Henon & Wielen (1974) do."""
    rng = np.random.default_rng(seed)
    radius = scale_kpc / np.sqrt(rng.uniform(0.02, 0.98, n) ** (-2 / 3) - 1)
    share = rng.uniform(0, 1, 50 * n)
    share = share[rng.uniform(0, 0.1, 50 * n) < share**2 * (1 - share**2) ** 3.5][:n]
    speed = share * np.sqrt(2 * G * mass) * (radius**2 + scale_kpc**2) ** -0.25
    ways = rng.normal(size=(2, n, 3))
    ways /= np.linalg.norm(ways, axis=2)[..., None]
    x, v = radius[:, None] * ways[0], speed[:, None] * ways[1]
    return x - x.mean(axis=0), v - v.mean(axis=0), np.full(n, mass / n)


def write(path: Path, galaxies: list[Any], time_gyr: float = 0.0, seed: int | None = None) -> Path:
    """Write galaxies' stars (places, velocities, masses) as GADGET HDF5, shuffled where a seed is given."""
    x, v, m = (np.concatenate(column) for column in zip(*galaxies, strict=True))
    order = np.arange(len(m)) if seed is None else np.random.default_rng(seed).permutation(len(m))
    with h5py.File(path, "w") as file:
        file.create_group("Header").attrs["Time"] = time_gyr / MYR_PER_TIME_UNIT * 1000
        group = file.create_group("PartType2")
        group["Coordinates"], group["Velocities"], group["Masses"] = x[order], v[order], m[order]
        group["ParticleIDs"] = 1000 + order
    return path


def ball(n: int, x: list[float], v: list[float], mass: float = 4.0) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(n)
    return rng.normal(0, 3, (n, 3)) + x, rng.normal(0, 1, (n, 3)) + v, np.full(n, mass / n)


def passage(folder: Path, times_myr: list[float], shuffled: bool = True) -> Path:
    """Two balls that pass each other 12 kpc apart at 400 km/s, on straight lines, at time 0."""
    for number, time in enumerate(times_myr):
        along = 400 / MYR_PER_TIME_UNIT * time / 2
        pair = [ball(400, [along, 6, 50], [200, 0, 0]), ball(300, [-along, -6, 50], [-200, 0, 0], mass=2)]
        write(folder / f"s{number:03d}.hdf5", pair, (time + 1000) / 1000, number if shuffled else None)
    return folder


EVERY_30 = list(np.arange(-600, 301, 30.0))


@pytest.mark.parametrize("shuffled", [True, False])
def test_a_series_through_first_pericentre_has_stages(shuffled: bool, tmp_path: Path) -> None:
    folder = tmp_path / "series"
    folder.mkdir()
    done = render_snapshots([passage(folder, EVERY_30, shuffled)], tmp_path / "out.h5", 32, 2)
    (simulation,) = read_simulations(tmp_path / "out.h5")
    # Stage 0 is where they are 12 half-light radii apart; whether they return is not known.
    far = 12 * simulation.attributes["half_light_kpc"].sum()
    fall_myr = np.sqrt(far**2 - 12**2) / 400 * MYR_PER_TIME_UNIT
    assert simulation.attributes["half_light_kpc"] == pytest.approx([4.6, 4.6], rel=0.1)
    shown = np.arange(-270, -29, 30.0)
    assert -300 < -fall_myr < -270
    assert (done.pictures, done.dated) == (2 * simulation.n_frames, True)
    assert simulation.n_frames in (len(shown), len(shown) + 1), "that of the passage may be a moment late"
    assert simulation.stage[:9] == pytest.approx(19.5 * (1 + shown / fall_myr), abs=0.15)
    assert simulation.time_myr[:9] == pytest.approx(shown, abs=2)
    assert simulation.attributes["mass_ratio"] == pytest.approx(0.5)
    assert simulation.attributes["outcome"] == "unfinished"
    assert simulation.attributes["origin"] == "series"
    light = simulation.read(0, slice(None)).sum(axis=(2, 3))[:, 0]
    assert light.min() > 0.3 * light.max()  # both galaxies in all pictures


def test_the_middle_of_the_pictures_is_between_the_nuclei(tmp_path: Path) -> None:
    pair = [ball(300, [40, 0, 500], [0, 0, 0]), ball(300, [-40, 0, 500], [0, 0, 0])]
    render_snapshots([write(tmp_path / "a.hdf5", pair)], tmp_path / "out.h5", 64, 1, 200.0)
    with h5py.File(tmp_path / "out.h5") as file:
        picture = file["snapshots/images_camera_00"][0, :, :, 0].astype(float)
        axes = file["snapshots"].attrs["camera_directions"]
    assert axes.shape == (1, 3)
    y, x = np.indices(picture.shape)
    centre = np.array([(picture * x).sum(), (picture * y).sum()]) / picture.sum()
    assert centre == pytest.approx([31.5, 31.5], abs=1)
    assert picture[28:36, 28:36].max() == 0  # nobody is there


@pytest.mark.parametrize(
    ("times", "galaxies"),
    [([-100.0], 2), ([-300.0, -200.0, -100.0], 2), ([0.0, 100.0, 200.0], 2), ([0.0, 50.0], 1)],
)
def test_pictures_without_known_stages_can_be_dated_but_not_trained_on(
    times: list[float], galaxies: int, tmp_path: Path
) -> None:
    folder = tmp_path / "series"
    folder.mkdir()
    if galaxies == 2:
        passage(folder, times)
    else:
        for time in times:
            write(folder / f"{time}.hdf5", [ball(300, [time, 0, 0], [0, 0, 0])], time)
    done = render_snapshots([folder], tmp_path / "out.h5", 32, 2)
    assert (done.group, done.dated, done.pictures) == ("snapshots", False, 2 * len(times))
    names = [name for name, _ in read_cutouts(tmp_path / "out.h5", 32)]
    assert names[0] == "out.h5::snapshots/images_camera_00[0]"
    assert len(names) == 2 * len(times)
    with pytest.raises(RefusedInput, match="not known: they can be dated"):
        read_simulations(tmp_path / "out.h5")


def test_the_field_of_view_is_ours_or_as_wide_as_they_need_or_as_told(tmp_path: Path) -> None:
    far = write(
        tmp_path / "far.hdf5", [ball(300, [200, 0, 0], [0, 0, 0]), ball(300, [-200, 0, 0], [0, 0, 0])]
    )
    near = write(
        tmp_path / "near.hdf5", [ball(300, [30, 0, 0], [0, 0, 0]), ball(300, [-30, 0, 0], [0, 0, 0])]
    )
    one = write(tmp_path / "one.hdf5", [ball(300, [0, 0, 0], [0, 0, 0])])
    for number, (file, asked, field) in enumerate(
        [(far, None, 430.0), (near, None, 180.0), (one, None, 180.0), (far, 300.0, 300.0)]
    ):
        output = tmp_path / f"{number}.h5"
        render_snapshots([file], output, 32, 1, asked)
        with h5py.File(output) as written:
            assert written["snapshots"].attrs["field_of_view_kpc"] == field


def test_nothing_is_half_written_and_nothing_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "series"
    folder.mkdir()
    passage(folder, EVERY_30[::6])
    with h5py.File(folder / "s003.hdf5", "a") as file:
        file["PartType2/Coordinates"][5, 1] = np.nan
    with pytest.raises(RefusedInput, match=r"s003.hdf5: some of its positions"):
        render_snapshots([folder], tmp_path / "out.h5", 32, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["series"]
    (tmp_path / "out.h5").write_text("mine")
    with pytest.raises(DeepGalaxyError, match=r"out.h5: exists"):
        render_snapshots([folder], tmp_path / "out.h5", 32, 1)


def test_snapshots_are_observed_by_a_survey(tmp_path: Path) -> None:
    pair = [ball(300, [20, 0, 0], [0, 0, 0]), ball(300, [-20, 0, 0], [0, 0, 0])]
    seen = Observation("sdss", 0.1, seed=4)
    file = write(tmp_path / "a.hdf5", pair)
    for name in ("one.h5", "two.h5"):
        render_snapshots([file], tmp_path / name, 32, 2, 100.0, seen)
    with h5py.File(tmp_path / "one.h5") as one, h5py.File(tmp_path / "two.h5") as two:
        group = one["snapshots"]
        assert (group.attrs["survey"], group.attrs["redshift"]) == ("sdss", 0.1)
        assert group.attrs["psf_fwhm_arcsec"] == 1.43
        pictures = group["images_camera_00"][...]
        assert pictures.dtype == np.uint8
        assert (pictures == two["snapshots/images_camera_00"][...]).all()
        assert len(np.unique(pictures[0, :8])) > 10  # noise in the corner


def free_fall_myr(separation: float, mass: float) -> float:
    """Two points from rest to r = 0: half of Kepler's period at half the distance."""
    return float(np.pi / 2 * np.sqrt(separation**3 / (2 * G * mass)) * MYR_PER_TIME_UNIT)


def plummer_pair(path: Path, separation: float = 40.0, speed: float = 0.0, scale: float = 1.0) -> Path:
    galaxies = []
    for number, sign in enumerate((-1, 1)):
        x, v, m = plummer(300, 5.0, 2.0, seed=number)
        along = sign * np.array([1.0, 0, 0])
        galaxies.append((x + along * separation / 2, v * scale - along * speed / 2, m))
    return write(path, galaxies, seed=7)


def test_two_plummer_spheres_fall_as_the_two_body_orbit_says(tmp_path: Path) -> None:
    file = plummer_pair(tmp_path / "pair.hdf5")
    merger = evolve_initial_conditions([file], tmp_path / "fall.h5", 600, 24, 1, engine="direct")
    assert merger.attributes["t_first_pericentre_myr"] == pytest.approx(free_fall_myr(40, 10), rel=0.04)
    assert merger.stage[0] > 5, "they begin nearer than at stage 0"
    assert merger.stage == pytest.approx(np.arange(merger.stage[0], 71))
    assert (merger.mass_ratio, merger.size_ratio) == pytest.approx((1, 1), rel=0.15)
    assert merger.attributes["origin"] == "pair.hdf5"
    assert merger.attributes["particles"] == 600
    assert merger.attributes["trusted"]
    before = merger.path.stat().st_mtime_ns
    evolve_initial_conditions([file], tmp_path / "fall.h5", 600, 24, 1, engine="direct")
    assert merger.path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ({"speed": -500.0}, "the galaxies move apart"),
        ({"scale": 3.0}, r"2K/\|W\| is .*`mass_unit=`"),
        ({"separation": 3.0}, "no two galaxies apart"),
    ],
)
def test_what_cannot_be_evolved_is_refused(pair: dict[str, float], message: str, tmp_path: Path) -> None:
    file = plummer_pair(tmp_path / "pair.hdf5", **pair)
    with pytest.raises(DeepGalaxyError, match=message):
        evolve_initial_conditions([file], tmp_path / "x.h5", 600, 24, 1)
    assert not (tmp_path / "x.h5").exists()


def test_initial_conditions_are_of_one_time(tmp_path: Path) -> None:
    passage(tmp_path, [-100.0, 0.0])
    with pytest.raises(DeepGalaxyError, match="2 different times"):
        evolve_initial_conditions([tmp_path], tmp_path / "x.h5")


def test_galaxies_come_as_near_as_ours_start(tmp_path: Path) -> None:
    file = plummer_pair(tmp_path / "pair.hdf5", separation=160, speed=300)
    snapshot = read_snapshot(find_snapshots([file]), UnitChoice())
    galaxies = separate_galaxies(snapshot)
    assert galaxies
    particles = approach(thin(snapshot, galaxies, 600, np.random.default_rng(1)), 150, 0.5)
    own = [particles.positions[particles.galaxy == k].mean(axis=0) for k in (0, 1)]
    assert np.linalg.norm(own[0] - own[1]) == pytest.approx(150, abs=1.5)


def test_two_files_are_two_galaxies_and_thinned_ones_keep_mass_and_motion(tmp_path: Path) -> None:
    large = ball(400, [50, 0, 0], [0, 80, 0], mass=6)
    small = ball(100, [-50, 0, 0], [0, -80, 0], mass=2)
    files = [write(tmp_path / "a.hdf5", [small]), write(tmp_path / "b.hdf5", [large])]
    snapshot = read_snapshot(find_snapshots(files), UnitChoice())
    galaxies = separate_galaxies(snapshot)
    assert galaxies
    assert list(np.bincount(galaxies.member)) == [400, 100]  # the heavier one first
    assert galaxies.mass_ratio == pytest.approx(1 / 3)
    assert galaxies.separation_kpc == pytest.approx(100, abs=2)
    particles = thin(snapshot, galaxies, 240, np.random.default_rng(1))
    assert list(np.bincount(particles.galaxy)) == [180, 60]
    assert np.bincount(particles.galaxy, particles.masses) == pytest.approx([6, 2])
    assert np.average(particles.positions, axis=0, weights=particles.masses) == pytest.approx(
        np.zeros(3), abs=1e-9
    )
    for galaxy, (x, v, _) in enumerate((large, small)):
        own = particles.galaxy == galaxy
        away = (6 * large[0].mean(axis=0) + 2 * small[0].mean(axis=0)) / 8
        assert particles.positions[own].mean(axis=0) == pytest.approx(x.mean(axis=0) - away)
        drift = (6 * large[1].mean(axis=0) + 2 * small[1].mean(axis=0)) / 8
        assert particles.velocities[own].mean(axis=0) == pytest.approx(v.mean(axis=0) - drift)
    with pytest.raises(DeepGalaxyError, match="give more particles"):
        thin(snapshot, galaxies, 150, np.random.default_rng(1))


def test_the_command_takes_several_files_and_refuses_what_the_files_say_already(tmp_path: Path) -> None:
    pair = [ball(300, [40, 0, 0], [0, 0, 0]), ball(300, [-40, 0, 0], [0, 0, 0])]
    files = [str(write(tmp_path / f"{name}.hdf5", [one])) for name, one in zip("ab", pair, strict=True)]
    words = ["simulate", "--output", str(tmp_path / "out.h5"), "--from-snapshots", *files, "--size", "16"]
    observed = ["--cameras", "1", "--observe", "sdss", "--redshift", "0.1", "--length-unit", "0.5 kpc"]
    done = CliRunner().invoke(app, words + observed)
    assert done.exit_code == 0, done.output
    with h5py.File(tmp_path / "out.h5") as file:
        assert file["snapshots/images_camera_00"].shape == (1, 16, 16, 1)
        assert file["snapshots"].attrs["survey"] == "sdss"
    for wrong in (["--mass-ratio", "2"], ["--particles", "900"], ["--redshift", "0.1"], ["--grid", "demo"]):
        assert CliRunner().invoke(app, words + wrong).exit_code == 2
    assert CliRunner().invoke(app, ["simulate", "--output", "x.h5", *files]).exit_code == 2


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the N-body files of ../shared/data")
def test_two_galaxies_are_found_in_real_files() -> None:
    for files, mass_ratio in (
        ([REAL / "galaxy_littleendian.dat"], 1.0),
        (sorted(REAL.glob("testSolar*")), 0.67),
    ):
        snapshot = read_snapshot(find_snapshots(files), UnitChoice())
        galaxies = separate_galaxies(snapshot)
        assert galaxies
        assert galaxies.separation_kpc == pytest.approx(200, abs=3)
        assert galaxies.mass_ratio == pytest.approx(mass_ratio, abs=0.01)
    one = read_snapshot(find_snapshots([REAL / "model3_child_compact.tipsy"]), UnitChoice())
    assert separate_galaxies(one) is None
