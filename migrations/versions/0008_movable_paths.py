"""Paths in the data folder become relative to it, so that it can be moved (`catalog.stored_paths`)."""

import re
from collections.abc import Sequence
from pathlib import Path

from alembic import op
from sqlalchemy import text

from deepgalaxy.catalog.schema_revisions import PACKAGE

revision = "0008"
down_revision = "0007"

SHARD = re.compile(r"(/.*)/images/[^/]+/[0-9a-f]{16}\.h5")
SHIPPED = "models/deepgalaxy-small"
COMMENTS = {
    ("image", "file"): (
        "HDF5 file holding the pixels, absolute path",
        "HDF5 file holding the pixels: relative to the data folder, absolute where it lies elsewhere",
    ),
    ("model", "path"): (
        "folder with weights.safetensors and model.json",
        "folder with weights.safetensors and model.json: relative to the data folder, after package: "
        "to deepgalaxy itself, absolute where it lies elsewhere",
    ),
}


def upgrade() -> None:
    connection = op.get_bind()
    data_dir: Path = connection.get_execution_options()["data_dir"]
    paths = {
        (table, column): connection.scalars(text(f"SELECT DISTINCT {column} FROM {table}")).all()  # noqa: S608
        for table, column in COMMENTS
    }
    # Shards lie nowhere but in data folders: those tell which others there are, on machines that share the
    # server, or there were before this one was moved.
    shards = filter(None, map(SHARD.fullmatch, paths["image", "file"]))
    folders = dict.fromkeys([str(data_dir), str(data_dir.resolve()), *(shard[1] for shard in shards)])
    for (table, column), (before, after) in COMMENTS.items():
        old = paths[table, column]
        given = {"old": list(old), "new": [_movable(path, data_dir, [*folders]) for path in old]}
        renamed = "unnest(CAST(:old AS text[]), CAST(:new AS text[])) AS renamed (old, new)"
        rename = f"UPDATE {table} SET {column} = new FROM {renamed} WHERE {column} = old AND new <> old"  # noqa: S608
        connection.execute(text(rename), given)
        op.alter_column(table, column, comment=after, existing_comment=before)


def _movable(path: str, data_dir: Path, folders: Sequence[str]) -> str:
    for folder in folders:
        inside = path.removeprefix(f"{folder}/")
        # Not where it is found today and would not be then.
        if inside != path and (Path(data_dir, inside).exists() or not Path(path).exists()):
            return inside
    return f"package:{SHIPPED}" if path.endswith(f"/deepgalaxy/{SHIPPED}") else path


def downgrade() -> None:
    connection = op.get_bind()
    folder = connection.get_execution_options()["data_dir"].resolve()
    unpack = text(
        "UPDATE model SET path = replace(path, 'package:', :package) WHERE starts_with(path, 'package:')"
    )
    connection.execute(unpack, {"package": f"{PACKAGE.resolve()}/"})
    for (table, column), (before, after) in COMMENTS.items():
        place = f"UPDATE {table} SET {column} = :folder || {column} WHERE NOT starts_with({column}, '/')"  # noqa: S608
        connection.execute(text(place), {"folder": f"{folder}/"})
        op.alter_column(table, column, comment=before, existing_comment=after)
