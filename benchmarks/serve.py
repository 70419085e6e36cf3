"""The explorer under load, beside the bare SQL: ``python -m benchmarks.serve --rows 36000``.

Clients ask a served catalogue of clustered vectors for the ten images most like one, each as soon as it has
its answer: first over HTTP (``/api/images/ID/similar``, with how like the pictures are), then the same SQL
function over connections of their own. Server, database and clients share the machine. Prints a table.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import requests
from numpy.typing import NDArray
from sqlalchemy import Engine, text

from benchmarks.search import CHUNK, clustered, fill
from deepgalaxy.catalog.engine import open_catalog
from deepgalaxy.catalog.index import build_index
from deepgalaxy.catalog.vectors import PredictionArrays, write_predictions
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.store import SHARD_NODE, write_shard
from deepgalaxy.settings import Settings

PICTURES = 64
SCANNED = 100_000
"""Vectors up to which there is no index: a scan is quick."""
BARE = "SELECT * FROM search_images(%s::int, image_id => %s::bigint, k => 10)"
Ask = Callable[[int], None]


def predict_all(engine: Engine, model: int, ids: NDArray[np.int64], shard: Path) -> None:
    """Give every image a prediction, and pixels: one of a few pictures."""
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
            predictions = PredictionArrays(stage=stage, time_myr=20 * stage, **ends, probabilities=flat)
            write_predictions(connection, model, part, predictions)
    with engine.begin() as connection:
        pixels = text("UPDATE image SET file = :file, node = :node, index = id % :count")
        connection.execute(pixels, {"file": str(shard), "node": SHARD_NODE, "count": PICTURES})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


@contextmanager
def served(data_dir: Path) -> Iterator[str]:
    """Run the explorer on a data folder; give its address."""
    words = [sys.executable, "-m", "deepgalaxy", "serve", "--port", "0"]
    environment = os.environ | {"DEEPGALAXY_DATA_DIR": str(data_dir)}
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = re.search(r"http://\S+:\d+", server.stderr.readline())
        assert said
        try:
            requests.get(f"{said[0]}/api/datasets", timeout=120).raise_for_status()
            yield said[0]
        finally:
            server.terminate()


def under_load(
    clients: int, seconds: float, ids: NDArray[np.int64], connect: Callable[[], Ask]
) -> NDArray[Any]:
    """Let clients ask for some time; return each answer's seconds."""
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


def over_http(url: str) -> Callable[[], Ask]:
    """Clients of the explorer."""

    def connect() -> Ask:
        session = requests.Session()
        return lambda i: session.get(f"{url}/api/images/{i}/similar?count=10", timeout=120).raise_for_status()

    return connect


def over_sql(url: str, model: int) -> Callable[[], Ask]:
    """Clients of the database."""

    def connect() -> Ask:
        connection = psycopg.connect(url, prepare_threshold=None, autocommit=True)

        def ask(i: int) -> None:
            connection.execute(BARE, (model, i)).fetchall()

        return ask

    return connect


def main() -> None:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=36_000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dg-") as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o755)
        rng = np.random.default_rng(3)
        shard = write_shard(
            data_dir / "images",
            [Cutout(rng.random((3, 128, 128), np.float32), stretch="none") for _ in range(PICTURES)],
        )
        engine = open_catalog(Settings(data_dir=data_dir))
        model, ids, _ = fill(engine, clustered(asked.rows, 0))
        predict_all(engine, model, ids, shard)
        if asked.rows > SCANNED:
            build_index(engine, None, "l2")
        sql_url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        print(f"{os.cpu_count()} cores, {asked.clients} clients, {asked.seconds:g} s each\n")
        print("| galaxies | asked by | answers/s | p50, ms | p95, ms |\n| --- | --- | --- | --- | --- |")
        with served(data_dir) as url:
            for name, connect in (("HTTP", over_http(url)), ("bare SQL", over_sql(sql_url, model))):
                times = under_load(asked.clients, asked.seconds, ids, connect)
                half, most = 1000 * np.quantile(times, [0.5, 0.95])
                rate = len(times) / asked.seconds
                print(f"| {asked.rows:,} | {name} | {rate:.0f} | {half:.0f} | {most:.0f} |", flush=True)
        engine.dispose()


if __name__ == "__main__":
    main()
