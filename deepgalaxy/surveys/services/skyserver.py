"""SQL asked of SDSS's SkyServer."""

from urllib.parse import urlencode

from deepgalaxy.surveys.services.http import Host

SQL_SEARCH = "https://skyserver.sdss.org/dr18/SkyServerWS/SearchTools/SqlSearch"


async def sql_search(host: Host, query: str) -> bytes:
    """Return the CSV that answers a query; its first line is ``#Table1``.

    Parameters
    ----------
    host : Host
        Asks SkyServer.
    query : str
        SQL; white space counts as one blank.

    Returns
    -------
    bytes
        CSV.

    Raises
    ------
    RefusedInput
        If SkyServer does not take the query.
    RequestFailed
        If it never answered.
    """
    return await host.get(search_address(query), "text/csv", "text/plain")


def search_address(query: str) -> str:
    """Return the address that answers a query.

    Parameters
    ----------
    query : str
        SQL; white space counts as one blank.

    Returns
    -------
    str
        With the query as a parameter.
    """
    return f"{SQL_SEARCH}?{urlencode({'cmd': ' '.join(query.split()), 'format': 'csv'})}"
