"""The command line: one command per verb, and no logic.

Imports that cost a second (torch, astropy, SQLAlchemy) wait until a command needs them.
"""

from importlib import import_module

from deepgalaxy.cli.app import app, main

for _commands in (  # in the order of --help
    "simulate_command",
    "picture_commands",
    "table_command",
    "cutout_commands",
    "train_command",
    "tune_command",
    "evaluate_command",
    "search_commands",
    "export_command",
    "database_commands",
    "dataset_commands",
    "job_commands",
    "serve_command",
    "system_commands",
):
    import_module(f"deepgalaxy.cli.{_commands}")

__all__ = ["app", "main"]
