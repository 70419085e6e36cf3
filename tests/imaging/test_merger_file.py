import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.imaging.merger_file import read_simulations

EXAMPLE = Path(__file__).parents[3] / "shared/data/simulations/example-14-mergers-128px.h5"


def add(file: h5py.File, name: str, n: int = 6, cameras: int = 2, dtype: type = np.uint8) -> h5py.Group:
    """Add a simulation as the published files have it: no physical time, no attributes."""
    group = file.create_group(name)
    rng = np.random.default_rng(1)
    for camera in range(cameras):
        pictures = rng.random((n, 8, 8, 1))
        group[f"images_camera_{camera:02d}"] = (
            (pictures * 255).astype(dtype) if dtype is np.uint8 else pictures.astype(dtype)
        )
        group[f"t_myr_camera_{camera:02d}"] = np.float32(20 + 5 * np.arange(n))
    return group


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with h5py.File(tmp_path / "published.h5", "w") as file:
        for name in ("s_1_m_1__run_10", "s_1_m_1__run_2", "s_0.5_m_0.25"):
            add(file, name)
    return tmp_path / "published.h5"


def test_a_published_file_is_read(path: Path) -> None:
    simulations = read_simulations(path)
    assert {s.id: (s.mass_ratio, s.size_ratio) for s in simulations} == {
        "published/s_0.5_m_0.25": (0.25, 0.5),
        "published/s_1_m_1__run_10": (1.0, 1.0),
        "published/s_1_m_1__run_2": (1.0, 1.0),
    }
    one = simulations[0]
    assert (one.cameras, one.n_frames, one.size_px) == ((0, 1), 6, 8)
    assert one.stage == pytest.approx(4 + np.arange(6)), "a part of a series keeps the stages that it has"
    assert one.time_myr == pytest.approx(5 * (one.stage - 19.5))


