"""Cutouts from services that misbehave, and what is in the catalogue afterwards."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import Engine, text

from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.queue_status import queue_status
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.image_store import read_pictures
from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts, take_pictures
from deepgalaxy.surveys.ingest.store import FetchReport
from deepgalaxy.surveys.services.find_service import find_service
from deepgalaxy.surveys.services.http import RateLimits
from deepgalaxy.surveys.services.objid_positions import find_places
from deepgalaxy.surveys.tables.table_objects import SurveyObject, read_objects

SIZE_PX = 48
HASTY = RateLimits(
    connections=4, per_second=500, attempts=3, first_wait_s=0.01, timeout_s=30, outage_waits_s=()
)


def write_table(path: Path, count: int, header: str = "objid,ra,dec,p_mg", first: int = 1) -> Path:
    """Galaxies at right ascensions 1, 2, … degrees, one degree north."""
    lines = [f"58772798{i:010d},{i}.0,1.0,{i / 100}" for i in range(first, first + count)]
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def order(engine: Engine, table: Path, dataset: str = "sdss", **options: Any) -> "np.ndarray[Any, Any]":
    chunks = read_objects(table)
    ids, _ = enqueue_cutouts(engine, dataset, table.name, chunks, size_px=SIZE_PX, **options)
    return ids


def fetch(
    engine: Engine, table: Path, url: str, store: Path, rate_limits: RateLimits = HASTY, **options: Any
) -> FetchReport:
    service = find_service("sdss")
    ids = order(engine, table, **options)
    return fetch_cutouts(
        engine, "sdss", ids, service, store, rate_limits=rate_limits, size_px=SIZE_PX, mirror=url
    )


def rejected(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, reason FROM rejected_input"))
        return {row.name: row.reason for row in rows}


def contents(engine: Engine) -> list[tuple[Any, ...]]:
    """What the catalogue and the store hold, without where pixels lie; each picture is what its row says."""
    query = text("""
        SELECT external_id, encode(sha256, 'hex') AS sha256, ra_deg, dec_deg, pixel_scale_arcsec,
            file, node, index AS place FROM image ORDER BY external_id
    """)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
        members = connection.execute(
            text("SELECT external_id, source, name, attributes::text FROM membership"
                 " JOIN cutout ON id = cutout_id ORDER BY 1, 2, 3")
        ).all()  # fmt: skip
    for row in rows:
        assert Cutout(read_pictures(Path(row.file), row.node, [row.place])[0], "none").sha256 == row.sha256
    return [*map(tuple, (row[:5] for row in rows)), *map(tuple, members), *sorted(rejected(engine).items())]


def test_cutouts_come_in_with_place_scale_and_attributes(
    catalog: Engine, tmp_path: Path, survey: Any
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        "objid,ra,dec,petroR90_r,redshift,p_mg\n"
        "587727981234567891,10.5,-1.25,6.0,0.03,0.7\n"
        "587727981234567892,11.5,2.5,-9999,,0.1\n"
    )
    report = fetch(catalog, table, survey.url, tmp_path / "store")
    assert (report.fetched, report.known, report.refused, report.unanswered) == (2, 0, [], 0)
    with catalog.connect() as connection:
        rows = connection.execute(text("SELECT * FROM image ORDER BY ra_deg")).all()
        said = connection.execute(text("SELECT * FROM membership ORDER BY name")).all()
    assert [(row.external_id, row.ra_deg, row.dec_deg) for row in rows] == [
        ("J004200.00-011500.0", 10.5, -1.25),
        ("J004600.00+023000.0", 11.5, 2.5),
    ]
    assert [row.pixel_scale_arcsec for row in rows] == pytest.approx([8.48 * 6 / SIZE_PX, 0.396])
    assert (rows[0].redshift, rows[1].redshift) == (pytest.approx(0.03), None)
    assert said[0].objid == 587727981234567891
    assert said[0].attributes["p_mg"] == 0.7
    assert Path(rows[0].file).parent == tmp_path / "store" / "sdss"
    assert all(agent.startswith("deepgalaxy/") for agent in survey.agents)


def test_what_passes_by_is_asked_for_again(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    survey.faults = {1.0: ["503", "503"], 2.0: ["cut"], 3.0: ["slow"], 4.0: ["page"], 5.0: ["429"]}
    table = write_table(tmp_path / "t.csv", 6)
    report = fetch(catalog, table, survey.url, tmp_path / "store", replace(HASTY, timeout_s=4))
    assert (report.fetched, report.refused, report.unanswered) == (6, [], 0)
    assert [survey.asked[float(i)] for i in range(1, 7)] == [3, 2, 2, 2, 2, 1]


def test_what_is_no_picture_of_the_sky_is_refused_and_asked_for_again_only_when_told(
    catalog: Engine, tmp_path: Path, survey: Any
) -> None:
    said = {
        "page": "text/html instead of image/jpeg",
        "page as jpeg": "HTML page",
        "error picture": "one colour",
        "blank": "blank",
        "other size": "96 × 96 pixels",
        "truncated": "truncated",
        "404": "HTTP 404",
        "huge": "more than 32 MiB",
    }
    survey.always = {float(i): fault for i, fault in enumerate(said, start=1)}
    table = write_table(tmp_path / "t.csv", len(said) + 2)
    report = fetch(catalog, table, survey.url, tmp_path / "store")
    assert (report.fetched, len(report.refused), report.unanswered) == (2, len(said), 0)
    reasons = rejected(catalog)
    assert reasons == {error.name: error.reason for error in report.refused}
    for hour, words in zip(sorted(reasons), said.values(), strict=True):
        assert words in reasons[hour]
    before = survey.asked.total()
    again = fetch(catalog, table, survey.url, tmp_path / "store")
    assert (again.fetched, again.known, survey.asked.total()) == (0, len(said) + 2, before)
    survey.always = {1.0: "404"}
    told = fetch(catalog, table, survey.url, tmp_path / "store", again=True)
    assert (told.fetched, len(told.refused)) == (len(said) - 1, 1)
    assert rejected(catalog) == {told.refused[0].name: "HTTP 404 Not Found"}


def test_pixels_of_two_places_are_an_error_picture(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    survey.always = dict.fromkeys((1.0, 2.0, 4.0), "same")
    report = fetch(catalog, write_table(tmp_path / "t.csv", 5), survey.url, tmp_path / "store")
    assert report.fetched == 2
    others = {error.name: error.reason for error in report.refused}
    assert len(others) == 3
    for name, reason in others.items():
        assert f"the very pixels of another position, {min(others.keys() - {name})}" in reason


def test_host_is_asked_no_faster_and_no_more_at_once_than_allowed(
    catalog: Engine, tmp_path: Path, survey: Any
) -> None:
    survey.delay_s = 0.05
    rate_limits = RateLimits(connections=3, per_second=20)
    fetch(catalog, write_table(tmp_path / "t.csv", 60), survey.url, tmp_path / "store", rate_limits)
    assert survey.most_busy == 3
    times = np.sort(survey.times)
    in_a_second = np.searchsorted(times, times + 1.0) - np.arange(len(times))
    assert in_a_second.max() <= 2 * 20  # a full bucket, and what refills it
    assert times[-1] - times[0] >= (60 - 20) / 20 - 0.2


def test_asked_to_wait_it_waits(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    survey.faults = {1.0: ["429"]}
    rate_limits = RateLimits(connections=1, per_second=500, first_wait_s=0.01)
    fetch(catalog, write_table(tmp_path / "t.csv", 5), survey.url, tmp_path / "store", rate_limits)
    assert survey.times[1] - survey.times[0] >= 0.9


def test_service_that_is_down_costs_nothing_but_time(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    table = write_table(tmp_path / "t.csv", 4)
    survey.is_down = True
    with pytest.raises(DeepGalaxyError, match=r"nothing is answered.*503.*same command"):
        fetch(catalog, table, survey.url, tmp_path / "store")
    assert rejected(catalog) == {}
    survey.is_down = False
    assert fetch(catalog, table, survey.url, tmp_path / "store").fetched == 4
    nowhere = "http://127.0.0.1:9"
    more = write_table(tmp_path / "more.csv", 2, first=50)
    with pytest.raises(DeepGalaxyError, match="nothing is answered"):
        fetch(catalog, more, nowhere, tmp_path / "store")


def test_outage_is_waited_for(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    survey.faults = {1.0: ["503"] * 3, 2.0: ["503"] * 3}
    patient = RateLimits(connections=2, per_second=500, attempts=2, first_wait_s=0.01, outage_waits_s=(0.05,))
    table = write_table(tmp_path / "t.csv", 2)
    assert fetch(catalog, table, survey.url, tmp_path / "store", patient).fetched == 2


def test_one_galaxy_of_two_tables_is_one_image_with_two_memberships(
    catalog: Engine, tmp_path: Path, survey: Any
) -> None:
    first = write_table(tmp_path / "first.csv", 3)
    second = tmp_path / "second.csv"
    second.write_text(
        "iauname,ra,dec,smooth\n"
        "A,1.0001,1.0001,0.5\n"  # half an arcsecond away
        "B,2.001,1.0,0.4\n"  # 3.6 arcseconds away: another galaxy
        "C,3.0,1.0,0.3\n"
        "C again,3.0000001,1.0,0.2\n"
    )
    fetch(catalog, first, survey.url, tmp_path / "store")
    report = fetch(catalog, second, survey.url, tmp_path / "store")
    assert (report.fetched, report.known) == (1, 2)
    with catalog.connect() as connection:
        counts = {(row.source, row.named, row.galaxies, row.fetched) for row in queue_status(connection)}
        query = text("SELECT array_agg(name ORDER BY name) FROM membership GROUP BY cutout_id ORDER BY 1")
        shared = connection.execute(query).scalars().all()
    assert counts == {("first.csv", 3, 3, 3), ("second.csv", 4, 3, 3)}
    assert sorted(map(len, shared)) == [1, 1, 2, 3]


def test_matching_is_as_astropy_does_it(catalog: Engine, tmp_path: Path) -> None:
    """Random crowds, at the pole and at 0 h too, one arcsecond and a half wide."""
    from astropy import units as u
    from astropy.coordinates import SkyCoord

    rng = np.random.default_rng(3)
    centres = np.array([(0.0, 0.0), (359.99999, -40.0), (120.0, 89.9999), (45.0, 41.81), (200.0, 12.0)])
    places = np.repeat(centres, 12, axis=0)
    offset = rng.uniform(-6, 6, places.shape) / 3600
    dec = np.clip(places[:, 1] + offset[:, 1], -90, 90)
    ra = (places[:, 0] + offset[:, 0] / np.cos(np.radians(np.minimum(dec, 89.9)))) % 360
    rows = [f"{i},{r!r},{d!r}" for i, (r, d) in enumerate(zip(ra.tolist(), dec.tolist(), strict=True))]
    one_by_one = []
    for number, row in enumerate(rows):  # each is matched with what is in the database
        table = tmp_path / f"{number}.csv"
        table.write_text(f"iauname,ra,dec\n{row}\n")
        one_by_one += order(catalog, table).tolist()
    sky = SkyCoord(ra * u.deg, dec * u.deg)
    first_of: dict[int, int] = {}
    for number, cutout in enumerate(one_by_one):
        first = first_of.setdefault(cutout, number)
        assert sky[number].separation(sky[first]).arcsec < 1.0
        if first == number:  # it was new: no galaxy that was there is near
            others = sky[[index for index in first_of.values() if index != number]]
            assert not len(others) or sky[number].separation(others).arcsec.min() >= 1.0
    assert len(first_of) < len(rows)


def test_pictures_on_disk_are_joined_by_name(catalog: Engine, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv", 4)
    folder = tmp_path / "pictures"
    (folder / "deep").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for number, place in ((1, folder), (2, folder / "deep"), (9, folder)):
        pixels = rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(place / f"58772798{number:010d}.jpg")
    (folder / f"58772798{3:010d}.jpg").write_text("<html>not found</html>")
    report = take_pictures(catalog, "gz", order(catalog, table, "gz"), folder, tmp_path / "store", SIZE_PX)
    assert (report.fetched, len(report.refused)) == (2, 2)
    reasons = [error.reason for error in report.refused]
    assert "HTML" in reasons[0]
    assert "no picture in" in reasons[1]
    with catalog.connect() as connection:
        assert sorted(connection.execute(text("SELECT ra_deg FROM image")).scalars()) == [1.0, 2.0]


def test_legacy_fits_are_read_as_flux(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    ids = order(catalog, write_table(tmp_path / "t.csv", 2), "legacy")
    service = find_service("legacy-fits")
    report = fetch_cutouts(
        catalog, "legacy", ids, service, tmp_path, rate_limits=HASTY, size_px=SIZE_PX, mirror=survey.url
    )
    assert (report.fetched, report.refused) == (2, [])


# Killed at any moment, and the same command again.

CALL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
import test_fetch
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.core.settings import Settings
from deepgalaxy.surveys.ingest import cutout_batches as batches
batches.BATCH = 8
url, table, store = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
engine = open_engine(Settings(database_url=sys.argv[5]))
test_fetch.fetch(engine, table, url, store, test_fetch.HASTY)
"""


