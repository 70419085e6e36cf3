"""`deepgalaxy.Model`: one prediction, however the picture comes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import astropy.units as u
import numpy as np
import pytest
from astropy.io import fits
from astropy.nddata import CCDData, NDData
from astropy.table import QTable, Table
from astropy.wcs import WCS
from numpy.typing import NDArray
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.imaging.picture_sources import read_pictures_of


@pytest.fixture(scope="module")
def model() -> dg.Model:
    return dg.load_model("deepgalaxy-small")


@pytest.fixture(scope="module")
def flux() -> NDArray[np.float64]:
    y, x = np.mgrid[:150, :150]
    noise = np.random.default_rng(0).normal(0, 1, (150, 150))
    return np.asarray(200 * np.exp(-np.hypot(x - 70, y - 80) / 12) + noise)


@pytest.fixture(scope="module")
def display(flux: NDArray[np.float64]) -> NDArray[np.uint8]:
    return (255 * np.clip(flux / 200, 0, 1)).astype(np.uint8)


def same(one: QTable, other: QTable) -> bool:
    """Whether two tables hold the same predictions."""
    return all(
        np.allclose(one[name].value, other[name].value, atol=1e-6, equal_nan=True)
        for one, other in ((one.filled(np.nan), other.filled(np.nan)),)
        for name in one.colnames
        if name not in ("file", "model")
    )


def test_a_prediction_has_units_and_meanings(model: dg.Model, display: NDArray[np.uint8]) -> None:
    table = model.predict(display, stage_anyway=True)
    assert isinstance(table, QTable)
    assert len(table) == 1
    assert table["time_myr"].unit == u.Myr
    assert table["time_lo90"] <= table["time_lo68"] <= table["time_myr"] <= table["time_hi68"]
    assert table["time_myr"].info.description == "time since first pericentre"
    assert table["file"][0] == "ndarray 0"


def test_files_and_folders_are_predicted_as_the_command_does(
    model: dg.Model, display: NDArray[np.uint8], tmp_path: Path
) -> None:
    (tmp_path / "deeper").mkdir()
    files = [tmp_path / "a.png", tmp_path / "deeper" / "b.png"]
    for turns, file in enumerate(files):
        Image.fromarray(np.rot90(display, turns)).save(file)
    (tmp_path / ".hidden.png").write_bytes(b"no picture")
    command = [
        sys.executable,
        "-m",
        "deepgalaxy",
        "predict",
        "--model",
        "deepgalaxy-small",
        "--stage-anyway",
        "--format",
        "json",
    ]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=True)
    expected = json.loads(done.stdout)
    for given in (tmp_path, str(tmp_path), files, Table({"File": [str(file) for file in files]})):
        table = model.predict(given, stage_anyway=True)
        assert list(table["file"]) == [str(file) for file in files]
        np.testing.assert_allclose(table["stage"], [row["stage"] for row in expected])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_arrays_give_what_a_png_of_them_gives(
    model: dg.Model, display: NDArray[np.uint8], tmp_path: Path, dtype: Any
) -> None:
    Image.fromarray(display).save(tmp_path / "a.png")
    scaled = display / 255 if np.dtype(dtype).kind == "f" else display.astype(dtype)
    if dtype is np.uint16:
        scaled = scaled * 257
    given = (scaled.astype(dtype), tmp_path / "a.png")
    table, of_file = (model.predict(each, stage_anyway=True) for each in given)
    # A file is rounded to 8 bits: little of the uncertainty of a galaxy that is no merger (53 stages).
    uncertainty = (of_file["stage_hi68"] - of_file["stage_lo68"])[0]
    np.testing.assert_allclose(table["stage"], of_file["stage"], atol=0.02 * uncertainty)
    np.testing.assert_allclose(table["p_interacting"], of_file["p_interacting"], atol=0.005)


def test_stacks_and_colour(model: dg.Model, display: NDArray[np.uint8]) -> None:
    stack = np.stack([display, np.rot90(display)])[..., None]
    table = model.predict(stack)
    assert list(table["file"]) == ["ndarray 0[0]", "ndarray 0[1]"]
    assert same(table[:1], model.predict(display))
    grey_in_colour = np.repeat(display[..., None], 3, axis=2)
    np.testing.assert_allclose(
        model.predict(grey_in_colour)["stage"], model.predict(display)["stage"], atol=0.1
    )


def test_flux_gives_the_same_as_ccddata_nddata_hdu_and_file(
    model: dg.Model, flux: NDArray[np.float64], tmp_path: Path
) -> None:
    hdu = fits.PrimaryHDU(flux)
    hdu.writeto(tmp_path / "a.fits")
    expected = model.predict(tmp_path / "a.fits")
    for given in (
        CCDData(flux, unit="adu"),
        NDData(flux),
        hdu,
        fits.ImageHDU(flux),
        fits.HDUList([fits.PrimaryHDU(), fits.ImageHDU(flux)]),
    ):
        assert same(model.predict(given), expected), type(given)


def test_what_a_mask_covers_is_missing(model: dg.Model, flux: NDArray[np.float64]) -> None:
    mask = np.zeros(flux.shape, bool)
    mask[:10, :10] = True
    spoilt = np.where(mask, 1e9, flux)
    missing = np.where(mask, np.nan, flux)
    assert same(
        model.predict(CCDData(spoilt, unit="adu", mask=mask)), model.predict(fits.PrimaryHDU(missing))
    )


def test_a_wcs_tells_position_and_scale(flux: NDArray[np.float64]) -> None:
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = "RA---TAN", "DEC--TAN"
    wcs.wcs.crval, wcs.wcs.crpix, wcs.wcs.cdelt = (150.0, 2.0), (75.5, 75.5), (-0.4 / 3600, 0.4 / 3600)
    ((_, cutout),) = read_pictures_of(CCDData(flux, unit="adu", wcs=wcs))
    assert isinstance(cutout, dg.Cutout)
    assert (cutout.ra_deg, cutout.dec_deg) == pytest.approx((150.0, 2.0), abs=1e-6)
    assert cutout.pixel_scale_arcsec == pytest.approx(0.4 * 150 / 128)


def test_a_cutout_of_another_size_is_scaled_with_its_pixel_scale() -> None:
    cutout = dg.Cutout(
        np.random.default_rng(0).random((1, 64, 64), np.float32), "none", pixel_scale_arcsec=0.4
    )
    ((_, scaled),) = read_pictures_of(cutout)
    assert isinstance(scaled, dg.Cutout)
    assert scaled.pixels.shape == (1, 128, 128)
    assert scaled.pixel_scale_arcsec == pytest.approx(0.2)


def test_what_is_no_picture_is_left_out_and_named(
    model: dg.Model, display: NDArray[np.uint8], caplog: pytest.LogCaptureFixture
) -> None:
    table = model.predict([display, np.zeros((20, 20)), display])
    assert list(table["file"]) == ["ndarray 0", "ndarray 2"]
    assert table.meta["refused"] == {"ndarray 1": "blank: every pixel is 0"}
    assert "ndarray 1: blank" in caplog.text
    with pytest.raises(RefusedInput, match="ndarray 0: blank"):
        model.predict(np.zeros((20, 20)))
    with pytest.raises(RefusedInput, match="ndarray 1"):
        model.embed([display, np.zeros((20, 20))])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (np.zeros((2, 3, 4, 5, 6)), r"shape \(2, 3, 4, 5, 6\); wanted"),
        (np.zeros((3, 20, 20)), "one picture in colour or three in grey"),
        (np.eye(20, dtype=np.int64), "int64 numbers; wanted: uint8"),
        (100 * np.eye(20), "values from 0 to 100, not in"),
        (np.eye(20, dtype=complex), "complex128 numbers"),
        (Path("nowhere.fits"), "no such file|not be read|No such file"),
    ],
)
def test_arrays_of_another_shape_or_type_are_refused_with_what_is_wanted(
    model: dg.Model, given: Any, reason: str
) -> None:
    with pytest.raises(RefusedInput, match=reason):
        model.predict(given)


@pytest.mark.parametrize("given", [3.5, None, [object()], Table({"ra": [1.0]})])
def test_what_can_be_no_picture_is_wrong_use(model: dg.Model, given: Any) -> None:
    with pytest.raises(WrongUse, match=r"no picture; give|column of file names"):
        model.predict(given)


def test_vectors_are_a_row_a_picture(model: dg.Model, display: NDArray[np.uint8]) -> None:
    vectors = model.embed([display, np.rot90(display), display])
    assert vectors.shape == (3, model.card.architecture.latent_size)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])


def test_a_model_is_loaded_by_name_or_folder(model: dg.Model) -> None:
    assert dg.load_model(model.trained.folder).sha256 == model.sha256 == dg.load_model().sha256
    assert model.name in repr(model)
    with pytest.raises(dg.DeepGalaxyError, match="no trained model in nowhere"):
        dg.load_model("nowhere")
