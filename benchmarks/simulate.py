"""What a merger costs beside gravity: ``python benchmarks/simulate.py [particles]``.

The peer is the bare force call: the same run, if pictures, bookkeeping, energies and the drawing of the
galaxies were free. Compilation is done before the clock starts, and shown by itself.
"""

import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from deepgalaxy.mergers.gravity import Gravity
from deepgalaxy.mergers.photograph import Photography
from deepgalaxy.mergers.recipe import MergerRecipe
from deepgalaxy.mergers.run import simulate


def clocked(owner: type, name: str, spent_s: dict[str, list[float]]) -> None:
    """Have each call of a method noted with the CPU time that it takes."""
    method: Callable[..., Any] = getattr(owner, name)

    def call(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return method(*args, **kwargs)
        finally:
            spent_s[name].append(time.process_time() - start)

    setattr(owner, name, call)


def warm_up(particles: int) -> float:
    """Compile what will be called; return the CPU seconds it takes."""
    start = time.process_time()
    x = np.random.default_rng(0).normal(size=(particles, 3))
    gravity = Gravity(np.ones(particles), 0.5)
    gravity.accelerations(x)
    gravity.with_potential(x)
    Photography(180.0, 128, 1).take(x[:100].astype(np.float32), np.ones(100, np.float32))
    return time.process_time() - start


def main(particles: int) -> None:
    """Run one merger and print where its time went."""
    compiling_s = warm_up(particles)
    spent_s: dict[str, list[float]] = defaultdict(list)
    for owner, name in (
        (Gravity, "accelerations"),
        (Gravity, "with_potential"),
        (Photography, "take"),
    ):
        clocked(owner, name, spent_s)
    with tempfile.TemporaryDirectory() as folder:
        start, start_wall = time.process_time(), time.perf_counter()
        simulation = simulate(MergerRecipe(particles=particles), Path(folder) / "merger.h5")
        whole_s, wall_s = time.process_time() - start, time.perf_counter() - start_wall

    bare, checked = spent_s["accelerations"], spent_s["with_potential"]
    peer_s = float(np.mean(bare)) * (len(bare) + len(checked))
    pictures = simulation.n_frames * len(simulation.cameras)
    table = Table(
        "", "CPU-s", "ratio", title=f"one merger of {particles} particles, energy checked every tenth step"
    )
    for what, cpu_s in (
        (f"{len(bare) + len(checked)} bare force calls (the peer)", peer_s),
        ("whole run", whole_s),
        ("  of it: potentials for the energy", sum(checked) - float(np.mean(bare)) * len(checked)),
        (f"  of it: {pictures} pictures of {simulation.size_px} px", sum(spent_s["take"])),
        ("compilation, once a process (not in the above)", compiling_s),
    ):
        table.add_row(what, f"{cpu_s:.1f}", f"{cpu_s / peer_s:.3f}")
    console = Console()
    console.print(table)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    drift = simulation.attributes["energy_drift"]
    console.print(f"{wall_s:.0f} s of wall time; peak memory {peak_mb:.0f} MB; energy drift {drift:.1e}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 16_000)
