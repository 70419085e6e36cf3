"""Which columns of a table say which galaxy a row is about; everything else is an attribute."""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.surveys.tables.cells import Heading

USUAL: dict[str, tuple[str, ...]] = {
    "name": (
        *("iauname", "galaxyid", "name", "objname", "objectname", "galaxyname", "sourcename", "targetname"),
        *("designation", "mainid", "object"),
    ),
    "objid": (
        *("objid", "dr7objid", "dr8objid", "sdssobjid", "bestobjid", "photoobjid", "objectid"),
        *("sourceid", "targetid", "lsid", "dr8id", "coaddobjectid", "id"),
    ),
    "ra": ("ra", "raj2000", "raicrs", "radeg", "alphaj2000", "alphawinj2000", "alphasky", "xworld"),
    "dec": ("dec", "dej2000", "deicrs", "dedeg", "deltaj2000", "deltawinj2000", "deltasky", "yworld"),
    "redshift": (
        *("redshift", "zspec", "specz", "spectroscopicredshift", "zsp", "zbest", "zhelio", "zcmb", "zred"),
        *("znoqso", "zfinal", "redshiftspec", "rvzredshift", "z", "zphot", "photoz", "zph", "zphotmedian"),
    ),
}
"""Names without case, blanks and marks, best first: Galaxy Zoo's, SkyServer's, VizieR's, …"""
_FRAME = "(?:mean|median|j?2000|icrs|fk5)?"
_UNIT = "(deg|degrees|hours?|hrs?|hms|dms|rad|radians|arcmin|arcsec|mas)?"
_SPELT = {
    "ra": re.compile(f"(?:mean|median)?(?:ra|rightasc|rightascension|rasc){_FRAME}{_UNIT}"),
    "dec": re.compile(f"(?:mean|median)?(?:dec|de|decl|declination){_FRAME}{_UNIT}"),
}
"""How a place's name may be spelt besides, and the unit that it then says."""
_BEFORE = (
    *("target", "coord", "coords", "coordinate", "obj", "object", "src", "source", "gal", "galaxy", "host"),
    *("mean", "median", "best", "pos", "position", "sky", "skycoord", "sc", "cat", "catalog", "catalogue"),
    *("phot", "photo", "photoobj", "spec", "specobj", "input", "fiber", "plug", "main", "my", "opt"),
    *("sdss", "gaia", "legacy", "ls", "desi", "des", "hsc", "ps1", "wise", "ned", "simbad", "s", "p", "g"),
)
"""Words that may stand before ``_ra``; with a point, as of a SkyCoord, any may."""
_PREFIXED = re.compile(r"(?P<before>.+)(?P<mark>[.:_ -])(?P<last>[^.:_ -]+)")
_UNIT_IN_NAME = re.compile(r"[^(\[]*[^(\[\s]\s*([(\[].*[)\]])\s*")
_UCDS = {
    "name": ("meta.id;meta.main", "id_main"),
    "ra": ("pos.eq.ra;meta.main", "pos_eq_ra_main", "pos.eq.ra", "pos_eq_ra"),
    "dec": ("pos.eq.dec;meta.main", "pos_eq_dec_main", "pos.eq.dec", "pos_eq_dec"),
    "redshift": ("src.redshift", "src.redshift.spec", "redshift_hc", "src.redshift;meta.main"),
}
_SDSS = ("objid", "dr7objid", "dr8objid", "sdssobjid", "bestobjid", "photoobjid", "object1", "object2")
_BRICKS = ("brickid", "brickname")
_FRAMES = ("icrs", "fk5", "eq_fk5", "gcrs", "barycentric", "j2000")
"""In which a place is that of ICRS, to 0.1 arcseconds or so."""
_YEAR = re.compile(r"j?\d+(\.\d*)?")
PAIR = {"objid": "object", "ra": "ra", "dec": "dec"}
"""With 1 and 2 behind, in Darg et al. (2010): a row is about both galaxies of a merger."""


NAME_THEM = """`columns={"ra": "…", "dec": "…"}`"""
"""How a caller says which columns are which."""


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
    redshift: str | None = None
    brick: str | None = None
    """The part of the sky in which an id is unique, in the Legacy Surveys."""

    @property
    def is_sdss(self) -> bool:
        """Whether the ids are SDSS's, by the name of their column.

        Returns
        -------
        bool
            True for a column named ``objid``, ``dr7objid`` and the like.
        """
        return self.objid is not None and column_key(self.objid) in _SDSS

    @property
    def tells_place(self) -> bool:
        """Whether a row has more than a name: a position or an id.

        Returns
        -------
        bool
            True where there is a column of right ascension, or of ids.
        """
        return bool(self.ra or self.objid)


