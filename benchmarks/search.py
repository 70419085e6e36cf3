"""Searches and bulk writes in catalogues of any size, each compared with another way to do the same.

``python benchmarks/search.py --rows 36000`` makes a catalogue of clustered vectors on a server of its own and
prints Markdown tables. faiss and hnswlib are included if they are installed.
"""

import argparse
import importlib.util
import math
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector import Vector
from pgvector.psycopg import register_vector
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.bulk_copy import HEADER, TRAILER, _record_type, copy_arrays
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.index_method import Method
from deepgalaxy.catalog.model_registry import named_model, register_model
from deepgalaxy.catalog.recall import PARAMETERS, IndexReport, index_name
from deepgalaxy.catalog.vector_index import LINKS, build_index
from deepgalaxy.catalog.vectors import read_vectors, write_embeddings
from deepgalaxy.core.settings import Settings
from deepgalaxy.similarity.search import Query, SimilarImages
from deepgalaxy.similarity.search_filters import Cone

LATENT = 32
CHUNK = 100_000
SESSIONS = 3
Floats = NDArray[np.float32]


def clustered(n: int, seed: int) -> Floats:
    """Draw vectors around 100 centres, as galaxies cluster by their types."""
    centres = 2 * np.random.default_rng(0).normal(size=(100, LATENT))
    rng = np.random.default_rng(seed)
    return (centres[rng.integers(100, size=n)] + rng.normal(size=(n, LATENT))).astype(np.float32)


def sky(n: int, seed: int) -> NDArray[np.float64]:
    """Draw positions (n, 2) uniformly over the sky: right ascension and declination in degrees."""
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.uniform(0, 360, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))])