def test_killed_fetch_ends_as_one_that_was_not(
    catalog: Engine,
    catalog_url: str,
    empty_database: str,
    tmp_path: Path,
    survey: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from deepgalaxy.catalog.engine import upgrade

    table = write_table(tmp_path / "t.csv", 120)
    survey.always = {float(i): "404" for i in range(7, 120, 20)}
    survey.delay_s = 0.02
    command = [sys.executable, "-c", CALL, survey.url, str(table), str(tmp_path / "store")]
    command += [str(Path(__file__).parent), catalog_url]
    for least in (1, 40, 80):
        run = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | {"OMP_NUM_THREADS": "1"})
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and run.poll() is None:
            with catalog.connect() as connection:
                if connection.execute(text("SELECT count(*) FROM image")).scalar_one() >= least:
                    break
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL
    with catalog.connect() as connection:
        assert 80 <= connection.execute(text("SELECT count(*) FROM image")).scalar_one() < 114
    monkeypatch.setattr("deepgalaxy.surveys.ingest.cutout_batches.BATCH", 8)
    fetch(catalog, table, survey.url, tmp_path / "store")

    upgrade(empty_database)
    untouched = open_engine(Settings(database_url=empty_database))
    fetch(untouched, table, survey.url, tmp_path / "other")
    assert contents(catalog) == contents(untouched)
    names = {path.name for path in (tmp_path / "store").rglob("*.h5")}
    assert names == {path.name for path in (tmp_path / "other").rglob("*.h5")}
    untouched.dispose()


def test_places_are_found_or_the_service_is_blamed(survey: Any) -> None:
    galaxies = [SurveyObject(str(i), 1237648720142401611 + i, None, None, {}) for i in range(4)]
    galaxies.append(SurveyObject("placed", 1237648720142401600, 3.0, 4.0, {}))
    survey.places = {galaxies[1].objid: (359.5, -2.0), galaxies[4].objid: (9.0, 9.0)}
    found = list(find_places(galaxies, HASTY, survey.url))
    assert [(one.ra_deg, one.dec_deg) for one in found] == [
        (None, None),
        (359.5, -2.0),
        *[(None, None)] * 2,
        (3.0, 4.0),
    ]
    survey.is_down = True
    with pytest.raises(DeepGalaxyError, match=r"SqlSearch.*HTTP 503.*same command"):
        list(find_places(galaxies, HASTY, survey.url))
    assert list(find_places(galaxies[4:], HASTY, survey.url)) == galaxies[4:], "nobody is asked in vain"
