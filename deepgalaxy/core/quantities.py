"""Numbers that may come with a unit."""

from typing import TYPE_CHECKING

from deepgalaxy.core.errors import WrongUse

if TYPE_CHECKING:
    from astropy.units import Quantity


def value_in(unit: str, name: str, value: "float | Quantity") -> float:
    """Return a number in a unit.

    Parameters
    ----------
    unit : str
        As astropy writes it: ``"kpc"``, ``"deg"``.
    name : str
        Of the parameter, for the message.
    value : float or Quantity
        A bare number is in this unit already.

    Returns
    -------
    float
        The number.

    Raises
    ------
    WrongUse
        If the quantity's unit is of another kind, or it is no single number.
    """
    given = getattr(value, "unit", None)
    try:
        return float(value if given is None else value.to_value(unit))  # type: ignore[union-attr]
    except (TypeError, ValueError) as error:  # astropy's UnitConversionError is a TypeError
        what = f"{value} cannot be converted to {unit}" if given is not None else f"{value!r} is no number"
        raise WrongUse(f"{name}: {what}; give a number in {unit}, or a quantity of such a unit") from error
