"""Every cutout service: the galaxy in the middle, the scale of the WCS, faults, tokens, one's own service."""

import io
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from astropy.wcs import WCS
from numpy.typing import NDArray
from sqlalchemy import Engine, text

import deepgalaxy as dg
from deepgalaxy.catalog.queue_status import queue_status
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput, WrongUse
from deepgalaxy.imaging.image_store import read_pictures
from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts
from deepgalaxy.surveys.ingest.store import FetchReport
from deepgalaxy.surveys.services.cutout_service import Square
from deepgalaxy.surveys.services.find_service import OURS, find_service, list_services
from deepgalaxy.surveys.services.http import RateLimits
from deepgalaxy.surveys.services.reply_check import read_square
from deepgalaxy.surveys.services.request_plan import plan_requests
from deepgalaxy.surveys.tables.table_objects import SurveyObject, read_objects

HASTY = RateLimits(connections=4, per_second=500, attempts=3, first_wait_s=0.01, outage_waits_s=())
SIZE_PX = 64
TOKEN = "gt-t0ken-that-no-one-may-see"
PASSWORD = "pa55:word-that-no-one-may-see"
JPEGS = {"sdss": 0.396, "legacy": 0.262, "legacy:grz": 0.262, "ps1": 0.25, "ps1:r": 0.25,
         "hips-jpeg:CDS/P/DSS2/color": 0.4}  # fmt: skip
FITS = {"legacy-fits": 0.262, "legacy-fits:r": 0.262, "hsc": 0.168, "hsc:i": 0.168, "hsc-deep": 0.168,
        "euclid": 0.1, "euclid:H": 0.1, "rubin-dp1": 0.2, "rubin-dp2:i": 0.2,
        "hips:CDS/P/PanSTARRS/DR1/r": 0.4}  # fmt: skip
LOGINS = {"hsc": "DEEPGALAXY_HSC_LOGIN", "rubin": "DEEPGALAXY_RUBIN_TOKEN"}


@pytest.fixture(autouse=True)
def with_logins(monkeypatch: pytest.MonkeyPatch, survey: Any) -> None:
    """The user's token and password, as the server wants them."""
    monkeypatch.setenv("DEEPGALAXY_RUBIN_TOKEN", TOKEN)
    monkeypatch.setenv("DEEPGALAXY_HSC_LOGIN", f"astronomer:{PASSWORD}")
    survey.takes = f"Bearer {TOKEN}"


def fetch(
    engine: Engine, folder: Path, called: str, url: str, places: list[float], scale: float | None = None
) -> FetchReport:
    """Bring in galaxies at right ascensions (degrees), ten degrees north."""
    (folder / "t.csv").write_text("\n".join(["ra,dec", *(f"{ra},10.0" for ra in places)]) + "\n")
    service = find_service(called)
    chunks = read_objects(folder / "t.csv")
    ids, _ = enqueue_cutouts(engine, service.dataset, "t.csv", chunks, size_px=SIZE_PX, scale_arcsec=scale)
    store = folder / "store"
    return fetch_cutouts(
        engine, service.dataset, ids, service, store, rate_limits=HASTY, size_px=SIZE_PX, mirror=url
    )


def log_in(survey: Any, called: str) -> None:
    if called.startswith("hsc"):
        import base64

        survey.takes = "Basic " + base64.b64encode(f"astronomer:{PASSWORD}".encode()).decode()


def stored(engine: Engine) -> tuple[Any, Any]:
    """The one image of the catalogue, and its pixels."""
    with engine.connect() as connection:
        image = connection.execute(text("SELECT * FROM image")).one()
    [[picture, *_]] = read_pictures(Path(image.file), image.node, [image._mapping["index"]])
    return image, picture


