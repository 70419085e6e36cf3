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

import shlex
import subprocess
import sys
from pathlib import Path

import torch

import deepgalaxy as dg

for seed in (1, 2, 3):
    dg.simulate(f"run-{seed}.h5", seed=seed, particles=20_000, size_px=64, cameras=4)
Path("train.toml").write_text('epochs = 5\nbatch_size = 16\noptimizer = "sgd"\n')


def train(launcher: str, output: str) -> dg.Model:
    """Train by a command, and show what it printed last."""
    options = (
        "--config train.toml --size 32 --parts classifier --include-untrusted run-1.h5 run-2.h5 run-3.h5"
    )
    command = f"{sys.executable} {launcher} -m deepgalaxy train --output {output} {options}"
    done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)
    print(done.stderr.splitlines()[-1])
    return dg.load_model(output)


# %%
# Two processes, each with its half of every batch; then one that takes the same steps, for ``accumulate = 2``
# makes one step of two batches.

two = train("-m torch.distributed.run --nproc-per-node 2", "two")
with Path("train.toml").open("a") as file:
    file.write("accumulate = 2\n")
one = train("", "one")

# %%
# Are they the same network? The largest difference of a weight, and the largest weight:

first, second = (torch.nn.utils.parameters_to_vector(m.trained.network.parameters()) for m in (one, two))
print(f"{(first - second).abs().max():.1e}, {first.abs().max():.2f}")

# %%
# On a cluster, ``deepgalaxy jobs sbatch --nodes 4 train …`` writes the batch script: :doc:`/cluster`.
