"""
Make a training set
===================

A network that dates mergers learns from mergers whose age is known. You want some: with other mass ratios,
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
mergers = {
    "equal": dg.simulate("equal.h5", mass_ratio=1, seed=1, **small),
    "half": dg.simulate("half.h5", mass_ratio=0.5, pericentre_kpc=10 * u.kpc, seed=2, **small),
    "quarter": dg.simulate("quarter.h5", mass_ratio=0.25, disk1_deg=(70, 30) * u.deg, seed=3, **small),
}
stages = [0, 10, 19, 25, 32, 40, 50, 70]
figure, axes = plt.subplots(len(mergers), len(stages), figsize=(8, 3.4), layout="constrained")
for row, (name, merger) in zip(axes, mergers.items(), strict=True):
    for axis, stage in zip(row, stages, strict=True):
        axis.imshow(merger.read(frames=[stage])[0, 0], cmap="magma")
        axis.set(xticks=[], yticks=[], title=f"stage {stage}")
    row[0].set_ylabel(name)

# %%
# Is the physics right? Each file says how the nuclei moved and how well energy was conserved. Training leaves
# out runs that are not trusted.

figure, axis = plt.subplots(figsize=(8, 4.2), layout="constrained")
for name, merger in mergers.items():
    table = merger.to_table()
    axis.plot(
        table["time"], table["separation"], label=f"{name}: drift {merger.attributes['energy_drift']:.1e}"
    )
axis.set(xlabel="time since first pericentre, Myr", ylabel="distance of the nuclei, kpc", ylim=0)
axis.legend(frameon=False)

# %%
# Train on them: ``dg.train(["equal.h5", "half.h5", "quarter.h5"], "model")``. Grids of many mergers are in
# :doc:`/mergers`.
