"""Survey cutouts: the cost of checking and storing, relative to a bare download; tables; reading the store.

``python -m benchmarks.ingest`` prints a Markdown table, in some minutes. The comparison for the cutouts
requests the same bytes from the same local server, with as many connections, and discards them. The server is
a separate process and answers after a delay, as real ones do (``--answer-ms``); with 0 only CPU time is
measured. Rows are queued from CSV, and from Parquet in the order of HATS. Memory is that of a process that
queues a table and does nothing else, including its imports.
"""

import argparse
import asyncio
import io
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import aiohttp
import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from aiohttp import web
from astropy_healpix import HEALPix
from PIL import Image
from sqlalchemy import Engine, text

from deepgalaxy.catalog.bulk_copy import copy_rows
from deepgalaxy.catalog.cutout_queue import still_wanted
from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.images import get_dataset
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.image_store import SHARD_NODE, read_pictures
from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts
from deepgalaxy.surveys.services.find_service import find_service
from deepgalaxy.surveys.services.http import RateLimits, at_mirror
from deepgalaxy.surveys.tables.table_objects import read_objects

SIZE_PX = 128
SDSS = find_service("sdss")


def serve(answer_s: float) -> None:
    """Answer as SkyServer does, with the same galaxy on different noise for each position."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:SIZE_PX, :SIZE_PX] - SIZE_PX / 2
    galaxy = (180 * np.exp(-(x**2 + y**2) / 400))[..., None]
    noise = rng.normal(20, 6, (2 * SIZE_PX, 2 * SIZE_PX, 3))

    async def answer(request: web.Request) -> web.Response:
        number = round(float(request.query["ra"]) * 1000)
        shift = noise[number % SIZE_PX :, number // SIZE_PX % SIZE_PX :][:SIZE_PX, :SIZE_PX]
        content = bodies.get(number)
        if content is None:
            file = io.BytesIO()
            Image.fromarray(np.clip(galaxy + shift, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=90)
            content = bodies[number] = file.getvalue()
        await asyncio.sleep(answer_s)
        return web.Response(body=content, content_type="image/jpeg")

    async def run() -> None:
        application = web.Application()
        application.router.add_get("/dr18/SkyServerWS/ImgCutout/getjpeg", answer)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        sys.stdout.write("http://127.0.0.1:{1}\n".format(*runner.addresses[0]))
        sys.stdout.flush()
        await asyncio.Event().wait()

    bodies: dict[int, bytes] = {}
    asyncio.run(run())


async def download(urls: list[str], connections: int) -> int:
    """Download everything and keep nothing; return the number of bytes."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as session:

        async def get(url: str) -> int:
            async with session.get(url) as reply:
                return len(await reply.read())

        return sum(await asyncio.gather(*map(get, urls)))


