"""The command line: one command per verb, and no logic.

Imports that cost a second (torch, astropy, SQLAlchemy) wait until a command needs them.
"""

# In the order of the road, which is that of --help.
from deepgalaxy.cli import simulate, pictures, table, cutouts, training, tune, evaluate, answers, export  # noqa: I001
from deepgalaxy.cli import database, datasets, jobs, serve, system
from deepgalaxy.cli.app import app, main

__all__ = [
    "answers",
    "app",
    "cutouts",
    "database",
    "datasets",
    "evaluate",
    "export",
    "jobs",
    "main",
    "pictures",
    "serve",
    "simulate",
    "system",
    "table",
    "training",
    "tune",
]
