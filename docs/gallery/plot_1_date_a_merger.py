"""
Date a merger
=============

You have pictures of galaxies that interact, and want to know *when* in its merger each one is. On the command
line::

    deepgalaxy predict *.jpg *.fits
"""

# %%
# Pictures may be files (JPEG, PNG, WebP, TIFF, FITS, HDF5, npy), numpy arrays, CCDData or HDUs. Here are
# three that come with DeepGalaxy. A **stage** goes from 0 (well apart) over 19.5 (first pericentre) and 45
# (one nucleus) to 70; **time** is since first pericentre, with its 68 % and 90 % intervals. Where
# ``out_of_domain`` is above 1, the picture is unlike those that the network learnt to date.

import matplotlib.pyplot as plt
import numpy as np

import deepgalaxy as dg

model = dg.load_model()
model.predict(dg.samples("galaxies")[:3])

# %%
# Is it right?
# ------------
# Nobody knows when real galaxies merge. Of a simulated merger everybody does: here is one that the model
# never saw, small and quickly made, from one camera.

merger = dg.simulate("merger.h5", mass_ratio=0.6, particles=4000, seed=11, cameras=1)
merger.show(frames=[4, 14, 20, 28, 36, 44, 66])

# %%
# What the model says of each of its frames:

answer = model.predict(merger.read())
truth = merger.time_myr
figure, axis = plt.subplots(figsize=(8, 4.5), layout="constrained")
for level in (68, 90):
    low, high = answer[f"time_lo{level}"].value, answer[f"time_hi{level}"].value
    axis.fill_between(truth, low, high, color="tab:blue", alpha=0.25, label=f"{level} % interval")
axis.plot(truth, answer["time_myr"].value, color="tab:blue", label="prediction")
axis.plot(truth, truth, color="black", linewidth=0.8, label="truth")
axis.set(xlabel="time since first pericentre, Myr", ylabel="predicted, Myr")
axis.legend(frameon=False)

# %%
# The share of frames whose true time is in the 90 % interval:

print(np.mean((low <= truth) & (truth <= high)))

# %%
# One merger proves little: :doc:`/model-card` has many.
