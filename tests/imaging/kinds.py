"""Kinds of picture files: what came, and what happens. The tests try each; the docs can print them.

Every kind has further inputs in the tests of its reader; here is one of each, as a user would meet it.
"""

import bz2
import gzip
import io
import lzma
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from astropy.io import fits
from numpy.typing import NDArray
from PIL import Image

Header = dict[str, float | str]

SKY: Header = {
    "CTYPE1": "RA---TAN",
    "CTYPE2": "DEC--TAN",
    "CRVAL1": 180.5,
    "CRVAL2": 20.25,
    "CRPIX1": 32.5,
    "CRPIX2": 32.5,
    "CD1_1": -1e-4,
    "CD1_2": 0.0,
    "CD2_1": 0.0,
    "CD2_2": 1e-4,
}
"""64 pixels of 0.36″ around RA 180.5°, Dec 20.25°."""
SIP: Header = {"A_ORDER": 2, "B_ORDER": 2, "A_2_0": 1e-6, "B_0_2": 1e-6}
WITH_SUFFIX: Header = {"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP"}


def galaxy(sides: int = 64) -> NDArray[np.float32]:
    """Return flux of a slanted disk on a sky of 0 with noise of 1: the same whenever it is asked for."""
    y, x = np.mgrid[:sides, :sides] / sides - 0.5
    noise = np.random.default_rng(15).normal(size=(sides, sides))
    flux = 400 * np.exp(-np.hypot(x + 0.5 * y, 2 * (y - 0.3 * x)) / 0.08) + noise
    return np.asarray(flux.astype(np.float32))


def shown() -> NDArray[np.uint8]:
    """Return the galaxy as a display would show it."""
    grey = np.rint(255 * np.arcsinh(galaxy().clip(0) / 8) / np.arcsinh(50))
    return np.asarray(grey.clip(0, 255).astype(np.uint8))


def fits_file(data: NDArray[np.generic], header: Header | None = None) -> bytes:
    """Return a FITS file with these cards, whatever they are."""
    hdu = fits.PrimaryHDU(data)
    hdu.header.update(header or {})
    content = io.BytesIO()
    hdu.writeto(content, output_verify="ignore")
    return content.getvalue()


def fits_extensions(**extensions: NDArray[np.generic]) -> bytes:
    """Return a FITS file with an empty primary and named extensions."""
    content = io.BytesIO()
    hdus = [fits.ImageHDU(data, name=name) for name, data in extensions.items()]
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(content)
    return content.getvalue()


def compressed_fits() -> bytes:
    """Return a FITS file as fpack writes it."""
    content = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(galaxy())]).writeto(content)
    return content.getvalue()


def picture(values: NDArray[np.generic], kind: str, **options: Any) -> bytes:
    """Return a file of Pillow's."""
    content = io.BytesIO()
    Image.fromarray(values).save(content, kind, **options)
    return content.getvalue()


def tiff(values: NDArray[np.generic], photometric: int) -> bytes:
    """Return a plain TIFF of (H, W), or of (3, H, W) in separate planes."""
    planes, (height, width) = values.shape[0] if values.ndim == 3 else 1, values.shape[-2:]
    plane_bytes, lists = height * width * values.itemsize, 6 * planes
    at, tags = 8 + 2 + 12 * 10 + 4, []
    data_at = at + 2 * lists + 8 * planes
    form = 3 if values.dtype.kind == "f" else 1
    for tag, kind, numbers in (
        (256, "I", [width]),
        (257, "I", [height]),
        (258, "H", [8 * values.itemsize] * planes),
        (259, "H", [1]),
        (262, "H", [photometric]),
        (273, "I", [data_at + plane_bytes * plane for plane in range(planes)]),
        (277, "H", [planes]),
        (279, "I", [plane_bytes] * planes),
        (284, "H", [2 if planes > 1 else 1]),
        (339, "H", [form] * planes),
    ):
        tags.append((tag, kind, struct.pack(f"<{len(numbers)}{kind}", *numbers)))
    entries = beyond = b""
    for tag, kind, content in tags:
        count = len(content) // struct.calcsize(kind)
        inside = content.ljust(4, b"\0") if len(content) <= 4 else struct.pack("<I", at + len(beyond))
        beyond += content if len(content) > 4 else b""
        entries += struct.pack("<HHI", tag, {"H": 3, "I": 4}[kind], count) + inside
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + beyond
    return head.ljust(data_at, b"\0") + values.astype(values.dtype.newbyteorder("<")).tobytes()


