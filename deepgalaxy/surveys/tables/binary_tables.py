"""FITS, VOTable and Parquet tables by chunks."""

import importlib
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from astropy.io import fits, votable
from astropy.table import Table
from astropy.table.meta import get_header_from_yaml
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.surveys.tables.cells import UNKNOWN, Chunk, Column, Heading, TableSource

ROWS = 10_000
LARGEST_BYTES = 256 * 2**20
"""Of what is read whole, unpacked: XML takes several times its size while it is."""
SEVERAL_VALUES = "several values a row"
NO_VALUES = "neither numbers nor text"

_BLANK_CELL = re.compile(
    rb"<((?:\w+:)?TD)(?:\s[^>]*)?>\s*(?:"
    + rb"|".join(re.escape(word.encode("utf-8", "xmlcharrefreplace")) for word in UNKNOWN if word)
    + rb"|&lt;na&gt;|&#(?:8722|x2212);)\s*</\1\s*>",
    re.IGNORECASE,
)
"""A cell that says in words that there is nothing: of a number, astropy takes only an empty one for that."""


def read_fits(name: str, path: Path) -> Iterator[TableSource]:
    """Read the tables of an unpacked FITS file, mapped into memory and not read whole.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    path : Path
        The unpacked file.

    Yields
    ------
    TableSource
        Each table.

    Raises
    ------
    RefusedInput
        If there is none, or the file is damaged or truncated: perhaps after some chunks.
    """
    with refusing(name, "FITS"):
        units = fits.open(path, memmap=True)
    with units:
        with refusing(name, "FITS"):
            tables = [unit for unit in units if isinstance(unit, fits.BinTableHDU | fits.TableHDU)]
        if not tables:
            raise RefusedInput(name, "a FITS file without a table")
        for table in tables:
            with refusing(name, "FITS"):
                source = _fits_source(name, table)
            yield source


def _fits_source(name: str, table: fits.BinTableHDU | fits.TableHDU) -> TableSource:
    is_text = isinstance(table, fits.TableHDU)
    places: dict[str, int] = {}
    left_out: dict[str, str] = {}
    for place, column in enumerate(table.columns):
        if column.name in places:
            left_out[column.name] = "a second column of this name"
        elif is_text or _is_single(table, place):
            places[column.name] = place
        else:
            left_out[column.name] = SEVERAL_VALUES
    frame = _fits_frame(table.header)
    headings = tuple(
        Heading(column, str(table.columns[at].unit or ""), str(table.header.get(f"TUCD{at + 1}", "")), frame)
        for column, at in places.items()
    )

    def _chunks() -> Iterator[Chunk]:
        for start in range(0, int(table.header["NAXIS2"]), ROWS):
            with refusing(name, "FITS"):
                part = table.data[start : start + ROWS]
                values = {column: _fits_column(part, table.columns[at], at) for column, at in places.items()}
            yield _chunk(values, start, len(part))

    return TableSource(headings, _chunks(), left_out)


def _fits_frame(header: fits.Header) -> str:
    """Return the frame of a table's coordinates, where its header tells it, by the rules of a picture's."""
    system = header.get("RADESYS", header.get("RADECSYS", ""))
    equinox = header.get("EQUINOX", header.get("EPOCH", ""))
    if not system and isinstance(equinox, int | float):
        system = "FK4" if equinox < 1984 else "FK5"
    return f"{system} {equinox}" if system else ""


def _is_single(table: fits.BinTableHDU, place: int) -> bool:
    """Whether a column of a binary table has one number, or one text, a row."""
    found = re.fullmatch(r"(\d*)([LBIJKEDA])(.*)", str(table.header[f"TFORM{place + 1}"]).strip().upper())
    if not found:
        return False  # bits, complex numbers, variable lengths
    dimensions = str(table.header.get(f"TDIM{place + 1}", ""))
    return dimensions.count(",") == 0 if found[2] == "A" else int(found[1] or 1) == 1


def _fits_column(part: fits.FITS_rec, column: fits.Column, place: int) -> Column:
    """Return a column of some rows, masked where its header says that a number stands for none."""
    raw = np.recarray.field(part, place)
    if part.dtype.fields and raw.dtype.kind == "S" and column.format[:1] in "IFED" and not column.bscale:
        return np.char.replace(raw, b"D", b"E")  # of a text table: Fortran's exponents
    values = np.asarray(part.field(place))
    if column.null is None or raw.dtype.kind not in "iu":
        return values
    return np.ma.array(values, mask=raw == int(column.null))


def is_votable(head: bytes) -> bool:
    """Whether a file that begins so is a VOTable.

    Parameters
    ----------
    head : bytes
        The file's beginning, in UTF-8.

    Returns
    -------
    bool
        True if it has a VOTABLE element.
    """
    return bool(re.search(rb"<(\w+:)?votable[\s>]", head, re.IGNORECASE))


