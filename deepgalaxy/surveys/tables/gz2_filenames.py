"""Galaxy Zoo 2 names pictures by asset and rows by objid; ``gz2_filename_mapping.csv`` joins them."""

from pathlib import Path

import numpy as np

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.tables.any_table import read_tables
from deepgalaxy.surveys.tables.cells import as_numbers
from deepgalaxy.surveys.tables.objids import read_objids


class Gz2Filenames:
    """The mapping in memory: 16 bytes a galaxy.

    Parameters
    ----------
    mapping : Path
        Table with the columns ``objid`` and ``asset_id``.

    Raises
    ------
    RefusedInput
        If it is no such table.
    """

    def __init__(self, mapping: Path) -> None:
        objids, assets = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        sources = read_tables(mapping)
        for chunk in next(sources).chunks:
            if chunk.refused:
                raise chunk.refused[0]
            if missing := {"objid", "asset_id"} - set(chunk.names):
                raise RefusedInput(
                    mapping.name, f"no mapping of file names: it lacks {' and '.join(missing)}"
                )
            try:
                assets.append(np.ma.filled(as_numbers(chunk.column("asset_id")), 0).astype(np.int64))
            except ValueError as error:
                raise RefusedInput(mapping.name, f"an asset_id is no number: {error}") from error
            objids.append(read_objids(chunk.column("objid"))[0])
        order = np.argsort(np.concatenate(objids), kind="stable")
        self._objids, self._assets = np.concatenate(objids)[order], np.concatenate(assets)[order]

    def find(self, objid: int) -> int | None:
        """Return the asset of a galaxy: its picture is ``<asset>.jpg``.

        Parameters
        ----------
        objid : int
            Of a galaxy, in data release 7.

        Returns
        -------
        int or None
            Its asset; None where the mapping has no such galaxy.
        """
        at = np.searchsorted(self._objids, objid)
        there = at < len(self._objids) and self._objids[at] == objid
        return int(self._assets[at]) if there else None
