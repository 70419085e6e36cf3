"""Pictures inside a Parquet table, as the Multimodal Universe has them: a column of flux, or of files.

A row of such a column is a record of lists, ``band`` (names), ``flux`` (an array a band) and ``scale``
(arcseconds a pixel), or a list of records of these; or a record of ``bytes``, a file of a picture.
"""

import importlib
import math
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_files
from deepgalaxy.imaging.flux_planes import cutout_of_planes
from deepgalaxy.surveys.tables.binary_tables import refusing

ROWS = 64
"""Pictures in memory at a time: 40 MB of five bands of 160 pixels."""
_USUAL = ("image", "rgb_image", "image_crop", "rgb")


def picture_column(file: Path, chosen: str | None = None) -> str | None:
    """Find the column of a Parquet file that holds pictures.

    Parameters
    ----------
    file : Path
        Any file.
    chosen : str, optional
        The column that the user names.

    Returns
    -------
    str or None
        None where there is none, or the file is no Parquet.

    Raises
    ------
    WrongUse
        If the column named holds no pictures.
    RefusedInput
        If several columns do, and none has a usual name; or the file is damaged.
    """
    with file.open("rb") as opened:
        if opened.read(4) != b"PAR1":
            return None
        with refusing(file.name, "Parquet"):
            schema = importlib.import_module("pyarrow.parquet").ParquetFile(opened).schema_arrow
    return choose_picture_column(file.name, {field.name: field.type for field in schema}, chosen)


def choose_picture_column(name: str, kinds: Mapping[str, Any], chosen: str | None = None) -> str | None:
    """Find the column of a table that holds pictures.

    Parameters
    ----------
    name : str
        Of the table, for messages.
    kinds : mapping of str to pyarrow.DataType
        The columns.
    chosen : str, optional
        The column that the user names.

    Returns
    -------
    str or None
        None where there is none.

    Raises
    ------
    WrongUse
        If the column named holds no pictures.
    RefusedInput
        If several columns do, and none has a usual name.
    """
    there = {column for column, kind in kinds.items() if _holds_pictures(kind)}
    if chosen and chosen not in there:
        raise WrongUse(f"columns: {chosen} of {name} holds no pictures; {', '.join(there) or 'none'} does")
    usual = [column for column in _USUAL if column in there]
    if chosen or usual or len(there) < 2:
        return chosen or next(iter((*usual, *there)), None)
    raise RefusedInput(
        name, f'several columns hold pictures, {", ".join(sorted(there))}: say `columns={{"image": "…"}}`'
    )


def _holds_pictures(kind: Any) -> bool:
    types = importlib.import_module("pyarrow.types")
    if types.is_list(kind) or types.is_large_list(kind):
        kind = kind.value_type
    if not types.is_struct(kind):
        return False
    names = {kind.field(place).name for place in range(kind.num_fields)}
    return "bytes" in names or {"band", "flux"} <= names


def read_row_pictures(
    file: Path,
    column: str,
    rows: Collection[int],
    size_px: int,
    bands: Sequence[str] | None = None,
) -> Iterator[tuple[int, Cutout | RefusedInput]]:
    """Read the pictures of some rows of a Parquet file; parts of it without such a row are passed over.

    Parameters
    ----------
    file : Path
        The file.
    column : str
        From `picture_column`.
    rows : collection of int
        Which, counted from 1.
    size_px : int
        Side of the cutouts (pixels).
    bands : sequence of str, optional
        Which bands of flux; by default all.

    Yields
    ------
    row : int
        In their order.
    found : Cutout or RefusedInput
        Its picture, or why there is none.

    Raises
    ------
    RefusedInput
        If the file is damaged: perhaps after some pictures.
    """
    wanted = set(rows)
    with file.open("rb") as opened, refusing(file.name, "Parquet"):
        parquet = importlib.import_module("pyarrow.parquet").ParquetFile(opened)
        leaves = _leaves(parquet.schema_arrow.field(column))
        first = 1
        for group in range(parquet.num_row_groups):
            count = parquet.metadata.row_group(group).num_rows
            numbers = range(first, first + count)
            first += count
            if wanted.isdisjoint(numbers):
                continue
            start = numbers[0]
            for batch in parquet.iter_batches(ROWS, row_groups=[group], columns=leaves):
                chosen = [row for row in range(start, start + batch.num_rows) if row in wanted]
                records = [batch.column(0)[row - start] for row in chosen]
                names = [f"{file.name} row {row}" for row in chosen]
                yield from zip(chosen, decode_records(names, records, size_px, bands), strict=True)
                start += batch.num_rows


