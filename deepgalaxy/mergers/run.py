"""One merger, from its recipe to its file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.bodies import Bodies
from deepgalaxy.mergers.dataset import FIRST_PERICENTRE_STAGE, Simulation, read_simulations
from deepgalaxy.mergers.gravity import Gravity
from deepgalaxy.mergers.integrate import Conserved, leapfrog
from deepgalaxy.mergers.observe import Observation
from deepgalaxy.mergers.photograph import Photography
from deepgalaxy.mergers.recipe import MergerRecipe
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
    recipe: MergerRecipe,
    output: Path,
    size_px: int = 128,
    cameras: int = 14,
    n_stages: int = 71,
    observation: Observation | None = None,
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
    observation : Observation, optional
        The survey that takes the pictures.

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
    return film(run, photography, output, recipe.group, recipe.attributes())


def film(
    run: "Run", photography: Photography, output: Path, group: str, attributes: dict[str, Any]
) -> Simulation:
    """Write a run's pictures, with ``attributes`` and what run and pictures say of themselves."""
    star_masses = run.bodies.masses[run.bodies.stars].astype(np.float32)
    times = []
    with SimulationWriter(output, group, photography.cameras, run.n_stages, photography.size_px) as writer:
        for stage, moment in enumerate(frames(run.moments(), run.n_stages)):
            stars = moment.stars - moment.nuclei.mean(axis=0).astype(np.float32)
            writer.add(stage, photography.take(stars, star_masses, stage))
            times.append(moment.time_myr)
        described = attributes | run.attributes() | photography.attributes()
        writer.describe(np.array(times), described, np.arange(run.n_stages, dtype=np.float64))
    return read_simulations(output)[0]


class Run:
    """The particles' way, and what is noted beside it.

    Parameters
    ----------
    bodies : Bodies
        Two galaxies, at the start.
    softening_kpc : float
        Of gravity; the time step is in proportion to it.
    pericentre_myr : float
        When first pericentre is expected.
    n_stages : int
        Frames that are wanted.
    """

    def __init__(self, bodies: Bodies, softening_kpc: float, pericentre_myr: float, n_stages: int) -> None:
        self.bodies = bodies
        self.n_stages = n_stages
        self._pericentre_myr = pericentre_myr
        self._step_myr = min(STEP_MYR_PER_KPC * softening_kpc, LONGEST_STEP_MYR)
        self._gravity = Gravity(bodies.masses, softening_kpc)
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
        expected = self._pericentre_myr
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


def same_run(output: Path, attributes: dict[str, Any], photography: Photography, n_stages: int) -> Simulation:
    """Return what is there already, if it is this run.

    Raises
    ------
    DeepGalaxyError
        If it is another one.
    """
    there = read_simulations(output)[0]
    same = (there.size_px, len(there.cameras), there.n_frames) == (
        photography.size_px,
        photography.cameras,
        n_stages,
    ) and all(
        np.array_equal(there.attributes.get(name, np.nan), value)
        for name, value in (attributes | photography.attributes()).items()
    )
    if not same:
        raise DeepGalaxyError(f"{output}: holds another run; remove it or write to another file")
    return there
