"""The same client against the real services: ``pytest -m remote``."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from deepgalaxy.surveys.cone import galaxies_around
from deepgalaxy.surveys.fetch import fetch_cutouts
from deepgalaxy.surveys.objects import TableReport, read_objects
from deepgalaxy.surveys.order import order_cutouts
from deepgalaxy.surveys.requests import Manners
from deepgalaxy.surveys.services import SERVICES

pytestmark = pytest.mark.remote

TABLE = """\
iauname,ra,dec
Mice,191.5446,30.7272
NGC 2623,129.6004,25.7547
nowhere near either survey,266.4,-29.0
"""


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_two_mergers_and_a_place_outside(catalog: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    report = TableReport()
    objects = read_objects(tmp_path / "t.csv", report)
    ids = order_cutouts(catalog, name, "t.csv", objects, report, size_px=128)
    fetched = fetch_cutouts(
        catalog, name, ids, SERVICES[name], tmp_path / "store", manners=Manners(per_second=1), size_px=128
    )
    assert (fetched.fetched, fetched.unanswered) == (2, 0)
    [outside] = fetched.refused
    assert outside.name.startswith("J1745")


def test_galaxies_around_the_mice(tmp_path: Path) -> None:
    galaxies_around(tmp_path / "near.csv", 191.5446, 30.7272, 10.0, Manners(per_second=1))
    report = TableReport()
    assert all("petroR90_r" in found.attributes for found in read_objects(tmp_path / "near.csv", report))
    assert report.objects > 0
    assert report.refused == []
