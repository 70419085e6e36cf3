"""Galaxies that do not merge, evolved by themselves, to pictures."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.core.lock import hold_lock
from deepgalaxy.imaging.merger_writer import SimulationWriter
from deepgalaxy.simulation.camera_pictures import CameraSetup
from deepgalaxy.simulation.engines import make_gravity
from deepgalaxy.simulation.isolated_recipe import IsolatedRecipe
from deepgalaxy.simulation.leapfrog import leapfrog
from deepgalaxy.simulation.mean_field import balance_disk
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.nuclei import NucleusFinder
from deepgalaxy.simulation.orbit import orientation
from deepgalaxy.simulation.particles import Particles, sample_galaxy
from deepgalaxy.simulation.recipe import SMOOTH_STAR_SHARE
from deepgalaxy.simulation.same_run import is_done
from deepgalaxy.simulation.starlight import luminosities

DURATION_MYR = 1400.0
"""Long enough for spiral arms and bars to form, and for arms to fade."""
APART_RADII = (0.7, 8.0)
"""Distances of two galaxies of a chance pair, over the sum of their half-light radii."""


def simulate_isolated(
    recipe: IsolatedRecipe,
    output: Path,
    size_px: int = 128,
    cameras: int = 14,
    observation: Observation | None = None,
    bands: str = "",
    number: int = 1,
) -> Path:
    """Evolve galaxies that do not merge and write 71 frames of them, unless the file is there.

    They have no stage: their file holds no ``t_myr``. In a chance pair the second galaxy is at another
    position near the first in each frame.

    Parameters
    ----------
    recipe : IsolatedRecipe
        The galaxies, one or two.
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
    number : int
        Of this run among those of a grid; a part of its group's name.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DeepGalaxyError
        If a number is out of its range, or the file holds something else.
    """
    camera_setup = CameraSetup(recipe.field_of_view_kpc, size_px, cameras, observation, bands)
    if is_done(output, recipe.attributes(), camera_setup):
        return output
    with hold_lock(output) as lock:
        if is_done(output, recipe.attributes(), camera_setup):
            return output
        rng = np.random.default_rng(recipe.seed)
        galaxies = [_sample(recipe, k, rng) for k in range(len(recipe.galaxies))]
        times = np.linspace(0, DURATION_MYR, N_STAGES)
        evolutions = [_evolve(galaxy, recipe.softening_kpc, times) for galaxy in galaxies]
        masses = np.concatenate([g.masses[g.stars] for g in galaxies]).astype(np.float32)
        light = np.concatenate([luminosities(g) for g in galaxies]) if bands else None
        radii = sum(model.half_light_kpc for model in recipe.galaxies)
        group = f"{recipe.group}__run_{number}"
        with SimulationWriter(output, group, cameras, N_STAGES, size_px, bands) as writer:
            for frame, stars in enumerate(zip(*evolutions, strict=True)):
                positions = list(stars)
                if len(positions) == 2:
                    apart = radii * np.exp(rng.uniform(*np.log(APART_RADII))) * _direction(rng)
                    positions = [positions[0] - apart / 2, positions[1] + apart / 2]
                writer.add(
                    frame, camera_setup.take(np.concatenate(positions).astype(np.float32), masses, light)
                )
                lock.beat(frame, N_STAGES - 1)
            attributes = recipe.attributes() | camera_setup.attributes() | {"size_px": size_px}
            writer.describe(times, attributes, None)
    return output


def _sample(recipe: IsolatedRecipe, k: int, rng: np.random.Generator) -> Particles:
    stars = round(SMOOTH_STAR_SHARE * recipe.particles)
    galaxy = sample_galaxy(recipe.galaxies[k], recipe.particles - stars, stars, rng)
    galaxy = balance_disk(galaxy, recipe.softening_kpc)
    return galaxy.moved(orientation(*recipe.disks_deg[k]), np.zeros(3), np.zeros(3), 0)


def _evolve(
    galaxy: Particles, softening_kpc: float, times_myr: NDArray[np.float64]
) -> Iterator[NDArray[np.float64]]:
    """Yield the stars' positions (kpc) about the nucleus, shape (stars, 3), at evenly spaced times."""
    finder, between = NucleusFinder(galaxy), times_myr[1] - times_myr[0]
    steps = round(between / 2.0)
    gravity = make_gravity(galaxy, softening_kpc, "multipoles")
    states = leapfrog(galaxy, gravity, between / steps, check_every=10**9)
    for state in islice(states, 0, (len(times_myr) - 1) * steps + 1, steps):
        yield state.positions[galaxy.stars] - finder.find(state.positions)[0]


def _direction(rng: np.random.Generator) -> NDArray[np.float64]:
    direction = rng.normal(size=3)
    return np.asarray(direction / np.linalg.norm(direction))
