"""A part of the sky of any shape: a MOC (Multi-Order Coverage map, IVOA), or what becomes one."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput

if TYPE_CHECKING:
    from mocpy import MOC
    from regions import Region, Regions

    from deepgalaxy.catalog.region_shapes import Cover

ORDER = 29
"""Of positions in the catalogue."""
FINEST = 25
"""Of shapes: pixels of 6 milliarcseconds. Finer ones, mocpy loses some of."""
FILES = (".fits", ".fit", ".moc", ".json", ".reg", ".stcs", ".txt")
EXAMPLES = (
    '"Circle ICRS 206.5 55.9 2" (STC-S), "icrs; box(206.5, 55.9, 4, 2, 30)" (DS9) or "5/8 6/37-40" (MOC)'
)


@dataclass(frozen=True)
class SkyRegion:
    """Ranges of HEALPix pixels of order 29, nested: an image is inside if the pixel of its position is."""

    ranges: tuple[tuple[int, int], ...]
    """First pixel, and the one after the last."""

    @classmethod
    def of(cls, region: "MOC | Region | Regions | str | Path") -> Self:
        """Make a region of a MOC, of shapes, or of the file or text of one.

        Parameters
        ----------
        region : MOC, Region, Regions, str or Path
            mocpy's MOC; shapes of the package regions; a file of a MOC (FITS, JSON or text), of DS9, or of
            STC-S; or such a text, as `parse` reads it.

        Returns
        -------
        SkyRegion
            All pixels that it touches.

        Raises
        ------
        RefusedInput
            If the file or the text is no region, or the region is empty, in pixel coordinates or in a frame
            that is not known.
        DeepGalaxyError
            If mocpy or regions is not installed.
        """
        if isinstance(region, str | Path):
            try:
                is_file = Path(region).is_file()
            except OSError:  # a text longer than names may be
                is_file = False
            if is_file:
                return cls._of_file(Path(region))
            if isinstance(region, Path) or Path(region).suffix.lower() in FILES:
                raise RefusedInput(str(region), "no such file")
            return cls.parse(region)
        mocpy = _import("mocpy")
        if isinstance(region, mocpy.MOC):
            return cls._of_moc("region", region)
        shapes = _import("deepgalaxy.catalog.region_shapes")
        return cls._fitted("region", lambda order: shapes.cover_regions(region, order))

    @classmethod
    def parse(cls, words: str) -> Self:
        """Understand a region in text.

        Parameters
        ----------
        words : str
            STC-S, ``"Circle ICRS 206.5 55.9 2"``; DS9's, ``"icrs; circle(206.5, 55.9, 2)"``; or a MOC,
            ``"5/8 6/37-40"`` or as JSON.

        Returns
        -------
        SkyRegion
            All pixels that it touches.

        Raises
        ------
        RefusedInput
            As `of`.
        DeepGalaxyError
            If mocpy or regions is not installed.
        """
        shown = " ".join(words.split())
        return cls._of_text(f"region {shown if len(shown) <= 60 else f'{shown[:59]}…'!r}", words)

    @classmethod
    def _of_file(cls, file: Path) -> Self:
        content = file.read_bytes()
        if content.startswith(b"SIMPLE"):
            try:
                return cls._of_moc(str(file), _import("mocpy").MOC.load(file, format="fits"))
            except (OSError, ValueError) as error:
                raise RefusedInput(str(file), f"no MOC in FITS ({error})") from error
        try:
            return cls._of_text(str(file), content.decode())
        except UnicodeDecodeError as error:
            raise RefusedInput(str(file), "neither a MOC nor a text of regions") from error

    @classmethod
    def _of_text(cls, name: str, words: str) -> Self:
        moc = _import("mocpy").MOC
        stcs = _import("deepgalaxy.catalog.region_stcs")
        try:
            if re.match(r"\s*\d+/", words):
                return cls._of_moc(name, moc.from_string(words, format="ascii"))
            if re.match(r"\s*\{", words):
                return cls._of_moc(name, moc.from_string(words, format="json"))
            if stcs.is_stcs(words):
                return cls._fitted(name, stcs.parse_stcs(words))
            return cls._fitted(name, _import("deepgalaxy.catalog.region_shapes").parse_ds9(words))
        except (OSError, ValueError) as error:  # of a MOC in text mocpy raises the former
            raise _no_region(name, error) from error

    @classmethod
    def _fitted(cls, name: str, cover: "Cover") -> Self:
        """Cover shapes with pixels as small as `MOST_RANGES` of a shape and of all allow."""
        shapes = _import("deepgalaxy.catalog.region_shapes")
        moc = None
        try:
            for order in range(3, FINEST + 1, 2):
                moc = cover(order)
                if moc.empty() or len(moc.to_depth29_ranges) > shapes.MOST_RANGES // 4:
                    break
        except shapes.TooFine:
            pass
        except ValueError as error:
            raise _no_region(name, error) from error
        if moc is None:
            raise _no_region(name, f"it has more than {shapes.MOST_RANGES:,} pieces")
        return cls._of_moc(name, moc)

    @classmethod
    def _of_moc(cls, name: str, moc: "MOC") -> Self:
        if moc.empty():
            raise RefusedInput(name, "it is empty: no image can be in it")
        return cls(tuple((int(low), int(high)) for low, high in moc.to_depth29_ranges))

    @classmethod
    def of_multirange(cls, ranges: Multirange[int]) -> Self:
        """Take the ranges that PostgreSQL gives.

        Parameters
        ----------
        ranges : Multirange
            ``int8multirange``.

        Returns
        -------
        SkyRegion
            The same pixels; it may be empty.
        """
        return cls(tuple((int(each.lower or 0), int(each.upper or 0)) for each in ranges))

    @property
    def multirange(self) -> Multirange[int]:
        """The ranges as PostgreSQL takes them.

        Returns
        -------
        Multirange
            ``int8multirange``.
        """
        return Multirange([Range(low, high) for low, high in self.ranges])

    @property
    def moc(self) -> "MOC":
        """The same as mocpy's MOC.

        Returns
        -------
        MOC
            To be saved, drawn or combined with others.
        """
        return _import("mocpy").MOC.from_depth29_ranges(self.order, self._ends)

    @property
    def order(self) -> int:
        """HEALPix order of its smallest pixels.

        Returns
        -------
        int
            From 0 to 29.
        """
        ends = int(np.bitwise_or.reduce(self._ends, axis=None))
        return ORDER - min(2 * ORDER, (ends & -ends).bit_length() - 1) // 2 if ends else 0

    @property
    def area_deg2(self) -> float:
        """Its area.

        Returns
        -------
        float
            In square degrees.
        """
        pixels = sum(high - low for low, high in self.ranges)
        return float(pixels / (12 * 4**ORDER) * 129_600 / np.pi)

    def contains(self, ra_deg: ArrayLike, dec_deg: ArrayLike) -> NDArray[np.bool_]:
        """Tell which positions are inside.

        Parameters
        ----------
        ra_deg, dec_deg : array_like of float, shape (n,)
            Degrees, ICRS. NaN is nowhere.

        Returns
        -------
        ndarray of bool, shape (n,)
            Those whose pixel of order 29 is in one of the ranges.
        """
        from astropy import units
        from astropy_healpix import HEALPix

        ra, dec = np.atleast_1d(np.asarray(ra_deg, float), np.asarray(dec_deg, float))
        inside: NDArray[np.bool_] = np.isfinite(ra) & np.isfinite(dec)
        pixels = HEALPix(2**ORDER, "nested").lonlat_to_healpix(
            ra[inside] * units.deg, dec[inside] * units.deg
        )
        inside[inside] = self._place(pixels) % 2 == 1
        return inside

    def overlaps(self, order: int, pixel: int) -> bool:
        """Tell whether a HEALPix pixel has a part in it.

        Parameters
        ----------
        order, pixel : int
            In the nested scheme.

        Returns
        -------
        bool
            Whether any of its pixels of order 29 is inside.
        """
        bits = 2 * (ORDER - order)
        first, last = self._place(np.array([pixel << bits, ((pixel + 1) << bits) - 1])).tolist()
        return bool(first != last or first % 2)

    @cached_property
    def _ends(self) -> NDArray[np.uint64]:
        return np.array(self.ranges, np.uint64).reshape(-1, 2)

    def _place(self, pixels: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
        """How many ends of ranges are not after a pixel: an odd number where it is inside one."""
        return np.searchsorted(self._ends.ravel(), pixels.astype(np.uint64), side="right")


def _no_region(name: str, reason: object) -> RefusedInput:
    return RefusedInput(name, f"no region of the sky: {str(reason).rstrip('.')}; write {EXAMPLES}")


def _import(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise DeepGalaxyError(
            f"a region of the sky needs {error.name}: pip install 'deepgalaxy[surveys]'"
        ) from error
