"""One merger, from its recipe to its file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.cameras import hemisphere, image_axes
from deepgalaxy.mergers.dataset import FIRST_PERICENTRE_STAGE, Simulation, read_simulations
from deepgalaxy.mergers.gravity import Gravity
from deepgalaxy.mergers.integrate import Conserved, leapfrog
from deepgalaxy.mergers.recipe import MergerRecipe
from deepgalaxy.mergers.render import smoothing_lengths, stretch, surface_density
from deepgalaxy.mergers.timeline import (
    Moment,
    NucleusTracker,
    coalescence,
    first_pericentre,
    frames,
)
from deepgalaxy.mergers.writer import SimulationWriter
from deepgalaxy.progress import track

STEP_MYR_PER_KPC, LONGEST_STEP_MYR = 4.0, 2.0
"""Leapfrog step per softening length: a merger of 8,000 particles then drifts in energy by 1 to 2e-3."""
ENERGY_DRIFT_LIMIT = 5e-3
"""Of the total energy; a run that drifts further is marked as not to be trusted."""


def simulate(
    recipe: MergerRecipe, output: Path, size_px: int = 128, cameras: int = 14, n_stages: int = 71
) -> Simulation:
    """Run a merger and write its pictures, unless the file already holds this very run.

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
    for name, value, low, high in (
        ("size_px", size_px, 16, 4096),
        ("cameras", cameras, 1, 100),
        ("n_stages", n_stages, 21, 1000),
    ):
        if not low <= value <= high:
            raise DeepGalaxyError(f"simulate: {name} is {value}; give {low} to {high}")
    if output.exists():
        return _same_run(output, recipe, size_px, cameras, n_stages)

    run = _Run(recipe, n_stages)
    directions = hemisphere(cameras)
    star_masses = run.bodies.masses[run.bodies.stars].astype(np.float32)
    times = []
    with SimulationWriter(output, recipe.group, cameras, n_stages, size_px) as writer:
        for stage, moment in enumerate(frames(run.moments(), n_stages)):
            stars = moment.stars - moment.nuclei.mean(axis=0).astype(np.float32)
            density = surface_density(
                stars,
                star_masses,
                smoothing_lengths(stars),
                image_axes(directions),
                recipe.field_of_view_kpc,
                size_px,
            )
            writer.add(stage, stretch(density))
            times.append(moment.time_myr)
        writer.describe(
            np.array(times), recipe.attributes() | run.attributes() | {"camera_directions": directions}
        )
    return read_simulations(output)[0]


class _Run:
    """The particles' way, and what is noted beside it."""

    def __init__(self, recipe: MergerRecipe, n_stages: int) -> None:
        self.orbit = recipe.orbit()
        self.bodies = recipe.bodies(self.orbit)
        self._step_myr = min(STEP_MYR_PER_KPC * recipe.softening_kpc, LONGEST_STEP_MYR)
        self._gravity = Gravity(self.bodies.masses, recipe.softening_kpc)
        self._spans = (n_stages - 1) / FIRST_PERICENTRE_STAGE
        self._times: list[float] = []
        self._separations: list[float] = []
        self._conserved: list[Conserved] = []

    def moments(self) -> Iterator[Moment]:
        """Integrate for ever, noting energies and separations."""
        own = [self.bodies.stars & (self.bodies.galaxy == k) for k in (0, 1)]
        tracker = NucleusTracker(
            self.bodies,
            np.array([self.bodies.positions[stars].mean(axis=0) for stars in own]),
            np.array([self.bodies.velocities[stars].mean(axis=0) for stars in own]),
        )
        expected = self.orbit.time_to_pericentre_myr
        steps = round(self._spans * expected / self._step_myr)
        for state in track(leapfrog(self.bodies, self._gravity, self._step_myr), "simulating", steps):
            if state.conserved:
                self._conserved.append(state.conserved)
            moment = Moment(
                state.time_myr,
                state.positions[self.bodies.stars].astype(np.float32),
                tracker.update(state),
            )
            self._times.append(moment.time_myr)
            self._separations.append(moment.separation_kpc)
            if state.time_myr > 2 * self._spans * expected:
                raise DeepGalaxyError(
                    f"simulate: no first pericentre within {state.time_myr:.0f} Myr"
                    f" (expected after {expected:.0f}); try more particles"
                )
            yield moment

    def attributes(self) -> dict[str, Any]:
        """Return the times of its events and how well it conserved what it must."""
        times, separations = np.array(self._times), np.array(self._separations)
        pericentre = first_pericentre(times, separations)
        assert pericentre is not None
        energies = np.array([c.energy for c in self._conserved])
        start, end = (c.angular_momentum for c in (self._conserved[0], self._conserved[-1]))
        energy_drift = float(np.abs(energies / energies[0] - 1).max())
        myr_per_frame = pericentre / FIRST_PERICENTRE_STAGE
        return {
            "t_first_pericentre_myr": pericentre,
            "myr_per_frame": myr_per_frame,
            "stage_first_pericentre": FIRST_PERICENTRE_STAGE,
            "stage_coalescence": coalescence(times, separations) / myr_per_frame,
            "energy_drift": energy_drift,
            "angular_momentum_drift": float(np.linalg.norm(end - start) / np.linalg.norm(start)),
            "virial_ratio": self._conserved[-1].virial_ratio,
            "trusted": energy_drift <= ENERGY_DRIFT_LIMIT,
        }


def _same_run(output: Path, recipe: MergerRecipe, size_px: int, cameras: int, n_stages: int) -> Simulation:
    """Return what is there already, if it is this run."""
    there = read_simulations(output)[0]
    same = (there.size_px, len(there.cameras), there.n_frames) == (size_px, cameras, n_stages) and all(
        np.array_equal(there.attributes.get(name, np.nan), value)
        for name, value in recipe.attributes().items()
    )
    if not same:
        raise DeepGalaxyError(f"{output}: holds another run; remove it or write to another file")
    return there
