"""Tables to TOPCAT, Aladin and whatever else listens to SAMP on this machine (IVOA's SAMP 1.3)."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from deepgalaxy.core.errors import DeepGalaxyError

if TYPE_CHECKING:
    from astropy.table import Table

LOAD = "table.load.votable"
"""What a program that takes tables listens to."""
TIMEOUT_S = 30
"""How long a program may take to read a table."""


def send_table(table: "Table", name: str) -> list[str]:
    """Send a table as VOTable, with units and UCDs, to every program that takes tables.

    Parameters
    ----------
    table : Table
        Its rows; a column's UCD is in its ``meta["ucd"]``.
    name : str
        What the programs call it.

    Returns
    -------
    list of str
        The names of the programs that have read it.

    Raises
    ------
    DeepGalaxyError
        If pyvo is not installed, no SAMP hub runs, no program takes tables, or one could not read it.
    """
    try:
        from pyvo.samp import SAMPHubError, SAMPIntegratedClient, SAMPProxyError
    except ImportError as error:
        raise DeepGalaxyError("SAMP needs pyvo: pip install 'deepgalaxy[surveys]'") from error

    client = SAMPIntegratedClient("DeepGalaxy", callable=False)
    try:
        client.connect()
    except (SAMPHubError, OSError) as error:
        raise DeepGalaxyError(
            "SAMP: no hub is running on this machine: start TOPCAT or Aladin, then send again"
        ) from error
    try:
        takers = {taker: _name_of(client, taker) for taker in client.get_subscribed_clients(LOAD)}
        if not takers:
            raise DeepGalaxyError(
                "SAMP: a hub is running, but no program that takes tables: start TOPCAT or Aladin"
            )
        with tempfile.TemporaryDirectory(prefix="deepgalaxy-samp-") as folder:
            file = Path(folder) / "table.vot"
            table.write(file, format="votable")
            told = {"url": file.as_uri(), "table-id": f"deepgalaxy-{uuid4().hex}", "name": name}
            for taker, called in takers.items():
                try:
                    answer = client.ecall_and_wait(taker, LOAD, str(TIMEOUT_S), **told)
                except SAMPProxyError as error:
                    raise DeepGalaxyError(
                        f"SAMP: {called} did not answer within {TIMEOUT_S} seconds ({error.faultString})"
                    ) from error
                if answer["samp.status"] == "samp.error":
                    why = answer.get("samp.error", {}).get("samp.errortxt", "it does not say why")
                    raise DeepGalaxyError(f"SAMP: {called} could not read the table: {why}")
    finally:
        client.disconnect()
    return sorted(takers.values())


def _name_of(client: object, taker: str) -> str:
    found: dict[str, str] = client.get_metadata(taker)  # type: ignore[attr-defined]
    return found.get("samp.name", taker)
