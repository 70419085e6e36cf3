"""Judged images as labels and pictures that ``deepgalaxy train`` takes as they are."""

import logging
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import numpy as np
from sqlalchemy import Connection, Engine

from deepgalaxy.catalog.image_pixels import read_cutouts
from deepgalaxy.catalog.judgements import JudgedLabel, judged_labels
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.output import OutputFormat, write_text

log = logging.getLogger(__name__)

LABELS, PICTURES = "labels.csv", "pictures"
"""What a folder of judgements holds."""


@dataclass(frozen=True)
class JudgedReport:
    """What was written."""

    pictures: int
    """Judged images, each with its picture."""
    left_out: int
    """Those whose picture is lost, or has bands that an npy file cannot name."""


def picture_files(
    connection: Connection, labels: Sequence[JudgedLabel]
) -> Iterator[tuple[JudgedLabel, str, bytes]]:
    """Yield the picture of each judged image as an npy file; those that cannot be written are logged.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    labels : sequence of JudgedLabel
        From `deepgalaxy.catalog.judgements.judged_labels`.

    Yields
    ------
    label : JudgedLabel
        Of the picture.
    name : str
        Of the file, such as ``pictures/17.npy``.
    content : bytes
        Of the file.
    """
    for label in labels:
        try:
            [cutout] = read_cutouts(connection, [int(label.file)]).values()
        except (DeepGalaxyError, ValueError) as error:
            log.warning("image %s (%s) is left out: %s", label.file, label.name, error)
            continue
        if len(cutout.pixels) not in (1, 3) or cutout.bands:
            log.warning(
                "image %s (%s) is left out: it has bands (%s): give `pictures=` the folder it came from",
                label.file,
                label.name,
                ",".join(cutout.bands or ()),
            )
            continue
        content = BytesIO()
        np.save(content, cutout.pixels.transpose(1, 2, 0))
        yield label, f"{PICTURES}/{label.file}.npy", content.getvalue()


def label_text(labels: Iterable[JudgedLabel]) -> str:
    """Write labels as the CSV that ``deepgalaxy train --labels`` takes.

    Parameters
    ----------
    labels : iterable of JudgedLabel
        Rows.

    Returns
    -------
    str
        With headings.
    """
    return write_text([*labels], JudgedLabel, OutputFormat.CSV)


def export_judged(engine: Engine, output: Path) -> JudgedReport:
    """Write a folder of what was judged: ``labels.csv``, and a picture each in ``pictures``.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    output : Path
        The folder, which must not exist or be empty; it is there complete or not at all.

    Returns
    -------
    JudgedReport
        How many.

    Raises
    ------
    DeepGalaxyError
        If nothing was judged yet, or the folder has something in it.
    """
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise DeepGalaxyError(f"{output} already exists: choose another name, or remove it")
    draft = output.with_name(f".{output.name}.{uuid4().hex[:8]}.tmp")
    with engine.connect() as connection:
        labels = judged_labels(connection)
        if not labels:
            raise DeepGalaxyError("nothing was judged yet: `deepgalaxy serve`, and open its page Judge")
        try:
            (draft / PICTURES).mkdir(parents=True)
            written = []
            for label, name, content in picture_files(connection, labels):
                (draft / name).write_bytes(content)
                written.append(label)
            (draft / LABELS).write_text(label_text(written))
            draft.replace(output)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return JudgedReport(len(written), len(labels) - len(written))
