"""Which datasets the catalogue has, and how one is removed."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.images import check_dataset_name
from deepgalaxy.catalog.job_runs import job_run
from deepgalaxy.core.errors import DeepGalaxyError


@dataclass(frozen=True)
class DatasetRow:
    """A dataset, and how many there are of what belongs to it."""

    name: str
    kind: str
    """``simulation`` or ``survey``."""
    images: int
    wanted: int
    """Galaxies of its tables, fetched or not."""
    refused: int

    def description(self) -> str:
        """Describe it in a few words.

        Returns
        -------
        str
            Kind, name, and numbers of images and refused inputs.
        """
        return f"{self.kind} {self.name} ({self.images:,} images, {self.refused:,} refused inputs)"


def list_datasets(connection: Connection) -> list[DatasetRow]:
    """Return the catalogue's datasets.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.

    Returns
    -------
    list of DatasetRow
        In order of name.
    """
    query = text("""
        SELECT name, kind, (SELECT count(*) FROM image WHERE dataset_id = d.id) AS images,
            (SELECT count(*) FROM cutout WHERE dataset_id = d.id) AS wanted,
            (SELECT count(*) FROM rejected_input WHERE dataset_id = d.id) AS refused
        FROM dataset AS d ORDER BY name
    """)
    return [DatasetRow(**row._mapping) for row in connection.execute(query)]


def find_dataset(connection: Connection, name: str) -> DatasetRow:
    """Return a dataset by its name.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    name : str
        Name of the dataset.

    Returns
    -------
    DatasetRow
        With the numbers of what belongs to it.

    Raises
    ------
    DeepGalaxyError
        If there is none; the message names those that there are.
    """
    there = {row.name: row for row in list_datasets(connection)}
    if name not in there:
        raise DeepGalaxyError(
            f"dataset {name}: there is none; there is {', '.join(there) or 'no dataset yet'}"
        )
    return there[name]


def remove_dataset(engine: Engine, name: str, store: Path) -> None:
    """Remove a dataset with all its rows in the catalogue, and its pictures in the store.

    Files of the user, such as a merger dataset, stay.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    name : str
        Name of the dataset.
    store : Path
        Folder of the image store, in which the dataset's pictures have a folder of its name.

    Raises
    ------
    DeepGalaxyError
        If there is none, or another process is fetching cutouts for it.
    """
    check_dataset_name(name)
    with engine.connect() as connection:
        kind = find_dataset(connection, name).kind
    with job_run(engine, f"fetch {name}"), engine.begin() as connection:
        connection.execute(text("DELETE FROM dataset WHERE name = :name"), {"name": name})
    if kind == "survey":
        shutil.rmtree(store / name, ignore_errors=True)