def test_stages_are_numbers_from_zero_whatever_the_order_of_groups_and_times(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for name in ("s_1_m_1", "s_0.5_m_0.5", "s_0.25_m_1__run_12"):
            group = add(file, name, n=71)
            del group["t_myr_camera_00"], group["t_myr_camera_01"]
            start = 100 if name == "s_1_m_1" else 37
            group["t_myr_camera_00"] = group["t_myr_camera_01"] = start + 5 * np.arange(71)[::-1]
    for simulation in read_simulations(tmp_path / "a.h5"):
        assert list(simulation.stage.astype(int)) == list(range(71))[::-1]


def test_a_fraction_of_a_stage_is_kept(path: Path) -> None:
    with h5py.File(path, "a") as file:
        for camera in ("00", "01"):
            file[f"s_0.5_m_0.25/t_myr_camera_{camera}"][...] = 12 + 4.8 * np.arange(6)
    stage = read_simulations(path, r"s_0\.5.*")[0].stage
    assert stage == pytest.approx((12 + 4.8 * np.arange(6)) / 5, abs=1e-6)


def test_a_pattern_chooses_groups(path: Path) -> None:
    assert [s.group for s in read_simulations(path, "s_1_m_1.*")] == ["s_1_m_1__run_10", "s_1_m_1__run_2"]
    assert [s.group for s in read_simulations(path, "s_1_m_1__run_2")] == ["s_1_m_1__run_2"]
    with pytest.raises(RefusedInput, match="no group matches"):
        read_simulations(path, "s_9.*")
    with pytest.raises(DeepGalaxyError, match="no regular expression"):
        read_simulations(path, "(")


@pytest.mark.parametrize("dtype", [np.uint8, np.float16, np.float32])
def test_pictures_are_read_as_they_are_in_any_order(tmp_path: Path, dtype: type) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        raw = add(file, "s_1_m_1", dtype=dtype)["images_camera_01"][..., 0]
    simulation = read_simulations(tmp_path / "a.h5")[0]
    expected = raw.astype(np.float32) / (255 if dtype is np.uint8 else 1)
    everything = simulation.read(1, slice(None))
    assert everything.dtype == np.float32
    assert everything.shape == (6, 1, 8, 8)
    assert everything[:, 0] == pytest.approx(expected)
    assert np.array_equal(simulation.read(1, slice(4, 1, -2)), everything[[4, 2]])
    assert np.array_equal(simulation.read(1, np.array([5, 0, 5, -2])), everything[[5, 0, 5, 4]])
    assert simulation.read(1, np.array([], int)).shape == (0, 1, 8, 8)


def test_a_camera_or_frame_that_is_not_there_is_said(path: Path) -> None:
    simulation = read_simulations(path)[0]
    with pytest.raises(DeepGalaxyError, match="no camera 7"):
        simulation.read(7, slice(None))
    with pytest.raises(DeepGalaxyError, match="has 6 frames"):
        simulation.read(0, np.array([6]))


def replace(name: str, value: object) -> Callable[[h5py.Group], None]:
    def change(group: h5py.Group) -> None:
        del group[name]
        group[name] = value

    return change


def drop(name: str) -> Callable[[h5py.Group], None]:
    return lambda group: group.__delitem__(name)


def rename(group: h5py.Group) -> None:
    for name in list(group):
        if name.startswith("images"):
            group.move(name, f"pictures_{name}")


def link_away(group: h5py.Group) -> None:
    del group["images_camera_01"]
    group["images_camera_01"] = h5py.ExternalLink("/etc/other.h5", "/images")


NAN = np.zeros((6, 8, 8, 1), np.float32)
NAN[0, 3, 3] = np.nan


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (rename, "0 datasets named images_camera_00"),
        (replace("images_camera_01", np.zeros((5, 8, 8, 1), np.uint8)), r"but the first camera's is \(6, 8"),
        (replace("images_camera_00", np.zeros((6, 8, 8), np.uint8)), "is not \\(frames, size, size, 1\\)"),
        (replace("images_camera_00", np.zeros((6, 8, 9, 1), np.uint8)), "is not \\(frames, size, size, 1\\)"),
        (replace("images_camera_00", np.zeros((6, 8, 8, 1), np.int64)), "int64, not uint8"),
        (replace("images_camera_00", np.zeros((0, 8, 8, 1), np.uint8)), "is empty"),
        (replace("images_camera_01", NAN), "NaN or outside"),
        (replace("images_camera_01", NAN * 0 + np.float32(7)), "NaN or outside"),
        (replace("t_myr_camera_01", np.arange(5.0)), r"\(5,\) times of 6 images"),
        (replace("t_myr_camera_00", np.full(6, np.nan)), "a time is not a number"),
        (replace("t_myr_camera_00", [b"a"] * 6), "is no time"),
        (replace("t_myr_camera_01", 5 * np.arange(6.0)), "camera 1 has times of its own"),
        (drop("t_myr_camera_00"), "t_myr_camera_00: missing"),
        (link_away, "images_camera_01: missing, or not a dataset of this file"),
    ],
)
def test_a_broken_simulation_is_refused_by_its_reason(
    path: Path, change: Callable[[h5py.Group], None], reason: str
) -> None:
    with h5py.File(path, "a") as file:
        change(file["s_0.5_m_0.25"])
    with pytest.raises(RefusedInput, match=reason) as refused:
        read_simulations(path)
    assert refused.value.name == str(path)
    assert len(read_simulations(path, "s_1.*")) == 2


def test_what_is_no_merger_file_is_refused(tmp_path: Path, path: Path) -> None:
    page = tmp_path / "page.h5"
    page.write_text("<!DOCTYPE html><html><body>404 Not Found</body></html>")
    other = tmp_path / "other.h5"
    with h5py.File(other, "w") as file:
        file["PartType4/Coordinates"] = np.zeros((3, 3))
    cut = tmp_path / "cut.h5"
    cut.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    for wrong, reason in (
        (page, "not an HDF5 file"),
        (tmp_path / "absent.h5", "no such file"),
        (tmp_path, "no such file"),
        (other, "no group named"),
        (cut, "damaged HDF5"),
    ):
        with pytest.raises(RefusedInput, match=reason):
            read_simulations(wrong)


def test_a_claim_of_endless_pictures_is_refused_before_they_are_read(path: Path) -> None:
    with h5py.File(path, "a") as file:
        del file["s_0.5_m_0.25/images_camera_00"]
        file["s_0.5_m_0.25"].create_dataset(
            "images_camera_00", (10**9, 8, 8, 1), np.uint8, chunks=(1, 8, 8, 1)
        )
    with pytest.raises(RefusedInput, match="above 100000 frames"):
        read_simulations(path)


