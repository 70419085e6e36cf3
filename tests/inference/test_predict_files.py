"""What is known of pictures beside their pixels, and what is said of those that are probably no mergers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS
from numpy.typing import NDArray
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.core.physical_scale import kpc_per_px
from deepgalaxy.core.prediction import MERGER_FIELDS, PREDICTION
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.picture_sources import read_pictures_of
from deepgalaxy.inference.predict_files import FilePrediction, FileReport, HowToPredict

ARCSEC, REDSHIFT = 0.4, 0.05
WIDTH_KPC = float(kpc_per_px([ARCSEC], REDSHIFT)[0])
SIDE_PX = 192
"""Of the pictures: one and a half of a cutout's."""


@pytest.fixture
def pixels() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (SIDE_PX, SIDE_PX)).astype(np.uint8)


def sources(pixels: NDArray[np.uint8], folder: Path) -> dict[str, Any]:
    Image.fromarray(pixels).save(folder / "a.png")
    np.save(folder / "a.npy", pixels)
    header = WCS(naxis=2)
    header.wcs.ctype, header.wcs.crval, header.wcs.crpix = ["RA---TAN", "DEC--TAN"], [150, 2], [96, 96]
    header.wcs.cdelt = [-ARCSEC / 3600, ARCSEC / 3600]
    flux = pixels.astype(np.float32)
    fits.writeto(folder / "placed.fits", flux, header.to_header())
    fits.writeto(folder / "nowhere.fits", flux)
    files = {path.name: path for path in folder.iterdir()}
    grey = (pixels / 255).astype(np.float32)
    return files | {"array": pixels, "cutout": Cutout(grey[None], "none")}


def cutouts(given: Any) -> list[Cutout]:
    found = [cutout for _, cutout in read_pictures_of(given)]
    assert not any(isinstance(cutout, RefusedInput) for cutout in found)
    return found  # type: ignore[return-value]


def test_a_pixel_scale_is_that_of_the_picture_as_it_is_given(
    pixels: NDArray[np.uint8], tmp_path: Path
) -> None:
    how = HowToPredict.of(REDSHIFT, ARCSEC)
    for name, source in sources(pixels, tmp_path).items():
        widths = how.kpc_per_px(cutouts(source))
        assert widths is not None
        assert widths == pytest.approx(WIDTH_KPC * SIDE_PX / 128, rel=1e-4), name


def test_without_one_it_is_that_of_the_header(pixels: NDArray[np.uint8], tmp_path: Path) -> None:
    how, given = HowToPredict.of(REDSHIFT), sources(pixels, tmp_path)
    widths = how.kpc_per_px(cutouts([given["placed.fits"], given["nowhere.fits"], given["a.png"]]))
    assert widths is not None
    assert widths[0] == pytest.approx(WIDTH_KPC * SIDE_PX / 128, rel=1e-3)
    assert np.isnan(widths[1:]).all()
    assert HowToPredict.of().kpc_per_px(cutouts(given["placed.fits"])) is None


def test_a_pixel_scale_without_a_redshift_is_refused() -> None:
    with pytest.raises(WrongUse, match="says nothing without a redshift"):
        HowToPredict.of(pixel_scale=0.4)


P = np.array([0.93, 0.07, np.nan, 0.4999, 0.5], np.float32)


def arrays() -> PredictionArrays:
    fields = {name: np.full(len(P), 0.3, np.float32) for name in PREDICTION}
    return PredictionArrays.of(np.full((len(P), 71), 1 / 71, np.float32), **(fields | {"p_interacting": P}))


def rows(*, stage_anyway: bool = False) -> list[FilePrediction]:
    said = [arrays().row(n, stage_anyway=stage_anyway) for n in range(len(P))]
    return [FilePrediction(file=f"{n}.png", model="a" * 12, **row) for n, row in enumerate(said)]


def test_what_is_probably_no_merger_has_no_stage_unless_asked_for() -> None:
    assert [row.stage is not None for row in rows()] == [True, False, True, True, True]
    assert rows()[3].p_interacting == 0.5, "and is shown as a half"
    assert rows()[2].p_interacting is None
    (none,) = {getattr(rows()[1], name) for name in MERGER_FIELDS}
    assert none is None
    assert rows()[1].out_of_domain == 0.3
    assert all(row.stage == 0.3 for row in rows(stage_anyway=True))


def test_fields_that_a_model_does_not_give_are_unknown() -> None:
    given = PredictionArrays.of(np.full((1, 71), 1 / 71, np.float32), stage=np.array([33.333], np.float32))
    row = given.row(0)
    assert row.pop("stage") == 33.33
    assert set(row.values()) == {None}


