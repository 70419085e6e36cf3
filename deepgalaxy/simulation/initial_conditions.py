"""Initial conditions of other simulations, evolved and rendered as our own mergers are."""

import logging
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from deepgalaxy.core.clock import START_RADII
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.progress import track
from deepgalaxy.core.units import MYR_PER_TIME_UNIT, G
from deepgalaxy.imaging.merger_file import Merger, read_simulations
from deepgalaxy.simulation.camera_pictures import CameraSetup
from deepgalaxy.simulation.engines import make_gravity
from deepgalaxy.simulation.evolution import LONGEST_STEP_MYR, STEP_MYR_PER_KPC, Run
from deepgalaxy.simulation.leapfrog import Conserved, leapfrog
from deepgalaxy.simulation.merger_run import render_run
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.particles import Particles
from deepgalaxy.simulation.recipe import START_MARGIN
from deepgalaxy.simulation.recipe_options import EngineName
from deepgalaxy.simulation.same_run import is_done
from deepgalaxy.simulation.snapshot_headers import find_snapshots
from deepgalaxy.simulation.snapshot_units import UnitChoice
from deepgalaxy.simulation.snapshots import by_moment, read_snapshot
from deepgalaxy.simulation.subsample import thin
from deepgalaxy.simulation.two_galaxies import GalaxyPair, separate_galaxies

log = logging.getLogger(__name__)

SOFTENING_PER_HALF_LIGHT, SOFTENING_LIMITS_KPC = 0.11, (0.2, 1.0)
"""That of our own galaxies at 16,000 particles; it falls with the particles' mean distance."""
VIRIAL_LIMITS = (0.6, 1.6)
"""``2K/|W|`` of a galaxy by itself; anything else is in other units, or no equilibrium."""


def evolve_initial_conditions(
    files: list[Path],
    output: Path,
    particles: int = 120_000,
    size_px: int = 128,
    cameras: int = 14,
    field_of_view_kpc: float | None = None,
    observation: Observation | None = None,
    units: UnitChoice | None = None,
    seed: int = 1,
    engine: EngineName = "multipoles",
) -> Merger:
    """Evolve two galaxies from snapshots, and write their pictures unless the file already holds this run.

    Galaxies that start further apart than stage 0 are first evolved to that distance. Gas is moved as if
    it had no pressure.

    Parameters
    ----------
    files : list of Path
        One file with two galaxies, or one file each; their velocities are those of the encounter.
    output : Path
        HDF5 file to write.
    particles : int
        Over both galaxies; where there are more, they are thinned out at constant mass.
    size_px, cameras : int
        Side and number of the pictures of each frame.
    field_of_view_kpc : float, optional
        Side of the pictures; by default 180, or as much as both galaxies need.
    observation : Observation, optional
        The survey that takes the pictures.
    units : UnitChoice, optional
        What the files' numbers mean; by default as their format has it.
    seed : int
        Of the choice of particles.
    engine : {"multipoles", "direct", "tree", "torch"}
        Of gravity.

    Returns
    -------
    Merger
        The file's one simulation.

    Raises
    ------
    RefusedInput
        If a file is no snapshot, or damaged.
    DeepGalaxyError
        If there are no two galaxies apart, they are not in equilibrium in these units, or do not approach.
    """
    moments = by_moment(find_snapshots(files))
    if len(moments) > 1:
        raise DeepGalaxyError(
            f"initial conditions: the files are of {len(moments)} different times; give one"
        )
    snapshot = read_snapshot(moments[0], units or UnitChoice())
    galaxies = separate_galaxies(snapshot)
    if galaxies is None:
        raise RefusedInput(snapshot.name, "no two galaxies apart: put them on their orbit first")
    pair = thin(snapshot, galaxies, particles, np.random.default_rng(seed))
    softening = choose_softening(galaxies, len(pair.masses))
    for k in (0, 1):
        own = pair.galaxy == k
        check_equilibrium(pair.chosen(own), softening, snapshot.name)
    start_kpc = START_MARGIN * START_RADII * sum(galaxies.half_light_kpc)
    separation = min(galaxies.separation_kpc, start_kpc)
    attributes = galaxies.attributes() | {
        "origin": snapshot.name,
        "particles": len(pair.masses),
        "particles_of_origin": len(snapshot.masses),
        "softening_kpc": softening,
        "engine": engine,
        "seed": seed,
    }
    field = field_of_view_kpc or galaxies.field_of_view(separation)
    camera_setup = CameraSetup(field, size_px, cameras, observation)
    if is_done(output, attributes, camera_setup):
        return read_simulations(output)[0]
    pair = approach(pair, start_kpc, softening, engine)
    run = Run(pair, softening, expected_pericentre_myr(pair), engine)
    return render_run(run, camera_setup, output, galaxies.group, attributes)


