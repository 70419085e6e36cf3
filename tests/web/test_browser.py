"""The explorer in a real browser, as a visitor uses it."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from mocpy import MOC
from playwright.sync_api import Page, expect


def upload(page: Page, place: Any, file: Path) -> None:
    page.goto(place.url)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Estimate stage and time").click()


def test_a_galaxy_is_dated_and_its_neighbours_followed(page: Page, place: Any) -> None:
    upload(page, place, place.galaxies / "new.png")
    expect(page.get_by_role("heading", level=1)).to_have_text("new.png")
    answer = page.locator(".answer")
    expect(answer).to_contain_text(re.compile(r"Stage \d+\.\d of 70|probability that it is one is \d+ %"))
    if "Stage" in answer.inner_text():  # what is probably no merger has none
        expect(page.locator(".key")).to_contain_text("90 %:")
    for title in ("Simulated mergers", "Real galaxies", "Recommended"):
        column = page.locator(".columns section").filter(has_text=title)
        expect(column.locator(".card").first).to_contain_text("SSIM")
    neighbour = page.locator(".columns section").filter(has_text="Real galaxies").locator(".card a").first
    name = neighbour.get_attribute("title")
    neighbour.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(name))
    expect(page.locator("#similar .card").first).to_be_visible()
    portrait = page.get_by_role("img", name=f"Picture of {name}")
    assert portrait.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_filters_narrow_down_without_a_new_page(page: Page, place: Any) -> None:
    page.goto(place.url)
    page.evaluate("window.kept = true")
    page.get_by_label("pair").check()
    expect(page.locator("#images .count")).to_contain_text("of 142")
    page.get_by_label("Stages", exact=True).fill("10..12")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#images .count")).to_contain_text("of 6")
    assert "stage=10..12" in page.url
    assert page.evaluate("window.kept"), "only the cards were fetched"
    page.get_by_label("Stages", exact=True).fill("late")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#images .problem")).to_contain_text("no range of stages")


def test_what_is_like_a_galaxy_is_filtered_too(page: Page, place: Any) -> None:
    upload(page, place, place.galaxies / "new.png")
    expect(page.locator("#similar .card").first).to_be_visible()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("pair").check()
    expect(page.locator("#similar")).to_contain_text("No real galaxy passes")
    expect(page.locator("#similar .card").first).to_be_visible()


def test_the_field_above_finds_images_places_and_says_what_it_does_not(page: Page, place: Any) -> None:
    name = place.get("/api/images").json()["items"][0]["name"]
    for words, found in ((name, name), ("150.2 2.0", "When in its merger"), ("77777777", "Not found")):
        page.goto(f"{place.url}/runs")
        page.get_by_label("Image, position or object").fill(words)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(found)
    page.go_back()
    page.goto(f"{place.url}/find?q=150.2+2.0")
    expect(page.locator("#images .count")).to_contain_text("around 150.2")


def test_planes_of_a_fits_file_that_nothing_names_are_named_in_a_field(
    page: Page, place: Any, tmp_path: Path
) -> None:
    y, x = np.indices((64, 64)) - 32
    light = np.exp(-np.hypot(x, y) / 5) + np.random.default_rng(1).normal(0, 0.01, (4, 64, 64))
    fits.writeto(tmp_path / "four.fits", light.astype(np.float32))
    upload(page, place, tmp_path / "four.fits")
    expect(page.get_by_role("alert")).to_contain_text("BANDS = 'griz'")
    page.get_by_label("Bands").fill("g,r,i,z")
    page.get_by_role("button", name="Estimate stage and time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("four.fits")


def test_every_bad_upload_is_answered_in_a_sentence(
    page: Page, place: Any, bad_files: dict[str, tuple[bytes, str]], tmp_path: Path
) -> None:
    page.goto(place.url)
    for name, (content, words) in bad_files.items():
        page.set_input_files("#file", {"name": name, "mimeType": "image/png", "buffer": content})
        page.get_by_role("button", name="Estimate stage and time").click()
        expect(page.get_by_role("alert")).to_contain_text(f"{name}: ")
        expect(page.get_by_role("alert")).to_contain_text(words)
    with (tmp_path / "endless.fits").open("wb") as file:
        file.truncate(64 * 2**20 + 1)
    page.set_input_files("#file", tmp_path / "endless.fits")
    page.get_by_role("button", name="Estimate stage and time").click()
    expect(page.get_by_role("alert")).to_contain_text("endless.fits: too large")
    upload(page, place, place.galaxies / "new.png")
    expect(page.locator(".answer")).to_be_visible()


def test_a_merger_is_played_by_the_keyboard(page: Page, place: Any) -> None:
    page.goto(f"{place.url}/timeline")
    info = page.locator("#frame-info")
    expect(info).to_contain_text("stage 0 of 70")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(info).to_contain_text("stage 3 of 70")
    page.keyboard.press("ArrowLeft")
    expect(info).to_contain_text("stage 2 of 70")
    page.keyboard.press(" ")
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "true")
    expect(info).not_to_contain_text("stage 2 of 70")
    page.keyboard.press(" ")
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Camera")).to_have_value("1")
    page.wait_for_function(LIT, arg="#screen")


LIT = """selector => {
  const screen = document.querySelector(selector);
  const { data } = screen.getContext('2d').getImageData(0, 0, screen.width, screen.height);
  return data.some((value, place) => place % 4 < 3 && value > 0);
}"""
"""Whether something is on the screen."""


def test_a_frame_stands_at_its_own_stage(page: Page, place: Any) -> None:
    frame = place.get("/api/images", dataset="pair", stage="33..33").json()["items"][0]["id"]
    page.goto(f"{place.url}/galaxy/{frame}")
    page.get_by_role("link", name="Play its merger").click()
    expect(page.locator("#frame-info")).to_contain_text("stage 33 of 70")
    expect(page.locator("#frame-info")).to_contain_text("distance 0.00")


def test_the_map_opens_what_is_clicked(page: Page, place: Any) -> None:
    page.goto(f"{place.url}/map")
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    expect(page.locator("#nearest a")).to_have_count(12)
    page.get_by_label("Colour by").select_option("dataset")
    expect(page.locator("#legend")).to_contain_text("galaxies")
    middle = page.locator("#nearest a").first.get_attribute("href")
    canvas = page.locator("#map canvas")
    canvas.focus()
    page.keyboard.press("+")
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#nearest a").first).not_to_have_attribute("href", str(middle))
    page.get_by_role("button", name="Whole map").click()
    point_at_an_image(page)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**/galaxy/*")


def point_at_an_image(page: Page) -> None:
    """Move the mouse over the map, along one line after the other, until there is an image under it."""
    canvas = page.locator("#map canvas")
    box = canvas.bounding_box()
    assert box
    for y in (50, 40, 60, 30, 70):
        for x in range(5, 95, 2):
            page.mouse.move(box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100)
            if canvas.get_attribute("data-id"):
                return
    pytest.fail("no image was found on the map")


def seen_on(page: Page, place: Any) -> tuple[np.ndarray, np.ndarray]:
    """The images' ids, and where they are drawn on the screen while the whole map is shown."""
    page.goto(f"{place.url}/map")
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    n = place.get("/api/map").json()["points"]
    content = place.get("/api/map/points").content
    ids, x, y = (
        np.frombuffer(content, kind, n, at * n) for kind, at in (("<f8", 0), ("<f4", 8), ("<f4", 12))
    )
    box = page.locator("#map canvas").bounding_box()
    assert box
    scale = 0.92 * min(box["width"] / np.ptp(x), box["height"] / np.ptp(y))
    across = box["x"] + box["width"] / 2 + scale * (x - (x.min() + x.max()) / 2)
    down = box["y"] + box["height"] / 2 - scale * (y - (y.min() + y.max()) / 2)
    return ids.astype(int), np.column_stack([across, down])


