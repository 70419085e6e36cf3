"""What a table, or the names of files, tell of pictures: stages, times, mass ratios, scales."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.core.ranges import PIXEL_SCALE_ARCSEC, REDSHIFT, STAGE, Bounds
from deepgalaxy.surveys.tables.any_table import read_tables
from deepgalaxy.surveys.tables.cells import Chunk, Column, Heading, as_text, each_number
from deepgalaxy.surveys.tables.column_roles import USUAL, column_key, unit_of
from deepgalaxy.surveys.tables.picture_facts import FILES, SCALES
from deepgalaxy.training.labels import LabelName

log = logging.getLogger(__name__)

TimeZero = Literal["pericentre", "coalescence"]

_UNIT = "([kmg]?yr)"
_EVENT = "(merger|pericent(re|er)|coalescence)"
_USUAL = {
    "file": "|".join((*FILES, *USUAL["name"], *USUAL["objid"])),
    "simulation": r"sim(ulation)?(id|name)?|run(id|name)?|mergerid",
    "stage": r"(merger)?stage",
    "time": rf"(merger)?(time|t(?=.))((since|from|after)(first)?{_EVENT})?{_UNIT}?",
    "coalescence": rf"(coalescence|(time|t)(to|until|till|before)(merger|merging|coalescence)){_UNIT}?",
    "mass_ratio": "(stellar|merger)?massratio",
    "interacting": "(is)?(interacting|merger|merging)",
    "redshift": "|".join(USUAL["redshift"]),
    "pixel_scale": "|".join(SCALES),
    "field_kpc": "(field(ofview)?|fov|side|width|whole)kpc",
}
"""By role: which names of columns, without case, blanks and marks, are usual."""
ROLES = tuple(_USUAL)
"""What a column may be; a user names columns by these where they are called otherwise."""
_UNITS = {"time": "Myr", "coalescence": "Myr", "pixel_scale": "arcsec", "field_kpc": "kpc"}
_POSSIBLE = {
    "stage": STAGE,
    "time": Bounds(-1e5, 1e5),
    "coalescence": Bounds(-1e5, 1e5),
    "mass_ratio": Bounds(1e-4, 1e4),
    "interacting": Bounds(0, 1),
    "redshift": REDSHIFT,
    "pixel_scale": PIXEL_SCALE_ARCSEC,
    "field_kpc": Bounds(1e-3, 1e5),
}
"""Of numbers, in the unit of `_UNITS`; what is beyond is unknown, as in any table."""
_CLOCK: dict[TimeZero | None, tuple[int, LabelName]] = {
    "pericentre": (1, "time_myr"),
    "coalescence": (-1, "coalescence_myr"),
}
"""Which label a time is, and its sign there: since first pericentre, or still to go until coalescence."""
_TOLD = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}
_YEARS = {"yr": "yr", "year": "yr", "years": "yr", "kyr": "kyr", "myr": "Myr", "gyr": "Gyr"}
"""In any case: what astropy takes for thousandths of a year, nobody means of a galaxy."""


@dataclass(frozen=True)
class LabelRow:
    """What is told of one picture."""

    file: str
    """Its name, with or without folder and suffix; or an id that its file is named by."""
    simulation: str = ""
    """Empty where it is not told."""
    known: Mapping[LabelName, float] = field(default_factory=dict)
    redshift: float = np.nan
    pixel_scale_arcsec: float = np.nan


@dataclass(frozen=True)
class LabelTable:
    """What is told of many pictures, and by what: a table or the pattern of names."""

    name: str
    rows: list[LabelRow]

    @property
    def tells_simulations(self) -> bool:
        """Whether each picture's simulation is told.

        Returns
        -------
        bool
            False where one is not.
        """
        return all(row.simulation for row in self.rows)


def read_labels(
    path: Path, time_zero: TimeZero | None = None, columns: Mapping[str, str] | None = None
) -> LabelTable:
    """Read the labels of pictures from a table of any kind.

    Parameters
    ----------
    path : Path
        CSV, FITS, VOTable, Parquet, ECSV, …: see `deepgalaxy.surveys.tables.any_table.read_tables`. Of
        several tables in a file, the first that has a column of files and one of labels.
    time_zero : {"pericentre", "coalescence"}, optional
        From when the column of times counts; needed where there is one.
    columns : mapping, optional
        Column by role (`ROLES`) where the names are unusual.

    Returns
    -------
    LabelTable
        A row a row.

    Raises
    ------
    RefusedInput
        If it is no table, has no column of files or of labels, or one in a unit that is not known.
    WrongUse
        If a column named is not there, or there are times and nothing says since when.
    """
    names: Sequence[str] = ()
    for source in read_tables(path):
        names = source.names
        roles = _find_roles(path.name, source.headings, columns or {})
        if "file" in roles and roles.keys() & _LABELS:
            return LabelTable(path.name, _rows(path.name, source.chunks, roles, time_zero))
    raise RefusedInput(
        path.name,
        f"it needs a column `file` (or name, id) and one of labels ({', '.join(sorted(_LABELS))}); it has"
        f' {", ".join(names)}: `columns={{"stage": "…"}}` says which is which',
    )


_LABELS = {"stage", "time", "coalescence", "mass_ratio", "interacting"}


def read_names(files: Iterable[str], pattern: str, time_zero: TimeZero | None = None) -> LabelTable:
    """Read labels from the names of pictures.

    Parameters
    ----------
    files : iterable of str
        Names, relative to the folder of the pictures.
    pattern : str
        Such as ``{simulation}.{time_myr}.fits``: names of columns in braces; ``{}`` is anything. Without a
        ``/`` it is compared with the name without folders. A number takes all the digits that it can.
    time_zero : {"pericentre", "coalescence"}, optional
        As for `read_labels`.

    Returns
    -------
    LabelTable
        A row for each name that the pattern fits.

    Raises
    ------
    WrongUse
        If the pattern names no label, or fits no name.
    """
    parts = re.split(r"\{([^{}]*)\}", pattern)
    named = tuple(name.strip() for name in parts[1::2] if name.strip())
    roles = _find_roles("the pattern of names", [Heading(name) for name in dict.fromkeys(named)], {})
    if not roles.keys() & _LABELS or len(set(named)) < len(named):
        raise WrongUse(
            f"the pattern {pattern} tells no label: write what varies in braces, each once, as in"
            " {simulation}.{time_myr}.fits"
        )
    numbers = {heading.name for role, heading in roles.items() if role != "simulation"}
    pieces = (
        _group(part.strip(), named, numbers) if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    fitting = re.compile("".join(pieces))
    listed = list(files)
    names = listed if "/" in pattern else [name.rpartition("/")[2] for name in listed]
    found = [
        (name, fitted)
        for name, short in zip(listed, names, strict=True)
        if (fitted := fitting.fullmatch(short))
    ]
    if not found:
        example = f"; one is named {listed[0]}" if listed else ""
        raise WrongUse(f"the pattern {pattern} fits no picture{example}")
    values = {
        name: np.array([fitted[f"_{number}"] for _, fitted in found]) for number, name in enumerate(named)
    }
    values["file"] = np.array([name for name, _ in found])
    chunk = Chunk(tuple(values), np.arange(1, len(found) + 1), lambda name, chosen: values[name][chosen])
    return LabelTable(pattern, _rows(pattern, [chunk], roles | {"file": Heading("file")}, time_zero))


def _group(name: str, named: Sequence[str], numbers: set[str]) -> str:
    """Return a regular expression of what a pair of braces stands for."""
    what = r"[+-]?\d+(?:\.\d+)?" if name in numbers else ".+?"
    return f"(?P<_{named.index(name)}>{what})" if name else what


def _find_roles(file: str, headings: Sequence[Heading], by_user: Mapping[str, str]) -> dict[str, Heading]:
    by_name = {heading.name: heading for heading in headings}
    for role, column in by_user.items():
        if role not in _USUAL:
            raise WrongUse(f"columns: {role} is none of {', '.join(ROLES)}")
        if column not in by_name:
            raise WrongUse(f"columns: {file} has no column {column}; it has {', '.join(by_name)}")
    roles = {role: by_name[column] for role, column in by_user.items()}
    for role, usual in _USUAL.items():
        fitting = [h for h in headings if re.fullmatch(usual, column_key(h.name)) and h not in roles.values()]
        if role == "file":  # of file, name and id the first in the list, not in the table
            order = usual.split("|")
            fitting.sort(key=lambda heading: order.index(column_key(heading.name)))
        elif len(fitting) > 1 and role not in roles and role in _LABELS:
            several = ", ".join(heading.name for heading in fitting)
            raise RefusedInput(
                file, f'several columns could be the {role} ({several}): say `columns={{"{role}": "…"}}`'
            )
        if fitting:
            roles.setdefault(role, fitting[0])
    return roles


def _rows(
    file: str, chunks: Iterable[Chunk], roles: Mapping[str, Heading], time_zero: TimeZero | None
) -> list[LabelRow]:
    if "time" in roles and time_zero is None:
        raise WrongUse(
            f"{file} has times ({roles['time'].name}), and nothing says since when: `time_zero=pericentre` or"
            " `time_zero=coalescence`"
        )
    if time_zero and not roles.keys() & {"time", "coalescence"}:
        raise WrongUse(
            f'{file}: `time_zero={time_zero}`, and no column of times: `columns={{"time": "…"}}` names it'
        )
    taken = (role if role == column.name else f"{role} ({column.name})" for role, column in roles.items())
    log.info("%s tells %s", file, ", ".join(taken))
    factors = {role: _factor(file, role, roles[role]) for role in _UNITS if role in roles}
    rows = list(
        chain.from_iterable(_rows_of_chunk(file, chunk, roles, factors, time_zero) for chunk in chunks)
    )
    if "time" in roles:
        sign, label = _CLOCK[time_zero]
        times = [sign * row.known[label] for row in rows if label in row.known]
        if times and max(times) < 0 and not (label == "coalescence_myr" and "coalescence" in roles):
            raise RefusedInput(
                file,
                f"all {len(times)} times ({roles['time'].name}) are before {time_zero}. Perhaps they count"
                " what is still to come: change their sign; or they count from another event (`time_zero=`)."
                " A column coalescence_myr may hold the time that is left until coalescence",
            )
    return rows


def _rows_of_chunk(
    file: str,
    chunk: Chunk,
    roles: Mapping[str, Heading],
    factors: Mapping[str, float],
    time_zero: TimeZero | None,
) -> Iterator[LabelRow]:
    for refused in chunk.refused:
        log.warning("%s", refused)
    text = {
        role: as_text(chunk.column(roles[role].name)).tolist()
        for role in ("file", "simulation")
        if role in roles
    }
    nothing = np.full(len(chunk.rows), np.nan)
    numbers = dict.fromkeys(_POSSIBLE, nothing) | {
        role: _numbers(file, chunk, role, roles[role], factors.get(role, 1))
        for role in _POSSIBLE
        if role in roles
    }
    ratio = numbers["mass_ratio"]
    labels: dict[LabelName, NDArray[np.float64]] = {
        "stage": numbers["stage"],
        "coalescence_myr": numbers["coalescence"],
        "mass_ratio": np.fmin(ratio, 1 / ratio),  # of the lighter to the heavier, whichever came first
        "interacting": numbers["interacting"],
        "whole_kpc": numbers["field_kpc"],
    }
    if "time" in roles:
        sign, label = _CLOCK[time_zero]
        told = labels.get(label, nothing)
        labels[label] = np.where(np.isnan(told), sign * numbers["time"], told)
    simulations = text.get("simulation", [""] * len(chunk.rows))
    for n, (name, simulation) in enumerate(zip(text["file"], simulations, strict=True)):
        known = {label: float(values[n]) for label, values in labels.items() if np.isfinite(values[n])}
        if name:
            yield LabelRow(
                name,
                simulation,
                known,
                redshift=float(numbers["redshift"][n]),
                pixel_scale_arcsec=float(numbers["pixel_scale"][n]),
            )
        else:
            log.warning("%s row %d: names no picture", file, chunk.rows[n])


def _numbers(file: str, chunk: Chunk, role: str, heading: Heading, factor: float) -> NDArray[np.float64]:
    """Read a column; what is no such number is named in the log, and unknown."""
    column: Column = chunk.column(heading.name)
    written = as_text(column)
    values = each_number(column)
    if role == "interacting":
        told = np.array([_TOLD.get(word, np.nan) for word in np.char.lower(written).tolist()])
        values = np.where(np.isnan(told), values, told)
        values = np.where((values == 0) | (values == 1), values, np.nan)
    values = _POSSIBLE[role].masked(values * factor)
    wrong = np.flatnonzero(np.isnan(values) & (written != ""))
    if len(wrong):
        log.warning(
            "%s: %d values of column %s are no %s (%s in row %d): taken as unknown",
            file,
            len(wrong),
            heading.name,
            role.replace("_", " ") if role != "interacting" else "0 or 1",
            written[wrong[0]],
            chunk.rows[wrong[0]],
        )
    return values


def _factor(file: str, role: str, heading: Heading) -> float:
    """Return what the values of a column are multiplied by, for the unit that is wanted."""
    from astropy import units

    is_time = _UNITS[role] == "Myr"
    in_name = re.search(f"{_UNIT}$", column_key(heading.name)) if is_time else None
    written = unit_of(heading) or (in_name[0] if in_name else "")
    if not written and not is_time:
        return 1.0
    if not written:
        own = heading.name
        raise RefusedInput(file, f"column {own} has no unit: call it {own}_myr or {own}_gyr, say")
    try:
        unit = units.Unit(_YEARS.get(written.strip().lower(), written))
        if role == "pixel_scale" and unit.is_equivalent("arcsec / pix"):
            unit = unit * units.pix
        return float(unit.to(_UNITS[role]))
    except (ValueError, TypeError) as error:  # astropy's UnitConversionError is both
        raise RefusedInput(
            file, f"column {heading.name}: the unit {written!r} is not known, or not one like {_UNITS[role]}"
        ) from error
