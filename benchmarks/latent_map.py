"""The explorer's map of a large catalogue: ``python -m benchmarks.latent_map --rows 1000000``.

Fills a catalogue with clustered vectors, serves it, and draws lines of 128 corners around few and many
images: the time until a browser has the list of the first 24 of all that are inside the line.
With ``--umap N`` the time in which UMAP places N vectors in a new process. Prints Markdown.
"""

import argparse
import json
import os
import re
import tempfile
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from benchmarks.search import clustered, fill
from benchmarks.serve import fetch, served, table
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.core.settings import Settings
from deepgalaxy.similarity.umap_places import find_umap_places

CORNERS, TIMES = 128, 5
"""Of a line, at most that many, as the page draws it."""
SHARES = (0.001, 0.01, 0.1, 0.5, 1.0)
"""Of the images, that are around the line's centre."""


def star(middle: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """Draw a line with seven rays, which is no convex polygon."""
    angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    reach = radius * (1 + 0.3 * np.sin(7 * angle))
    return np.asarray(middle + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def lassos(host: str) -> None:
    """Print how long the map takes to load, and each line around images."""
    client = HTTPConnection(host, timeout=600)
    start = perf_counter()
    client.request("GET", "/api/map")  # beyond the time limit of a request it is drawn all the same
    client.getresponse().read()
    facts = json.loads(fetch(client, "/api/map"))
    drawn, start = perf_counter() - start, perf_counter()
    points = fetch(client, f"/api/map/points?state={facts['state']}")
    n = facts["points"]
    sent = perf_counter() - start
    print(
        f"map of {n:,} images drawn in {drawn:.1f} s, sent in {sent:.1f} s ({len(points) / 2**20:.0f} MiB)\n"
    )
    x, y = np.frombuffer(points[8 * n : 16 * n], "<f4").reshape(2, n).astype(float)
    middle = np.array([np.median(x), np.median(y)])
    distance = np.sort(np.hypot(x - middle[0], y - middle[1]))
    lines = [["images inside", "median, s", "longest, s"]]
    for share in SHARES:
        corners = star(middle, float(distance[int(share * n) - 1]))
        within = ",".join(f"{value:.7g}" for value in corners.ravel())
        seconds = []
        for _ in range(TIMES):
            start = perf_counter()
            client.request("GET", f"/map?{urlencode({'within': within})}", headers={"HX-Request": "true"})
            page = client.getresponse().read().decode()
            seconds.append(perf_counter() - start)
        counted = re.search(r"of ([\d\s]+) images", page)
        assert counted, page
        lines.append([counted[1].strip(), f"{np.median(seconds):.2f}", f"{max(seconds):.2f}"])
    table(*lines)


def main() -> None:
    """Fill a catalogue, serve it, draw lines on its map, and print the times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--umap", type=int, help="Instead, place so many vectors by UMAP.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dg-") as folder:
        data_dir = Path(folder)
        if options.umap:
            start = perf_counter()
            find_umap_places(clustered(options.umap, 0), data_dir)
            print(f"UMAP of {options.umap:,} vectors: {perf_counter() - start:.0f} s, with its compilation")
            return
        data_dir.chmod(0o755)
        engine = open_engine(Settings(data_dir=data_dir))
        fill(engine, clustered(options.rows, 0))
        print(f"{options.rows:,} galaxies, {os.cpu_count()} cores")
        with served(data_dir) as host:
            lassos(host)
        engine.dispose()


if __name__ == "__main__":
    main()
