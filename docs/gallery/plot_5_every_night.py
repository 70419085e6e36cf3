"""
Every night, on a cluster
=========================

New cutouts and new simulations arrive all the time, and you want to find them in the catalogue in the
morning, dated and embedded, and in time a better model. One job does it, and is safe to run at any time::

    deepgalaxy jobs schedule --nightly --at 02:30
    deepgalaxy jobs nightly
    deepgalaxy jobs list
"""

# %%
# What it is about is said in one TOML file (:doc:`/reference/nightly`).

import shlex
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt

import deepgalaxy as dg

dg.samples("incoming", count=12)
Path("nightly.toml").write_text(f"""\
retrain_after = 6   # new simulations

[pictures]          # dataset = folder
incoming = "{Path("incoming").absolute()}"
""")


def deepgalaxy(words: str) -> None:
    """Run a command and show what it prints."""
    command = [sys.executable, "-m", "deepgalaxy", *shlex.split(words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    print((done.stdout + done.stderr).replace(sys.executable, "python").replace(str(Path.cwd()), "/data"))


# %%
# The first time: the model that comes with the package is to serve. Then a night: with six new simulations it
# would train a model, and let it serve if it is the better one.

deepgalaxy("embed")
deepgalaxy("jobs nightly --config nightly.toml")
deepgalaxy("jobs list")

# %%
# In the morning: what came in, along the time of the merger.

with dg.open_catalog() as catalog:
    rows = catalog.sql("""
        SELECT image_id, time_myr, time_lo68, time_hi68 FROM merger_timeline
        WHERE dataset = 'incoming' AND out_of_domain < 1 ORDER BY time_myr LIMIT 8
    """)
    pictures = catalog.pictures(rows["image_id"])
figure, axes = plt.subplots(2, len(rows), figsize=(8, 3.4), layout="constrained", sharey="row")
for column, picture, row in zip(axes.T, pictures, rows, strict=True):
    column[0].imshow(picture.image, cmap="gray")
    column[0].set_axis_off()
    column[1].plot([0, 0], [row["time_lo68"], row["time_hi68"]], linewidth=5, alpha=0.4)
    column[1].plot(0, row["time_myr"], "o")
    column[1].set(xticks=[])
axes[1, 0].set_ylabel("Myr (68 % interval)")

# %%
# By itself: an entry for cron, Slurm's scrontab or systemd; and, for what takes longer than a night, a batch
# job that saves itself before its time is over.

deepgalaxy("jobs schedule --nightly --at 02:30 --config nightly.toml")
deepgalaxy("jobs sbatch --nodes 4 --tasks-per-node 2 train /data/mergers.h5 --output /data/models/one")
