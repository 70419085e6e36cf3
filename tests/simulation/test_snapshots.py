import struct
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.units import G
from deepgalaxy.simulation import snapshot_headers
from deepgalaxy.simulation.snapshot_headers import SnapshotFormat, find_snapshots, read_header
from deepgalaxy.simulation.snapshot_units import UnitChoice
from deepgalaxy.simulation.snapshots import Snapshot, by_moment, read_snapshot

Array = NDArray[np.float64]
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "nbody"

COUNTS = {"gas": 3, "halo": 5, "disk": 4, "bulge": 2, "stars": 6, "boundary": 2}
STARS = np.repeat([False, False, True, True, True, False], list(COUNTS.values()))


def particles(seed: int = 1, counts: dict[str, int] = COUNTS) -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    n = sum(counts.values())
    return {
        "x": rng.normal(0, 10, (n, 3)).astype(np.float32).astype(float),
        "v": rng.normal(0, 200, (n, 3)).astype(np.float32).astype(float),
        "m": rng.uniform(0.5, 2, n).astype(np.float32).astype(float),
    }


def record(order: str, content: bytes, name: str | None = None) -> bytes:
    """One of Fortran's unformatted records, with GADGET format 2's record of its name before it."""
    mark = struct.pack(f"{order}i", len(content))
    before = b""
    if name:
        before = struct.pack(f"{order}i4sii", 8, name.encode().ljust(4), len(content) + 8, 8)
    return before + mark + content + mark


def write_gadget(
    path: Path, p: dict[str, Array], order: str = "<", kind: int = 1, time: float = 0.5, table: Any = None
) -> None:
    counts = list(COUNTS.values())
    header = struct.pack(
        f"{order}6I6d2d2i6I2i4d", *counts, *(table or [0] * 6), time, 0, 0, 0, *counts, 0, 1, 0, 0, 0, 0.7
    )
    single, integer = f"{order}f4", f"{order}u4"
    own_masses = np.repeat([not mass for mass in table or [0] * 6], counts)
    blocks = {
        "HEAD": header.ljust(256, b"\0"),
        "POS": p["x"].astype(single).tobytes(),
        "VEL": p["v"].astype(single).tobytes(),
        "ID": np.arange(100, 100 + len(p["m"])).astype(integer).tobytes(),
        "MASS": p["m"][own_masses].astype(single).tobytes(),
    }
    path.write_bytes(b"".join(record(order, c, n if kind == 2 else None) for n, c in blocks.items() if c))


def write_gadget_hdf5(path: Path, p: dict[str, Array], units: dict[str, float] | None = None) -> None:
    with h5py.File(path, "w") as file:
        table = [0.0, 0.25, 0, 0, 0, 0]
        file.create_group("Header").attrs.update({"Time": 2.0, "MassTable": table, **(units or {})})
        start = 0
        for kind, count in enumerate(COUNTS.values()):
            own = slice(start, start + count)
            group = file.create_group(f"PartType{kind}")
            group["Coordinates"], group["Velocities"] = p["x"][own], p["v"][own]
            group["ParticleIDs"] = np.arange(start, start + count)
            if not table[kind]:
                group["Masses"] = p["m"][own]
            start += count


def write_tipsy(
    path: Path, p: dict[str, Array], gas: int, dark: int, order: str = "<", time: float = 0.0
) -> None:
    """Write gas first, then dark matter, then stars; Bonsai's ids are in the last four bytes of a star."""
    n = len(p["m"])
    parts = [struct.pack(f"{order}d6i", time, n, 3, gas, dark, n - gas - dark, 0)]
    for i, (x, v, m) in enumerate(zip(p["x"], p["v"], p["m"], strict=True)):
        extra = 4 if i < gas else 1 if i < gas + dark else 3
        parts.append(struct.pack(f"{order}{7 + extra}fi", m, *x, *v, *[0.0] * extra, 7000 + i))
    path.write_bytes(b"".join(parts))


def read(*paths: Path, **units: str) -> Snapshot:
    (parts,) = by_moment(find_snapshots(list(paths)))
    return read_snapshot(parts, UnitChoice(**units))


def in_order(snapshot: Snapshot) -> dict[str, NDArray[Any]]:
    """The particles by their ids: pynbody puts gas, dark matter and stars together."""
    order = snapshot.ids.argsort()
    return {
        "x": snapshot.positions[order],
        "v": snapshot.velocities[order],
        "m": snapshot.masses[order],
        "stars": snapshot.stars[order],
        "ids": snapshot.ids[order],
    }


@pytest.mark.parametrize("kind", [1, 2])
@pytest.mark.parametrize("order", "<>")
def test_gadget_is_read_in_both_formats_and_byte_orders(kind: int, order: str, tmp_path: Path) -> None:
    p = particles()
    write_gadget(tmp_path / "snap_000", p, order, kind)
    assert read_header(tmp_path / "snap_000").format is SnapshotFormat.GADGET
    snapshot = read(tmp_path / "snap_000")
    got = in_order(snapshot)
    assert list(got["ids"]) == list(range(100, 122))
    assert got["x"] == pytest.approx(p["x"])
    assert got["v"] == pytest.approx(p["v"])
    assert got["m"] == pytest.approx(p["m"])
    assert list(got["stars"]) == list(STARS)  # disk, bulge and stars
    assert snapshot.time_myr == pytest.approx(0.5 * 977.79, rel=1e-4)


