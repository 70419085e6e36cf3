"""VOTable: astropy writes the document, and the rows are streamed into it in its binary form."""

import io
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from astropy.io.votable.tree import CooSys, Field, Info, Resource, TableElement, Values, VOTableFile

from deepgalaxy.export.export_columns import UNKNOWN_INTEGER, Column
from deepgalaxy.export.export_rows import Rows, records

_TYPES = {"i8": "long", "i2": "short", "f8": "double", "f4": "float", "text": "char"}
_END = b"</TABLE>"


def write_votable(rows: Rows, path: Path) -> int:
    """Write a VOTable; return the number of rows."""
    widths = rows.widths()
    before, after = document(rows, widths).split(_END)
    count, left = 0, b""
    with path.open("wb") as file:
        file.write(before + b'<DATA><BINARY><STREAM encoding="base64">\n')
        for batch in rows.batches():
            block = records(rows.columns, widths, batch)
            count += len(block)
            content = left + block.tobytes()
            whole = len(content) // 3 * 3  # base64 makes four letters of three bytes
            file.write(b64encode(content[:whole]) + b"\n")
            left = content[whole:]
        file.write(b64encode(left) + b"\n</STREAM></BINARY></DATA>\n" + _END + after)
    return count


def document(rows: Rows, widths: Mapping[str, int]) -> bytes:
    """Return a VOTable with the columns of an export, and no data.

    Parameters
    ----------
    rows : Rows
    widths : mapping
        Characters of each text column.
    """
    file = VOTableFile(version="1.4")
    resource, table = Resource(), TableElement(file, name="deepgalaxy")
    file.resources.append(resource)
    resource.tables.append(table)
    resource.coordinate_systems.append(CooSys(ID="icrs", system="ICRS"))
    table.description = "Pictures of galaxies, and when in its merger a model believes each to be"
    if rows.model:
        resource.infos.append(Info(ID="model", name="model", value=rows.model))
    table.fields.extend(_field(file, column, widths) for column in rows.columns)
    content = io.BytesIO()
    file.to_xml(content)
    return content.getvalue()


def _field(file: VOTableFile, column: Column, widths: Mapping[str, int]) -> Field:
    size = widths.get(column.name, column.size)
    field = Field(
        file,
        ID=column.name,
        name=column.name,
        datatype=_TYPES[column.kind],
        arraysize=size and str(size),
        ucd=column.ucd,
        unit=column.unit,
        ref="icrs" if column.ucd.startswith("pos.eq") else None,
    )
    field.description = column.description
    if column.kind in ("i8", "i2"):
        field.values = Values(file, field, null=UNKNOWN_INTEGER)
    return field
