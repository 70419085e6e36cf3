"""A galaxy cut out of a wide FITS image by the image's own coordinates."""

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.fits_header import check_fits
from deepgalaxy.imaging.limits import MAX_SIDE_PX
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.imaging.sky_position import picture_wcs


class Around(NamedTuple):
    """What to cut out: so many pixels of this scale, around this position."""

    ra_deg: float
    dec_deg: float
    scale_arcsec: float


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
    from astropy import units
    from astropy.coordinates import SkyCoord
    from astropy.io import fits
    from astropy.nddata import Cutout2D
    from astropy.wcs.utils import proj_plane_pixel_scales

    index = check_fits(path)[0].hdu
    side_arcsec = size_px * around.scale_arcsec
    with tempfile.TemporaryDirectory(prefix="deepgalaxy-") as folder:
        part = Path(folder) / path.name
        try:
            with warnings.catch_warnings(), fits.open(path, memmap=False, uint=False) as hdus:
                warnings.simplefilter("ignore")
                if (wcs := picture_wcs(hdus[index].header)) is None:
                    raise ValueError("it has no coordinates")  # noqa: TRY301 - reported as all else that is wrong
                side_px = side_arcsec / 3600 / min(proj_plane_pixel_scales(wcs))
                if side_px <= MAX_SIDE_PX:  # else an image could claim pixels so small that memory ends
                    place = SkyCoord(around.ra_deg, around.dec_deg, unit="deg")
                    size = side_arcsec * units.arcsec
                    cut = Cutout2D(
                        hdus[index].data, place, size, wcs, mode="partial", fill_value=float("nan")
                    )
                    fits.writeto(part, cut.data, cut.wcs.to_header(relax=True))
        except MemoryError as error:
            raise RefusedInput(path.name, "takes more memory than a picture may") from error
        except Exception as error:  # no WCS, three axes, no overlap: they raise anything
            raise RefusedInput(path.name, f"the image does not show this position: {error}") from error
        if not side_px <= MAX_SIDE_PX:
            raise RefusedInput(path.name, f"too large: {side_arcsec:g}″ are {side_px:.0f} of its pixels")
        yield from read_cutouts(part, size_px)
