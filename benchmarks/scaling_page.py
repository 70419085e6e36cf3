"""A table, a projection and a plot of the results of `benchmarks.scaling`, written into a Markdown page.

They replace the text between the page's lines ``<!-- scaling -->`` and ``<!-- /scaling -->``, or are added at
its end; the plot is in a folder with the page's name.

**Projection.** A ring allreduce of n bytes over p workers takes 2 (p - 1) (α + β n / p) (Thakur et al. 2005).
α and β are fitted to the sums that were timed. The step of p workers is taken as the step of a single worker
plus the whole time of such a sum, none of it hidden behind the backward pass.
"""

import re
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import nnls


@dataclass(frozen=True)
class Measured:
    """One run, as measured by its rank 0."""

    way: str
    machine: str
    workers: int
    batch: int
    size_px: int
    pictures_s: float
    """Of all workers together."""
    processor_s: float
    """CPU time of one worker in a step, all its threads together."""
    load_s: float
    """Time of reading the pictures of a step."""
    gradient_bytes: int
    reduced_bytes: list[int]
    reduce_s: list[float]
    """Times of summing vectors of these sizes over all workers, medians."""

    @property
    def step_s(self) -> float:
        """Time from one step to the next."""
        return self.workers * self.batch / self.pictures_s


ALONE = "alone"
PROJECTED = (2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
IN_TABLE = (2, 128, 512, 1024)
"""Of those, the ones in the table."""
PAPER = {128: 0.93, 512: 0.73}
"""Efficiencies that DeepGalaxy published (Cai et al. 2020), on a cluster."""
BEGIN, END = "<!-- scaling -->", "<!-- /scaling -->"


def median_of(runs: Sequence[Measured]) -> Measured:
    """Medians of several runs of one configuration."""
    return Measured(
        **{
            **vars(runs[0]),
            "pictures_s": statistics.median(r.pictures_s for r in runs),
            "processor_s": statistics.median(r.processor_s for r in runs),
            "load_s": statistics.median(r.load_s for r in runs),
            "reduce_s": [statistics.median(times) for times in zip(*(r.reduce_s for r in runs), strict=True)],
        }
    )


def fitted(measured: Measured) -> tuple[float, float]:
    """Latency α (s) and β (s/byte) of a ring allreduce, of least relative error, neither below 0."""
    p, sizes, times = measured.workers, np.array(measured.reduced_bytes), np.array(measured.reduce_s)
    terms = np.stack([np.full(len(sizes), 2.0 * (p - 1)), 2 * (p - 1) / p * sizes], axis=1)
    alpha, beta = nnls(terms / times[:, None], np.ones(len(times)))[0]
    return float(alpha), float(beta)


def projected_efficiency(alone: Measured, measured: Measured, workers: int) -> float:
    """Efficiency of a number of workers, if messages take as long as here and nothing hides them."""
    alpha, beta = fitted(measured)
    reduce_s = 2 * (workers - 1) * (alpha + beta * measured.gradient_bytes / workers)
    return alone.step_s / (alone.step_s + reduce_s)


def table(alone: Measured, ways: Sequence[Measured]) -> str:
    """Write the results, one row per configuration."""
    lines = [
        "| | workers | pictures/s | efficiency | step, ms | processor, ms | loading, ms | allreduce, ms |",
        "| --- " + "| ---: " * 7 + "|",
    ]
    for m in (alone, *ways):
        reduce_s = np.interp(m.gradient_bytes, m.reduced_bytes, m.reduce_s)
        summed = f"{1000 * reduce_s:.1f}" if m.workers > 1 and "alone" not in m.way else ""
        efficiency = m.pictures_s / (m.workers * alone.pictures_s)
        lines.append(
            f"| {m.way} | {m.workers} | {m.pictures_s:.1f} | {efficiency:.3f} | {1000 * m.step_s:.0f} "
            f"| {1000 * m.processor_s:.0f} "
            f"| {1000 * m.load_s:.1f} | {summed} |"
        )
    return "\n".join(lines)


def projection(alone: Measured, ways: Sequence[Measured]) -> str:
    """Write the efficiencies projected for more workers."""
    lines = ["| | α, µs | 1/β, GB/s | " + " | ".join(f"{p:,} workers" for p in IN_TABLE) + " |"]
    lines.append("| --- " + "| ---: " * (2 + len(IN_TABLE)) + "|")
    for m in ways:
        alpha, beta = fitted(m)
        efficiencies = " | ".join(f"{projected_efficiency(alone, m, p):.2f}" for p in IN_TABLE)
        speed = f"{1e-9 / beta:.2f}" if beta else "∞"
        lines.append(f"| {m.way} | {1e6 * alpha:.0f} | {speed} | {efficiencies} |")
    return "\n".join(lines)


def draw(path: Path, alone: Measured, ways: Sequence[Measured]) -> None:
    """Draw pictures a second and efficiency over workers: measured as dots, projected as broken lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.8), layout="constrained")
    speed, efficiency = figure.subplots(1, 2)
    workers = np.array([1, *PROJECTED])
    speed.plot(workers, workers * alone.pictures_s, color="0.6", label="ideal")
    efficiency.axhline(1, color="0.6")
    for colour, m in enumerate(ways):
        share = np.array([1, *(projected_efficiency(alone, m, p) for p in PROJECTED)])
        for axes, ideal in ((speed, alone.pictures_s), (efficiency, 1 / m.workers)):
            axes.plot(m.workers, ideal * m.pictures_s / alone.pictures_s, "o", color=f"C{colour}")
        speed.plot(workers, workers * alone.pictures_s * share, "--", lw=1, color=f"C{colour}")
        efficiency.plot(workers, share, "--", lw=1, color=f"C{colour}")
        speed.plot([], [], color=f"C{colour}", label=m.way)
    speed.plot([], [], "o", color="0.3", label="measured here")
    speed.plot([], [], "--", lw=1, color="0.3", label="projected")
    efficiency.plot(*zip(*PAPER.items(), strict=True), "k*", label="Cai et al. (2020)")
    for axes in (speed, efficiency):
        axes.set_xscale("log", base=2)
        axes.set(xlabel="workers", xticks=workers[::2], xticklabels=[f"{p}" for p in workers[::2]])
    speed.set(yscale="log", ylabel="pictures/s")
    efficiency.set(ylim=(0, 1.1), ylabel="efficiency (each worker keeps its batch)")
    figure.legend(loc="outside right upper", frameon=False, fontsize=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150)


def write_page(page: Path | None, runs: Sequence[Measured]) -> None:
    """Print the table, and write it with the plot into a page."""
    by_way: dict[tuple[str, int], list[Measured]] = defaultdict(list)
    for run in runs:
        by_way[run.way, run.workers].append(run)
    medians = {way: median_of(same) for way, same in by_way.items()}
    alone = next(m for m in medians.values() if m.workers == 1 and m.way in {ALONE, "Workers", ""})
    separate = medians.get(("two, each alone", 1))
    ways = [m for m in medians.values() if m.workers > 1]
    if separate:
        both = {**vars(separate), "workers": 2, "pictures_s": 2 * separate.pictures_s}
        shown = [Measured(**both), *ways]
    else:
        shown = ways
    text = (
        f"{alone.machine}; `simple`, {alone.size_px} px, {alone.batch} pictures a worker and step, "
        f"{alone.gradient_bytes / 1e6:.1f} MB of gradients; "
        f"medians of {len(by_way[alone.way, 1])} runs in turns.\n\n"
        f"{table(alone, shown)}\n\n"
        "**Projected, not measured**: a ring allreduce with the α and β of this network, none of it hidden "
        f"behind the backward pass, every worker as fast as the others.\n\n{projection(alone, ways)}\n"
    )
    print(text)
    if page:
        plot = page.with_suffix("") / "scaling.png"
        draw(plot, alone, ways)
        text += f"\n![Pictures a second and efficiency over workers]({plot.relative_to(page.parent)})\n"
        section = f"{BEGIN}\n{text}{END}"
        before = page.read_text() if page.exists() else ""
        old = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
        page.write_text(old.sub(lambda _: section, before) if old.search(before) else f"{before}{section}\n")
