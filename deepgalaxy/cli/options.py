"""Options and arguments that several verbs share, and what they mean."""

import dataclasses
import os
from collections.abc import Callable, Sequence
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from deepgalaxy.cli.app import as_options, option_of
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings
from deepgalaxy.similarity.metric import Metric

if TYPE_CHECKING:
    from deepgalaxy.catalog.sky_region import SkyRegion
    from deepgalaxy.similarity.search_filters import Cone

Verb = Callable[..., None]


def _use_device(name: str | None) -> None:
    """Set what DEEPGALAXY_DEVICE sets, for this process and those that it starts."""
    if name is not None:
        os.environ["DEEPGALAXY_DEVICE"] = name
        get_settings.cache_clear()


Model = Annotated[
    Path | None,
    typer.Option(help="Folder of a trained model.", show_default="your own, or else the shipped one"),
]
Device = Annotated[
    str | None,
    typer.Option(
        help="Where networks compute: auto, cpu, cuda, or cuda:1 and so on.",
        show_default="auto, a GPU if there is one",
        callback=_use_device,
        expose_value=False,
    ),
]
Bf16 = Annotated[
    bool,
    typer.Option("--bf16", help="Compute in bfloat16: quicker where the processor can, a little different."),
]
Rows = Annotated[
    OutputFormat, typer.Option("--format", help="How rows are printed; samp sends them to TOPCAT or Aladin.")
]
Wide = Annotated[bool, typer.Option("--wide", help="All columns, however wide the table becomes.")]
AllFrames = Annotated[
    bool, typer.Option("--all-frames", help="Every frame of a merger, not only the first that is found.")
]
Query = Annotated[str, typer.Argument(help="A picture file, or the id or name of an image in the catalogue.")]
Count = Annotated[int, typer.Option("-k", min=1, max=1_000_000, help="How many.")]
Datasets = Annotated[
    list[str] | None, typer.Option("--dataset", help="Only from this dataset; may be repeated.")
]
MergerFiles = Annotated[list[Path], typer.Argument(help="Merger files (HDF5).", exists=True, dir_okay=False)]
OptionalMergerFiles = Annotated[
    list[Path] | None, typer.Argument(help="Merger files (HDF5).", exists=True, dir_okay=False)
]
LabelTable = Annotated[
    Path | None,
    typer.Option("--labels", help="Table of stages or times of --pictures.", exists=True, dir_okay=False),
]
PictureFolder = Annotated[
    Path | None,
    typer.Option("--pictures", help="Folder of pictures with labels.", exists=True, file_okay=False),
]
TimeZeroOption = Annotated[
    Literal["pericentre", "coalescence"] | None,
    typer.Option("--time-zero", help="From when the times of the labels count."),
]
NamePattern = Annotated[
    str | None,
    typer.Option(help="Labels in the names of --pictures, as '{simulation}.{time_myr}.fits'."),
]
LabelColumns = Annotated[
    str | None,
    typer.Option("--columns", help="Columns of --labels with unusual names: stage=STG,file=IMG."),
]
HDF5File = Annotated[Path, typer.Argument(help="Merger dataset (HDF5).", exists=True, dir_okay=False)]
Backbone = Annotated[
    str, typer.Option(help="Encoder: simple, resnet…, efficientnet_…, convnextv2_…, or own.")
]
Parts = Annotated[str, typer.Option(help="Any of classifier, fcae and vae, by commas.")]
NetworkSize = Annotated[
    int | None,
    typer.Option(
        "--size", help="Side of the network's picture, pixels.", show_default="that of the pictures"
    ),
]
LatentSize = Annotated[int, typer.Option(min=2, help="Numbers in z.")]
Untrusted = Annotated[
    bool, typer.Option("--include-untrusted", help="Train on mergers whose energy drifted too far, too.")
]
BandNames = Annotated[
    str | None,
    typer.Option(
        "--bands",
        help="Bands of FITS pictures to keep, as g,r,i,z: by name, or in the file's order where it has none.",
        show_default="one and three to look at, else all that are named",
    ),
]
FilePattern = Annotated[
    str | None,
    typer.Option("--pattern", help="Where each band is a file of a folder: {name}_{band}.fits."),
]
MODEL_HELP = "Name, or first digits of the sha256, of a model of the catalogue."
NEAR_HELP = 'Place (ICRS): "13:46:10 +55:53:16" in hours, "206.54, 55.89" in degrees, or an object: M51.'
RADIUS_HELP = "Around the place: 20deg, 5arcmin."
Near = Annotated[str | None, typer.Option(help=NEAR_HELP)]
Radius = Annotated[str | None, typer.Option(help=RADIUS_HELP)]
RegionWords = Annotated[
    str | None,
    typer.Option(
        "--region",
        "--moc",
        help='Only in this region: a file of a MOC, DS9 or STC-S, or text: "Circle ICRS 206.5 55.9 2".',
    ),
]
StageRange = Annotated[str | None, typer.Option("--stage", help="Only these stages: 15..25, 15.. or ..25.")]
ServingModel = Annotated[
    Path | None, typer.Option(help="Folder of a trained model.", show_default="the catalogue's serving one")
]
DatasetName = Annotated[
    str | None, typer.Option(help="Name in the catalogue.", show_default="the service's or folder's")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be asked for.")]
Named = Annotated[str, typer.Argument(help="A model's name or the first digits of its sha256.")]
CatalogModel = Annotated[str | None, typer.Option("--model", help=MODEL_HELP, show_default="the serving one")]
Distance = Annotated[Metric, typer.Option(help="Distance between vectors.")]


def cone_of(near: str | None, radius: str | None) -> "Cone | None":
    """Understand the options ``--near`` and ``--radius``, which go together.

    Parameters
    ----------
    near : str or None
        A position or the name of an object.
    radius : str or None
        With its unit.

    Returns
    -------
    Cone or None
        None where neither is given.

    Raises
    ------
    DeepGalaxyError
        If only one is given, or one cannot be understood.
    """
    from deepgalaxy.similarity.name_resolver import find_cone
    from deepgalaxy.similarity.search_filters import Cone

    return find_cone(near, radius) if near and radius else Cone.parse_optional(near, radius)


def region_of(words: str | None) -> "SkyRegion | None":
    """Understand the option ``--region``.

    Parameters
    ----------
    words : str or None
        A file or a text.

    Returns
    -------
    SkyRegion or None
        None where nothing is given.

    Raises
    ------
    RefusedInput
        If it is no region of the sky.
    """
    from deepgalaxy.catalog.sky_region import SkyRegion

    return None if words is None else SkyRegion.of(words)


def name_refused(refused: list[RefusedInput]) -> None:
    """Say on stderr what was refused and why.

    Parameters
    ----------
    refused : list of RefusedInput
        What was not read.
    """
    for problem in refused:
        typer.echo(as_options(f"refused {problem}"), err=True)


def with_config_options(model: type, names: Sequence[str] | None = None) -> Callable[[Verb], Verb]:
    """Give a verb an option for each field of a configuration, or for some.

    Parameters
    ----------
    model : type
        A pydantic model, or a dataclass whose annotations hold pydantic's fields: names, types, bounds,
        defaults and descriptions of the options are those of its fields.
    names : sequence of str, optional
        Which fields; by default all.

    Returns
    -------
    callable
        Decorates a function that takes the options given, by field, as its argument ``chosen``.
    """
    fields = model.model_fields if issubclass(model, BaseModel) else _fields_of_dataclass(model)
    names = tuple(fields) if names is None else names

    def _decorate(command: Verb) -> Verb:
        shared = [_option_of(name, fields[name], bounded=not issubclass(model, BaseModel)) for name in names]
        own = [option for option in signature(command).parameters.values() if option.name != "chosen"]

        @wraps(command)
        def _verb(**given: Any) -> None:
            chosen = {name: given.pop(name) for name in names}
            command(**given, chosen={name: value for name, value in chosen.items() if value is not None})

        _verb.__annotations__ = {option.name: option.annotation for option in (*own, *shared)}
        vars(_verb)["__signature__"] = Signature([*own, *shared])
        return _verb

    return _decorate


def _fields_of_dataclass(model: type) -> dict[str, FieldInfo]:
    defaults = {field.name: field.default for field in dataclasses.fields(model)}
    hints = get_type_hints(model, include_extras=True)
    return {
        name: FieldInfo.from_annotated_attribute(hints[name], default) for name, default in defaults.items()
    }


def _option_of(name: str, field: FieldInfo, *, bounded: bool) -> Parameter:
    """Return a field as an option that is None where it is not given.

    Its help is the first sentence of the field's description; ``; by default …`` there is the default. The
    option has bounds only where the model does not check them itself, in the words that Python's users see.
    """
    sentence = (field.description or "").replace("``", "").split(". ")[0].rstrip(".").replace("\n", " ")
    sentence, _, told = sentence.partition("; by default ")
    kind = _plain_type(field.annotation)
    more: dict[str, Any] = {
        end: getattr(each, key)
        for each in field.metadata
        for end, key in (("min", "ge"), ("max", "le"))
        if bounded and hasattr(each, key)
    }
    default = getattr(field.default, "value", field.default)
    if kind is tuple:
        kind, more["parser"], more["metavar"] = Any, _two_angles, "'DEG DEG'"
        default = "{:g} {:g}".format(*field.default)
    shown = told or ("none" if default is None else "no" if default is False else _number(default))
    end = "" if sentence.endswith("…") else "."
    option = typer.Option(option_of(name), help=f"{sentence}{end}", show_default=shown, **more)
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, option])


def _number(default: Any) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)


def _two_angles(words: str) -> tuple[float, float]:
    try:
        tilt, node = map(float, words.split())
    except ValueError:
        raise typer.BadParameter(f"{words!r} is not two angles, such as '20 0'") from None
    return tilt, node


def _plain_type(annotation: Any) -> Any:
    """Return X of ``X | None``, and a tuple's own type; a choice of words stays one."""
    if isinstance(annotation, type) or get_origin(annotation) is Literal:
        return annotation
    if get_origin(annotation) is tuple:
        return tuple
    return next(_plain_type(each) for each in get_args(annotation) if each is not type(None))
