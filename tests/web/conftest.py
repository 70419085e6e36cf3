"""A small catalogue in an embedded database, served by the command as a user starts it."""

import gzip
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pytest
import requests
from astropy.io import fits
from astropy.wcs import WCS
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.inference.model_choice import SHIPPED
from deepgalaxy.networks.model_folder import load_model
from deepgalaxy.similarity.cluster import cluster_catalog
from deepgalaxy.surveys.ingest.ingest_files import ingest_images, ingest_simulation
from deepgalaxy.surveys.ingest.samples import hubble_deep_field_cutouts

GALAXIES = 14
FRAMES, CAMERAS, SIZE_PX = 71, 2, 32
MERGER = "pair"
STARTING_S = 120.0
BROWSER = Path(os.environ.get("DEEPGALAXY_BROWSER", "/usr/bin/chromium"))
"""``DEEPGALAXY_BROWSER`` names another one than Debian's."""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 60_000
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
"""Nobody listens there: what asks a service elsewhere is refused at once, on any machine."""


@dataclass(frozen=True)
class NamedPlace:
    """A served catalogue."""

    url: str
    data_dir: Path
    galaxies: Path
    """Folder of the real pictures, those that are in it and ``new.png``, which is not."""

    def get(self, path: str, status: int | None = 200, **given: object) -> requests.Response:
        """Ask; fail the test unless the answer has this status (None: any)."""
        answer = requests.get(self.url + path, params=given, timeout=60)  # type: ignore[arg-type]
        assert status in (None, answer.status_code), answer.text
        return answer


@pytest.fixture(scope="session")
def place(short_folder: Path) -> Iterator[NamedPlace]:
    """The catalogue, served."""
    folder = short_folder / "web"
    pictures = folder / "galaxies"
    settings = Settings(data_dir=folder / "data")
    write_galaxies(pictures)
    _write_merger(folder / f"{MERGER}.h5")
    with catalog_engine(settings) as engine:
        ingest_simulation(engine, folder / f"{MERGER}.h5", None)
        ingest_images(engine, pictures, "galaxies", settings.data_dir / "images")
        embed_catalog(engine, load_model(SHIPPED))
        cluster_catalog(engine, k=8, n_clusters=3)
        _write_new(pictures / "new.png")
        with serving(settings.data_dir, lines=1, **NO_NETWORK) as url:
            yield NamedPlace(url, settings.data_dir, pictures)
    shutil.rmtree(folder)


