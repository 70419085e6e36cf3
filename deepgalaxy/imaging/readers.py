"""One reader for every file we take."""

from collections.abc import Iterator
from pathlib import Path

from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.fits_pictures import read_fits
from deepgalaxy.imaging.hdf5 import read_hdf5
from deepgalaxy.imaging.limits import Kind, file_kind
from deepgalaxy.imaging.pictures import read_picture


def read_cutouts(path: Path, size_px: int = 128) -> Iterator[tuple[str, Cutout]]:
    """Yield the pictures of a JPEG, PNG, FITS or HDF5 file, each with its name.

    What a file is, its first bytes tell.

    Parameters
    ----------
    path : Path
        The file.
    size_px : int, default 128
        Side of the cutouts; pictures are scaled to it, keeping their aspect ratio.

    Yields
    ------
    name : str
        ``path.name`` for a single picture; ``file.h5::s_1_m_1/images_camera_03[17]`` or
        ``file.h5::images[4]`` for one in an HDF5 file.
    cutout : Cutout
        The picture, in 8 bits (an HDF5 file's as it is): the same now as when the image store returns it.

    Raises
    ------
    RefusedInput
        If the file is not what it claims to be, shows nothing, or is larger than we take. No file is
        decoded before its header has passed `deepgalaxy.imaging.limits`. Of a file with many pictures the
        good ones come first: it is raised at the end, and names the first bad one.
    """
    match file_kind(path):
        case Kind.JPEG | Kind.PNG:
            yield path.name, read_picture(path, size_px).as_stored()
        case Kind.FITS:
            yield path.name, read_fits(path, size_px).as_stored()
        case Kind.HDF5:
            yield from read_hdf5(path, size_px)
