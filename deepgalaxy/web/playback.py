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


@dataclass(frozen=True)
class Merger:
    """A simulated merger of the catalogue."""

    dataset: str
    simulation: str
    cameras: list[int]
    frames: int
    """Of each camera."""
    mass_ratio: float | None
    """Second galaxy's mass over the first's."""
    size_ratio: float | None


@dataclass(frozen=True)
class Frame:
    """One picture of a merger from one camera."""

    id: int
    stage: float
    time_myr: float
    """Since first pericentre."""
    distance: float | None
    """From the galaxy asked about, between vectors; null without one."""


def list_mergers(connection: Connection) -> list[Merger]:
    """Return every simulated merger."""
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
    """Return the frames of one camera that have a stage, in its order, and how far each is from a query.

    Raises
    ------
    Missing
        If there are none.
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

    def distance(row: object) -> float | None:
        z = getattr(row, "z", None)
        return float(np.linalg.norm(z.to_numpy() - query.z)) if query and z is not None else None

    return [Frame(row.id, row.stage, row.time_myr, distance(row)) for row in rows]


def read_strip(connection: Connection, frames: list[Frame]) -> NDArray[np.uint8]:
    """Return frames as one picture, side by side and then in rows of ten: uint8, (1, rows H, 10 W)."""
    pictures = read_images(connection, [frame.id for frame in frames])
    tiles = [to_8bit(pictures[frame.id]).max(axis=0) for frame in frames]
    height, width = tiles[0].shape
    sheet = np.zeros((math.ceil(len(tiles) / 10) * height, 10 * width), np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, 10)
        sheet[row * height : (row + 1) * height, column * width : (column + 1) * width] = tile
    return sheet[None]
