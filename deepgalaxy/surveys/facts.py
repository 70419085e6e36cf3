"""``catalog.csv``: what is known of the pictures beside it, and in the folders below."""

import csv
import logging
from collections.abc import Sequence
from pathlib import Path

from deepgalaxy.errors import DeepGalaxyError

log = logging.getLogger(__name__)

TABLE = "catalog.csv"
POSSIBLE = {
    "ra_deg": (-360.0, 360.0),
    "dec_deg": (-90.0, 90.0),
    "redshift": (-0.1, 50.0),
    "pixel_scale_arcsec": (1e-6, 1e6),
}
"""What a fact can be; -99 and its like stand for what is not known."""
FACTS = tuple(POSSIBLE)
"""The columns we read, beside ``file``, in any case; a value is empty where it is unknown."""

Told = dict[str, dict[str, str]]
"""The facts of each image, by its name, as they were written."""


def read_facts(folder: Path, paths: Sequence[Path]) -> Told:
    """Read each ``catalog.csv`` among ``paths``; its files become names relative to ``folder``.

    Raises
    ------
    DeepGalaxyError
        If one is no table of UTF-8 text, or has no column ``file``.
    """
    facts: Told = {}
    for path in paths:
        if path.name != TABLE:
            continue
        try:
            with path.open(newline="", encoding="utf-8-sig") as opened:
                table = csv.DictReader(opened)
                columns = {name.strip().lower(): name for name in table.fieldnames or ()}
                if "file" not in columns:
                    raise DeepGalaxyError(f"{path}: has no column named file")
                if not columns.keys() & set(FACTS):
                    log.warning("%s: none of its columns is one of %s", path, ", ".join(FACTS))
                for row in table:
                    name = (path.parent.relative_to(folder) / (row[columns["file"]] or "")).as_posix()
                    if not (folder / name).is_file():
                        log.warning("%s: speaks of %s, which is not there", path, name)
                    facts[name] = {f: row.get(columns[f]) or "" for f in FACTS if f in columns}
        except (OSError, csv.Error, UnicodeDecodeError) as error:
            raise DeepGalaxyError(f"{path}: not a readable table of UTF-8 text: {error}") from error
    return facts


def numbers(name: str, told: dict[str, str]) -> dict[str, float]:
    """Return the known ones of an image's facts; one that is no number, or cannot be, is named in the log."""
    known = {}
    for fact, value in told.items():
        if value.strip().lower() in ("", "nan", "null"):
            continue
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        low, high = POSSIBLE[fact]
        if low <= number <= high:
            known[fact] = number
        else:
            log.warning("%s says %s %r of %s: taken as unknown", TABLE, fact, value, name)
    if "ra_deg" in known and "dec_deg" in known:
        known["ra_deg"] %= 360
    else:
        known.pop("ra_deg", None)
        known.pop("dec_deg", None)
    return known
