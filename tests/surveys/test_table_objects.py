"""Tables as surveys publish them, to the galaxies they are about."""

import csv
import gzip
import io
import json
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from astropy import units as u
from astropy.coordinates import Angle, SkyCoord
from astropy.table import Table

from deepgalaxy.cli import main
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput, WrongUse
from deepgalaxy.surveys.tables import delimited_text, table_objects
from deepgalaxy.surveys.tables.column_roles import parse_columns
from deepgalaxy.surveys.tables.positions import declination, names_of, right_ascension
from deepgalaxy.surveys.tables.table_objects import SurveyObject, TableReport, read_objects

REAL = Path(__file__).parents[2] / ".." / "shared" / "data"
real = pytest.mark.skipif(not REAL.exists(), reason="the real tables are not beside this checkout")

GZ1 = """\
OBJID,RA,DEC,NVOTE,P_EL,P_CW,P_ACW,P_EDGE,P_DK,P_MG,P_CS,P_EL_DEBIASED,P_CS_DEBIASED,SPIRAL,ELLIPTICAL,UNCERTAIN
587727178986356823,00:00:00.41,-10:22:25.7,59,0.61,0.034,0.0,0.153,0.153,0.051,0.186,0.61,0.186,0,0,1
587727227300741210,00:00:00.74,-09:13:20.2,18,0.611,0.0,0.167,0.222,0.0,0.45,0.389,0.203,0.797,1,0,0
587727225153257596,23:59:59.99,-00:00:13.6,68,0.735,0.029,0.0,0.147,0.074,0.015,0.176,0.432,0.428,0,0,1
"""


def read(
    path: Path, where: str | None = None, columns: str | None = None, mapping: Path | None = None
) -> tuple[list[SurveyObject], TableReport]:
    chunks = [*read_objects(path, where=where, columns=parse_columns(columns), mapping=mapping)]
    objects = [found for chunk in chunks for found in chunk.objects]
    return objects, sum((chunk.report for chunk in chunks), TableReport())


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_galaxy_zoo_1(tmp_path: Path) -> None:
    [first, second, third], report = read(write(tmp_path / "gz1.csv", GZ1))
    assert (first.name, first.objid) == ("587727178986356823", 587727178986356823)
    assert first.ra_deg == pytest.approx(0.41 * 15 / 3600)
    assert first.dec_deg == pytest.approx(-(10 + 22 / 60 + 25.7 / 3600))
    assert first.attributes["P_MG"] == 0.051
    assert first.attributes["NVOTE"] == 59
    assert len(first.attributes) == 13
    assert second.attributes["SPIRAL"] == 1
    assert third.dec_deg == pytest.approx(-13.6 / 3600), "minus nought degrees"
    assert (report.rows, report.chosen, report.objects, report.refused) == (3, 3, 3, [])
    assert [o.objid for o in read(tmp_path / "gz1.csv", "p_mg > 0.4")[0]] == [587727227300741210]


def test_galaxy_zoo_2_with_its_pictures_names(tmp_path: Path) -> None:
    table = write(
        tmp_path / "gz2_hart16.csv",
        "dr7objid,ra,dec,rastring,decstring,sample,gz2_class,total_votes,t08_odd_feature_a24_merger_fraction\n"
        "587732591714893851,179.042984,60.522518,11:56:10.32,+60:31:21.1,original,Sc+t,342,0.4\n"
        "588009368545984617,135.084396,52.494240,09:00:20.26,+52:29:39.3,original,Sb+t,332,\n",
    )
    mapping = write(
        tmp_path / "gz2_filename_mapping.csv",
        "objid,sample,asset_id\n588009368545984617,original,2\n587722981736120347,original,1\n",
    )
    [first, second], _ = read(table, mapping=mapping)
    assert (first.ra_deg, first.dec_deg) == (179.042984, 60.522518)
    assert first.attributes["gz2_class"] == "Sc+t"
    assert "asset_id" not in first.attributes
    assert second.attributes["asset_id"] == 2
    assert "t08_odd_feature_a24_merger_fraction" not in second.attributes, "not known"
    with pytest.raises(RefusedInput, match="no mapping of file names: it lacks asset_id"):
        read(table, mapping=write(tmp_path / "other.csv", "objid,sample\n1,2\n"))


