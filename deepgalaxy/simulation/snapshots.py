"""Snapshots of other simulations to particles: tipsy, and GADGET's formats 1, 2 and HDF5."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.simulation.snapshot_headers import Header, SnapshotFormat
from deepgalaxy.simulation.snapshot_units import GADGET_UNITS, TIPSY_UNITS, SnapshotUnits, UnitChoice

Array = NDArray[np.float64]

UNIT_OPTIONS = "`length_unit=`, `mass_unit=`, `velocity_unit=`"
GADGET_STARS = (2, 3, 4)
"""Particle types that shine: disk, bulge and stars. The others are gas, halo and boundary."""


@dataclass(frozen=True)
class Snapshot:
    """N particles at one time, in our units.

    Parameters
    ----------
    name : str
        The files it was read from.
    time_myr : float
        As the files have it.
    positions, velocities : ndarray, shape (N, 3)
        In kpc and km/s.
    masses : ndarray, shape (N,)
        In 1e10 Msun, above 0: massless tracers are left out.
    stars : ndarray of bool, shape (N,)
        True for particles of disk, bulge and stars.
    ids : ndarray of int64, shape (N,)
        By which particles are found again in another snapshot.
    part : ndarray of int8, shape (N,)
        Number of the snapshot, of those of this moment, that each is from; it may be spread over several
        files.
    """

    name: str
    time_myr: float
    positions: Array
    velocities: Array
    masses: Array
    stars: NDArray[np.bool_]
    ids: NDArray[np.int64]
    part: NDArray[np.int8]


def by_moment(headers: Sequence[Header]) -> list[tuple[Header, ...]]:
    """Group the files of one time: they are parts of one moment.

    Parameters
    ----------
    headers : sequence of Header
        By time.

    Returns
    -------
    list of tuple of Header
        One tuple a moment, in the order of time.
    """
    return [tuple(parts) for _, parts in groupby(headers, key=lambda header: header.time)]


def read_snapshot(parts: Sequence[Header], choice: UnitChoice) -> Snapshot:
    """Read one moment.

    Parameters
    ----------
    parts : sequence of Header
        Its files.
    choice : UnitChoice
        The user's choice of units.

    Returns
    -------
    Snapshot
        All particles that have mass, in our units.

    Raises
    ------
    RefusedInput
        If a file is damaged, has a value that is not a number, one of its snapshot's files is missing, or
        there are no star particles.
    DeepGalaxyError
        If pynbody is needed and absent.
    """
    names = list(dict.fromkeys(part.snapshot for part in parts))
    for part in parts:
        given = [other for other in parts if other.snapshot == part.snapshot]
        if len(given) != part.files:
            raise RefusedInput(
                str(part.path),
                f"its snapshot is spread over {part.files} files, and {len(given)} of them are given:"
                " give all of them",
            )
        if (there := sum(other.particles for other in given)) < part.total:
            raise RefusedInput(
                str(part.path),
                f"its snapshot has {part.total:,} particles, and {there:,} are in what is given:"
                " give all of its files",
            )
    if not (parts := [part for part in parts if part.particles]):
        raise RefusedInput(" + ".join(names), "no particles")
    read = [_read_part(part, choice) for part in parts]
    columns = {name: np.concatenate([part[name] for part in read]) for name in read[0]}
    numbers = np.array([names.index(part.snapshot) for part in parts], np.int8)
    columns["part"] = np.repeat(numbers, [len(part["masses"]) for part in read])
    name = " + ".join(part.path.name for part in parts)
    if not columns["stars"].any():
        raise RefusedInput(name, f"no star particles among {len(columns['stars']):,}: nothing to see")
    return Snapshot(name, parts[0].time * _units(parts[0], choice).time_myr, **columns)


def _read_part(header: Header, choice: UnitChoice) -> dict[str, NDArray[Any]]:
    units = _units(header, choice)
    try:
        raw = _by_h5py(header) if header.format is SnapshotFormat.GADGET_HDF5 else _by_pynbody(header)
    except DeepGalaxyError:
        raise
    except Exception as error:  # damaged files raise anything
        raise RefusedInput(
            str(header.path), f"truncated, damaged or unusual {header.format}: {error}"
        ) from error
    for what in ("positions", "velocities", "masses"):
        if not np.isfinite(raw[what]).all():
            raise RefusedInput(str(header.path), f"some of its {what} are not numbers")
    if raw["masses"].min() < 0:
        raise RefusedInput(str(header.path), "some of its masses are negative")
    heavy = raw["masses"] > 0
    kept = {name: values[heavy] for name, values in raw.items()}
    kept["positions"] = kept["positions"] * units.length_kpc
    kept["velocities"] = kept["velocities"] * units.velocity_km_s
    kept["masses"] = kept["masses"] * units.mass_1e10_msun
    return kept


def _by_pynbody(header: Header) -> dict[str, NDArray[Any]]:
    try:
        import pynbody
    except ImportError as error:
        raise DeepGalaxyError(
            f"{header.path}: {header.format} is read by pynbody: pip install 'deepgalaxy[snapshots]'"
        ) from error
    is_tipsy = header.format is SnapshotFormat.TIPSY
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a missing parameter file and guessed units, which are set here
        snap = pynbody.load(str(header.path), priority=["TipsySnap" if is_tipsy else "GadgetSnap"])
        families = {family.name: snap[family] for family in snap.families()}
        return {
            "positions": np.concatenate([np.asarray(f["pos"], np.float64) for f in families.values()]),
            "velocities": np.concatenate([np.asarray(f["vel"], np.float64) for f in families.values()]),
            "masses": np.concatenate([np.asarray(f["mass"], np.float64) for f in families.values()]),
            "stars": np.concatenate([np.full(len(f), name == "star") for name, f in families.items()]),
            # Bonsai keeps its ids in the four bytes of tipsy's potential.
            "ids": np.concatenate(
                [
                    np.asarray(f["phi"], np.float32).view(np.int32).astype(np.int64)
                    if is_tipsy
                    else np.asarray(f["iord"], np.int64)
                    for f in families.values()
                ]
            ),
        }


def _by_h5py(header: Header) -> dict[str, NDArray[Any]]:
    """Read GADGET's HDF5; pynbody counts its disk and bulge as dark matter and has no option for that."""
    columns: dict[str, list[NDArray[Any]]] = {}
    with h5py.File(header.path) as file:
        table = file["Header"].attrs.get("MassTable", np.zeros(6))
        for kind in range(6):
            group = file.get(f"PartType{kind}")
            if group is None or "ParticleIDs" not in group:
                continue
            n = len(group["ParticleIDs"])
            weighed = "Masses" in group
            for name, values in (
                ("positions", _column(group, "Coordinates", (n, 3))),
                ("velocities", _column(group, "Velocities", (n, 3))),
                ("masses", _column(group, "Masses", (n,)) if weighed else np.full(n, table[kind])),
                ("stars", np.full(n, kind in GADGET_STARS)),
                ("ids", group["ParticleIDs"][...].astype(np.int64)),
            ):
                columns.setdefault(name, []).append(values)
    return {name: np.concatenate(parts) for name, parts in columns.items()}


