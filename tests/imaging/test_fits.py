"""Which picture of a FITS file is taken, and which of its pixels; the oracle is a file of it alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.readers import read_cutouts
from tests.imaging.kinds import fits_extensions, fits_file, galaxy


def only(path: Path) -> Cutout:
    [(_, cutout)] = read_cutouts(path, 32)
    return cutout


def read(folder: Path, content: bytes) -> NDArray[np.float32]:
    (folder / "picture.fits").write_bytes(content)
    return only(folder / "picture.fits").pixels


def only_band(folder: Path, plane: NDArray[np.float32]) -> NDArray[np.float32]:
    (folder / "band.fits").write_bytes(fits_file(plane))
    [(_, cutout)] = read_cutouts(folder / "band.fits", 32, ["g"])
    return np.asarray(cutout.pixels[0])


MASK = np.random.default_rng(2).integers(0, 2, (64, 64)).astype(np.uint8)


@pytest.mark.parametrize(
    "name",
    [
        *("MASK", "mask_r", "MASKBITS", "R_MASK", "DQ", "DQ1", "dq_flags", "WHT", "WEIGHT", "weight-map"),
        *("IVAR", "invvar", "ERR", "ERR_F814W", "ERROR", "SIGMA", "VARIANCE", "BPM", "FLAGS", "EXP", "PSF"),
        *("NEXP", "SEGMAP", "SCI_MASK"),
    ],
)
def test_what_lies_before_the_picture_is_passed_over(tmp_path: Path, name: str) -> None:
    alone = read(tmp_path, fits_file(galaxy()))
    for picture in ("SCI", "IMAGE", "g"):
        pair: dict[str, NDArray[Any]] = {name: MASK, picture: galaxy()}
        content = fits_extensions(**pair)
        np.testing.assert_array_equal(read(tmp_path, content), alone)
    with pytest.raises(RefusedInput, match="without a picture: it holds"):
        read(tmp_path, fits_extensions(**{name: MASK}))


@pytest.mark.parametrize("name", ["SCI", "sci", "SCIENCE", "SCI_F814W"])
def test_science_goes_before_all_else(tmp_path: Path, name: str) -> None:
    content = fits_extensions(OTHER=galaxy().T, **{name: galaxy()})
    np.testing.assert_array_equal(read(tmp_path, content), read(tmp_path, fits_file(galaxy())))


@pytest.mark.parametrize("name", ["EXPANSE", "CONE", "ERRANT", "VARIA", "MODELLED", "F814W", "2MASS"])
def test_names_that_only_sound_like_a_mask_are_pictures(tmp_path: Path, name: str) -> None:
    content = fits_extensions(**{name: galaxy()})
    np.testing.assert_array_equal(read(tmp_path, content), read(tmp_path, fits_file(galaxy())))


def test_a_later_extension_that_is_cut_is_said_and_what_is_no_fits_does_not_matter(tmp_path: Path) -> None:
    whole = fits_extensions(SCI=galaxy(), WHT=galaxy())
    np.testing.assert_array_equal(read(tmp_path, whole + b"appended"), read(tmp_path, fits_file(galaxy())))
    np.testing.assert_array_equal(read(tmp_path, whole + bytes(10**6)), read(tmp_path, fits_file(galaxy())))
    with pytest.raises(RefusedInput, match="truncated"):
        read(tmp_path, whole[:-9000])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    kind=st.sampled_from([np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64]),
    blank=st.integers(0, 255),
    share=st.floats(0, 0.15),
    compressed=st.booleans(),
    seed=st.integers(0, 9),
)
def test_blank_is_missing_in_every_integer(
    tmp_path: Path, kind: type[np.generic], blank: int, share: float, compressed: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    counts = np.rint(galaxy().clip(0, 200) * 0.5 + 100).clip(0, 254)
    counts[counts == blank] = 255
    holes = rng.random(counts.shape) < share
    floats = np.where(holes, np.nan, counts).astype(np.float32)
    stored = np.where(holes, blank, counts).astype(kind)
    zero = {np.uint16: 2**15, np.uint32: 2**31}.get(kind, 0)
    hdu: Any = fits.CompImageHDU(stored) if compressed and kind is not np.int64 else fits.PrimaryHDU(stored)
    hdu.header["BLANK"] = blank - zero
    hdus = [hdu] if isinstance(hdu, fits.PrimaryHDU) else [fits.PrimaryHDU(), hdu]
    fits.HDUList(hdus).writeto(tmp_path / "counts.fits", overwrite=True)
    np.testing.assert_array_equal(only(tmp_path / "counts.fits").pixels, read(tmp_path, fits_file(floats)))


def test_blank_as_it_looks_after_scaling_is_understood_where_it_cannot_be_meant_otherwise(
    tmp_path: Path,
) -> None:
    counts = np.rint(galaxy().clip(0) + 100).astype(np.uint16)
    holes = counts.astype(np.float32)
    counts[:5, :5], holes[:5, :5] = 65535, np.nan
    expected = read(tmp_path, fits_file(holes))
    np.testing.assert_array_equal(read(tmp_path, fits_file(counts, {"BLANK": 65535})), expected)


def test_zero_is_a_count_in_integers_and_a_hole_in_floats_with_sky_subtracted(tmp_path: Path) -> None:
    flux = np.rint(galaxy() / 3)
    assert (flux == 0).mean() > 0.2
    assert flux.min() < 0
    only_counts = read(tmp_path, fits_file(flux.astype(np.int16)))
    assert only_counts.max() > 0.5
    with pytest.raises(RefusedInput, match="of a band is missing"):
        read(tmp_path, fits_file(flux.astype(np.float32)))


@given(order=st.permutations("grz"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6, deadline=None)
def test_bands_are_taken_by_their_names(tmp_path: Path, order: list[str]) -> None:
    planes = {"g": galaxy(), "r": 2 * galaxy()[::-1], "i": galaxy() * 0.1, "z": galaxy().T}
    expected = read(tmp_path, fits_file(np.stack([planes[band] for band in "grz"])))
    for bands in (order, [*order, "i"], ["i", *order]):
        if "i" in bands:
            expected = np.stack([only_band(tmp_path, planes[band]) for band in "zirg"])
        cube = np.stack([planes[band] for band in bands])
        bands_key: dict[str, float | str] = {"BANDS": "".join(bands)}
        each: dict[str, float | str] = {f"BAND{n}": band for n, band in enumerate(bands)}
        filters: dict[str, float | str] = {"FILTER": ", ".join(bands).upper()}
        for header in (bands_key, each, filters):
            np.testing.assert_array_equal(read(tmp_path, fits_file(cube, header)), expected)
        np.testing.assert_array_equal(read(tmp_path, fits_file(np.moveaxis(cube, 0, 2), bands_key)), expected)


def test_half_a_picture_of_one_value_is_refused(tmp_path: Path) -> None:
    flux = galaxy() + 100
    flux[32:] = 0
    with pytest.raises(RefusedInput, match="blank on its upper half"):
        read(tmp_path, fits_file(flux))
