"""The explorer under load, compared with the SQL alone: ``python -m benchmarks.serve``.

Clients request the ten images most similar to one from a catalogue of clustered vectors, one request after
the other: over HTTP (``/api/images/ID/similar``, with the SSIM of the pictures), and the same SQL function
over connections of their own. Then they send requests of various kinds, and one visitor opens pages with
their pictures, as a browser does. Server, database and clients share the machine. Prints Markdown.
"""

import argparse
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import Engine, text

from benchmarks.search import CHUNK, clustered, fill
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.index_method import Method
from deepgalaxy.catalog.vector_index import build_index
from deepgalaxy.catalog.vectors import write_predictions
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.image_store import SHARD_NODE, write_shard

SHARD, DISTINCT = 256, 16
"""Images in one file of an ingest, and how many different pictures each file has here."""
CLIENTS = (1, 8, 32)
SEEN = 200
"""One galaxy of so many is requested again, with its neighbours' pictures in the explorer's memory."""
BROWSER = 6
"""Connections that a browser has to one host."""
PAGES = 20
MIXED = {
    "picture": ("/api/images/{}/picture.png", 8),
    "similar": ("/api/images/{}/similar?count=10", 4),
    "galaxy's page": ("/galaxy/{}", 3),
    "search page": ("/?page=2", 2),
    "similar images": ("/galaxy/{}/similar", 1),
    "recommended": ("/api/images/{}/recommended?count=10", 1),
}
"""Requests of mixed clients, and their relative frequencies."""
SCANNED = 100_000
"""Largest number of vectors that are searched without an index: a scan is quick."""
BARE = "SELECT * FROM search_images(%s::int, image_id => %s::bigint, k => 10)"
Ask = Callable[[int], None]


def galaxy(rng: np.random.Generator) -> Cutout:
    """Make a disk of random colour with noise, which compresses as real galaxies do."""
    y, x = np.mgrid[-1:1:128j, -1:1:128j]
    long, wide = rng.uniform(0.05, 0.4, 2)
    disk = np.exp(-np.hypot(x / long, y / wide)) * rng.uniform(0.5, 1, (3, 1, 1))
    pixels = disk + rng.normal(0.05, 0.02, (3, 128, 128))
    return Cutout(pixels.clip(0, 1).astype(np.float32), stretch="none")


