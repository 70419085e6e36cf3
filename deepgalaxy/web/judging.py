"""The page on which an expert judges one picture after the other."""

from typing import Annotated, Any
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from deepgalaxy.catalog.judgements import MOST_CHARACTERS, count_judged, list_judgements
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.next_to_judge import JudgeBy, next_to_judge
from deepgalaxy.similarity.search import SimilarImages
from deepgalaxy.web.access_token import JUDGE_COOKIE, brings, cookie_of, is_right
from deepgalaxy.web.api_judging import SkippedIds, may_judge, write_judgement
from deepgalaxy.web.app_state import app_state_of
from deepgalaxy.web.galaxies import find_galaxy, make_query
from deepgalaxy.web.image_list import has_vectors
from deepgalaxy.web.templating import render

judging = APIRouter(include_in_schema=False)

NAME_COOKIE = "deepgalaxy-name"
ALIKE = 10
VERDICTS: dict[str, dict[str, bool]] = {
    "merger": {"merger": True},
    "not": {"merger": False},
    "right": {"merger": True, "stage_right": True},
    "wrong": {"merger": True, "stage_right": False},
    "tag": {},
}
"""What each button says."""
REMEMBERED = 50
"""Images skipped, of which the address keeps the last."""


@judging.get("/judge")
def judge_page(
    request: Request,
    by: JudgeBy = JudgeBy.UNCERTAINTY,
    skip: SkippedIds = [],  # noqa: B006 - FastAPI copies it
    image: Annotated[str | None, Query(max_length=64)] = None,
    last: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show the next image to judge, its answer and what is alike; or one that is named."""
    token, name = request.app.state.judge_token, judge_name(request)
    if token is None or not name or not brings(request, token, JUDGE_COOKIE):
        return render(request, "judge_login.html", {"possible": token is not None, "name": name})
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        found = next_to_judge(connection, by, 2, skip) if has_vectors(connection) else []
        key = image or (str(found[0].id) if found else None)
        given: dict[str, Any] = {
            "by": by, "skip": skip, "last": last, "name": name, "judged": count_judged(connection, name),
            "following": next((str(each.id) for each in found if str(each.id) != key), None),
            "galaxy": None, "most": MOST_CHARACTERS,
        }  # fmt: skip
        if key:
            galaxy = find_galaxy(explorer, connection, key)
            given |= {"galaxy": galaxy, "alike": [], "said": []}
            if galaxy.id is not None:
                given["said"] = list_judgements(connection, galaxy.id)
                given["after_skip"] = _address(by, [*skip, galaxy.id])
            if galaxy.estimate:
                query = make_query(explorer, connection, key)
                given["alike"] = SimilarImages(query=query, k=ALIKE, all_frames=False).run(connection)
    return render(request, "judge.html", given)


@judging.post("/judge", dependencies=[Depends(may_judge)])
def judge(
    request: Request,
    key: Annotated[str, Form(max_length=64)],
    verdict: Annotated[str, Form(max_length=20)],
    tag: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
    model: Annotated[str | None, Form(pattern="^[0-9a-f]{12}$")] = None,
    by: Annotated[JudgeBy, Form()] = JudgeBy.UNCERTAINTY,
    skip: Annotated[list[int], Form(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Write down what a button says, and go to the next image."""
    if verdict not in VERDICTS:
        raise DeepGalaxyError(f"no verdict {verdict!r}: there is {', '.join(VERDICTS)}")
    write_judgement(request, key, judge_name(request), tag=tag, model=model, **VERDICTS[verdict])
    return RedirectResponse(_address(by, skip, last=key), 303)


@judging.get("/judge/login")
def login(request: Request) -> Response:
    """Ask for name and token."""
    given = {"possible": request.app.state.judge_token is not None, "name": judge_name(request)}
    return render(request, "judge_login.html", given)


@judging.post("/judge/login")
def log_in(
    request: Request,
    name: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
    token: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Check the token, and keep it and the name as cookies."""
    right = request.app.state.judge_token
    if right is None or not is_right(token.strip(), right):
        given = {"possible": right is not None, "name": name, "wrong": True}
        return render(request, "judge_login.html", given, 401)
    if not name.strip():
        raise DeepGalaxyError("who judges? give a name")
    answer = RedirectResponse("/judge", 303)
    secure = request.url.scheme == "https"
    for cookie, value in ((JUDGE_COOKIE, cookie_of(right)), (NAME_COOKIE, quote(name.strip(), safe=""))):
        answer.set_cookie(cookie, value, httponly=True, samesite="strict", secure=secure)
    return answer


def judge_name(request: Request) -> str:
    """Return the name that somebody gave when they logged in to judge.

    Parameters
    ----------
    request : Request
        With its cookies.

    Returns
    -------
    str
        Empty where none was given.
    """
    return unquote(request.cookies.get(NAME_COOKIE, ""))[:MOST_CHARACTERS].strip()


def _address(by: JudgeBy, skip: list[int], last: str | None = None) -> str:
    given = [("by", by.value), *(("skip", str(each)) for each in skip[-REMEMBERED:])]
    return "/judge?" + urlencode([*given, *([("last", last)] if last else [])])