def order(engine: Engine, table: Path, dataset: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Queue a table."""
    chunks = read_objects(table, where="p_mg >= 0")
    ids, _ = enqueue_cutouts(engine, dataset, table.name, chunks, size_px=SIZE_PX)
    return ids


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cutouts", type=int, default=1000, help="up to 16,384")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--partition-rows", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--answer-ms", type=float, nargs="*", default=[100.0, 0.0])
    parser.add_argument("--memory-rows", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--queue", type=Path, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve is not None:
        serve(arguments.serve / 1000)
        return
    if arguments.queue:
        queue(*arguments.queue)
        return
    with tempfile.TemporaryDirectory() as name, catalog_engine(Settings(data_dir=Path(name))) as engine:
        folder = Path(name)
        print("| what | ours | peer | ratio |\n| --- | --- | --- | --- |")
        for answer_ms in arguments.answer_ms:
            compare(engine, folder, answer_ms, arguments.cutouts, arguments.connections)
        table = write_table(folder / "many.csv", arguments.rows)
        start = perf_counter()
        sum(len(chunk.objects) for chunk in read_objects(table, where="p_mg >= 0"))
        read_s = perf_counter() - start
        start = perf_counter()
        order(engine, table, "many")
        took_s = perf_counter() - start
        print(f"| {arguments.rows:,} rows queued | {took_s:.1f} s | {read_s:.1f} s to read them | |")
        start = perf_counter()
        order(engine, table, "many")
        print(f"| the same rows again | {perf_counter() - start:.1f} s | | |")
        queue_partition(engine, folder / "partition.parquet", arguments.partition_rows)
        read_store(folder / "images" / f"answer-{arguments.answer_ms[0]:g}")
        for rows in arguments.memory_rows:
            table = write_table(folder / f"{rows}.csv", rows)
            command = [sys.executable, __file__, "--queue", str(table), str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            print(f"| peak memory, {rows:,} rows queued | {done.stdout.strip()} MiB | | |")


def queue_partition(engine: Engine, path: Path, rows: int) -> None:
    """Queue a partition as HATS has them: a HEALPix pixel of order 3, in the order of finer pixels.

    The comparison writes the same rows to the same tables in two statements, with their indexes and
    constraints, and looks for no galaxy that is there already.
    """
    order_3, within = 300, np.random.default_rng(0).integers(0, 1 << 52, rows)
    pixels = np.sort((np.int64(order_3) << 52) + within)
    longitude, latitude = HEALPix(2**29, order="nested").healpix_to_lonlat(pixels)
    columns = {"_healpix_29": pixels, "ra": longitude.deg, "dec": latitude.deg}
    columns |= {f"mag_{band}": np.linspace(15, 25, rows) for band in "griz"}
    pq.write_table(pa.table(columns), path)
    start = perf_counter()
    chunks = read_objects(path, without=["_healpix_29"])
    enqueue_cutouts(engine, "partition", path.name, chunks, size_px=SIZE_PX)
    ours_s = perf_counter() - start
    start = perf_counter()
    names = [f"{number:020d}" for number in range(rows)]
    places = zip(names, columns["ra"], columns["dec"], pixels >> 26, strict=True)
    bands = [f"mag_{band}" for band in "griz"]
    magnitudes = zip(*(columns[band].tolist() for band in bands), strict=True)
    rest = [dict(zip(bands, values, strict=True)) for values in magnitudes]
    with engine.begin() as connection:
        dataset = get_dataset(connection, "bare", "survey")
        connection.execute(text("CREATE TEMP TABLE place (name text, ra float8, dec float8, hpx16 int8)"))
        connection.execute(text("CREATE TEMP TABLE rest (name text, attributes jsonb)"))
        copy_rows(
            connection, "place", {"name": "text", "ra": "float8", "dec": "float8", "hpx16": "int8"}, places
        )
        copy_rows(connection, "rest", {"name": "text", "attributes": "jsonb"}, zip(names, rest, strict=True))
        for statement in (
            "INSERT INTO cutout (dataset_id, external_id, ra_deg, dec_deg, hpx16)"
            " SELECT :dataset, * FROM place",
            "INSERT INTO membership (cutout_id, source, name, attributes) SELECT id, 'bare', name, attributes"
            " FROM rest JOIN cutout ON external_id = name WHERE dataset_id = :dataset",
        ):
            connection.execute(text(statement), {"dataset": dataset})
    bare_s = perf_counter() - start
    took = f"{ours_s:.1f} s | {bare_s:.1f} s | {bare_s / ours_s:.2f}"
    print(f"| {rows:,} rows of a HATS partition queued | {took} |")


def queue(table: Path, data_dir: Path) -> None:
    """Queue a table and print the peak memory of this process (MiB)."""
    with catalog_engine(Settings(data_dir=data_dir)) as engine:
        order(engine, table, f"rows-{table.stem}")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


def read_store(folder: Path) -> None:
    """Read every shard, to float32 in [0, 1] and by h5py alone; the best of five rounds each."""
    shards = sorted(folder.glob("*.h5"))
    ours_s, bare_s = [], []
    count = 0
    for _ in range(5):
        start = perf_counter()
        count = sum(len(read_pictures(shard, SHARD_NODE, range(length(shard)))) for shard in shards)
        ours_s.append(perf_counter() - start)
        start = perf_counter()
        for shard in shards:
            with h5py.File(shard) as file:
                file[SHARD_NODE][:]
        bare_s.append(perf_counter() - start)
    ours, bare = min(ours_s), min(bare_s)
    print(f"| pictures/s read from the store | {count / ours:.0f} | {count / bare:.0f} | {bare / ours:.2f} |")


def length(shard: Path) -> int:
    """Return the number of pictures in a shard."""
    with h5py.File(shard) as file:
        return len(file[SHARD_NODE])


def write_table(path: Path, rows: int) -> Path:
    """Write a table with positions a thousandth of a degree apart, and a dozen attributes."""
    names = ",".join(f"p_{i}" for i in range(11))
    votes = ",".join(f"0.{i}5" for i in range(11))
    lines = (f"58772798{i:010d},{i % 360_000 / 1000:.3f},{1 + i // 360_000},0.5,{votes}" for i in range(rows))
    with path.open("w") as file:
        print(f"objid,ra,dec,p_mg,{names}", *lines, sep="\n", file=file)
    return path


def compare(engine: Engine, folder: Path, answer_ms: float, cutouts: int, connections: int) -> None:
    """Fetch cutouts by DeepGalaxy and by a bare download, from a server that has made its pictures before."""
    dataset = f"answer-{answer_ms:g}"
    table = write_table(folder / f"{dataset}.csv", cutouts)
    ids = order(engine, table, dataset)
    command = [sys.executable, __file__, "--serve", str(answer_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        with engine.connect() as connection:
            wanted = still_wanted(connection, ids.tolist())
        urls = [at_mirror(SDSS.request(SDSS.square(one, SIZE_PX)), url) for one in wanted]
        asyncio.run(download(urls, connections))
        start = perf_counter()
        asyncio.run(download(urls, connections))
        bare_s = perf_counter() - start
        limits = RateLimits(connections=connections, per_second=100_000)
        start = perf_counter()
        report = fetch_cutouts(
            engine,
            dataset,
            ids,
            SDSS,
            folder / "images",
            rate_limits=limits,
            size_px=SIZE_PX,
            mirror=url,
        )
        ours_s = perf_counter() - start
        server.kill()
    assert report.fetched == cutouts, report.refused[:3]
    print(
        f"| cutouts/s, answered in {answer_ms:g} ms | {cutouts / ours_s:.0f} | {cutouts / bare_s:.0f}"
        f" | {bare_s / ours_s:.2f} |"
    )


if __name__ == "__main__":
    main()