def listed(page: Page) -> set[int]:
    links = page.locator("#selection .card a")
    return {int(str(link.get_attribute("href")).rpartition("/")[2]) for link in links.all()}


def a_few(ids: np.ndarray, at: np.ndarray) -> tuple[list[tuple[float, float]], set[int]]:
    """A rhombus about the lowest images on the map, and those inside it."""
    low = at[np.argsort(at[:, 1])[-12:]]
    x, y = map(float, low.mean(axis=0))
    reach = 1.3 * float(np.abs(low - (x, y)).sum(axis=1).max())
    while np.count_nonzero(inside := np.abs(at - (x, y)).sum(axis=1) < reach) > 20:
        reach *= 0.9
    return [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], set(ids[inside].tolist())


def test_a_line_drawn_on_the_map_selects_lists_and_exports(page: Page, place: Any, tmp_path: Path) -> None:
    ids, at = seen_on(page, place)
    corners, expected = a_few(ids, at)
    page.get_by_role("button", name="Select by a line").click()
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=8)
    page.mouse.up()
    expect(page.locator("#selection")).to_contain_text(f"1 to {len(expected)} of {len(expected)} images")
    assert expected
    assert listed(page) == expected
    expect(page.get_by_role("button", name="Select by a line")).to_have_attribute("aria-pressed", "false")
    with page.expect_download() as file:
        page.locator("#selection").get_by_role("link", name="CSV").click()
    file.value.save_as(tmp_path / "selection.csv")
    assert len((tmp_path / "selection.csv").read_text().splitlines()) == 1 + len(expected)
    page.reload()
    assert listed(page) == expected, "the address keeps the selection"


