"""Simulated mergers, frame by frame."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.image_pixels import read_images
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.similarity.search import Query
from deepgalaxy.web.app_state import Missing

MOST_FRAMES = 200
"""Of one camera, at most."""


@dataclass(frozen=True)
class Merger:
    """A simulated merger of the catalogue."""

    dataset: str
    simulation: str
    cameras: list[int]
    frames: int
    """Number of frames of each camera."""
    mass_ratio: float | None
    """Mass of the second galaxy over that of the first."""
    size_ratio: float | None
    """Size of the second galaxy over that of the first."""


@dataclass(frozen=True)
class Frame:
    """One picture of a merger from one camera."""

    id: int
    stage: float
    """0 to 70."""
    time_myr: float
    """Myr since first pericentre."""
    distance: float | None
    """Between the vectors of this frame and of the galaxy compared with, no unit; null without one."""


def list_mergers(connection: Connection) -> list[Merger]:
    """Return all simulated mergers.

    Parameters
    ----------
    connection : Connection
        To the catalogue.

    Returns
    -------
    list of Merger
        In order of dataset, then simulation.
    """
    query = text("""
        SELECT d.name AS dataset, i.simulation,
            array_agg(DISTINCT i.camera::int ORDER BY i.camera::int) AS cameras,
            count(*) / count(DISTINCT i.camera) AS frames,
            min(i.mass_ratio) AS mass_ratio, min(i.size_ratio) AS size_ratio
        FROM image i JOIN dataset d ON d.id = i.dataset_id
        WHERE d.kind = 'simulation' AND i.simulation IS NOT NULL AND i.camera IS NOT NULL
        GROUP BY d.name, i.simulation ORDER BY d.name, i.simulation
    """)
    return [Merger(**row) for row in connection.execute(query).mappings()]


def list_frames(
    connection: Connection, dataset: str, simulation: str, camera: int, query: Query | None = None
) -> list[Frame]:
    """Return the frames of one camera that have a stage, with their distances from a query.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    dataset : str
        Name of the dataset.
    simulation : str
        Name of the merger in it.
    camera : int
        From 0.
    query : Query, optional
        What to measure distances from.

    Returns
    -------
    list of Frame
        In order of stage, at most `MOST_FRAMES`.

    Raises
    ------
    Missing
        If there are no such frames.
    """
    frames = text("""
        SELECT i.id, i.stage, i.time_myr, e.z FROM image i JOIN dataset d ON d.id = i.dataset_id
        LEFT JOIN embedding e ON e.image_id = i.id AND e.model_id = :model_id
        WHERE d.name = :dataset AND i.simulation = :simulation AND i.camera = :camera AND i.stage IS NOT NULL
        ORDER BY i.stage, i.id LIMIT :most
    """)
    given = {"dataset": dataset, "simulation": simulation, "camera": camera, "most": MOST_FRAMES}
    rows = connection.execute(frames, {**given, "model_id": query.model_id if query else None}).all()
    if not rows:
        raise Missing(f"the catalogue has no frames of {simulation} by camera {camera} in dataset {dataset}")

    def _distance(row: object) -> float | None:
        z = getattr(row, "z", None)
        return float(np.linalg.norm(z.to_numpy() - query.z)) if query and z is not None else None

    return [Frame(row.id, row.stage, row.time_myr, _distance(row)) for row in rows]


def read_strip(connection: Connection, frames: list[Frame]) -> NDArray[np.uint8]:
    """Return the pictures of frames as one picture, ten per row.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    frames : list of Frame
        With pictures of one size, (H, W).

    Returns
    -------
    ndarray of uint8, shape (1, rows * H, 10 * W)
        Grey.
    """
    pictures = read_images(connection, [frame.id for frame in frames])
    tiles = [to_8bit(pictures[frame.id]).max(axis=0) for frame in frames]
    height, width = tiles[0].shape
    sheet = np.zeros((math.ceil(len(tiles) / 10) * height, 10 * width), np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, 10)
        sheet[row * height : (row + 1) * height, column * width : (column + 1) * width] = tile
    return sheet[None]
