"""What can be configured, as the classes that check it have it."""

import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from deepgalaxy.jobs.nightly_config import NightlyConfig
from deepgalaxy.settings import Settings
from deepgalaxy.training.config import TrainingConfig

PREFIX = Settings.model_config["env_prefix"]
OF_THE_USER = "of the user's own"
"""In the place of folders that depend on who asks."""


def fields(model: type[BaseModel], table: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Keys of a file with what they mean; those of the tables in it as ``table.key``."""
    for name, field in model.model_fields.items():
        yield table + name, field
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not TrainingConfig:
            yield from fields(kind, f"{table}{name}.")


def page() -> str:
    """Write the settings, the keys of a training and those of the nightly job (MyST Markdown)."""
    return "\n".join(
        [
            "\n## Settings\n",
            "In the environment or, by the same name in small letters and without the prefix, in "
            "`~/.config/deepgalaxy/config.toml`. The environment wins.\n",
            *(_key(PREFIX + name.upper(), field) for name, field in fields(Settings)),
            "\n## Training\n",
            "Keys of the TOML file of `deepgalaxy train --config`. What is said on the command line wins.\n",
            *(_key(name, field) for name, field in fields(TrainingConfig)),
            "\n## The nightly job\n",
            "Keys of the TOML file of `deepgalaxy jobs nightly --config`; `network.size` is the key `size` of "
            "its table `[network]`.\n",
            *(_key(name, field) for name, field in fields(NightlyConfig)),
        ]
    )


def _key(name: str, field: FieldInfo) -> str:
    meaning = " ".join((field.description or "").split()).replace("``", "`")
    limits = [f"{sign} {getattr(m, at)}" for m in field.metadata for at, sign in SIGNS if hasattr(m, at)]
    kind = ", ".join([_words(field.annotation), *limits])
    return f"````{{confval}} {name}\n:type: {kind}\n:default: {_default(field)}\n\n{meaning}\n````\n"


SIGNS = (("gt", ">"), ("ge", "≥"), ("lt", "<"), ("le", "≤"))


def _words(kind: Any) -> str:
    """Say a type in words."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _words(next(each for each in inside if each is not types.NoneType))
    if origin is typing.Literal:
        return " or ".join(map(repr, inside))
    if origin is tuple:
        return f"list of {_words(inside[0])}s"
    if origin is dict:
        return f"table of {_words(inside[1])}s"
    if issubclass(kind, Enum):
        return ", ".join(repr(each.value) for each in kind)
    return {Path: "path", int: "integer", float: "number", str: "text", bool: "true or false"}.get(
        kind, "table"
    )


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    if field.default_factory:
        return OF_THE_USER
    if isinstance(default, BaseModel):
        return "its own defaults"
    if default is None or default in ((), {}):
        return "none"
    return str(default).lower() if isinstance(default, bool) else f"{getattr(default, 'value', default)}"
