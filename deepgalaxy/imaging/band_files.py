"""Pictures whose bands are files of their own: ``ngc4676_g.fits``, ``ngc4676_r.fits``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deepgalaxy.core.errors import RefusedInput, WrongUse


@dataclass(frozen=True, eq=False)
class BandFiles:
    """The files of one picture, one a band."""

    name: str
    """Of the picture: what ``{name}`` stands for in the pattern."""
    files: Mapping[str, Path]
    """By band."""


PictureFile = Path | BandFiles
"""What is read as one file of pictures."""


def group_files(
    folder: Path, paths: Iterable[Path], pattern: str, bands: Sequence[str] | None
) -> tuple[list[BandFiles], list[RefusedInput], int]:
    """Put the files of each picture together.

    Parameters
    ----------
    folder : Path
        Where the pattern begins.
    paths : iterable of Path
        Files in it, and in its folders.
    pattern : str
        Their paths in the folder, with ``{name}`` for the picture's name and ``{band}`` for the band's:
        ``{name}_{band}.fits`` or ``{band}/{name}.fits.fz``.
    bands : sequence of str
        Which bands, in small letters; in the files' names case does not matter.

    Returns
    -------
    pictures : list of BandFiles
        Those of which every band is there, by their names.
    refused : list of RefusedInput
        Those of which one is missing, or there twice.
    others : int
        Files that the pattern does not fit.

    Raises
    ------
    WrongUse
        If the pattern has not one ``{name}`` and one ``{band}``, or no bands are given.
    """
    if pattern.count("{name}") != 1 or pattern.count("{band}") != 1:
        raise WrongUse(
            f"`pattern=` {pattern}: wanted: {{name}} and {{band}} once each, as {{name}}_{{band}}.fits"
        )
    if not bands:
        raise WrongUse(f"`pattern=` {pattern} goes with `bands=g,r,i,z`, the bands that it stands for")
    any_band = "|".join(re.escape(band) for band in sorted(bands, key=len, reverse=True))
    fields = {r"\{name\}": "(?P<name>.+)", r"\{band\}": f"(?P<band>(?i:{any_band}))"}
    expression = re.escape(pattern)
    for field, part in fields.items():
        expression = expression.replace(field, part)
    found: dict[str, dict[str, Path]] = {}
    refused: dict[str, RefusedInput] = {}
    others = 0
    for path in paths:
        fits = re.fullmatch(expression, path.relative_to(folder).as_posix(), re.DOTALL)
        if not fits:
            others += 1
            continue
        name, band = fits["name"], fits["band"].lower()
        if band in (files := found.setdefault(name, {})):
            refused[name] = RefusedInput(
                name, f"band {band} is there twice: {files[band].name} and {path.name}"
            )
        files[band] = path
    for name, files in found.items():
        if lacking := [band for band in bands if band not in files]:
            refused.setdefault(name, RefusedInput(name, f"no file of band {', '.join(lacking)}"))
    good = [
        BandFiles(name, {band: files[band] for band in bands})
        for name, files in sorted(found.items())
        if name not in refused
    ]
    return good, [refused[name] for name in sorted(refused)], others