@pytest.mark.parametrize("merging", ["merging_minor-disturbance_fraction", "merging_tidal-debris_fraction"])
def test_galaxy_zoo_decals(merging: str, tmp_path: Path) -> None:
    file = write(
        tmp_path / "gz_decals.csv",
        f"iauname,ra,dec,redshift,{merging}\nJ112953.88-000427.4,172.47,-0.07,0.1,0.8\nJ1,10,10,,0.1\n",
    )
    [galaxy], report = read(file, f"{merging} > 0.5")
    assert (galaxy.name, galaxy.objid, galaxy.ra_deg) == ("J112953.88-000427.4", None, 172.47)
    assert galaxy.attributes == {"redshift": 0.1, merging: 0.8}
    assert (report.rows, report.chosen) == (2, 1)


def test_galaxy_zoo_decals_of_networks(tmp_path: Path) -> None:
    file = write(tmp_path / "auto.csv", "ra,dec,iauname,mag_r,merging_merger_fraction\n1,2,J1,17.5,0.3\n")
    [galaxy], _ = read(file)
    assert (galaxy.name, galaxy.attributes["merging_merger_fraction"]) == ("J1", 0.3)


def test_kaggles_galaxies_have_names_alone(tmp_path: Path) -> None:
    file = write(tmp_path / "kaggle.csv", "GalaxyID,Class1.1,Class1.2\n100008,0.383147,0.616853\n")
    [galaxy], _ = read(file, "Class1.1 < 0.5")
    assert galaxy == SurveyObject("100008", None, None, None, {"Class1.1": 0.383147, "Class1.2": 0.616853})


def test_a_vote_or_a_stage_of_others_is_no_stage_of_ours(tmp_path: Path) -> None:
    [galaxy], _ = read(write(tmp_path / "t.csv", "ra,dec,stage,P_MG\n1,2,3,0.9\n"))
    assert galaxy.attributes == {"table_stage": 3, "P_MG": 0.9}


def test_a_pair_is_two_galaxies(tmp_path: Path) -> None:
    file = write(
        tmp_path / "pairs.csv",
        "object1,object2,stage,u_app_1,u_app_2,ra1,ra2,dec1,dec2,vote1,vote2\n"
        "587722952231026744,587722952231026688,2,17.1,18.2,238.20399,238.20058,-0.5266,-0.5223,0.47,-9999.0\n"
        "587722982277447770,i,3,16.1,-9999.0,181.1096,-9999.0,-0.63,-9999.0,0.43,-9999.0\n",
    )
    [first, second, alone], report = read(file)
    assert (first.objid, first.ra_deg, first.dec_deg) == (587722952231026744, 238.20399, -0.5266)
    assert first.attributes == {"table_stage": 2, "u_app": 17.1, "vote": 0.47}
    assert (second.ra_deg, second.dec_deg) == (238.20058, -0.5223)
    assert second.attributes == {"object1": 587722952231026744, "table_stage": 2, "u_app": 18.2}
    assert alone.name == "587722982277447770"
    assert report.refused == []


def test_any_table_by_the_names_of_its_columns(tmp_path: Path) -> None:
    file = write(tmp_path / "t.csv", "Seq;RA_x;DEC_x;mag\n7;206.54;55.89;14.1\n")
    with pytest.raises(RefusedInput, match=r"no column tells which galaxies.*it has Seq, RA_x"):
        read(file)
    [galaxy], _ = read(file, columns="ra=ra_x, dec=DEC_x, name=Seq")
    assert (galaxy.name, galaxy.ra_deg, galaxy.dec_deg) == ("7", 206.54, 55.89)
    assert galaxy.attributes == {"mag": 14.1}
    for wrong, why in (
        ("ra=RA_x", "ra without dec"),
        ("ra=nope,dec=DEC_x", "has no column nope"),
        ("size=mag", "size is none of name, objid, ra, dec"),
        ("ra", "write them as"),
    ):
        with pytest.raises(WrongUse, match=why):
            read(file, columns=wrong)


