"""``catalog.csv``: what is known of the pictures beside it, and in the folders below."""

import csv
from collections.abc import Sequence
from pathlib import Path

from deepgalaxy.errors import DeepGalaxyError, RefusedInput

TABLE = "catalog.csv"
FACTS = ("ra_deg", "dec_deg", "redshift", "pixel_scale_arcsec")
"""The columns we read, beside ``file``; a value is empty where it is unknown."""

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
                if "file" not in (table.fieldnames or ()):
                    raise DeepGalaxyError(f"{path}: has no column named file")
                for row in table:
                    name = (path.parent.relative_to(folder) / (row["file"] or "")).as_posix()
                    facts[name] = {fact: row.get(fact) or "" for fact in FACTS}
        except (OSError, csv.Error, UnicodeDecodeError) as error:
            raise DeepGalaxyError(f"{path}: not a readable table of UTF-8 text: {error}") from error
    return facts


def numbers(name: str, told: dict[str, str]) -> dict[str, float]:
    """Return the known ones of an image's facts.

    Raises
    ------
    RefusedInput
        If one is no number.
    """
    known = {}
    for fact, value in told.items():
        if value.strip().lower() in ("", "nan", "null"):
            continue
        try:
            known[fact] = float(value)
        except ValueError:
            raise RefusedInput(name, f"{TABLE} says {fact} {value!r}, which is no number") from None
    return known
