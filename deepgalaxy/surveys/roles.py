"""Which columns of a table say which galaxy a row is about; everything else is an attribute."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deepgalaxy.errors import RefusedInput, WrongUse

USUAL = {
    "name": ("iauname", "iau_name", "galaxyid"),
    "objid": ("objid", "dr7objid", "dr8objid", "sdss_objid", "bestobjid", "objectid"),
    "ra": ("ra", "raj2000", "_raj2000", "ra_icrs", "ra_deg", "alpha_j2000"),
    "dec": ("dec", "dej2000", "_dej2000", "decj2000", "de_icrs", "dec_deg", "delta_j2000"),
}
"""Names, in any case, best first: of Galaxy Zoo 1 and 2, GZ DECaLS, Kaggle's set, SkyServer and VizieR."""
PAIR = {"objid": "object", "ra": "ra", "dec": "dec"}
"""With 1 and 2 behind, in Darg et al. (2010): a row is about both galaxies of a merger."""


@dataclass(frozen=True)
class Roles:
    """The columns that are about one galaxy of a row; ``None`` where the table has none."""

    name: str | None
    objid: str | None
    ra: str | None
    dec: str | None
    attributes: tuple[tuple[str, str], ...] = ()
    """Columns, and what they are called as an attribute."""
    is_second: bool = False
    """Of a pair, whose row may be about one galaxy alone."""


def parse_columns(said: str | None) -> dict[str, str]:
    """Read ``ra=RAJ2000,dec=DEJ2000``: columns by role.

    Raises
    ------
    WrongUse
        If it is written otherwise.
    """
    columns = {}
    for part in said.split(",") if said else ():
        role, _, column = (word.strip() for word in part.partition("="))
        if not role or not column:
            raise WrongUse(f"columns {said}: write them as ra=RAJ2000,dec=DEJ2000")
        columns[role] = column
    return columns


def find_roles(file: str, names: Sequence[str], said: Mapping[str, str]) -> list[Roles]:
    """Find what the columns of a table are: one `Roles` for each galaxy of a row.

    Parameters
    ----------
    file : str
        For messages.
    names : sequence of str
        The table's columns.
    said : mapping
        Columns that the user names, by role: ``{"ra": "RAJ2000"}``.

    Raises
    ------
    WrongUse
        If a role or a column named is not there.
    RefusedInput
        If no column tells which galaxies the table is about.
    """
    known = {name.lower(): name for name in names}
    if not said and {"object1", "object2"} <= known.keys():
        return [_one_of_pair(known, number) for number in "12"]
    for role, column in said.items():
        if role not in USUAL:
            raise WrongUse(f"columns: {role} is none of {', '.join(USUAL)}")
        if column.lower() not in known:
            raise WrongUse(f"columns: {file} has no column {column}; it has {_some(names)}")
    found = {role: known[column.lower()] for role, column in said.items()}
    for role, usual in USUAL.items():
        there = [known[name] for name in usual if name in known]
        if there:
            found.setdefault(role, there[0])
    if lone := {"ra", "dec"} - found.keys():
        for role in {"ra", "dec"} - lone:
            if role in said:
                raise WrongUse(f"columns: {role} without {lone.pop()}; {file} has {_some(names)}")
            del found[role]
    if not found:
        raise RefusedInput(
            file, f"no column tells which galaxies these are: say columns ra=…,dec=…; it has {_some(names)}"
        )
    kept = [name for name in names if name not in found.values()]
    attributes = tuple((name, _called(name)) for name in kept)
    return [Roles(found.get("name"), found.get("objid"), found.get("ra"), found.get("dec"), attributes)]


def _one_of_pair(known: Mapping[str, str], number: str) -> Roles:
    """Make the roles of one galaxy; the second keeps the objid of the first, as ``object1``."""
    other = {"1": "2", "2": "1"}[number]
    own = {role: known.get(stem + number) for role, stem in PAIR.items()}
    attributes = []
    for folded, name in known.items():
        stem, last = folded[:-1], folded[-1:]
        if name in own.values() or (last == other and stem + number in known and folded != "object1"):
            continue
        is_own = last == number and stem + other in known
        attributes.append((name, _called(re.sub("_$", "", name[:-1]) if is_own else name)))
    return Roles(None, **own, attributes=tuple(attributes), is_second=number == "2")


def _called(name: str) -> str:
    """Keep what volunteers or authors called a stage apart from the stages that the network learns."""
    return f"table_{name}" if name.lower() in ("stage", "time_myr") else name


def _some(names: Sequence[str]) -> str:
    return textwrap.shorten(", ".join(names), 200, placeholder=" …")
