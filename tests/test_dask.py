"""Embedding an LSDB catalogue by Dask's workers."""

import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import deepgalaxy as dg
import deepgalaxy.dask
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.prediction import MERGER_FIELDS, PREDICTION
from deepgalaxy.imaging.flux_planes import cutout_of_planes

ROWS = 12
SIDE = 40
BLANK = 3


@contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings of LSDB's own calls of pandas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def lsdb() -> Any:
    return importlib.import_module("lsdb")


def flux(number: int) -> np.ndarray[Any, Any]:
    """Flux of two galaxies with a tail, in three bands; one has none, (3, H, W)."""
    if number == BLANK:
        return np.full((3, SIDE, SIDE), np.nan, np.float32)
    rng = np.random.default_rng(number)
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    light = np.exp(-np.hypot(x + 4, 1.6 * y) / 2) + np.exp(-np.hypot(1.4 * (x - 4), y - number / 3) / 2)
    light += 0.2 * np.exp(-(((np.hypot(x, y) - 10) / 2) ** 2)) * (y > 0)
    planes = [(4 + k) * 20 * light + rng.normal(0, 1, light.shape) for k in range(3)]
    return np.stack(planes).astype(np.float32)


@pytest.fixture(scope="module")
def sky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A HATS catalogue of several partitions, with pictures as the Multimodal Universe has them."""
    pictures = [
        {"band": ["g", "r", "z"], "flux": [p.tolist() for p in flux(n)], "scale": [0.262] * 3}
        for n in range(ROWS)
    ]
    plane = pa.list_(pa.list_(pa.float32()))
    fields = [("band", pa.string()), ("flux", plane), ("scale", pa.float32())]
    kind = pa.struct([(name, pa.list_(each)) for name, each in fields])
    table = pa.table(
        {
            "image": pa.array(pictures, kind),
            "ra": np.arange(ROWS) * 15.0,
            "dec": np.linspace(-80, 80, ROWS),
            "object_id": [f"o{n}" for n in range(ROWS)],
            "redshift": pa.array([None if n == 5 else 0.02 + 0.001 * n for n in range(ROWS)]),
        }
    )
    folder = tmp_path_factory.mktemp("hats") / "sky"
    with quiet(), dask.config.set(scheduler="synchronous"):
        frame = table.to_pandas(types_mapper=pd.ArrowDtype)
        lsdb().from_dataframe(frame, catalog_name="sky", lowest_order=0).write_catalog(
            folder, catalog_name="sky", progress_bar=False
        )
    return folder


@pytest.fixture(scope="module")
def embedded(sky: Path) -> pd.DataFrame:
    """What two worker processes made of it, by ``object_id``."""
    with quiet():
        distributed: Any = importlib.import_module("dask.distributed")
        with (
            distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
            distributed.Client(cluster) as client,
        ):
            catalog = lsdb().open_catalog(sky)
            assert len(catalog.get_healpix_pixels()) > 2
            made = deepgalaxy.dask.embed(catalog, "deepgalaxy-small")
            made.write_catalog(sky.with_name("embedded"), catalog_name="embedded", progress_bar=False)
            assert len({*client.run(lambda: __import__("os").getpid()).values()}) == 2
        with dask.config.set(scheduler="synchronous"):
            written = lsdb().open_catalog(sky.with_name("embedded"))
            assert dict(written.dtypes) == dict(made.dtypes)
            frame = written.compute(progress_bar=False)
    return pd.DataFrame(frame).set_index("object_id")


def test_workers_give_what_one_process_gives(embedded: pd.DataFrame) -> None:
    model = dg.load_model("deepgalaxy-small", "cpu")
    assert len(embedded) == ROWS
    assert "image" not in embedded
    for number in set(range(ROWS)) - {BLANK}:
        row = embedded.loc[f"o{number}"]
        cutout = cutout_of_planes("", [*flux(number)], ["g", "r", "z"], [0.262] * 3, 128, None)
        np.testing.assert_allclose(np.array(row["z"]), model.embed(cutout)[0], rtol=1e-3, atol=1e-4)
        [said] = model.predict_rows(
            cutout, redshift=None if number == 5 else 0.02 + 0.001 * number
        ).predictions
        for name, meaning in PREDICTION.items():
            expected = getattr(said, name)
            assert pd.isna(row[name]) == (expected is None)
            if expected is not None:
                assert row[name] == pytest.approx(expected, abs=10.0 ** -(meaning.decimals or 0), rel=1e-3)
    assert embedded["stage"].notna().any()
    assert embedded["ra"].max() == 15 * (ROWS - 1)


def test_a_row_without_a_picture_says_why(embedded: pd.DataFrame) -> None:
    refused = embedded[embedded["refused"].notna()]
    assert [*refused.index] == [f"o{BLANK}"]
    assert "100% of a band is missing" in refused["refused"].iloc[0]
    assert refused[["z", *MERGER_FIELDS]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"pictures": "ra"}, "ra of sky holds no pictures"),
        ({"redshift": "zspec"}, "no column zspec"),
    ],
)
def test_columns_that_are_not_there_are_refused_at_once(
    sky: Path, options: dict[str, str], reason: str
) -> None:
    with quiet():
        catalog = lsdb().open_catalog(sky)
    with pytest.raises(WrongUse, match=reason):
        deepgalaxy.dask.embed(catalog, "deepgalaxy-small", **options)
