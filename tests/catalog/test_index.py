"""Vector indexes against exact scans: built, measured, gated, and never the cause of a wrong row."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine, text

from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.index_method import Method
from deepgalaxy.catalog.model_registry import register_model
from deepgalaxy.catalog.recall import EFFORTS, PARAMETERS, check_index
from deepgalaxy.catalog.vector_index import build_index
from deepgalaxy.catalog.vectors import write_embeddings
from deepgalaxy.core.errors import DeepGalaxyError

N = 3000
SEARCH = text(
    "SELECT image_id FROM search_images(:model, image_id => :image, k => :k, datasets => :datasets)"
)
USED = text("SELECT pg_stat_get_xact_numscans(to_regclass(:name)::oid)")


def fill(engine: Engine, z: NDArray[np.float32]) -> tuple[int, NDArray[np.int64]]:
    with engine.begin() as connection:
        model = register_model(
            connection,
            sha256="a" * 64,
            name="a",
            latent_size=z.shape[1],
            architecture={},
            preprocessing={},
            metrics={},
            path="/a",
        )
        rows = [
            ImageRow(external_id=f"{i:05d}", sha256="00" * 32, file="/no", node="n", index=i)
            for i in range(len(z))
        ]
        add_images(connection, get_dataset(connection, "sky", "survey"), rows)
        ids = np.array(connection.scalars(text("SELECT id FROM image ORDER BY external_id")).all())
        write_embeddings(connection, model, ids, z)
    return model, ids


def clustered(n: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(0)
    return (3 * rng.normal(size=(20, 8))[rng.integers(20, size=n)] + rng.normal(size=(n, 8))).astype("f4")


def answer(
    engine: Engine, model: int, image: int, k: int = 10, datasets: Any = None
) -> tuple[list[int], bool]:
    """Return the ids found, and whether a vector index was scanned for them."""
    with engine.connect() as connection:
        name = {"name": f"ix_embedding_{model}_l2"}
        before = connection.scalar(USED, name)
        given = {"model": model, "image": image, "k": k, "datasets": datasets}
        found = list(connection.scalars(SEARCH, given))
        return found, connection.scalar(USED, name) > before


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("metric", ["l2", "cosine"])
def test_an_index_serves_what_is_measured_and_leaves_filters_exact(
    catalog: Engine, metric: str, method: Method
) -> None:
    z = clustered(N)
    model, ids = fill(catalog, z)
    report = build_index(catalog, None, metric, method)
    assert (report.method, report.vectors, report.serves) == (method, N, True)
    assert report.recall >= 0.99
    with catalog.connect() as connection:
        kept = connection.execute(text("SELECT method, effort, recall, serves FROM vector_index")).one()
    assert kept == (method, report.effort, pytest.approx(report.recall), True)
    if metric == "cosine":
        return
    hits = 0
    for i in range(0, 600, 10):
        order = np.argsort(np.linalg.norm(z - z[i], axis=1), kind="stable")[1:]
        found, by_index = answer(catalog, model, int(ids[i]))
        assert by_index
        assert len(found) == 10
        hits += len(set(found) & set(ids[order[:10]].tolist()))
        filtered, by_index = answer(catalog, model, int(ids[i]), 10, ["sky"])
        assert not by_index
        assert filtered == ids[order[:10]].tolist()
    assert hits >= 0.97 * 600
    # More than the index would look at: exact, and all that there are.
    everything, _ = answer(catalog, model, int(ids[0]), N)
    assert len(everything) == N - 1


@pytest.mark.parametrize(("method", "n_gone", "right"), [(Method.HNSW, 400, 10), (Method.IVFFLAT, 30, 5)])
def test_deleted_rows_do_not_shorten_an_answer(
    catalog: Engine, method: Method, n_gone: int, right: int
) -> None:
    """HNSW gives less than ten where all that it looked at is gone, and a scan answers; lists have others."""
    z = clustered(N)
    model, ids = fill(catalog, z)
    build_index(catalog, None, "l2", method)
    order = ids[np.argsort(np.linalg.norm(z - z[0], axis=1))]
    with catalog.begin() as connection:
        gone = order[1 : n_gone + 1].tolist()
        connection.execute(text("DELETE FROM image WHERE id = ANY(:gone)"), {"gone": gone})
    found, _ = answer(catalog, model, int(ids[0]))
    assert len(found) == 10
    assert not set(found) & set(gone)
    assert len(set(found) & set(order[n_gone + 1 : n_gone + 11].tolist())) >= right


@pytest.mark.parametrize(("method", "effort"), [(Method.HNSW, 11), (Method.IVFFLAT, 1)])
def test_an_index_below_the_gate_does_not_serve(
    catalog: Engine,
    method: Method,
    effort: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Vectors without structure and an index that is hardly searched: the gate must hold."""
    monkeypatch.setitem(EFFORTS, method, (effort,))
    monkeypatch.setattr("deepgalaxy.catalog.vector_index.LINKS", 4)
    rng = np.random.default_rng(1)
    z = rng.normal(size=(N, 32)).astype(np.float32)
    model, ids = fill(catalog, z)
    report = build_index(catalog, None, "l2", method)
    assert report.recall < 0.99
    assert not report.serves
    assert "searches stay exact" in caplog.text
    assert ("try `method=ivfflat`" in caplog.text) == (method is Method.HNSW)
    found, by_index = answer(catalog, model, int(ids[5]))
    assert not by_index
    order = np.argsort(np.linalg.norm(z - z[5], axis=1))
    assert found == ids[order[1:11]].tolist()


