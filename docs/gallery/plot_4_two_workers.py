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
# Three tiny mergers to learn from (:ref:`how they are made <sphx_glr_examples_plot_3_training_set.py>`) and
# a configuration: all keys are in :doc:`/reference/training`.

import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import torch

from deepgalaxy.core.settings import get_settings
from deepgalaxy.networks.model_folder import load_model
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe

mergers = get_settings().data_dir / "training"
mergers.mkdir(parents=True, exist_ok=True)
recipes = {
    "equal": MergerRecipe(mass_ratio=1, particles=20_000, seed=1),
    "half": MergerRecipe(mass_ratio=0.5, particles=20_000, seed=2, pericentre_kpc=10, disk2_deg=(140, 0)),
    "quarter": MergerRecipe(mass_ratio=0.25, particles=20_000, seed=3, disk1_deg=(70, 30)),
}
for name, recipe in recipes.items():
    simulate(recipe, mergers / f"{name}.h5", size_px=64, cameras=4)

folder = Path(tempfile.mkdtemp())
(folder / "train.toml").write_text("""\
epochs = 5
batch_size = 16
optimizer = "sgd"
""")


def run(launcher: str, output: str, *options: str) -> None:
    """Train, and show what the command printed last."""
    words = "-m deepgalaxy train --config train.toml --size 32 --parts classifier --include-untrusted"
    files = map(str, sorted(mergers.glob("*.h5")))
    command = [*shlex.split(launcher), *shlex.split(words), "--output", output, *options, *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    print(done.stderr.splitlines()[-1].replace(str(folder), "…"))


# %%
# Two processes, each with its half of every batch:

run(f"{sys.executable} -m torch.distributed.run --nproc-per-node 2", "two", "--record", "record")

# %%
# One process that takes the same steps: ``accumulate = 2`` makes one step of two batches.

with (folder / "train.toml").open("a") as file:
    file.write("accumulate = 2\n")
run(sys.executable, "one")

# %%
# Are they the same network? The largest difference of a weight, and the largest weight:


def weights(name: str) -> torch.Tensor:
    """All weights of a trained model, one after the other."""
    return torch.cat([w.detach().flatten() for w in load_model(folder / name).network.parameters()])


one, two = weights("one"), weights("two")
print(f"{(one - two).abs().max():.1e}, {one.abs().max():.2f}")

# %%
# What ``--record`` noted at each epoch (TensorBoard reads it, too):

epochs = [json.loads(file.read_text()) for file in sorted((folder / "record").glob("epoch-*.json"))]
figure, axis = plt.subplots(figsize=(7, 3.5), layout="constrained")
for name, label in (("classifier_loss", "simulations learnt from"), ("held_out_loss", "held-out simulation")):
    axis.plot([e["epoch"] for e in epochs], [e[name] for e in epochs], marker="o", label=label)
axis.set(xlabel="epoch", ylabel="loss of the classifier")
axis.legend(frameon=False)

# %%
# On a cluster, ``deepgalaxy jobs sbatch --nodes 4 train …`` writes the batch script, which stops in time,
# saves, and puts itself back into the queue: :doc:`/cluster`.