def test_a_finger_draws_a_line_on_the_map(page: Page, place: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{place.url}/map")
    page.get_by_role("button", name="Select by a line").scroll_into_view_if_needed()
    ids, at = seen_on(page, place)
    corners, expected = a_few(ids, at)
    page.get_by_role("button", name="Select by a line").click()
    fingers = page.context.new_cdp_session(page)
    drawn = [np.add(a, np.subtract(b, a) * t) for a, b in pairwise(corners) for t in np.linspace(0, 1, 9)]
    for number, (x, y) in enumerate(drawn):
        kind = "touchMove" if number else "touchStart"
        points = [{"x": float(x), "y": float(y)}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("#selection")).to_contain_text(f"of {len(expected)} images")
    assert listed(page) == expected


def test_what_is_in_view_is_selected_by_the_keyboard(page: Page, place: Any) -> None:
    seen_on(page, place)
    page.get_by_text("Select by coordinates").focus()
    page.keyboard.press("Enter")
    page.get_by_label("x from").press("Enter")
    expect(page.locator("#selection")).to_contain_text("1 to 24 of 156 images")
    high = float(page.locator("#r-high").input_value())
    page.get_by_label("y from").fill(str(high - 1e-3))
    page.get_by_label("y from").press("Enter")
    expect(page.locator("#selection")).to_contain_text("No image is inside")


def test_a_number_says_what_it_means_where_a_finger_taps(page: Page, place: Any) -> None:
    page.goto(f"{place.url}/galaxy/150")
    page.locator("#similar .card").first.get_by_text("SSIM").click()
    expect(page.locator(".bubble")).to_contain_text("Structural similarity")
    page.get_by_role("heading", level=1).click()
    expect(page.locator(".bubble")).to_have_count(0)
    page.get_by_text("What the numbers mean").click()
    expect(page.locator(".meanings")).to_contain_text("Distance between the two pictures' vectors")


def test_the_map_tells_what_is_under_the_pointer_and_dims_frames(page: Page, place: Any) -> None:
    page.goto(f"{place.url}/map")
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    before = page.locator("#map canvas").evaluate(BRIGHTNESS)
    page.get_by_label("Dim simulated frames").check()
    page.wait_for_timeout(200)
    assert page.locator("#map canvas").evaluate(BRIGHTNESS) < before
    point_at_an_image(page)
    expect(page.locator("#hover")).to_contain_text(
        re.compile(r"Myr from first pericentre|probably no merger \(\d+ %\)")
    )
    expect(page.locator("#hover b")).to_contain_text("/")


BRIGHTNESS = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
  .reduce((all, one) => all + one)"""

PAGES = (
    "/",
    "/galaxy/1",
    "/galaxy/150",
    "/timeline",
    "/map",
    "/map?of=1",
    "/judge",
    "/datasets",
    "/runs",
    "/interface",
    "/galaxy/77777777",
)


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_a_phone_and_have_names_for_all(page: Page, place: Any, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.goto(place.url + path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.documentElement.scrollHeight") < 4000
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 15, 23)"
    assert page.locator("h1").count() == 1
    assert page.locator("img:not([alt])").count() == 0
    nameless = page.evaluate(
        """[...document.querySelectorAll('input:not([type=hidden]), select, button, canvas, [role=img]')]
        .filter(e => !(e.labels?.length || e.ariaLabel || e.ariaHidden || e.textContent.trim()))
        .map(e => e.outerHTML)"""
    )
    assert nameless == []
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")


def test_a_dataset_shows_where_on_the_sky_it_is(page: Page, place: Any) -> None:
    page.goto(f"{place.url}/datasets")
    galaxies = page.locator(".footprints li").filter(has_text="survey")
    sky = galaxies.get_by_role("img", name="Map of the sky with the parts where galaxies has images")
    expect(sky).to_be_visible()
    assert sky.evaluate("image => image.decode().then(() => image.naturalWidth)") == 792
    with page.expect_download() as downloaded:
        galaxies.get_by_role("link", name="FITS").click()
    assert MOC.from_fits(downloaded.value.path()).sky_fraction > 0
    expect(page.locator(".footprints li").filter(has_text="pair")).to_contain_text("No image has a position")
    galaxies.get_by_role("link", name="galaxies").click()
    expect(page.get_by_label("galaxies")).to_be_checked()


def test_runs_renew_themselves(page: Page, place: Any) -> None:
    page.goto(f"{place.url}/runs")
    expect(page.locator("#runs")).to_contain_text("deepgalaxy-small")
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true") as answered:
        pass
    assert answered.value.ok
    expect(page.locator("#runs")).to_contain_text("in use")
