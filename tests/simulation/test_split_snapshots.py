"""A snapshot is the same in one file or in many, and its units are what it tells, however it calls them."""

import struct
from pathlib import Path

import h5py
import numpy as np
import pytest

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.merger_file import read_simulations
from deepgalaxy.simulation.snapshot_headers import find_snapshots
from deepgalaxy.simulation.snapshot_pictures import render_snapshots
from deepgalaxy.simulation.snapshot_units import UnitChoice
from deepgalaxy.simulation.snapshots import Snapshot, by_moment, read_snapshot
from deepgalaxy.simulation.two_galaxies import separate_galaxies
from tests.simulation.test_snapshots import particles, write_gadget

STARS = 240
CM_PER_KPC, G_PER_1E10_MSUN, CM_PER_KM = 3.0856776e21, 1.98841e43, 1e5


def pair(seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places, velocities and masses of two equal galaxies 80 kpc apart, one a little larger."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 3, (STARS, 3)) * np.where(np.arange(STARS) % 2, 1.0, 0.8)[:, None]
    x[1::2, 0] += 80
    v = rng.normal(0, 10, (STARS, 3))
    v[1::2, 0] -= 200
    return x, v, np.full(STARS, 0.01)


def write(
    folder: Path, files: int, *, claimed: int | None = None, units: dict[str, object] | None = None
) -> Path:
    """Write the pair as GADGET HDF5, spread over files, its particles dealt out in turn."""
    x, v, m = pair()
    folder.mkdir()
    for number in range(files):
        own = slice(number, None, files)
        name = "snap.hdf5" if files == 1 else f"snap.{number}.hdf5"
        with h5py.File(folder / name, "w") as file:
            header = file.create_group("Header")
            header.attrs.update({"Time": 0.0, "NumFilesPerSnapshot": files if claimed is None else claimed})
            stars = file.create_group("PartType4")
            stars["Coordinates"], stars["Velocities"], stars["Masses"] = x[own], v[own], m[own]
            stars["ParticleIDs"] = np.arange(STARS)[own]
            for where, value in (units or {}).items():
                node, _, key = where.rpartition("/")
                (file[node] if node in file else file.require_group(node or "/")).attrs[key] = value
    return folder


def read(folder: Path, choice: UnitChoice | None = None) -> Snapshot:
    (parts,) = by_moment(find_snapshots([folder]))
    return read_snapshot(parts, choice or UnitChoice())


@pytest.mark.parametrize("files", [2, 3, 5])
def test_the_same_particles_give_the_same_galaxies_however_they_are_split(files: int, tmp_path: Path) -> None:
    whole, split = (read(write(tmp_path / str(n), n)) for n in (1, files))
    assert set(split.part) == {0}, "one snapshot, not a galaxy a file"
    order = split.ids.argsort()
    assert split.positions[order] == pytest.approx(whole.positions)
    one, other = separate_galaxies(whole), separate_galaxies(split)
    assert one is not None
    assert other is not None
    assert other.group == one.group
    assert other.size_ratio == pytest.approx(one.size_ratio)
    assert one.size_ratio < 1, "of two equal masses the larger galaxy goes first"
    for a, b in zip(one.nuclei, other.nuclei, strict=True):
        assert b.position == pytest.approx(a.position)


def test_a_series_in_two_files_each_has_the_pericentre_of_one_in_one_file_each(tmp_path: Path) -> None:
    for files in (1, 2):
        folder = tmp_path / f"in-{files}"
        folder.mkdir()
        for step, time in enumerate(np.linspace(-0.3, 0.3, 9)):
            x, v, m = pair()
            x[1::2] += [-80 + 400 * time, 8, 0]
            v[1::2, 0] = 400
            for number in range(files):
                own = slice(number, None, files)
                with h5py.File(folder / f"s_{step}.{number}.hdf5", "w") as file:
                    file.create_group("Header").attrs.update({"Time": 1 + time, "NumFilesPerSnapshot": files})
                    stars = file.create_group("PartType4")
                    stars["Coordinates"], stars["Velocities"], stars["Masses"] = x[own], v[own], m[own]
                    stars["ParticleIDs"] = np.arange(STARS)[own]
        render_snapshots([folder], tmp_path / f"{files}.h5", size_px=16, cameras=1)
    one, two = (read_simulations(tmp_path / f"{files}.h5")[0] for files in (1, 2))
    assert two.group == one.group
    assert two.stage == pytest.approx(one.stage)
    assert two.events is not None
    assert two.events.first_pericentre_myr == pytest.approx(0.3 * 977.79, rel=0.02)


@pytest.mark.parametrize("kind", [1, 2])
def test_gadgets_own_format_says_in_how_many_files_it_is(kind: int, tmp_path: Path) -> None:
    for number in (0, 1):
        path = tmp_path / f"snap.{number}"
        write_gadget(path, particles(number), kind=kind)
        content = bytearray(path.read_bytes())
        struct.pack_into("<i", content, (4 if kind == 1 else 20) + 124, 2)
        path.write_bytes(content)
    both = read(tmp_path)
    assert set(both.part) == {0}
    (tmp_path / "snap.1").unlink()
    with pytest.raises(RefusedInput, match="spread over 2 files, and 1 of them"):
        read(tmp_path)


def test_a_file_of_a_snapshot_that_is_missing_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="spread over 4 files, and 3 of them are given"):
        read(write(tmp_path / "s", 3, claimed=4))


