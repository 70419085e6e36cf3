"""A galaxy cut out of a wide FITS image by the image's own coordinates."""

import re
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from astropy import units
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.nddata import Cutout2D
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_scales
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.fits_header import check_fits
from deepgalaxy.imaging.limits import MAX_SIDE_PX
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.imaging.sky_position import picture_wcs

MOST_APART_PX = 1.5
"""Each band is cut out at whole pixels around the same position, so that two may differ by one."""


class Around(NamedTuple):
    """What to cut out: so many pixels of this scale, around this position."""

    ra_deg: float
    dec_deg: float
    scale_arcsec: float
    redder: tuple[str, ...] = ()
    """Files of the same galaxy in other bands, of the same pixels, each redder than the one before."""


def read_around(path: Path, size_px: int, around: Around) -> Iterator[tuple[str, Cutout]]:
    """Yield the part of a FITS image around a position, as `deepgalaxy.imaging.readers.read_cutouts` does.

    Parameters
    ----------
    path : Path
        The file.
    size_px : int
        Side of the cutout (pixels).
    around : Around
        Centre and pixel scale.

    Yields
    ------
    name : str
        The file's name.
    cutout : Cutout
        The part; pixels outside the image are missing ones.

    Raises
    ------
    RefusedInput
        If the file is damaged or no FITS image, has no WCS, or does not show the position.
    """
    with tempfile.TemporaryDirectory(prefix="deepgalaxy-") as folder:
        part = Path(folder) / path.name
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                bands = [_cut(file, size_px, around) for file in (path, *map(Path, around.redder))]
                if len(bands) > 1:
                    _check_grids([wcs for _, wcs, _ in bands], [planes.shape[1:] for planes, _, _ in bands])
                _, wcs, header = bands[0]
                cards = wcs.to_header(relax=True)
                kept = r"BUNIT" if len(bands) > 1 else r"BUNIT|BANDS?|BAND\d|FILTERS?"
                cards.update({key: header[key] for key in header if re.fullmatch(kept, key)})
                fits.writeto(part, np.squeeze(np.concatenate([planes for planes, _, _ in bands])), cards)
        except RefusedInput:
            raise
        except MemoryError as error:
            raise RefusedInput(path.name, "takes more memory than a picture may") from error
        except Exception as error:  # no WCS, no overlap: they raise anything
            raise RefusedInput(path.name, f"the image does not show this position: {error}") from error
        yield from read_cutouts(part, size_px)


def _cut(path: Path, size_px: int, around: Around) -> tuple[NDArray[Any], WCS, fits.Header]:
    """Return the planes of a part of an image, (N, H, W), its WCS, and the header of the whole."""
    index = check_fits(path)[0].hdu
    side_arcsec = size_px * around.scale_arcsec
    with fits.open(path, memmap=False, uint=False) as hdus:
        if (wcs := picture_wcs(hdus[index].header)) is None:
            raise ValueError("it has no coordinates")
        side_px = side_arcsec / 3600 / min(proj_plane_pixel_scales(wcs))
        if not side_px <= MAX_SIDE_PX:  # an image could claim pixels so small that memory ends
            raise RefusedInput(path.name, f"too large: {side_arcsec:g}″ are {side_px:.0f} of its pixels")
        place = SkyCoord(around.ra_deg, around.dec_deg, unit="deg")
        size = side_arcsec * units.arcsec
        planes = hdus[index].data
        cuts = [
            Cutout2D(plane, place, size, wcs, mode="partial", fill_value=float("nan"))
            for plane in planes.reshape(-1, *planes.shape[-2:])
        ]
        return np.stack([cut.data for cut in cuts]), cuts[0].wcs, hdus[index].header


def _check_grids(grids: Sequence[WCS], shapes: Sequence[tuple[int, ...]]) -> None:
    """Refuse bands whose pixels do not lie upon each other, by their corners."""
    height, width = shapes[0]
    x, y = np.array([0.0, width - 1, 0.0, width - 1]), np.array([0.0, 0.0, height - 1, height - 1])
    corners = grids[0].pixel_to_world(x, y)
    for grid, shape in zip(grids[1:], shapes[1:], strict=True):
        apart_px = np.hypot(*(np.array(grid.world_to_pixel(corners)) - (x, y))).max()
        if shape != shapes[0] or not apart_px <= MOST_APART_PX:
            raise ValueError("its bands have different pixels")
