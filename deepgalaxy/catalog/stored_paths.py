"""How the catalogue stores paths, so that a data folder can be moved and a backup restored elsewhere.

A path in the data folder is stored relative to it, one in the package (the shipped model) as ``package:`` and
the path in the package, and any other as an absolute path. Each machine has its own data folder: machines
that share a server find there the files of the same name.
"""

from pathlib import Path

from sqlalchemy import Connection

from deepgalaxy.catalog.schema_revisions import PACKAGE

IN_PACKAGE = "package:"
ROOMS = ("", "images", "simulations", "models")
"""The data folder and its parts: each may be a link to a larger disk."""


def keep_path(connection: Connection, path: Path | str) -> str:
    """Return a path as the catalogue stores it.

    Parameters
    ----------
    connection : Connection
        Of an engine from `deepgalaxy.catalog.engine`, which knows its data folder.
    path : Path or str
        Of a file or folder; relative to the working directory where it is not absolute.

    Returns
    -------
    str
        Relative to the data folder, after ``package:``, or absolute.
    """
    real, package, data_dir = Path(path).resolve(), PACKAGE.resolve(), _data_dir(connection)
    if real.is_relative_to(package):
        return f"{IN_PACKAGE}{real.relative_to(package).as_posix()}"
    for room in ROOMS:
        folder = (data_dir / room).resolve()
        if real.is_relative_to(folder):
            return Path(room, real.relative_to(folder)).as_posix()
    return str(real)


def find_path(connection: Connection, kept: str) -> Path:
    """Return the path on this machine of a path that the catalogue stores.

    Parameters
    ----------
    connection : Connection
        As in `keep_path`.
    kept : str
        From `keep_path`.

    Returns
    -------
    Path
        Absolute if the data folder is; the file need not exist.
    """
    if kept.startswith(IN_PACKAGE):
        return PACKAGE / kept.removeprefix(IN_PACKAGE)
    return _data_dir(connection) / kept  # an absolute path stays as it is


def _data_dir(connection: Connection) -> Path:
    folder: Path = connection.get_execution_options()["data_dir"]
    return folder
