"""
Date a merger
=============

You have pictures of galaxies that interact, and want to know *when* in its merger each one is. On the command
line::

    deepgalaxy predict *.jpg *.fits

The same in Python, and what the numbers are worth.
"""

# %%
# Pictures may be JPEG, PNG, WebP, TIFF, FITS, HDF5 or npy. Here are three that come with DeepGalaxy
# (``deepgalaxy samples``): of Galaxy Zoo, or of the Hubble Deep Field where there is no network.

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from deepgalaxy.core.output import to_table
from deepgalaxy.core.settings import get_settings
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.inference.model_choice import find_model_folder
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.inference.predict_files import FilePrediction, predict_files
from deepgalaxy.networks.model_folder import load_model
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.surveys.ingest.samples import write_samples

settings = get_settings()
samples = write_samples(Path(tempfile.mkdtemp()), settings.cache_dir)
files = (samples.galaxy_zoo or samples.hubble)[:3]

# %%
# Without a name, the model is your own (``deepgalaxy train``), or else the one that comes with the package.
# A **stage** goes from 0 (furthest apart) over 19.5 (first pericentre) and about 45 (one nucleus) to 70
# (virialised); **time** is in Myr since first pericentre.

model = load_model(find_model_folder(settings, None))
report = predict_files(model, files)
table = to_table(report.predictions, FilePrediction)
table["file"] = [Path(name).name for name in table["file"]]
table

# %%
# ``time_lo68`` to ``time_hi68`` holds the true time of 68 % of the mergers that the intervals were
# calibrated on. Where ``out_of_domain`` is above 1, the picture is unlike those that the network learnt to
# date.

figure, axes = plt.subplots(1, 3, figsize=(8, 3.4), layout="constrained")
for axis, file, row in zip(axes, files, report.predictions, strict=True):
    (_, cutout), *_ = read_cutouts(file)
    axis.imshow(cutout.pixels.transpose(1, 2, 0), cmap="gray")
    axis.set_axis_off()
    unlike = ", out of domain" if (row.out_of_domain or 0) > 1 else ""
    axis.set_title(f"stage {row.stage:.0f}{unlike}\n{row.time_lo90:+.0f} to {row.time_hi90:+.0f} Myr (90 %)")

# %%
# Is it right?
# ------------
# Nobody knows when real galaxies merge. Of a simulated merger everybody does: here is one that the model
# never saw, small and quickly made, from one camera.

merger = simulate(
    MergerRecipe(mass_ratio=0.6, particles=4000, seed=11), settings.data_dir / "merger.h5", cameras=1
)
frames = merger.read(0, slice(None))
dated = predict_pictures(model, frames).predictions

shown = [4, 14, 20, 28, 36, 44, 66]
figure = plt.figure(figsize=(8, 5.6), layout="constrained")
above, below = figure.subfigures(2, 1, height_ratios=[1, 2.6])
for axis, stage in zip(above.subplots(1, len(shown)), shown, strict=True):
    axis.imshow(frames[stage, 0] ** 0.7, cmap="magma")
    axis.set_title(f"{merger.time_myr[stage]:+.0f} Myr", fontsize=9)
    axis.set_axis_off()
axis = below.subplots()
for low, high, label in (
    (dated.time_lo90, dated.time_hi90, "90 % interval"),
    (dated.time_lo68, dated.time_hi68, "68 % interval"),
):
    axis.fill_between(merger.time_myr, low, high, color="tab:blue", alpha=0.25, linewidth=0, label=label)
axis.plot(merger.time_myr, dated.time_myr, color="tab:blue", label="what the network says")
axis.plot(merger.time_myr, merger.time_myr, color="black", linewidth=0.8, label="the truth")
axis.axvline(0, color="tab:red", linewidth=0.8, label="first pericentre")
axis.set(xlabel="time since first pericentre, Myr", ylabel="said, Myr", xlim=merger.time_myr[[0, -1]])
axis.legend(loc="upper left", frameon=False)

# %%
# Where the two nuclei overlap, at first pericentre, a merger looks like its own remnant for a while. The
# share of frames whose true time lies in the intervals:

for level, low, high in ((68, dated.time_lo68, dated.time_hi68), (90, dated.time_lo90, dated.time_hi90)):
    inside = np.mean((low <= merger.time_myr) & (merger.time_myr <= high))
    print(f"{level} % interval: holds {inside:.0%} of the {len(merger.time_myr)} frames")

# %%
# One merger proves little. How the model does on many, its own and other people's, says its card
# (:doc:`/model-card`); ``deepgalaxy evaluate merger.h5`` examines any model on any simulation.

# sphinx_gallery_thumbnail_number = 2