def parse_columns(option: str | None) -> dict[str, str]:
    """Read ``ra=RAJ2000,dec=DEJ2000``: columns by role.

    Parameters
    ----------
    option : str or None
        What the user wrote; None for nothing.

    Returns
    -------
    dict of str to str
        Column by role.

    Raises
    ------
    WrongUse
        If it is written otherwise.
    """
    columns = {}
    for part in option.split(",") if option else ():
        role, _, column = (word.strip() for word in part.partition("="))
        if not role or not column:
            raise WrongUse(f"columns {option}: write them as ra=RAJ2000,dec=DEJ2000")
        columns[role] = column
    return columns


def is_known(name: str) -> bool:
    """Whether a column of this name says which galaxy a row is about.

    Parameters
    ----------
    name : str
        As the table spells it.

    Returns
    -------
    bool
        True if some role has columns of this name.
    """
    return any(column_key(name) in usual for usual in USUAL.values()) or is_of_place(name)


def is_of_place(name: str) -> bool:
    """Whether a column of this name could be a right ascension or a declination.

    Parameters
    ----------
    name : str
        As the table spells it.

    Returns
    -------
    bool
        True for ``ra``, ``DEJ2000``, ``coord.ra``.
    """
    key = column_key(name)
    return any(key in USUAL[role] or _is_spelt(key, role) for role in _SPELT) or bool(_stem(name))


def find_roles(file: str, headings: Sequence[Heading], by_user: Mapping[str, str]) -> list[Roles]:
    """Find what the columns of a table are: one `Roles` for each galaxy of a row.

    Parameters
    ----------
    file : str
        For messages.
    headings : sequence of Heading
        The table's columns.
    by_user : mapping
        Columns that the user names, by role: ``{"ra": "RAJ2000"}``.

    Returns
    -------
    list of Roles
        One, or two where each row is a pair of galaxies.

    Raises
    ------
    WrongUse
        If a role or a column named is not there.
    RefusedInput
        If no column tells which galaxies the table is about, or several could.
    """
    names = [heading.name for heading in headings]
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(name.lower(), name)
    if not by_user and {"object1", "object2"} <= known.keys():
        return [_one_of_pair(known, number) for number in "12"]
    for role, column in by_user.items():
        if role not in USUAL:
            raise WrongUse(f"columns: {role} is none of {', '.join(USUAL)}")
        if column.lower() not in known:
            raise WrongUse(f"columns: {file} has no column {column}; it has {_some(names)}")
    found = {role: column if column in names else known[column.lower()] for role, column in by_user.items()}
    for role, column in usual_columns(headings).items():
        found.setdefault(role, column)
    if not {"ra", "dec"} & found.keys():
        found |= _prefixed(file, names)
    if lone := {"ra", "dec"} - found.keys():
        for role in {"ra", "dec"} - lone:
            if role in by_user:
                raise WrongUse(f"columns: {role} without {lone.pop()}; {file} has {_some(names)}")
            del found[role]
    if not found.keys() - {"redshift"}:
        raise RefusedInput(
            file,
            f"no column tells which galaxies these are: say {NAME_THEM} (or name, objid);"
            f" it has {_some(names)}",
        )
    own = {found.get(role) for role in ("name", "objid", "ra", "dec")}
    attributes = tuple((name, _called(name)) for name in names if name not in own)
    brick = next((known[name] for name in _BRICKS if name in known), None)
    whose, objid, ra, dec = (found.get(role) for role in ("name", "objid", "ra", "dec"))
    return [Roles(whose, objid, ra, dec, attributes, redshift=found.get("redshift"), brick=brick)]


