"""Cutouts of four bands from files to predictions, searches and the explorer, by the commands of the docs."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import requests
from astropy.io import fits
from astropy.nddata import CCDData
from numpy.typing import NDArray
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.imaging.bands import in_colour
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.inference.predict import embed_pictures
from deepgalaxy.surveys.ingest.hubble_deep_field import hubble_deep_field_cutouts
from tests.training.toys import write_toys
from tests.web.conftest import serving

COUNT = 6
PAGE = (Path(__file__).parents[2] / "docs" / "pictures.md").read_text()


@pytest.fixture(scope="module")
def folder(short_folder: Path) -> Path:
    """Real galaxies as flux in four bands: cubes, files apart, and one whose planes have no names."""
    folder = short_folder / "bands"
    for name in ("griz", "apart"):
        (folder / name).mkdir(parents=True)
    noise = np.random.default_rng(8)
    for name, cutout in hubble_deep_field_cutouts(2 * COUNT):
        red, green, blue = cutout.pixels[:, ::-1] * 100
        cube = np.stack([blue, green, (green + red) / 2, red]) + noise.normal(0, 1, (4, *red.shape))
        if len(list((folder / "griz").iterdir())) < COUNT:
            header = fits.Header({"BANDS": "griz"})
            fits.PrimaryHDU(cube.astype(np.float32), header).writeto(folder / "griz" / f"{name}.fits")
            last = cube
            continue
        for band, plane in zip("griz", cube, strict=True):
            fits.PrimaryHDU(plane.astype(np.float32)).writeto(folder / "apart" / f"{name}_{band}.fits")
    lines = [f"hdf-{number:03d},{10 + number},0.5" for number in range(COUNT + 1, 2 * COUNT + 1)]
    (folder / "apart" / "catalog.csv").write_text("\n".join(["file,ra,dec", *lines]))
    fits.PrimaryHDU(last.astype(np.float32)).writeto(folder / "unnamed.fits")
    return folder


@pytest.fixture(scope="module")
def data_dir(short_folder: Path) -> Path:
    return short_folder / "bands-data"


@pytest.fixture(scope="module")
def answers(folder: Path, data_dir: Path) -> dict[str, Any]:
    """What the commands of the page answer, by the command."""
    block = PAGE.split("<!-- tests/interface/test_bands.py runs", 1)[1].split("```sh\n", 1)[1].split("```")[0]
    given = {}
    for line in block.splitlines():
        words = shlex.split(line, comments=True)[1:]
        rows = ["--format", "json"] if words[0] in ("predict", "similar") else []
        ran = subprocess.run(
            [sys.executable, "-m", "deepgalaxy", *words, *rows],
            cwd=folder,
            env=os.environ | {"DEEPGALAXY_DATA_DIR": str(data_dir)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, f"{line}: {ran.stderr}"
        given[re.sub(r"\s*#.*", "", line)] = json.loads(ran.stdout) if rows else ran.stderr
    return given


@pytest.fixture(scope="module")
def catalog(answers: dict[str, Any], data_dir: Path) -> Iterator[dg.Catalog]:
    assert answers
    with dg.open_catalog(data_dir=data_dir) as catalog:
        yield catalog


@pytest.fixture(scope="module")
def model() -> dg.Model:
    return dg.load_model("deepgalaxy-small")


def bands_of(path: Path) -> NDArray[np.float32]:
    [(_, cutout)] = read_cutouts(path, 128, tuple("griz"))
    assert cutout.bands == tuple("zirg")
    return np.asarray(cutout.pixels)


def luminance(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    z, i, r, g = pixels
    red, green, blue = 0.75 * z + 0.25 * i, (i + r) / 2, 0.25 * r + 0.75 * g
    return np.asarray(0.2126 * red + 0.7152 * green + 0.0722 * blue, np.float32)


def test_every_picture_comes_in_and_is_embedded(answers: dict[str, Any]) -> None:
    ingest_griz, ingest_apart, embed, *_ = answers.values()
    for said in (ingest_griz, ingest_apart):
        assert f"{COUNT} added, 0 already there, 0 refused" in said
    assert f"{2 * COUNT} images embedded" in embed


def test_predictions_are_those_of_the_luminance(
    answers: dict[str, Any], folder: Path, model: dg.Model
) -> None:
    _, _, _, one, apart, _ = answers.values()
    assert [row["file"] for row in apart] == [f"hdf-{n:03d}" for n in range(COUNT + 1, 2 * COUNT + 1)]
    planes = [read_cutouts(folder / "apart" / f"hdf-007_{band}.fits", 128, (band,)) for band in "zirg"]
    stacked = np.concatenate([cutout.pixels for [(_, cutout)] in planes])
    for row, pixels in ((one[0], bands_of(folder / "griz" / "hdf-001.fits")), (apart[0], stacked)):
        expected = model.predict(luminance(pixels))
        assert row["p_interacting"] == pytest.approx(expected["p_interacting"][0], abs=1e-3)


def test_pictures_have_their_bands_in_the_catalogue_and_positions_by_the_pattern(
    catalog: dg.Catalog, folder: Path
) -> None:
    images = catalog.sql("SELECT id, external_id, ra_deg FROM image ORDER BY external_id")
    assert list(images["ra_deg"][COUNT:]) == [10 + n for n in range(COUNT + 1, 2 * COUNT + 1)]
    first, *_ = cutouts = catalog.pictures(list(images["id"]))
    assert {(cutout.bands, cutout.stretch) for cutout in cutouts} == {(tuple("zirg"), "asinh")}
    np.testing.assert_array_equal(first.pixels, bands_of(folder / "griz" / "hdf-001.fits"))


def test_a_picture_without_names_finds_itself(
    answers: dict[str, Any], catalog: dg.Catalog, folder: Path
) -> None:
    *_, found = answers.values()
    assert len(found) == 3
    assert found[0]["name"] == "griz/hdf-006.fits"
    assert found[0]["distance"] == pytest.approx(0, abs=1e-3)
    again = catalog.similar(folder / "unnamed.fits", k=1, bands="griz")
    assert again["name"][0] == "griz/hdf-006.fits"
    with pytest.raises(dg.DeepGalaxyError, match=r"BANDS = 'griz'"):
        catalog.similar(folder / "unnamed.fits")


def test_the_explorer_shows_the_bands_in_colour(catalog: dg.Catalog, data_dir: Path, folder: Path) -> None:
    image_id = catalog.sql("SELECT id FROM image WHERE external_id = 'hdf-001.fits'")["id"][0]
    expected = to_8bit(in_colour(bands_of(folder / "griz" / "hdf-001.fits")))
    with serving(data_dir) as url:
        shown = requests.get(f"{url}/api/images/{image_id}/picture.png", timeout=60)
        shown.raise_for_status()
        pixels = np.asarray(Image.open(io.BytesIO(shown.content)))
        np.testing.assert_array_equal(pixels, expected.transpose(1, 2, 0))
        content = (folder / "griz" / "hdf-001.fits").read_bytes()
        sent = requests.post(f"{url}/upload", files={"file": ("mine.fits", content)}, timeout=60)
        sent.raise_for_status()
        mine = requests.get(sent.url.replace("/galaxy/", "/api/images/") + "/picture.png", timeout=60)
        np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(mine.content))), pixels)
        unnamed = {"file": ("mine.fits", (folder / "unnamed.fits").read_bytes())}
        answer = requests.post(f"{url}/api/pictures", files=unnamed, timeout=60)
        assert answer.status_code == 400
        assert "BANDS = 'griz'" in answer.text
        keys = []
        for bands in ("g,r,i,z", "z,i,r,g"):
            answer = requests.post(f"{url}/api/pictures", {"bands": bands}, files=unnamed, timeout=60)
            answer.raise_for_status()
            keys.append(answer.json()["key"])
        assert keys[0] != keys[1], "one file with its planes in another order is another picture"
        [first, *_] = requests.get(f"{url}/api/images/{keys[0]}/similar", timeout=60).json()["items"]
        assert (first["name"], first["distance"]) == ("griz/hdf-006.fits", pytest.approx(0, abs=1e-3))
        answer = requests.post(f"{url}/api/pictures", {"bands": "g,g"}, files=unnamed, timeout=60)
        assert (answer.status_code, "g is there twice" in answer.text) == (400, True)
        [first, *_] = requests.get(f"{url}/api/images/{image_id}/similar", timeout=60).json()["items"]
        assert first["ssim"] is not None


def test_an_array_of_as_many_planes_as_bands_is_not_taken_for_that_many_pictures(
    catalog: dg.Catalog, model: dg.Model, folder: Path
) -> None:
    cube = np.clip(bands_of(folder / "griz" / "hdf-001.fits"), 0, 1)
    with pytest.raises(dg.DeepGalaxyError, match="4 pictures, or one in 4 bands"):
        catalog.similar(cube, bands="griz")
    with pytest.raises(dg.DeepGalaxyError, match="4 pictures; a search compares with one"):
        catalog.similar(cube)
    with pytest.raises(dg.DeepGalaxyError, match="no image 99999"):
        catalog.pictures([1, 99999])
    flux = CCDData(fits.getdata(folder / "unnamed.fits"), unit="adu")
    assert catalog.similar(flux, k=1, bands="griz")["name"][0] == "griz/hdf-006.fits"
    named = CCDData.read(folder / "griz" / "hdf-006.fits", unit="adu")
    assert catalog.similar(named, k=1)["name"][0] == "griz/hdf-006.fits", "its header names the bands"
    with pytest.raises(dg.DeepGalaxyError, match="magnitudes"):
        catalog.similar(CCDData(flux.data, unit="mag"), bands="griz")
    assert len(model.predict(cube)) == 4


def test_search_results_and_blank_checks_see_colour(catalog: dg.Catalog) -> None:
    found = catalog.similar(1, k=3)
    assert "data:image/png" in found.show()._repr_html_()
    assert len(catalog.recommend(1, k=3)) >= 1


def test_a_model_of_bands_embeds_what_has_them_and_says_what_has_not(
    catalog: dg.Catalog, folder: Path, short_folder: Path
) -> None:
    write_toys(folder / "toys.h5")
    of_bands = dg.train(folder / "toys.h5", short_folder / "of-bands", bands="griz", epochs=1, latent_size=8)
    colour = short_folder / "colour"
    colour.mkdir()
    for name, cutout in hubble_deep_field_cutouts(2):
        Image.fromarray(to_8bit(cutout.pixels).transpose(1, 2, 0)).save(colour / f"{name}.png")
    catalog.ingest(colour)
    report = catalog.embed(of_bands)
    assert (report.embedded, report.lost) == (2 * COUNT, [])
    assert list(report.unfit.values()) == [2]
    assert "it has red, green, blue, and the model wants z, i, r, g" in next(iter(report.unfit))
    found = catalog.similar(folder / "unnamed.fits", k=1, model=of_bands, bands="griz")
    assert found["name"][0] == "griz/hdf-006.fits"
    assert catalog.embed(of_bands).embedded == 0, "the canary knows its bands"


def test_frames_of_mergers_are_embedded_in_the_bands_that_the_network_learnt(short_folder: Path) -> None:
    file = short_folder / "coloured.h5"
    write_toys(file)
    with h5py.File(file, "a") as opened:
        for group in opened.values():
            for name in [name for name in group if name.startswith("images_")]:
                grey = group[name][()]
                blurred = (grey + np.roll(grey, 3, 1).astype(np.uint16)) // 2
                planes = [grey, blurred.astype(np.uint8), np.roll(grey, 5, 2)]
                group[name.replace("images_", "images_gri_")] = np.concatenate(planes, axis=-1)
    model = dg.train(file, short_folder / "gri", bands="gri", epochs=1, latent_size=8)
    with dg.open_catalog(data_dir=short_folder / "coloured-data") as catalog:
        catalog.ingest(file)
        catalog.embed(model)
        z, ids = catalog.vectors()
        row = catalog.sql("SELECT node, index FROM image WHERE id = :id", id=int(ids[-1]))[0]
        assert catalog.embed(model).embedded == 0, "the canary knows them"
    with h5py.File(file) as opened:
        side = opened[row["node"]].shape[1]
    place = f"{file.name}::{row['node']}[{row['index']}]"
    colour, grey = (dict(read_cutouts(file, side, bands))[place] for bands in (tuple("gri"), None))
    assert (colour.bands, grey.bands) == (tuple("irg"), None)
    again = embed_pictures(model.trained, colour.pixels[None], bands=colour.bands)[0][0]
    np.testing.assert_allclose(again, z[-1], rtol=1e-4, atol=1e-5)
    in_grey = embed_pictures(model.trained, grey.pixels[None])[0][0]
    assert np.linalg.norm(in_grey - z[-1]) > 1e-3 * np.linalg.norm(z[-1])
