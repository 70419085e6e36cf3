"""Make the training set and the table of its runs: ``python -m benchmarks.dataset FOLDER``.

It can be stopped at any time and continued. The pictures go into FOLDER, the table is
docs/mergers/survey-runs.csv: each run's main parameters, its events, how well energy was conserved, and its
CPU time.
"""

import argparse
import csv
import logging
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from deepgalaxy.core.progress import track
from deepgalaxy.imaging.merger_file import group_attributes
from deepgalaxy.simulation.grid import SURVEY_MERGERS
from deepgalaxy.simulation.grid_runs import plan_grid
from deepgalaxy.simulation.parallel_runs import Done, Job, run_parallel

log = logging.getLogger(__name__)

TABLE = Path(__file__).parent.parent / "docs" / "mergers" / "survey-runs.csv"
SHOWN = (
    "outcome",
    "mass_ratio",
    "pericentre_kpc",
    "speed_ratio",
    "particles",
    "softening_kpc",
    "field_of_view_kpc",
    "t_start_myr",
    "t_first_pericentre_myr",
    "t_second_pericentre_myr",
    "t_coalescence_myr",
    "energy_drift",
    "angular_momentum_drift",
    "virial_ratio",
    "trusted",
)


def interleaved(jobs: list[Job]) -> list[Job]:
    """Return the runs with those of galaxies that do not merge spread evenly among the mergers."""
    mergers, others = jobs[:SURVEY_MERGERS], jobs[SURVEY_MERGERS:]
    mixed: list[Job] = []
    for number, merger in enumerate(mergers, start=1):
        mixed.append(merger)
        if number % (SURVEY_MERGERS // len(others)) == 0:
            mixed.append(others[number * len(others) // SURVEY_MERGERS - 1])
    return mixed


def row(done: Done) -> dict[str, Any]:
    """Return a run's row of the table."""
    attributes = group_attributes(done.job.output)
    shown = {name: attributes.get(name, "") for name in SHOWN}
    shown = {name: float(f"{v:.4g}") if isinstance(v, float) else v for name, v in shown.items()}
    return {"run": done.job.output.stem} | shown | {"cpu_s": round(done.cpu_s)}


def main() -> None:
    """Run the simulations that are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    rows: dict[str, dict[str, Any]] = {}
    if TABLE.exists():
        with TABLE.open(newline="") as file:
            rows = {each["run"]: dict(each) for each in csv.DictReader(file)}
    start = time.monotonic()
    jobs = interleaved(plan_grid("survey", options.folder, {}, 128, 14, bands="gri"))
    missing = [job for job in jobs if not job.output.exists() or job.output.stem not in rows]
    for done in track(run_parallel(missing, options.workers), "runs", len(missing)):
        if done.reason:
            log.error("%s failed: %s", done.job.output.stem, done.reason)
            continue
        rows[done.job.output.stem] = row(done)
        with TABLE.open("w", newline="") as file:
            writer = csv.DictWriter(file, ["run", *SHOWN, "cpu_s"])
            writer.writeheader()
            writer.writerows(rows[name] for name in sorted(rows))
        log.info("%s: %s CPU-s", done.job.output.stem, rows[done.job.output.stem]["cpu_s"])
    cpu_s = [float(each["cpu_s"]) for each in rows.values()]
    print(
        f"{len(rows)} of {len(jobs)} runs; CPU time: median {np.median(cpu_s):.0f} s,"
        f" total {sum(cpu_s) / 3600:.1f} h; this call took {(time.monotonic() - start) / 60:.0f} min"
    )


if __name__ == "__main__":
    main()
