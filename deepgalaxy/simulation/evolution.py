"""The evolution of two galaxies, with its events, separations and energies."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.clock import (
    COALESCENCE_STAGE,
    FIRST_PERICENTRE_STAGE,
    LAST_STAGE,
    N_STAGES,
    SECOND_PERICENTRE_STAGE,
    Events,
    find_events,
)
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.simulation.engines import make_gravity
from deepgalaxy.simulation.kept_states import nearest
from deepgalaxy.simulation.leapfrog import Conserved, State, leapfrog
from deepgalaxy.simulation.nuclei import NucleusFinder
from deepgalaxy.simulation.particles import Particles
from deepgalaxy.simulation.recipe_options import EngineName
from deepgalaxy.simulation.run_state import Saved

STEP_MYR_PER_KPC, LONGEST_STEP_MYR = 4.0, 2.0
"""Leapfrog step per softening length."""
KEEP_EVERY_MYR = 4.0
"""Between the states from which pictures are chosen."""
CHECK_EVERY = 20
"""Steps between two sums of the energy."""
SEARCH_EVERY = 10
"""Steps between two searches of the separations for events."""
LONGEST_MYR = 7000.0
"""After first pericentre: a pair that has not merged by then is left unfinished."""
ENERGY_DRIFT_LIMITS = {"multipoles": 2e-2, "direct": 5e-3, "tree": 5e-3, "torch": 5e-3}
"""Of the total energy; a run that drifts further is marked as not to be trusted. Smooth fields leave out
what is between their harmonics, and conserve it less well than forces in pairs."""


class NoEncounter(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """The galaxies of a run do not meet, and would not if it were run again."""


class Run:
    """The evolution of two galaxies, up to stage 70, or until it is clear that they do not merge.

    Parameters
    ----------
    particles : Particles
        Two galaxies, at the start.
    softening_kpc : float
        Of gravity; the time step is in proportion to it.
    pericentre_myr : float
        When first pericentre is expected.
    engine : {"multipoles", "direct", "tree", "torch"}
        Of gravity.
    """

    def __init__(
        self,
        particles: Particles,
        softening_kpc: float,
        pericentre_myr: float,
        engine: EngineName = "multipoles",
    ) -> None:
        self.particles = particles
        self._engine = engine
        self.steps = 0
        """Steps made."""
        self._positions, self._velocities = particles.positions, particles.velocities
        self._pericentre_myr = pericentre_myr
        self._step_myr = min(STEP_MYR_PER_KPC * softening_kpc, LONGEST_STEP_MYR)
        self._keep_every = max(1, round(KEEP_EVERY_MYR / self._step_myr))
        self._gravity = make_gravity(particles, softening_kpc, engine)
        self._finder = NucleusFinder(particles)
        self._separations: list[float] = []
        self._conserved: list[tuple[float, Conserved]] = []
        self.events = Events(0.0)

    @property
    def kept(self) -> int:
        """How many states were kept so far.

        Returns
        -------
        int
            One every 4 Myr, the first state included.
        """
        return 0 if not self._separations else 1 + self.steps // self._keep_every

    @property
    def expected_steps(self) -> int:
        """How many steps the whole run is expected to take.

        Returns
        -------
        int
            From the start to stage 70; an estimate until the galaxies have coalesced.
        """
        end = self.events.end_myr
        return round((end if np.isfinite(end) else 4 * self._pericentre_myr) / self._step_myr)

    @property
    def stage(self) -> float:
        """The stage reached; what has not happened yet is expected after the usual times.

        Returns
        -------
        float
            From 0 to 70.
        """
        now = self.steps * self._step_myr
        happened = self.events
        fall = self._pericentre_myr - happened.start_myr
        expected = [(happened.start_myr, 0.0)]
        for time, after, stage in (
            (happened.first_pericentre_myr, fall, FIRST_PERICENTRE_STAGE),
            (happened.second_pericentre_myr, 1.5 * fall, SECOND_PERICENTRE_STAGE),
            (happened.coalescence_myr, 0.5 * fall, COALESCENCE_STAGE),
            (happened.end_myr, 2 * fall, LAST_STAGE),
        ):
            expected.append((time if np.isfinite(time) else max(expected[-1][0] + after, now), stage))
        times, stages = zip(*expected, strict=True)
        return float(np.interp(now, times, stages))

    def evolve(self) -> Iterator[NDArray[np.float32] | None]:
        """Evolve the galaxies, step by step.

        Yields
        ------
        ndarray of float32, shape (stars, 3), or None
            Positions (kpc) of the stars from the middle of the two nuclei where the state is to be kept,
            else None.

        Raises
        ------
        NoEncounter
            If the galaxies do not meet.
        """
        states = leapfrog(
            replace(self.particles, positions=self._positions, velocities=self._velocities),
            self._gravity,
            self._step_myr,
            CHECK_EVERY,
            self.steps,
        )
        # A run that goes on has recorded its first state, and may not have searched for events there.
        recorded = bool(self._separations)
        for steps, state in enumerate(states, start=self.steps):
            self.steps, self._positions, self._velocities = steps, state.positions, state.velocities
            if not recorded:
                yield self._record(state)
            recorded = False
            if steps % SEARCH_EVERY == 0 and self._is_over():
                return

    def _record(self, state: State) -> NDArray[np.float32] | None:
        if state.conserved:
            self._conserved.append((state.time_myr, state.conserved))
        nuclei = self._finder.find(state.positions) if state.nuclei is None else state.nuclei
        self._separations.append(float(np.linalg.norm(nuclei[0] - nuclei[1])))
        if self.steps % self._keep_every:
            return None
        return np.asarray(state.positions[self.particles.stars] - nuclei.mean(axis=0), np.float32)

    def _is_over(self) -> bool:
        if self.steps < SEARCH_EVERY:
            return False
        now = self.steps * self._step_myr
        self._find_events()
        if np.isnan(self.events.first_pericentre_myr):
            if now > 3 * self._pericentre_myr:
                raise NoEncounter(
                    f"simulate: no first pericentre within {now:.0f} Myr"
                    f" (expected after {self._pericentre_myr:.0f}); try more particles"
                )
            return False
        outcome = self.events.outcome(now)
        self._gravity.coalesced |= outcome == "merger"
        if outcome == "merger":
            return now >= self.events.end_myr
        return outcome == "flyby" or now > self.events.first_pericentre_myr + LONGEST_MYR

    def _find_events(self) -> None:
        """Search the separations so far for events."""
        if len(self._separations) > SEARCH_EVERY:
            radii = sum(self._finder.half_light_kpc)
            self.events = find_events(self._times, np.array(self._separations), radii)

    @property
    def _times(self) -> NDArray[np.float64]:
        return np.arange(len(self._separations), dtype=np.float64) * self._step_myr

    def frames(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Choose the states of which pictures are taken when the run is over.

        Returns
        -------
        kept : ndarray of int
            Numbers of the kept states, rising.
        stages : ndarray of float
            Of these; NaN for those of a pair that has no stage any more.
        """
        kept_times = np.arange(self.kept, dtype=np.float64) * self._keep_every * self._step_myr
        stages = np.arange(float(N_STAGES))
        times = self.events.time_myr(stages)
        known = np.isfinite(times) & (times >= -self._step_myr)
        without = max(N_STAGES - int(known.sum()) - int((times < -self._step_myr).sum()), 0)
        if self.events.outcome(kept_times[-1]) != "merger":
            # The stages that it does not reach are replaced by as many pictures of what comes after the
            # last one.
            later = np.linspace(times[known].max(), kept_times[-1], without + 1)[1:]
            return (
                nearest(kept_times, np.append(times[known], later)),
                np.append(stages[known], np.full(without, np.nan)),
            )
        return nearest(kept_times, times[known]), stages[known]

    def saved(self) -> dict[str, NDArray[Any]]:
        """Return all that another process needs to go on from here.

        Returns
        -------
        dict of ndarray
            Arrays by name, as `Run.restore` takes them.
        """
        return {
            "steps": np.array(self.steps),
            "stage": np.array([self.stage, LAST_STAGE]),
            "positions": self._positions,
            "velocities": self._velocities,
            "separations": np.array(self._separations),
            "coalesced": np.array(self._gravity.coalesced),
            **self._energies(),
        }

    def restore(self, saved: Saved) -> None:
        """Go on from what another process saved.

        Parameters
        ----------
        saved : dict of ndarray
            As `Run.saved` returned it.
        """
        self.steps = int(saved["steps"])
        self._positions, self._velocities = saved["positions"], saved["velocities"]
        self._separations = saved["separations"].tolist()
        self._find_events()
        self._gravity.coalesced = bool(saved["coalesced"])
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
        """Return the nuclei's separation at every step, and energies and angular momenta every 20 steps.

        Returns
        -------
        dict of ndarray
            By the name of their HDF5 dataset: times in Myr, separations in kpc, energies in 1e10 Msun
            (km/s)², angular momenta in 1e10 Msun kpc km/s.
        """
        return {
            "separation_time_myr": self._times,
            "separation_kpc": np.array(self._separations),
            **self._energies(),
        }

    def frame_series(self, kept: NDArray[np.intp]) -> dict[str, NDArray[np.float64]]:
        """Return the times and the nuclei's separations of kept states.

        Parameters
        ----------
        kept : ndarray of int, shape (n,)
            Numbers of the states.

        Returns
        -------
        dict of ndarray, each of shape (n,)
            By the name of their HDF5 dataset, in Myr and kpc.
        """
        steps = kept * self._keep_every
        return {
            "time_physical_myr": self._times[steps],
            "nuclei_separation_kpc": np.array(self._separations)[steps],
        }

    def attributes(self) -> dict[str, Any]:
        """Return the times of its events and how well it conserved energy and angular momentum.

        Returns
        -------
        dict
            As HDF5 attributes.
        """
        checks = [conserved for _, conserved in self._conserved]
        energies = np.array([c.energy for c in checks])
        start, end = checks[0].angular_momentum, checks[-1].angular_momentum
        energy_drift = float(np.abs(energies / energies[0] - 1).max())
        return self.events.attributes() | {
            "outcome": self.events.outcome(self.steps * self._step_myr),
            "half_light_kpc": np.array(self._finder.half_light_kpc),
            "energy_drift": energy_drift,
            "angular_momentum_drift": float(np.linalg.norm(end - start) / np.linalg.norm(start)),
            "virial_ratio": checks[-1].virial_ratio,
            "trusted": energy_drift <= ENERGY_DRIFT_LIMITS[self._engine],
        }
