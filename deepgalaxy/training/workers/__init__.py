"""The processes that train one network together: one alone, Horovod's or torchrun's."""

from deepgalaxy.training.workers.alone import ALONE, Workers

__all__ = ["ALONE", "Workers"]
