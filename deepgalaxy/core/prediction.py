"""The fields of a prediction, in one place: names, units, UCDs and meanings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """What a column is, for VOTables, QTables and those who read them."""

    ucd: str
    """Of IVOA's UCD1+ vocabulary."""
    description: str
    unit: str | None = None
    """As astropy and VOTable write it; None for a number without one."""


def _end(which: str, percent: int) -> Meaning:
    statistic = {"lower": "stat.min", "upper": "stat.max"}[which]
    return Meaning(f"time.age;{statistic}", f"{which} end of the {percent} % interval of time_myr", "Myr")


PREDICTION = {
    "stage": Meaning(
        "src.class", "stage of the merger: 0 well apart, 19.5 first pericentre, 45 one nucleus, 70 virialised"
    ),
    "time_myr": Meaning("time.age", "time since first pericentre", "Myr"),
    "time_lo68": _end("lower", 68),
    "time_hi68": _end("upper", 68),
    "time_lo90": _end("lower", 90),
    "time_hi90": _end("upper", 90),
    "out_of_domain": Meaning(
        "stat.fit.goodness", "above 1 the picture is unlike those the model learnt to date"
    ),
}
"""What a model says of one picture: rows of answers, arrays, exports and table ``prediction`` have these."""