def _column(group: h5py.Group, name: str, shape: tuple[int, ...]) -> Array:
    if group[name].shape != shape:
        raise ValueError(f"{group.name}/{name} has shape {group[name].shape}, not {shape}")
    return np.asarray(group[name][...], np.float64)


def _units(header: Header, choice: UnitChoice) -> SnapshotUnits:
    if header.format is SnapshotFormat.TIPSY:
        return choice.of(TIPSY_UNITS, gravity_is_one=True)
    if header.format is SnapshotFormat.GADGET:
        return choice.of(GADGET_UNITS, gravity_is_one=False)
    return choice.of(_hdf5_units(header, choice), gravity_is_one=False)


LENGTH, MASS, VELOCITY, TIME = "length", "mass", "velocity", "time"
UNIT_ATTRIBUTES = {
    "unitlength_in_cm": LENGTH,  # GADGET, AREPO
    "unitmass_in_g": MASS,
    "unitvelocity_in_cm_per_s": VELOCITY,
    "unitlength_in_cgs": LENGTH,  # GIZMO
    "unitmass_in_cgs": MASS,
    "unitvelocity_in_cgs": VELOCITY,
    "unit length in cgs (u_l)": LENGTH,  # SWIFT
    "unit mass in cgs (u_m)": MASS,
    "unit time in cgs (u_t)": TIME,
}
"""Names of the units in the attributes of several codes, all in cgs, in lower case."""
SWIFT_UNITS = "Units"
"""SWIFT's group of the units of the file; those that it has elsewhere are of the code."""
OURS_IN_CGS = {LENGTH: 3.0856776e21, MASS: 1.98841e43, VELOCITY: 1e5}
"""Literal numbers, as in `deepgalaxy.core.units`, and for the same reason."""
OTHER_UNITS = re.compile(
    r"(?i).*unit.*(length|mass|velocity|time).*|.*(length|mass|velocity|time)_?units?|units?"
    r"|.*to_?cgs|.*conver.*cgs.*|.*cgs.*conver.*"
)
"""What other attributes are called that say in which unit something is."""
IN_UNITS = re.compile(r"(?i)(length|mass|velocity|time)")
"""The same in a group of units."""
OF_DATASETS = ("Coordinates", "Velocities", "Masses")