def choose_softening(galaxies: GalaxyPair, particles: int) -> float:
    """Return a softening length in proportion to the smaller galaxy and the mean distance of particles.

    Parameters
    ----------
    galaxies : GalaxyPair
        Which have the half-light radii.
    particles : int
        Over both galaxies.

    Returns
    -------
    float
        In kpc, 0.2 to 1.
    """
    smaller = min(nucleus.half_light_kpc for nucleus in galaxies.nuclei)
    softening = SOFTENING_PER_HALF_LIGHT * smaller * (16_000 / particles) ** (1 / 3)
    return float(np.clip(softening, *SOFTENING_LIMITS_KPC))


def check_equilibrium(galaxy: Particles, softening_kpc: float, name: str) -> None:
    """Check that a galaxy's motions go with its mass and size, and so that its units are right.

    Parameters
    ----------
    galaxy : Particles
        One galaxy by itself.
    softening_kpc : float
        Of gravity.
    name : str
        The file, for the message.

    Raises
    ------
    DeepGalaxyError
        If ``2K/|W|`` of it by itself is far from 1.
    """
    velocities = galaxy.velocities - np.average(galaxy.velocities, axis=0, weights=galaxy.masses)
    _, potential = make_gravity(galaxy, softening_kpc, "multipoles").with_potential(galaxy.positions)
    ratio = Conserved.of(galaxy.masses, galaxy.positions, velocities, potential).virial_ratio
    if not VIRIAL_LIMITS[0] < ratio < VIRIAL_LIMITS[1]:
        raise DeepGalaxyError(
            f"{name}: a galaxy's 2K/|W| is {ratio:.2g}, 1 in equilibrium; are these its units?"
            " Give them: `length_unit=`, `mass_unit=`, `velocity_unit=`"
        )


def approach(
    particles: Particles, start_kpc: float, softening_kpc: float, engine: EngineName = "multipoles"
) -> Particles:
    """Evolve two galaxies that are far apart until they are near enough to start from.

    Parameters
    ----------
    particles : Particles
        Two galaxies.
    start_kpc : float
        Separation at which to stop.
    softening_kpc : float
        Of gravity; the time step is in proportion to it.
    engine : {"multipoles", "direct", "tree", "torch"}
        Of gravity.

    Returns
    -------
    Particles
        At the first step at which they are no further apart than that.

    Raises
    ------
    DeepGalaxyError
        If they move apart, or do not come nearer.
    """
    separation, speed = _relative_motion(particles)
    mass = particles.masses.sum()
    if speed > 0.1 * np.sqrt(2 * G * mass / separation):
        raise DeepGalaxyError(
            f"initial conditions: the galaxies move apart, at {speed:.0f} km/s {separation:.0f} kpc apart:"
            " give a time before they first pass each other"
        )
    step = min(STEP_MYR_PER_KPC * softening_kpc, LONGEST_STEP_MYR)
    steps = round(3 * expected_pericentre_myr(particles) / step)
    states = leapfrog(particles, make_gravity(particles, softening_kpc, engine), step)
    for state in islice(track(states, "approaching", steps), steps):
        now = replace(particles, positions=state.positions, velocities=state.velocities)
        if _relative_motion(now)[0] <= start_kpc:
            log.info("%.0f Myr until they are %.0f kpc apart", state.time_myr, start_kpc)
            return replace(particles, positions=state.positions.copy(), velocities=state.velocities.copy())
    raise DeepGalaxyError(f"initial conditions: still over {start_kpc:.0f} kpc apart after {steps} steps")


def expected_pericentre_myr(particles: Particles) -> float:
    """Estimate how long two galaxies fall: freely from rest, or at their speed if that takes less.

    Parameters
    ----------
    particles : Particles
        Two galaxies.

    Returns
    -------
    float
        In Myr.
    """
    separation, speed = _relative_motion(particles)
    from_rest = np.pi / 2 * np.sqrt(separation**3 / (2 * G * particles.masses.sum()))
    return float(MYR_PER_TIME_UNIT * min(from_rest, separation / max(-speed, 1e-9)))


def _relative_motion(particles: Particles) -> tuple[float, float]:
    """Return how far apart the two galaxies' stars are (kpc), and how fast they recede (km/s)."""
    own = [particles.stars & (particles.galaxy == k) for k in (0, 1)]
    x, v = (
        np.median(values[own[1]], axis=0) - np.median(values[own[0]], axis=0)
        for values in (particles.positions, particles.velocities)
    )
    separation = float(np.linalg.norm(x))
    return separation, float(x @ v) / separation
