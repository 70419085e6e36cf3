"""Files that are not what they claim to be: each is refused by its name, with the reason."""

import bz2
import gzip
import io
import lzma
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from astropy.io import fits
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.readers import read_cutouts

Floats = NDArray[np.float32] | NDArray[np.float64]


def noise_picture(kind: str) -> bytes:
    content = io.BytesIO()
    values = np.random.default_rng(5).integers(0, 256, (80, 60, 3), np.uint8)
    Image.fromarray(values).save(content, kind)
    return content.getvalue()


def saved(picture: Image.Image, kind: str) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind)
    return content.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    zeros = zlib.compress(bytes(3 * width + 1) * 100, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zeros) + chunk(b"IEND", b"")


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("payload.txt", "hello")
    return content.getvalue()


def error_page() -> bytes:
    page = Image.new("RGB", (423, 423))
    ImageDraw.Draw(page).text(
        (10, 10), "getFrames() has failed:\nSELECT img, f.a, f.b\nFROM fGetNearby", "white"
    )
    return saved(page, "JPEG")


def fits_bytes(data: Floats) -> bytes:
    content = io.BytesIO()
    fits.PrimaryHDU(data).writeto(content)
    return content.getvalue()


def fits_header(**cards: int) -> bytes:
    header: fits.Header = fits.Header([("SIMPLE", True), ("BITPIX", -32), ("NAXIS", 2), *cards.items()])
    text: str = header.tostring(padding=True)
    return text.encode()


def with_value(value: float, pixels: int) -> Floats:
    data = np.random.default_rng(6).normal(size=(40, 40)).astype(np.float32)
    data.flat[:pixels] = value
    return data


def flat_cube() -> Floats:
    cube = np.random.default_rng(6).normal(size=(3, 40, 40)).astype(np.float32)
    cube[1] = 2
    return cube


