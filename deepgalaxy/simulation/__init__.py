"""Galaxy mergers: initial conditions, gravity, orbits and cameras, to a merger dataset.

Units throughout: kpc, km/s, 1e10 solar masses; times are in Myr wherever a name says so.

A merger is made by :func:`deepgalaxy.simulation.merger_run.simulate` from a
:class:`deepgalaxy.simulation.recipe.MergerRecipe`; files are read by
:func:`deepgalaxy.imaging.merger_file.read_simulations`, which needs neither gravity nor numba.
"""
