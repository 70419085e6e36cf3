"""
Make a training set
===================

A network that dates mergers learns from mergers whose age is known. You want some: with other mass ratios,
spins and orbits than those that come along. On the command line::

    deepgalaxy simulate --output one.h5 --mass-ratio 0.5 --pericentre-kpc 10 --disk1 "20 0"
    deepgalaxy simulate --grid paper --output runs/
"""

# %%
# Three mergers, smaller than you would make them: 20,000 particles are enough to see what happens. A
# file that is there already is not made again, and a run that was killed goes on.

import h5py
import matplotlib.pyplot as plt

from deepgalaxy.core.settings import get_settings
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe

folder = get_settings().data_dir / "training"
folder.mkdir(parents=True, exist_ok=True)
recipes = {
    "equal": MergerRecipe(mass_ratio=1, particles=20_000, seed=1),
    "half": MergerRecipe(mass_ratio=0.5, particles=20_000, seed=2, pericentre_kpc=10, disk2_deg=(140, 0)),
    "quarter": MergerRecipe(mass_ratio=0.25, particles=20_000, seed=3, disk1_deg=(70, 30)),
}
mergers = {
    name: simulate(recipe, folder / f"{name}.h5", size_px=64, cameras=4) for name, recipe in recipes.items()
}

# %%
# 71 stages of each, by each camera, in the HDF5 layout that DeepGalaxy published:

for name, merger in mergers.items():
    print(f"{name:8} {merger.group:14} {merger.n_frames} stages × {len(merger.cameras)} cameras")

stages = [0, 10, 19, 25, 32, 40, 50, 70]
figure, axes = plt.subplots(len(mergers), len(stages), figsize=(8, 3.4), layout="constrained")
for row, merger in zip(axes, mergers.values(), strict=True):
    for axis, stage in zip(row, stages, strict=True):
        axis.imshow(merger.read(0, slice(stage, stage + 1))[0, 0], cmap="magma")
        axis.set(xticks=[], yticks=[])
for axis, stage in zip(axes[0], stages, strict=True):
    axis.set_title(f"stage {stage}", fontsize=9)
for axis, name in zip(axes[:, 0], mergers, strict=True):
    axis.set_ylabel(name)

# %%
# Is the physics right?
# ---------------------
# Each file says how the nuclei moved and how well energy was conserved. Training leaves out runs whose
# energy drifted by more than 2 %.

figure, axis = plt.subplots(figsize=(8, 4.2), layout="constrained")
for name, merger in mergers.items():
    with h5py.File(merger.path) as file:
        separation = file[merger.group]["nuclei_separation_kpc"][:]
    said = merger.attributes
    trust = "trusted" if said["trusted"] else "not trusted"
    axis.plot(merger.time_myr, separation, label=f"{name}: energy drift {said['energy_drift']:.1e}, {trust}")
axis.axvline(0, color="tab:red", linewidth=0.8)
axis.set(xlabel="time since first pericentre, Myr", ylabel="distance of the nuclei, kpc", ylim=0)
axis.legend(frameon=False)

# %%
# Train on them: ``deepgalaxy train training/*.h5``, or :ref:`on two workers
# <sphx_glr_examples_plot_4_two_workers.py>`. Grids of many mergers, on one machine or a cluster, are in
# :doc:`/mergers`; other people's simulations in :doc:`/snapshots`.