def _hdf5_units(header: Header, choice: UnitChoice) -> SnapshotUnits:
    """Return the units in a file's attributes, or GADGET's usual ones where it has none.

    Raises
    ------
    RefusedInput
        If its units have names that are not known, two differ, or some are missing, and the user does not
        give them.
    """
    if None not in (choice.length, choice.mass, choice.velocity):
        return GADGET_UNITS
    with h5py.File(header.path) as file:
        told = list(_units_told(file))
    cgs: dict[str, float] = {}
    for name, what, value in told:
        if what and not np.isclose(cgs.setdefault(what, value), value, rtol=1e-2, equal_nan=True):
            raise RefusedInput(
                str(header.path),
                f"{name} says another unit of {what} than is said before; give them: {UNIT_OPTIONS}",
            )
    is_whole = {LENGTH, MASS, VELOCITY} <= cgs.keys()
    # Beside whole units, those of single datasets say the same again, and a unit of time nothing new.
    unknown = [
        name
        for name, what, _ in told
        if not what and not (is_whole and ("time" in name.lower() or name.rpartition("/")[0] in OF_DATASETS))
    ]
    if unknown:
        raise RefusedInput(
            str(header.path),
            f"its units are in {', '.join(dict.fromkeys(unknown))}, which is not known here; give them:"
            f" {UNIT_OPTIONS}",
        )
    if not cgs:
        return GADGET_UNITS
    try:
        if VELOCITY not in cgs and {LENGTH, TIME} <= cgs.keys():
            cgs[VELOCITY] = cgs[LENGTH] / cgs[TIME]
        values = [cgs[name] / ours for name, ours in OURS_IN_CGS.items()]
    except (KeyError, ZeroDivisionError) as error:
        raise RefusedInput(
            str(header.path), f"has only its units of {', '.join(cgs)}; give the others: {UNIT_OPTIONS}"
        ) from error
    if not all(0 < value < np.inf for value in values):
        raise RefusedInput(str(header.path), f"its units are not above 0; give them: {UNIT_OPTIONS}")
    return SnapshotUnits(*values)


def _units_told(file: h5py.File) -> Iterator[tuple[str, str | None, float]]:
    """Yield each attribute that tells a unit, wherever it is: name, of what (None: not known), cgs."""
    swift = file.get(SWIFT_UNITS)
    if swift is not None and {LENGTH, MASS, TIME} <= {
        UNIT_ATTRIBUTES.get(str(k).lower()) for k in swift.attrs
    }:
        groups = {SWIFT_UNITS: swift}
    else:
        groups = {"": file} | {name: file[name] for name in file if isinstance(file[name], h5py.Group)}
        particles = [group for name, group in groups.items() if name.startswith("PartType")]
        groups |= {name: group[name] for group in particles for name in OF_DATASETS if name in group}
    for where, node in groups.items():
        for key, value in node.attrs.items():
            name = f"{where}/{key}".lstrip("/")
            what = UNIT_ATTRIBUTES.get(str(key).lower())
            if what or OTHER_UNITS.fullmatch(key) or ("units" in where.lower() and IN_UNITS.search(key)):
                yield name, what, _number(value) if what else np.nan


def _number(value: Any) -> float:
    try:
        return float(np.ravel(value)[0])
    except (IndexError, TypeError, ValueError):
        return 0.0  # which no unit is