@pytest.mark.parametrize("has_group", [True, False])
def test_a_file_of_a_snapshot_may_hold_none_of_its_particles(has_group: bool, tmp_path: Path) -> None:
    whole = read(write(tmp_path / "1", 1))
    folder = write(tmp_path / "2", 2, claimed=3)
    with h5py.File(folder / "snap.2.hdf5", "w") as file:
        file.create_group("Header").attrs.update({"Time": 0.0, "NumFilesPerSnapshot": 3})
        if has_group:
            stars = file.create_group("PartType4")
            stars["Coordinates"], stars["ParticleIDs"] = np.empty((0, 3)), np.empty(0, int)
    split = read(folder)
    assert split.positions[split.ids.argsort()] == pytest.approx(whole.positions)


@pytest.mark.parametrize("given", [1, 2])
def test_particles_that_the_header_counts_and_nobody_gave_are_missed(given: int, tmp_path: Path) -> None:
    """Whether or not it says over how many files they are spread."""
    total = np.array([0, 0, 0, 0, STARS, 0])
    folder = write(tmp_path / "s", 2, claimed=1, units={"Header/NumPart_Total": total})
    if given == 1:
        (folder / "snap.1.hdf5").unlink()
    with pytest.raises(RefusedInput, match=f"has {STARS} particles, and {STARS // 2} are in what is given"):
        read(folder)


@pytest.mark.parametrize("kind", [1, 2])
def test_particles_that_gadgets_own_header_counts_are_missed(kind: int, tmp_path: Path) -> None:
    path = tmp_path / "snap"
    write_gadget(path, particles(1), kind=kind)
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, (4 if kind == 1 else 20) + 96, 1000)
    path.write_bytes(content)
    with pytest.raises(RefusedInput, match=r"has 1,019 particles, and \d+ are in what is given"):
        read(path)


PARSEC = CM_PER_KPC / 1000
TOLD: dict[str, dict[str, object]] = {
    "GADGET": {
        "Header/UnitLength_in_cm": PARSEC,
        "Header/UnitMass_in_g": G_PER_1E10_MSUN,
        "Header/UnitVelocity_in_cm_per_s": CM_PER_KM,
    },
    "AREPO": {
        "Parameters/UnitLength_in_cm": PARSEC,
        "Parameters/UnitMass_in_g": G_PER_1E10_MSUN,
        "Parameters/UnitVelocity_in_cm_per_s": CM_PER_KM,
    },
    "GIZMO": {
        "Header/UnitLength_In_CGS": PARSEC,
        "Header/UnitMass_In_CGS": G_PER_1E10_MSUN,
        "Header/UnitVelocity_In_CGS": CM_PER_KM,
    },
    "SWIFT": {
        "Units/Unit length in cgs (U_L)": np.array([PARSEC]),
        "Units/Unit mass in cgs (U_M)": np.array([G_PER_1E10_MSUN]),
        "Units/Unit time in cgs (U_t)": np.array([PARSEC / CM_PER_KM]),
        "Units/Unit current in cgs (U_I)": np.array([1.0]),
        "InternalCodeUnits/Unit length in cgs (U_L)": np.array([1.0]),
        "Parameters/InternalUnitSystem:UnitLength_in_cgs": np.bytes_("1.0"),
        "PartType4/Coordinates/Conversion factor to CGS (not including cosmological corrections)": PARSEC,
    },
    "elsewhere": {
        "UnitLength_in_cm": np.bytes_(f"{PARSEC}"),
        "Config/UnitMass_in_g": G_PER_1E10_MSUN,
        "RunTimePars/UnitVelocity_in_cm_per_s": np.array([CM_PER_KM]),
        "PartType4/Coordinates/to_cgs": PARSEC,
        "Header/UnitTime_in_s": 1.0,
    },
}


@pytest.mark.parametrize("code", TOLD)
def test_units_are_read_as_each_code_tells_them(code: str, tmp_path: Path) -> None:
    usual, told = read(write(tmp_path / "usual", 1)), read(write(tmp_path / code, 1, units=TOLD[code]))
    assert told.positions == pytest.approx(usual.positions / 1000)
    assert told.velocities == pytest.approx(usual.velocities)
    assert told.masses == pytest.approx(usual.masses)


@pytest.mark.parametrize(
    ("units", "message"),
    [
        ({"Header/UnitLengthInParsec": 1.0}, "UnitLengthInParsec, which is not known"),
        ({"Header/UnitLength_in_cm": PARSEC}, "only its units of length; give the others"),
        (
            {
                "Header/UnitLength_in_cm": 0.0,
                "Header/UnitMass_in_g": 1.0,
                "Header/UnitVelocity_in_cm_per_s": 1.0,
            },
            "not above 0",
        ),
        *(
            ({where: value}, f"{where.removeprefix('PartType4/')}, which is not known")
            for where, value in (
                ("Header/LengthUnit", "pc"),
                ("Header/length_unit", "pc"),
                ("Header/units", "pc, Msun, km/s"),
                ("Header/CGSConversionFactor", PARSEC),
                ("Units/Length", "pc"),
                ("Units/UnitLength", "1 pc"),
                ("length_units", "pc"),
                ("PartType4/Coordinates/units", "pc"),
                ("PartType4/Coordinates/to_cgs", PARSEC),
                ("PartType4/Velocities/Conversion factor to CGS", CM_PER_KM),
            )
        ),
        (TOLD["GADGET"] | {"Parameters/UnitLength_in_cm": CM_PER_KPC}, "another unit of length"),
    ],
)
def test_units_that_are_not_known_are_refused_unless_they_are_said(
    units: dict[str, object], message: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "s", 1, units=units)
    with pytest.raises(RefusedInput, match=message):
        read(folder)
    said = read(folder, UnitChoice(length="1 pc", mass="1e10 Msun", velocity="1 km/s"))
    assert said.positions[0] == pytest.approx(pair()[0][0] / 1000)
