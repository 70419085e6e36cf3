"""Rendering of Jinja templates."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi.templating import Jinja2Templates
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from deepgalaxy import __version__
from deepgalaxy.core.prediction import interval_ends, is_no_merger
from deepgalaxy.similarity.chosen_images import ChosenImage
from deepgalaxy.similarity.search import Hit
from deepgalaxy.web.access_token import COOKIE
from deepgalaxy.web.drawings import phase, stage_ticks, stage_x
from deepgalaxy.web.explanations import AS_IF, CUTOUT, MEANINGS, beyond, beyond_one
from deepgalaxy.web.image_list import ImageSummary

_TEMPLATES = Jinja2Templates(Path(__file__).parent / "templates")
_TEMPLATES.env.trim_blocks = _TEMPLATES.env.lstrip_blocks = True


def render(
    request: Request,
    page: str,
    given: Mapping[str, Any] | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Render a template as a response.

    Parameters
    ----------
    request : Request
        That is answered.
    page : str
        File name of the template.
    given : mapping, optional
        Variables of the template.
    status : int
        HTTP status.
    headers : mapping, optional
        Of the response.

    Returns
    -------
    Response
        HTML.
    """
    return _TEMPLATES.TemplateResponse(request, page, dict(given or {}), status_code=status, headers=headers)


_Row = Hit | ImageSummary | ChosenImage


def _signed(value: float) -> str:
    """Format a time in Myr with its sign, and a minus sign in place of a hyphen."""
    return f"{value:+,.0f}".replace("-", "−").replace(",", "\u202f")


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _per_cent(probability: float) -> str:
    """Format a probability, rounded down: what is below a half does not say 50 %."""
    return f"{math.floor(100 * probability + 1e-6)} %"


def _short_name(row: _Row) -> str:
    """Return the caption of a small picture: a galaxy's file name, or the name of a frame's dataset."""
    first, *_, last = row.name.split("/")
    return first if row.labelled else last


def _code(words: str) -> Markup:
    """Format the text of a docstring, with the words between backticks as code."""
    return Markup(re.sub(r"(`+)([^`]+)\1", r"<code>\2</code>", str(escape(words))))  # noqa: S704 - escaped before


def _camera(row: _Row) -> int | None:
    found = re.search(r"/camera_(\d+)/", row.name)
    return int(found[1]) if found else None


_TEMPLATES.env.globals |= {
    "version": __version__, "cookie": COOKIE, "stage_x": stage_x, "phase": phase,
    "stage_ticks": stage_ticks(), "meanings": MEANINGS, "as_if": AS_IF, "cutout": CUTOUT, "beyond": beyond,
    "beyond_one": beyond_one, "is_no_merger": is_no_merger, "interval_ends": interval_ends,
    "signed": _signed, "two_decimals": "{:.2f}".format, "one_decimal": "{:.1f}".format,
}  # fmt: skip
_TEMPLATES.env.filters |= {
    "myr": _signed,
    "number": _number,
    "per_cent": _per_cent,
    "short_name": _short_name,
    "camera": _camera,
    "code": _code,
}
