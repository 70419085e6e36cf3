"""The engines of gravity, by name."""

from typing import get_args

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.simulation.direct_sum import DirectSum
from deepgalaxy.simulation.gravity import Gravity
from deepgalaxy.simulation.mean_field import MeanField
from deepgalaxy.simulation.particles import Particles
from deepgalaxy.simulation.recipe_options import EngineName
from deepgalaxy.simulation.tree_gravity import Tree


def make_gravity(particles: Particles, softening_kpc: float, engine: EngineName) -> Gravity:
    """Make an engine of gravity.

    Parameters
    ----------
    particles : Particles
        The particles at the start, whose field it computes.
    softening_kpc : float
        Plummer-equivalent softening length. In pairs the force is that of a cubic spline (Monaghan &
        Lattanzio 1985) of 2.8 times this radius, and Newton's beyond it.
    engine : {"multipoles", "direct", "tree", "torch"}
        ``multipoles`` moves each particle in the smooth fields of the galaxies. The others let particles
        act in pairs: ``direct`` all with all, ``tree`` by pytreegrav, quicker from some 20,000 particles
        on, ``torch`` all with all, on a GPU where there is one.

    Returns
    -------
    Gravity
        Of these particles, whose masses and galaxies stay as they are.

    Raises
    ------
    DeepGalaxyError
        If there is no such engine.
    """
    if engine == "multipoles":
        return MeanField(particles, softening_kpc)
    if engine == "torch":
        from deepgalaxy.simulation.torch_sum import TorchSum  # torch takes a second

        return TorchSum(particles.masses, softening_kpc)
    if engine == "tree":
        return Tree(particles.masses, softening_kpc)
    if engine == "direct":
        return DirectSum(particles.masses, softening_kpc)
    raise DeepGalaxyError(
        f"simulate: there is no gravity engine {engine!r}; there are {', '.join(get_args(EngineName))}"
    )
