"""Networks that see bands: trained on FITS pictures of four bands beside grey mergers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from astropy.io import fits
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.networks.model_folder import ModelCard
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.augment import augment
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import picture_blocks
from tests.imaging.kinds import galaxy, shown
from tests.training.toys import write_toys

CUBE = np.stack([galaxy(), 3 * galaxy().T, galaxy()[::-1], galaxy()[:, ::-1]])


@pytest.fixture(scope="module")
def folder(short_folder: Path) -> Path:
    """Four-band FITS, named and not, with what has other bands."""
    folder = short_folder / "four-bands"
    (folder / "survey").mkdir(parents=True)
    for number in range(6):
        plane = np.roll(CUBE, number, axis=2)
        fits.PrimaryHDU(plane, fits.Header({"BANDS": "griz"})).writeto(folder / "survey" / f"{number}.fits")
    fits.PrimaryHDU(CUBE).writeto(folder / "unnamed.fits")
    fits.PrimaryHDU(CUBE[:3], fits.Header({"BANDS": "gri"})).writeto(folder / "gri.fits")
    Image.fromarray(shown()).save(folder / "grey.png")
    Image.fromarray(np.stack([shown()] * 3, axis=2)).save(folder / "colour.png")
    write_toys(folder / "toys.h5")
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> dg.Model:
    return dg.train(
        folder / "toys.h5",
        folder / "model",
        bands="g,r,i,z",
        unlabelled=[folder / "survey"],
        epochs=1,
        latent_size=8,
    )


def test_training_pictures_are_the_bands_by_their_names(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = [folder / "gri.fits", folder / "colour.png"]
    [(named, _), (unnamed, _), (grey, _)] = picture_blocks(
        [folder / "survey" / "0.fits", folder / "unnamed.fits", folder / "grey.png", *wrong],
        64,
        bands=tuple("griz"),
    )
    assert named.shape == (1, 4, 64, 64)
    assert torch.equal(named, unnamed)
    assert torch.equal(grey, grey[:, :1].expand(-1, 4, -1, -1))
    alone = [
        block
        for band in "zirg"
        for block, _ in picture_blocks([folder / "survey" / "0.fits"], 64, bands=(band,))
    ]
    assert torch.equal(named, torch.cat(alone, dim=1))
    assert "gri.fits: no band z: it has g, r, i" in caplog.text
    assert "colour.png: no band z, i, r, g: it has red, green, blue" in caplog.text


def test_bands_are_moved_and_exposed_together(folder: Path) -> None:
    [(picture, _)] = picture_blocks([folder / "survey" / "0.fits"], 64, bands=tuple("griz"))
    alike = picture[:, :1].expand(8, 4, -1, -1).float() / 255
    prepare = Preprocessing(size_px=32, colour=tuple("zirg"), framing="light")
    shown = augment(alike, prepare, TrainingConfig(noise=0), torch.Generator().manual_seed(3))
    assert shown.observed.shape == (8, 4, 32, 32)
    for channels in (shown.observed, shown.clean):
        torch.testing.assert_close(channels, channels[:, :1].expand(-1, 4, -1, -1), atol=1e-5, rtol=0)


def test_the_card_says_the_bands_and_the_first_layer_has_as_many_channels(model: dg.Model) -> None:
    assert model.card.preprocessing.bands == tuple("zirg")
    assert model.card.architecture.channels == 4
    again = dg.load_model(model.trained.folder)
    assert again.sha256 == model.sha256
    assert next(again.trained.network.encoder.parameters()).shape[1] == 4
    wrong = model.card.model_dump() | {"preprocessing": {"size_px": model.card.preprocessing.size_px}}
    with pytest.raises(ValueError, match=r"architecture\.channels is 4"):
        ModelCard.model_validate(wrong)


def test_pictures_with_its_bands_are_dated_and_others_refused(model: dg.Model, folder: Path) -> None:
    named = model.embed(folder / "survey" / "0.fits")
    np.testing.assert_array_equal(model.embed(folder / "unnamed.fits", bands=["g", "r", "i", "z"]), named)
    other_order = model.embed(folder / "unnamed.fits", bands=["z", "i", "r", "g"])
    assert np.abs(other_order - named).max() > 1e-5
    with pytest.raises(dg.DeepGalaxyError, match=r"BANDS = 'griz'"):
        model.predict(folder / "unnamed.fits")
    pictures = [folder / name for name in ("colour.png", "gri.fits", "grey.png", "toys.h5")]
    report = model.predict_rows(pictures)
    assert [Path(refused.name).name for refused in report.refused] == ["colour.png", "gri.fits"]
    assert (
        "no band z, i, r, g: it has red, green, blue, and the model wants z, i, r, g"
        in report.refused[0].reason
    )
    assert len(report.predictions) > 1, "grey ones are given to every band"
    with pytest.raises(dg.DeepGalaxyError, match="no band"):
        model.embed(folder / "colour.png")


def test_non_mergers_with_bands_beside_grey_mergers_are_warned_of(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dg.train(
        folder / "toys.h5",
        folder / "warned",
        bands="griz",
        non_mergers=[folder / "survey"],
        epochs=1,
        parts="classifier",
    )
    assert "their colours tell them from mergers" in caplog.text


def test_labelled_pictures_give_their_bands_to_training_and_evaluation(
    folder: Path, model: dg.Model, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pictures = tmp_path / "labelled"
    pictures.mkdir()
    lines = ["file,simulation,stage"]
    for number, file in enumerate(sorted((folder / "survey").iterdir())):
        (pictures / file.name).write_bytes(file.read_bytes())
        lines.append(f"{file.name},s{number // 2},{10 * number}")
    (pictures / "colour.png").write_bytes((folder / "colour.png").read_bytes())
    (tmp_path / "labels.csv").write_text("\n".join([*lines, "colour.png,s0,5"]))
    given: dict[str, Any] = {"labels": tmp_path / "labels.csv", "pictures": pictures}
    own = dg.train((), tmp_path / "own", **given, bands="griz", epochs=1, latent_size=8, size_px=32)
    assert own.card.preprocessing.bands == tuple("zirg")
    assert "colour.png: no band z, i, r, g" in caplog.text
    caplog.clear()
    rows = dg.evaluate(model, **given)
    assert max(rows["pictures"]) == 6
    assert "colour.png: no band z, i, r, g" in caplog.text
    with pytest.raises(dg.DeepGalaxyError, match="wants z, i, r, g: say the same"):
        dg.train((), tmp_path / "tuned", **given, base=model, epochs=1)
