"""Tables of many files: HATS catalogues, here or on the web, and folders of Parquet files."""

import hashlib
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput, WrongUse
from deepgalaxy.surveys.tables.table_objects import ObjectChunk, read_objects

INSIDE = "::"
"""Stands in the name of a partition behind the name of its table, as of pictures in one file."""
PARQUET = (".parquet", ".parq", ".pq")
_SIDE_FILES = ("_", ".", "dataset_metadata", "data_thumbnail")
_OBJECTS = ("object", "source")
"""Types of HATS catalogues whose rows are objects; the others are indexes, margins and maps."""


@dataclass(frozen=True)
class Partition:
    """A file of a table."""

    source: str
    """Its name in the catalogue: the table's, or ``gaia::Norder=3/Dir=0/Npix=517.parquet``."""
    file: Path
    """Or an address with the interface of Path."""


@dataclass(frozen=True)
class Table:
    """A table in one file or many, and how its rows are read."""

    name: str
    """As the catalogue knows it."""
    partitions: tuple[Partition, ...]
    is_partitioned: bool = False
    where: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Column by role, where the names are unusual."""
    mapping: Path | None = None
    image: str | None = None
    """Column of the pictures, where the user names it."""
    without: frozenset[str] = frozenset()
    """Columns that are no attributes: HATS's own index."""
    region: SkyRegion | None = None
    """Only galaxies inside are taken."""

    def read(self, partition: Partition) -> Iterator[ObjectChunk]:
        """Read the galaxies of a partition.

        Parameters
        ----------
        partition : Partition
            One of these.

        Returns
        -------
        iterator of ObjectChunk
            See `deepgalaxy.surveys.tables.table_objects.read_objects`, for what it raises too.
        """
        return read_objects(
            partition.file, where=self.where, columns=self.columns, mapping=self.mapping, without=self.without
        )

    def inside(self, chunk: ObjectChunk) -> ObjectChunk:
        """Leave out the galaxies that are not in the region, once their places are known.

        Parameters
        ----------
        chunk : ObjectChunk
            Of this table.

        Returns
        -------
        ObjectChunk
            Galaxies of unknown place are not in it either, if there is a region.
        """
        if self.region is None:
            return chunk
        places = [
            (np.nan, np.nan) if each.ra_deg is None else (each.ra_deg, each.dec_deg) for each in chunk.objects
        ]
        inside = self.region.contains(*np.array(places, float).reshape(-1, 2).T)
        kept = [each for each, is_inside in zip(chunk.objects, inside.tolist(), strict=True) if is_inside]
        report = replace(
            chunk.report, objects=len(kept), outside=len(chunk.objects) - len(kept), without_place=0
        )
        return ObjectChunk(kept, report)

    def chunks(self) -> Iterator[ObjectChunk]:
        """Read the galaxies of all partitions.

        Returns
        -------
        iterator of ObjectChunk
            One partition after the other.
        """
        return chain.from_iterable(map(self.read, self.partitions))

    def fingerprint(self, partition: Partition) -> str | None:
        """Return what tells that a partition was read as it would be read now.

        Parameters
        ----------
        partition : Partition
            One of these.

        Returns
        -------
        str or None
            Differs where the file, the condition or the columns do; None for a table in one file, which is
            read each time.
        """
        if not self.is_partitioned:
            return None
        state = partition.file.stat()
        told = (
            state.st_size,
            getattr(state, "st_mtime", 0),
            self.where,
            sorted(self.columns.items()),
            self.region,
        )
        return hashlib.sha256(repr((*told, self.mapping)).encode()).hexdigest()


