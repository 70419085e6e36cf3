"""One merger, from its recipe to its file."""

import hashlib
import logging
from pathlib import Path
from typing import Any

import numpy as np

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.checkpoint import Checkpoint
from deepgalaxy.mergers.claim import claimed
from deepgalaxy.mergers.dataset import Simulation, read_simulations
from deepgalaxy.mergers.evolve import Run
from deepgalaxy.mergers.observe import Observation
from deepgalaxy.mergers.photograph import Photography
from deepgalaxy.mergers.recipe import MergerRecipe
from deepgalaxy.mergers.writer import SimulationWriter
from deepgalaxy.progress import track

log = logging.getLogger(__name__)


def simulate(
    recipe: MergerRecipe,
    output: Path,
    size_px: int = 128,
    cameras: int = 14,
    n_stages: int = 71,
    observation: Observation | None = None,
    number: int | None = None,
) -> Simulation:
    """Run a merger and write its pictures, unless the file already holds this very run.

    A run that was killed goes on from where it last noted its state, at most a minute before.

    Parameters
    ----------
    recipe : MergerRecipe
        What meets how.
    output : Path
        HDF5 file to write.
    size_px : int
        Side of the pictures, 16 to 4096.
    cameras : int
        Directions it is looked at from, 1 to 100.
    n_stages : int
        Frames, from stage 0 on; first pericentre is at 19.5.
    observation : Observation, optional
        The survey that takes the pictures.
    number : int, optional
        Of this run among those of a grid; a part of its group's name.

    Returns
    -------
    Simulation
        The file's one simulation. Its attribute ``trusted`` is False where energy drifted by more
        than 0.5 %.

    Raises
    ------
    DeepGalaxyError
        If a number is out of its range, the file holds something else, or the galaxies never meet.
    """
    photography = Photography(recipe.field_of_view_kpc, size_px, cameras, observation)
    if not 21 <= n_stages <= 1000:
        raise DeepGalaxyError(f"simulate: n_stages is {n_stages}; give 21 to 1000")
    if output.exists():
        return same_run(output, recipe.attributes(), photography, n_stages)
    orbit = recipe.orbit()
    run = Run(recipe.bodies(orbit), recipe.softening_kpc, orbit.time_to_pericentre_myr, n_stages)
    group = recipe.group if number is None else f"{recipe.group}__run_{number}"
    return film(run, photography, output, group, recipe.attributes())


def film(
    run: Run, photography: Photography, output: Path, group: str, attributes: dict[str, Any]
) -> Simulation:
    """Evolve a run, or what is left of it, and write its pictures unless they are there.

    Parameters
    ----------
    run : Run
        At its start.
    photography : Photography
        How its pictures are taken.
    output : Path
        HDF5 file to write.
    group : str
        Name of its one group.
    attributes : dict
        What is stored beside what run and pictures say of themselves.

    Raises
    ------
    DeepGalaxyError
        If the file holds something else or cannot be written, or another process is making it.
    """
    with claimed(output) as claim:
        if output.exists():
            return same_run(output, attributes, photography, run.n_stages)
        checkpoint = Checkpoint(output, _fingerprint(run, photography, group, attributes))
        saved = checkpoint.load()
        if saved:
            run.restore(saved)
            log.info("%s: goes on from stage %.0f", output, run.stage)
        claim.beat(run.stage, run.n_stages - 1)
        star_masses = run.bodies.masses[run.bodies.stars].astype(np.float32)
        shape = photography.cameras, run.n_stages, photography.size_px
        with SimulationWriter(output, group, *shape, saved["pictures"] if saved else None) as writer:
            left = max(run.expected_steps - run.steps, 1)
            for settled in track(run.evolve(), f"simulating {output.stem}", left):
                for stage, moment in settled:
                    stars = moment.stars - moment.nuclei.mean(axis=0).astype(np.float32)
                    writer.add(stage, photography.take(stars, star_masses))
                claim.beat(run.stage, run.n_stages - 1)
                checkpoint.save_if_due(lambda: run.saved() | {"pictures": writer.content()})
            series = run.series()
            writer.describe(
                series.pop("time_physical_myr"),
                attributes | run.attributes() | photography.attributes(),
                np.arange(run.n_stages, dtype=np.float64),
            )
            writer.add_series(series)
        checkpoint.remove()
    return read_simulations(output)[0]


def _fingerprint(run: Run, photography: Photography, group: str, attributes: dict[str, Any]) -> str:
    """Tell a run from any other: by its particles, what is said of it, and its pictures."""
    told = repr((sorted(attributes.items()), photography, group, run.n_stages))
    digest = hashlib.sha256(told.encode())
    for array in (run.bodies.positions, run.bodies.velocities, run.bodies.masses):
        digest.update(array.tobytes())
    return digest.hexdigest()


def same_run(output: Path, attributes: dict[str, Any], photography: Photography, n_stages: int) -> Simulation:
    """Return what is there already, if it is this run.

    Raises
    ------
    DeepGalaxyError
        If it is another one.
    """
    if output.is_dir():
        raise DeepGalaxyError(f"{output}: is a folder; name a file in it")
    there = read_simulations(output)[0]
    same = (there.size_px, len(there.cameras), there.n_frames) == (
        photography.size_px,
        photography.cameras,
        n_stages,
    ) and all(
        np.array_equal(there.attributes[name], value)
        for name, value in (attributes | photography.attributes()).items()
        if name in there.attributes  # an earlier version had fewer to say
    )
    if not same:
        raise DeepGalaxyError(f"{output}: holds another run; remove it or write to another file")
    return there
