"""What can be configured, as the classes that check it have it."""

import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

WORDS = {Path: "path", int: "integer", float: "number", str: "text", bool: "true or false"}
SIGNS = (("gt", ">"), ("ge", "≥"), ("lt", "<"), ("le", "≤"))


def page(model: type[BaseModel]) -> str:
    """Write what a file's keys, or for settings the environment's variables, mean (MyST Markdown)."""
    prefix = str(model.model_config.get("env_prefix", ""))
    return "\n" + "\n".join(_key(prefix + name.upper() if prefix else name, f) for name, f in fields(model))


def fields(model: type[BaseModel], table: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """List a file's keys with what they mean; those of the tables in it as ``table.key``."""
    for name, field in model.model_fields.items():
        yield table + name, field
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from fields(field.annotation, f"{table}{name}.")


def _key(name: str, field: FieldInfo) -> str:
    meaning = " ".join((field.description or "").split()).replace("``", "`")
    limits = [f"{sign} {getattr(m, at)}" for m in field.metadata for at, sign in SIGNS if hasattr(m, at)]
    kind = ", ".join([_words(field.annotation), *limits])
    default = "" if field.default_factory else f":default: {_default(field.default)}\n"
    return f"````{{confval}} {name}\n:type: {kind}\n{default}\n{meaning}\n````\n"


def _words(kind: Any) -> str:
    """Say a type in words."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _words(next(each for each in inside if each is not types.NoneType))
    if origin is typing.Literal:
        return f"one of {', '.join(map(repr, inside))}"
    if origin is tuple:
        return f"list of {_words(inside[0])}s"
    if origin is dict:
        return f"table of {_words(inside[1])}s"
    if issubclass(kind, Enum):
        return f"one of {', '.join(repr(each.value) for each in kind)}"
    return WORDS.get(kind, "table")


def _default(value: Any) -> str:
    if isinstance(value, BaseModel):
        return "its keys' own"
    if value is None or value in ((), {}):
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
