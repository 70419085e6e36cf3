"""Units of snapshots."""

from dataclasses import dataclass, replace
from typing import Self

import astropy.units as u

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.units import MYR_PER_TIME_UNIT, G

Scale = tuple[str, u.UnitBase]


@dataclass(frozen=True)
class SnapshotUnits:
    """Units of a snapshot's numbers, in ours.

    Parameters
    ----------
    length_kpc, mass_1e10_msun, velocity_km_s : float
        One unit of length, mass and velocity.
    """

    length_kpc: float
    mass_1e10_msun: float
    velocity_km_s: float

    @property
    def time_myr(self) -> float:
        """One unit of time.

        Returns
        -------
        float
            In Myr.
        """
        return self.length_kpc / self.velocity_km_s * MYR_PER_TIME_UNIT

    def gravitational(self) -> Self:
        """Return the same with the velocity unit for which G is 1.

        Returns
        -------
        SnapshotUnits
            Of the same length and mass.
        """
        return replace(self, velocity_km_s=(G * self.mass_1e10_msun / self.length_kpc) ** 0.5)


GADGET_UNITS = SnapshotUnits(1.0, 1.0, 1.0)
"""GADGET's own: kpc, 1e10 Msun, km/s. A Hubble parameter in the header is not divided by."""
TIPSY_UNITS = SnapshotUnits(1.0, 100.0**2 / G, 100.0)
"""Bonsai's (and GalactICS'): kpc, 100 km/s and G = 1, hence 2.325e9 Msun."""


@dataclass(frozen=True)
class UnitChoice:
    """A user's choice of a snapshot's units; what is None is as the format has it.

    Parameters
    ----------
    length, mass, velocity : str, optional
        One unit of each as astropy reads it: ``"1 kpc"``, ``"2.33e9 Msun"``, ``"100 km/s"``.

    Raises
    ------
    DeepGalaxyError
        If one of them is no positive quantity of its kind.
    """

    length: str | None = None
    mass: str | None = None
    velocity: str | None = None

    def __post_init__(self) -> None:
        self.of(GADGET_UNITS, gravity_is_one=False)

    def of(self, usual: SnapshotUnits, *, gravity_is_one: bool) -> SnapshotUnits:
        """Return the units of a snapshot.

        Parameters
        ----------
        usual : SnapshotUnits
            Of the format, for what is not chosen.
        gravity_is_one : bool
            Whether a velocity unit that is not chosen follows from the others.

        Returns
        -------
        SnapshotUnits
            In ours.
        """
        length, mass, velocity = (
            _in("length", self.length, u.kpc, usual.length_kpc),
            _in("mass", self.mass, 1e10 * u.Msun, usual.mass_1e10_msun),
            _in("velocity", self.velocity, u.km / u.s, usual.velocity_km_s),
        )
        units = SnapshotUnits(length, mass, velocity)
        return units.gravitational() if gravity_is_one and self.velocity is None else units


def _in(name: str, text: str | None, unit: u.UnitBase, usual: float) -> float:
    if text is None:
        return usual
    try:
        value = float(u.Quantity(text).to_value(unit))
    except (TypeError, ValueError, u.UnitsError) as error:
        raise DeepGalaxyError(
            f'{name} unit {text!r} is no {name}; give it as "1 kpc", "2.33e9 Msun" or "100 km/s"'
        ) from error
    if not 0 < value < float("inf"):
        raise DeepGalaxyError(f"{name} unit {text!r} is not above 0")
    return value
