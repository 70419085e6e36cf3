"""Pictures and figures of docs/mergers.md: ``python benchmarks/mergers.py [particles]``.

Three mergers and galaxies left alone. What was simulated is kept in the cache folder and not made again.
"""

import re
import sys
import time
from pathlib import Path

import h5py
import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from numpy.typing import NDArray

from deepgalaxy.imaging.atomic import replacing
from deepgalaxy.mergers.bodies import sample_galaxy
from deepgalaxy.mergers.dataset import FIRST_PERICENTRE_STAGE, Simulation, read_simulations
from deepgalaxy.mergers.evolve import ENERGY_DRIFT_LIMIT
from deepgalaxy.mergers.galaxy import GalaxyModel
from deepgalaxy.mergers.gravity import Gravity
from deepgalaxy.mergers.integrate import leapfrog
from deepgalaxy.mergers.jobs import Job, do_jobs
from deepgalaxy.mergers.recipe import STAR_SHARE, MergerRecipe
from deepgalaxy.progress import track
from deepgalaxy.settings import get_settings

DOCS = Path(__file__).parent.parent / "docs"
MASS_RATIOS = {"1": 1.0, "1/2": 0.5, "1/4": 0.25}
SHOWN_STAGES = (0, 10, 16, 20, 24, 30, 36, 42, 50, 70)
SHOWN_CAMERA = 3
ALONE_MYR = 500.0


def simulate_mergers(folder: Path, particles: int) -> dict[str, Simulation]:
    """Run a merger of each mass ratio that is not there yet, two at a time."""
    jobs = [
        Job(
            MergerRecipe(mass_ratio=ratio, particles=particles),
            folder / f"m-{ratio}-{particles}.h5",
            128,
            14,
            1,
            None,
        )
        for ratio in MASS_RATIOS.values()
    ]
    for job, reason in track(do_jobs(jobs, workers=2), "mergers", len(jobs)):
        if reason:
            raise SystemExit(f"{job.output}: {reason}")
    return {name: read_simulations(job.output)[0] for name, job in zip(MASS_RATIOS, jobs, strict=True)}


def half_mass_radii(folder: Path, particles: int) -> NDArray[np.float64]:
    """Leave a galaxy alone; return rows of time (Myr) and half-mass radii (kpc) of its stars and halo."""
    kept = folder / f"alone-{particles}.npy"
    if kept.exists():
        return np.asarray(np.load(kept))
    stars = round(STAR_SHARE * particles)
    bodies = sample_galaxy(GalaxyModel(), particles - stars, stars, np.random.default_rng(1))
    rows = []
    states = leapfrog(bodies, Gravity(bodies.masses, 0.5), step_myr=2.0)
    for state in track(states, "a galaxy alone", round(ALONE_MYR / 2)):
        if state.conserved:
            away = np.linalg.norm(state.positions - np.median(state.positions[bodies.stars], axis=0), axis=1)
            rows.append([state.time_myr, *(np.median(away[part]) for part in (bodies.stars, ~bodies.stars))])
            if state.time_myr >= ALONE_MYR:
                break
    with replacing(kept) as temporary, temporary.open("wb") as file:
        np.save(file, np.array(rows))
    return np.array(rows)


def series(simulation: Simulation, name: str) -> NDArray[np.float64]:
    """Read one of a simulation's series."""
    with h5py.File(simulation.path) as file:
        return np.asarray(file[simulation.group][name][...])


def draw_contact_sheet(mergers: dict[str, Simulation]) -> None:
    """A row a mass ratio, a column a stage, all by one camera."""
    figure, axes = plt.subplots(
        len(mergers),
        len(SHOWN_STAGES),
        figsize=(1.25 * len(SHOWN_STAGES), 1.45 * len(mergers)),
        squeeze=False,
    )
    for row, (name, simulation) in zip(axes, mergers.items(), strict=True):
        pictures = simulation.read(SHOWN_CAMERA, np.array(SHOWN_STAGES))[:, 0]
        for panel, picture, stage in zip(row, pictures, SHOWN_STAGES, strict=True):
            panel.imshow(picture, cmap="inferno", vmin=0, vmax=1, origin="lower")
            panel.set(xticks=[], yticks=[])
            panel.set_title(f"{stage}: {simulation.time_myr[stage]:+.0f} Myr", fontsize=6, pad=2)
        row[0].set_ylabel(f"mass ratio {name}", fontsize=7)
    figure.subplots_adjust(wspace=0.04, hspace=0.16)
    save(figure, "contact-sheet")


