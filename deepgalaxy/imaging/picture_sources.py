"""Pictures however a user has them: files, arrays, NDData, HDUs, tables of file names."""

import re
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.band_files import PictureFile, group_files
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_files
from deepgalaxy.imaging.visible_files import visible_files

if TYPE_CHECKING:
    from astropy.io.fits import HDUList
    from astropy.nddata import NDData

FILE_COLUMNS = ("file", "filename", "path")
"""Of a table whose rows name pictures; case does not matter."""
ACCEPTED = (
    "a path or a folder, a numpy array, an NDData or CCDData, a FITS HDU or HDUList, a Cutout,"
    " a table with a column of file names, or a list of these"
)


def read_pictures_of(
    source: Any,
    size_px: int = 128,
    progress: str | None = None,
    bands: Sequence[str] | None = None,
    pattern: str | None = None,
) -> Iterator[tuple[str, Cutout | RefusedInput]]:
    """Yield every picture of a source with its name, or why it is refused.

    Parameters
    ----------
    source : path, ndarray, NDData, HDU, HDUList, Cutout, Table, DataFrame, or an iterable of these
        A folder stands for the files in it and in its folders, hidden ones left out. Arrays are as made for
        display: uint8, uint16, or floating point from 0 to 1; shape (H, W) or (H, W, 3), or (N, H, W) and so
        on for many.
        Flux comes as NDData, CCDData or HDU: of one band or many, as in a FITS file, and is stretched. Rows
        that an NDData's mask covers are missing.
    size_px : int, default 128
        Side of the cutouts.
    progress : str, optional
        What the progress bar is called; by default there is none.
    bands : sequence of str, optional
        Which bands of FITS files and of flux to keep, each by itself.
    pattern : str, optional
        How the files of folders are called, where each band is one: ``{name}_{band}.fits``. Other files of
        these folders are left alone.

    Yields
    ------
    name : str
        The file's path, with what is inside it (``mergers.h5::s_1_m_1/images_camera_00[4]``); for objects in
        memory their type and place among the sources, ``ndarray 0`` or ``CCDData 3``. By a pattern, what
        ``{name}`` stands for.
    picture : Cutout or RefusedInput
        The picture, or the reason why there is none.

    Raises
    ------
    WrongUse
        If a source is none of these, or there is a pattern and something that is no folder.
    """
    sources = _each(source)
    if progress:
        sources = track(sources, progress, len(sources) if isinstance(sources, Sized) else None)
    flat = _flat(sources, bands, pattern)
    for is_file, group in groupby(flat, lambda each: isinstance(each[1], PictureFile)):
        if is_file:
            for path, name, found in read_files((path for _, path in group), size_px, bands):
                yield f"{path}{name.removeprefix(path.name)}" if isinstance(path, Path) else name, found
        else:
            for name, each in group:
                yield from _in_memory(name, each, size_px, bands)


def _flat(
    sources: Iterable[Any], bands: Sequence[str] | None, pattern: str | None
) -> Iterator[tuple[str, Any]]:
    """Yield each path and each object in memory with a name; folders and tables as their files."""
    for number, each in enumerate(sources):
        path = Path(each).expanduser() if isinstance(each, str | Path) else None
        if pattern is not None:
            if path is None or not path.is_dir():
                raise WrongUse(
                    f"`pattern=` {pattern} goes with folders; {each if path else type(each).__name__} is none"
                )
            groups, refused, _ = group_files(path, visible_files(path)[0], pattern, bands)
            if not groups and not refused:
                refused = [RefusedInput(str(path), f"no file in it is called {pattern}")]
            yield from ((group.name, group) for group in groups)
            yield from ((each.name, each) for each in refused)
        elif path is not None:
            files, refused = visible_files(path) if path.is_dir() else ([path], [])
            if not files + refused:
                refused = [RefusedInput(".", "a folder without pictures")]
            yield from ((str(file), file) for file in files)
            yield from ((str(path / each.name), each) for each in refused)
        else:
            yield f"{type(each).__name__} {number}", each


