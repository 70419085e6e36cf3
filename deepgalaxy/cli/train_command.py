"""Networks, trained."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.core.settings import get_settings


@app.command()
def train(
    files: Annotated[list[Path], typer.Argument(help="Merger datasets (HDF5).", exists=True, dir_okay=False)],
    output: Annotated[
        Path | None,
        typer.Option(help="Folder for the model.", show_default="models/default of the data folder"),
    ] = None,
    backbone: Annotated[
        str, typer.Option(help="Encoder: simple, resnet…, efficientnet_…, convnextv2_….")
    ] = "simple",
    first_weights: Annotated[
        str | None,
        typer.Option(help="Encoder's start: hub id, local folder, or imagenet (lite)."),
    ] = None,
    parts: Annotated[
        str, typer.Option(help="Any of classifier, fcae and vae, by commas.")
    ] = "classifier,fcae,vae",
    size: Annotated[
        int | None,
        typer.Option(help="Side of the network's picture, pixels.", show_default="that of the pictures"),
    ] = None,
    latent_size: Annotated[int, typer.Option(min=2, help="Numbers in z.")] = 32,
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option(help="Pictures without labels, or a folder, for autoencoder and VAE; may be repeated."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="TOML file with any of what follows.", exists=True, dir_okay=False)
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="How often each picture is shown.", show_default="20")
    ] = None,
    patience: Annotated[
        int | None, typer.Option(help="Stop after so many epochs without progress.", show_default="never")
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Pictures that a process takes at a time.", show_default="64")
    ] = None,
    optimizer: Annotated[
        str | None, typer.Option(help="adamw, adadelta or sgd.", show_default="adamw")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Peak of the schedule.", show_default="the optimizer's usual")
    ] = None,
    noise: Annotated[
        float | None, typer.Option(help="Most noise added to a picture in [0, 1].", show_default="0.06")
    ] = None,
    held_out: Annotated[
        float | None, typer.Option(help="Share of the simulations kept for validation.", show_default="0.2")
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            help="What is held out; 'random frames' is the published protocol.", show_default="by simulation"
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of all chance.", show_default="1")] = None,
    bf16: Annotated[bool | None, typer.Option("--bf16", help="Compute in bfloat16.")] = None,
    save_memory: Annotated[
        bool | None, typer.Option("--save-memory", help="Compute activations twice to keep fewer.")
    ] = None,
    include_untrusted: Annotated[
        bool, typer.Option(help="Train on mergers whose energy drifted too far, too.")
    ] = False,
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
) -> None:
    """Train encoder, classifier, autoencoder and VAE on simulated mergers."""
    from deepgalaxy.core.merger_file import read_all, trusted_simulations
    from deepgalaxy.inference.model_choice import DEFAULT, model_folder
    from deepgalaxy.networks.architecture import make_architecture
    from deepgalaxy.training.config import make_config
    from deepgalaxy.training.distributed import find_workers
    from deepgalaxy.training.train import train as run

    said = {
        "epochs": epochs,
        "patience": patience,
        "batch_size": batch_size,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "first_weights": first_weights,
        "noise": noise,
        "held_out": held_out,
        "split": split,
        "bf16": bf16,
        "save_memory": save_memory,
        "seed": seed,
    }
    chosen = make_config(config, said)
    with find_workers(workers, worker_timeout, chosen.bucket_mb) as together:
        simulations = read_all(files)
        if not include_untrusted:
            simulations = trusted_simulations(simulations)
        architecture = make_architecture(
            backbone=backbone,
            size_px=size,
            pictures_px=simulations[0].size_px,
            latent_size=latent_size,
            parts=parts,
        )
        folder = output or model_folder(get_settings(), DEFAULT)
        model = together.carry_out(
            lambda: run(
                simulations,
                folder,
                architecture,
                chosen,
                unlabelled=unlabelled or (),
                record=record,
                workers=together,
                keep_checkpoints=keep_checkpoints,
            )
        )
        if together.rank == 0:
            kept = ", ".join(f"{name} {value:.4g}" for name, value in model.card.metrics["kept"].items())
            typer.echo(f"{model.folder}: model {model.sha256[:12]}, {kept}", err=True)
