"""Writing of an export: complete, or not at all."""

import importlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from deepgalaxy.core.atomic import flush, replacing
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.export.export_rows import open_rows
from deepgalaxy.export.formats import ExportFormat


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote."""

    rows: int
    """Number of images."""
    left_out: int
    """Images without a position, which HATS cannot hold."""
    model: str | None
    """First 12 digits of the SHA-256 of the model whose vectors and predictions were written, if any."""


def export_catalog(
    engine: Engine,
    output: Path,
    form: ExportFormat,
    model: str | None = None,
    datasets: Sequence[str] | None = None,
) -> ExportReport:
    """Write images with one model's vectors and predictions; memory does not grow with their number.

    Parameters
    ----------
    engine : Engine
        Of the catalogue, which may be written to meanwhile.
    output : Path
        A file, which is replaced if it exists, or for HATS a folder, which must not exist.
    form : ExportFormat
        Format to write.
    model : str, optional
        Name or first digits of the SHA-256; by default the serving model, if there is one.
    datasets : sequence of str, optional
        Names; by default all.

    Returns
    -------
    ExportReport
        Number of rows, and the model.

    Raises
    ------
    DeepGalaxyError
        If there is no such model or dataset, the output is a folder that exists, or the format needs packages
        that are not installed.
    """
    write = _writer(form)
    if output.is_dir() and (form is not ExportFormat.HATS or any(output.iterdir())):
        raise DeepGalaxyError(f"{output}: this folder already exists: choose another name, or remove it")
    with open_rows(engine, model, datasets) as rows:
        if form is not ExportFormat.HATS:
            with replacing(output) as temporary:
                return ExportReport(write(rows, temporary), 0, rows.model)
        folder = output.with_name(f".{output.name}.{uuid4().hex[:8]}.tmp")
        try:
            count = write(rows, folder, output.name)
            for path in (folder, *folder.rglob("*")):
                flush(path)
            folder.replace(output)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return ExportReport(count, rows.count() - count, rows.model)


def _writer(form: ExportFormat) -> Callable[..., int]:
    """Import the writer of a format, which may need packages that are not installed."""
    try:
        module = importlib.import_module(f"deepgalaxy.export.{form.value}")
    except ImportError as error:
        raise DeepGalaxyError(f"{form.value} needs {error.name}: pip install 'deepgalaxy[export]'") from error
    writer: Callable[..., int] = getattr(module, f"write_{form.value}")
    return writer