def _each(source: Any) -> Iterable[Any]:
    """Yield the single sources of one, or of many."""
    if isinstance(source, str | Path | np.ndarray | Cutout) or hasattr(source, "writeto"):
        return [source]  # HDUs and HDULists can be written
    if hasattr(source, "wcs") and hasattr(source, "data"):  # NDData and what follows its interface
        return [source]
    if (names := getattr(source, "colnames", getattr(source, "columns", None))) is not None:
        column = next((name for name in names if str(name).lower() in FILE_COLUMNS), None)
        if column is None:
            raise WrongUse(
                f"a table without a column of file names ({', '.join(FILE_COLUMNS)}): it has "
                f"{', '.join(map(str, names))}"
            )
        return [str(name) for name in source[column]]
    if isinstance(source, Iterable):
        return source
    raise WrongUse(f"{type(source).__name__}: no picture; give {ACCEPTED}")


def _in_memory(
    name: str, source: Any, size_px: int, bands: Sequence[str] | None
) -> Iterator[tuple[str, Cutout | RefusedInput]]:
    if isinstance(source, RefusedInput):
        yield name, RefusedInput(name, source.reason)
    elif isinstance(source, Cutout):
        if source.pixels.shape[1:] == (size_px, size_px):
            yield name, source
        else:
            from deepgalaxy.imaging.resize import resize_to_square

            shrunk = max(source.pixels.shape[1:]) / size_px
            scale = source.pixel_scale_arcsec and source.pixel_scale_arcsec * shrunk
            pixels = np.clip(resize_to_square(source.pixels, size_px), 0, 1)
            yield name, replace(source, pixels=pixels, pixel_scale_arcsec=scale, shrunk=shrunk)
    elif isinstance(source, np.ndarray):
        yield from _array(name, source, size_px, bands)
    elif hasattr(source, "writeto"):
        yield name, _by_file(name, source, size_px, bands)
    elif hasattr(source, "wcs") and hasattr(source, "data"):
        yield name, _by_file(name, _to_hdu(source), size_px, bands)
    else:
        raise WrongUse(f"{name}: no picture; give {ACCEPTED}")


def _array(
    name: str, values: NDArray[Any], size_px: int, bands: Sequence[str] | None
) -> Iterator[tuple[str, Cutout | RefusedInput]]:
    from deepgalaxy.imaging.array_layout import Layout, check_type, check_values, to_cutout

    try:
        check_type(values.dtype)
        layout = Layout.of(values.shape)
    except ValueError as error:
        yield name, RefusedInput(name, str(error))
        return
    if bands and layout.is_stack and layout.count == len(bands):
        reason = (
            f"shape {values.shape}: {layout.count} pictures, or one in {len(bands)} bands? Flux in bands"
            " comes as NDData, CCDData or an HDU; pictures made for display have no bands"
        )
        yield name, RefusedInput(name, reason)
        return
    if not layout.count:
        yield name, RefusedInput(name, f"no pictures: shape {values.shape}")
    for number, picture in enumerate(layout.pictures(values)):
        own = f"{name}[{number}]" if layout.is_stack else name
        try:
            check_values(picture)
            yield own, to_cutout(picture, size_px)
        except ValueError as error:
            yield own, RefusedInput(own, str(error))


def _to_hdu(source: "NDData") -> "HDUList":
    """Return NDData as FITS: masked pixels are NaN, and the header has its WCS, unit, bands and redshift."""
    from astropy.io import fits

    from deepgalaxy.imaging.redshift_keyword import KEYWORDS

    values = np.asarray(source.data)
    if source.mask is not None:
        values = np.where(source.mask, np.nan, values.astype(np.float32))
    header = fits.Header()
    if source.wcs is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of keywords that a picture's place does not need
            header = source.wcs.to_header(relax=True)
    meta = source.meta if isinstance(source.meta, fits.Header) else fits.Header()
    for card in meta.cards:
        if re.fullmatch(r"BANDS?|BAND\d+|FILTERS?|BUNIT", card.keyword) or card.keyword in KEYWORDS:
            header.append(card)
    if source.unit is not None:
        header["BUNIT"] = str(source.unit)
    return fits.HDUList([fits.PrimaryHDU(values, header)])


def _by_file(name: str, hdu: Any, size_px: int, bands: Sequence[str] | None) -> Cutout | RefusedInput:
    """Read an HDU as a FITS file of its own: by the same rules, checks and limits as any."""
    with tempfile.TemporaryDirectory(prefix="deepgalaxy-") as folder:
        path = Path(folder) / "picture.fits"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # non-standard headers
            hdu.writeto(path, output_verify="silentfix")
        ((_, _, found),) = read_files([path], size_px, bands)
    return RefusedInput(name, found.reason) if isinstance(found, RefusedInput) else found
