"""Pictures of 16 bits keep their range, in every mode and packing; the oracle is the numbers written."""

import struct
import zlib
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.array_layout import Layout, to_cutout
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.readers import read_cutouts

SIDE = 64
ROUNDED = 0.5 / 255 + 1e-6
COLOUR = {1: 0, 2: 4, 3: 2, 4: 6}
"""Of PNG, by the number of bands."""


def only(path: Path) -> Cutout:
    [(_, cutout)] = read_cutouts(path, SIDE)
    return cutout


def ramp(bands: int, bits: int) -> NDArray[np.uint16]:
    """Every band another; an opacity, where there is one, is full."""
    y, x = np.mgrid[:SIDE, :SIDE] / (SIDE - 1)
    planes = [x, y, (x + y) / 2][: bands if bands % 2 else bands - 1]
    values = np.rint(np.dstack(planes) * (2**bits - 1)).astype(np.uint16)
    if bands % 2 == 0:
        values = np.dstack([values, np.full((SIDE, SIDE), 2**16 - 1, np.uint16)])
    return np.asarray(values)


def write_png(path: Path, values: NDArray[np.uint16]) -> None:
    """Write a PNG as the standard says (filter up in every other row): Pillow cannot in 16-bit colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    height, width, bands = values.shape
    rows = values.astype(">u2").reshape(height, -1).view(np.uint8)
    above = np.vstack([np.zeros_like(rows[:1]), rows[:-1]])
    lines = [
        b"\2" + (row - up).tobytes() if number % 2 else b"\0" + row.tobytes()
        for number, (row, up) in enumerate(zip(rows, above, strict=True))
    ]
    header = struct.pack(">IIBBBBB", width, height, 16, COLOUR[bands], 0, 0, 0)
    content = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(lines))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + content)


def levels(values: NDArray[np.uint16], bits: int) -> NDArray[np.float64]:
    """What the picture must be, (C, H, W), without the opacity."""
    bands = values.shape[2]
    return np.asarray(values[..., : bands if bands % 2 else bands - 1].transpose(2, 0, 1) / (2**bits - 1))


@pytest.mark.parametrize("bits", [9, 10, 12, 14, 16])
@pytest.mark.parametrize("bands", [1, 2, 3, 4])
def test_png(tmp_path: Path, bands: int, bits: int) -> None:
    values = ramp(bands, bits)
    write_png(tmp_path / "ramp.png", values)
    np.testing.assert_allclose(only(tmp_path / "ramp.png").pixels, levels(values, bits), atol=ROUNDED)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("bands", [1, 3, 4])
@pytest.mark.parametrize("packing", [None, "zlib"])
def test_tiff(tmp_path: Path, bands: int, order: Literal["<", ">"], packing: str | None) -> None:
    values = ramp(bands, 12)
    tifffile.imwrite(
        tmp_path / "ramp.tif",
        values if bands > 1 else values[..., 0],
        byteorder=order,
        compression=packing,
        photometric="rgb" if bands > 1 else "minisblack",
        extrasamples=["unassalpha"] if bands == 4 else None,
    )
    np.testing.assert_allclose(only(tmp_path / "ramp.tif").pixels, levels(values, 12), atol=ROUNDED)


@pytest.mark.parametrize("kind", [np.int16, np.int32, np.uint32, np.float32])
def test_tiff_of_other_numbers(tmp_path: Path, kind: type[np.generic]) -> None:
    values = (ramp(1, 12)[..., 0] / (4095 if kind is np.float32 else 1)).astype(kind)
    tifffile.imwrite(tmp_path / "ramp.tif", values)
    np.testing.assert_allclose(only(tmp_path / "ramp.tif").pixels, levels(ramp(1, 12), 12), atol=ROUNDED)
    tifffile.imwrite(tmp_path / "bright.tif", (values * 1e5).astype(np.float32))
    with pytest.raises(RefusedInput, match=r"not in \[0, 1\]"):
        only(tmp_path / "bright.tif")


def test_several_pages_are_refused(tmp_path: Path) -> None:
    page = Image.fromarray(ramp(1, 8)[..., 0].astype(np.uint8))
    for name, kind in {"pages.tif": "TIFF", "film.webp": "WEBP", "film.png": "PNG"}.items():
        page.save(tmp_path / name, kind, save_all=True, append_images=[page.rotate(90)])
        with pytest.raises(RefusedInput, match="2 pictures in one file"):
            only(tmp_path / name)


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P", "L", "RGB"])
def test_transparent_pixels_are_black_whatever_hides_under_them(tmp_path: Path, mode: str) -> None:
    values = ramp(1, 8)[..., 0].astype(np.uint8) // 2
    hidden = values.copy()
    hidden[:20] = 250  # no other pixel is
    picture = Image.fromarray(hidden)
    options: dict[str, Any] = {}
    if mode in {"LA", "RGBA"}:
        opacity = Image.fromarray(np.where(hidden == 250, 0, 255).astype(np.uint8))
        picture = picture.convert(mode)
        picture.putalpha(opacity)
    else:
        picture = picture.convert(mode)
        options["transparency"] = {"P": 250, "L": 250, "RGB": (250, 250, 250)}[mode]
    picture.save(tmp_path / "hidden.png", **options)
    values[:20] = 0
    for band in only(tmp_path / "hidden.png").pixels:
        np.testing.assert_array_equal(np.rint(band * 255), values)


def test_half_opacity_is_half_as_bright(tmp_path: Path) -> None:
    values = ramp(4, 16)
    values[..., 3] = 2**15
    write_png(tmp_path / "half.png", values)
    np.testing.assert_allclose(only(tmp_path / "half.png").pixels, levels(values, 16) / 2, atol=0.01)


@settings(deadline=None)
@given(bits=st.integers(8, 16), seed=st.integers(0, 99))
def test_a_picture_is_the_same_in_as_many_bits_as_one_likes(bits: int, seed: int) -> None:
    eight = np.random.default_rng(seed).integers(0, 256, (1, SIDE, SIDE)).astype(np.uint16)
    eight[0, 0, :2] = 0, 255
    wide = np.rint(eight / 255 * (2**bits - 1)).astype(np.uint16)
    one, other = to_cutout(eight.astype(np.uint8), SIDE), to_cutout(wide, SIDE)
    np.testing.assert_allclose(other.pixels, one.pixels, atol=2e-3)


def test_counts_on_a_high_sky_are_stretched_as_flux() -> None:
    rng = np.random.default_rng(3)
    counts = rng.normal(1200, 10, (1, SIDE, SIDE))
    counts[0, 28:36, 28:36] += 600
    counts[0, 5, 5] = 65535  # a hot pixel
    cutout = to_cutout(counts.astype(np.uint16), SIDE)
    assert cutout.stretch == "asinh"
    assert cutout.pixels[0, 28:36, 28:36].mean() > 0.3


@settings(deadline=None)
@given(
    shape=st.one_of(
        st.tuples(st.integers(4, 9), st.integers(4, 9)),
        st.tuples(st.integers(4, 9), st.integers(4, 9), st.sampled_from([3, 1, 5])),
        st.tuples(st.integers(1, 5), st.integers(4, 9), st.integers(4, 9), st.sampled_from([1, 3])),
        st.tuples(st.integers(1, 5), st.sampled_from([1, 3]), st.integers(4, 9), st.integers(4, 9)),
    )
)
def test_layouts_lose_and_mix_no_number(shape: tuple[int, ...]) -> None:
    values = np.arange(np.prod(shape)).reshape(shape)
    layout = Layout.of(shape)
    pictures = layout.pictures(values)
    assert pictures.shape == (layout.count, layout.channels, layout.height, layout.width)
    assert sorted(pictures.ravel()) == sorted(values.ravel())
    assert layout.channels in (1, 3)
    for number, picture in enumerate(pictures):
        own = values[number] if layout.is_stack else values
        assert sorted(own.ravel()) == sorted(picture.ravel())


@pytest.mark.parametrize(
    "shape", [(), (5,), (3, 9, 9), (2, 3, 9, 3), (2, 1, 9, 1), (2, 4, 9, 9), (1, 2, 3, 9, 9)]
)
def test_layouts_that_could_be_anything_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="shape"):
        Layout.of(shape)
