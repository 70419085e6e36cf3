"""The processes that train one network together: one alone, Horovod's, or torchrun's and Slurm's."""

from deepgalaxy.training.distributed.base import ALONE, Workers
from deepgalaxy.training.distributed.detect import Engine, find_workers

__all__ = ["ALONE", "Engine", "Workers", "find_workers"]
