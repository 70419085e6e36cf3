"""One merger, from its recipe to its file."""

import hashlib
import logging
from pathlib import Path
from typing import Any

import numpy as np

from deepgalaxy.core.clock import LAST_STAGE
from deepgalaxy.core.lock import hold_lock
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.merger_file import Simulation, read_simulations
from deepgalaxy.imaging.merger_writer import SimulationWriter
from deepgalaxy.simulation.camera_pictures import CameraSetup
from deepgalaxy.simulation.evolution import NoEncounter, Run
from deepgalaxy.simulation.kept_states import KeptStates
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.simulation.run_state import RunState, run_state_path
from deepgalaxy.simulation.same_run import is_done
from deepgalaxy.simulation.starlight import luminosities

log = logging.getLogger(__name__)


def simulate(
    recipe: MergerRecipe,
    output: Path,
    size_px: int = 128,
    cameras: int = 14,
    observation: Observation | None = None,
    bands: str = "",
    number: int | None = None,
) -> Simulation:
    """Run a merger and write its pictures, unless the file already holds this very run.

    A run that was killed goes on from its last checkpoint, at most a minute before.

    Parameters
    ----------
    recipe : MergerRecipe
        The two galaxies and their orbit.
    output : Path
        HDF5 file to write.
    size_px : int
        Side of the pictures, 16 to 4096.
    cameras : int
        Directions it is looked at from, 1 to 100.
    observation : Observation, optional
        The survey that takes the pictures.
    bands : {"", "gri"}
        Whether pictures in g, r and i are written beside the grey ones.
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
    camera_setup = CameraSetup(recipe.field_of_view_kpc, size_px, cameras, observation, bands)
    if is_done(output, recipe.attributes(), camera_setup):
        return read_simulations(output)[0]
    orbit = recipe.orbit()
    run = Run(recipe.sample(orbit), recipe.softening_kpc, orbit.time_to_pericentre_myr, recipe.engine)
    group = recipe.group if number is None else f"{recipe.group}__run_{number}"
    return render_run(run, camera_setup, output, group, recipe.attributes())


def render_run(
    run: Run, camera_setup: CameraSetup, output: Path, group: str, attributes: dict[str, Any]
) -> Simulation:
    """Evolve a run, or what is left of it, and write its pictures unless they are there.

    Parameters
    ----------
    run : Run
        At its start.
    camera_setup : CameraSetup
        How its pictures are taken.
    output : Path
        HDF5 file to write.
    group : str
        Name of its one group.
    attributes : dict
        The recipe, stored as HDF5 attributes beside the run's and the pictures' own.

    Returns
    -------
    Simulation
        The file's one simulation.

    Raises
    ------
    DeepGalaxyError
        If the file holds something else or cannot be written, another process is making it, or the galaxies
        never meet. What a later call could not go on from is removed.
    """
    with hold_lock(output) as lock:
        if is_done(output, attributes, camera_setup):
            return read_simulations(output)[0]
        checkpoint = RunState(output, _fingerprint(run, camera_setup, group, attributes))
        states = KeptStates(output, int(run.particles.stars.sum()))
        saved = checkpoint.load()
        if saved:
            run.restore(saved)
            log.info("%s: goes on from stage %.0f", output, run.stage)
        states.begin(run.kept)
        lock.beat(run.stage, int(LAST_STAGE))
        left = max(run.expected_steps - run.steps, 1)
        try:
            for kept in track(run.evolve(), f"simulating {output.stem}", left):
                if kept is not None:
                    states.add(kept)
                lock.beat(run.stage, int(LAST_STAGE))
                checkpoint.save_if_due(run.saved)
            _write_pictures(run, states, camera_setup, output, group, attributes)
        except BaseException as error:
            if isinstance(error, NoEncounter):
                checkpoint.remove()
            if not run_state_path(output).exists():
                states.remove()
            raise
        checkpoint.remove()
        states.remove()
    return read_simulations(output)[0]


def _write_pictures(
    run: Run,
    states: KeptStates,
    camera_setup: CameraSetup,
    output: Path,
    group: str,
    attributes: dict[str, Any],
) -> None:
    """Render a run that is over, and write the file."""
    kept, stages = run.frames()
    stars = run.particles.stars
    masses = run.particles.masses[stars].astype(np.float32)
    light = luminosities(run.particles) if camera_setup.bands else None
    shape = camera_setup.cameras, len(kept), camera_setup.size_px
    with SimulationWriter(output, group, *shape, camera_setup.bands) as writer:
        for frame, number in enumerate(kept):
            writer.add(frame, camera_setup.take(states.read(number), masses, light))
        series = run.frame_series(kept)
        writer.describe(
            series.pop("time_physical_myr"),
            attributes | run.attributes() | camera_setup.attributes(),
            stages,
        )
        writer.add_series(series | run.series())


def _fingerprint(run: Run, camera_setup: CameraSetup, group: str, attributes: dict[str, Any]) -> str:
    """Return a hash of a run: of its particles, its attributes and how its pictures are taken."""
    description = repr((sorted(attributes.items()), camera_setup, group))
    digest = hashlib.sha256(description.encode())
    for array in (run.particles.positions, run.particles.velocities, run.particles.masses):
        digest.update(array.tobytes())
    return digest.hexdigest()
