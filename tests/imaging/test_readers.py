from pathlib import Path

import astropy.units as u
import h5py
import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import pixel_to_skycoord
from numpy.typing import NDArray
from PIL import Image

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout, from_8bit
from deepgalaxy.imaging.image_store import read_pictures, write_shard
from deepgalaxy.imaging.readers import read_cutouts

DATA = Path(__file__).parents[3] / "shared" / "data"


def only(path: Path, size_px: int = 64) -> Cutout:
    [(name, cutout)] = read_cutouts(path, size_px)
    assert name == path.name
    assert cutout.pixels.shape[1:] == (size_px, size_px)
    return cutout


def tan_wcs(height: int, width: int) -> WCS:
    """0.5″ pixels, turned by 25°, and a reference point that is not the centre."""
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval = [359.99, 41.3]
    wcs.wcs.crpix = [width / 3, height / 4]
    angle = np.deg2rad(25)
    turn = np.array([[-np.cos(angle), np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    wcs.wcs.cd = 0.5 / 3600 * turn
    return wcs


def flux(*shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(8).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize(("height", "width", "size_px"), [(120, 200, 64), (90, 90, 128), (64, 40, 64)])
def test_fits_centre_and_pixel_scale(tmp_path: Path, height: int, width: int, size_px: int) -> None:
    wcs = tan_wcs(height, width)
    path = tmp_path / "picture.fits"
    fits.PrimaryHDU(flux(height, width), wcs.to_header()).writeto(path)
    cutout = only(path, size_px)
    assert cutout.stretch == "asinh"
    centre = pixel_to_skycoord((width - 1) / 2, (height - 1) / 2, wcs)
    assert cutout.ra_deg is not None
    assert cutout.dec_deg is not None
    assert 0 <= cutout.ra_deg < 360
    found = SkyCoord(cutout.ra_deg, cutout.dec_deg, unit="deg")
    assert found.separation(centre).to_value(u.arcsec) < 1e-6
    corner, next_corner = (pixel_to_skycoord(x, 0, wcs) for x in (0, width))
    side = corner.separation(next_corner).to_value(u.arcsec) / width * max(height, width) / size_px
    assert cutout.pixel_scale_arcsec == pytest.approx(side, rel=1e-4)


def test_fits_bands_first_or_last_and_one_band_with_empty_axes(tmp_path: Path) -> None:
    cube = flux(3, 80, 80)
    wcs = tan_wcs(80, 80)
    header = WCS(naxis=3).to_header()
    fits.PrimaryHDU(cube, wcs.to_header()).writeto(tmp_path / "first.fits")
    fits.PrimaryHDU(np.moveaxis(cube, 0, 2), header).writeto(tmp_path / "last.fits")
    fits.PrimaryHDU(cube[:1, None], header).writeto(tmp_path / "one.fits")
    first, last, one = (only(tmp_path / f"{name}.fits") for name in ("first", "last", "one"))
    assert first.stretch == last.stretch == "lupton"
    np.testing.assert_array_equal(first.pixels, last.pixels)
    assert first.ra_deg is not None
    assert last.ra_deg is None
    assert (one.stretch, one.pixels.shape) == ("asinh", (1, 64, 64))


def test_fits_picture_in_an_extension_last_row_on_top(tmp_path: Path) -> None:
    picture = flux(64, 64)
    picture[-10, 20] = 300
    table = fits.BinTableHDU.from_columns([fits.Column("x", "E", array=np.ones(9))])
    path = tmp_path / "picture.dat"  # the suffix does not matter
    fits.HDUList([fits.PrimaryHDU(), table, fits.ImageHDU(picture)]).writeto(path)
    pixels = only(path).pixels
    assert pixels.argmax() == 9 * 64 + 20


def test_fits_with_few_missing_pixels_is_filled_at_the_sky(tmp_path: Path) -> None:
    picture = flux(64, 64) * 0.1 + 5
    picture[30:34, 30:34] += 10
    holes = picture.copy()
    holes[:8, :8] = np.nan
    fits.PrimaryHDU(holes).writeto(tmp_path / "holes.fits")
    pixels = only(tmp_path / "holes.fits").pixels[0]
    assert np.ptp(pixels[-8:, :8]) == 0
    assert pixels[-8, 0] == pytest.approx(np.median(pixels), abs=0.01)


def test_fits_of_integers_and_scaled_integers(tmp_path: Path) -> None:
    counts = np.random.default_rng(9).poisson(1000, (64, 64)).astype(np.uint16)
    counts[20:40, 20:40] += 3000
    fits.PrimaryHDU(counts).writeto(tmp_path / "counts.fits")  # stored with BZERO
    fits.PrimaryHDU(counts.astype(np.float32)).writeto(tmp_path / "floats.fits")
    np.testing.assert_array_equal(
        only(tmp_path / "counts.fits").pixels, only(tmp_path / "floats.fits").pixels
    )


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "LA", "I;16"])
def test_png_of_every_mode(tmp_path: Path, mode: str) -> None:
    ramp = np.add.outer(np.arange(64), 2 * np.arange(64)).astype(np.uint8)
    grey = (
        Image.fromarray(ramp.astype(np.uint16) * 257)
        if mode == "I;16"
        else Image.fromarray(ramp).convert(mode)
    )
    grey.save(tmp_path / "ramp.jpeg", "PNG")
    cutout = only(tmp_path / "ramp.jpeg")
    assert cutout.stretch == "none"
    assert cutout.pixels.shape[0] == (1 if mode in {"L", "LA", "I;16"} else 3)
    for band in cutout.pixels:
        np.testing.assert_array_equal(band, from_8bit(ramp))


def test_jpeg_in_grey_and_colour(tmp_path: Path) -> None:
    y, x = np.mgrid[:128, :128] / 127
    colour = np.stack([x, y, 1 - x], axis=2)
    Image.fromarray(np.rint(255 * colour).astype(np.uint8)).save(tmp_path / "colour.jpg", quality=95)
    Image.fromarray(np.rint(255 * x).astype(np.uint8)).save(tmp_path / "grey.jpg", quality=95)
    halved = colour.reshape(64, 2, 64, 2, 3).mean(axis=(1, 3)).transpose(2, 0, 1)
    np.testing.assert_allclose(only(tmp_path / "colour.jpg").pixels, halved, atol=0.03)
    np.testing.assert_allclose(only(tmp_path / "grey.jpg").pixels, halved[:1], atol=0.03)


@pytest.mark.parametrize("kind", [np.uint8, np.float16, np.float32])
def test_hdf5_of_mergers(tmp_path: Path, kind: type[np.generic]) -> None:
    stored = np.random.default_rng(10).integers(0, 256, (5, 32, 32, 1), np.uint8)
    pictures = stored if kind is np.uint8 else from_8bit(stored).astype(kind)
    path = tmp_path / "mergers.h5"
    with h5py.File(path, "w") as file:
        for camera in ("01", "00"):
            file[f"s_1_m_1__run_3/images_camera_{camera}"] = pictures
            file[f"s_1_m_1__run_3/t_myr_camera_{camera}"] = np.arange(5.0)
        file["s_0.5_m_0.25/images_camera_13"] = pictures
    cutouts = dict(read_cutouts(path, 32))
    assert list(cutouts) == [
        f"mergers.h5::{node}[{index}]"
        for node in (
            "s_0.5_m_0.25/images_camera_13",
            "s_1_m_1__run_3/images_camera_00",
            "s_1_m_1__run_3/images_camera_01",
        )
        for index in range(5)
    ]
    third = cutouts["mergers.h5::s_1_m_1__run_3/images_camera_01[2]"].pixels
    np.testing.assert_allclose(third, from_8bit(stored[2, :, :, 0])[None], atol=5e-4)


def test_bad_pictures_of_an_hdf5_file_keep_no_good_one_back(tmp_path: Path) -> None:
    pictures = np.random.default_rng(1).random((5, 16, 16, 1)).astype(np.float32)
    pictures[1, 3, 3] = np.nan
    pictures[3] = 0.25
    with h5py.File(tmp_path / "some.h5", "w") as file:
        file["s_1_m_1/images_camera_00"] = pictures
    reading = read_cutouts(tmp_path / "some.h5", 16)
    assert [next(reading)[0][-3:] for _ in range(3)] == ["[0]", "[2]", "[4]"]
    with pytest.raises(RefusedInput, match=r"camera_00\[1\]: values .* \(and 1 more pictures of this file\)"):
        next(reading)
    with h5py.File(tmp_path / "none.h5", "w") as file:
        file["images"] = np.zeros((0, 1, 8, 8), np.uint8)
    with pytest.raises(RefusedInput, match="none in it"):
        list(read_cutouts(tmp_path / "none.h5"))


def test_a_cutout_is_the_same_now_and_from_the_store(tmp_path: Path) -> None:
    ramp = np.random.default_rng(2).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    Image.fromarray(ramp).save(tmp_path / "ramp.png")
    cutout = only(tmp_path / "ramp.png")
    shard = write_shard(tmp_path / "store", [cutout])
    np.testing.assert_array_equal(read_pictures(shard, "images", [0])[0], cutout.pixels)


@pytest.mark.parametrize(
    ("types", "frame", "place"),
    [
        (("GLON-TAN", "GLAT-TAN"), {}, SkyCoord(120, 10, unit="deg", frame="galactic")),
        (
            ("RA---TAN", "DEC--TAN"),
            {"RADESYS": "FK4", "EQUINOX": 1950.0},
            SkyCoord(120, 10, unit="deg", frame="fk4"),
        ),
    ],
)
def test_positions_are_icrs_whatever_the_wcs_speaks(
    tmp_path: Path, types: tuple[str, str], frame: dict[str, object], place: SkyCoord
) -> None:
    hdu = fits.PrimaryHDU(np.random.default_rng(3).normal(100, 5, (33, 33)).astype(np.float32))
    hdu.header.update(
        {
            "CTYPE1": types[0],
            "CTYPE2": types[1],
            "CRVAL1": 120.0,
            "CRVAL2": 10.0,
            "CRPIX1": 17.0,
            "CRPIX2": 17.0,
        }
        | {"CDELT1": -1e-4, "CDELT2": 1e-4, "CUNIT1": "deg", "CUNIT2": "deg"}
        | frame
    )
    hdu.writeto(tmp_path / "sky.fits")
    cutout = only(tmp_path / "sky.fits")
    found = SkyCoord(cutout.ra_deg, cutout.dec_deg, unit="deg")
    assert found.separation(place.icrs).arcsec < 0.1


def test_hdf5_shard_gives_back_what_went_in(tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    put_in = [Cutout(from_8bit(rng.integers(0, 256, (3, 32, 32), np.uint8)), "none") for _ in range(3)]
    shard = write_shard(tmp_path, put_in)
    names, cutouts = zip(*read_cutouts(shard, 32), strict=True)
    assert names == tuple(f"{shard.name}::images[{index}]" for index in range(3))
    assert [cutout.sha256 for cutout in cutouts] == [cutout.sha256 for cutout in put_in]


@pytest.mark.skipif(not DATA.exists(), reason="the DECaLS cutouts are not beside this checkout")
def test_decals_pictures() -> None:
    for name, scale in {"example_a": 0.1224733, "example": 0.1, "temp_small": 0.262}.items():
        path = DATA / "decals" / f"{name}.fits"
        header = fits.getheader(path)
        cutout = only(path, 128)
        assert cutout.stretch == "lupton"
        assert cutout.ra_deg == pytest.approx(header["CRVAL1"], abs=1e-7)
        assert cutout.dec_deg == pytest.approx(header["CRVAL2"], abs=1e-7)
        assert cutout.pixel_scale_arcsec == pytest.approx(scale * header["NAXIS1"] / 128, rel=1e-4)
        grey = cutout.luminance()[0]
        assert np.median(grey) < 0.15
        assert grey[60:68, 60:68].mean() > 0.5
    published = only(DATA / "decals" / "example_a.jpeg", 128).luminance()
    ours = only(DATA / "decals" / "example_a.fits", 128).luminance()
    assert np.corrcoef(published.ravel(), ours.ravel())[0, 1] > 0.9
    with pytest.raises(RefusedInput, match="76% of a band is missing"):
        only(DATA / "decals" / "example_bad_pix.fits")
    with pytest.raises(
        RefusedInput, match="truncated FITS: header promises 2,160,192 bytes, the file has 1,389,044"
    ):
        only(DATA / "decals" / "example_incomplete.fits")


@pytest.mark.skipif(not DATA.exists(), reason="the SDSS pictures are not beside this checkout")
def test_sdss_pictures_and_the_error_message_among_them() -> None:
    error_page = DATA / "gz1" / "587729387686002878.jpeg"
    with pytest.raises(RefusedInput, match="blank on its lower half"):
        only(error_page)
    for path in sorted((DATA / "gz1").glob("*.jpeg"))[::40]:
        assert only(path).pixels.shape == (3, 64, 64)