def brightest(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    """Row and column of the middle of the brightest pixels."""
    place: NDArray[np.float64] = np.argwhere(picture > 0.95 * picture.max()).mean(axis=0)
    return place


@pytest.mark.parametrize("called", JPEGS)
def test_pictures_have_the_scale_that_was_asked_for(
    catalog: Engine, tmp_path: Path, survey: Any, called: str
) -> None:
    assert fetch(catalog, tmp_path, called, survey.url, [12.0]).refused == []
    image, picture = stored(catalog)
    assert (image.ra_deg, image.dec_deg) == (12.0, 10.0)
    assert image.pixel_scale_arcsec == pytest.approx(JPEGS[called])
    assert picture.shape == (SIZE_PX, SIZE_PX)


@pytest.mark.parametrize("scale", [None, 0.31])
@pytest.mark.parametrize("called", FITS)
def test_fits_images_have_the_place_and_the_scale_of_their_wcs(
    catalog: Engine, tmp_path: Path, survey: Any, called: str, scale: float | None
) -> None:
    log_in(survey, called)
    survey.star_arcsec = 0.3 * SIZE_PX * (scale or FITS[called])
    assert fetch(catalog, tmp_path, called, survey.url, [12.0], scale).refused == []
    image, picture = stored(catalog)
    assert (image.ra_deg, image.dec_deg) == (12.0, 10.0)
    assert image.pixel_scale_arcsec == pytest.approx(scale or FITS[called], rel=0.03)
    middle = SIZE_PX / 2 - 0.5
    star_row = middle - survey.star_arcsec / image.pixel_scale_arcsec
    np.testing.assert_allclose(brightest(picture[:24]), (star_row, middle), atol=1)
    np.testing.assert_allclose(brightest(picture[24:]), (middle - 24, middle), atol=1)


def test_bands_are_those_that_were_chosen(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    for called in ("legacy-fits:gri", "ps1:zri", "euclid:J", "rubin-dp1:i"):
        assert fetch(catalog, tmp_path, called, survey.url, [12.0]).fetched == 1
    asked = {path: query for path, query, _ in survey.served}
    assert asked["/viewer/fits-cutout"]["bands"] == "gri"
    cut = asked["/cgi-bin/fitscut.cgi"]
    assert [cut[colour].split(".")[-3] for colour in ("red", "green", "blue")] == ["z", "i", "r"]
    [mosaic] = [path for path in asked if path.startswith("/ibe/")]
    assert mosaic.endswith("/MER/1/J/science-0.1.fits"), "the one whose middle is nearest"
    assert asked["/api/datalink/links"]["ID"] == "butler://dp1/deep_coadd-i-0.01-12.0-10.0"
    assert asked["/api/cutout/sync"]["ID"] == asked["/api/datalink/links"]["ID"]
    assert asked["/api/cutout/sync"]["CUTOUTDETAIL"] == "Image", "of several services the one for cutouts"
    query = {name.lower(): value for name, value in asked["/api/sia/dp1/query"].items()}
    assert (query["dpsubtype"], query["band"]) == ("lsst.deep_coadd", "7.5e-07 7.5e-07")
    with catalog.connect() as connection:
        names = connection.execute(text("SELECT name FROM dataset ORDER BY 1")).scalars().all()
    assert names == ["euclid-J", "legacy-fits-gri", "ps1-zri", "rubin-dp1-i"]


@pytest.mark.parametrize(
    ("called", "dataset"),
    [
        ("hsc:gri", "hsc-gri"),
        ("hsc:igr", "hsc-igr"),
        ("euclid:VIS,J,H", "euclid-VIS-J-H"),
        ("rubin-dp1:gri", "rubin-dp1-gri"),
    ],
)
def test_three_bands_that_are_files_of_their_own_make_a_picture_in_colour(
    catalog: Engine, tmp_path: Path, survey: Any, called: str, dataset: str
) -> None:
    """The server's galaxy is four times as bright in each redder band; all bands have one grid."""
    log_in(survey, called)
    assert fetch(catalog, tmp_path, called, survey.url, [12.0]).refused == []
    image, _ = stored(catalog)
    [picture] = read_pictures(Path(image.file), image.node, [image._mapping["index"]])
    red, green, blue = picture[:, 30:34, 30:34].mean(axis=(1, 2))
    assert red > green > blue
    assert find_service(called).dataset == dataset
    survey.always = {13.0: "404"}
    [refused] = fetch(catalog, tmp_path, called, survey.url, [13.0]).refused
    assert "HTTP 404" in refused.reason


def test_bands_of_different_pixels_are_refused(tmp_path: Path) -> None:
    square = Square("galaxy", 12.0, 10.0, 0.4, 64)
    files = [image_of(0.4), image_of(0.4, turned=0.5), image_of(0.4, turned=10), image_of(0.41)]
    assert read_square([*files[:2], files[0]], tmp_path, square, is_fits=True).pixels.shape[0] == 3
    for other in files[2:]:
        with pytest.raises(RefusedInput, match="bands have different pixels"):
            read_square([files[0], other, files[0]], tmp_path, square, is_fits=True)
    assert list(tmp_path.iterdir()) == []


def image_of(scale: float, turned: float = 0.0) -> bytes:
    """A FITS image around the galaxy, turned by degrees."""
    wcs = WCS(naxis=2)
    wcs.wcs.ctype, wcs.wcs.crval, wcs.wcs.crpix = ["RA---TAN", "DEC--TAN"], [12.0, 10.0], [60.5, 60.5]
    cos, sin = scale / 3600 * np.array([np.cos(np.radians(turned)), np.sin(np.radians(turned))])
    wcs.wcs.cd = [[-cos, sin], [sin, cos]]
    pixels = np.random.default_rng(0).normal(0, 1, (120, 120)).astype(np.float32)
    content = io.BytesIO()
    fits.writeto(content, pixels, wcs.to_header())
    return content.getvalue()


def test_any_service_of_simple_image_access_2(catalog: Engine, tmp_path: Path, survey: Any) -> None:
    """An image too large to be sent whole is refused before it is; of a DataLink the part is asked."""
    report = fetch(catalog, tmp_path, "sia2:https://vo.example.org/SIA?COLLECTION=x", survey.url, [12.0])
    assert "the image has 1,335 MiB" in report.refused[0].reason
    assert survey.served[0][1]["COLLECTION"] == "x"
    survey.takes = None
    url = "sia2:https://vo.example.org/api/sia/dp1/query"
    assert fetch(catalog, tmp_path, url, survey.url, [13.0]).fetched == 1
    assert {path for path, _, _ in survey.served} >= {"/api/datalink/links", "/api/cutout/sync", "/signed"}


@pytest.mark.parametrize("called", [*JPEGS, *FITS])
def test_faults_are_mended_or_named(catalog: Engine, tmp_path: Path, survey: Any, called: str) -> None:
    log_in(survey, called)
    survey.faults = {1.0: ["503", "cut"], 2.0: ["429"], 6.0: ["page"]}
    survey.always = {3.0: "404", 4.0: "page", 5.0: "truncated", 7.0: "page as jpeg"}
    places = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 299.0]
    report = fetch(catalog, tmp_path, called, survey.url, places)
    reasons = {error.name[:5]: error.reason for error in report.refused}
    fetched = 2 if called.startswith("ps1") else 3  # a list of Pan-STARRS may be called HTML
    assert (report.fetched, report.unanswered) == (fetched, 0)
    assert "HTTP 404" in reasons["J0012"]
    assert "text/html" in reasons["J0016"] or "no list of images" in reasons["J0016"]
    assert {"J0020", "J0028"} <= reasons.keys()
    assert re.search("no such|no stack|one colour|blank|missing|404", reasons["J1956"]), "no coverage"


@pytest.mark.parametrize("called", ["euclid", "rubin-dp1"])
def test_a_votable_that_tells_of_an_error_is_refused_with_its_words(
    catalog: Engine, tmp_path: Path, survey: Any, called: str
) -> None:
    survey.always = {1.0: "votable error"}
    report = fetch(catalog, tmp_path, called, survey.url, [1.0])
    assert "out of order" in report.refused[0].reason


@pytest.mark.parametrize("called", ["euclid", "rubin-dp1", "sia1:https://vo.example.org/sia"])
def test_a_votable_of_something_else_is_refused_and_the_rest_goes_on(
    catalog: Engine, tmp_path: Path, survey: Any, called: str
) -> None:
    survey.always = {1.0: "other columns", 2.0: "binary"}
    report = fetch(catalog, tmp_path, called, survey.url, [1.0, 2.0, 12.0])
    assert (report.fetched, len(report.refused)) == (1, 2)
    assert ["no answer of" in error.reason or "no " in error.reason for error in report.refused] == [True] * 2


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("called", ["hsc", "rubin-dp1"])
def test_a_token_that_expires_stops_the_run_which_goes_on_with_another(
    catalog: Engine, tmp_path: Path, survey: Any, called: str, status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    log_in(survey, called)
    monkeypatch.setattr("deepgalaxy.surveys.ingest.cutout_batches.BATCH", 4)
    good, places = survey.takes, [float(ra) for ra in range(1, 31)]
    survey.refusals = {24.0: status}
    variable = LOGINS[called.split("-")[0]]
    with pytest.raises(DeepGalaxyError, match=rf"HTTP {status} .*{variable} has expired.*same command again"):
        fetch(catalog, tmp_path, called, survey.url, places)
    asked = len(survey.served)
    with catalog.connect() as connection:
        [status_row] = queue_status(connection)
    assert 12 <= status_row.fetched < 24
    assert (status_row.refused, status_row.remaining) == (0, 30 - status_row.fetched)
    assert asked < 4 * 24, "a server that has refused the token is left alone"
    survey.refusals, survey.takes = {}, good
    report = fetch(catalog, tmp_path, called, survey.url, places)
    assert (report.fetched, report.known, report.refused) == (30 - status_row.fetched, status_row.fetched, [])


def test_a_service_that_wants_a_login_unknown_to_us_stops_the_run(
    catalog: Engine, tmp_path: Path, survey: Any
) -> None:
    with pytest.raises(DeepGalaxyError, match=r"HTTP 401 .*wants a login"):
        fetch(catalog, tmp_path, "sia2:https://vo.example.org/api/sia/dp1/query", survey.url, [1.0, 2.0])
    survey.always = {1.0: "403"}
    report = fetch(catalog, tmp_path, "legacy-fits", survey.url, [1.0, 2.0])
    assert report.fetched == 1
    assert "HTTP 403" in report.refused[0].reason


@pytest.mark.parametrize("kind", ["token", "login"])
def test_a_service_of_any_address_is_sent_what_the_user_has_for_its_host_alone(
    catalog: Engine, tmp_path: Path, survey: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "login":
        log_in(survey, "hsc")
    secret = TOKEN if kind == "token" else f"astronomer:{PASSWORD}"
    monkeypatch.setenv(f"DEEPGALAXY_DATA_LSST_CLOUD_{kind.upper()}", secret)
    called = "sia2:https://data.lsst.cloud/api/sia/dp1/query"
    report = fetch(catalog, tmp_path, called, survey.url, [1.0, 2.0])
    assert (report.fetched, report.refused) == (2, [])
    assert {given for path, _, given in survey.served if path.startswith("/api")} == {survey.takes}
    assert {given for path, _, given in survey.served if path == "/signed"} <= {None}
    assert find_service("sia2:https://other.example.org/sia").login is None
    assert find_service("https://data.lsst.cloud/sia1").login == find_service(called).login


def test_the_deep_layers_of_hsc_are_a_service_of_their_own(
    catalog: Engine, tmp_path: Path, survey: Any
) -> None:
    log_in(survey, "hsc")
    for called in ("hsc", "hsc-deep"):
        assert fetch(catalog, tmp_path, called, survey.url, [1.0]).fetched == 1
    reruns = [query["rerun"] for path, query, _ in survey.served if path.startswith("/das_cutout")]
    assert reruns == ["pdr3_wide", "pdr3_dud_rev"]
    assert find_service("hsc-deep:gri").dataset == "hsc-deep-gri"


@pytest.mark.parametrize("called", ["hsc", "rubin-dp1"])
def test_a_token_is_nowhere_but_in_the_request(
    catalog: Engine, tmp_path: Path, survey: Any, called: str,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The server repeats it in its status and in pages, and the address of the file is signed."""
    caplog.set_level(logging.DEBUG)
    log_in(survey, called)
    header = survey.takes
    secrets = {header.split()[1], TOKEN if called == "rubin-dp1" else PASSWORD}
    survey.replies = {"echo": f"<html>{', '.join(secrets)}</html>".encode()}
    survey.always = {3.0: "echo page", 4.0: "echo", 5.0: "404"}
    written = [fetch(catalog, tmp_path, called, survey.url, [1.0, 3.0, 4.0, 5.0])]
    survey.refusals = {6.0: 401}
    with pytest.raises(DeepGalaxyError) as stopped:
        fetch(catalog, tmp_path, called, survey.url, [6.0])
    assert header in {given for _, _, given in survey.served}
    assert {given for path, _, given in survey.served if path == "/signed"} <= {None}
    with catalog.connect() as connection:
        names = connection.execute(
            text("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        rows = [str(connection.execute(text(f"SELECT t::text FROM {name} t")).all()) for name in names.all()]
    assert any("no picture" in row or "text/html" in row for row in rows), "the refusals are there"
    files = [path.read_bytes().decode("latin1") for path in tmp_path.rglob("*") if path.is_file()]
    logs = [
        record.getMessage() for record in caplog.records if record.name != "aiohttp.access"
    ]  # the server's
    told = [*logs, str(stopped.value), repr(stopped.getrepr(style="long", showlocals=False))]
    told += [error.reason for error in written[0].refused]
    for secret in (*secrets, "s1gned"):
        assert [text_[:80] for text_ in (*rows, *files, *told) if secret in text_] == []


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        (TOKEN, 0o644, "has mode 644, so it may not be yours alone: chmod 600"),
        (TOKEN, 0o640, "has mode 640"),
        (TOKEN, 0o700, "has mode 700"),
        ("", 0o600, "is empty: put your token into it"),
        ("two tokens", 0o600, "not one token: it is empty, or has blanks"),
        ("a\ntoken", 0o600, "not one token"),
        (None, None, "wants a token: put your token into the variable DEEPGALAXY_RUBIN_TOKEN"),
    ],
)
def test_a_file_of_a_token_must_be_ones_own_and_hold_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, mode: int | None, reason: str
) -> None:
    monkeypatch.delenv("DEEPGALAXY_RUBIN_TOKEN")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if content is not None and mode is not None:
        (tmp_path / "deepgalaxy").mkdir()
        (tmp_path / "deepgalaxy" / "rubin.token").write_text(content)
        (tmp_path / "deepgalaxy" / "rubin.token").chmod(mode)
    login = find_service("rubin-dp1").login
    assert login
    with pytest.raises(WrongUse, match=reason) as refused:
        login.read()
    assert TOKEN not in str(refused.value)


def test_a_token_is_read_from_a_file_of_mode_600(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEEPGALAXY_HSC_LOGIN")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "deepgalaxy").mkdir()
    file = tmp_path / "deepgalaxy" / "hsc.login"
    file.write_text("astronomer:pa55:word\n")
    file.chmod(0o600)
    login = find_service("hsc").login
    assert login
    credentials = login.read()
    assert credentials.header == "Basic YXN0cm9ub21lcjpwYTU1OndvcmQ="
    assert "pa55" not in repr(credentials)
    file.write_text("pa55word")
    with pytest.raises(WrongUse, match="not of the form user:password"):
        login.read()


@pytest.mark.parametrize(
    ("called", "reason"),
    [
        ("sdss:r", "service sdss:r: say sdss alone"),
        ("legacy:q", "service legacy:q: say legacy:grz"),
        ("legacy-fits:ggr", "service legacy-fits:ggr: say legacy-fits:gri"),
        ("ps1:gr", "say ps1:gri"),
        ("euclid:vis", "say euclid:VIS,Y,H"),
        ("euclid:VIS,H", "say euclid:VIS,Y,H"),
        ("rubin-dp1:gg", "say rubin-dp1:gri"),
        ("hips", "service hips: say hips:CDS/P/PanSTARRS/DR1/r"),
        ("hips:../x y", "say hips:CDS"),
        ("sia2:archive.org", "say sia2:https"),
        ("https://me:pa55word@archive.org/sia", "service sia1:https://archive.org/sia: leave out user and"),
        ("hubble", "service hubble: there is euclid, hips, .*sia2"),
    ],
)
def test_what_is_no_service_is_named(called: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason) as refused:
        find_service(called)
    assert "pa55word" not in str(refused.value)


def test_every_service_has_the_name_of_its_entry_point() -> None:
    for entry in OURS:
        service = entry.load()
        assert service.name == entry.name
        assert service.__doc__
        assert service.scale_arcsec > 0


@pytest.fixture
def own_service(tmp_path: Path) -> Path:
    """The service of the docs' page, installed by pip into a folder, as a user would install it."""
    page = (Path(__file__).parents[2] / "docs" / "services.md").read_text()
    module, project = (page.split(f"```{kind}\n")[1].split("```")[0] for kind in ("python", "toml"))
    assert len(module.splitlines()) < 40
    source = tmp_path / "source"
    source.mkdir()
    (source / "dss_service.py").write_text(module)
    (source / "pyproject.toml").write_text(project)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", tmp_path / "site", source], check=True, capture_output=True)
    return tmp_path / "site"


def test_a_service_of_ones_own_is_installed_and_used(
    own_service: Path, catalog: Engine, catalog_url: str, tmp_path: Path, survey: Any
) -> None:
    survey.star_arcsec = 19.0
    (tmp_path / "t.csv").write_text("ra,dec\n12.0,10.0\n13.0,10.0\n")
    paths = os.pathsep.join(map(str, [own_service, *(path for path in sys.path if path)]))
    settings = {"DEEPGALAXY_DATABASE_URL": catalog_url, "DEEPGALAXY_DATA_DIR": str(tmp_path / "data")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "deepgalaxy", "ingest", *words]
        environment = os.environ | settings | {"PYTHONPATH": paths}
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)

    listed = run("services", "--format", "csv")
    assert 'dss,1.0,blue,,"Digitized Sky Survey' in listed.stdout, listed
    plan = run("table", "t.csv", "--from", "dss:blue", "--dry-run")
    assert "https://archive.stsci.edu/cgi-bin/dss_search?v=poss2ukstu_blue&r=12.0" in plan.stdout
    done = run("table", "t.csv", "--from", "dss:blue", "--mirror", survey.url, "--per-second", "100")
    assert (done.returncode, "2 fetched" in done.stderr) == (0, True), done
    with catalog.connect() as connection:
        rows = connection.execute(text("SELECT * FROM image JOIN dataset d ON d.id = dataset_id")).all()
    assert {(row.name, round(row.pixel_scale_arcsec, 1)) for row in rows} == {("dss-blue", 1.0)}
    refused = run("table", "t.csv", "--from", "dss:green")
    assert "service dss:green: say dss:blue" in refused.stderr


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("raise RuntimeError('half installed')", "cannot be loaded: half installed"),
        ("class Mine: ...", "is no class that inherits from CutoutService"),
        ("", "has no attribute"),
    ],
)
def test_a_package_whose_service_is_broken_is_named_and_harms_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, reason: str
) -> None:
    name = f"broken_{abs(hash(module))}"
    (tmp_path / f"{name}.py").write_text(module)
    (tmp_path / "mine-1.0.dist-info").mkdir()
    (tmp_path / "mine-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n"
    )
    entries = f"[deepgalaxy.cutout_services]\nmine = {name}:Mine\nsdss = {name}:Mine\n"
    (tmp_path / "mine-1.0.dist-info" / "entry_points.txt").write_text(entries)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(WrongUse, match=reason):
        find_service("mine")
    with pytest.raises(WrongUse, match="are both called so: uninstall one"):
        find_service("sdss")
    assert find_service("legacy").name == "legacy"
    assert {row.service for row in list_services()} >= {"mine", "sdss", "legacy"}


def test_a_service_without_its_login_asks_nothing(
    catalog_url: str, tmp_path: Path, survey: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEEPGALAXY_HSC_LOGIN")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("DEEPGALAXY_DATA_DIR", str(tmp_path / "data"))
    table = Table({"ra": [12.0], "dec": [10.0]})
    with (
        dg.open_catalog(catalog_url) as opened,
        pytest.raises(WrongUse, match=r"hsc wants a login: .*DEEPGALAXY_HSC_LOGIN.*hsc\.login \(chmod 600\)"),
    ):
        opened.ingest_table(table, name="t", service="hsc", mirror=survey.url)
    assert survey.served == []


def test_every_request_of_a_galaxy_is_planned() -> None:
    galaxies = [SurveyObject("a", None, 12.0, 10.0, {}), SurveyObject("b", None, 13.0, 10.0, {})]
    counts = {name: plan_requests(galaxies, find_service(name), 64).requests for name in FITS}
    assert {counts["legacy-fits"], counts["euclid"], counts["rubin-dp1"]} == {2, 4, 6}
    assert len(counts) == len(FITS)