def draw_separations(mergers: dict[str, Simulation]) -> None:
    """Distance of the nuclei against stage, with the events that the attributes name."""
    figure, panel = plt.subplots(figsize=(7, 3.5))
    for name, simulation in mergers.items():
        (line,) = panel.plot(
            simulation.stage, series(simulation, "nuclei_separation_kpc"), label=f"mass ratio {name}"
        )
        for event, dashes in (("second_pericentre", ":"), ("coalescence", "--")):
            panel.axvline(simulation.attributes[f"stage_{event}"], color=line.get_color(), ls=dashes, lw=0.8)
    panel.axvline(FIRST_PERICENTRE_STAGE, color="black", lw=0.8)
    panel.set(
        xlabel="stage", ylabel="distance of the nuclei (kpc)", yscale="symlog", ylim=(0, 160), xlim=(0, 70)
    )
    panel.set_title("first pericentre: black; second: dotted; coalescence: dashed", fontsize=8)
    panel.legend(fontsize=8)
    save(figure, "separation")


def draw_conservation(mergers: dict[str, Simulation]) -> None:
    """Energy and virial ratio against time since first pericentre."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(7, 5), sharex=True)
    for name, simulation in mergers.items():
        kinetic, potential = (series(simulation, f"{kind}_energy") for kind in ("kinetic", "potential"))
        times = series(simulation, "energy_time_myr") - simulation.attributes["t_first_pericentre_myr"]
        energy = kinetic + potential
        above.plot(times, 1e3 * (energy / energy[0] - 1), label=f"mass ratio {name}")
        below.plot(times, 2 * kinetic / -potential)
    for limit in (-1e3 * ENERGY_DRIFT_LIMIT, 1e3 * ENERGY_DRIFT_LIMIT):
        above.axhline(limit, color="black", lw=0.8)
    above.set(ylabel="energy drift (1e-3)")
    above.legend(fontsize=8)
    below.axhline(1, color="black", lw=0.8)
    below.set(xlabel="time since first pericentre (Myr)", ylabel="2K/|W|")
    save(figure, "energy")


def draw_galaxies_alone(alone: dict[int, NDArray[np.float64]]) -> None:
    """Half-mass radii over those at the start, with ten per cent to either side."""
    figure, panel = plt.subplots(figsize=(7, 3))
    for particles, radii in alone.items():
        for column, name in ((1, "stars"), (2, "halo")):
            panel.plot(
                radii[:, 0], radii[:, column] / radii[0, column], label=f"{name}, {particles:,} particles"
            )
    panel.axhspan(0.9, 1.1, color="black", alpha=0.08)
    panel.set(xlabel="time (Myr)", ylabel="half-mass radius over the first", ylim=(0.8, 1.2))
    panel.legend(fontsize=8, ncols=2)
    save(figure, "alone")


def save(figure: "mpl.figure.Figure", name: str) -> None:
    """Write a picture into docs/mergers/."""
    figure.savefig(DOCS / "mergers" / f"{name}.png", dpi=130, bbox_inches="tight")
    plt.close(figure)


def figures(mergers: dict[str, Simulation], alone: dict[int, NDArray[np.float64]], particles: int) -> str:
    """Return what was measured, in Markdown."""
    rows = [
        "| mass ratio | first pericentre (Myr) | Myr a stage | second pericentre (stage)"
        " | coalescence (stage) | energy drift | angular momentum drift | final 2K/\\|W\\| | trusted |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, simulation in mergers.items():
        a = simulation.attributes
        rows.append(
            f"| {name} | {a['t_first_pericentre_myr']:.0f} | {a['myr_per_frame']:.1f}"
            f" | {a['stage_second_pericentre']:.1f} | {a['stage_coalescence']:.1f} | {a['energy_drift']:.1e}"
            f" | {a['angular_momentum_drift']:.1e} | {a['virial_ratio']:.3f}"
            f" | {'yes' if a['trusted'] else 'no'} |"
        )
    lines = [f"Three mergers of {particles:,} particles, softening 0.5 kpc:\n", *rows, ""]
    for n, radii in alone.items():
        stars, halo = 100 * np.abs(radii[:, 1:] / radii[0, 1:] - 1).max(axis=0)
        lines.append(
            f"A galaxy of {n:,} particles left alone for {ALONE_MYR:.0f} Myr: the half-mass radius of its"
            f" stars changed by {stars:.1f} % at most, that of its halo by {halo:.1f} %."
        )
    return "\n".join(lines)


def main(particles: int) -> None:
    """Make what is missing, draw everything, and write the figures into the page."""
    mpl.use("agg")
    start = time.monotonic()
    folder = get_settings().cache_dir / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    (DOCS / "mergers").mkdir(exist_ok=True)
    mergers = simulate_mergers(folder, particles)
    alone = {n: half_mass_radii(folder, n) for n in (particles, 2 * particles)}
    draw_contact_sheet(mergers)
    draw_separations(mergers)
    draw_conservation(mergers)
    draw_galaxies_alone(alone)
    text = figures(mergers, alone, particles)
    page = DOCS / "mergers.md"
    marked = r"(<!-- figures: benchmarks/mergers.py -->\n).*?(<!-- end -->)"
    page.write_text(re.sub(marked, lambda m: f"{m[1]}{text}\n{m[2]}", page.read_text(), flags=re.DOTALL))
    print(f"{text}\n\n{page} and its pictures, in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12_000)
