"""The interface is what its description says: schemathesis asks it what it says it takes, and what not."""

from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)


def no_server_error_but_those_described(ctx: Any, response: Any, case: Any) -> bool | None:
    """503 is an answer where it is described: a map that is being computed."""
    if response.status_code == 503 and "503" in case.operation.definition.raw["responses"]:
        return None
    return not_a_server_error(ctx, response, case)


CHECKS = [
    no_server_error_but_those_described,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PATHS = (
    "/api/images", "/api/images/{key}", "/api/images/{key}/picture.png", "/api/images/{key}/similar",
    "/api/images/{key}/recommended", "/api/images/{key}/models", "/api/pictures",
    "/api/datasets", "/api/footprint", "/api/mergers", "/api/mergers/frames",
    "/api/mergers/strip.png", "/api/map", "/api/map/points", "/api/map/images",
    "/api/models", "/api/jobs", "/api/ingest",
    "/api/next-to-judge", "/api/images/{key}/judgements", "/api/judgements", "/api/judgements/training.zip",
    "/scs",
)  # fmt: skip
ELSEWHERE = {"/api/place"}
"""Asks a service on the network."""


@pytest.fixture(scope="module")
def described(place: Any) -> Any:
    return schemathesis.openapi.from_url(f"{place.url}/api/openapi.json")


def test_no_path_is_left_out(place: Any) -> None:
    assert set(place.get("/api/openapi.json").json()["paths"]) == {*PATHS, *ELSEWHERE}


@pytest.mark.parametrize("path", PATHS)
def test_answers_are_as_described(described: Any, path: str) -> None:
    for operation in described[path].values():

        @hypothesis.settings(
            max_examples=8,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(checks=CHECKS, timeout=60)

        ask()