def test_gadget_masses_come_from_the_header_where_they_are_there(tmp_path: Path) -> None:
    p = particles()
    write_gadget(tmp_path / "snap", p, table=[0, 0.25, 0.5, 0.3, 0, 0.1])
    expected = p["m"].copy()
    expected[3:8], expected[8:12], expected[12:14], expected[20:] = 0.25, 0.5, 0.3, 0.1
    assert in_order(read(tmp_path / "snap"))["m"] == pytest.approx(expected)


def test_gadget_hdf5_is_read_with_its_disk_and_bulge_as_stars(tmp_path: Path) -> None:
    p = particles()
    write_gadget_hdf5(tmp_path / "snap.hdf5", p)
    got = in_order(read(tmp_path / "snap.hdf5"))
    expected = p["m"].copy()
    expected[3:8] = 0.25
    assert got["x"] == pytest.approx(p["x"])
    assert got["v"] == pytest.approx(p["v"])
    assert got["m"] == pytest.approx(expected)
    assert list(got["stars"]) == list(STARS)


def test_hdf5_units_are_the_files_own(tmp_path: Path) -> None:
    p = particles()
    units = {"UnitLength_in_cm": 3.0856776e24, "UnitMass_in_g": 1.98841e33, "UnitVelocity_in_cm_per_s": 1.0}
    write_gadget_hdf5(tmp_path / "mpc.hdf5", p, units)  # Mpc, Msun, cm/s
    got = in_order(read(tmp_path / "mpc.hdf5"))
    assert got["x"] == pytest.approx(1000 * p["x"])
    assert got["v"] == pytest.approx(1e-5 * p["v"])
    assert got["m"][8:20] == pytest.approx(1e-10 * p["m"][8:20])


@pytest.mark.parametrize("order", "<>")
def test_tipsy_is_read_in_both_byte_orders(order: str, tmp_path: Path) -> None:
    p = particles()
    write_tipsy(tmp_path / "x.tipsy", p, gas=3, dark=5, order=order, time=2.0)
    assert read_header(tmp_path / "x.tipsy").format is SnapshotFormat.TIPSY
    snapshot = read(tmp_path / "x.tipsy")
    got = in_order(snapshot)
    assert list(got["ids"]) == list(range(7000, 7022))
    assert got["x"] == pytest.approx(p["x"])
    assert got["v"] == pytest.approx(100 * p["v"])
    assert got["m"] == pytest.approx(p["m"] * 0.23251, rel=1e-4)  # 2.325e9 Msun: G = 1 with kpc and 100 km/s
    assert list(got["stars"]) == [False] * 8 + [True] * 14
    assert snapshot.time_myr == pytest.approx(2 * 9.7779, rel=1e-4)


def test_the_user_says_the_units(tmp_path: Path) -> None:
    p = particles()
    write_tipsy(tmp_path / "x.tipsy", p, gas=0, dark=8)
    got = in_order(read(tmp_path / "x.tipsy", length="2 kpc", mass="1e9 solMass"))
    assert got["x"] == pytest.approx(2 * p["x"])
    assert got["m"] == pytest.approx(0.1 * p["m"])
    assert got["v"] == pytest.approx(p["v"] * np.sqrt(G * 0.1 / 2))  # as G = 1 has it
    converted = in_order(read(tmp_path / "x.tipsy", velocity="1 m/s"))
    assert converted["v"] == pytest.approx(p["v"] / 1000)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"length": "1 Msun"}, "length unit '1 Msun' is no length"),
        ({"mass": "heavy"}, "mass unit 'heavy' is no mass"),
        ({"velocity": "-1 km/s"}, "velocity unit '-1 km/s' is not above 0"),
        ({"length": "2"}, "length unit '2' is no length"),
    ],
)
def test_units_that_are_none_are_refused(wrong: dict[str, str], message: str) -> None:
    with pytest.raises(DeepGalaxyError, match=message):
        UnitChoice(**wrong)


def test_files_of_one_time_are_one_moment_and_a_folder_is_a_series(tmp_path: Path) -> None:
    p = particles()
    for name, time in (("c", 0.0), ("a", 20.0), ("b1", 10.0), ("b2", 10.0)):
        write_tipsy(tmp_path / name, p, gas=0, dark=8, time=time)
    (tmp_path / "run.param").write_text("nSteps = 3\n")
    moments = by_moment(find_snapshots([tmp_path]))
    assert [[part.path.name for part in parts] for parts in moments] == [["c"], ["b1", "b2"], ["a"]]
    both = read_snapshot(moments[1], UnitChoice())
    assert len(both.masses) == 44
    assert list(np.bincount(both.part)) == [22, 22]


