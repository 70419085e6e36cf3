"""Images of the catalogue as an answer: a table with units, which can be shown."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from astropy.table import QTable
from numpy.typing import NDArray

from deepgalaxy.core.contact_sheet_html import ContactSheet
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.output import to_table
from deepgalaxy.core.prediction import in_few_words
from deepgalaxy.core.samp import send_table

ReadPictures = Callable[[Sequence[int]], dict[int, NDArray[np.float32]]]
"""From image ids to pixels, (1 or 3, H, W) in [0, 1]."""
SHOWN = 50
"""Pictures of a sheet, unless more are asked for."""


class SearchResult(QTable):  # type: ignore[misc]
    """Images that a search found, a row each, nearest first.

    A `QTable` with the columns ``id``, ``name`` and those of the search, with units and descriptions. Made by
    the searches of `deepgalaxy.interface.catalog.Catalog`.
    """

    _read_pictures: ReadPictures | None = None

    @classmethod
    def of(cls, rows: Sequence[Any], row_type: type[Any], read_pictures: ReadPictures) -> "SearchResult":
        """Make the table of a search's rows.

        Parameters
        ----------
        rows : sequence
            Instances of ``row_type``.
        row_type : type
            A dataclass with ``id`` and ``name``.
        read_pictures : callable
            Gives the pixels of images by their ids.

        Returns
        -------
        SearchResult
            With a column a field.
        """
        result = cls(to_table(rows, row_type))
        result._read_pictures = read_pictures
        return result

    def __getitem__(self, item: Any) -> Any:
        found = super().__getitem__(item)
        if isinstance(found, SearchResult):
            found._read_pictures = self._read_pictures
        return found

    def show(self, most: int = SHOWN) -> ContactSheet:
        """Return the pictures with their names, stages and distances.

        Parameters
        ----------
        most : int, default 50
            Rows that are shown.

        Returns
        -------
        ContactSheet
            A notebook shows it as pictures.

        Raises
        ------
        DeepGalaxyError
            If the table was not made by a search, or the catalogue is closed.
        """
        rows = self[:most]
        return ContactSheet(zip(rows.pictures(), map(caption, rows), strict=True))

    def pictures(self) -> list[NDArray[np.float32]]:
        """Read the pictures, as they are looked at.

        Returns
        -------
        list of ndarray of float32
            Shape (1 or 3, H, W), in [0, 1]; in the order of the rows.

        Raises
        ------
        DeepGalaxyError
            If the table was not made by a search, or the catalogue is closed.
        """
        if self._read_pictures is None or "id" not in self.colnames:
            raise DeepGalaxyError("show: these rows do not come from a search, or have no column id any more")
        ids = [int(image_id) for image_id in self["id"]]
        found = self._read_pictures(ids)
        return [found[image_id] for image_id in ids]

    def send(self, name: str = "DeepGalaxy") -> list[str]:
        """Send the table to TOPCAT, Aladin or what else listens to SAMP on this machine.

        Parameters
        ----------
        name : str, default "DeepGalaxy"
            What the programs call it.

        Returns
        -------
        list of str
            The names of the programs that have read it.

        Raises
        ------
        DeepGalaxyError
            If no SAMP hub runs, no program takes tables, or one could not read it.
        """
        return send_table(self, name)


def caption(row: Any) -> str:
    """Say in a few lines what is known of an image.

    Parameters
    ----------
    row : Row
        Of a `SearchResult`.

    Returns
    -------
    str
        Name, stage and distance, as far as there are such columns.
    """
    when = in_few_words(_known(row, "stage"), _known(row, "time_myr"), _known(row, "p_interacting"))
    lines = [str(row["name"]), when]
    if (distance := _known(row, "distance")) is not None:
        lines.append(f"distance {distance:.3g}")
    return "\n".join(filter(None, lines))


def _known(row: Any, name: str) -> float | None:
    """Return a number of a row in the column's unit; None where there is no such column, or it is masked."""
    if name not in row.colnames or np.any(getattr(row[name], "mask", False)):
        return None
    value = getattr(row[name], "unmasked", row[name])
    return float(getattr(value, "value", value))