def see_through() -> bytes:
    """Return the galaxy in RGBA, with white hidden under what is transparent."""
    values = np.dstack([shown()] * 3 + [np.full((64, 64), 255, np.uint8)])
    dark = values[..., 0] == 0
    values[dark] = (255, 255, 255, 0)
    return picture(values, "PNG")


def npy(values: NDArray[np.generic]) -> bytes:
    """Return an npy file."""
    content = io.BytesIO()
    np.save(content, values)
    return content.getvalue()


def hdf5(**datasets: NDArray[np.generic]) -> bytes:
    """Return an HDF5 file of these datasets."""
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for name, values in datasets.items():
            file[name] = values
    return content.getvalue()


def missing(data: NDArray[np.generic], value: float) -> NDArray[np.generic]:
    """Return the data with some pixels of a value."""
    data = data.copy()
    data[:4, :4] = value
    return data


@dataclass(frozen=True)
class Kind:
    """One kind of input."""

    came: str
    """What came, in words."""
    happens: str
    """What happens, in words."""
    file: str
    content: Callable[[], bytes]
    like: str | None = None
    """The kind whose picture it must equal, nearly."""
    refused: str | None = None
    """Part of the reason, where it is refused."""
    place: tuple[float, float] | None = None
    """RA and Dec (deg) that must be found; none where it is None."""
    no_place: str | None = None
    """Part of the message where the header gives a position that is not taken."""