def _leaves(field: Any) -> list[str]:
    """Return the parts of a column that are read: not the inverse variances and masks, which are as large."""
    kind = field.type
    if not hasattr(kind, "num_fields") or not str(kind).startswith("struct"):
        return [field.name]  # a list of records is read whole
    names = [kind.field(place).name for place in range(kind.num_fields)]
    return [f"{field.name}.{name}" for name in names if name in ("band", "flux", "scale", "bytes")]


def decode_records(
    names: Sequence[str], records: Sequence[Any], size_px: int, bands: Sequence[str] | None = None
) -> Iterator[Cutout | RefusedInput]:
    """Make cutouts of rows of a column of pictures.

    Parameters
    ----------
    names : sequence of str
        Of the rows, for messages.
    records : sequence of pyarrow.Scalar
        A record each, or a list of records.
    size_px : int
        Side of the cutouts (pixels).
    bands : sequence of str, optional
        Which bands of flux; by default all.

    Yields
    ------
    Cutout or RefusedInput
        Of each row, in their order.
    """
    fields = [_fields(record) for record in records]
    with tempfile.TemporaryDirectory(prefix="deepgalaxy-") as folder:
        files = {}
        for number, each in enumerate(fields):
            if isinstance(content := each.get("bytes"), bytes):
                files[number] = Path(folder) / f"{number}"
                files[number].write_bytes(content)
        decoded = iter(read_files(files.values(), size_px)) if files else iter(())
        for number, (name, each) in enumerate(zip(names, fields, strict=True)):
            if number in files:
                *_, found = next(decoded)
                yield RefusedInput(name, found.reason) if isinstance(found, RefusedInput) else found
                continue
            if not each.get("flux"):
                yield RefusedInput(name, "no picture in this row")
                continue
            try:
                planes = [_plane(flux) for flux in each["flux"]]
                called = [str(band) for band in each.get("band") or ()]
                scales = [math.nan if s is None else float(s) for s in each.get("scale") or ()]
                yield cutout_of_planes(name, planes, called, scales, size_px, bands)
            except RefusedInput as error:
                yield error
            except (ValueError, TypeError) as error:
                yield RefusedInput(name, f"its flux is no array of numbers: {error}")


def _fields(record: Any) -> dict[str, Any]:
    """Return the fields of a row: ``band`` and ``scale`` as lists, ``flux`` as Arrow arrays, ``bytes``."""
    if not record.is_valid:
        return {}
    if hasattr(record.type, "value_type"):  # a list of records
        records = record.values
        kind = records.type
        fields = {kind.field(place).name: records.field(place) for place in range(kind.num_fields)}
        if "bytes" in fields:
            return {"bytes": next(iter(fields["bytes"].to_pylist()), None)}
        return {
            "band": fields["band"].to_pylist(),
            "flux": [*fields["flux"]],
            "scale": fields["scale"].to_pylist() if "scale" in fields else None,
        }
    if "bytes" in record:
        return {"bytes": record["bytes"].as_py()}
    return {
        "band": record["band"].as_py(),
        "flux": [*record["flux"].values] if record["flux"].is_valid else None,
        "scale": record["scale"].as_py() if "scale" in record else None,
    }


def _plane(flux: Any) -> NDArray[np.float32]:
    """Return a band as an array: from a list of rows, or from one list of a square's pixels."""
    values = getattr(flux, "value", flux).values if hasattr(flux, "storage") else flux.values
    if values is None:
        raise ValueError("a band is missing")
    rows = len(values)
    while hasattr(values, "flatten") and hasattr(values.type, "value_type"):
        values = values.flatten()
    pixels: NDArray[np.float32] = values.to_numpy(zero_copy_only=False).astype(np.float32)
    side = math.isqrt(len(pixels))
    return pixels.reshape((side, side) if rows == len(pixels) else (rows, -1))
