"""The same client against the real services: ``pytest -m remote``."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts
from deepgalaxy.surveys.services.address_services import SERVICES
from deepgalaxy.surveys.services.find_service import find_service
from deepgalaxy.surveys.services.http import RateLimits
from deepgalaxy.surveys.services.objid_positions import find_places
from deepgalaxy.surveys.services.skyserver_cone import galaxies_around
from deepgalaxy.surveys.tables.table_objects import SurveyObject, TableReport, read_objects

pytestmark = pytest.mark.remote

TABLE = """\
iauname,ra,dec
Mice,191.5446,30.7272
NGC 2623,129.6004,25.7547
nowhere near either survey,266.4,-29.0
"""


SKYVIEW = "https://skyview.gsfc.nasa.gov/cgi-bin/vo/sia.pl?survey=DSS2R"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_two_mergers_and_a_place_outside(catalog: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    ids, _ = enqueue_cutouts(catalog, name, "t.csv", read_objects(tmp_path / "t.csv"), size_px=128)
    fetched = fetch_cutouts(
        catalog,
        name,
        ids,
        SERVICES[name],
        tmp_path / "store",
        rate_limits=RateLimits(per_second=1),
        size_px=128,
    )
    assert (fetched.fetched, fetched.unanswered) == (2, 0)
    [outside] = fetched.refused
    assert outside.name.startswith("J1745")


def test_galaxies_around_the_mice(tmp_path: Path) -> None:
    galaxies_around(tmp_path / "near.csv", 191.5446, 30.7272, 10.0, RateLimits(per_second=1))
    chunks = [*read_objects(tmp_path / "near.csv")]
    assert all("petroR90_r" in found.attributes for chunk in chunks for found in chunk.objects)
    report = sum((chunk.report for chunk in chunks), TableReport())
    assert report.objects > 0
    assert report.refused == []


def test_the_mice_by_simple_image_access(catalog: Engine, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("iauname,ra,dec\nMice,191.5446,30.7272\n")
    chunks = read_objects(tmp_path / "t.csv")
    ids, _ = enqueue_cutouts(catalog, "dss", "t.csv", chunks, size_px=128, scale_arcsec=1.0)
    fetched = fetch_cutouts(
        catalog,
        "dss",
        ids,
        find_service(SKYVIEW),
        tmp_path / "store",
        rate_limits=RateLimits(per_second=1),
        size_px=128,
    )
    assert (fetched.fetched, fetched.refused) == (1, [])


def test_places_of_objids_before_and_after_dr8() -> None:
    objids = [587722981750014083, 1237648720142401611]
    galaxies = [SurveyObject(str(objid), objid, None, None, {}) for objid in objids]
    assert all(found.ra_deg is not None for found in find_places(galaxies, RateLimits(per_second=1)))