COUNTS = np.rint(galaxy() * 10 + 1000)
KINDS = [
    Kind("FITS, one band", "read: stretched by asinh", "flux.fits", lambda: fits_file(galaxy())),
    Kind(
        "FITS with a text instead of a number in CRVAL",
        "the number in the quotes is taken",
        "text-crval.fits",
        lambda: fits_file(galaxy(), SKY | {"CRVAL1": "180.5", "CRVAL2": "20.25"}),
        like="flux.fits",
        place=(180.5, 20.25),
    ),
    Kind(
        "FITS with a sexagesimal CRVAL",
        "read without a position; the reason is reported",
        "sexagesimal.fits",
        lambda: fits_file(galaxy(), SKY | {"CRVAL1": "12:02:00", "CRVAL2": "20:15:00"}),
        like="flux.fits",
        no_place="CRVAL1 is '12:02:00', not a number",
    ),
    Kind(
        "FITS with SIP in a cube of three bands",
        "position and scale of the two axes of the sky",
        "sip-cube.fits",
        lambda: fits_file(np.stack([galaxy()] * 3), SKY | SIP | WITH_SUFFIX),
        place=(180.5, 20.25),
    ),
    Kind(
        "FITS with SIP coefficients and no -SIP in CTYPE, which move the centre by less than a pixel",
        "position and scale with the coefficients",
        "sip-unnamed.fits",
        lambda: fits_file(galaxy(), SKY | SIP),
        like="flux.fits",
        place=(180.5, 20.25),
    ),
    Kind(
        "the same, which move it by more",
        "read without a position; the reason is reported",
        "sip-unknown.fits",
        lambda: fits_file(galaxy(), SKY | SIP | {"CRPIX1": 3000.0}),
        like="flux.fits",
        no_place="no -SIP in CTYPE",
    ),
    Kind(
        "FITS in integers with BLANK, signed or unsigned (BZERO)",
        "BLANK is missing",
        "blank.fits",
        lambda: fits_file(missing(COUNTS, 77).astype(np.uint16), {"BLANK": 77 - 32768}),
        like="holes.fits",
    ),
    Kind(
        "FITS with NaN",
        "missing: at most a fifth of a band, filled with its median",
        "holes.fits",
        lambda: fits_file(missing(COUNTS, np.nan).astype(np.float32)),
    ),
    Kind(
        "FITS with infinities",
        "missing, as NaN",
        "infinite.fits",
        lambda: fits_file(missing(COUNTS, np.inf).astype(np.float32)),
        like="holes.fits",
    ),
    Kind(
        "FITS with maps of weights, noise, errors and the like before the picture",
        "they are passed over",
        "maps-first.fits",
        lambda: fits_extensions(
            **dict.fromkeys(
                ("RMSMAP", "WHTMAP", "ERR_MAP", "PSFMODEL", "RESIDUALS", "CHI2", "SNR"), np.eye(64)
            ),
            galaxy=galaxy(),
        ),
        like="flux.fits",
    ),
    Kind(
        "FITS with extensions MASK and WHT before SCI",
        "SCI is read",
        "mask-first.fits",
        lambda: fits_extensions(MASK=np.eye(64, dtype=np.uint8), WHT=np.eye(64), SCI=galaxy()),
        like="flux.fits",
    ),
    Kind(
        "FITS with masks alone",
        "refused",
        "mask-only.fits",
        lambda: fits_extensions(DQ=np.eye(64, dtype=np.uint8)),
        refused="without a picture: it holds DQ",
    ),
    Kind(
        "FITS with two bands, or four to twelve, which BANDS, FILTER, BAND0 and so on name",
        "each is kept, and stretched by itself",
        "named-bands.fits",
        lambda: fits_file(np.stack([galaxy(), 9 * galaxy(), galaxy() / 9, galaxy()]), {"BANDS": "griz"}),
        like="flux.fits",
    ),
    Kind(
        "three by the names of Hubble's and Webb's filters, or by B, V, R, I, J, H and K",
        "in colour, whatever their order",
        "hubble-bands.fits",
        lambda: fits_file(np.stack([9 * galaxy().T, galaxy(), galaxy()]), {"FILTERS": "F814W,F606W,F435W"}),
        like="red-green-blue.fits",
    ),
    Kind(
        "FITS with extensions of one shape that are called after bands",
        "they are the bands of one picture",
        "bands-apart.fits",
        lambda: fits_extensions(SCI_G=galaxy(), WHT_G=galaxy().T, SCI_R=9 * galaxy()),
        like="flux.fits",
    ),
    Kind(
        "FITS of three bands that BANDS calls RGB",
        "red is the first of them",
        "red-green-blue.fits",
        lambda: fits_file(np.stack([9 * galaxy().T, galaxy(), galaxy()]), {"BANDS": "RGB"}),
        like="hubble-bands.fits",
    ),
    Kind(
        "FITS of three bands with names that tell no order",
        "refused",
        "odd-bands.fits",
        lambda: fits_file(np.stack([galaxy()] * 3), {"BANDS": "soft medium hard"}),
        refused="soft, medium, hard: which is the bluest is not known",
    ),
    Kind(
        "FITS in magnitudes (BUNIT)",
        "refused",
        "magnitudes.fits",
        lambda: fits_file((22 - galaxy() / 50).astype(np.float32), {"BUNIT": "mag/arcsec2"}),
        refused="save flux",
    ),
    Kind(
        "FITS with a distortion in IRAF's TNX",
        "read without a place, which is said",
        "tnx.fits",
        lambda: fits_file(galaxy(), SKY | {"CTYPE1": "RA---TNX", "CTYPE2": "DEC--TNX"}),
        like="flux.fits",
        no_place="TNX: its distortion",
    ),
    Kind(
        "FITS, three bands, from blue to red",
        "read: stretched as Lupton et al. (2004) do",
        "three-bands.fits",
        lambda: fits_file(np.stack([galaxy()] * 3)),
    ),
    Kind(
        "FITS with two bands, or four and more, which nothing names",
        "refused: which bands they are is not known; `--bands g,r,i,z` says it, in the file's order",
        "unnamed-bands.fits",
        lambda: fits_file(np.stack([galaxy()] * 4)),
        refused="BANDS = 'griz'",
    ),
    Kind(
        "FITS packed with gzip",
        "unpacked",
        "flux.fits.gz",
        lambda: gzip.compress(fits_file(galaxy())),
        like="flux.fits",
    ),
    Kind(
        "FITS packed with bzip2",
        "unpacked",
        "flux.fits.bz2",
        lambda: bz2.compress(fits_file(galaxy())),
        like="flux.fits",
    ),
    Kind(
        "FITS packed with xz",
        "unpacked",
        "flux.fits.xz",
        lambda: lzma.compress(fits_file(galaxy())),
        like="flux.fits",
    ),
    Kind("FITS compressed by fpack", "read", "flux.fits.fz", compressed_fits, like="flux.fits"),
    Kind(
        "PNG in 8 bits", "read as it is", "display.png", lambda: picture(shown(), "PNG"), like="display.tif"
    ),
    Kind("TIFF", "read as it is", "display.tif", lambda: picture(shown(), "TIFF"), like="display.png"),
    Kind(
        "WebP",
        "read as it is",
        "display.webp",
        lambda: picture(np.dstack([shown()] * 3), "WEBP", lossless=True),
        like="display.png",
    ),
    Kind(
        "PNG or TIFF in 16 bits, of which 10, 12 or 14 are used",
        "white is what these bits can hold",
        "ten-bits.png",
        lambda: picture(shown().astype(np.uint16) * 4, "PNG"),
        like="display.png",
    ),
    Kind(
        "PNG or TIFF in 16 bits whose values keep to an eighth of these",
        "counts: stretched as FITS is",
        "counts.tif",
        lambda: picture((galaxy()[::-1] + 30000).clip(0).astype(np.uint16), "TIFF"),
        like="flux.fits",
    ),
    Kind(
        "TIFF of which 0 is white, in 8 or 16 bits",
        "inverted",
        "white-is-zero.tif",
        lambda: tiff(65535 - shown().astype(np.uint16) * 257, photometric=0),
        like="display.png",
    ),
    Kind(
        "the same in floating point",
        "refused",
        "white-is-zero-float.tif",
        lambda: tiff((shown() / 255).astype(np.float32), photometric=0),
        refused="of which 0 is white",
    ),
    Kind(
        "TIFF in 16 bits and separate planes of colour",
        "refused",
        "planes.tif",
        lambda: tiff(np.stack([shown().astype(np.uint16) * 257] * 3), photometric=2),
        refused="save it interleaved",
    ),
    Kind(
        "a picture that is transparent",
        "what is seen on black",
        "see-through.png",
        see_through,
        like="display.png",
    ),
    Kind(
        "npy of one picture",
        "read as it is",
        "one.npy",
        lambda: npy(np.dstack([shown()] * 3)),
        like="display.png",
    ),
    Kind(
        "npy or HDF5 of (3, H, W)",
        "refused: one picture in colour or three in grey",
        "three.npy",
        lambda: npy(np.stack([shown()] * 3)),
        refused="one picture in colour or three in grey",
    ),
    Kind(
        "npy or HDF5 of (H, W, 2), (H, W, 4) and more, with opacity, say",
        "refused",
        "four.npy",
        lambda: npy(np.dstack([shown()] * 4)),
        refused="4 channels, wanted 1 or 3",
    ),
    Kind(
        "npy of no picture",
        "refused",
        "none.npy",
        lambda: npy(shown()[None][:0]),
        refused="no pictures: shape (0, 64, 64)",
    ),
    Kind(
        "HDF5 of (N, H, W)",
        "N pictures",
        "grey.h5",
        lambda: hdf5(images=np.stack([shown()] * 2)),
        like="display.png",
    ),
    Kind(
        "HDF5 of (N, H, W, 3), as Galaxy10 is",
        "N pictures in colour",
        "colour.h5",
        lambda: hdf5(images=np.stack([np.dstack([shown()] * 3)] * 2), ans=np.arange(2)),
        like="display.png",
    ),
    Kind(
        "HDF5 of uint16",
        "as a PNG in 16 bits",
        "twelve-bits.h5",
        lambda: hdf5(images=np.stack([shown().astype(np.uint16) * 16] * 2)),
        like="display.png",
    ),
    Kind(
        "HDF5 with several datasets of pictures, none called images",
        "refused by their names",
        "several.h5",
        lambda: hdf5(a=np.stack([shown()] * 2), b=np.stack([shown()] * 2)),
        refused="pictures in a and b",
    ),
    Kind(
        "npy or HDF5 in floating point outside [0, 1]",
        "refused: what is white is not known",
        "flux.npy",
        lambda: npy(galaxy()),
        refused="not in [0, 1]",
    ),
]


def write(kind: Kind, folder: Path) -> Path:
    """Write the file of a kind."""
    path = folder / kind.file
    path.write_bytes(kind.content())
    return path


def table() -> str:
    """Return the kinds as the table of docs/pictures.md."""
    rows = [f"| {kind.came} | {kind.happens} |" for kind in KINDS]
    return "\n".join(["| what came | what happens |", "| --- | --- |", *rows]) + "\n"


if __name__ == "__main__":
    print(table(), end="")
