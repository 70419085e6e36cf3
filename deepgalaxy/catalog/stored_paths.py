"""How the catalogue names files, so that a data folder can be moved and a backup restored on another machine.

What lies in the data folder is kept relative to it, what comes with the package (the shipped model) as
``package:`` and the place in it, and the rest absolute. Which data folder is the reader's own: machines that
share a server each have theirs, and find in it what they name alike.
"""

from pathlib import Path

from sqlalchemy import Connection

from deepgalaxy.catalog.schema_revisions import PACKAGE

IN_PACKAGE = "package:"
ROOMS = ("", "images", "simulations", "models")
"""Parts of the data folder, itself the first: each may be a link to a larger disk."""


def keep_path(connection: Connection, path: Path | str) -> str:
    """Return a path as the catalogue keeps it.

    Parameters
    ----------
    connection : Connection
        Of an engine from `deepgalaxy.catalog.engine`, which knows its data folder.
    path : Path or str
        Of a file or folder; relative to the working directory where it is not absolute.
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
    """Return where a path that `keep_path` gave is on this machine; the file need not be there."""
    if kept.startswith(IN_PACKAGE):
        return PACKAGE / kept.removeprefix(IN_PACKAGE)
    return _data_dir(connection) / kept  # what is absolute stays so


def _data_dir(connection: Connection) -> Path:
    folder: Path = connection.get_execution_options()["data_dir"]
    return folder
