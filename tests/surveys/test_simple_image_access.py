"""Simple Image Access: the right image of those listed, and the galaxy in the middle of what is cut out."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from sqlalchemy import Engine, text

from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.imaging.image_store import read_pictures
from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts
from deepgalaxy.surveys.ingest.store import FetchReport
from deepgalaxy.surveys.services.cutout_service import Square
from deepgalaxy.surveys.services.find_service import find_service
from deepgalaxy.surveys.services.http import RateLimits
from deepgalaxy.surveys.services.reply_check import read_square
from deepgalaxy.surveys.tables.table_objects import read_objects

HASTY = RateLimits(connections=4, per_second=500, attempts=3, first_wait_s=0.01, outage_waits_s=())


def fetch(
    engine: Engine, folder: Path, url: str, places: list[float], scale: float | None = None
) -> FetchReport:
    (folder / "t.csv").write_text("\n".join(["ra,dec", *(f"{ra},10.0" for ra in places)]) + "\n")
    chunks = read_objects(folder / "t.csv")
    ids, _ = enqueue_cutouts(engine, "sia", "t.csv", chunks, size_px=64, scale_arcsec=scale)
    service = find_service(f"{url}/sia")
    return fetch_cutouts(engine, "sia", ids, service, folder / "store", rate_limits=HASTY, size_px=64)


@pytest.mark.parametrize("scale", [None, 0.8])
def test_galaxy_is_cut_out_of_the_nearest_red_image(
    catalog: Engine, tmp_path: Path, survey: Any, scale: float | None
) -> None:
    report = fetch(catalog, tmp_path, survey.url, [12.0], scale)
    assert (report.fetched, report.refused) == (1, [])
    [asked] = survey.images
    assert (asked["band"], asked["off"]) == ("r", "0.003")
    with catalog.connect() as connection:
        image = connection.execute(text("SELECT * FROM image")).one()
    assert (image.ra_deg, image.dec_deg) == (12.0, 10.0)
    assert image.pixel_scale_arcsec == pytest.approx(scale or 0.4, rel=0.02)
    [[picture]] = read_pictures(Path(image.file), image.node, [image._mapping["index"]])
    peak = np.unravel_index(np.argmax(picture), picture.shape)
    np.testing.assert_allclose(peak, (31.5, 31.5), atol=2)


def test_faults_are_mended_or_named(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    survey.faults = {1.0: ["503", "cut"], 2.0: ["429"]}
    survey.always = {3.0: "404", 4.0: "page"}
    report = fetch(catalog, tmp_path, survey.url, [1.0, 2.0, 3.0, 4.0, 299.0])
    assert (report.fetched, report.unanswered) == (2, 0)
    reasons = sorted(error.reason for error in report.refused)
    assert [word for word in ("404", "no FITS image", "text/html") if word not in str(reasons)] == []


def test_what_is_no_answer_and_what_is_no_image_are_refused(
    catalog: Engine, tmp_path: Path, survey: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deepgalaxy.surveys.services.sia1.VOTABLE", ("image/jpeg",))
    survey.always = {5.0: "blank"}
    report = fetch(catalog, tmp_path, survey.url, [5.0])
    assert "no answer of Simple Image Access" in report.refused[0].reason


def test_galaxy_is_cut_out_of_a_frame_of_sdss(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    survey.always = {13.0: "page", 14.0: "404"}
    (tmp_path / "t.csv").write_text("ra,dec\n12.0,10.0\n13.0,10.0\n14.0,10.0\n12.0,50.0\n")
    ids, _ = enqueue_cutouts(catalog, "frames", "t.csv", read_objects(tmp_path / "t.csv"), size_px=64)
    service = find_service("sdss-frames")
    fetched = fetch_cutouts(
        catalog, "frames", ids, service, tmp_path, rate_limits=HASTY, size_px=64, mirror=survey.url
    )
    assert fetched.fetched == 1
    reasons = str(sorted(error.reason for error in fetched.refused))
    assert [word for word in ("text/html", "404", "does not show this position") if word not in reasons] == []
    with catalog.connect() as connection:
        image = connection.execute(text("SELECT * FROM image")).one()
    [[picture]] = read_pictures(Path(image.file), image.node, [image._mapping["index"]])
    peak = np.unravel_index(np.argmax(picture), picture.shape)
    np.testing.assert_allclose(peak, (31.5, 31.5), atol=2)


def hostile_image(**cards: object) -> bytes:
    content = io.BytesIO()
    values = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)
    header = fits.Header()
    header.update(
        {
            "CTYPE1": "RA---TAN",
            "CTYPE2": "DEC--TAN",
            "CRVAL1": 12.0,
            "CRVAL2": 10.0,
            "CRPIX1": 32,
            "CRPIX2": 32,
        }
        | {"CDELT1": -1e-4, "CDELT2": 1e-4}
        | cards
    )
    fits.writeto(content, values, header, output_verify="ignore")
    return content.getvalue()


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (hostile_image(CDELT1=-1e-11, CDELT2=1e-11), "too large: 25.6″ are"),
        (hostile_image(CDELT1=-1e-300, CDELT2=1e-300), "too large|does not show this position"),
        (hostile_image(CDELT1="nan"), "CDELT1 is 'nan', not a number"),
        (hostile_image(A_ORDER=2000, B_ORDER=2000), "SIP goes to order 9"),
        (hostile_image(CRVAL1=200.0), "does not show this position"),
        (hostile_image(CTYPE1="", CTYPE2=""), "does not show this position: it has no coordinates"),
        (hostile_image()[:-3000], "truncated FITS"),
        (b"SIMPLE  =                    T", "damaged FITS"),
        (b"\x89PNG\r\n\x1a\n", "damaged FITS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_image_that_is_made_to_do_harm_is_refused(tmp_path: Path, image: bytes, reason: str) -> None:
    square = Square("galaxy", 12.0, 10.0, 0.4, 64)
    with pytest.raises(RefusedInput, match=reason) as refused:
        read_square([image], tmp_path, square, is_fits=True)
    assert refused.value.name == "galaxy"
    assert list(tmp_path.iterdir()) == []


def test_addresses_are_told_from_names() -> None:
    called = find_service("https://archive.example.org/sia?survey=DSS")
    assert (called.name, called.dataset) == ("sia1", "archive.example.org")
    for name in ("https://", "ftp://example.org/sia", "hubble"):
        with pytest.raises(WrongUse, match=r"service .*https://…"):
            find_service(name)
