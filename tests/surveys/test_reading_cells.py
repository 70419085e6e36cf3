"""Units, cells and headings that hypothesis draws, against astropy and against what was written."""

import math
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import Angle
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.tables.cells import UNKNOWN, as_numbers, as_text
from deepgalaxy.surveys.tables.positions import declination, degrees_per, right_ascension
from deepgalaxy.surveys.tables.table_objects import SurveyObject, TableReport, read_objects
from tests.kinds_of_input.tables import SPELLINGS
from tests.kinds_of_input.writing import FORMATS, Written

RA = st.floats(0, 359.9)
DEC = st.floats(-90, 90)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path: Path, content: bytes) -> tuple[list[SurveyObject], TableReport]:
    path.write_bytes(content)
    chunks = [*read_objects(path)]
    objects = [found for chunk in chunks for found in chunk.objects]
    return objects, sum((chunk.report for chunk in chunks), TableReport())


@pytest.mark.parametrize("form", FORMATS)
@quick
@given(
    place=st.tuples(RA, DEC),
    unit=st.sampled_from(sorted(SPELLINGS)),
    case=st.sampled_from([str, str.upper, str.title]),
)
def test_units_are_astropys_in_every_file(
    form: str, place: tuple[float, float], unit: str, case: type[str], tmp_path: Path
) -> None:
    ra, dec = place
    spelt = unit if unit == "mrad" or len(unit) < 4 else case(unit)  # Mrad is another
    columns = [Written("ra", [ra / SPELLINGS[unit]], spelt), Written("dec", [dec])]
    [galaxy], _ = read(tmp_path / "t", FORMATS[form](columns))
    assert galaxy.ra_deg == pytest.approx(ra, abs=1e-9)
    assert galaxy.dec_deg == pytest.approx(dec, abs=1e-9)


@given(st.text(st.characters(codec="ascii", categories=("L", "P", "N")), min_size=1, max_size=12))
def test_a_unit_is_an_angle_as_astropy_has_it_or_refused_by_name(word: str) -> None:
    with suppress(ValueError, TypeError):
        if (unit := u.Unit(word)).is_equivalent(u.deg):
            assert degrees_per(word, is_right_ascension=False) == pytest.approx(unit.to(u.deg))
            return
    with suppress(ValueError):
        degrees_per(word, is_right_ascension=False)  # a spelling of ours, or none
        return
    with pytest.raises(ValueError, match=re.escape(repr(word))):
        degrees_per(word, is_right_ascension=False)


@given(
    ra=RA,
    dec=DEC,
    precision=st.integers(0, 6),
    separator=st.sampled_from([":", " ", "hms", "letters and blanks"]),
)
def test_sexagesimal_text_is_as_astropy_reads_it(
    ra: float, dec: float, precision: int, separator: str
) -> None:
    letters = "letters" in separator or separator == "hms"
    hours = Angle(ra * u.deg).to_string(u.hour, sep="hms" if letters else separator, precision=precision)
    degrees = Angle(dec * u.deg).to_string(u.deg, sep="dms" if letters else separator, precision=precision)
    if "blanks" in separator:
        hours, degrees = (
            hours.replace("h", "h ").replace("m", "m "),
            degrees.replace("d", "d ").replace("m", "m "),
        )
    expected = Angle(hours, unit=u.hour).deg % 360
    assert right_ascension(np.array([hours])) == pytest.approx(expected, abs=1e-9)
    assume(abs(Angle(degrees, unit=u.deg).deg) <= 90)
    assert declination(np.array([degrees])) == pytest.approx(Angle(degrees, unit=u.deg).deg, abs=1e-9)
    assert declination(np.array([degrees.replace("-", "\u2212")])) == declination(np.array([degrees]))


