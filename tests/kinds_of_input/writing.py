"""The same columns as each kind of file that has units, written byte by byte: no library corrects them."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyarrow
import pyarrow.parquet
from astropy.io import fits


@dataclass(frozen=True)
class Written:
    """A column: its cells, as numbers or as text (``None`` is unknown), and what is said of it."""

    name: str
    cells: Sequence[float | int | str | None]
    unit: str = ""
    ucd: str = ""

    @property
    def is_text(self) -> bool:
        """Whether a cell is text."""
        return any(isinstance(cell, str) for cell in self.cells)

    @property
    def is_whole(self) -> bool:
        """Whether all cells are integers."""
        return all(isinstance(cell, int) for cell in self.cells if cell is not None)


def csv(columns: Sequence[Written], delimiter: str = ",") -> bytes:
    """Write units in brackets behind the names."""
    heading = [f"{c.name} ({c.unit})" if c.unit else c.name for c in columns]
    rows = zip(*(["" if cell is None else str(cell) for cell in c.cells] for c in columns), strict=True)
    quoted = [[f'"{v}"' if delimiter in v or '"' in v else v for v in row] for row in [heading, *rows]]
    return ("\n".join(delimiter.join(v.replace('""', '"') for v in row) for row in quoted) + "\n").encode()


def ecsv(columns: Sequence[Written], delimiter: str = " ") -> bytes:
    """Write units and types in a header, as astropy does."""
    lines = ["# %ECSV 1.0", "# ---", *(["# delimiter: ','"] if delimiter == "," else []), "# datatype:"]
    for c in columns:
        kind = "string" if c.is_text else "int64" if c.is_whole else "float64"
        unit = f", unit: {_yaml(c.unit)}" if c.unit else ""
        ucd = f", meta: {{ucd: {_yaml(c.ucd)}}}" if c.ucd else ""
        lines.append(f"# - {{name: {_yaml(c.name)}{unit}, datatype: {kind}{ucd}}}")
    rows = zip(*(['""' if cell is None else str(cell) for cell in c.cells] for c in columns), strict=True)
    body = [[f'"{v}"' if " " in v or delimiter in v else v for v in row] for row in rows]
    names = [f'"{c.name}"' if " " in c.name else c.name for c in columns]
    lines += ["# schema: astropy-2.0", *(delimiter.join(row) for row in [names, *body])]
    return ("\n".join(lines) + "\n").encode()


def _yaml(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def votable(columns: Sequence[Written], prefix: str = "") -> bytes:
    """Write a VOTable, perhaps with a namespace's prefix before each element."""
    fields = ""
    for c in columns:
        kind = 'char" arraysize="*' if c.is_text else "long" if c.is_whole else "double"
        unit = f" unit={quoteattr(c.unit)}" if c.unit else ""
        ucd = f" ucd={quoteattr(c.ucd)}" if c.ucd else ""
        fields += f'<{prefix}FIELD name={quoteattr(c.name)} datatype="{kind}"{unit}{ucd}/>'
    rows = zip(
        *(["" if cell is None else escape(str(cell)) for cell in c.cells] for c in columns), strict=True
    )
    cells = "".join(
        f"<{prefix}TR>{''.join(f'<{prefix}TD>{v}</{prefix}TD>' for v in row)}</{prefix}TR>" for row in rows
    )
    namespace = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{prefix}VOTABLE version="1.4"'
        f' {namespace}="http://www.ivoa.net/xml/VOTable/v1.3"><{prefix}RESOURCE><{prefix}TABLE>{fields}'
        f"<{prefix}DATA><{prefix}TABLEDATA>{cells}</{prefix}TABLEDATA></{prefix}DATA></{prefix}TABLE>"
        f"</{prefix}RESOURCE></{prefix}VOTABLE>"
    ).encode()


def fits_table(columns: Sequence[Written]) -> bytes:
    """Write a binary table; -2147483648 stands for an unknown integer."""
    nothing = -(2**31)
    made = []
    for c in columns:
        if c.is_text:
            texts = np.array(["" if cell is None else str(cell) for cell in c.cells]).astype("S")
            made.append(fits.Column(c.name, f"{max(1, texts.itemsize)}A", array=texts))
        elif c.is_whole:
            whole = np.array([nothing if cell is None else cell for cell in c.cells], np.int64)
            made.append(fits.Column(c.name, "K", array=whole, null=nothing))
        else:
            numbers = np.array([np.nan if cell is None else cell for cell in c.cells], np.float64)
            made.append(fits.Column(c.name, "D", array=numbers))
    table = fits.BinTableHDU.from_columns(made)
    for place, c in enumerate(columns, start=1):
        if c.unit:
            table.header[f"TUNIT{place}"] = c.unit
        if c.ucd:
            table.header[f"TUCD{place}"] = c.ucd
    content = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), table]).writeto(content, output_verify="ignore")
    return content.getvalue()


def parquet(columns: Sequence[Written]) -> bytes:
    """Write units and UCDs into the metadata of each field."""
    fields, arrays = [], []
    for c in columns:
        cells = [None if cell is None else str(cell) for cell in c.cells] if c.is_text else list(c.cells)
        array = pyarrow.array(cells)
        attributes = {"unit": c.unit, "ucd": c.ucd}
        fields.append(
            pyarrow.field(c.name, array.type, metadata={k: v for k, v in attributes.items() if v} or None)
        )
        arrays.append(array)
    content = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(arrays, schema=pyarrow.schema(fields)), content)
    return content.getvalue()


FORMATS: Mapping[str, Callable[[Sequence[Written]], bytes]] = {
    "CSV": csv,
    "ECSV": ecsv,
    "VOTable": votable,
    "FITS": fits_table,
    "Parquet": parquet,
}