def test_a_bad_picture_deep_in_a_file_is_refused_when_read(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        add(file, "s_1_m_1", dtype=np.float32)["images_camera_00"][3, 0, 0] = np.nan
    simulation = read_simulations(tmp_path / "a.h5")[0]
    assert simulation.read(0, np.array([0, 1, 5])).shape == (3, 1, 8, 8)
    with pytest.raises(RefusedInput, match="NaN or outside"):
        simulation.read(0, slice(None))


@pytest.mark.skipif(not EXAMPLE.exists(), reason="no example file at ../shared/data/simulations")
def test_the_example_file_loads(tmp_path: Path) -> None:
    simulations = read_simulations(EXAMPLE)
    assert len(simulations) == 14
    for simulation in simulations:
        assert simulation.cameras == tuple(range(14))
        assert 60 < simulation.n_frames < 80
        assert simulation.outcome == "merger"
        assert np.isnan(simulation.stage[0]), "version 0.1 began further out than stage 0"
        stage, time_myr = (values[simulation.staged] for values in (simulation.stage, simulation.time_myr))
        assert (np.diff(stage) > 0).all()
        assert np.interp(0, time_myr, stage) == pytest.approx(19.5, abs=0.5)
        pictures = simulation.read(13, np.array([0, 20]))
        assert 0 < pictures.mean() < 0.2
    copy = tmp_path / "copy.h5"
    shutil.copyfile(EXAMPLE, copy)
    assert [s.group for s in read_simulations(copy)] == [s.group for s in simulations]


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"mass_ratio": np.nan}, "mass_ratio nan is no ratio"),
        ({"size_ratio": -1.0}, "size_ratio -1.0 is no ratio"),
        ({"mass_ratio": "half"}, "mass_ratio 'half' is no ratio"),
        ({"outcome": "explosion"}, "outcome 'explosion' is none of merger"),
    ],
    ids=str,
)
def test_what_a_simulation_cannot_be_is_refused(
    path: Path, attributes: dict[str, object], reason: str
) -> None:
    with h5py.File(path, "r+") as file:
        file["s_0.5_m_0.25"].attrs.update(attributes)
    with pytest.raises(RefusedInput, match=reason):
        read_simulations(path)


def fat_chunks(group: h5py.Group) -> None:
    del group["images_camera_00"]
    shape = (20_000, 128, 128, 1)
    group.create_dataset("images_camera_00", shape=shape, chunks=shape, dtype=np.uint8, compression="gzip")


def long_chunks(group: h5py.Group) -> None:
    del group["images_camera_00"]
    group.create_dataset(
        "images_camera_00", shape=(6, 4096, 4096, 1), chunks=(6, 64, 64, 1), dtype=np.float32
    )


def missing_pixels(group: h5py.Group) -> None:
    del group["images_camera_00"]
    group.create_dataset("images_camera_00", shape=(6, 512, 512, 1), chunks=(1, 512, 512, 1), dtype=np.uint8)


def twins(group: h5py.Group) -> None:
    for camera in range(2, 900):
        group[f"images_camera_{camera:02d}"] = group["images_camera_01"]
        group[f"t_myr_camera_{camera:02d}"] = group["t_myr_camera_01"]


def twin_groups(group: h5py.Group) -> None:
    group.file["s_1_m_1__run_3"] = group.file["s_1_m_1__run_2"]


def high_camera(group: h5py.Group) -> None:
    group[f"images_camera_{10**20}"] = np.zeros(3)