@given(
    value=st.floats(-89, 89).map(lambda v: round(v, 6)),
    unit=st.sampled_from(["deg", "d", "°", " deg", " degrees", "rad", " rad", "arcmin", "arcsec", " mas"]),
)
def test_a_unit_in_a_value_goes_before_the_columns(value: float, unit: str) -> None:
    per = float(u.Unit({"d": "deg", "degrees": "deg"}.get(unit.strip(), unit.strip())).to(u.deg))
    written = f"{value / per:.9f}{unit}"
    assert declination(np.array([written]), "hourangle")[0] == pytest.approx(value, abs=1e-6)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_right_ascensions_are_below_360(value: float) -> None:
    [ra] = right_ascension(np.array([value])).tolist()
    assert math.isnan(ra) if abs(value) > 360 else 0 <= ra < 360


BLANK = st.sampled_from([word for word in UNKNOWN if not word.startswith("-9")]).flatmap(
    lambda word: st.sampled_from([word, word.upper(), f" {word} "])
)


@given(st.lists(st.integers(-(2**62), 2**62).filter(lambda n: n != -9999) | BLANK, min_size=1, max_size=20))
def test_a_blank_among_integers_is_missing_and_the_others_keep_each_digit(cells: list[int | str]) -> None:
    numbers = as_numbers(np.array([str(cell) for cell in cells]))
    known = ~np.ma.getmaskarray(numbers) & ~np.isnan(np.ma.getdata(numbers))
    assert known.tolist() == [isinstance(cell, int) for cell in cells]
    assert np.ma.getdata(numbers)[known].tolist() == [cell for cell in cells if isinstance(cell, int)]


@given(st.lists(st.floats(-1e6, 1e6) | BLANK, min_size=1, max_size=20), st.sampled_from([".", ","]))
def test_a_blank_among_numbers_is_missing_whatever_the_point(cells: list[float | str], point: str) -> None:
    numbers = [cell for cell in cells if isinstance(cell, float)]
    assume(any("e" not in repr(n) and len(repr(n).partition(".")[2]) != 3 for n in numbers) or point == ".")
    written = [repr(c).replace(".", point) if isinstance(c, float) else c for c in cells]
    found = np.ma.filled(as_numbers(np.array(written)).astype(float), np.nan)
    assert np.isnan(found).tolist() == [isinstance(cell, str) or cell == -9999 for cell in cells]
    assert found[~np.isnan(found)].tolist() == [n for n in numbers if n != -9999]


@pytest.mark.parametrize("cells", [["1,234", "5,678"], ["1.234,5"], ["1_000"], ["12", "soon"], ["1,2,3"]])
def test_what_could_be_another_number_is_none(cells: Sequence[str]) -> None:
    with pytest.raises(ValueError, match=r"number|convert|invalid"):
        as_numbers(np.array(cells))
    assert as_text(np.array(cells)).tolist() == list(cells)


@quick
@given(
    before=st.sampled_from(["", "# ", "#", "\n\n", "# made today\n", "# a, b, c, d, e\n\n"]),
    names=st.permutations(["name", "RAJ2000", "Dec (deg)", "z", "note"]),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    end=st.sampled_from(["\n", "\r\n", ",\n"]),
    coding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    quoted=st.booleans(),
)
def test_headings_are_found_however_they_are_written(
    before: str, names: list[str], delimiter: str, end: str, coding: str, quoted: bool, tmp_path: Path
) -> None:
    cells = {"name": "NGC 1", "RAJ2000": "12.5", "Dec (deg)": "-3.25", "z": "NA", "note": "a b"}
    end = end.replace(",", delimiter)
    mark = '"' if quoted else ""
    heading = before + delimiter.join(f"{mark}{name}{mark}" for name in names)
    row = delimiter.join(f"{mark}{cells[name]}{mark}" for name in names)
    [first, second], report = read(tmp_path / "t", end.join([heading, row, row, ""]).encode(coding))
    assert first == second
    assert (first.name, first.ra_deg, first.dec_deg, first.redshift) == ("NGC 1", 12.5, -3.25, None)
    assert first.attributes == {"note": "a b"}
    assert (report.refused, report.notes()) == ([], [])


@quick
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_but_a_refusal_comes_of_any_other_content(content: bytes, tmp_path: Path) -> None:
    with suppress(RefusedInput):
        read(tmp_path / "t", content)
