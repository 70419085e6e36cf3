"""`Catalog.map` and `Catalog.show`: in a real kernel, and drawn and used in a real browser."""

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, sync_playwright

import deepgalaxy as dg
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.interface.notebook_map import NotebookMap
from deepgalaxy.surveys.ingest.hubble_deep_field import hubble_deep_field_cutouts
from tests.web.conftest import BROWSER, FLAGS

COUNT = 8
SIDE = 480
"""Of the map on the page (pixels)."""

needs_browser = pytest.mark.skipif(not BROWSER.exists(), reason=f"no browser at {BROWSER}")


@pytest.fixture(scope="module")
def data_dir(short_folder: Path) -> Path:
    return short_folder / "notebook"


@pytest.fixture(scope="module")
def catalog(short_folder: Path, data_dir: Path) -> Iterator[dg.Catalog]:
    folder = short_folder / "hdf"
    folder.mkdir()
    lines = ["file,ra,dec"]
    for number, (name, cutout) in enumerate(hubble_deep_field_cutouts(COUNT)):
        Image.fromarray(to_8bit(cutout.pixels).transpose(1, 2, 0)).save(folder / f"{name}.png")
        if number < COUNT - 1:
            lines.append(f"{name}.png,{359.9 + 0.02 * number:.2f},0.5")
    (folder / "catalog.csv").write_text("\n".join(lines).replace("360.", "0."))
    with dg.open_catalog(data_dir=data_dir) as catalog:
        catalog.ingest(folder)
        catalog.embed(dg.load_model("deepgalaxy-small"))
        yield catalog


def places(catalog: dg.Catalog) -> tuple[list[int], Any]:
    """Where each image is, by the definition: in the plane of the largest scatter."""
    z, ids = catalog.vectors()
    centred = z.astype(np.float64) - z.mean(axis=0, dtype=np.float64)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return ids.tolist(), centred @ axes[:2].T


def test_points_are_at_their_principal_components(catalog: dg.Catalog) -> None:
    ids, expected = places(catalog)
    shown = np.frombuffer(catalog.map()._points, np.uint8)
    assert np.frombuffer(shown[: 8 * COUNT], "<f8").astype(int).tolist() == ids
    xy = np.frombuffer(shown[8 * COUNT : 16 * COUNT], "<f4").reshape(2, COUNT).T
    signs = np.sign((xy * expected).sum(axis=0))
    np.testing.assert_allclose(xy, expected * signs, atol=1e-3 * np.abs(expected).max())


def test_a_selection_is_a_table_with_pictures(catalog: dg.Catalog) -> None:
    chosen = catalog.map()
    changes: list[list[int]] = []
    chosen.observe(lambda change: changes.append(change["new"]), "ids")
    chosen.ids = [3, 1]
    assert changes == [[3, 1]]
    assert chosen.selected["id"].tolist() == [3, 1]
    assert chosen.selected["ra_deg"].unit == "deg"
    assert "data:image/png" in chosen.selected.show()._repr_html_()
    assert "data:image/png" in chosen._repr_html_()
    chosen.ids = [10**6]
    with pytest.raises(dg.DeepGalaxyError, match="image 1000000 is not in the catalogue"):
        _ = chosen.selected


def test_a_map_of_many_has_every_nth(catalog: dg.Catalog) -> None:
    assert len(catalog.map(most=3)._points) == 24 * 3


def test_the_sky_is_shown_around_the_images_also_at_right_ascension_0(catalog: dg.Catalog) -> None:
    sky = catalog.show()
    assert min(sky.target.ra.deg, 360 - sky.target.ra.deg) < 0.05
    assert sky.target.dec.deg == pytest.approx(0.5, abs=1e-3)
    assert sky.fov.deg == pytest.approx(0.144, rel=0.02)
    without = catalog.sql(f"SELECT max(id) AS id FROM image WHERE id = {COUNT}")
    with pytest.raises(dg.DeepGalaxyError, match="none of the 1 images has a position"):
        catalog.show(without)
    assert catalog.show(catalog.similar(1, k=3), survey="P/PanSTARRS/DR1/color-i-r-g").survey


