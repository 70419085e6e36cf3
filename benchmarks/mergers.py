"""Pictures and figures of docs/mergers.md: ``python benchmarks/mergers.py``.

Six mergers, the first of them also by pairwise gravity, and an isolated galaxy. Simulations are kept in the
cache folder and not run again.
"""

import re
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

import h5py
import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from numpy.typing import NDArray

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.core.progress import track
from deepgalaxy.core.settings import get_settings
from deepgalaxy.imaging.merger_file import Merger, read_simulations
from deepgalaxy.simulation.engines import make_gravity
from deepgalaxy.simulation.evolution import ENERGY_DRIFT_LIMITS
from deepgalaxy.simulation.grid import make_grid
from deepgalaxy.simulation.leapfrog import leapfrog
from deepgalaxy.simulation.mean_field import balance_disk
from deepgalaxy.simulation.nuclei import NucleusFinder
from deepgalaxy.simulation.parallel_runs import Job, run_parallel
from deepgalaxy.simulation.particles import DISK, sample_galaxy
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.simulation.recipe_options import EngineName

DOCS = Path(__file__).parent.parent / "docs"
SHOWN_STAGES = (8, 16, 20, 23, 26, 30, 36, 40, 45, 56, 70)
SHOWN_CAMERA = 3
PUBLISHED_STAGE, PUBLISHED_PARTICLES = 26, 8_000
"""The frame that is also shown as in the published data set, and the number of particles there."""
ALONE_MYR = 500.0
CHECKED_PARTICLES, CHECKED_UNTIL_MYR = 24_000, 1400.0
"""Particles of the merger that is also run by pairwise gravity, and its end."""
FAR_KPC = 30.0
"""Stars of a remnant beyond this radius belong to its tails and shells."""

Array = NDArray[np.float64]


def simulate_mergers(folder: Path) -> dict[str, Merger]:
    """Run the six mergers of the demo grid, and the same with few particles, two at a time."""
    recipes = [recipe for recipe in make_grid("demo") if isinstance(recipe, MergerRecipe)]
    few = [replace(recipe, particles=PUBLISHED_PARTICLES, engine="direct") for recipe in recipes]
    jobs = [
        Job(recipe, folder / f"{name}-{number}.h5", 128, 14, number, None, "gri" if name == "demo" else "")
        for name, group in (("demo", recipes), ("few", few))
        for number, recipe in enumerate(group, start=1)
    ]
    for done in track(run_parallel(jobs, workers=2), "mergers", len(jobs)):
        if done.reason:
            raise SystemExit(f"{done.job.output}: {done.reason}")
    return {job.output.stem: read_simulations(job.output)[0] for job in jobs}


def evolve_isolated(folder: Path, particles: int, engine: EngineName) -> Array:
    """Evolve an isolated galaxy; return rows of time (Myr), its disk half-mass radius and thickness (kpc)."""
    kept = folder / f"alone-{engine}-{particles}.npy"
    if kept.exists():
        return np.asarray(np.load(kept))
    stars = particles // 2
    sampled = sample_galaxy(GalaxyModel(), particles - stars, stars, np.random.default_rng(1))
    if engine == "multipoles":
        sampled = balance_disk(sampled, 0.5)
    disk, finder, rows = sampled.component == DISK, NucleusFinder(sampled), []
    states = leapfrog(sampled, make_gravity(sampled, 0.5, engine), step_myr=2.0)
    for state in track(islice(states, 0, round(ALONE_MYR / 2) + 1, 10), f"an isolated galaxy, {engine}"):
        x = state.positions[disk] - finder.find(state.positions)[0]
        spin = np.cross(x, state.velocities[disk]).mean(axis=0)
        height = x @ (spin / np.linalg.norm(spin))
        radius = np.sqrt((x**2).sum(axis=1) - height**2)
        rows.append([state.time_myr, np.median(radius), np.median(np.abs(height))])
    with replacing(kept) as temporary, temporary.open("wb") as file:
        np.save(file, np.array(rows))
    return np.array(rows)