def test_it_is_said_in_a_sentence_which_are_probably_no_mergers() -> None:
    assert FileReport(rows()).notes() == [
        "probably no merger, p_interacting below 0.5: no stage, time or mass ratio is given"
        " (`stage_anyway=True` gives them): 1.png"
    ]
    (said,) = FileReport(rows(stage_anyway=True)).notes()
    assert said.endswith("dated as if it were one: 1.png")
    assert FileReport(rows()[2:]).notes() == []
    (said,) = FileReport(rows() * 7).notes()
    assert said.endswith("1.png, 1.png, 1.png, 1.png, 1.png, 2 more")


def test_a_redshift_that_is_of_no_use_is_said_to_be(pixels: NDArray[np.uint8], tmp_path: Path) -> None:
    given = sources(pixels, tmp_path)
    files = [given["placed.fits"], given["a.png"]]
    model = dg.load_model()

    def notes(**scale: Any) -> list[str]:
        return [note for note in model.predict_rows(files, **scale).notes() if note.startswith("redshift")]

    assert notes(redshift=REDSHIFT) == [
        f"redshift not used, for no pixel scale is known (`pixel_scale=` tells it): {given['a.png']}"
    ]
    assert notes(redshift=REDSHIFT, pixel_scale=ARCSEC) == notes() == []


def test_where_nothing_is_seen_nothing_is_dated_even_if_asked_for(tmp_path: Path) -> None:
    sky = np.random.default_rng(1).normal(40, 8, (128, 128)).clip(0, 255).astype(np.uint8)
    light = np.hypot(*(np.indices((128, 128)) - 63.5))
    galaxy = np.clip(sky + 200 * np.exp(-light / 12), 0, 255).astype(np.uint8)
    for name, picture in (("sky", sky), ("galaxy", galaxy)):
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
    report = dg.load_model().predict_rows(tmp_path, stage_anyway=True)
    found = {Path(row.file).name: row for row in report.predictions}
    assert found["sky.png"].p_interacting == 0
    assert found["sky.png"].stage is found["sky.png"].time_myr is None
    assert found["galaxy.png"].stage is not None
    sentence, *others = report.notes()
    assert sentence.startswith("nothing stands out of the sky, so nothing is dated: ")
    assert "sky.png" in sentence
    assert not any("sky.png" in other for other in others)


@pytest.mark.parametrize(
    ("keywords", "told"),
    [
        ({"REDSHIFT": 0.05}, 0.05),
        ({"ZSPEC": "0.05"}, 0.05),
        ({"Z": (0.05, "Spectroscopic redshift")}, 0.05),
        ({"Z": 0.05}, None),
        ({"Z": (0.02, "metallicity")}, None),
        ({"REDSHIFT": -99.0}, None),
        ({"REDSHIFT": 0.0}, None),
        ({"REDSHIFT": 11.0}, None),
        ({"REDSHIFT": "unknown"}, None),
        ({"REDSHIFT": 0.05, "SPECZ": 0.05}, 0.05),
        ({"REDSHIFT": 0.05, "SPECZ": 0.06}, None),
    ],
)
def test_a_header_tells_the_redshift_by_what_can_mean_nothing_else(
    pixels: NDArray[np.uint8], tmp_path: Path, keywords: dict[str, Any], told: float | None
) -> None:
    placed = sources(pixels, tmp_path)["placed.fits"]
    with fits.open(placed, mode="update") as hdus:
        hdus[0].header.update(keywords)
    seen = cutouts(placed)
    assert seen[0].redshift == told
    widths = HowToPredict.of().kpc_per_px(seen)
    if told is None:
        assert widths is None
    else:
        assert widths == pytest.approx(WIDTH_KPC * SIDE_PX / 128, rel=1e-4)
    given = HowToPredict.of(0.1).kpc_per_px(seen)
    assert given == pytest.approx(kpc_per_px([ARCSEC], 0.1) * SIDE_PX / 128, rel=1e-4), "what is given wins"


def test_the_redshift_of_a_file_is_that_of_all_its_bands(pixels: NDArray[np.uint8], tmp_path: Path) -> None:
    flux = pixels.astype(np.float32)
    first = fits.PrimaryHDU(header=fits.Header({"REDSHIFT": 0.05}))
    bands = [fits.ImageHDU(flux * gain, name=band) for band, gain in (("G", 1), ("R", 2))]
    fits.HDUList([first, *bands]).writeto(tmp_path / "bands.fits")
    assert [cutout.redshift for cutout in cutouts(tmp_path / "bands.fits")] == [0.05]
