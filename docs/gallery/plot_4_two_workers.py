"""
Train on two workers
====================

One machine, or one core, is not enough, and you want the network that one process would have made, sooner.
The same command runs alone and under a launcher::

    deepgalaxy train mergers.h5
    torchrun --nproc-per-node 2 -m deepgalaxy train mergers.h5
    horovodrun -np 2 --gloo deepgalaxy train mergers.h5
    srun --ntasks 8 deepgalaxy train mergers.h5
"""

# %%
# Three tiny mergers to learn from, and a configuration: all keys are in :doc:`/reference/training`.

import subprocess
from pathlib import Path

import numpy as np

import deepgalaxy as dg

for seed in (1, 2, 3):
    dg.simulate(f"run-{seed}.h5", seed=seed, particles=20_000, size_px=64, cameras=4)
Path("train.toml").write_text('epochs = 5\nbatch_size = 16\noptimizer = "sgd"\n')
options = "--config train.toml --size 32 --parts classifier --include-untrusted run-1.h5 run-2.h5 run-3.h5"


def run(command: str) -> None:
    """Run a command and show what it prints last."""
    done = subprocess.run(command, shell=True, check=True, capture_output=True, text=True)
    print(done.stderr.splitlines()[-1])


# %%
# Two processes, each with its half of every batch; then one that takes the same steps, for ``accumulate = 2``
# makes one step of two batches.

run(f"torchrun --nproc-per-node 2 -m deepgalaxy train --output two {options}")
run(f"echo 'accumulate = 2' >> train.toml; deepgalaxy train --output one {options}")

# %%
# Are they the same network? The largest difference of a stage that they predict:

pictures = dg.Merger.open("run-1.h5").read()
two, one = (dg.load_model(name).predict(pictures)["stage"] for name in ("two", "one"))
print(f"{np.abs(two - one).max():.1e}")

# %%
# On a cluster, ``deepgalaxy jobs sbatch --nodes 4 train …`` writes the batch script: :doc:`/cluster`.
