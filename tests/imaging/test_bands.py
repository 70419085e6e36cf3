"""Pictures of any bands; the oracle is each band read by itself."""

import gzip
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.imaging.band_files import group_files
from deepgalaxy.imaging.bands import (
    LUMINANCE_WEIGHTS,
    colour_weights,
    in_colour,
    luminance_weights,
    parse_bands,
    plain_name,
    red_to_blue,
)
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_files, read_one
from deepgalaxy.imaging.readers import read_cutouts
from tests.imaging.kinds import SKY, Header, fits_extensions, fits_file, galaxy, picture, shown

PLANES = {"g": galaxy(), "r": 2 * galaxy()[::-1] + 7, "i": galaxy().T * 0.1, "z": galaxy()[:, ::-1] * 5}
CUBE = np.stack(list(PLANES.values()))


def read(path: Path, bands: Sequence[str] | None = None) -> Cutout:
    [(_, cutout)] = read_cutouts(path, 32, bands and tuple(bands))
    return cutout


def written(folder: Path, content: bytes) -> Path:
    (folder / "picture.fits").write_bytes(content)
    return folder / "picture.fits"


def alone(folder: Path, band: str) -> NDArray[np.float32]:
    """A band's pixels by a file of it alone, in float16 as the store keeps them."""
    (folder / "alone.fits").write_bytes(fits_file(PLANES[band]))
    return np.asarray(read(folder / "alone.fits", [band]).pixels[0])


def holds(cutout: Cutout, folder: Path, bands: str = "zirg") -> None:
    assert cutout.bands == tuple(bands)
    assert cutout.stretch == "asinh"
    np.testing.assert_array_equal(cutout.pixels, np.stack([alone(folder, band) for band in bands]))


def test_a_band_by_itself_is_stretched_as_a_grey_picture_and_kept_finer_than_8_bits(tmp_path: Path) -> None:
    band, grey = alone(tmp_path, "g"), read(tmp_path / "alone.fits").pixels[0]
    np.testing.assert_allclose(band, grey, atol=0.5 / 255 + 0.5 / 2048)
    assert len(np.unique(band)) > 256
    np.testing.assert_array_equal(band, band.astype(np.float16))