def read_votable(name: str, file: IO[bytes], encoding: str) -> Iterator[TableSource]:
    """Read the tables of a VOTable.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    file : binary file
        From its beginning, unpacked.
    encoding : str
        Of its text, as Python names it.

    Yields
    ------
    TableSource
        Each table.

    Raises
    ------
    RefusedInput
        If there is none, or the file is damaged or larger than 256 MiB.
    """
    content = read_whole(name, file, "VOTable")
    with refusing(name, "VOTable"):
        if encoding.startswith("utf-16"):
            text = content.decode(encoding)
            content = re.sub(r"^\ufeff?<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode()
        content = _BLANK_CELL.sub(rb"<\1/>", content)
        parsed = votable.parse(io.BytesIO(content), verify="ignore", invalid="mask")
        tables = list(parsed.iter_tables())
        frames = {
            str(frame.ID): f"{frame.system or ''} {frame.equinox or ''}".strip()
            for frame in parsed.iter_coosys()
        }
    if not tables:
        raise RefusedInput(name, "a VOTable without a table")
    for table in tables:
        with refusing(name, "VOTable"):
            source = _votable_source(table, frames)
        yield source


def _votable_source(table: votable.tree.TableElement, frames: Mapping[str, str]) -> TableSource:
    read = table.to_table(use_names_over_ids=True)
    only = next(iter(frames.values()), "") if len(frames) == 1 else ""
    headings = {
        column: Heading(
            column, str(field.unit or ""), str(field.ucd or ""), frames.get(str(field.ref or ""), only)
        )
        for column, field in zip(read.colnames, table.fields, strict=True)
    }
    return _whole(read, headings)


def _whole(table: Table, headings: dict[str, Heading]) -> TableSource:
    """Make a source of a table in memory."""
    left_out = {column: SEVERAL_VALUES for column in table.colnames if not _is_plain(table[column])}
    values = {column: np.ma.asanyarray(table[column].data) for column in headings if column not in left_out}
    values = {
        column: data if np.ma.is_masked(data) else np.ma.getdata(data) for column, data in values.items()
    }
    chunks = (
        _chunk({column: data[start : start + ROWS] for column, data in values.items()}, start, 0)
        for start in range(0, len(table), ROWS)
    )
    return TableSource(tuple(headings[column] for column in values), chunks, left_out)


def _is_plain(column: Column) -> bool:
    if column.ndim == 1 and column.dtype.kind == "O":
        return all(isinstance(value, str | bytes) or np.ma.is_masked(value) for value in column)
    return column.ndim == 1 and column.dtype.kind in "biufSU"


def read_parquet(path: Path) -> Iterator[TableSource]:
    """Read a Parquet file.

    Parameters
    ----------
    path : Path
        The file.

    Yields
    ------
    TableSource
        Its only table.

    Raises
    ------
    DeepGalaxyError
        If pyarrow is not installed.
    RefusedInput
        If the file is damaged: perhaps after some chunks.
    """
    try:
        parquet = importlib.import_module("pyarrow.parquet")
        arrow = importlib.import_module("pyarrow")
    except ImportError as error:
        raise DeepGalaxyError(f"{path.name} is Parquet, which needs pyarrow: pip install pyarrow") from error
    with path.open("rb") as opened:
        with refusing(path.name, "Parquet"):
            file = parquet.ParquetFile(opened)
            schema = file.schema_arrow
            left_out = {field.name: SEVERAL_VALUES for field in schema if arrow.types.is_nested(field.type)}
            twice = (name for name, count in Counter(schema.names).items() if count > 1)
            left_out |= dict.fromkeys(twice, "a second column of this name")
            masks = masks_among(schema.names)
            kept = [name for name in schema.names if name not in left_out and name not in masks]
            headings = _parquet_headings(schema, kept)
            read = [name for name in schema.names if name not in left_out]
        yield TableSource(headings, _parquet_chunks(path.name, file, read, kept), left_out)


def _parquet_chunks(name: str, file: Any, read: list[str], kept: list[str]) -> Iterator[Chunk]:
    start = 0
    with refusing(name, "Parquet"):
        batches = file.iter_batches(batch_size=ROWS, columns=read)
    while True:
        with refusing(name, "Parquet"):
            batch = next(batches, None)
            if batch is None:
                return
            there = {n: batch.column(at) for at, n in enumerate(batch.schema.names)}
            values = {n: _arrow(there[n], there.get(f"{n}.mask")) for n in kept}
        yield _chunk(values, start, batch.num_rows)
        start += batch.num_rows


def _parquet_headings(schema: Any, kept: list[str]) -> tuple[Heading, ...]:
    """Return the headings from the metadata: the columns' own, astropy's, or VOParquet's."""
    metadata = schema.metadata or {}
    known: dict[str, Heading] = {}
    if document := metadata.get(b"IVOA.VOTable-Parquet.content"):
        table = votable.parse(io.BytesIO(document), verify="ignore").get_first_table()
        known = {f.name: Heading(f.name, str(f.unit or ""), str(f.ucd or "")) for f in table.fields}
    elif header := metadata.get(b"table_meta_yaml"):
        known = headings_of_yaml(header.decode().split("\n"))
    for name in kept:
        own = {k.decode().lower(): v.decode() for k, v in (schema.field(name).metadata or {}).items()}
        heading = known.get(name, Heading(name))
        unit = own.get("unit") or own.get("units") or heading.unit
        known[name] = Heading(name, unit, own.get("ucd") or heading.ucd, heading.frame)
    return tuple(known[name] for name in kept)


def headings_of_yaml(lines: list[str]) -> dict[str, Heading]:
    """Read the columns of one value a row from the header that astropy writes into ECSV and Parquet.

    Parameters
    ----------
    lines : list of str
        The header's lines, without the ``#`` before each.

    Returns
    -------
    dict of str to Heading
        By name of the column.
    """
    header = get_header_from_yaml(lines)
    mixed = (header.get("meta") or {}).get("__serialized_columns__") or {}
    frames = {name: _frame_of_yaml(column) for name, column in mixed.items()}
    return {
        column["name"]: Heading(
            column["name"],
            str(column.get("unit") or ""),
            str((column.get("meta") or {}).get("ucd") or ""),
            frames.get(column["name"].rpartition(".")[0], ""),
        )
        for column in header["datatype"]
        if not re.search(r"\[|json", str(column.get("subtype") or ""))
    }


def _frame_of_yaml(column: Mapping[str, Any]) -> str:
    equinox = column.get("equinox", "")
    return f"{column.get('frame') or ''} {getattr(equinox, 'value', equinox)}".strip()


def masks_among(names: Sequence[str]) -> set[str]:
    """Return the columns ``x.mask`` that say where ``x`` is unknown, as astropy writes it.

    Parameters
    ----------
    names : sequence of str
        All columns of a table.

    Returns
    -------
    set of str
        Those that are masks of others.
    """
    there = set(names)
    return {name for name in names if name.endswith(".mask") and name.removesuffix(".mask") in there}


def _arrow(array: Any, mask: Any) -> Column:
    """Integers stay integers where some are missing: as floats, objids would lose their last digits."""
    if str(array.type).startswith(("int", "uint", "float", "double", "halffloat")):
        hidden_too = np.zeros(len(array), bool) if mask is None else _flags(mask)
        nothing_there = array.is_null().to_numpy(zero_copy_only=False) | hidden_too
        numbers = array.fill_null(0).to_numpy(zero_copy_only=False)
        numbers = numbers.astype(np.float64) if numbers.dtype.kind == "f" else numbers
        return np.ma.array(numbers, mask=nothing_there) if nothing_there.any() else numbers
    values: list[Any] = array.to_pylist()
    values = [
        value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value for value in values
    ]
    hidden: list[Any] = mask.to_pylist() if mask is not None else [False] * len(values)
    unknown = [value is None or bool(is_hidden) for value, is_hidden in zip(values, hidden, strict=True)]
    nothing = next((type(value)() for value in values if isinstance(value, bool | int | float | str)), "")
    plain = [nothing if value is None else value for value in values]
    data: NDArray[Any] = np.array(plain) if plain else np.empty(0, np.float64)
    if data.dtype.kind not in "biufSU" or (data.dtype.kind == "f" and isinstance(nothing, int)):
        data = np.array([str(value) for value in plain])  # dates, decimals, integers of both kinds
    return np.ma.array(data, mask=unknown) if any(unknown) else data


def _flags(mask: Any) -> NDArray[np.bool_]:
    return np.array([bool(is_hidden) for is_hidden in mask.to_pylist()], bool)


def _chunk(values: dict[str, Column], start: int, n_rows: int) -> Chunk:
    n_rows = n_rows or len(next(iter(values.values()), ()))
    return Chunk(tuple(values), start + 1 + np.arange(n_rows), lambda name, chosen: values[name][chosen])


def read_whole(name: str, file: IO[bytes], kind: str) -> bytes:
    """Read what can only be read whole.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    file : binary file
        From its beginning.
    kind : str
        Of file, for messages.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    RefusedInput
        If it is larger than 256 MiB.
    """
    content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise RefusedInput(name, f"a {kind} of more than {LARGEST_BYTES >> 20} MiB: turn it into FITS or CSV")
    return content


@contextmanager
def refusing(name: str, kind: str) -> Iterator[None]:
    """Turn the exceptions that a library raises at a damaged file, which may be any, into a refusal.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    kind : str
        Of file, for messages: ``FITS``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # most files break some rule
            yield
    except RefusedInput:
        raise
    except Exception as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RefusedInput(name, f"damaged {kind}: {reason}") from error
