"""The same client against the real services: ``pytest -m remote``; where one wants a token, with your own."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts
from deepgalaxy.surveys.services.find_service import find_service
from deepgalaxy.surveys.services.http import RateLimits
from deepgalaxy.surveys.services.objid_positions import find_places
from deepgalaxy.surveys.services.skyserver_cone import galaxies_around
from deepgalaxy.surveys.tables.table_objects import SurveyObject, TableReport, read_objects

pytestmark = pytest.mark.remote

MICE, NGC_2623 = "191.5446,30.7272", "129.6004,25.7547"
EUCLID_FIELDS = "269.733,66.018", "53.0,-28.0"
RUBIN_FIELDS = "53.13,-28.10", "53.20,-27.95"
"""In the Extended Chandra Deep Field South."""
HSC_FIELDS = "150.1,2.2", "179.6,0.0"
SERVICES = {
    "sdss": (MICE, NGC_2623),
    "sdss-frames": (MICE, NGC_2623),
    "legacy": (MICE, NGC_2623),
    "legacy:grz": (MICE, NGC_2623),
    "legacy-fits": (MICE, NGC_2623),
    "legacy-fits:r": (MICE, NGC_2623),
    "ps1": (MICE, NGC_2623),
    "ps1:r": (MICE, NGC_2623),
    "hips:CDS/P/PanSTARRS/DR1/r": (MICE, NGC_2623),
    "hips-jpeg:CDS/P/DSS2/color": (MICE, NGC_2623),
    "euclid": EUCLID_FIELDS,
    "euclid:H": EUCLID_FIELDS,
    "sia1:https://skyview.gsfc.nasa.gov/cgi-bin/vo/sia.pl?survey=DSS2R": (MICE, NGC_2623),
    "hsc": HSC_FIELDS,
    "rubin-dp1": RUBIN_FIELDS,
    "rubin-dp2": RUBIN_FIELDS,
}
COVER_THE_SKY = ("hips", "sia1")
OUTSIDE = "266.4,-29.0"
"""The centre of the Galaxy, on no survey's footprint; for Pan-STARRS the south pole."""


@pytest.mark.parametrize("called", SERVICES)
def test_two_positions_and_one_outside(catalog: Engine, tmp_path: Path, called: str) -> None:
    service = find_service(called)
    try:
        if service.login:
            service.login.read()
    except WrongUse as error:
        pytest.skip(str(error))
    has_outside = not called.startswith(COVER_THE_SKY)
    outside = "0.0,-89.0" if called.startswith("ps1") else OUTSIDE
    (tmp_path / "t.csv").write_text("\n".join(["ra,dec", *SERVICES[called], *[outside] * has_outside]) + "\n")
    chunks = read_objects(tmp_path / "t.csv")
    ids, _ = enqueue_cutouts(catalog, service.dataset, "t.csv", chunks, size_px=128)
    limits = RateLimits(per_second=1, timeout_s=120)
    store = tmp_path / "store"
    fetched = fetch_cutouts(catalog, service.dataset, ids, service, store, rate_limits=limits, size_px=128)
    assert (fetched.fetched, fetched.unanswered, len(fetched.refused)) == (2, 0, has_outside), fetched.refused
    with catalog.connect() as connection:
        scales = connection.execute(text("SELECT pixel_scale_arcsec FROM image")).scalars().all()
    assert scales == pytest.approx([service.scale_arcsec] * 2, rel=0.05)


def test_galaxies_around_the_mice(tmp_path: Path) -> None:
    galaxies_around(tmp_path / "near.csv", 191.5446, 30.7272, 10.0, RateLimits(per_second=1))
    chunks = [*read_objects(tmp_path / "near.csv")]
    assert all("petroR90_r" in found.attributes for chunk in chunks for found in chunk.objects)
    report = sum((chunk.report for chunk in chunks), TableReport())
    assert report.objects > 0
    assert report.refused == []


def test_places_of_objids_before_and_after_dr8() -> None:
    objids = [587722981750014083, 1237648720142401611]
    galaxies = [SurveyObject(str(objid), objid, None, None, {}) for objid in objids]
    assert all(found.ra_deg is not None for found in find_places(galaxies, RateLimits(per_second=1)))