def compressed(cube: NDArray[Any]) -> bytes:
    content = io.BytesIO()
    hdu = fits.CompImageHDU(cube, fits.Header({"BANDS": "griz"}), compression_type="GZIP_2", quantize_level=0)
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        fits_file(CUBE, {"BANDS": "griz"}),
        fits_file(CUBE, {"FILTER": "HSC-G, HSC-R, HSC-I, HSC-Z"}),
        fits_file(CUBE[::-1], {"BANDS": "z i r g"}),
        fits_file(np.moveaxis(CUBE, 0, 2), {"BANDS": "griz"}),
        fits_file(CUBE, {"BAND0": "g", "BAND1": "r", "BAND2": "i", "BAND3": "z"}),
        fits_file(CUBE[:, None], {"BANDS": "griz"}),
        gzip.compress(fits_file(CUBE, {"BANDS": "griz"})),
        compressed(CUBE),
        fits_extensions(**PLANES),
        fits_extensions(SCI_G=CUBE[0], SCI_R=CUBE[1], SCI_I=CUBE[2], SCI_Z=CUBE[3], MASK_Z=shown()),
    ],
    ids=["cube", "filters", "red-first", "bands-last", "BANDn", "4-D", "gz", "fz", "extensions", "SCI_x"],
)
def test_four_bands_are_kept_however_a_file_names_them(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    holds(read(path), tmp_path)
    holds(read(path, "griz"), tmp_path)
    holds(read(path, ["i", "g"]), tmp_path, "ig")


def test_bands_that_nothing_names_are_refused_until_they_are_said_in_their_order(tmp_path: Path) -> None:
    for count in (2, 4):
        path = written(tmp_path, fits_file(CUBE[:count]))
        with pytest.raises(RefusedInput, match=r"`bands=g,r,i,z`"):
            read(path)
        holds(read(path, "griz"[:count]), tmp_path, "griz"[:count][::-1])
    path = written(tmp_path, fits_file(CUBE[::-1]))
    holds(read(path, "zirg"), tmp_path)
    path = written(tmp_path, fits_extensions(A=CUBE[0], B2=CUBE[1], C=CUBE[2], D=CUBE[3]))
    holds(read(path, "griz"), tmp_path)


def test_one_band_and_three_are_pictures_to_look_at_unless_they_are_asked_for(tmp_path: Path) -> None:
    for content in (fits_file(CUBE[[0, 1, 3]]), fits_extensions(r=CUBE[1], z=CUBE[3], g=CUBE[0])):
        path = written(tmp_path, content)
        assert (read(path).bands, read(path).stretch) == (None, "lupton")
        holds(read(path, "grz" if content.startswith(fits_file(CUBE[:3])[:400]) else "rzg"), tmp_path, "zrg")
    path = written(tmp_path, fits_file(CUBE[0], {"FILTER": "g"}))
    assert (read(path).bands, read(path).stretch) == (None, "asinh")
    holds(read(path, "g"), tmp_path, "g")


def test_names_of_the_users_own_are_given_from_blue_to_red(tmp_path: Path) -> None:
    path = written(tmp_path, fits_file(CUBE, {"BANDS": "oiii halpha sii 3.6um"}))
    with pytest.raises(RefusedInput, match=r"bluest is not known.*`bands=oiii,halpha,sii,3\.6um`"):
        read(path)
    cutout = read(path, ["oiii", "halpha", "sii", "3.6um"])
    assert cutout.bands == ("3.6um", "sii", "halpha", "oiii")
    np.testing.assert_array_equal(cutout.pixels[3], alone(tmp_path, "g"))
    assert read(path, ["halpha"]).bands == ("halpha",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (fits_file(CUBE[:3], {"BANDS": "gri"}), "no band z: it has g, r, i"),
        (fits_file(CUBE[0], {"FILTER": "r"}), "no band g, i, z: it has r"),
        (fits_file(CUBE[0]), "one band without names, wanted g, r, i, z"),
        (fits_file(np.stack([*CUBE, CUBE[0]])), "wanted g, r, i, z: neither"),
        (fits_extensions(g=CUBE[0], r=CUBE[1], i=CUBE[2]), "no band z: it has g, r, i"),
        (fits_extensions(g=CUBE[0], r=CUBE[1], i=CUBE[2], R_SCI=CUBE[3]), "2 images of band r"),
        (fits_file(np.stack([*CUBE[:3], np.full((64, 64), 3.0)]), {"BANDS": "griz"}), "blank"),
        (fits_file(CUBE, {"BANDS": "griz", "BUNIT": "mag"}), "magnitudes"),
    ],
)
def test_what_is_not_the_bands_that_are_wanted_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(RefusedInput, match=reason):
        read(written(tmp_path, content), "griz")


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint16, np.int32, np.uint32, ">f8", "<f4"])
@pytest.mark.parametrize("is_apart", [False, True])
def test_bands_in_every_type_of_numbers(tmp_path: Path, kind: Any, is_apart: bool) -> None:
    counts = np.rint(np.stack([plane.clip(0, 200) for plane in PLANES.values()]) * 0.5 + 20)
    expected = read(written(tmp_path, fits_file(counts.astype(np.float32))), "griz")
    stored = counts.astype(kind)
    content = fits_extensions(**dict(zip("griz", stored, strict=True))) if is_apart else fits_file(stored)
    assert read(written(tmp_path, content), "griz").sha256 == expected.sha256


def test_scaled_integers(tmp_path: Path) -> None:
    counts = np.rint(CUBE * 8 + 100).astype(np.int32)
    plain = read(written(tmp_path, fits_file((counts * 0.25 + 3).astype(np.float32), {"BANDS": "griz"})))
    header: Header = {"BANDS": "griz", "BSCALE": 0.25, "BZERO": 3.0}
    assert read(written(tmp_path, fits_file(counts, header))).sha256 == plain.sha256


