"""Options and arguments that several verbs share, and what they mean."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings
from deepgalaxy.similarity.metric import Metric

if TYPE_CHECKING:
    from deepgalaxy.networks.model_folder import TrainedModel

Model = Annotated[
    Path | None,
    typer.Option(help="Folder of a trained model.", show_default="your own, or else the shipped one"),
]
Rows = Annotated[OutputFormat, typer.Option("--format", help="How rows are printed.")]
Wide = Annotated[bool, typer.Option("--wide", help="All columns, however wide the table becomes.")]
AllFrames = Annotated[
    bool, typer.Option("--all-frames", help="Every frame of a merger, not only the first that is found.")
]
Query = Annotated[str, typer.Argument(help="A picture file, or the id or name of an image in the catalogue.")]
Count = Annotated[int, typer.Option("-k", min=1, max=1_000_000, help="How many.")]
Datasets = Annotated[
    list[str] | None, typer.Option("--dataset", help="Only from this dataset; may be repeated.")
]
HDF5File = Annotated[Path, typer.Argument(help="Merger dataset (HDF5).", exists=True, dir_okay=False)]
MODEL_HELP = "Name, or first digits of the sha256, of a model of the catalogue."
NEAR_HELP = 'Place (ICRS): "13:46:10 +55:53:16" in hours, "206.54, 55.89" in degrees, or an object: M51.'
RADIUS_HELP = "Around the place: 20deg, 5arcmin."
Near = Annotated[str | None, typer.Option(help=NEAR_HELP)]
Radius = Annotated[str | None, typer.Option(help=RADIUS_HELP)]
StageRange = Annotated[str | None, typer.Option("--stage", help="Only these stages: 15..25, 15.. or ..25.")]
ServingModel = Annotated[
    Path | None, typer.Option(help="Folder of a trained model.", show_default="the catalogue's serving one")
]
Named = Annotated[str, typer.Argument(help="A model's name or the first digits of its sha256.")]
CatalogModel = Annotated[str | None, typer.Option("--model", help=MODEL_HELP, show_default="the serving one")]
Distance = Annotated[Metric, typer.Option(help="Distance between vectors.")]


def load_named(named: Path | None) -> "TrainedModel":
    """Load the model of the folder named, or the one that is used where none is."""
    from deepgalaxy.inference.model_choice import find_model_folder
    from deepgalaxy.networks.model_folder import load_model

    return load_model(find_model_folder(get_settings(), named))


def name_refused(refused: list[RefusedInput]) -> None:
    """Say on stderr what was refused and why."""
    for problem in refused:
        typer.echo(f"refused {problem}", err=True)
