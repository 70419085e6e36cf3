"""The way of two galaxies' particles, and what is noted beside it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.bodies import Bodies
from deepgalaxy.mergers.checkpoint import Saved
from deepgalaxy.mergers.dataset import FIRST_PERICENTRE_STAGE
from deepgalaxy.mergers.gravity import Gravity
from deepgalaxy.mergers.integrate import Conserved, State, leapfrog
from deepgalaxy.mergers.timeline import (
    FrameChooser,
    Moment,
    NucleusTracker,
    coalescence,
    second_pericentre,
)

STEP_MYR_PER_KPC, LONGEST_STEP_MYR = 4.0, 2.0
"""Leapfrog step per softening length: a merger of 8,000 particles then drifts in energy by 1 to 2e-3."""
ENERGY_DRIFT_LIMIT = 5e-3
"""Of the total energy; a run that drifts further is marked as not to be trusted."""


class Run:
    """Two galaxies on their way, up to where all frames are settled.

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
        self.steps = 0
        """Steps made."""
        self._positions, self._velocities = bodies.positions, bodies.velocities
        self._pericentre_myr = pericentre_myr
        self._step_myr = min(STEP_MYR_PER_KPC * softening_kpc, LONGEST_STEP_MYR)
        self._gravity = Gravity(bodies.masses, softening_kpc)
        own = [bodies.stars & (bodies.galaxy == k) for k in (0, 1)]
        self._tracker = NucleusTracker(
            bodies,
            np.array([bodies.positions[stars].mean(axis=0) for stars in own]),
            np.array([bodies.velocities[stars].mean(axis=0) for stars in own]),
        )
        self._chooser = FrameChooser(n_stages)
        self._separations: list[float] = []
        self._conserved: list[tuple[float, Conserved]] = []
        self._frames: list[tuple[float, float]] = []

    @property
    def expected_steps(self) -> int:
        """How many steps the whole run is expected to take."""
        return round((self.n_stages - 1) / FIRST_PERICENTRE_STAGE * self._pericentre_myr / self._step_myr)

    @property
    def stage(self) -> float:
        """The stage reached; before first pericentre, the expected one."""
        spacing_myr = self._chooser.spacing_myr or self._pericentre_myr / FIRST_PERICENTRE_STAGE
        return min(self.steps * self._step_myr / spacing_myr, self.n_stages - 1)

    def evolve(self) -> Iterator[list[tuple[int, Moment]]]:
        """Yield, step by step, the frames that are settled then, by their stages.

        Raises
        ------
        DeepGalaxyError
            If the galaxies do not meet.
        """
        now = Bodies(
            self._positions, self._velocities, self.bodies.masses, self.bodies.stars, self.bodies.galaxy
        )
        states = leapfrog(now, self._gravity, self._step_myr, first_step=self.steps)
        done = 1 if self._separations else 0  # a run that goes on has noted its first state already
        for steps, state in enumerate(islice(states, done, None), start=self.steps + done):
            self.steps, self._positions, self._velocities = steps, state.positions, state.velocities
            yield self._note(state)
            if self._chooser.complete:
                return
            if steps > 2 * self.expected_steps:
                raise DeepGalaxyError(
                    f"simulate: no first pericentre within {state.time_myr:.0f} Myr"
                    f" (expected after {self._pericentre_myr:.0f}); try more particles"
                )

    def _note(self, state: State) -> list[tuple[int, Moment]]:
        if state.conserved:
            self._conserved.append((state.time_myr, state.conserved))
        stars = state.positions[self.bodies.stars].astype(np.float32)
        moment = Moment(state.time_myr, stars, self._tracker.update(state))
        self._separations.append(moment.separation_kpc)
        first = self._chooser.stage
        settled = list(enumerate(self._chooser.add(moment), start=first))
        self._frames += [(frame.time_myr, frame.separation_kpc) for _, frame in settled]
        return settled

    def saved(self) -> dict[str, NDArray[Any]]:
        """Return all that a later process needs to go on exactly so."""
        waiting = self._chooser.waiting
        return {
            "steps": np.array(self.steps),
            "stage": np.array([self.stage, self.n_stages - 1]),
            "positions": self._positions,
            "velocities": self._velocities,
            "nuclei": self._tracker.nuclei,
            "nuclei_velocities": self._tracker.velocities,
            "separations": np.array(self._separations),
            "frames": np.array(self._frames).reshape(-1, 2),
            "spacing_myr": np.array(self._chooser.spacing_myr or np.nan),
            "waiting_time_myr": np.array([m.time_myr for m in waiting]),
            "waiting_stars": np.array([m.stars for m in waiting]),
            "waiting_nuclei": np.array([m.nuclei for m in waiting]),
            **self._energies(),
        }

    def restore(self, saved: Saved) -> None:
        """Go on from what another process saved."""
        self.steps = int(saved["steps"])
        self._positions, self._velocities = saved["positions"], saved["velocities"]
        self._tracker.nuclei, self._tracker.velocities = saved["nuclei"], saved["nuclei_velocities"]
        self._tracker.time_myr = self.steps * self._step_myr
        self._separations = saved["separations"].tolist()
        self._frames = [(time, separation) for time, separation in saved["frames"].tolist()]
        self._chooser.stage = len(self._frames)
        self._chooser.spacing_myr = float(saved["spacing_myr"]) if self._frames else None
        waiting = (saved[f"waiting_{name}"] for name in ("time_myr", "stars", "nuclei"))
        self._chooser.waiting = [
            Moment(float(time), stars, nuclei) for time, stars, nuclei in zip(*waiting, strict=True)
        ]
        names = ("energy_time_myr", "kinetic_energy", "potential_energy", "angular_momentum")
        self._conserved = [
            (float(time), Conserved(float(kinetic), float(potential), momentum))
            for time, kinetic, potential, momentum in zip(*(saved[name] for name in names), strict=True)
        ]

    def _energies(self) -> dict[str, NDArray[np.float64]]:
        return {
            "energy_time_myr": np.array([time for time, _ in self._conserved]),
            "kinetic_energy": np.array([c.kinetic for _, c in self._conserved]),
            "potential_energy": np.array([c.potential for _, c in self._conserved]),
            "angular_momentum": np.array([c.angular_momentum for _, c in self._conserved]),
        }

    def series(self) -> dict[str, NDArray[np.float64]]:
        """Return the frames' times and nuclear separations, and energies and angular momenta at theirs."""
        times, separations = np.array(self._frames).T
        return {"time_physical_myr": times, "nuclei_separation_kpc": separations, **self._energies()}

    def attributes(self) -> dict[str, Any]:
        """Return the times of its events and how well it conserved what it must."""
        separations = np.array(self._separations)
        times: NDArray[np.float64] = np.arange(len(separations), dtype=np.float64) * self._step_myr
        myr_per_frame = self._chooser.spacing_myr
        assert myr_per_frame is not None
        checks = [conserved for _, conserved in self._conserved]
        energies = np.array([c.energy for c in checks])
        start, end = checks[0].angular_momentum, checks[-1].angular_momentum
        energy_drift = float(np.abs(energies / energies[0] - 1).max())
        return {
            "t_first_pericentre_myr": FIRST_PERICENTRE_STAGE * myr_per_frame,
            "myr_per_frame": myr_per_frame,
            "stage_first_pericentre": FIRST_PERICENTRE_STAGE,
            "stage_second_pericentre": second_pericentre(times, separations) / myr_per_frame,
            "stage_coalescence": coalescence(times, separations) / myr_per_frame,
            "energy_drift": energy_drift,
            "angular_momentum_drift": float(np.linalg.norm(end - start) / np.linalg.norm(start)),
            "virial_ratio": checks[-1].virial_ratio,
            "trusted": energy_drift <= ENERGY_DRIFT_LIMIT,
        }