@contextmanager
def serving(data_dir: Path, *words: str, lines: int = 1, **environment: str) -> Iterator[str]:
    """Run ``deepgalaxy serve``; Ctrl-C ends it, its log of so many lines."""
    log = data_dir.parent / "serve.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "deepgalaxy", "serve", "--port", "0", *words],
            env=os.environ | {"DEEPGALAXY_DATA_DIR": str(data_dir)} | environment,
            stderr=out,
        )
        try:
            yield _address(server, log)
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=60) == 0, log.read_text()
            assert len(log.read_text().splitlines()) == lines, log.read_text()
        finally:
            server.kill()
            server.wait()


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Where it says that it listens; there it answers once it has started."""
    deadline = time.monotonic() + STARTING_S
    while not (announced := re.search(r"http://\S+:(\d+)", log.read_text())):
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    url = f"http://127.0.0.1:{announced[1]}"
    requests.get(f"{url}/static/icon.svg", timeout=STARTING_S).raise_for_status()
    return url


@pytest.fixture(name="serving", scope="session")
def serving_fixture() -> Callable[..., object]:
    """The function `serving`."""
    return serving


def write_galaxies(folder: Path) -> None:
    """Real galaxies as PNG, one as FITS with its position on the sky, and what is known of them."""
    folder.mkdir(parents=True)
    lines = ["file,ra_deg,dec_deg,redshift"]
    for number, (name, cutout) in enumerate(hubble_deep_field_cutouts(GALAXIES)):
        pixels = to_8bit(cutout.pixels).transpose(1, 2, 0)
        if number:
            Image.fromarray(pixels).save(folder / f"{name}.png")
            lines.append(f"{name}.png,{150 + 0.1 * number},{2.0},{0.05 * number:.2f}")
            continue
        wcs = WCS(naxis=2)
        wcs.wcs.ctype, wcs.wcs.crval = ["RA---TAN", "DEC--TAN"], [150.0, 2.0]
        wcs.wcs.crpix, wcs.wcs.cdelt = [pixels.shape[1] / 2, pixels.shape[0] / 2], [-1e-4, 1e-4]
        fits.writeto(folder / f"{name}.fits", pixels.mean(axis=2).astype(np.float32), wcs.to_header())
    (folder / "catalog.csv").write_text("\n".join(lines) + "\n")


def _write_new(path: Path) -> None:
    """A galaxy that the catalogue does not have."""
    *_, (_, cutout) = hubble_deep_field_cutouts(GALAXIES + 3)
    Image.fromarray(to_8bit(cutout.pixels).transpose(1, 2, 0)).save(path)


def _write_merger(path: Path) -> None:
    """Two blobs that meet, as two cameras see them, in the layout of merger datasets."""
    y, x = np.mgrid[-1 : 1 : SIZE_PX * 1j, -1 : 1 : SIZE_PX * 1j]
    stage = np.arange(FRAMES)
    apart = np.abs(np.interp(stage, [0, 19.5, 30, 45, 70], [0.7, 0.0, 0.3, 0.0, 0.0]))
    with h5py.File(path, "w") as file:
        group = file.create_group("s_1_m_1")
        for camera in range(CAMERAS):
            squeezed = 1 + camera
            frames = [
                sum(np.exp(-40 * ((x - side * d) ** 2 + (squeezed * y) ** 2)) for side in (-1, 1)) / 2
                for d in apart
            ]
            pictures = np.rint(255 * np.array(frames)).astype(np.uint8)
            group[f"images_camera_{camera:02d}"] = pictures[..., None]
            group[f"t_myr_camera_{camera:02d}"] = 5.0 * stage


@pytest.fixture(scope="session")
def png() -> bytes:
    """A picture that can be taken."""
    content = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64), np.uint8)).save(content, "PNG")
    return content.getvalue()


@pytest.fixture(scope="session")
def bad_files(png: bytes) -> dict[str, tuple[bytes, str]]:
    """Files that are not what they should be, by name: content, and what the message names."""
    huge = io.BytesIO()
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    hdf5 = io.BytesIO()
    with h5py.File(hdf5, "w") as file:
        file["images"] = np.arange(128, dtype=np.uint8).reshape(2, 1, 8, 8)
    nothing = io.BytesIO()
    fits.PrimaryHDU().writeto(nothing)
    blank = io.BytesIO()
    Image.new("L", (64, 64)).save(blank, "PNG")
    return {
        "empty.jpg": (b"", "empty"),
        "words.png": (b"hello", "neither JPEG"),
        "page.jpg": (b"<!doctype html><title>404</title>", "HTML"),
        "truncated.png": (png[: len(png) // 2], "truncated"),
        "huge.png": (huge.getvalue(), "too large"),
        "many.h5": (hdf5.getvalue(), "many pictures"),
        "headers.fits": (nothing.getvalue(), "picture"),
        "packed.fits.gz": (gzip.compress(png)[:-20], "gzip"),
        "blank.png": (blank.getvalue(), "blank"),
    }


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser; without one its tests are skipped."""
    if not BROWSER.exists():
        pytest.skip(f"no browser at {BROWSER}: apt-get install chromium")
    folder = tmp_path_factory.mktemp("browser")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=BROWSER, args=list(FLAGS), viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield context
        context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that has nothing to complain about: no error of a script, nothing that its policy blocked."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert not [message for message in complaints if "Failed to load resource" not in message]