def test_a_half_built_index_is_replaced_and_a_missing_one_said(catalog: Engine) -> None:
    model, _ = fill(catalog, clustered(N))
    with pytest.raises(DeepGalaxyError, match="run `deepgalaxy index build --metric l2`"):
        check_index(catalog, None, "l2")
    with catalog.begin() as connection:
        connection.execute(text(f"CREATE INDEX ix_embedding_{model}_l2 ON embedding_{model} (image_id)"))
    with pytest.raises(DeepGalaxyError, match="have no l2 index"):
        check_index(catalog, None, "l2")
    assert build_index(catalog, "a", "l2", Method.IVFFLAT).serves
    assert check_index(catalog, None, "l2").serves


def test_too_few_vectors_need_no_index(catalog: Engine) -> None:
    fill(catalog, clustered(50))
    with pytest.raises(DeepGalaxyError, match="50 vectors are too few"):
        build_index(catalog, None, "l2", Method.IVFFLAT)


@pytest.mark.parametrize(("method", "parameter"), PARAMETERS.items())
def test_the_users_own_settings_come_back(catalog: Engine, method: Method, parameter: str) -> None:
    model, ids = fill(catalog, clustered(N))
    build_index(catalog, None, "l2", method)
    given = {"model": model, "image": int(ids[0]), "k": 5, "datasets": None}
    with catalog.connect() as connection:
        connection.execute(text("SELECT '[1]'::vector"))
        connection.execute(text(f"SET {parameter} = 77"))
        connection.execute(SEARCH, given)
        assert connection.scalar(text(f"SHOW {parameter}")) == "77"
        assert connection.scalar(text("SHOW enable_sort")) == "on"
    with catalog.connect() as connection:  # nothing set, in a session that did not load pgvector yet
        connection.execute(SEARCH, given)
        assert (
            connection.scalar(text(f"SHOW {parameter}")) == {Method.HNSW: "40", Method.IVFFLAT: "1"}[method]
        )


@pytest.mark.parametrize("method", Method)
def test_more_than_an_index_is_good_for_is_scanned(catalog: Engine, method: Method) -> None:
    """Effort grows with k; beyond ``most``, and for any k at all, the answer is exact."""
    z = clustered(N)
    model, ids = fill(catalog, z)
    effort = build_index(catalog, None, "l2", method).effort
    with catalog.connect() as connection:
        most = connection.scalar(text("SELECT most FROM vector_index"))
    assert most == {Method.HNSW: 1000, Method.IVFFLAT: math.isqrt(N) // 2}[method]
    order = ids[np.argsort(np.linalg.norm(z - z[3], axis=1), kind="stable")[1:]]
    tens = most // effort
    assert answer(catalog, model, int(ids[3]), 10 * tens)[1]
    for k in (10 * tens + 1, 2**31 - 1):
        found, by_index = answer(catalog, model, int(ids[3]), k)
        assert not by_index
        assert found == order[:k].tolist()