def test_a_cube_has_the_place_of_its_sky(tmp_path: Path) -> None:
    cutout = read(written(tmp_path, fits_file(CUBE, {"BANDS": "griz", **SKY})))
    assert cutout.ra_deg == pytest.approx(180.5)
    assert cutout.pixel_scale_arcsec == pytest.approx(0.72)


def files_of(folder: Path, **headers: Any) -> None:
    for band, plane in PLANES.items():
        (folder / f"ngc_1_{band.upper()}.fits").write_bytes(fits_file(plane, headers.get(band, SKY)))


def test_files_of_one_picture_are_put_together_by_a_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "galaxies" / "one"
    folder.mkdir(parents=True)
    files_of(folder)
    (folder / "ngc_1_mask.fits").write_bytes(fits_file(PLANES["g"]))
    (folder / "ngc_2_g.fits").write_bytes(fits_file(PLANES["g"]))
    paths = sorted(folder.iterdir())
    good, [refused], others = group_files(tmp_path, paths, "galaxies/{name}_{band}.fits", tuple("griz"))
    assert (refused.name, refused.reason, others) == ("one/ngc_2", "no file of band r, i, z", 1)
    [(item, name, found)] = read_files(good, 32)
    assert (item, name) == (good[0], "one/ngc_1")
    assert isinstance(found, Cutout)
    assert found.ra_deg == pytest.approx(180.5)
    holds(found, tmp_path)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({**SKY, "CRVAL2": 20.2505}, r"bands g and z are 5 pixels apart"),
        ({**SKY, "CD2_2": 2e-4, "CD1_1": -2e-4}, "different sizes"),
        ({**SKY, "FILTER": "r"}, r"ngc_1_Z\.fits: no band z: it has r"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(tmp_path: Path, header: Any, reason: str) -> None:
    files_of(tmp_path, z=header)
    good, _, _ = group_files(tmp_path, tmp_path.iterdir(), "{name}_{band}.fits", tuple("griz"))
    [(_, name, found)] = read_files(good, 32)
    assert name == "ngc_1"
    assert isinstance(found, RefusedInput)
    assert found.name == "ngc_1"
    with pytest.raises(RefusedInput, match=reason):
        raise found


@pytest.mark.parametrize("bands", ["grz", "griz"])
def test_extensions_have_one_place_or_are_refused(tmp_path: Path, bands: str) -> None:
    def content(**moved: float) -> bytes:
        hdus = [fits.ImageHDU(PLANES[band], fits.Header(SKY), name=f"SCI_{band}") for band in bands]
        hdus[1].header.update(moved)
        file = io.BytesIO()
        fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(file)
        return file.getvalue()

    together = read(written(tmp_path, content()))
    assert together.bands == (None if bands == "grz" else tuple("zirg"))
    assert together.dec_deg == pytest.approx(20.25)
    expected = read(
        written(tmp_path, fits_file(np.stack([PLANES[band] for band in bands]), {"BANDS": bands}))
    )
    np.testing.assert_array_equal(together.pixels, expected.pixels)
    with pytest.raises(RefusedInput, match="5 pixels apart"):
        read(written(tmp_path, content(CRVAL2=20.2505)))


def test_a_band_that_is_no_fits_file_is_refused(tmp_path: Path) -> None:
    files_of(tmp_path)
    (tmp_path / "ngc_1_Z.fits").write_bytes(picture(shown(), "PNG"))
    good, _, _ = group_files(tmp_path, tmp_path.iterdir(), "{name}_{band}.fits", tuple("griz"))
    [(_, _, found)] = read_files(good, 32)
    assert isinstance(found, RefusedInput)
    assert found.reason == "ngc_1_Z.fits is no FITS file: bands that are stored apart are FITS"


def test_a_pattern_wants_a_name_a_band_and_the_bands() -> None:
    for pattern, bands in (("{band}.fits", "gr"), ("{name}.fits", "gr"), ("{name}_{band}", "")):
        with pytest.raises(WrongUse, match="pattern="):
            group_files(Path(), [], pattern, tuple(bands))


def test_the_reader_in_its_own_process_knows_the_bands(tmp_path: Path) -> None:
    holds(read_one(written(tmp_path, fits_file(CUBE)), 32, bands=tuple("griz")), tmp_path)


@pytest.mark.parametrize(
    ("asked", "bands"),
    [("g,r,i,z", "griz"), ("griz", "griz"), ("Z i", "zi"), ("f606w,F814W", ["f606w", "f814w"]), ("r", "r")],
)
def test_bands_are_asked_for_by_a_list(asked: str, bands: Sequence[str]) -> None:
    assert parse_bands(asked) == tuple(bands)


@pytest.mark.parametrize("asked", ["", "g,g", "a,b,c,d,e,f,g,h,i,j,k,l,m", "g,<r>", "G,g"])
def test_bands_that_cannot_be_are_refused(asked: str) -> None:
    with pytest.raises(WrongUse, match="bands="):
        parse_bands(asked)


@pytest.mark.parametrize(
    ("called", "band"),
    [
        ("HSC-R", "r"),
        ("r.MP9601", "r"),
        ("SCI_F814W", "f814w"),
        ("DECam g SDSS c0001 4720.0", "g"),
        ("Clear", "clear"),
    ],
)
def test_a_band_is_known_by_the_word_that_is_its_name(called: str, band: str) -> None:
    assert plain_name(called) == band


def test_order_is_by_wavelength_where_it_is_known_and_else_as_given() -> None:
    assert red_to_blue("rugz") == tuple("zrgu")
    assert red_to_blue(["f814w", "f435w"]) == ("f814w", "f435w")
    assert red_to_blue(["b1", "b2"]) == ("b2", "b1")


@pytest.mark.parametrize("count", range(1, 13))
def test_colours_share_the_bands_evenly(count: int) -> None:
    weights = colour_weights(count)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(weights.sum(axis=0), 3 / count, atol=1e-6)
    assert luminance_weights(count).sum() == pytest.approx(1)
    fine = np.repeat(np.eye(count), 3, axis=1).reshape(count, 3, count).mean(axis=2).T  # by 3C thin strips
    np.testing.assert_allclose(weights, fine, atol=1e-6)


def test_three_bands_are_the_colours_and_luminance_is_that_of_the_colours() -> None:
    np.testing.assert_array_equal(colour_weights(3), np.eye(3))
    np.testing.assert_array_equal(luminance_weights(3), LUMINANCE_WEIGHTS)
    pixels = np.random.default_rng(3).random((4, 5, 5), np.float32)
    cutout = Cutout(pixels, "asinh", bands=tuple("zirg"))
    z, i, r, g = pixels
    np.testing.assert_allclose(
        in_colour(pixels), [0.75 * z + 0.25 * i, (i + r) / 2, 0.25 * r + 0.75 * g], atol=1e-6
    )
    red, green, blue = in_colour(pixels)
    np.testing.assert_allclose(
        cutout.luminance()[0], 0.2126 * red + 0.7152 * green + 0.0722 * blue, atol=1e-6
    )
    np.testing.assert_array_equal(cutout.image, np.stack([red, green, blue], axis=2))
    assert "data:image/png" in cutout._repr_html_()


def test_a_cutout_has_a_channel_a_band_and_their_names_are_in_its_digest() -> None:
    pixels = np.random.default_rng(3).random((4, 5, 5), np.float32)
    with pytest.raises(ValueError, match=r"\(3, H, W\)"):
        Cutout(pixels, "asinh", bands=tuple("zir"))
    with pytest.raises(ValueError, match="H, W"):
        Cutout(np.zeros((13, 5, 5), np.float32), "asinh", bands=tuple("abcdefghijklm"))
    assert (
        Cutout(pixels, "asinh", bands=tuple("zirg")).sha256
        != Cutout(pixels, "asinh", bands=tuple("yirg")).sha256
    )
