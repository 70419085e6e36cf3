"""VOTable: astropy writes the document, into which the rows are streamed in BINARY serialisation."""

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
    """Write a VOTable.

    Parameters
    ----------
    rows : Rows
        To be written.
    path : Path
        File to write.

    Returns
    -------
    int
        Number of rows.
    """
    widths = rows.widths()
    before, after = document(rows, widths).split(_END)
    count, left = 0, b""
    with path.open("wb") as file:
        file.write(before + b'<DATA><BINARY><STREAM encoding="base64">\n')
        for batch in rows.batches():
            block = records(rows.columns, widths, batch)
            count += len(block)
            content = left + block.tobytes()
            whole = len(content) // 3 * 3  # base64 encodes three bytes as four letters
            file.write(b64encode(content[:whole]) + b"\n")
            left = content[whole:]
        file.write(b64encode(left) + b"\n</STREAM></BINARY></DATA>\n" + _END + after)
    return count


def document(rows: Rows, widths: Mapping[str, int]) -> bytes:
    """Return a VOTable document with the columns of an export, and no data.

    Parameters
    ----------
    rows : Rows
        With the columns and the model.
    widths : mapping
        Characters of each text column.

    Returns
    -------
    bytes
        XML.
    """
    file = VOTableFile(version="1.4")
    resource, table = Resource(), TableElement(file, name="deepgalaxy")
    file.resources.append(resource)
    resource.tables.append(table)
    resource.coordinate_systems.append(CooSys(ID="icrs", system="ICRS"))
    table.description = "Images of galaxies, with the merger stage and time that a model estimates for each"
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
