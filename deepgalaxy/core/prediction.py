"""The fields of a prediction, in one place: names, units, UCDs and meanings."""

from dataclasses import dataclass
from typing import Generic, TypeVar

LEVELS = (68, 90)
"""Confidence levels of the intervals, per cent."""
NO_MERGER_BELOW = 0.5
"""A picture with a lower ``p_interacting`` is probably no merger: of it no stage, time since first
pericentre, time to coalescence or mass ratio is given unless asked for. Without one they are given.

The SQL function ``if_merger`` says the same."""


@dataclass(frozen=True)
class Meaning:
    """What a column is, for VOTables, QTables and those who read them."""

    ucd: str
    """Of IVOA's UCD1+ vocabulary."""
    description: str
    unit: str | None = None
    """As astropy and VOTable write it; None for a number without one."""
    decimals: int | None = None
    """Those worth giving of a prediction."""


MERGER_PROPERTIES = {
    "stage": Meaning(
        "src.class",
        "stage of the merger: 0 well apart, 19.5 first pericentre, 45 one nucleus, 70 virialised",
        decimals=2,
    ),
    "time_myr": Meaning("time.age", "time since first pericentre", "Myr", 1),
    "coalescence_myr": Meaning("time.interval", "time to coalescence, negative where it is past", "Myr", 1),
    "mass_ratio": Meaning(
        "phys.mass;arith.ratio", "mass of the lighter galaxy over that of the heavier", decimals=3
    ),
}
"""What a merger is dated and described by; each has an interval of each of `LEVELS`."""


def interval_ends(name: str, level: int) -> tuple[str, str]:
    """Return the names of an interval's ends.

    Parameters
    ----------
    name : str
        One of `MERGER_PROPERTIES`.
    level : int
        One of `LEVELS`, per cent.

    Returns
    -------
    low, high : str
        Such as ``time_lo68`` and ``time_hi68`` of ``time_myr``.
    """
    stem = name.removesuffix("_myr")
    return f"{stem}_lo{level}", f"{stem}_hi{level}"


def _with_ends(name: str, meaning: Meaning) -> dict[str, Meaning]:
    fields = {name: meaning}
    for level in LEVELS:
        for end, which, statistic in zip(
            interval_ends(name, level), ("lower", "upper"), ("stat.min", "stat.max"), strict=True
        ):
            words = f"{which} end of the {level} % interval of {name}"
            fields[end] = Meaning(f"{meaning.ucd};{statistic}", words, meaning.unit, meaning.decimals)
    return fields


MERGER_FIELDS = {
    field: meaning
    for name, of_it in MERGER_PROPERTIES.items()
    for field, meaning in _with_ends(name, of_it).items()
}
"""The properties with the ends of their intervals: not given of a picture that is probably no merger."""
PREDICTION = {
    "p_interacting": Meaning(
        "stat.probability",
        "probability that the picture shows an interacting pair or a merger's disturbed remnant;"
        f" below {NO_MERGER_BELOW} it is probably no merger",
        decimals=3,
    ),
    **MERGER_FIELDS,
    "out_of_domain": Meaning(
        "stat.fit.goodness", "above 1 the picture is unlike those the model learnt to date", decimals=2
    ),
}
"""What a model says of one picture: rows of answers, arrays, exports and table ``prediction`` have these."""
INTERVAL_ENDS = MERGER_FIELDS.keys() - MERGER_PROPERTIES.keys()

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Predicted(Generic[Value]):
    """What a model says, as `PREDICTION` explains it: numbers (None) of one picture, arrays (NaN) of many."""

    p_interacting: Value
    stage: Value
    stage_lo68: Value
    stage_hi68: Value
    stage_lo90: Value
    stage_hi90: Value
    time_myr: Value
    time_lo68: Value
    time_hi68: Value
    time_lo90: Value
    time_hi90: Value
    coalescence_myr: Value
    coalescence_lo68: Value
    coalescence_hi68: Value
    coalescence_lo90: Value
    coalescence_hi90: Value
    mass_ratio: Value
    mass_ratio_lo68: Value
    mass_ratio_hi68: Value
    mass_ratio_lo90: Value
    mass_ratio_hi90: Value
    out_of_domain: Value


def is_no_merger(p_interacting: float | None) -> bool:
    """Tell whether a picture is probably no merger.

    Parameters
    ----------
    p_interacting : float or None
        As a model says, if it does.

    Returns
    -------
    bool
        False where the model does not say.
    """
    return p_interacting is not None and p_interacting < NO_MERGER_BELOW


def in_few_words(stage: float | None, time_myr: float | None, p_interacting: float | None) -> str:
    """Write when a merger is, or that the picture is probably none, for a caption.

    Parameters
    ----------
    stage, time_myr, p_interacting : float or None
        Of one picture.

    Returns
    -------
    str
        Such as ``stage 34, +120 Myr``, ``probably no merger (0.07)``, or nothing where nothing is known.
    """
    told = [f"stage {stage:.0f}"] if stage is not None else []
    told += [f"{time_myr:+.0f} Myr"] if time_myr is not None else []
    if told:
        return ", ".join(told)
    return f"probably no merger ({p_interacting:.2f})" if is_no_merger(p_interacting) else ""
