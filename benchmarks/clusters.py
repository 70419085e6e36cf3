"""Time and memory of clustering a whole catalogue (neighbour graph, eigenvectors, clusters).

``python -m benchmarks.clusters --rows N``.
"""

import argparse
import resource
from time import perf_counter

from benchmarks.search import clustered
from deepgalaxy.similarity.cluster import cluster_vectors


def peak_gib() -> float:
    """Return the peak memory of this process (GiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    """Cluster vectors about 100 centres, and print a row of Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=36_000)
    rows = parser.parse_args().rows
    z = clustered(rows, 2)
    before, start = peak_gib(), perf_counter()
    found = cluster_vectors(z)
    seconds, memory = perf_counter() - start, f"{peak_gib():.2f} ({before:.2f})"
    print("| vectors | clustered twice, s | memory, GiB (before) | clusters | stability |")
    print("| --- | --: | --: | --: | --: |")
    print(
        f"| {rows:,} × {z.shape[1]} | {seconds:.0f} | {memory} | {found.cluster.max() + 1} |"
        f" {found.stability:.3f} |"
    )


if __name__ == "__main__":
    main()