def test_massless_tracers_are_left_out(tmp_path: Path) -> None:
    p = particles()
    p["m"][[10, 15]] = 0
    write_tipsy(tmp_path / "dust.tipsy", p, gas=0, dark=8)
    assert sorted(set(range(22)) - set(read(tmp_path / "dust.tipsy").ids - 7000)) == [10, 15]


def damage(path: Path, what: str) -> None:
    p = particles()
    gas = 0
    if what == "NaN":
        p["x"][9, 1] = np.nan
    if what == "negative":
        p["m"][3] = -1
    write_tipsy(path, p, gas, dark=22 if what == "dark" else 8)
    content = path.read_bytes()
    if what == "truncated":
        path.write_bytes(content[:-1])
    if what == "huge":
        path.write_bytes(struct.pack("<d6i", 0, 10**9, 3, 0, 0, 10**9, 0) + content[32:])
    if what == "negative count":
        path.write_bytes(struct.pack("<d6i", 0, 22, 3, -8, 8, 22, 0) + content[32:])
    if what == "not":
        path.write_bytes(b"SIMPLE  =                    T" * 100)
    if what == "empty":
        path.write_bytes(b"")
    if what == "time":
        path.write_bytes(struct.pack("<d", np.nan) + content[8:])


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("not", "neither a tipsy nor a GADGET snapshot"),
        ("empty", "neither a tipsy nor a GADGET snapshot"),
        ("negative count", "neither a tipsy nor a GADGET snapshot"),
        ("truncated", "truncated: 935 bytes where the header promises 936"),
        ("huge", "truncated: 936 bytes where the header promises 44,000,000,032"),
        ("NaN", "some of its positions are not numbers"),
        ("negative", "some of its masses are negative"),
        ("dark", "no star particles among 22"),
        ("time", "its time is not a number"),
    ],
)
def test_bad_tipsy_is_refused_by_name_and_reason(what: str, reason: str, tmp_path: Path) -> None:
    damage(tmp_path / "bad.tipsy", what)
    with pytest.raises(RefusedInput, match=f"bad.tipsy: {reason}"):
        read(tmp_path / "bad.tipsy")


@pytest.mark.parametrize("cut", [300, 600, 900, 999])
def test_a_truncated_gadget_file_is_refused(cut: int, tmp_path: Path) -> None:
    write_gadget(tmp_path / "cut", particles())
    content = (tmp_path / "cut").read_bytes()
    assert len(content) > cut
    (tmp_path / "cut").write_bytes(content[:cut])
    with pytest.raises(RefusedInput, match="cut: truncated"):
        read(tmp_path / "cut")


def test_hdf5_of_another_kind_or_shape_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["images"] = np.zeros(3)
    with pytest.raises(RefusedInput, match=r"other.h5: neither a tipsy nor a GADGET"):
        read(tmp_path / "other.h5")
    write_gadget_hdf5(tmp_path / "flat.h5", particles())
    with h5py.File(tmp_path / "flat.h5", "a") as file:
        del file["PartType2/Coordinates"]
        file["PartType2/Coordinates"] = np.zeros((4, 2))
    with pytest.raises(RefusedInput, match=r"flat.h5: truncated, damaged or unusual GADGET HDF5: .*\(4, 2\)"):
        read(tmp_path / "flat.h5")


def test_more_particles_than_fit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_headers, "MOST_PARTICLES", 21)
    write_tipsy(tmp_path / "large.tipsy", particles(), 0, 8)
    with pytest.raises(RefusedInput, match=r"large.tipsy: 22 particles; 1 to 21 are read"):
        read(tmp_path / "large.tipsy")


def test_a_folder_without_snapshots_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("nothing")
    with pytest.raises(RefusedInput, match="no tipsy or GADGET snapshot is in this folder"):
        find_snapshots([tmp_path])
    with pytest.raises(RefusedInput, match="nowhere: cannot be read: No such file"):
        find_snapshots([tmp_path / "nowhere"])


def test_formats_are_not_mixed(tmp_path: Path) -> None:
    write_tipsy(tmp_path / "a", particles(), 0, 8)
    write_gadget(tmp_path / "b", particles())
    with pytest.raises(RefusedInput, match="several formats"):
        find_snapshots([tmp_path])


def test_without_pynbody_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynbody", None)
    write_tipsy(tmp_path / "x.tipsy", particles(), 0, 8)
    with pytest.raises(DeepGalaxyError, match=r"pip install 'deepgalaxy\[snapshots\]'"):
        read(tmp_path / "x.tipsy")


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the N-body files of ../shared/data")
def test_real_snapshots_have_the_stellar_masses_of_galaxies() -> None:
    gadget = read(REAL / "galaxy_littleendian.dat")
    assert (len(gadget.masses), gadget.stars.sum()) == (60_000, 20_000)
    assert gadget.masses[gadget.stars].sum() == pytest.approx(4.65, abs=0.01)
    bonsai = read(*sorted(REAL.glob("testSolar*")))
    assert bonsai.stars.sum() == 72_280  # and 12,000 massless ones
    stars = [bonsai.masses[bonsai.stars & (bonsai.part == k)].sum() for k in (0, 1)]
    assert stars == pytest.approx([4.70, 10.84], abs=0.01)  # the Milky Way's and M 31's
