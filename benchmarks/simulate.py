"""CPU time of simulations: ``python benchmarks/simulate.py``.

The engines' time per step, on one core, and a whole merger in smooth fields compared with one of 6,000
particles by a tree, as in earlier training sets. Compilation is not counted.
"""

import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from rich.console import Console
from rich.table import Table

from deepgalaxy.simulation.camera_pictures import CameraSetup
from deepgalaxy.simulation.engines import make_gravity
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.simulation.recipe_options import EngineName

ENGINES: tuple[tuple[EngineName, tuple[int, ...]], ...] = (
    ("multipoles", (30_000, 60_000, 120_000)),
    ("direct", (6_000, 16_000, 32_000)),
    ("tree", (6_000, 16_000, 32_000)),
    ("torch", (6_000,)),
)
PEER_PARTICLES = 6_000
REPEATS = 5


def clocked(owner: type, name: str, spent_s: dict[str, float]) -> None:
    """Wrap a method so that the CPU time of its calls is summed in ``spent_s``."""
    method: Callable[..., Any] = getattr(owner, name)

    def call(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return method(*args, **kwargs)
        finally:
            spent_s[name] += time.process_time() - start

    setattr(owner, name, call)


def step_ms(engine: EngineName, particles: int) -> float:
    """Return the CPU time of the accelerations of a merger's particles at its start: the shortest of some."""
    recipe = MergerRecipe(particles=particles, engine=engine)
    pair = recipe.sample(recipe.orbit())
    gravity, times = make_gravity(pair, recipe.softening_kpc, engine), []
    for _ in range(REPEATS + 1):
        start = time.process_time()
        gravity.accelerations(pair.positions)
        times.append(time.process_time() - start)
    return 1e3 * min(times[1:])


def whole_run_s(recipe: MergerRecipe) -> float:
    """Return the CPU time of a merger with its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        simulate(recipe, Path(folder) / "merger.h5")
        return time.process_time() - start


def main() -> None:
    """Print the engines' times and those of two whole runs."""
    numba.set_num_threads(1)
    console = Console()
    table = Table("engine", "particles", "ms a step", "µs a particle", title="accelerations, one core")
    for engine, numbers in ENGINES:
        for particles in numbers:
            ms = step_ms(engine, particles)
            table.add_row(engine, f"{particles:,}", f"{ms:.0f}", f"{1e3 * ms / particles:.2f}")
    console.print(table)

    peer_s = whole_run_s(MergerRecipe(particles=PEER_PARTICLES, engine="tree"))
    spent_s: dict[str, float] = defaultdict(float)
    clocked(CameraSetup, "take", spent_s)
    whole_s = whole_run_s(MergerRecipe())
    table = Table("one merger of mass ratio 1, with 994 pictures of 128 px", "CPU-s", "ratio")
    table.add_row(f"{PEER_PARTICLES:,} particles by a tree (the peer)", f"{peer_s:.0f}", "1.00")
    table.add_row(
        f"{MergerRecipe().particles:,} in smooth fields", f"{whole_s:.0f}", f"{whole_s / peer_s:.2f}"
    )
    table.add_row("  of it: pictures", f"{spent_s['take']:.0f}", f"{spent_s['take'] / peer_s:.2f}")
    console.print(table)
    console.print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
