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
files = dg.samples("galaxies")[:3]
table = model.predict(files)
table

# %%
# Is it right?
# ------------
# Nobody knows when real galaxies merge. Of a simulated merger everybody does: here is one that the model
# never saw, small and quickly made, from one camera.

merger = dg.simulate("merger.h5", mass_ratio=0.6, particles=4000, seed=11, cameras=1)
frames = merger.read()
answer = model.predict(frames)
truth = merger.time_myr

figure, axes = plt.subplot_mosaic("abcdefg;hhhhhhh", height_ratios=[1, 2.6], figsize=(8, 5.6))
for axis, frame in zip("abcdefg", [4, 14, 20, 28, 36, 44, 66], strict=True):
    axes[axis].imshow(frames[frame, 0] ** 0.7, cmap="magma")
    axes[axis].set_title(f"{truth[frame]:+.0f} Myr", fontsize=9)
    axes[axis].set_axis_off()
for level in (90, 68):
    low, high = (answer[f"time_{end}{level}"].value for end in ("lo", "hi"))
    axes["h"].fill_between(
        merger.time_myr, low, high, color="tab:blue", alpha=0.25, label=f"{level} % interval"
    )
axes["h"].plot(merger.time_myr, answer["time_myr"].value, color="tab:blue", label="prediction")
axes["h"].plot(merger.time_myr, merger.time_myr, color="black", linewidth=0.8, label="truth")
axes["h"].set(xlabel="time since first pericentre, Myr", ylabel="predicted, Myr")
axes["h"].legend(frameon=False)

# %%
# The share of frames whose true time lies in the interval:

print(
    np.mean((answer["time_lo90"].value <= merger.time_myr) & (merger.time_myr <= answer["time_hi90"].value))
)

# %%
# One merger proves little: :doc:`/model-card` has many.
