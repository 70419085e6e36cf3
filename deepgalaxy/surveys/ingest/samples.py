"""Real galaxies to play with, as a folder that can be ingested."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.cutout import Cutout, to_8bit
from deepgalaxy.surveys.ingest.galaxy_zoo_pictures import GalaxyZooPicture, galaxy_zoo_pictures
from deepgalaxy.surveys.ingest.hubble_deep_field import hubble_deep_field_cutouts

__all__ = [
    "GalaxyZooPicture",
    "SampleReport",
    "galaxy_zoo_pictures",
    "hubble_deep_field_cutouts",
    "write_samples",
]


@dataclass(frozen=True)
class SampleReport:
    """What `write_samples` left in the folder, and why something is missing from it."""

    hubble: list[Path]
    galaxy_zoo: list[Path]
    missing: str | None


def write_samples(folder: Path, cache_dir: Path, count: int = 60) -> SampleReport:
    """Write galaxies of the Hubble field and of Galaxy Zoo, and ``catalog.csv`` with what is known of them.

    Files that are there already stay as they are. Without a network the Hubble galaxies are written alone.

    Parameters
    ----------
    folder : Path
        Gets ``hubble/*.png``, ``galaxy_zoo/*.png`` and ``*.jpg``, and ``catalog.csv`` with the columns file
        (relative to ``folder``), ra_deg, dec_deg, redshift and source; unknown values are empty.
    cache_dir : Path
        Where the Galaxy Zoo wheel is kept.
    count : int, default 60
        Galaxies of the Hubble field.

    Returns
    -------
    SampleReport
        The files, and why the pictures of Galaxy Zoo are missing, if they are.
    """
    rows: list[tuple[str, float | None, float | None, float | None, str]] = []
    hubble = []
    for name, cutout in hubble_deep_field_cutouts(count):
        path = folder / "hubble" / f"{name}.png"
        _write(path, _png(cutout))
        hubble.append(path)
        rows.append((f"hubble/{path.name}", None, None, None, "Hubble eXtreme Deep Field"))

    galaxy_zoo, missing = [], None
    try:
        for picture in galaxy_zoo_pictures(cache_dir):
            path = folder / "galaxy_zoo" / picture.name
            _write(path, picture.content)
            galaxy_zoo.append(path)
            rows.append(
                (
                    f"galaxy_zoo/{path.name}",
                    picture.ra_deg,
                    picture.dec_deg,
                    picture.redshift,
                    picture.source,
                )
            )
    except DeepGalaxyError as error:
        missing = str(error)

    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("file", "ra_deg", "dec_deg", "redshift", "source"))
    writer.writerows(rows)
    _write(folder / "catalog.csv", table.getvalue().encode())
    return SampleReport(hubble, galaxy_zoo, missing)


def _png(cutout: Cutout) -> bytes:
    content = io.BytesIO()
    Image.fromarray(to_8bit(cutout.pixels).transpose(1, 2, 0)).save(content, "PNG")
    return content.getvalue()


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    with replacing(path) as temporary:
        temporary.write_bytes(content)
