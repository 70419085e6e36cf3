"""The images that a visitor draws a line around on the map."""

from typing import Annotated

from fastapi import Query
from sqlalchemy import Connection

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.chosen_images import ChosenImage, ChosenImages
from deepgalaxy.similarity.latent_map import LatentMap, MapLayout, parse_corners
from deepgalaxy.web.app_state import AppState

LayoutAsked = Annotated[MapLayout, Query(description="By principal components, or by UMAP.")]
StateAsked = Annotated[
    str,
    Query(
        max_length=100,
        description="As /api/map gave it: refuses places on a map that has changed since. Empty: any.",
    ),
]
Within = Annotated[
    str,
    Query(
        max_length=10_000,
        description="Line around images: its corners x,y,x,y,… on the map; the last is joined to the first.",
    ),
]


def map_asked(explorer: AppState, layout: MapLayout, state: str) -> LatentMap:
    """Return the map that a visitor sees.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    layout : MapLayout
        Which of the maps.
    state : str
        That of the map as the visitor has it; empty for any.

    Returns
    -------
    LatentMap
        In this state.

    Raises
    ------
    DeepGalaxyError
        If there is no map, or the catalogue has changed so that it is another one now.
    """
    drawn = explorer.maps.get(layout)
    if state not in ("", drawn.state):
        raise DeepGalaxyError(
            "the catalogue has changed since this map was drawn, so places on it are others now: reload the"
            " map, and select again"
        )
    return drawn


def list_chosen(
    connection: Connection, drawn: LatentMap, within: str, *, count: int, skip: int = 0
) -> tuple[list[ChosenImage], int]:
    """Return a page of the images that a line on a map goes around, and the number of all of them.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    drawn : LatentMap
        The map.
    within : str
        Corners of the line.
    count : int
        Images per page.
    skip : int
        Images before this page.

    Returns
    -------
    images : list of ChosenImage
        This page, in the order of their ids.
    total : int
        Number on all pages.

    Raises
    ------
    DeepGalaxyError
        If this is no line.
    """
    ids = drawn.inside(parse_corners(within))
    rows = ChosenImages(ids[skip : skip + count].tolist(), drawn.model_id).run(connection)
    return rows, len(ids)