def unit(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convert positions to unit vectors (n, 3)."""
    ra, dec = np.radians(positions).T
    return np.column_stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])


def ten_nearest(z: Floats, query: Floats, in_cone: NDArray[np.bool_] | None = None) -> set[int]:
    """Find the indices of the ten nearest vectors, of those in the cone, by brute force."""
    distance = ((z - query) ** 2).sum(1)
    if in_cone is not None:
        distance[~in_cone] = np.inf
    ten = np.argpartition(distance, 10)[:10]
    return set(ten[np.isfinite(distance[ten])].tolist())


def fill(engine: Engine, z: Floats) -> tuple[int, NDArray[np.int64], float]:
    """Write images and their vectors; return the model, the ids and the vectors written per second."""
    n = len(z)
    ra, dec = sky(n, 1).T
    for start in range(0, n, CHUNK):
        rows = [
            ImageRow(
                external_id=f"{i:08d}",
                sha256="00" * 32,
                file="/f",
                node="n",
                index=i,
                ra_deg=float(ra[i]),
                dec_deg=float(dec[i]),
            )
            for i in range(start, min(start + CHUNK, n))
        ]
        with engine.begin() as connection:
            add_images(connection, get_dataset(connection, "sky", "survey"), rows)
    with engine.begin() as connection:
        model = register_model(
            connection,
            sha256="a" * 64,
            name="benchmark",
            latent_size=LATENT,
            architecture={},
            preprocessing={},
            metrics={},
            path="/none",
        )
        ids = np.array(connection.scalars(text("SELECT id FROM image ORDER BY external_id")).all(), np.int64)
        start_s = perf_counter()
        for start in range(0, n, CHUNK):
            write_embeddings(connection, model, ids[start : start + CHUNK], z[start : start + CHUNK])
        rate = n / (perf_counter() - start_s)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE image"))
        connection.execute(text(f"VACUUM ANALYZE embedding_{model}"))
    return model, ids, rate


def copy_rates(connection: Connection, ids: NDArray[np.int64], z: Floats) -> tuple[float, float]:
    """Rows per second of our COPY from arrays, and of psycopg's COPY of the same bytes, made beforehand."""
    columns: dict[str, NDArray[Any]] = {"image_id": ids, "z": z}
    records = np.zeros(len(ids), _record_type(columns))
    records["n_fields"] = 2
    for name in columns:
        records[name]["n_bytes"] = records.dtype[name]["value"].itemsize
    records["z"]["value"]["dim"] = LATENT
    records["image_id"]["value"], records["z"]["value"]["numbers"] = ids, z
    data = HEADER + records.tobytes() + TRAILER
    connection.execute(text(f"CREATE TEMP TABLE copied (image_id bigint, z vector({LATENT}))"))
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    driver: Any = connection.connection.driver_connection
    for _ in range(3):
        for who in times:
            connection.execute(text("TRUNCATE copied"))
            start = perf_counter()
            if who == "ours":
                copy_arrays(connection, "copied", columns)
            else:
                with driver.cursor().copy("COPY copied FROM STDIN (FORMAT binary)") as copy:
                    copy.write(data)
            times[who].append(perf_counter() - start)
    connection.rollback()
    return len(ids) / min(times["ours"]), len(ids) / min(times["bare"])


def timed(run: Callable[[int], Any], which: Iterable[int]) -> tuple[list[Any], NDArray[np.float64]]:
    """Run for each number; return the results and the time of each in milliseconds."""
    answers, times = [], []
    for i in which:
        start = perf_counter()
        answers.append(run(i))
        times.append(1000 * (perf_counter() - start))
    return answers, np.array(times)


BARE = """
    SELECT * FROM search_images(%s::int, %s::vector, NULL::bigint, 10, 'l2', NULL, NULL, %s::float8,
        %s::float8, %s::float8, %s::bool)
"""


SCANS = {
    "exact": None,
    "cone 1° + kNN": 1.0,
    "cone 20° + kNN": 20.0,
    "all-sky cone + kNN": 180.0,
}


def searches(
    engine: Engine,
    url: str,
    z: Floats,
    ids: NDArray[np.int64],
    queries: Floats,
    kinds: dict[str, float | None],
) -> list[str]:
    """Rows of the table of searches, by name and radius: ours compared with the same SQL in psycopg."""
    positions = sky(len(queries), 5)
    images = unit(sky(len(z), 1))
    lines = []
    with ExitStack() as stack:
        # Sessions differ at random, e.g. in cached plans and memory layout. Of each kind there are three.
        own = [stack.enter_context(engine.connect()) for _ in range(SESSIONS)]
        bare = [stack.enter_context(psycopg.connect(url, prepare_threshold=None)) for _ in range(SESSIONS)]
        for session in bare:
            register_vector(session)
        model = named_model(own[0], None)
        for kind, radius in kinds.items():
            exact = kind == "exact"
            count = len(queries) if radius != 180 else 20

            def ours(i: int, radius: float | None = radius, exact: bool = exact) -> list[int]:
                cone = Cone(positions[i, 0], positions[i, 1], radius) if radius else None
                query = Query(model, queries[i], None)
                search = SimilarImages(query=query, cone=cone, exact=exact)
                return [hit.id for hit in search.run(own[i % SESSIONS])]

            def plain(i: int, radius: float | None = radius, exact: bool = exact) -> list[int]:
                at = (*positions[i].tolist(), radius) if radius else (None, None, None)
                parameters = (model, Vector(queries[i]), *at, exact)
                return [row[0] for row in bare[i % SESSIONS].execute(BARE, parameters).fetchall()]

            timed(ours, range(3 * SESSIONS)), timed(plain, range(3 * SESSIONS))
            # In turn, so that other load on this machine affects both; each goes first every other time,
            # because the second finds its data in the processor's cache.
            times = np.empty((count, 2))
            recalls = []
            for i in range(count):
                found: list[list[int]] = [[], []]
                for turn in (0, 1) if i // SESSIONS % 2 else (1, 0):
                    start = perf_counter()
                    found[turn] = (ours, plain)[turn](i)
                    times[i, turn] = 1000 * (perf_counter() - start)
                assert found[0] == found[1]
                in_cone = images @ unit(positions[[i]])[0] >= np.cos(np.radians(radius)) if radius else None
                truth = ten_nearest(z, queries[i], in_cone)
                right = len(truth & set(np.searchsorted(ids, found[0]).tolist()))
                recalls.append(right / len(truth) if truth else float(not found[0]))
            lines.append(
                f"| {kind} | {np.median(times[:, 0]):.2f} | {np.percentile(times[:, 0], 95):.2f} |"
                f" {np.mean(recalls):.4f} | {np.median(times[:, 0]) / np.median(times[:, 1]):.2f} |"
            )
    return lines


def describe(report: IndexReport) -> str:
    """Name an index by its method and effort."""
    _, word = PARAMETERS[report.method].split(".")
    return f"{'HNSW' if report.method is Method.HNSW else 'IVFFlat'} ({word} {report.effort}, chosen)"


def by_index(
    engine: Engine, url: str, z: Floats, ids: NDArray[np.int64], queries: Floats, method: Method
) -> list[str]:
    """Build an index, and return its row of the table."""
    start = perf_counter()
    report = build_index(engine, None, "l2", method)
    with engine.connect() as connection:
        index = index_name(named_model(connection, None), "l2")
        size = connection.scalar(text(f"SELECT pg_relation_size('{index}')"))
    print(f"built and checked in {perf_counter() - start:.0f} s, {size / len(z):.0f} bytes a row: {report}\n")
    if report.serves:
        return searches(engine, url, z, ids, queries, {describe(report): None})
    return [
        f"| {describe(report)}: does not serve | {report.index_ms:.2f} | |"
        f" {report.recall:.3f} less two standard errors | |"
    ]


def in_process(z: Floats, queries: Floats) -> list[str]:
    """Rows of the table for libraries that have the vectors in the memory of this process."""
    lines = []
    truth = [ten_nearest(z, query) for query in queries]

    def line(name: str, run: Callable[[int], Any]) -> None:
        found, times = timed(run, range(len(queries)))
        recall = np.mean([len(t & set(np.ravel(f).tolist())) / 10 for t, f in zip(truth, found, strict=True)])
        lines.append(f"| {name} | {np.median(times):.2f} | {np.percentile(times, 95):.2f} | {recall:.4f} | |")

    if importlib.util.find_spec("faiss"):
        import faiss

        flat = faiss.IndexFlatL2(LATENT)
        flat.add(z)
        line("faiss, flat", lambda i: flat.search(queries[i : i + 1], 10)[1])
        lists = faiss.IndexIVFFlat(faiss.IndexFlatL2(LATENT), LATENT, math.isqrt(len(z)))
        lists.train(z)
        lists.add(z)
        lists.nprobe = 12
        line("faiss, IVF (nprobe 12)", lambda i: lists.search(queries[i : i + 1], 10)[1])
        graph = faiss.IndexHNSWFlat(LATENT, LINKS)
        graph.hnsw.efConstruction, graph.hnsw.efSearch = 64, 100
        graph.add(z)
        line(f"faiss, HNSW (M {LINKS}, ef 100)", lambda i: graph.search(queries[i : i + 1], 10)[1])
    if importlib.util.find_spec("hnswlib"):
        import hnswlib

        index = hnswlib.Index("l2", LATENT)
        index.init_index(len(z), M=LINKS, ef_construction=64)
        index.add_items(z)
        index.set_ef(100)
        line(f"hnswlib (M {LINKS}, ef 100)", lambda i: index.knn_query(queries[i : i + 1], 10)[0])
    return lines


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=36_000)
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    z, queries = clustered(options.rows, 2), clustered(options.queries, 3)
    with tempfile.TemporaryDirectory(prefix="dg-") as folder:
        Path(folder).chmod(0o755)
        engine = open_engine(Settings(data_dir=Path(folder)))
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        model, ids, rate = fill(engine, z)
        with engine.connect() as connection:
            ours, bare = copy_rates(connection, ids, z)
        print(f"COPY of {options.rows} × {LATENT}: {ours:,.0f} rows/s, {ours / bare:.2f} of bare psycopg's;")
        print(f"vectors written, checked and indexed by key: {rate:,.0f} rows/s")
        start = perf_counter()
        with engine.connect() as connection:
            read_vectors(connection, model)
        print(f"vectors read: {options.rows / (perf_counter() - start):,.0f} rows/s\n")
        with engine.connect() as connection:
            sizes = {
                name: connection.scalar(text(f"SELECT pg_total_relation_size('{relation}')")) / options.rows
                for name, relation in (("image", "image"), ("vectors", f"embedding_{model}"))
            }
        print("bytes a row:", ", ".join(f"{name} {size:.0f}" for name, size in sizes.items()), flush=True)
        rows = searches(engine, url, z, ids, queries, SCANS)
        for method in Method:
            rows += by_index(engine, url, z, ids, queries, method)
        print(
            "| search | p50, ms | p95, ms | recall@10 | over bare psycopg |\n| --- | --: | --: | --: | --: |"
        )
        print("\n".join(rows + in_process(z, queries)), flush=True)
        engine.dispose()


if __name__ == "__main__":
    main()
