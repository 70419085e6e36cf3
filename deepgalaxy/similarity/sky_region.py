"""A part of the sky of any shape, as a MOC (Multi-Order Coverage map, IVOA) gives it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput

if TYPE_CHECKING:
    from mocpy import MOC


@dataclass(frozen=True)
class SkyRegion:
    """Ranges of HEALPix pixels of order 29, nested: an image is inside if the pixel of its position is."""

    ranges: tuple[tuple[int, int], ...]
    """First pixel, and the one after the last."""

    @classmethod
    def of(cls, moc: "MOC | str | Path") -> Self:
        """Make a region of a MOC or the file of one.

        Parameters
        ----------
        moc : MOC, str or Path
            mocpy's MOC; or a FITS file of one.

        Returns
        -------
        SkyRegion
            The same pixels.

        Raises
        ------
        RefusedInput
            If the file is no MOC.
        DeepGalaxyError
            If the MOC is empty, or mocpy is not installed.
        """
        if isinstance(moc, str | Path):
            try:
                from mocpy import MOC
            except ImportError as error:
                raise DeepGalaxyError("a MOC needs mocpy: pip install 'deepgalaxy[surveys]'") from error
            try:
                moc = MOC.load(Path(moc), format="fits")
            except (OSError, ValueError) as error:
                raise RefusedInput(str(moc), f"no MOC in FITS ({error})") from error
        if moc.empty():
            raise DeepGalaxyError("moc: it is empty: no image can be in it")
        return cls(tuple((int(low), int(high)) for low, high in moc.to_depth29_ranges))

    @property
    def multirange(self) -> Multirange[int]:
        """The ranges as PostgreSQL takes them.

        Returns
        -------
        Multirange
            ``int8multirange``.
        """
        return Multirange([Range(low, high) for low, high in self.ranges])