def many_names(group: h5py.Group) -> None:
    for number in range(10_000):
        group[f"note_{number}"] = h5py.SoftLink("/")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (fat_chunks, "chunks of 312 MiB"),
        (long_chunks, "chunks of frames of 384 MiB"),
        (missing_pixels, "lacks most of the pixels"),
        (twins, "images_camera_02 is .*images_camera_01 under another name"),
        (twin_groups, "s_1_m_1__run_3 is s_1_m_1__run_2 under another name"),
        (high_camera, "3 datasets named images_camera"),
        (many_names, "10,004 names in it, at most 10,000"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_small_file_that_could_cost_gigabytes_or_minutes_is_refused(
    path: Path, make: Callable[[h5py.Group], None], reason: str
) -> None:
    with h5py.File(path, "r+") as file:
        make(file["s_0.5_m_0.25"])
    with pytest.raises(RefusedInput, match=reason):
        read_simulations(path)


@pytest.mark.parametrize(
    ("limit", "most", "reason"),
    [
        ("MOST_NAMES", 2, "3 names in it, at most 2"),
        ("MOST_VIEWS", 5, "more than 5 cameras"),
    ],
)
def test_a_file_of_too_many_parts_is_refused(
    path: Path, limit: str, most: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"deepgalaxy.imaging.merger_file.{limit}", most)
    with pytest.raises(RefusedInput, match=reason):
        read_simulations(path)


@pytest.mark.parametrize("chunk", [1, 3])
def test_blocks_are_the_frames_that_were_asked_for(
    tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deepgalaxy.imaging.merger_file.BLOCK_PIXELS", 2 * 8**2)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        group = add(file, "s_1_m_1", n=20, cameras=1)
        pixels = group["images_camera_00"][...]
        del group["images_camera_00"]
        group.create_dataset("images_camera_00", data=pixels, chunks=(chunk, 8, 8, 1), compression="gzip")
    [simulation] = read_simulations(tmp_path / "a.h5")
    frames = np.array([0, 1, 4, 11, 12, 13, 19])
    blocks = list(simulation.read_blocks(0, frames))
    assert np.array_equal(np.concatenate([block for block, _ in blocks]), frames)
    assert np.array_equal(np.concatenate([pictures for _, pictures in blocks]), simulation.read(0, frames))
    assert max(np.ptp(block) for block, _ in blocks) < max(2, chunk)
    assert list(simulation.read_blocks(0, np.array([], int))) == []


@settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=5)
)
def test_damage_is_refused_or_harms_nothing(path: Path, flips: list[tuple[float, int]]) -> None:
    content = bytearray(path.read_bytes())
    for at, bits in flips:
        content[int(at * len(content))] ^= bits
    damaged = path.with_name("damaged.h5")
    damaged.write_bytes(content)
    with suppress(RefusedInput):
        for simulation in read_simulations(damaged):
            pictures = simulation.read(simulation.cameras[0], slice(None))
            assert pictures.shape == (simulation.n_frames, 1, simulation.size_px, simulation.size_px)
            assert np.isfinite(simulation.stage).all()


def test_pictures_in_bands_are_read_by_name_where_every_camera_has_them(tmp_path: Path) -> None:
    from deepgalaxy.imaging.readers import read_cutouts

    grey = np.full((5, 16, 16, 1), 100, np.uint8)
    grey[:, 4:9, 4:9] = 200
    colour = grey // np.array([1, 2, 4], np.uint8)  # in g, r and i
    with h5py.File(tmp_path / "a.h5", "w") as file:
        group = file.create_group("s_1_m_1")
        for camera in range(2):
            group[f"images_camera_{camera:02d}"] = grey
            group[f"t_myr_camera_{camera:02d}"] = np.arange(5) * 50.0
        group["images_gri_camera_00"] = colour
    [without] = read_simulations(tmp_path / "a.h5")
    assert (without.bands, without.bands_for("gri")) == ("", None)
    with h5py.File(tmp_path / "a.h5", "a") as file:
        file["s_1_m_1/images_gri_camera_01"] = colour
    [merger] = read_simulations(tmp_path / "a.h5")
    assert merger.bands == "gri"
    assert merger.bands_for(("i", "g")) == ("i", "g")
    assert merger.bands_for("griz") is None
    assert merger.bands_for(None) is None
    np.testing.assert_array_equal(
        merger.read(1, [3, 0], ("i", "g")) * 255, colour[[3, 0]][..., [2, 0]].transpose(0, 3, 1, 2)
    )
    assert merger.read(1, [3]).shape == (1, 1, 16, 16)
    with pytest.raises(DeepGalaxyError, match="wanted: bands z; it has g,r,i"):
        merger.read(1, [3], ("z",))
    found = dict(read_cutouts(tmp_path / "a.h5", 16, ("g", "i")))
    assert len(found) == 10
    cutout = found["a.h5::s_1_m_1/images_camera_01[3]"]
    assert (cutout.bands, cutout.stretch) == (("i", "g"), "lupton")
    np.testing.assert_allclose(cutout.pixels * 255, colour[3][..., [2, 0]].transpose(2, 0, 1), atol=0.1)
    for other in (None, ("z",)):
        assert {each.bands for _, each in read_cutouts(tmp_path / "a.h5", 16, other)} == {None}


def test_pictures_in_bands_of_another_shape_are_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        group = file.create_group("s_1_m_1")
        group["images_camera_00"] = np.full((5, 16, 16, 1), 100, np.uint8)
        group["t_myr_camera_00"] = np.arange(5) * 50.0
        group["images_gri_camera_00"] = np.full((4, 16, 16, 3), 100, np.uint8)
    with pytest.raises(RefusedInput, match=r"images_gri_camera_00: shape \(4, 16, 16, 3\), but the grey"):
        read_simulations(tmp_path / "a.h5")
