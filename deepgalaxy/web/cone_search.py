"""Simple Cone Search 1.03 of the Virtual Observatory, for TOPCAT, Aladin and pyvo."""

from collections.abc import Sequence
from io import BytesIO

from astropy.io.votable import from_table
from astropy.io.votable.tree import Info, Resource, VOTableFile
from fastapi import APIRouter, Request, Response

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.output import to_table
from deepgalaxy.similarity.search_filters import Cone
from deepgalaxy.web.app_state import ROW_CAP, AppState, app_state_of
from deepgalaxy.web.image_list import ImageSummary, list_images

scs = APIRouter()

UCDS = {"id": "ID_MAIN", "ra_deg": "POS_EQ_RA_MAIN", "dec_deg": "POS_EQ_DEC_MAIN"}
"""The standard requires these names, of UCD1."""
VERBS = {1: 3, 2: 8, 3: None}
"""Number of columns by VERB; all for 3."""
ORDER = ("id", "ra_deg", "dec_deg", "name", "separation_deg", "redshift", "stage", "time_myr")


@scs.get("/scs", response_class=Response, tags=["searches"], responses={200: {"content": {"text/xml": {}}}})
def cone_search(request: Request, ra: str = "", dec: str = "", sr: str = "", verb: str = "2") -> Response:
    """List the images within SR of RA, DEC (all in degrees, ICRS) as a VOTable; so are errors."""
    given = {"ra": ra, "dec": dec, "sr": sr, "verb": verb}
    given |= {name.lower(): value for name, value in request.query_params.items() if name.lower() in given}
    try:
        return _answer(_table(_images(app_state_of(request), given), _verbosity(given["verb"])))
    except DeepGalaxyError as error:
        return _answer(_error(str(error)))


def _images(explorer: AppState, given: dict[str, str]) -> list[ImageSummary]:
    cone = Cone(*(_number(given, name) for name in ("ra", "dec", "sr")))
    count = ROW_CAP if cone.radius_deg else 0  # SR=0 asks for the columns only
    with explorer.catalog() as connection:
        rows, total = list_images(connection, count=count, cone=cone)
    if total > ROW_CAP:
        raise DeepGalaxyError(f"{total} images are within SR={cone.radius_deg:g}: at most {ROW_CAP} at once")
    return rows


def _verbosity(verb: str) -> int:
    if verb not in ("1", "2", "3"):
        raise DeepGalaxyError(f"VERB={verb[:20]}: choose 1, 2 or 3")
    return int(verb)


def _number(given: dict[str, str], name: str) -> float:
    try:
        return float(given[name])
    except ValueError:
        problem = f"{given[name][:40]!r} is not a number" if given[name] else "missing"
        raise DeepGalaxyError(f"{name.upper()}: {problem}; give RA, DEC and SR in degrees") from None


def _table(rows: Sequence[ImageSummary], verb: int) -> VOTableFile:
    table = to_table(rows, ImageSummary)
    names = [*ORDER, *(name for name in table.colnames if name not in ORDER)]
    table = table[names[: VERBS[verb]]]
    meaning = table["id"].meta, table["id"].description
    table["id"] = table["id"].astype("S20")  # the standard requires characters
    table["id"].meta, table["id"].description = meaning
    votable = from_table(table, table_id="images")
    for field in votable.get_first_table().fields:
        field.ucd = UCDS.get(field.name, field.ucd)
    votable.resources[0].type = "results"
    votable.resources[0].infos.append(Info(name="QUERY_STATUS", value="OK"))
    return votable


def _error(message: str) -> VOTableFile:
    """An error in both forms: that of SCS 1.03 (section 2.3), and that of DALI."""
    votable = VOTableFile()
    votable.infos.append(Info(ID="Error", name="Error", value=message))
    resource = Resource(type="results")
    status = Info(name="QUERY_STATUS", value="ERROR")
    status.content = message
    resource.infos.append(status)
    votable.resources.append(resource)
    return votable


def _answer(votable: VOTableFile) -> Response:
    content = BytesIO()
    votable.to_xml(content)
    return Response(content.getvalue(), media_type="text/xml;content=x-votable")
