"""Galaxy mergers: initial conditions, gravity, orbits and cameras, to a merger dataset.

Units throughout: kpc, km/s, 1e10 solar masses; times are in Myr wherever a name says so.
"""

from deepgalaxy.mergers.dataset import Simulation, read_simulations
from deepgalaxy.mergers.recipe import MergerRecipe
from deepgalaxy.mergers.run import simulate

__all__ = ["MergerRecipe", "Simulation", "read_simulations", "simulate"]
