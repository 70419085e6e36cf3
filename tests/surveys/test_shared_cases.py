"""Tables that were once read wrongly, where they lie beside this checkout; each as a user brings it in."""

from pathlib import Path

import pytest

from deepgalaxy.surveys.tables.table_objects import read_objects

CASES = Path(__file__).parents[2] / ".." / "shared" / "data" / "cases"
THREE = [(197.614455, 18.438168), (150.1, 2.2), (10.684708, 41.26875)]
TWO = [(10.68, 41.27), (23.46, 30.66)]

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the cases are not beside this checkout")


@pytest.mark.parametrize(
    ("file", "places"),
    [
        ("01_one_NA_objid.csv", [(197.6, 18.438168), None, (10.68, 41.26875)]),
        ("03_unit_RADIANS.fits", THREE),
        ("03_unit_hr.fits", THREE),
        ("03_hourangle.vot", THREE),
        ("04_vla.fits", THREE),
        ("04_ragged.parquet", THREE),
        ("05_refs_first.vot", THREE),
        ("05_empty_first.vot", THREE),
        ("06_one_column.csv", [None, None]),
        ("06_hash_heading.csv", TWO),
        ("06_default.ecsv", TWO),
        ("06_decimal_comma.csv", THREE),
    ],
)
def test_places_are_those_that_were_meant(file: str, places: list[tuple[float, float] | None]) -> None:
    galaxies = [found for chunk in read_objects(CASES / file) for found in chunk.objects]
    assert len(galaxies) == len(places)
    for galaxy, place in zip(galaxies, places, strict=True):
        found = (galaxy.ra_deg, galaxy.dec_deg)
        assert found == ((None, None) if place is None else pytest.approx(place, abs=1e-6))


def test_one_cell_costs_one_row() -> None:
    [chunk] = read_objects(CASES / "01_one_NA.csv")
    assert len(chunk.objects) == 999
    assert [problem.name for problem in chunk.report.refused] == ["01_one_NA.csv row 701 (g700)"]
    [chosen] = read_objects(CASES / "01_one_NA_objid.csv", where="z > 0.2")
    assert [galaxy.objid for galaxy in chosen.objects] == [1237648720693755918]
