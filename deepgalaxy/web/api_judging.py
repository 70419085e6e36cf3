"""The HTTP API of judgements: which images to judge, judging, and what was judged as labels."""

import zipfile
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from deepgalaxy.catalog.judgements import (
    MOST_CHARACTERS,
    JudgedLabel,
    Judgement,
    add_judgement,
    judged_labels,
    list_judgements,
)
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.export.judged_pictures import LABELS, label_text, picture_files
from deepgalaxy.similarity.next_to_judge import JudgeBy, ToJudge, next_to_judge
from deepgalaxy.web.access_token import JUDGE_COOKIE, brings
from deepgalaxy.web.api import FILES, Count, Form, Key, Page, PageNumber
from deepgalaxy.web.app_state import Missing, app_state_of
from deepgalaxy.web.error_pages import PROBLEMS, Problem
from deepgalaxy.web.galaxies import find_galaxy, find_source
from deepgalaxy.web.responses import Download, download

MOST_PICTURES = 2000
"""Of one download: more are written by `deepgalaxy export --judgements`."""


def may_judge(request: Request) -> None:
    """Refuse a request without the token of those who judge.

    Parameters
    ----------
    request : Request
        That would write.

    Raises
    ------
    HTTPException
        401.
    """
    token = request.app.state.judge_token
    if token is None:
        raise HTTPException(
            401, "nobody judges here: start the explorer with DEEPGALAXY_JUDGE_TOKEN, a token of your choice"
        )
    if not brings(request, token, JUDGE_COOKIE):
        raise HTTPException(
            401, "judging requires its token: log in at /judge, or send it as Authorization: Bearer"
        )


api_judging = APIRouter(prefix="/api", responses=PROBLEMS, tags=["judgements"])
SkippedIds = Annotated[
    list[Annotated[int, Field(ge=0, lt=2**63)]],
    Query(max_length=200, description="Ids of images to leave out; may be repeated."),
]


class Said(BaseModel):
    """What somebody says of an image: one of merger, stage_right and tag at least."""

    judge: str = Field(min_length=1, max_length=MOST_CHARACTERS, description="Who judges.")
    merger: bool | None = Field(None, description="Whether the picture shows a merger.")
    stage_right: bool | None = Field(None, description="Whether the model's stage and time are right.")
    tag: str | None = Field(None, max_length=MOST_CHARACTERS, description="A free word or two.")
    model: str | None = Field(
        None,
        pattern="^[0-9a-f]{12}$",
        description="The estimate's model that was seen; by default the serving one.",
    )


@api_judging.get("/next-to-judge")
def to_judge(
    request: Request,
    by: JudgeBy = JudgeBy.UNCERTAINTY,
    count: Count = 10,
    skip: SkippedIds = [],  # noqa: B006 - FastAPI copies it
) -> list[ToJudge]:
    """List the real galaxies that nobody has judged, those first that would teach the model most."""
    with app_state_of(request).catalog() as connection:
        return next_to_judge(connection, by, count, skip)


@api_judging.get("/images/{key}/judgements")
def judgements(request: Request, key: Key) -> list[Judgement]:
    """List what was said of an image, newest first."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        image_id = find_galaxy(explorer, connection, key).id
        return list_judgements(connection, image_id) if image_id is not None else []


@api_judging.post(
    "/images/{key}/judgements",
    status_code=201,
    dependencies=[Depends(may_judge)],
    responses={401: {"model": Problem, "description": "Without the token of those who judge"}},
)
def judge(request: Request, key: Key, said: Said) -> Judgement:
    """Judge an image; requires the token of those who judge. A person's newest judgement counts."""
    return write_judgement(request, key, **said.model_dump())


def write_judgement(request: Request, key: str, judge: str, **said: Any) -> Judgement:
    """Write a judgement, by the one connection that may.

    Parameters
    ----------
    request : Request
        Of somebody who may judge.
    key : str
        Id of an image.
    judge : str
        Who.
    **said
        As `add_judgement` takes it.

    Returns
    -------
    Judgement
        As it was written.

    Raises
    ------
    Missing
        If the key is an upload's, which the catalogue does not have.
    """
    explorer = app_state_of(request)
    source = find_source(explorer, key)
    if not isinstance(source, int):
        raise Missing("an uploaded picture is not in the catalogue: ingest it, then judge it")
    with explorer.judging() as connection:
        return add_judgement(connection, source, judge, **said)


@api_judging.get("/judgements", response_model=Page[JudgedLabel], responses={200: FILES})
def labels(request: Request, page: PageNumber = 1, count: Count = 50, form: Form = Download.JSON) -> Any:
    """List what people together say of each image judged; all rows as CSV or VOTable, for training."""
    with app_state_of(request).catalog() as connection:
        rows = judged_labels(connection)
    if form is not Download.JSON:
        return download(rows, JudgedLabel, form, "labels")
    shown = rows[(page - 1) * count : page * count]
    after = request.url.include_query_params(page=page + 1)
    following = f"{after.path}?{after.query}" if page * count < len(rows) else None
    return Page(items=shown, page=page, total=len(rows), next=following)


@api_judging.get(
    "/judgements/training.zip",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "labels.csv and pictures/"}},
)
def training_set(request: Request) -> Response:
    """Get what was judged with its pictures, as `deepgalaxy train --labels … --pictures …` takes it."""
    with app_state_of(request).catalog() as connection:
        rows = judged_labels(connection)
        if len(rows) > MOST_PICTURES:
            raise DeepGalaxyError(
                f"{len(rows)} images are judged, and a download has at most {MOST_PICTURES}: use"
                " `deepgalaxy export FOLDER --judgements`"
            )
        file, written = BytesIO(), []
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for label, name, content in picture_files(connection, rows):
                archive.writestr(name, content)
                written.append(label)
            archive.writestr(LABELS, label_text(written))
    headers = {"Content-Disposition": 'attachment; filename="training.zip"'}
    return Response(file.getvalue(), media_type="application/zip", headers=headers)
