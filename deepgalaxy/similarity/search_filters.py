"""What narrows a search down: a place on the sky, a range of stages; and how a user writes them."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.core.quantities import value_in
from deepgalaxy.core.ranges import RIGHT_ASCENSION_DEG

if TYPE_CHECKING:
    from astropy.coordinates import SkyCoord
    from astropy.units import Quantity

LEAST_RADIUS_DEG = 1e-9
"""Below it, squares of angles underflow; SQL refuses the same."""


@dataclass(frozen=True)
class Cone:
    """Everything within a radius of a place (ICRS)."""

    ra_deg: float
    dec_deg: float
    radius_deg: float

    @classmethod
    def of(cls, center: "SkyCoord | str", radius: "Quantity | float | str") -> Self:
        """Make a cone of astropy's coordinates and angles.

        Parameters
        ----------
        center : SkyCoord or str
            One position, of any frame: it is transformed to ICRS; or text as `parse` reads it.
        radius : Quantity, float or str
            An angle; a bare number is degrees, text is read as by `parse`.

        Returns
        -------
        Cone
            The same in degrees.

        Raises
        ------
        WrongUse
            If the radius has a unit that is no angle's, or the centre is not one position.
        DeepGalaxyError
            If the place or the radius is not on the sky.
        """
        words = radius if isinstance(radius, str) else f"{value_in('deg', 'radius', radius)!r}deg"
        if isinstance(center, str):
            return cls.parse(center, words)
        if not getattr(center, "isscalar", False):
            raise WrongUse(f"center: {center!r} is not one position; give one SkyCoord")
        place = center.icrs
        return cls.parse(f"{float(place.ra.deg)!r} {float(place.dec.deg)!r}", words)

    @classmethod
    def parse_optional(cls, near: str | None, radius: str | None) -> Self | None:
        """Understand a place and a radius as `parse` does; without either there is no cone.

        Parameters
        ----------
        near : str or None
            The centre, as `parse` reads it.
        radius : str or None
            With its unit.

        Returns
        -------
        Cone or None
            None where neither is given.

        Raises
        ------
        DeepGalaxyError
            If only one is given, or one cannot be understood.
        """
        if near is None and radius is None:
            return None
        if near is None or radius is None:
            raise DeepGalaxyError("a cone has a place and a radius: give both `near=` and `radius=`")
        return cls.parse(near, radius)

    @classmethod
    def parse(cls, near: str, radius: str) -> Self:
        """Understand ``"13:46:10 +55:53:16"`` (hours) or ``"206.5, 55.9"`` (degrees), and ``"20deg"``.

        Parameters
        ----------
        near : str
            Anything `astropy.coordinates.SkyCoord` reads; hours where right ascension has colons or h.
        radius : str
            With its unit: ``"5arcmin"``, ``"20deg"``.

        Returns
        -------
        Cone
            In degrees, ICRS.

        Raises
        ------
        DeepGalaxyError
            If one cannot be understood.
        """
        from astropy import units
        from astropy.coordinates import Angle, SkyCoord

        words = near.replace(",", " ").split()
        sexagesimal = ":" in near or len(words) != 2
        near = " ".join(words)
        try:
            place = SkyCoord(near, unit=(units.hourangle if sexagesimal else units.deg, units.deg))
            ra_deg = place.ra.deg if sexagesimal else Angle(words[0], units.deg).deg
        except ValueError as error:
            example = '"13:46:10 +55:53:16" or "206.54 55.89"'
            raise DeepGalaxyError(f"no position on the sky: {near!r} ({error}); write {example}") from error
        # SkyCoord would have wrapped it.
        if not RIGHT_ASCENSION_DEG.low <= ra_deg <= RIGHT_ASCENSION_DEG.high:
            raise DeepGalaxyError(f"right ascension {ra_deg:g} is not between 0 and 360 degrees")
        try:
            radius_deg = float(Angle(radius).deg)
        except (ValueError, TypeError, units.UnitsError) as error:
            raise DeepGalaxyError(
                f"no radius: {radius!r}; write it with its unit, 20deg or 5arcmin"
            ) from error
        if not 0 <= radius_deg <= 180:
            raise DeepGalaxyError(f"radius {radius} is not between 0 and 180 degrees")
        if 0 < radius_deg < LEAST_RADIUS_DEG:
            raise DeepGalaxyError(
                f"radius {radius} is below 1e-9 degrees (4 microarcseconds): no position is that good"
            )
        return cls(float(ra_deg), float(place.dec.deg), radius_deg)


@dataclass(frozen=True)
class Stages:
    """Merger stages from ``low`` to ``high``, both included; None is open."""

    low: float | None
    high: float | None

    @classmethod
    def of(cls, low: float | None, high: float | None) -> Self:
        """Make a range of two numbers.

        Parameters
        ----------
        low, high : float or None
            Both included; None is open.

        Returns
        -------
        Stages
            The range.

        Raises
        ------
        WrongUse
            If both are open, one is not finite, or they are the wrong way round.
        """
        known = [end for end in (low, high) if end is not None]
        if not known or known != sorted(known) or not all(map(math.isfinite, known)):
            raise WrongUse(f"stage: {low} to {high} is no range; give (15, 25), (15, None) or (None, 25)")
        return cls(low, high)

    @classmethod
    def parse(cls, words: str | None) -> Self | None:
        """Understand ``"15..25"``, ``"15.."`` or ``"..25"``; None stays None.

        Parameters
        ----------
        words : str or None
            The range as text.

        Returns
        -------
        Stages or None
            None where nothing is given.

        Raises
        ------
        DeepGalaxyError
            If it is anything else.
        """
        if words is None:
            return None
        low, dots, high = words.partition("..")
        try:
            ends = [float(end) if end.strip() else None for end in (low, high)]
        except ValueError:
            ends = [None, None]
        try:
            return cls.of(*(ends if dots else (None, None)))
        except WrongUse as error:
            raise DeepGalaxyError(f"no range of stages: {words!r}; write 15..25, 15.. or ..25") from error
