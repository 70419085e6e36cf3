"""Networks, trained."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import (
    Backbone,
    Device,
    FilePattern,
    LabelColumns,
    LabelTable,
    LatentSize,
    NamePattern,
    NetworkSize,
    OptionalMergerFiles,
    Parts,
    PictureFolder,
    TimeZeroOption,
    Untrusted,
    with_config_options,
)
from deepgalaxy.training.config import TrainingConfig

OPTIONS = (
    "epochs",
    "patience",
    "batch_size",
    "optimizer",
    "learning_rate",
    "first_weights",
    "noise",
    "held_out",
    "split",
    "seed",
    "bf16",
    "save_memory",
)
"""Fields of the configuration that are options too; --config takes all."""


@app.command()
@with_config_options(TrainingConfig, OPTIONS)
def train(
    files: OptionalMergerFiles = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Folder for the model.", show_default="models/default of the data folder"),
    ] = None,
    backbone: Backbone = "simple",
    parts: Parts = "classifier,fcae,vae",
    size: NetworkSize = None,
    latent_size: LatentSize = 32,
    labels: LabelTable = None,
    pictures: PictureFolder = None,
    time_zero: TimeZeroOption = None,
    name_pattern: NamePattern = None,
    columns: LabelColumns = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="A model to start from: deepgalaxy-small, a folder, or a name in the catalogue.",
            show_default="none",
        ),
    ] = None,
    tune: Annotated[
        Literal["heads", "last", "all"],
        typer.Option(help="What of it is trained: all but the encoder, the last third of that too, or all."),
    ] = "all",
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option(help="Pictures without labels, or a folder, for autoencoder and VAE; may be repeated."),
    ] = None,
    non_mergers: Annotated[
        list[Path] | None,
        typer.Option(help="Pictures of galaxies that do not merge, or a folder; may be repeated."),
    ] = None,
    bands: Annotated[
        str | None,
        typer.Option(
            help="Bands that the network wants of FITS pictures, as g,r,i,z; grey ones are given to each.",
            show_default="luminance",
        ),
    ] = None,
    pattern: FilePattern = None,
    config: Annotated[
        Path | None, typer.Option(help="TOML file with any of what follows.", exists=True, dir_okay=False)
    ] = None,
    device: Device = None,
    include_untrusted: Untrusted = False,
    workers: Annotated[
        str | None,
        typer.Option(
            help="serial, horovod or torch.", show_default="that of horovodrun, torchrun or srun, if any"
        ),
    ] = None,
    worker_timeout: Annotated[
        float, typer.Option(min=1, help="Seconds after which a silent worker is given up.")
    ] = 600.0,
    keep_checkpoints: Annotated[
        int, typer.Option(min=1, help="States kept until the end, one a minute.")
    ] = 2,
    record: Annotated[
        Path | None, typer.Option(help="Folder for TensorBoard and a JSON an epoch.", file_okay=False)
    ] = None,
    *,
    chosen: dict[str, Any],
) -> None:
    """Train encoder, classifier, autoencoder and VAE on simulated mergers, or on pictures with labels."""
    import deepgalaxy as dg
    from deepgalaxy.surveys.tables.column_roles import parse_columns

    dg.train(
        files or (),
        output,
        labels=labels,
        pictures=pictures,
        time_zero=time_zero,
        name_pattern=name_pattern,
        columns=parse_columns(columns),
        base=base,
        tune=tune,
        unlabelled=unlabelled or (),
        non_mergers=non_mergers or (),
        bands=bands,
        pattern=pattern,
        backbone=backbone,
        parts=parts,
        size_px=size,
        latent_size=latent_size,
        include_untrusted=include_untrusted,
        config=config,
        workers=workers,
        worker_timeout_s=worker_timeout,
        keep_checkpoints=keep_checkpoints,
        record=record,
        **chosen,
    )