def evolve(folder: Path, recipe: MergerRecipe) -> dict[str, Array]:
    """Run a merger; return the nuclei's separations, and the remnant's stars' distances and masses."""
    kept = folder / f"check-{recipe.engine}-{recipe.particles}.npz"
    if not kept.exists():
        sampled = recipe.sample(recipe.orbit())
        finder, separations = NucleusFinder(sampled), []
        states = leapfrog(sampled, make_gravity(sampled, recipe.softening_kpc, recipe.engine), step_myr=2.0)
        steps = round(CHECKED_UNTIL_MYR / 2) + 1
        for state in track(islice(states, steps), f"by {recipe.engine}", steps):
            nuclei = finder.find(state.positions)
            separations.append(np.linalg.norm(nuclei[0] - nuclei[1]))
        away = np.linalg.norm(state.positions[sampled.stars] - nuclei[0], axis=1)
        with replacing(kept) as temporary, temporary.open("wb") as file:
            np.savez(
                file,
                time_myr=2.0 * np.arange(steps),
                separation_kpc=np.array(separations),
                distance_kpc=away,
                mass=sampled.masses[sampled.stars],
            )
    with np.load(kept) as saved:
        return {name: saved[name] for name in saved.files}


def series(simulation: Merger, name: str) -> Array:
    """Read one of a simulation's time series."""
    with h5py.File(simulation.path) as file:
        return np.asarray(file[simulation.group][name][...])


def colour(simulation: Merger, frame: int) -> NDArray[np.uint8]:
    """Read a frame in colour: i, r and g as red, green and blue."""
    with h5py.File(simulation.path) as file:
        return np.asarray(file[simulation.group][f"images_gri_camera_{SHOWN_CAMERA:02d}"][frame][..., ::-1])


def draw_contact_sheet(mergers: dict[str, Merger], name: str, *, in_colour: bool) -> None:
    """Draw one row per merger and one column per stage, by one camera; the last column with few particles."""
    shown = [simulation for key, simulation in mergers.items() if key.startswith("demo")]
    few = [simulation for key, simulation in mergers.items() if key.startswith("few")]
    columns = len(SHOWN_STAGES) + 1
    figure, axes = plt.subplots(len(shown), columns, figsize=(1.25 * columns, 1.36 * len(shown)))
    for row, simulation, sparse in zip(axes, shown, few, strict=True):
        for panel, stage in zip(row, SHOWN_STAGES, strict=False):
            frame = int(np.nanargmin(np.abs(simulation.stage - stage)))
            grey = simulation.read(SHOWN_CAMERA, np.array([frame]))[0, 0]
            panel.imshow(
                colour(simulation, frame) if in_colour else grey, cmap="gray", vmin=0, vmax=1, origin="lower"
            )
            panel.set_title(f"{stage}: {simulation.time_myr[frame]:+.0f} Myr", fontsize=6, pad=2)
        frame = int(np.nanargmin(np.abs(sparse.stage - PUBLISHED_STAGE)))
        row[-1].imshow(sparse.read(SHOWN_CAMERA, np.array([frame]))[0, 0], cmap="gray", origin="lower")
        row[-1].set_title(f"{PUBLISHED_STAGE}, {PUBLISHED_PARTICLES:,} particles", fontsize=6, pad=2)
        row[0].set_ylabel(f"mass ratio {simulation.mass_ratio:.2g}", fontsize=7)
    for panel in axes.flat:
        panel.set(xticks=[], yticks=[])
    figure.subplots_adjust(wspace=0.04, hspace=0.14)
    save(figure, name)


