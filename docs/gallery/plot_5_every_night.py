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
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.core.settings import get_settings
from deepgalaxy.demo.example_searches import read_thumbnails
from deepgalaxy.surveys.ingest.samples import write_samples

settings = get_settings()
folder = Path(tempfile.mkdtemp())
write_samples(folder / "incoming", settings.cache_dir, count=12)
(folder / "nightly.toml").write_text(f"""\
retrain_after = 6   # new simulations

[pictures]          # dataset = folder
incoming = "{folder}/incoming"
""")


def deepgalaxy(words: str) -> None:
    """Run a command and show what it prints."""
    command = [sys.executable, "-m", "deepgalaxy", *shlex.split(words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    print((done.stdout + done.stderr).replace(sys.executable, "python").replace(str(folder), "/data"))


# %%
# The first time: the model that comes with the package is to serve.

deepgalaxy("embed")

# %%
# A night. Without anything new it would do nothing; with six new simulations it would train a model, and
# let it serve if it is the better one.

deepgalaxy("jobs nightly --config nightly.toml")
deepgalaxy("jobs list")

# %%
# In the morning
# --------------
# What came in, along the time of the merger:

with open_engine(settings).connect() as connection:
    rows = connection.exec_driver_sql("""
        SELECT image_id, time_myr, time_lo68, time_hi68 FROM merger_timeline
        WHERE dataset = 'incoming' AND out_of_domain < 1 ORDER BY time_myr
    """).all()
    rows = rows[:: max(1, len(rows) // 8)][:8]
    pictures = read_thumbnails(connection, [row.image_id for row in rows])

figure = plt.figure(figsize=(8, 4.4), layout="constrained")
above, below = figure.subfigures(2, 1, height_ratios=[1, 2])
for axis, row in zip(above.subplots(1, len(rows)), rows, strict=True):
    axis.imshow(pictures[row.image_id], cmap="gray")
    axis.set_axis_off()
axis = below.subplots()
for place, row in enumerate(rows):
    axis.plot([place, place], [row.time_lo68, row.time_hi68], color="tab:blue", linewidth=5, alpha=0.4)
    axis.plot(place, row.time_myr, "o", color="tab:blue")
axis.axhline(0, color="tab:red", linewidth=0.8)
axis.set(xlim=(-0.5, len(rows) - 0.5), xticks=[], ylabel="Myr since first pericentre\n(68 % interval)")

# %%
# By itself
# ---------
# An entry for cron, Slurm's scrontab or systemd: take one.

deepgalaxy("jobs schedule --nightly --at 02:30 --config nightly.toml")

# %%
# And what takes longer than a night, as a batch job that saves itself before its time is over, and goes on:

deepgalaxy("jobs sbatch --nodes 4 --tasks-per-node 2 train /data/mergers.h5 --output /data/models/one")