def usual_columns(headings: Sequence[Heading]) -> dict[str, str]:
    """Return the column of each role by its usual name, else by its UCD.

    Parameters
    ----------
    headings : sequence of Heading
        The table's columns.

    Returns
    -------
    dict of str to str
        Column by role, for the roles that a column was found for.
    """
    by_key = {column_key(heading.name): heading.name for heading in reversed(headings)}
    by_ucd = {heading.ucd.strip().lower(): heading.name for heading in reversed(headings) if heading.ucd}
    found: dict[str, str] = {}
    for role, usual in USUAL.items():
        there = [by_key[name] for name in usual if name in by_key and not _is_band(name, by_key)]
        there += [name for key, name in by_key.items() if _is_spelt(key, role)][::-1]
        if there:
            found[role] = there[0]
    for role, ucds in _UCDS.items():
        there = [by_ucd[ucd] for ucd in ucds if ucd in by_ucd and by_ucd[ucd] not in found.values()]
        if there:
            found.setdefault(role, there[0])
    return found


def _is_spelt(key: str, role: str) -> bool:
    return role in _SPELT and bool(_SPELT[role].fullmatch(key))


def _is_band(name: str, keys: Iterable[str]) -> bool:
    """Whether ``z`` is a magnitude: beside others of SDSS's."""
    return name == "z" and {"r", "i"} <= set(keys)


def _prefixed(file: str, names: Sequence[str]) -> dict[str, str]:
    """Return the one pair of columns such as ``TARGET_RA`` and ``TARGET_DEC``, or ``coord.ra``."""
    stems = {stem: name for name in names if (stem := _stem(name))}
    pairs = sorted({before for before, role in stems if {(before, "ra"), (before, "dec")} <= stems.keys()})
    if len(pairs) > 1:
        several = ", ".join(stems[before, "ra"] for before in pairs)
        raise RefusedInput(file, f"several columns could be the right ascension ({several}): say {NAME_THEM}")
    return {role: stems[pairs[0], role] for role in ("ra", "dec")} if pairs else {}


def _stem(name: str) -> tuple[str, str] | None:
    """Tell ``coord.ra`` and ``TARGET_RA`` for what stands before and ``ra``; None for anything else."""
    found = _PREFIXED.fullmatch(_bare(name).lower())
    role = next((role for role in _SPELT if found and _is_spelt(column_key(found["last"]), role)), None)
    if not found or role is None or (found["mark"] in "_ -" and found["before"] not in _BEFORE):
        return None
    return found["before"], role


def _bare(name: str) -> str:
    """Return a name without what stands in brackets behind it: ``RA (deg)``."""
    return re.sub(r"\s*[(\[].*[)\]]\s*$", "", name.strip())


def column_key(name: str) -> str:
    """Return a name without case, blanks and marks; but ``DE-`` is the sign of a declination.

    Parameters
    ----------
    name : str
        As the table spells it.

    Returns
    -------
    str
        Such as ``massratio`` of ``Mass_Ratio (lighter)``.
    """
    return name.lower() if name.endswith("-") else re.sub(r"[\W_]", "", _bare(name)).lower()


def unit_of(heading: Heading) -> str:
    """Return the unit of a position: the column's, or the one in its name: ``RA (rad)``, ``ra_hours``.

    Parameters
    ----------
    heading : Heading
        A column of right ascension or declination.

    Returns
    -------
    str
        As it is written; empty where there is none.
    """
    if heading.unit:
        return heading.unit
    if found := _UNIT_IN_NAME.fullmatch(heading.name):
        return found[1][1:-1].strip()
    spelt = next(
        filter(None, (pattern.fullmatch(column_key(heading.name)) for pattern in _SPELT.values())), None
    )
    return (spelt[1] or "") if spelt else ""


def check_frame(heading: Heading) -> None:
    """Check that the places of a column are those of ICRS: in FK5 of J2000, say, and not of B1950.

    Parameters
    ----------
    heading : Heading
        A column of right ascension or declination; one that tells no frame passes.

    Raises
    ------
    ValueError
        If they are of another frame; the message says what to do.
    """
    system, *equinox = heading.frame.lower().split() or [""]
    is_of_2000 = all(_YEAR.fullmatch(word) and float(word.lstrip("j")) == 2000 for word in equinox)
    if system and (system not in _FRAMES or not (is_of_2000 or system == "icrs")):
        raise ValueError(f"its coordinates are {heading.frame}; turn them into ICRS (SkyCoord(…).icrs)")


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
    """Name an attribute; stages by volunteers or authors are no labels for the network."""
    return f"table_{name}" if name.lower() in ("stage", "time_myr") else name


def _some(names: Sequence[str]) -> str:
    return textwrap.shorten(", ".join(names), 200, placeholder=" …")