def give_pixels(engine: Engine, folder: Path, rows: int) -> None:
    """Give every image a picture under its own name, in as many files as an ingest makes."""
    rng = np.random.default_rng(3)
    shards = [write_shard(folder, [galaxy(rng) for _ in range(DISTINCT)]) for _ in range(-(-rows // SHARD))]
    pixels = text("""
        UPDATE image SET file = (CAST(:files AS text[]))[1 + (id - 1) / :shard], node = :node,
            index = id % :distinct, sha256 = sha256(id::text::bytea)
    """)
    parameters = {"files": [str(shard) for shard in shards], "node": SHARD_NODE, "shard": SHARD}
    with engine.begin() as connection:
        connection.execute(pixels, {**parameters, "distinct": DISTINCT})


def predict_all(engine: Engine, model: int, ids: NDArray[np.int64]) -> None:
    """Give every image a prediction."""
    rng = np.random.default_rng(2)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        stage = rng.uniform(0, 70, len(part)).astype(np.float32)
        ends = {
            f"time_{end}": 20 * stage + by
            for end, by in (("lo90", -90), ("lo68", -50), ("hi68", 50), ("hi90", 90))
        }
        flat = np.full((len(part), 71), 1 / 71, np.float32)
        with engine.begin() as connection:
            predictions = PredictionArrays.of(stage=stage, time_myr=20 * stage, **ends, probabilities=flat)
            write_predictions(connection, model, part, predictions)


@contextmanager
def served(data_dir: Path) -> Iterator[str]:
    """Run the explorer on a data folder; yield its host and port, once it has warmed up."""
    words = [sys.executable, "-m", "deepgalaxy", "serve", "--port", "0"]
    environment = os.environ | {"DEEPGALAXY_DATA_DIR": str(data_dir)}
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        address = re.search(r"http://(\S+:\d+)", server.stderr.readline())
        assert address
        try:
            fetch(HTTPConnection(address[1], timeout=120), "/api/images/1/similar")
            yield address[1]
        finally:
            server.terminate()


def under_load(
    clients: int, seconds: float, ids: NDArray[np.int64], connect: Callable[[], Ask]
) -> NDArray[Any]:
    """Let clients send requests for some time; return the seconds of each."""
    times: list[list[float]] = [[] for _ in range(clients)]
    ready = threading.Barrier(clients)

    def work(number: int) -> None:
        ask, rng = connect(), np.random.default_rng(number)
        ask(int(ids[0]))
        ready.wait()
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            ask(int(rng.choice(ids)))
            times[number].append(time.perf_counter() - start)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return np.concatenate(times)


def fetch(host: HTTPConnection, path: str) -> bytes:
    """Request something that exists."""
    host.request("GET", path)
    response = host.getresponse()
    content = response.read()
    assert response.status == 200, content
    return content


def over_http(host: str) -> Callable[[], Ask]:
    """Clients of the explorer."""

    def connect() -> Ask:
        explorer = HTTPConnection(host, timeout=120)

        def ask(i: int) -> None:
            json.loads(fetch(explorer, f"/api/images/{i}/similar?count=10"))

        return ask

    return connect


def over_sql(url: str, model: int) -> Callable[[], Ask]:
    """Clients of the database."""

    def connect() -> Ask:
        connection = psycopg.connect(url, prepare_threshold=None, autocommit=True)

        def ask(i: int) -> None:
            connection.execute(BARE, (model, i)).fetchall()

        return ask

    return connect


def visit(host: str, paths: Sequence[str]) -> tuple[list[float], list[float]]:
    """Open pages one after the other; return the seconds to each page, and to all of its pictures."""
    hosts = threading.local()

    def get(path: str) -> bytes:
        if not hasattr(hosts, "own"):
            hosts.own = HTTPConnection(host, timeout=120)
        return fetch(hosts.own, path)

    pages, wholes = [], []
    with ThreadPoolExecutor(BROWSER) as browser:
        for path in paths:
            start = time.perf_counter()
            page = get(path).decode()
            pages.append(time.perf_counter() - start)
            pictures = re.findall(r'src="(/api/images/[^"]+)"', page)
            assert pictures
            list(browser.map(get, pictures))
            wholes.append(time.perf_counter() - start)
    return pages, wholes


def table(*lines: Sequence[str]) -> None:
    """Print rows of a table, the first being its header."""
    header, *rows = lines
    for cells in (header, ["---"] * len(header), *rows):
        print(f"| {' | '.join(cells)} |", flush=True)


def quantiles(seconds: Sequence[float] | NDArray[Any]) -> list[str]:
    """Return the median and the 95th percentile in milliseconds."""
    return [f"{1000 * q:.0f}" for q in np.quantile(seconds, [0.5, 0.95])]


def load(host: str, sql_url: str, model: int, ids: NDArray[np.int64], seconds: float) -> None:
    """Print how many responses clients get from the explorer and from the database."""
    lines = [["clients", "of", "responses/s", "p50, ms", "p95, ms", "relative to SQL alone"]]
    seen, sql, http = ids[::SEEN], over_sql(sql_url, model), over_http(host)
    request = http()
    for image_id in seen:
        request(int(image_id))
    kinds = (("SQL alone", sql, ids), ("explorer", http, seen), ("explorer, new pictures", http, ids))
    rates: dict[int, float] = {}
    for clients in CLIENTS:
        for name, connect, among in kinds:
            times = under_load(clients, seconds, among, connect)
            rate = len(times) / seconds
            share = rate / rates.setdefault(clients, rate)
            lines.append([str(clients), name, f"{rate:.0f}", *quantiles(times), f"{share:.0%}"])
    table(*lines)


def mixed(host: str, ids: NDArray[np.int64], seconds: float) -> None:
    """Print how long clients wait that send requests of various kinds, for each kind."""
    times: dict[str, list[float]] = {kind: [] for kind in MIXED}
    kinds, weights = list(MIXED), np.array([weight for _, weight in MIXED.values()], float)

    seeds = itertools.count()

    def connect() -> Ask:
        explorer, rng = HTTPConnection(host, timeout=120), np.random.default_rng(next(seeds))

        def ask(i: int) -> None:
            kind = str(rng.choice(kinds, p=weights / weights.sum()))
            start = time.perf_counter()
            fetch(explorer, MIXED[kind][0].format(i))
            times[kind].append(time.perf_counter() - start)

        return ask

    every = under_load(CLIENTS[-1], seconds, ids, connect)
    lines = [["32 mixed clients", "responses/s", "p50, ms", "p95, ms"]]
    lines.append(["all", f"{len(every) / seconds:.0f}", *quantiles(every)])
    lines += [[kind, f"{len(took) / seconds:.1f}", *quantiles(took)] for kind, took in times.items() if took]
    table(*lines)


def main() -> None:
    """Fill a catalogue, serve it, send requests, and print the times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=36_000)
    parser.add_argument("--seconds", type=float, default=6, help="Of requests, by each number of clients.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dg-") as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o755)
        engine = open_engine(Settings(data_dir=data_dir))
        model, ids, _ = fill(engine, clustered(options.rows, 0))
        predict_all(engine, model, ids)
        give_pixels(engine, data_dir / "images", options.rows)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        if options.rows > SCANNED:
            build_index(engine, None, "l2", Method.IVFFLAT)
        sql_url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        print(f"{options.rows:,} galaxies, {os.cpu_count()} cores, {options.seconds:g} s each\n")
        with served(data_dir) as host:
            load(host, sql_url, model, ids, options.seconds)
            print()
            mixed(host, ids, options.seconds)
            print()
            lines = [["page", "p50, ms", "p95, ms", "with its pictures: p50, ms", "p95, ms"]]
            for name, path in (("search", "/?page={}"), ("similar images", "/galaxy/{}/similar")):
                numbers = np.random.default_rng(4).integers(1, options.rows // 36, PAGES)
                pages, wholes = visit(host, [path.format(number) for number in numbers])
                lines.append([name, *quantiles(pages), *quantiles(wholes)])
            table(*lines)
        engine.dispose()


if __name__ == "__main__":
    main()
