"""The processes that train one network together: one alone, Horovod's, or torchrun's and Slurm's."""

from deepgalaxy.training.workers.alone import ALONE, Workers
from deepgalaxy.training.workers.find import Engine, find_workers

__all__ = ["ALONE", "Engine", "Workers", "find_workers"]
