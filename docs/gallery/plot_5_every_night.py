"""
Every night, on a cluster
=========================

New cutouts and simulations arrive all the time, and you want to find them in the catalogue in the morning,
dated and embedded, and in time a better model. One job does it, and is safe to run at any time::

    deepgalaxy jobs schedule --nightly --at 02:30
"""

# %%
# A TOML file says which folder is ingested as which dataset, and after how many new simulations to train:
# :doc:`/reference/nightly`.

import subprocess
from pathlib import Path

import matplotlib.pyplot as plt

import deepgalaxy as dg

dg.samples("incoming", count=12)
folder = Path("incoming").absolute()
Path("nightly.toml").write_text(f"retrain_after = 6\n\n[pictures]\nincoming = '{folder}'\n")

# %%
# The first time: the model that comes with the package is to serve. Then a night: with six new simulations it
# would train a model, and let it serve if it is the better one.

for command in ("embed", "jobs nightly --config nightly.toml", "jobs list"):
    print(subprocess.check_output(f"deepgalaxy {command}", shell=True, stderr=subprocess.STDOUT, text=True))

# %%
# In the morning: what came in, along the time of the merger (68 % intervals).

catalog = dg.open_catalog()
rows = catalog.sql("SELECT * FROM merger_timeline WHERE out_of_domain < 1 ORDER BY time_myr LIMIT 7")
figure, axes = plt.subplots(1, len(rows), figsize=(8, 1.6), layout="constrained")
for axis, picture, row in zip(axes, catalog.pictures(rows["image_id"]), rows, strict=True):
    axis.imshow(picture.image, cmap="gray")
    interval = f"{row['time_lo68']:.0f} to {row['time_hi68']:.0f}"
    axis.set_title(f"{row['time_myr']:+.0f} Myr\n({interval})", fontsize=8)
    axis.set_axis_off()

# %%
# ``jobs schedule`` prints an entry for cron, Slurm's scrontab or systemd; ``jobs sbatch`` a batch script for
# what takes longer than a night, which saves itself before its time is over: :doc:`/cluster`.