def draw_separations(mergers: dict[str, Merger]) -> None:
    """Draw the distance of the nuclei against time, with the events of the clock."""
    figure, panel = plt.subplots(figsize=(7, 3.5))
    for simulation in list(mergers.values())[:6:2]:
        events = simulation.events
        assert events is not None
        times = series(simulation, "separation_time_myr") - events.first_pericentre_myr
        label = f"mass ratio {simulation.mass_ratio:.2g}"
        (line,) = panel.plot(times, series(simulation, "separation_kpc"), lw=0.8, label=label)
        for at, dashes in ((events.second_pericentre_myr, ":"), (events.coalescence_myr, "--")):
            panel.axvline(at - events.first_pericentre_myr, color=line.get_color(), ls=dashes, lw=0.8)
    panel.axvline(0, color="black", lw=0.8)
    panel.set(
        xlabel="time since first pericentre (Myr)",
        ylabel="distance of the nuclei (kpc)",
        yscale="symlog",
        ylim=(0, 160),
    )
    panel.set_title("first pericentre: black; second: dotted; coalescence: dashed", fontsize=8)
    panel.legend(fontsize=8)
    save(figure, "separation")


def draw_conservation(mergers: dict[str, Merger]) -> None:
    """Draw energy and virial ratio against time since first pericentre."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(7, 5), sharex=True)
    for simulation in list(mergers.values())[:6:2]:
        kinetic, potential = (series(simulation, f"{kind}_energy") for kind in ("kinetic", "potential"))
        times = series(simulation, "energy_time_myr") - simulation.attributes["t_first_pericentre_myr"]
        energy = kinetic + potential
        above.plot(times, 1e3 * (energy / energy[0] - 1), label=f"mass ratio {simulation.mass_ratio:.2g}")
        below.plot(times, 2 * kinetic / -potential)
    limit = 1e3 * ENERGY_DRIFT_LIMITS["multipoles"]
    for side in (-limit, limit):
        above.axhline(side, color="black", lw=0.8)
    above.set(ylabel="energy drift (1e-3)")
    above.legend(fontsize=8)
    below.axhline(1, color="black", lw=0.8)
    below.set(xlabel="time since first pericentre (Myr)", ylabel="2K/|W|")
    save(figure, "energy")


def draw_galaxies_alone(alone: dict[str, Array]) -> None:
    """Draw half-mass radius and thickness of a disk, relative to those at the start."""
    figure, panels = plt.subplots(1, 2, figsize=(9, 3), sharex=True)
    for name, rows in alone.items():
        for panel, column in zip(panels, (1, 2), strict=True):
            panel.plot(rows[:, 0], rows[:, column] / rows[0, column], label=name)
    panels[0].axhspan(0.95, 1.05, color="black", alpha=0.08)
    panels[1].axhspan(0.7, 1.3, color="black", alpha=0.08)
    panels[0].set(xlabel="time (Myr)", ylabel="half-mass radius over the first")
    panels[1].set(xlabel="time (Myr)", ylabel="thickness over the first")
    panels[1].legend(fontsize=8)
    save(figure, "alone")


def draw_check(checked: dict[str, dict[str, Array]]) -> None:
    """Draw one merger by two engines: separation of the nuclei, and the remnant's density in shells."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
    edges = np.geomspace(0.5, 100, 24)
    for name, run in checked.items():
        left.plot(run["time_myr"], run["separation_kpc"], lw=0.8, label=name)
        mass, _ = np.histogram(run["distance_kpc"], edges, weights=run["mass"])
        right.loglog(np.sqrt(edges[1:] * edges[:-1]), mass / (4 / 3 * np.pi * np.diff(edges**3)), label=name)
    left.set(xlabel="time (Myr)", ylabel="distance of the nuclei (kpc)", yscale="symlog", ylim=(0, 120))
    right.set(xlabel="distance from the nucleus (kpc)", ylabel="stars (1e10 Msun/kpc³)")
    right.legend(fontsize=8)
    save(figure, "engines")


def save(figure: "mpl.figure.Figure", name: str) -> None:
    """Write a figure to docs/mergers/."""
    figure.savefig(DOCS / "mergers" / f"{name}.png", dpi=130, bbox_inches="tight")
    plt.close(figure)


