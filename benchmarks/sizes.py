"""What a million images take in the catalogue: bytes of tables and indexes, and seconds to write them.

``python -m benchmarks.sizes`` fills a catalogue of its own with images at random places, vectors of the
shipped model's size around 100 centres, and predictions, and prints a Markdown table; all is divided
by the number of rows. Seconds are processor time of this process and of the database together.
"""

import argparse
import resource
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.model_registry import register_model
from deepgalaxy.catalog.vectors import images_to_embed, write_embeddings, write_predictions
from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.core.prediction import PREDICTION
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.core.settings import Settings

CHUNK = 10_000


def fill(connection: Connection, rows: int) -> None:
    """Add images with positions, in one dataset."""
    rng = np.random.default_rng(0)
    dataset = get_dataset(connection, "survey", "survey")
    for start in range(0, rows, CHUNK):
        ra, dec = rng.uniform(0, 360, CHUNK), np.degrees(np.arcsin(rng.uniform(-1, 1, CHUNK)))
        images = [
            ImageRow(
                external_id=f"J{ra[k]:010.6f}{dec[k]:+010.6f}",
                ra_deg=ra[k],
                dec_deg=dec[k],
                redshift=0.1,
                pixel_scale_arcsec=0.262,
                sha256=rng.bytes(32).hex(),
                file=f"images/survey/{start // 1000:032x}.h5",
                node="pictures",
                index=k % 1000,
            )
            for k in range(min(CHUNK, rows - start))
        ]
        add_images(connection, dataset, images)


def embed(engine: Engine, model: int, rows: int, latent: int) -> None:
    """Write vectors and predictions."""
    rng = np.random.default_rng(1)
    centres = 2 * rng.normal(size=(100, latent))
    with engine.connect() as connection:
        ids = np.array(connection.execute(text("SELECT id FROM image ORDER BY id")).scalars().all())
    for start in range(0, rows, 64):  # as `embed` does: a transaction each 64
        some = ids[start : start + 64]
        z = centres[rng.integers(100, size=len(some))] + rng.normal(size=(len(some), latent))
        probabilities = rng.dirichlet(np.full(N_STAGES, 0.1), len(some)).astype(np.float32)
        half = np.full(len(some), 0.5, np.float32)  # within all limits
        said = PredictionArrays.of(probabilities, **dict.fromkeys(PREDICTION, half))
        with engine.begin() as connection:
            write_embeddings(connection, model, some, z.astype(np.float32))
            write_predictions(connection, model, some, said)


def cpu_s(data_dir: Path) -> float:
    """Return the processor time (s) of this process and of its database."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    [file] = (data_dir / "postgres").glob("*/postmaster.pid")
    server = psutil.Process(int(file.read_text().split()[0]))
    ended = server.cpu_times()
    times = [ended, *(process.cpu_times() for process in server.children())]
    of_server = sum(each.user + each.system for each in times) + ended.children_user + ended.children_system
    return own.ru_utime + own.ru_stime + float(of_server)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--latent", type=int, default=32, help="that of the shipped model")
    arguments = parser.parse_args()
    rows, latent = arguments.rows, arguments.latent
    with tempfile.TemporaryDirectory() as name, catalog_engine(Settings(data_dir=Path(name))) as engine:
        print(f"{rows:,} images, {latent} numbers in z\n")
        print("| a million | MB | s |\n| --- | ---: | ---: |")

        def show(what: str, relation: str, do: Callable[[], object]) -> None:
            start = cpu_s(Path(name))
            do()
            took = cpu_s(Path(name)) - start
            with engine.connect() as connection:
                size = connection.scalar(
                    text("SELECT pg_total_relation_size(CAST(:name AS regclass))"), {"name": relation}
                )
            print(f"| {what} | {size / rows:.0f} | {took / rows * 1e6:.0f} |", flush=True)

        with engine.begin() as connection:
            model = register_model(
                connection,
                sha256="0" * 64,
                name="sizes",
                latent_size=latent,
                architecture={},
                preprocessing={},
                metrics={},
                path=Path(name),
            )

        def images() -> None:
            with engine.begin() as connection:
                fill(connection, rows)

        show("images, with their indexes", "image", images)
        tracemalloc.start()
        with engine.connect() as connection:
            waiting = images_to_embed(connection, model)
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        show(
            "vectors",
            f"embedding_{model}",
            lambda: embed(engine, model, rows, latent),
        )
        show("predictions (written with the vectors)", "prediction", lambda: None)
        for kind in ("vector", "halfvec"):
            for method in ("ivfflat", "hnsw"):
                options = f"lists = {max(1, int(rows**0.5))}" if method == "ivfflat" else "m = 16"
                statement = (
                    f"CREATE INDEX sized_{kind}_{method} ON embedding_{model}"
                    f" USING {method} ((z::{kind}({latent})) {kind}_l2_ops) WITH ({options})"
                )

                def index(statement: str = statement) -> None:
                    with engine.begin() as connection:
                        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
                        connection.execute(text("SET LOCAL max_parallel_maintenance_workers = 0"))
                        connection.execute(text(statement))

                show(f"index, {method}, {kind}", f"sized_{kind}_{method}", index)
        print(f"\nmemory of a process that embeds, a million images waiting: {held / len(waiting):.0f} MB")


if __name__ == "__main__":
    main()