def test_without_the_extra_a_sentence_says_what_to_install(catalog: dg.Catalog, data_dir: Path) -> None:
    assert catalog
    program = f"""
import sys
sys.modules["anywidget"] = sys.modules["ipyaladin"] = None
import deepgalaxy as dg
with dg.open_catalog(data_dir={str(data_dir)!r}) as catalog:
    for show in (catalog.map, catalog.show):
        try:
            show()
        except dg.DeepGalaxyError as error:
            print(error)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [
        "map: a notebook's widgets need anywidget: pip install 'deepgalaxy[notebook]'",
        "show: a notebook's widgets need ipyaladin: pip install 'deepgalaxy[notebook]'",
    ]


def test_a_notebook_shows_both(catalog: dg.Catalog, data_dir: Path, tmp_path: Path) -> None:
    assert catalog
    lines = f"import deepgalaxy as dg\ncatalog = dg.open_catalog(data_dir={str(data_dir)!r})"
    cells = [
        lines,
        "chosen = catalog.map()\nchosen",
        "chosen.ids = [2]\nchosen.selected",
        "catalog.show()",
    ]
    made: Any = nbformat.v4
    notebook = made.new_notebook(cells=[made.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python", "language": "python"}
    environment = os.environ | {"IPYTHONDIR": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env=environment)
    [drawn], [sky] = notebook.cells[1].outputs, notebook.cells[3].outputs
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    of_map, of_sky = (
        states[each.data["application/vnd.jupyter.widget-view+json"]["model_id"]] for each in (drawn, sky)
    )
    assert of_map["state"]["ids"] == [2]
    [points] = [each for each in of_map["buffers"] if each["path"] == ["_points"]]
    assert len(base64.b64decode(points["data"])) == 24 * COUNT
    assert "data:image/png" in drawn.data["text/html"], "for pages where no kernel runs"
    assert of_sky["state"]["_model_module"] == "anywidget"
    assert "hdf/hdf-002.png" in notebook.cells[2].outputs[0].data["text/plain"]


HOST = """
window.show = async ({ esm, css, points, datasets }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const state = { _points: new DataView(bytes(points).buffer), _datasets: datasets, ids: [] }, heard = {};
  const tell = (event, ...given) => (heard[event] ?? []).forEach((f) => f(...given));
  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; tell(`change:${name}`); },
    save_changes: () => window.save(state.ids),
    send: async (message) => {
      for (const [content, buffers] of await window.ask(message))
        tell("msg:custom", content, buffers.map((each) => new DataView(bytes(each).buffer)));
      const ids = await window.ids();
      if (String(ids) !== String(state.ids)) model.set("ids", ids); // what Python sets, a widget is told
    },
    on: (event, f) => (heard[event] ??= []).push(f),
  };
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  const { default: widget } = await import(URL.createObjectURL(new Blob([esm], { type: "text/javascript" })));
  widget.render({ model, el: document.body });
};
"""
"""A page with what anywidget promises a widget's JavaScript; Python's half is the real one."""


@pytest.fixture(scope="module")
def browser_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("browser"), executable_path=BROWSER, args=list(FLAGS), offline=True
        )
        yield context.new_page()
        context.close()


@needs_browser
def test_it_draws_shows_pictures_and_selects_in_a_browser_without_a_network(
    catalog: dg.Catalog, browser_page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page, chosen = browser_page, catalog.map()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sent: list[tuple[Any, list[str]]] = []

    def send(content: Any, buffers: list[bytes] | None = None) -> None:
        sent.append((content, [base64.b64encode(each).decode() for each in buffers or []]))

    def ask(message: dict[str, Any]) -> list[Any]:
        sent.clear()
        chosen._handle_custom_msg(message, [])
        return list(sent)

    monkeypatch.setattr(NotebookMap, "send", staticmethod(send))
    page.expose_function("ask", ask)
    page.expose_function("ids", lambda: chosen.ids)
    page.expose_function("save", lambda ids: setattr(chosen, "ids", ids))
    page.set_content("<body></body>")
    page.add_script_tag(content=HOST)
    esm = Path(dg.__file__).parent / "interface" / "notebook_map.js"
    page.evaluate(
        "given => window.show(given)",
        {
            "esm": esm.read_text(),
            "css": esm.with_suffix(".css").read_text(),
            "points": base64.b64encode(chosen._points).decode(),
            "datasets": chosen._datasets,
        },
    )
    xy = np.frombuffer(chosen._points, "<f4", 2 * COUNT, 8 * COUNT).reshape(2, COUNT).T.astype(float)
    scale = (SIDE - 24) / np.ptp(xy, axis=0).max()
    middle = (xy.max(axis=0) + xy.min(axis=0)) / 2
    canvas = page.locator("canvas")
    corner = canvas.bounding_box()
    assert corner
    on_page = (xy - middle) * scale * [1, -1] + SIDE / 2 + [corner["x"] + 1, corner["y"] + 1]

    page.mouse.move(*on_page[2])
    picture = page.locator("img")
    picture.wait_for(state="visible")
    assert page.locator("figcaption").inner_text().startswith("hdf/hdf-003.png")
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 128

    page.mouse.click(*on_page[2])
    page.wait_for_function("document.querySelector('output').value.startsWith('1 of 8')")
    assert chosen.ids == [3]

    left = np.argsort(on_page[:, 0])[:3]
    edge = np.sort(on_page[:, 0])[2:4].mean()
    line = [(corner["x"] + 2, corner["y"] + 2), (edge, corner["y"] + 2), (edge, corner["y"] + SIDE - 2)]
    line.append((corner["x"] + 2, corner["y"] + SIDE - 2))
    page.mouse.move(*line[0])
    page.mouse.down()
    for place in line[1:]:
        page.mouse.move(*place)
    page.mouse.up()
    page.wait_for_function("document.querySelector('output').value.startsWith('3 of 8')")
    assert sorted(chosen.ids) == sorted((left + 1).tolist())
    page.locator("select").select_option("dataset")
    assert page.locator(".key").inner_text() == "hdf"
    page.screenshot(path=tmp_path / "map.png")
    assert problems == []
