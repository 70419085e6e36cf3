"""Take the pictures of docs/explorer.md: ``python -m benchmarks.explorer_pictures URL PICTURE``.

``URL`` is that of a running ``deepgalaxy serve`` on the demo's catalogue, ``PICTURE`` a galaxy that is sent
to it (demo-output/galaxies/hubble/hdf-014.png). Needs Debian's chromium and the extra dev. The page Judge is
among them where ``DEEPGALAXY_JUDGE_TOKEN`` is that of the explorer.
"""

import argparse
import io
import os
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path("docs/explorer")
BROWSER = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
PATIENCE_MS = 120_000


def take_pictures(page: Page, url: str, picture: Path) -> None:
    """Visit each page and save a screenshot."""
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(url)
    _keep(page, "search")
    page.set_input_files("#file", picture)
    page.get_by_role("button", name="Estimate stage and time").click()
    page.locator("#similar .card").first.wait_for()
    galaxy = page.url
    page.set_viewport_size({"width": 1280, "height": 1130})
    _keep(page, "galaxy")
    page.emulate_media(color_scheme="dark")
    _keep(page, "galaxy-dark")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    _keep(page, "galaxy-phone")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 960})
    page.get_by_role("link", name="Compare with a simulated merger").click()
    page.locator("#frame-info", has_text="stage").wait_for()
    _keep(page, "timeline")
    page.set_viewport_size({"width": 1280, "height": 1060})
    page.goto(f"{url}/map?of={galaxy.rpartition('/')[2]}")
    page.locator("#nearest .card").first.wait_for()
    _keep(page, "map")


def take_picture_of_judging(page: Page, url: str, token: str) -> None:
    """Log in to judge, and save a screenshot of the first picture to judge."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{url}/judge")
    page.get_by_label("Your name").fill("Vera")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Start").click()
    page.locator("article.judge").wait_for()
    _keep(page, "judge")


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot()))
    shot.convert("RGB").save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Take all screenshots."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(folder, executable_path=BROWSER, args=FLAGS)
        context.set_default_timeout(PATIENCE_MS)
        take_pictures(context.new_page(), options.url, options.picture)
        if token := os.environ.get("DEEPGALAXY_JUDGE_TOKEN"):
            take_picture_of_judging(context.new_page(), options.url, token)
        context.close()


if __name__ == "__main__":
    main()
