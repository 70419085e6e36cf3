"""SQL by hand: psql on the catalogue, whose embedded server runs as long as psql does."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.server_paths import INSTALL, PACKAGE
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings


def run_psql(settings: Settings, arguments: Sequence[str]) -> int:
    """Run psql, the machine's own or the embedded server's, until its user quits.

    Parameters
    ----------
    settings : Settings
        They name the database.
    arguments : sequence of str
        For psql: ``["-c", "SELECT …"]``.

    Returns
    -------
    int
        Its exit status.

    Raises
    ------
    DeepGalaxyError
        If there is no psql.
    CatalogError
        As `deepgalaxy.catalog.engine.open_engine`.
    """
    program = shutil.which("psql") or _embedded_psql()
    if program is None:
        raise DeepGalaxyError("no psql here: install postgresql-client")
    # Open while psql runs: an embedded server stops after its last client.
    with catalog_engine(settings) as engine:
        url = engine.url.set(drivername="postgresql", password=None)
        # For programs started from psql (pg_dump, …): the same catalogue, the server's version.
        environment = os.environ | _variables(url)
        if settings.database_url is None:
            environment["PATH"] = os.pathsep.join([*_embedded_programs(), os.environ.get("PATH", os.defpath)])
        if isinstance(engine.url.password, str):
            environment["PGPASSWORD"] = engine.url.password  # every user can read a command line
        command = [program, url.render_as_string(), *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


def _variables(url: URL) -> dict[str, str]:
    """Return libpq's variables for an address."""
    given = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port or url.query.get("port"),
        "PGUSER": url.username,
        "PGDATABASE": url.database,
    }
    return {name: str(value) for name, value in given.items() if value}


def _embedded_psql() -> str | None:
    return shutil.which("psql", path=os.pathsep.join(_embedded_programs()))


def _embedded_programs() -> list[str]:
    spec = importlib.util.find_spec(PACKAGE)
    folders = (spec and spec.submodule_search_locations) or ()
    return [str(Path(folder, INSTALL, "bin")) for folder in folders]