def find_table(
    address: str | Path,
    name: str | None = None,
    *,
    where: str | None = None,
    columns: Mapping[str, str] | None = None,
    mapping: Path | None = None,
    region: SkyRegion | None = None,
) -> Table:
    """Find the files of a table.

    Parameters
    ----------
    address : str or Path
        A file; a folder of Parquet files, or of a HATS catalogue or collection; or the address of one:
        ``hats://data.lsdb.io/hats/gaia_dr3``, which is read by HTTPS, or ``s3://…``, ``hf://…`` and what
        else fsspec knows.
    name : str, optional
        Its name in the catalogue; by default the file's or the folder's.
    where : str, optional
        Which rows: see `deepgalaxy.surveys.tables.row_filter.RowFilter`.
    columns : mapping, optional
        Column by role where the names are unusual; by default of HATS what its properties say.
    mapping : Path, optional
        Galaxy Zoo 2's ``gz2_filename_mapping.csv``.
    region : SkyRegion, optional
        Only galaxies inside; partitions of HATS that are all outside are not read.

    Returns
    -------
    Table
        With at least one file.

    Raises
    ------
    DeepGalaxyError
        If lsdb, which reads HATS, is not installed.
    RefusedInput
        If a folder has no Parquet files, or is a HATS catalogue that lsdb does not read, or has no partition
        in the region.
    WrongUse
        If there is no such file or folder.
    """
    root: Any = _on_the_web(str(address)) if "://" in str(address) else Path(address).expanduser()
    own = name or root.name
    roles = dict(columns or {})
    given: dict[str, Any] = {
        "where": where,
        "mapping": mapping,
        "image": roles.pop("image", None),
        "region": region,
    }
    if isinstance(root, Path) and root.is_file():
        return Table(own, (Partition(own, root),), columns=roles, **given)
    if isinstance(root, Path) and not root.is_dir():
        raise WrongUse(f"{address}: no such file or folder")
    if _is_hats(root):
        base, files, info = _hats_files(own, root, region)
        roles = {"ra": info.ra_column, "dec": info.dec_column} | roles
        index = frozenset(filter(None, ("_healpix_29", info.healpix_column)))
    elif isinstance(root, Path):
        base, files, index = root, _parquet_files(root), frozenset()
    else:
        raise RefusedInput(own, f"no HATS catalogue at {address}: it has no hats.properties")
    partitions = tuple(Partition(f"{own}{INSIDE}{_relative(file, base)}", file) for file in files)
    if not partitions:
        raise RefusedInput(own, "a folder without Parquet files, and no HATS catalogue")
    return Table(own, partitions, is_partitioned=True, columns=roles, without=index, **given)


def _on_the_web(address: str) -> Any:
    scheme, _, rest = address.partition("://")
    return _import("upath").UPath(f"https://{rest}" if scheme == "hats" else address)


def _relative(file: Any, base: Any) -> str:
    return str(file).removeprefix(str(base)).strip("/").removeprefix("dataset/")


def _parquet_files(folder: Path) -> list[Path]:
    """List the Parquet files of a folder and of those below it, but for what is beside the data."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in PARQUET
        and file.is_file()
        and not any(part.startswith(_SIDE_FILES) for part in file.relative_to(folder).parts)
    )


def _is_hats(root: Any) -> bool:
    names = ("hats.properties", "collection.properties", "properties", "catalog_info.json")
    return any((root / name).exists() for name in names)


def _hats_files(name: str, root: Any, region: SkyRegion | None) -> tuple[Any, list[Any], Any]:
    """Return a catalogue's folder, the files of its partitions in a region, and its properties."""
    hats, paths = _import("hats"), _import("hats.io.paths")
    _check_version(name, root)
    try:
        found = hats.read_hats(root, read_moc=False)
    except Exception as error:  # of properties that are missing or odd it raises anything
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise RefusedInput(name, f"hats {hats.__version__} cannot read this catalogue: {first}") from error
    catalog = getattr(found, "main_catalog", found)
    info = catalog.catalog_info
    if info.catalog_type not in _OBJECTS:
        raise RefusedInput(name, f"a HATS catalogue of type {info.catalog_type}, wanted: object")
    base = catalog.catalog_path
    _check_version(name, base)
    files = [
        paths.pixel_catalog_file(base, pixel, npix_suffix=info.npix_suffix)
        for pixel in catalog.get_healpix_pixels()
        if region is None or region.overlaps(pixel.order, pixel.pixel)
    ]
    if region and not files:
        raise RefusedInput(name, "no part of this catalogue is in the region")
    if info.npix_suffix == "/":  # a folder a pixel
        files = [file for pixel in files for file in sorted(pixel.iterdir())]
    return base, [Path(file) if isinstance(root, Path) else file for file in files], info


def _check_version(name: str, root: Any) -> None:
    """Refuse a catalogue of a format that hats does not read, which it does not check itself."""
    properties = _import("hats.catalog.dataset.table_properties").TableProperties
    known = str(properties.new_provenance_dict()["hats_version"])
    for file in ("hats.properties", "collection.properties", "properties"):
        if (root / file).exists():
            text = (root / file).read_text(encoding="utf-8", errors="replace")
            version = re.search(r"^\s*hats_version\s*[=:]\s*v?(\S+)", text, re.MULTILINE)
            if version and _major(version[1]) > _major(known.removeprefix("v")):
                raise RefusedInput(
                    name,
                    f"HATS version {version[1]}; the hats that is installed"
                    f" ({_import('hats').__version__}) reads {known}: install a newer lsdb",
                )
            return
    raise RefusedInput(
        name, "HiPSCat, the format before HATS (catalog_info.json, no hats.properties): convert it to HATS"
    )


def _major(version: str) -> int:
    found = re.match(r"\d+", version)
    return int(found[0]) if found else 0


def _import(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise DeepGalaxyError("HATS needs lsdb: pip install 'deepgalaxy[export]'") from error