REFUSED = {
    "empty.jpeg": (b"", "empty: 0 bytes"),
    "page.jpeg": (b"\n<!DOCTYPE html><html><body>Not found</body></html>", "an HTML page, not a picture"),
    "notes.png": (b"just some words", "neither JPEG, PNG, WebP, TIFF, FITS, HDF5 nor npy"),
    "picture.gif": (saved(Image.new("L", (9, 9)), "GIF"), "neither JPEG"),
    "pack.fits": (b"\x1f\x8b\x08" + bytes(40), "truncated or damaged gzip"),
    "truncated.jpeg": (noise_picture("JPEG")[:-2000], "truncated"),
    "truncated.png": (noise_picture("PNG")[:-2000], "truncated"),
    "header-only.jpeg": (b"\xff\xd8\xff\xe0", "damaged"),
    "bomb.png": (png_bomb(50_000, 50_000), "too large"),
    "wide-bomb.png": (png_bomb(8193, 2), "too large: 8193 × 2 pixels"),
    "short.png": (png_bomb(800, 800), "blank"),
    "carrier.jpeg": (noise_picture("JPEG") + zipped(), "zip archive"),
    "carrier.png": (noise_picture("PNG") + zipped(), "zip archive"),
    "plain.zip": (zipped(), "zip archive"),
    "black.png": (saved(Image.new("RGB", (50, 50), (0, 0, 7)), "PNG"), "blank: every pixel is 0, 0, 7"),
    "error-page.jpeg": (error_page(), "blank on its lower half, every pixel is 0, 0, 0"),
    "nan.fits": (fits_bytes(with_value(np.nan, 1600)), "100% of a band is missing"),
    "holes.fits": (fits_bytes(with_value(np.nan, 400)), "25% of a band is missing"),
    "uncovered.fits": (fits_bytes(with_value(0, 400)), "25% of a band is missing"),
    "infinite.fits": (fits_bytes(with_value(-np.inf, 400)), "25% of a band is missing"),
    "overflowing.fits": (
        fits_bytes(with_value(0, 0).astype(float) * 1e300),
        "100% of a band is missing (NaN, infinite",
    ),
    "constant.fits": (fits_bytes(np.full((9, 9), 2.5, np.float32)), "blank: every pixel is 2.5"),
    "one-flat-band.fits": (fits_bytes(flat_cube()), "blank: every pixel is 2"),
    "spectrum.fits": (fits_bytes(np.arange(100.0)), "without a picture"),
    "five-bands.fits": (fits_bytes(np.ones((5, 9, 9))), "neither one band"),
    "truncated.fits": (fits_bytes(np.ones((90, 90)))[:-5000], "truncated FITS: header promises"),
    "lying.fits": (fits_header(NAXIS1=100_000, NAXIS2=100_000), "truncated FITS: header promises 40,0"),
    "negative.fits": (fits_header(NAXIS1=-100, NAXIS2=-100) + bytes(90_000), "no pixels: -100 × -100"),
    "no-end.fits": (b"SIMPLE  =                    T".ljust(4_000_000), "damaged FITS"),
    "garbled.fits": (
        fits_header(NAXIS1=9, NAXIS2=9).replace(b"NAXIS1", b"NOXIS1") + bytes(2880),
        "damaged FITS",
    ),
    "not-really.h5": (b"\x89HDF\r\n\x1a\n" + bytes(500), "truncated or damaged HDF5"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_name_with_the_reason(tmp_path: Path, name: str) -> None:
    content, reason = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RefusedInput) as refusal:
        list(read_cutouts(tmp_path / name, 32))
    assert refusal.value.name == name
    assert reason in refusal.value.reason


def test_huge_fits_that_is_all_there(tmp_path: Path) -> None:
    path = tmp_path / "huge.fits"
    path.write_bytes(fits_header(NAXIS1=8193, NAXIS2=8))
    os.truncate(path, 10**6)
    with pytest.raises(RefusedInput, match="too large: 8193 × 8 pixels"):
        list(read_cutouts(path))
    path.write_bytes(fits_header(NAXIS1=8000, NAXIS2=8000).replace(b"-32", b"-64"))
    os.truncate(path, 600 * 10**6)  # sparse: takes no room
    with pytest.raises(RefusedInput, match="too large: 488 MiB decoded"):
        list(read_cutouts(path))


def test_what_is_no_file(tmp_path: Path) -> None:
    for path, reason in {tmp_path: "a directory", tmp_path / "nowhere.png": "no such file"}.items():
        with pytest.raises(RefusedInput, match=reason):
            list(read_cutouts(path))
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(RefusedInput, match="a device or a pipe"):
        list(read_cutouts(tmp_path / "pipe.png"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_without_permission(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(noise_picture("PNG"))
    (tmp_path / "secret.png").chmod(0)
    with pytest.raises(RefusedInput, match=r"cannot be read: Permission denied"):
        list(read_cutouts(tmp_path / "secret.png"))


def hdf5_refusal(path: Path, fill: Callable[[h5py.File], object]) -> str:
    with h5py.File(path, "w") as file:
        fill(file)
    with pytest.raises(RefusedInput) as refusal:
        list(read_cutouts(path, 16))
    assert refusal.value.name.startswith("file.h5")
    return refusal.value.reason


def test_hdf5_of_another_layout(tmp_path: Path) -> None:
    path = tmp_path / "file.h5"
    assert "without pictures" in hdf5_refusal(path, lambda file: None)
    assert "without pictures" in hdf5_refusal(path, lambda file: file.create_dataset("data", data=[1, 2]))
    assert "wanted" in hdf5_refusal(
        path, lambda file: file.create_dataset("images", data=np.ones((2, 2, 9, 9)))
    )
    integers = np.ones((2, 9, 9, 1), np.int32)
    assert "int32" in hdf5_refusal(
        path, lambda file: file.create_dataset("s_1_m_1/images_camera_00", data=integers)
    )
    bright = np.full((2, 9, 9, 1), 7.5)
    assert "values from 7.5 to 7.5" in hdf5_refusal(
        path, lambda file: file.create_dataset("s_1_m_1/images_camera_00", data=bright)
    )


def test_hdf5_that_promises_more_than_it_has(tmp_path: Path) -> None:
    path = tmp_path / "file.h5"

    def endless(file: h5py.File) -> None:
        file.create_dataset("images", shape=(10**9, 1, 64, 64), chunks=(1, 1, 64, 64), dtype=np.uint8)

    def huge(file: h5py.File) -> None:
        file.create_dataset("images", shape=(1, 1, 10**5, 10**5), chunks=True, dtype=np.uint8)

    def fat_chunks(file: h5py.File) -> None:
        file.create_dataset("images", shape=(10**4, 3, 128, 128), chunks=(10**4, 3, 128, 128), dtype=np.uint8)

    assert "lacks most" in hdf5_refusal(path, endless)
    assert "too large: 100000 × 100000" in hdf5_refusal(path, huge)
    assert "too large: chunks of 468 MiB" in hdf5_refusal(path, fat_chunks)


def test_hdf5_does_not_lead_to_other_files(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "private.h5", "w") as file:
        file["images"] = np.zeros((2, 1, 9, 9), np.uint8)
    (tmp_path / "private.raw").write_bytes(bytes(1000))
    path = tmp_path / "file.h5"

    def link(file: h5py.File) -> None:
        file["images"] = h5py.ExternalLink("private.h5", "images")

    def external(file: h5py.File) -> None:
        raw = [(tmp_path / "private.raw", 0, 648)]
        file.create_dataset("images", shape=(8, 1, 9, 9), dtype=np.uint8, external=raw)

    def virtual(file: h5py.File) -> None:
        layout = h5py.VirtualLayout((2, 1, 9, 9), np.uint8)
        layout[:] = h5py.VirtualSource(tmp_path / "private.h5", "images", (2, 1, 9, 9))
        file.create_virtual_dataset("images", layout)

    assert "without pictures" in hdf5_refusal(path, link)
    assert "another file" in hdf5_refusal(path, external)
    assert "another file" in hdf5_refusal(path, virtual)


def test_truncated_hdf5(tmp_path: Path) -> None:
    path = tmp_path / "file.h5"
    with h5py.File(path, "w") as file:
        file["images"] = np.random.default_rng(7).integers(0, 256, (9, 1, 64, 64), np.uint8)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(RefusedInput, match="truncated"):
        list(read_cutouts(path))


def test_bombs_take_no_memory(tmp_path: Path) -> None:
    """Memory while refusing stays within 64 MB of what the imports took: measured in a process of its own."""
    (tmp_path / "bomb.png").write_bytes(png_bomb(60_000, 60_000))
    (tmp_path / "no-end.fits").write_bytes(b"SIMPLE  =                    T")
    os.truncate(tmp_path / "no-end.fits", 3 * 10**9)
    (tmp_path / "huge.fits").write_bytes(fits_header(NAXIS1=25_000, NAXIS2=25_000))
    os.truncate(tmp_path / "huge.fits", 3 * 10**9)
    with h5py.File(tmp_path / "bomb.h5", "w") as file:
        file.create_dataset("images", shape=(1, 3, 30_000, 30_000), dtype=np.uint8, chunks=True)
    program = """if True:
        import resource, sys
        from pathlib import Path
        from deepgalaxy.core.errors import RefusedInput
        from deepgalaxy.imaging.readers import read_cutouts
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for path in sorted(Path(sys.argv[1]).iterdir()):
            try:
                list(read_cutouts(path))
            except RefusedInput as error:
                print(error.name)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True, timeout=120
    )
    *refused, extra_kib = done.stdout.split()
    assert refused == ["bomb.h5::images", "bomb.png", "huge.fits", "no-end.fits"]
    assert int(extra_kib) < 64 * 1024


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_is_packed_is_unpacked_to_its_limit(
    tmp_path: Path, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = fits_bytes(with_value(0, 0))
    monkeypatch.setattr("deepgalaxy.imaging.compressed.MAX_FILE_BYTES", 2**20)
    path = tmp_path / "packed.fits"
    path.write_bytes(pack(plain))
    assert [name for name, _ in read_cutouts(path)] == ["packed.fits"]
    for content, reason in {
        pack(plain + bytes(2**21)): "too large: holds more than 1 MiB",
        pack(plain)[:-9]: "truncated or damaged",
        pack(pack(plain)): "packed twice",
        pack(b"hello"): "neither JPEG",
        pack(b""): "empty",
    }.items():
        path.write_bytes(content)
        with pytest.raises(RefusedInput) as refusal:
            list(read_cutouts(path))
        assert refusal.value.name == "packed.fits"
        assert reason in refusal.value.reason