@pytest.mark.parametrize(
    "damaged", ["1.24E+18", "1.23765E18", "587722952231026744.0", "5877229522310267", "12"]
)
def test_a_damaged_objid_leaves_the_galaxy_to_its_place(damaged: str, tmp_path: Path) -> None:
    rows = f"{damaged},206.543417,55.887806\n{damaged},,\n587722952231026744,1,2\n"
    [galaxy, whole], report = read(write(tmp_path / "t.csv", f"objid,ra,dec\n{rows}"))
    assert whole.objid == 587722952231026744
    assert (galaxy.objid, galaxy.damaged_objid) == (None, damaged)
    assert galaxy.name == "J134610.42+555316.1"
    assert report.damaged == [f"J134610.42+555316.1: objid {damaged}"]
    [refused] = report.refused
    assert str(refused) == f"t.csv row 2: objid {damaged} is damaged, and it has no position"
    assert "1 damaged objids" in report.summary()


@pytest.mark.parametrize(
    "angle", ["10:22:25.7", "10 22 25.7", "10d22m25.7s", "10°22′25.7″", "10d22.5m", "10:22", "10.5", "10.5°"]
)
def test_south_is_negative_north_is_not_and_other_directions_are_none(angle: str) -> None:
    size = Angle(angle.rstrip("°"), u.deg).deg
    written = np.array([f"{angle}{end}" for end in ("S", " S", "N", "", "E", "W")])
    np.testing.assert_allclose(declination(written), [-size, -size, size, size, np.nan, np.nan], atol=1e-9)
    assert np.isnan(declination(np.array([f"-{angle}S", f"+{angle}S", f"-{angle}N"]))).all()
    assert np.isnan(right_ascension(written[[0, 1, 2, 4, 5]])).all()


def test_seconds_in_upper_case_are_no_direction() -> None:
    np.testing.assert_allclose(right_ascension(np.array(["10H22M25.7S"])), Angle("10h22m25.7s").deg)
    np.testing.assert_allclose(declination(np.array(["-10D22M25.7S"])), -Angle("10d22m25.7s").deg)
    np.testing.assert_allclose(
        declination(np.array(["0.5 RADIANS", "0.5 ARCSECS"])), [np.degrees(0.5), 0.5 / 3600]
    )


