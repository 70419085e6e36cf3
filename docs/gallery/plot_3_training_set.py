"""
Make a training set
===================

A network that dates mergers learns from mergers whose age is known. You want some with other mass ratios,
spins and orbits than those that come along. On the command line::

    deepgalaxy simulate --output one.h5 --mass-ratio 0.5 --pericentre-kpc 10 --disk1 "20 0"
"""

# %%
# Three mergers, smaller than you would make them. A file that is there already is not made again, and a run
# that was killed goes on.

import astropy.units as u
import matplotlib.pyplot as plt

import deepgalaxy as dg

small = {"particles": 20_000, "size_px": 64, "cameras": 4}
one = dg.simulate("one.h5", mass_ratio=1, seed=1, **small)
two = dg.simulate("two.h5", mass_ratio=0.5, pericentre_kpc=10 * u.kpc, seed=2, **small)
three = dg.simulate("three.h5", mass_ratio=0.25, disk1_deg=(70, 30) * u.deg, seed=3, **small)
two.show(frames=[0, 10, 19, 25, 32, 40, 50, 70])

# %%
# Is the physics right? Each file has the distance of the nuclei, and the drift of the energy. Training leaves
# out runs that are not trusted.

figure, axis = plt.subplots(figsize=(8, 4.2), layout="constrained")
for merger in (one, two, three):
    table, drift = merger.to_table(), merger.attributes["energy_drift"]
    axis.plot(table["time"], table["separation"], label=f"mass ratio {merger.mass_ratio}, drift {drift:.0e}")
axis.set(xlabel="time since first pericentre, Myr", ylabel="distance of the nuclei, kpc", ylim=0)
axis.legend(frameon=False)

# %%
# Train on them: ``dg.train(["one.h5", "two.h5", "three.h5"], "model")``; grids of many: :doc:`/mergers`.