def figures(mergers: dict[str, Merger], alone: dict[str, Array], checked: dict[str, dict[str, Array]]) -> str:
    """Return the tables of what was measured, in Markdown."""
    lines = [
        "| mass ratio | spins | first pericentre | second | coalescence | stage 70 | energy drift"
        " | angular momentum drift | final 2K/\\|W\\| |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for simulation in list(mergers.values())[:6]:
        a, events = simulation.attributes, simulation.events
        assert events is not None
        spins = "prograde" if a["disk1_deg"][0] < 90 else "retrograde"
        lines.append(
            f"| {simulation.mass_ratio:.2g} | {spins} | {events.first_pericentre_myr:.0f}"
            f" | {events.second_pericentre_myr:.0f} | {events.coalescence_myr:.0f} | {events.end_myr:.0f}"
            f" | {a['energy_drift']:.1e} | {a['angular_momentum_drift']:.1e} | {a['virial_ratio']:.3f} |"
        )
    lines += [
        "",
        "| a galaxy left alone for 500 Myr | half-mass radius of the disk | its thickness |",
        "| --- | --- | --- |",
    ]
    for name, rows in alone.items():
        change = 100 * (rows[:, 1:] / rows[0, 1:] - 1)
        radius, height = change[np.abs(change).argmax(axis=0), [0, 1]]
        lines.append(f"| {name} | {radius:+.1f} % | {height:+.1f} % |")
    lines += [
        "",
        "| one merger (mass ratio 1) by | half of the stars within | 95 % within | beyond 30 kpc |",
        "| --- | --- | --- | --- |",
    ]
    for name, run in checked.items():
        order = np.argsort(run["distance_kpc"])
        share = np.cumsum(run["mass"][order]) / run["mass"].sum()
        half, most = np.interp([0.5, 0.95], share, run["distance_kpc"][order])
        far = 1 - np.interp(FAR_KPC, run["distance_kpc"][order], share)
        lines.append(f"| {name} | {half:.2f} kpc | {most:.1f} kpc | {100 * far:.1f} % |")
    return "\n".join(lines)


def main() -> None:
    """Run the simulations that are missing, draw all figures, and write the tables into the page."""
    mpl.use("agg")
    start = time.monotonic()
    folder = get_settings().cache_dir / "benchmarks" / "mergers"
    folder.mkdir(parents=True, exist_ok=True)
    (DOCS / "mergers").mkdir(exist_ok=True)
    mergers = simulate_mergers(folder)
    galaxies: list[tuple[EngineName, int]] = [
        ("multipoles", 60_000),
        ("multipoles", 30_000),
        ("direct", 12_000),
    ]
    alone = {f"{engine}, {n:,} particles": evolve_isolated(folder, n, engine) for engine, n in galaxies}
    recipe = make_grid("demo")[0]
    assert isinstance(recipe, MergerRecipe)
    runs: list[tuple[EngineName, int]] = [("multipoles", 120_000), ("direct", CHECKED_PARTICLES)]
    checked = {
        f"{engine}, {n:,} particles": evolve(folder, replace(recipe, particles=n, engine=engine))
        for engine, n in runs
    }
    draw_contact_sheet(mergers, "contact-sheet", in_colour=False)
    draw_contact_sheet(mergers, "contact-sheet-colour", in_colour=True)
    draw_separations(mergers)
    draw_conservation(mergers)
    draw_galaxies_alone(alone)
    draw_check(checked)
    text = figures(mergers, alone, checked)
    page = DOCS / "mergers.md"
    marked = r"(<!-- figures: benchmarks/mergers.py -->\n).*?(<!-- end -->)"
    page.write_text(re.sub(marked, lambda m: f"{m[1]}{text}\n{m[2]}", page.read_text(), flags=re.DOTALL))
    print(f"{text}\n\n{page} and its pictures, in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
