"""The map of z in a notebook: pictures under the mouse, and a selection that Python reads."""

import base64
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from deepgalaxy.core.contact_sheet_html import to_png
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.interface.search_result import SearchResult, caption
from deepgalaxy.similarity.latent_map import LatentMap, MapLayout


class NotebookMap(anywidget.AnyWidget):
    """A map of images, for a notebook; made by ``Catalog.map``.

    Parameters
    ----------
    drawn : LatentMap
        The images and their places.
    look_up : callable
        Gives the rows of images by their ids.

    Attributes
    ----------
    ids : list of int
        The images that are selected, on the map or by Python; ``observe(f, "ids")`` calls ``f`` when they
        change.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_suffix(".css")
    _points = traitlets.Bytes().tag(sync=True)
    _datasets = traitlets.List(traitlets.Unicode()).tag(sync=True)
    ids = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(self, drawn: LatentMap, look_up: Callable[[Sequence[int]], SearchResult]) -> None:
        super().__init__(_points=drawn.to_bytes(), _datasets=list(drawn.datasets))
        self._drawn = drawn
        self._look_up = look_up
        self.on_msg(self._answer)

    @property
    def selected(self) -> SearchResult:
        """The images that are selected.

        Returns
        -------
        SearchResult
            A row an image, with its position, stage and time; ``show()`` shows the pictures.
        """
        return self._look_up(self.ids)

    def _answer(self, _: Any, message: dict[str, Any], __: list[bytes]) -> None:
        """Select what a line was drawn around, or send the picture of an image that the mouse is on."""
        if "within" in message:
            found = self._drawn.inside(np.array(message["within"], np.float64)).tolist()
            self.ids = list(dict.fromkeys([*(self.ids if message["more"] else []), *found]))
            return
        image_id = int(message.get("show", -1))
        try:
            rows = self._look_up([image_id])
            png = to_png(rows.pictures()[0])
            self.send({"id": image_id, "caption": caption(rows[0])}, [png])
        except DeepGalaxyError as error:
            self.send({"id": image_id, "caption": str(error)})

    def _repr_html_(self) -> str:
        """Return the map as a picture, for pages where no kernel runs."""
        from matplotlib.figure import Figure

        figure = Figure((5.5, 4.5), layout="constrained")
        axes = figure.subplots()
        x, y, stage = (self._drawn.points[name] for name in ("x", "y", "stage"))
        known = np.isfinite(stage)
        axes.scatter(x[~known], y[~known], s=6, color="0.6")
        drawn = axes.scatter(x[known], y[known], s=6, c=stage[known], vmin=0, vmax=70)
        figure.colorbar(drawn, label="stage")
        names = {
            MapLayout.PCA: ("first principal component of z", "second"),
            MapLayout.UMAP: ("UMAP of z", ""),
        }
        xlabel, ylabel = names[self._drawn.layout]
        axes.set(xlabel=xlabel, ylabel=ylabel, aspect="equal")
        png = io.BytesIO()
        figure.savefig(png, dpi=90)
        return f'<img alt="map of z" src="data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}">'

    def __repr__(self) -> str:
        return f"<NotebookMap of {len(self._drawn.points):,} images, {len(self.ids):,} selected>"
