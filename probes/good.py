"""Small files that are as they should be, of each kind that is read."""

import bz2
import gzip
import io
import lzma
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from astropy.io import fits
from astropy.table import Table
from astropy.wcs import WCS
from numpy.typing import NDArray
from PIL import Image

SIDE_PX = 24
GALAXIES = 5


def noise(*shape: int) -> NDArray[np.uint8]:
    """Return noise, the same for a shape each time."""
    return np.random.default_rng(shape).integers(0, 256, shape, np.uint8)


def _pillow(kind: str, **options: Any) -> bytes:
    content = io.BytesIO()
    Image.fromarray(noise(SIDE_PX, SIDE_PX, 3)).save(content, kind, **options)
    return content.getvalue()


def _fits(*, is_packed: bool = False, bands: int = 1, sip: bool = False) -> bytes:
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval, wcs.wcs.crpix, wcs.wcs.cdelt = [150.0, 2.0], [12, 12], [-1e-4, 1e-4]
    header = wcs.to_header()
    if sip:
        header.update(CTYPE1="RA---TAN-SIP", CTYPE2="DEC--TAN-SIP", A_ORDER=2, B_ORDER=2, A_2_0=1e-6)
    values = np.random.default_rng(bands).normal(size=(bands, SIDE_PX, SIDE_PX)).astype(np.float32).squeeze()
    hdu = fits.CompImageHDU(values, header) if is_packed else fits.PrimaryHDU(values, header)
    content = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), hdu] if is_packed else [hdu]).writeto(content)
    return content.getvalue()


def _npy() -> bytes:
    content = io.BytesIO()
    np.save(content, noise(4, SIDE_PX, SIDE_PX))
    return content.getvalue()


def _stack() -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        pixels = noise(4, 1, SIDE_PX, SIDE_PX)
        file.create_dataset("images", data=pixels, chunks=(1, *pixels.shape[1:]), compression="gzip")
    return content.getvalue()


def merger(*, chunked: bool = True, event: bool = False) -> bytes:
    """Return a merger file of two cameras and nine frames."""
    content = io.BytesIO()
    how = {"chunks": (1, SIDE_PX, SIDE_PX, 1), "compression": "gzip"} if chunked else {}
    with h5py.File(content, "w") as file:
        group = file.create_group("s_1_m_0.5")
        group.attrs["mass_ratio"], group.attrs["size_ratio"] = 0.5, 1.0
        for camera in range(2):
            pixels = noise(9, SIDE_PX, SIDE_PX, 1)
            group.create_dataset(f"images_camera_{camera:02d}", data=pixels, **how)
            group[f"t_myr_camera_{camera:02d}"] = 5 * np.linspace(0, 70, 9)
        if event:
            group.attrs["stage_clock"] = "event"
            events = {
                "start": 0.0,
                "first_pericentre": 300.0,
                "second_pericentre": 600.0,
                "coalescence": 800.0,
            }
            group.attrs.update({f"t_{name}_myr": time for name, time in events.items()})
            group["time_physical_myr"] = np.linspace(0, 1300, 9)
    return content.getvalue()


def _table(form: str, **options: Any) -> bytes:
    names = [f"galaxy-{number}" for number in range(GALAXIES)]
    table = Table({"name": names, "ra": 10.0 + np.arange(GALAXIES), "dec": np.arange(GALAXIES) - 2.0})
    table["ra"].unit = table["dec"].unit = "deg"
    table["objid"] = 1237648720693755900 + np.arange(GALAXIES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        table.write(path, format=form, **options)
        return path.read_bytes()


@cache
def pictures() -> dict[str, bytes]:
    """Return a good picture of each kind, by its suffix."""
    return {
        "jpeg": _pillow("JPEG"),
        "progressive.jpeg": _pillow("JPEG", progressive=True),
        "png": _pillow("PNG"),
        "webp": _pillow("WEBP", lossless=True),
        "tiff": _pillow("TIFF"),
        "deflated.tiff": _pillow("TIFF", compression="tiff_adobe_deflate"),
        "fits": _fits(),
        "colour.fits": _fits(bands=3),
        "sip.fits": _fits(sip=True),
        "packed.fits": _fits(is_packed=True),
        "fits.gz": gzip.compress(_fits()),
        "png.bz2": bz2.compress(_pillow("PNG")),
        "jpeg.xz": lzma.compress(_pillow("JPEG")),
        "npy": _npy(),
        "stack.h5": _stack(),
        "merger.h5": merger(),
    }


@cache
def mergers() -> dict[str, bytes]:
    """Return a good merger file of each kind."""
    return {"plain.h5": merger(chunked=False), "chunks.h5": merger(), "event.h5": merger(event=True)}


@cache
def tables() -> dict[str, bytes]:
    """Return a good table of each kind, by its suffix."""
    return {
        "csv": _table("ascii.csv"),
        "ecsv": _table("ascii.ecsv"),
        "ipac": _table("ascii.ipac"),
        "fits": _table("fits"),
        "vot": _table("votable"),
        "binary.vot": _table("votable", tabledata_format="binary2"),
        "parquet": _table("parquet"),
        "csv.gz": gzip.compress(_table("ascii.csv")),
    }
