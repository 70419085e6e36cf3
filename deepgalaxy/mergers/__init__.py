"""Galaxy mergers: initial conditions, gravity, orbits and cameras, to a merger dataset.

Units throughout: kpc, km/s, 1e10 solar masses; times are in Myr wherever a name says so.

A merger is made by :func:`deepgalaxy.mergers.run.simulate` from a
:class:`deepgalaxy.mergers.recipe.MergerRecipe`; files are read by
:func:`deepgalaxy.mergers.dataset.read_simulations`, which needs neither gravity nor numba.
"""
