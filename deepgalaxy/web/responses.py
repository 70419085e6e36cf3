"""Responses made of pixels and rows: PNG, CSV, VOTable."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from io import BytesIO
from typing import Any

import numpy as np
from fastapi import Response
from numpy.typing import NDArray
from PIL import Image

from deepgalaxy.core.output import OutputFormat, to_table, write_text


class Download(StrEnum):
    """Format of a response: JSON, CSV, or VOTable for TOPCAT and astropy."""

    JSON = "json"
    CSV = "csv"
    VOTABLE = "votable"


CACHED = {"Cache-Control": "private, max-age=3600"}
"""Header that lets a browser keep a response for an hour."""


def png(pixels: NDArray[np.uint8], headers: Mapping[str, str] = CACHED) -> Response:
    """Encode a picture as PNG.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (1 or 3, H, W)
        Grey or RGB.
    headers : mapping
        Of the response.

    Returns
    -------
    Response
        With type ``image/png``.
    """
    content = BytesIO()
    image = Image.fromarray(pixels.transpose(1, 2, 0).squeeze())
    image.save(content, "PNG", compress_level=1)  # half the time of the default 6, and 10 % larger
    return Response(content.getvalue(), media_type="image/png", headers=dict(headers))


def download(rows: Sequence[Any], row_type: type[Any], form: Download, name: str) -> Response:
    """Write rows to a file that a browser saves.

    Parameters
    ----------
    rows : sequence
        Instances of ``row_type``.
    row_type : type
        A dataclass, whose fields are the columns.
    form : Download
        CSV or VOTable, which has units.
    name : str
        File name without suffix.

    Returns
    -------
    Response
        The file, as an attachment.
    """
    if form is Download.VOTABLE:
        file = BytesIO()
        to_table(rows, row_type).write(file, format="votable")
        content, media_type, suffix = file.getvalue(), "application/x-votable+xml", "vot"
    else:
        content = write_text(rows, row_type, OutputFormat.CSV).encode(errors="backslashreplace")
        media_type, suffix = "text/csv", "csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return Response(content, media_type=media_type, headers=headers)
