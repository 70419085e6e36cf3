"""Embedding of catalogues that no one machine holds: LSDB partitions them, Dask's workers embed them.

>>> import lsdb, deepgalaxy.dask  # doctest: +SKIP
>>> sky = lsdb.open_catalog("hats/legacy")  # doctest: +SKIP
>>> deepgalaxy.dask.embed(sky).write_catalog("hats/legacy_z")  # doctest: +SKIP
"""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput, WrongUse
from deepgalaxy.core.physical_scale import kpc_per_px
from deepgalaxy.core.prediction import MERGER_FIELDS, NO_MERGER_BELOW, PREDICTION
from deepgalaxy.core.settings import get_settings
from deepgalaxy.imaging.bands import parse_bands
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.inference.predict import choose_channels, embed_pictures
from deepgalaxy.interface.model import load_model
from deepgalaxy.networks.device import find_device
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.networks.model_folder import load_model as load_folder
from deepgalaxy.surveys.ingest.ingest_tables import SIZE_PX
from deepgalaxy.surveys.tables.row_pictures import ROWS, choose_picture_column, decode_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lsdb.catalog.catalog import Catalog as LSDBCatalog
    from pandas import DataFrame

    from deepgalaxy.interface.model import Model

_loading = threading.Lock()


@dataclass(frozen=True)
class _Task:
    """What a worker needs to know besides its partition: a few words, sent with each."""

    model: Path
    sha256: str
    bf16: bool
    latent_size: int
    pictures: str
    redshift: str | None
    bands: tuple[str, ...] | None


def embed(
    catalog: "LSDBCatalog",
    model: "Model | str | Path | None" = None,
    *,
    pictures: str | None = None,
    redshift: str | None = None,
    bands: "str | Sequence[str] | None" = None,
) -> "LSDBCatalog":
    """Give each row of an LSDB catalogue with pictures its vector and prediction.

    Nothing is computed before the result is: by ``compute``, ``write_catalog`` and the like. Each worker
    loads the model once, so its folder must be at the same place on all machines.

    Parameters
    ----------
    catalog : lsdb.catalog.Catalog
        With a column of pictures, as the Multimodal Universe has them.
    model : Model, str or Path, optional
        As ``deepgalaxy.load_model`` takes it.
    pictures : str, optional
        Column of the pictures; by default the one that holds some.
    redshift : str, optional
        Column of the redshifts, for models that know sizes; by default ``redshift``, where there is one.
    bands : str or sequence of str, optional
        Which bands of the pictures: ``"g,r,i,z"``; by default all.

    Returns
    -------
    lsdb.catalog.Catalog
        The columns of the catalogue but for the pictures; ``z``, float32 (latent size); the fields of
        `deepgalaxy.core.prediction.PREDICTION`, float32, null where the model does not say or the picture is
        probably no merger; and ``refused``, why a row has none of these, null where it has.

    Raises
    ------
    WrongUse
        If the catalogue has no such column, or already has one of those to come.
    RefusedInput
        If several columns hold pictures and none is named.
    DeepGalaxyError
        If there is no such model, or it has no VAE. Raised by a worker: if the model that it finds is
        another one.
    """
    import pyarrow as pa

    given = load_model(model) if model is None or isinstance(model, str | Path) else model
    trained = given.trained
    if trained.network.vae is None:
        raise DeepGalaxyError(f"the model in {trained.folder} has no VAE; train one that has (`parts=`)")
    meta = catalog.meta
    kinds = {name: pa.array(meta[name]).type for name in meta.columns}
    column = choose_picture_column(catalog.name, kinds, pictures)
    if column is None:
        raise WrongUse(f"{catalog.name}: no column holds pictures")
    if redshift and redshift not in kinds:
        raise WrongUse(f"redshift: {catalog.name} has no column {redshift}")
    if there := {"z", "refused", *PREDICTION} & {*kinds} - {column}:
        raise WrongUse(f"{catalog.name} has columns of these names already: {', '.join(sorted(there))}")
    task = _Task(
        trained.folder.resolve(),
        trained.sha256,
        trained.bf16,
        trained.card.architecture.latent_size,
        column,
        redshift or ("redshift" if "redshift" in kinds else None),
        parse_bands(bands),
    )
    empty = _embed_partition(meta.iloc[:0], task)
    made: LSDBCatalog = catalog.map_partitions(_embed_partition, task, meta=empty)
    return made


def _embed_partition(frame: "DataFrame", task: _Task) -> "DataFrame":
    """Return a partition's other columns with vectors, predictions and refusals."""
    import pandas as pd
    import pyarrow as pa

    n = len(frame)
    z = np.full((n, task.latent_size), np.nan, np.float32)
    fields = {name: np.full(n, np.nan, np.float32) for name in PREDICTION}
    refused: list[str | None] = [None] * n
    redshifts = (
        frame[task.redshift].to_numpy(np.float64, na_value=np.nan) if task.redshift else np.full(n, np.nan)
    )
    for start in range(0, n, ROWS):
        records = pa.array(frame[task.pictures].iloc[start : start + ROWS])
        model = _worker_model(task.model, task.sha256, task.bf16)
        good: list[tuple[int, Cutout]] = []
        channels = []
        names = [f"row {start + k}" for k in range(len(records))]
        for row, found in enumerate(decode_records(names, [*records], SIZE_PX, task.bands), start):
            try:
                if isinstance(found, RefusedInput):
                    raise found
                channels.append(choose_channels(model, found))
            except DeepGalaxyError as error:
                refused[row] = error.reason if isinstance(error, RefusedInput) else str(error)
            else:
                good.append((row, found))
        if not good:
            continue
        rows = [row for row, _ in good]
        scales = np.array([cutout.pixel_scale_arcsec for _, cutout in good], np.float64)  # None becomes NaN
        known = kpc_per_px(scales, redshifts[rows])
        z[rows], said = embed_pictures(model, np.stack(channels), known, model.card.preprocessing.bands)
        for name, values in fields.items():
            values[rows] = getattr(said, name)
    no_merger = fields["p_interacting"] < NO_MERGER_BELOW
    for name in MERGER_FIELDS:
        fields[name][no_merger] = np.nan
    vectors = pa.FixedSizeListArray.from_arrays(
        pa.array(z.ravel()), task.latent_size, mask=pa.array([r is not None for r in refused], pa.bool_())
    )
    columns: dict[str, Any] = {"z": vectors}
    columns |= {name: pa.array(values, from_pandas=True) for name, values in fields.items()}
    columns["refused"] = pa.array(refused, pa.string())
    arrays = {name: pd.arrays.ArrowExtensionArray(values) for name, values in columns.items()}
    return frame.drop(columns=task.pictures).assign(**arrays)


def _worker_model(folder: Path, sha256: str, bf16: bool) -> TrainedModel:
    with _loading:  # a worker may have several threads
        return _load(folder, sha256, bf16)


@cache
def _load(folder: Path, sha256: str, bf16: bool) -> TrainedModel:
    model = load_folder(folder)
    if bf16:
        model = model.in_bf16()
    if model.sha256 != sha256:
        raise DeepGalaxyError(
            f"{folder} on this worker holds the model {model.sha256[:12]}, not {sha256[:12]}"
        )
    return model.to(find_device(get_settings().device))
