"""One reader for every file we take."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.compressed import PACKED, unpacked
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.fits_pictures import read_fits
from deepgalaxy.imaging.hdf5_pictures import read_hdf5
from deepgalaxy.imaging.limits import PICTURES, Kind, file_kind
from deepgalaxy.imaging.npy_pictures import read_npy
from deepgalaxy.imaging.picture_files import read_picture


def read_cutouts(
    path: Path, size_px: int = 128, bands: Sequence[str] | None = None
) -> Iterator[tuple[str, Cutout]]:
    """Yield the pictures of a JPEG, PNG, WebP, TIFF, FITS, HDF5 or npy file, each with its name.

    The kind of a file is known by its first bytes. It may be packed with gzip, bzip2 or xz.

    Parameters
    ----------
    path : Path
        The file.
    size_px : int, default 128
        Side of the cutouts; pictures are scaled to it, keeping their aspect ratio.
    bands : sequence of str, optional
        Which bands of a FITS file to keep, each by itself (`deepgalaxy.imaging.fits_pictures.read_fits`),
        and of a merger file that has them; of a picture made for display they tell nothing.

    Yields
    ------
    name : str
        ``path.name`` for a single picture; ``file.h5::s_1_m_1/images_camera_03[17]`` or
        ``file.h5::images[4]`` for one in an HDF5 file, ``file.npy[4]`` in an npy file.
    cutout : Cutout
        The picture, in 8 bits, or in float16 where bands are kept (an HDF5 or npy file's as it is): the same
        now as when the image store returns it.

    Raises
    ------
    RefusedInput
        If the file is not what it claims to be, shows nothing, or is larger than we take. No file is
        decoded before its header has passed `deepgalaxy.imaging.limits`. Of a file with many pictures the
        good ones come first: it is raised at the end, and names the first bad one.
    """
    kind = file_kind(path)
    if kind not in PACKED:
        yield from _read(path, kind, size_px, bands)
        return
    with unpacked(path, kind) as plain:
        if (inner := file_kind(plain)) in PACKED:
            raise RefusedInput(path.name, f"packed twice, with {kind} and {inner}: unpack it first")
        yield from _read(plain, inner, size_px, bands)


def _read(path: Path, kind: Kind, size_px: int, bands: Sequence[str] | None) -> Iterator[tuple[str, Cutout]]:
    if kind in PICTURES:
        yield path.name, read_picture(path, size_px).as_stored()
    elif kind is Kind.FITS:
        yield path.name, read_fits(path, size_px, bands).as_stored()
    elif kind is Kind.NPY:
        yield from read_npy(path, size_px)
    else:
        yield from read_hdf5(path, size_px, bands)