@pytest.mark.parametrize("rounded", [lambda n: int(float(n)), lambda n: n // 1000 * 1000])
def test_objids_that_were_all_rounded_are_damaged(rounded: Callable[[int], int], tmp_path: Path) -> None:
    objids = [587722952231026744, 587722952769405128, 1237648720693755918, 588848901528158408]
    good = "objid,ra,dec\n" + "".join(f"{n},{i},0\n" for i, n in enumerate(objids))
    bad = "objid,ra,dec\n" + "".join(f"{rounded(n)},{i},0\n" for i, n in enumerate(objids))
    assert [o.objid for o in read(write(tmp_path / "good.csv", good))[0]] == objids
    galaxies, report = read(write(tmp_path / "bad.csv", bad))
    assert [o.objid for o in galaxies] == [None] * 4
    assert [o.damaged_objid for o in galaxies] == [str(rounded(n)) for n in objids]
    assert len(report.damaged) == 4


def test_rows_without_a_place_or_with_an_impossible_one(tmp_path: Path) -> None:
    rows = ["1,2", "-9999,-9999", ",", "10,95", "400,1", "-1,1", "nan,1"]
    galaxies, report = read(write(tmp_path / "t.csv", "ra,dec\n" + "\n".join(rows) + "\n"))
    assert [(o.ra_deg, o.dec_deg) for o in galaxies] == [(1, 2), (359, 1)]
    assert [problem.name for problem in report.refused] == [f"t.csv row {row}" for row in (2, 3, 4, 5, 7)]
    [known], _ = read(write(tmp_path / "t2.csv", "objid,ra,dec\n587722952231026744,-9999,-9999\n"))
    assert (known.objid, known.ra_deg) == (587722952231026744, None)


def same_galaxies() -> Table:
    n = 25
    table = Table({"objid": 587722952231026744 + 3 * np.arange(n), "RAJ2000": np.linspace(0.5, 359, n)})
    table["DEJ2000"] = np.linspace(-89, 89, n)
    table["P_MG"] = np.ma.array(np.linspace(0, 1, n), mask=np.arange(n) == 5)
    table["count"] = np.ma.array(np.arange(n), mask=np.arange(n) == 7)
    table["kind"] = [f"kind {i}" for i in range(n)]
    return table


def write_table(table: Table, kind: str, path: Path, packed: bool) -> Path:
    content = io.BytesIO()
    if kind == "csv":
        text = io.StringIO()
        table.write(text, format="ascii.csv")
        content.write(text.getvalue().encode())
    else:
        table.write(content, format=kind)
    path.write_bytes(gzip.compress(content.getvalue()) if packed else content.getvalue())
    return path


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", ["csv", "fits", "votable"])
def test_each_kind_of_file_holds_the_same(
    kind: str, packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited_text, "CELLS", 60)
    monkeypatch.setattr("deepgalaxy.surveys.tables.binary_tables.ROWS", 10)
    table = same_galaxies()
    galaxies, report = read(write_table(table, kind, tmp_path / "whatever", packed))
    assert (report.rows, report.objects, report.refused) == (25, 25, [])
    assert [o.objid for o in galaxies] == table["objid"].tolist()
    assert [o.ra_deg for o in galaxies] == pytest.approx(table["RAJ2000"].tolist())
    for index, galaxy in enumerate(galaxies):
        expected: dict[str, Any] = {"P_MG": table["P_MG"][index], "count": index, "kind": f"kind {index}"}
        if index == 5:
            del expected["P_MG"]
        if index == 7:
            del expected["count"]
        assert galaxy.attributes == pytest.approx(expected) if index not in (5, 7) else True
        assert galaxy.attributes.keys() == expected.keys()
    chosen, _ = read(tmp_path / "whatever", "P_MG > 0.5 and kind != 'kind 20'")
    assert [o.attributes["kind"] for o in chosen] == [f"kind {i}" for i in range(13, 25) if i != 20]


@pytest.mark.parametrize("writer", ["astropy", "pyarrow"])
def test_parquet(tmp_path: Path, writer: str) -> None:
    """The one writes what is unknown as a column of its own, all others as nulls."""
    table = same_galaxies()
    if writer == "astropy":
        table.write(tmp_path / "t.parquet")
    else:
        columns = {name: table[name].tolist() for name in table.colnames}
        pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "t.parquet")
    galaxies, report = read(tmp_path / "t.parquet", "count != 3")
    assert (report.rows, len(galaxies)) == (25, 23)
    assert galaxies[-1].objid == 587722952231026744 + 3 * 24
    assert [o.attributes.keys() & {"P_MG.mask", "count.mask"} for o in galaxies] == [set()] * 23


def test_parquet_without_its_package_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and so on")
    with pytest.raises(DeepGalaxyError, match="pip install pyarrow"):
        read(tmp_path / "t.parquet")


def test_units_and_notations_of_positions() -> None:
    rng = np.random.default_rng(1)
    sky = SkyCoord(rng.uniform(0, 360, 50) * u.deg, rng.uniform(-90, 90, 50) * u.deg)
    for separator in (":", " ", "hms"):
        ra = sky.ra.to_string(u.hour, sep=separator, precision=3, pad=True)
        dec = sky.dec.to_string(
            u.deg, sep=separator.replace("h", "d"), precision=2, pad=True, alwayssign=True
        )
        assert right_ascension(np.array(ra)) == pytest.approx(Angle(ra, unit=u.hour).deg, abs=1e-9)
        assert declination(np.array(dec)) == pytest.approx(Angle(dec, unit=u.deg).deg, abs=1e-9)
    assert right_ascension(sky.ra.hour, "hourangle") == pytest.approx(sky.ra.deg)
    assert right_ascension(sky.ra.rad, "rad") == pytest.approx(sky.ra.deg)
    assert declination(sky.dec.rad, "rad") == pytest.approx(sky.dec.deg)
    assert np.isnan(declination(np.array(["12:30:00", "soon"]))).tolist() == [False, True]
    for place, name in zip(sky, names_of(sky.ra.deg, sky.dec.deg), strict=True):
        again = SkyCoord(
            f"{name[1:3]} {name[3:5]} {name[5:10]} {name[10:13]} {name[13:15]} {name[15:]}",
            unit="hourangle,deg",
        )
        assert again.separation(place).arcsec < 0.2
    some = names_of(np.array([10.5, np.nan, 360]), np.array([-1.25, 3, -90]))
    assert some == ["J004200.00-011500.0", "", "J000000.00-900000.0"]  # not 59.99 seconds


def test_lines_that_are_cut_are_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = "#Table1\nobjid,ra,dec\n587722952231026744,1,2\n587722952231026745,1\n\n587722952231026747,1,2\n"
    galaxies, report = read(write(tmp_path / "t.csv", text))
    assert [o.objid for o in galaxies] == [587722952231026744, 587722952231026747]
    assert [str(problem) for problem in report.refused] == ["t.csv row 2: 2 values for 3 columns"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "neither CSV, FITS, VOTable nor Parquet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "neither CSV, FITS"),
        (b"<!DOCTYPE html><html>not, found</html>", "does not name columns"),
        (b"just words\nand more\n", "does not name columns"),
        (b"ra,dec,ra\n1,2,3\n", "two columns ra"),
        (b"ra,dec\n" + b"1" * (2**20 + 10), "line is longer"),
        (b'ra,dec\n"' + b"1\n" * 200_000, "damaged after row 0: field larger"),
        (gzip.compress(GZ1.encode())[:-60], "cannot be read"),
        (b"\x1f\x8bnonsense", "cannot be read"),
        (b"<?xml version='1.0'?><VOTABLE><RESOURCE><TABLE>", "damaged VOTable"),
        (b"SIMPLE  =                    T" + b" " * 50 + b"nothing", "FITS"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(content)
    with pytest.raises(RefusedInput, match=why):
        read(tmp_path / "t")


def test_a_truncated_or_damaged_fits_table_is_refused(tmp_path: Path) -> None:
    whole = write_table(same_galaxies(), "fits", tmp_path / "t.fits", packed=False).read_bytes()
    rng = np.random.default_rng(0)
    read_whole = 0
    for trial in range(40):
        damaged = bytearray(whole[: rng.integers(len(whole))] if trial % 2 else whole)
        if trial % 2 == 0:
            for at in rng.integers(2880, 5760, 5):
                damaged[at] = rng.integers(32, 127)
        (tmp_path / "d.fits").write_bytes(damaged)
        try:
            read(tmp_path / "d.fits")
            read_whole += 1
        except (RefusedInput, WrongUse):
            pass
    assert read_whole < 35


def test_memory_does_not_grow_with_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_text, "CELLS", 2_400)
    monkeypatch.setattr(table_objects, "CHUNK", 300)
    peaks = []
    for rows in (1_000, 5_000):
        with (tmp_path / f"{rows}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("ra", "dec", *(f"c{i}" for i in range(6))))
            writer.writerows((i % 360, 1, *(i / 7 + c for c in range(6))) for i in range(rows))
        tracemalloc.start()
        assert sum(len(chunk.objects) for chunk in read_objects(tmp_path / f"{rows}.csv")) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


@pytest.mark.parametrize("size", [1, 2, 7])
def test_chunks_add_up_to_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    places = [f"{i},{i % 80}" for i in range(30)] + ["x,1", "", "3", ",", "400,1", "7,y"]
    lines = [f"58772798{i:010d},0.{i % 10},{place}" for i, place in enumerate(places) if place]
    file = write(tmp_path / "t.csv", "\n".join(["objid,redshift,ra,dec", *lines, "1.2E+18,0.1,,"]))
    whole = read(file, "redshift < 0.8")
    monkeypatch.setattr(delimited_text, "CELLS", 4 * 5)
    monkeypatch.setattr(table_objects, "CHUNK", size)
    assert max(len(chunk.objects) for chunk in read_objects(file, where="redshift < 0.8")) == size
    objects, report = read(file, "redshift < 0.8")
    assert objects == whole[0]
    assert (report.notes(), report.summary()) == (whole[1].notes(), whole[1].summary())
    assert sorted(map(str, report.refused)) == sorted(map(str, whole[1].refused))


def test_the_command_says_what_a_table_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "gz1.csv", GZ1 + "1.24E+18,,,1,0,0,0,0,0,0.9,0,0,0,0,0,0\n")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["deepgalaxy", "ingest", "galaxyzoo", "gz1.csv", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    assert run("--where", "p_mg > 0.4", "--dry-run", "--format", "json") == 0
    printed = capsys.readouterr()
    assert [row["objid"] for row in json.loads(printed.out)] == ["587727227300741210"]
    assert printed.err.splitlines() == [
        "refused gz1.csv row 4: objid 1.24E+18 is damaged, and it has no position",
        "gz1.csv: 4 rows, 2 chosen, 1 galaxies, 1 refused",
    ]
    assert run("--where", "p_mg > 0.99", "--dry-run") == 1
    assert run("--where", "p_mgg > 0.99", "--dry-run") == 2
    assert run() == 2
    assert "--from sdss" in capsys.readouterr().err


@real
def test_darg_mergers() -> None:
    file = REAL / "catalogues" / "darg_mergers.fits"
    table = Table.read(file)
    galaxies, report = read(file)
    assert (report.rows, report.objects, report.refused) == (3003, 6006, [])
    firsts, seconds = galaxies[::2], galaxies[1::2]
    assert [o.objid for o in firsts] == table["object1"].tolist()
    assert {o.objid for o in seconds} == {None}, "that column went through a double"
    assert len(report.damaged) == 3003
    assert [o.dec_deg for o in seconds] == table["dec2"].tolist()
    assert [o.attributes["object1"] for o in seconds] == table["object1"].tolist()
    assert [o.attributes["vote"] for o in firsts] == table["vote1"].tolist()
    assert sum("vote" in o.attributes for o in seconds) == (np.array(table["vote2"]) > -9000).sum()
    assert not any("stage" in o.attributes for o in galaxies)
    chosen, _ = read(file, "vote1 > 0.9 and stage == 3")
    wanted = (table["vote1"] > 0.9) & (table["stage"] == 3)
    assert [o.objid for o in chosen[::2]] == table["object1"][wanted].tolist()


@real
def test_darg_post_mergers_are_one_galaxy_each() -> None:
    galaxies, report = read(REAL / "catalogues" / "darg_post-mergers.fits")
    assert (report.rows, report.objects, report.damaged, report.refused) == (370, 370, [], [])
    assert all(o.objid and o.ra_deg is not None for o in galaxies)


@real
def test_skyserver_objids_that_a_spreadsheet_damaged() -> None:
    file = REAL / "catalogues" / "skyserver_dr14_10k.csv"
    galaxies, report = read(file, 'class == "GALAXY"')
    assert (report.rows, report.chosen, len(report.damaged)) == (10_000, 4_998, 4_998)
    assert len({o.name for o in galaxies}) == 4_998
    assert all(o.objid is None and o.ra_deg is not None for o in galaxies)
