"""Simulate mergers, train on them, evaluate on them: for Python."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.output import to_table
from deepgalaxy.core.quantities import value_in
from deepgalaxy.core.settings import get_settings
from deepgalaxy.imaging.merger_file import Merger, read_all, trusted_simulations

if TYPE_CHECKING:
    from astropy.table import QTable

    from deepgalaxy.evaluation.stage_errors import Score
    from deepgalaxy.interface.model import Model

log = logging.getLogger(__name__)


def simulate(
    output: str | Path,
    *,
    size_px: int = 128,
    cameras: int = 14,
    bands: Literal["", "gri"] = "",
    observe: Literal["sdss", "decals"] | None = None,
    redshift: float | None = None,
    **recipe: Any,
) -> Merger:
    """Simulate a merger of two galaxies and take its pictures.

    A run that was killed goes on; a file that holds this very run is not made again.

    Parameters
    ----------
    output : str or Path
        HDF5 file to write.
    size_px : int, default 128
        Side of the pictures.
    cameras : int, default 14
        Directions that the merger is looked at from.
    bands : {"", "gri"}
        Whether pictures in g, r and i are written beside the grey ones.
    observe : {"sdss", "decals"}, optional
        Take the pictures as this survey would.
    redshift : float, default 0.05
        Of what is observed.
    **recipe
        What meets how, by the fields of `deepgalaxy.simulation.recipe.MergerRecipe`: ``mass_ratio``,
        ``pericentre_kpc``, ``disk1_deg``, ``particles``, ``seed`` and so on. Lengths and angles may be
        quantities.

    Returns
    -------
    Merger
        The merger in the file.

    Raises
    ------
    WrongUse
        If a parameter is unknown, out of its range, or of another unit.
    DeepGalaxyError
        If the file holds something else, or the galaxies never meet.
    """
    from deepgalaxy.simulation.merger_run import simulate as run
    from deepgalaxy.simulation.mock_observation import Observation
    from deepgalaxy.simulation.recipe import MergerRecipe

    known = [field.name for field in fields(MergerRecipe)]
    if unknown := recipe.keys() - set(known):
        raise WrongUse(f"simulate: there is no parameter {min(unknown)}; a recipe has {', '.join(known)}")
    if redshift is not None and not observe:
        raise WrongUse("simulate: redshift goes with observe, the survey that takes the pictures")
    observation = Observation(observe, 0.05 if redshift is None else redshift) if observe else None
    chosen = MergerRecipe(**{name: _in_its_unit(name, value) for name, value in recipe.items()})
    return run(chosen, Path(output), size_px, cameras, observation, bands)


def _in_its_unit(name: str, value: Any) -> Any:
    """Return a parameter as the recipe takes it: in the unit that its name ends with."""
    if name.endswith("_kpc") and value is not None:
        return value_in("kpc", name, value)
    if name.endswith("_deg"):
        return tuple(value_in("deg", name, angle) for angle in value)
    return value


def train(
    files: str | Path | Iterable[str | Path],
    output: str | Path | None = None,
    *,
    unlabelled: Sequence[str | Path] = (),
    non_mergers: Sequence[str | Path] = (),
    backbone: str = "simple",
    parts: str = "classifier,fcae,vae",
    size_px: int | None = None,
    latent_size: int = 32,
    include_untrusted: bool = False,
    config: str | Path | None = None,
    workers: str | None = None,
    worker_timeout_s: float = 600.0,
    keep_checkpoints: int = 2,
    record: str | Path | None = None,
    **settings: Any,
) -> "Model":
    """Train encoder, classifier, autoencoder and VAE on simulated mergers.

    A training that was killed goes on from its last checkpoint, with the same weights in the end.

    Parameters
    ----------
    files : path or iterable of paths
        Merger files (HDF5).
    output : str or Path, optional
        Folder for the model; by default ``models/default`` of the data folder.
    unlabelled : sequence of paths, optional
        Pictures without labels, or folders of them, that autoencoder and VAE learn from.
    non_mergers : sequence of paths, optional
        Pictures of galaxies that do not merge, or folders of them: simulated ones (``isolated``,
        ``chance_pair``), for mergers must not be told by how pictures were made.
    backbone : str, default "simple"
        Encoder: ``simple``, ``resnet…``, ``efficientnet_…``, ``convnextv2_…``.
    parts : str
        Any of ``classifier``, ``fcae`` and ``vae``, by commas.
    size_px : int, optional
        Side of the network's picture; by default that of the pictures.
    latent_size : int, default 32
        Numbers in z.
    include_untrusted : bool, default False
        Train on mergers whose energy drifted too far, too.
    config : str or Path, optional
        TOML file with any fields of `deepgalaxy.training.config.TrainingConfig`.
    workers : {"serial", "horovod", "torch"}, optional
        Processes that train together; by default those of the launcher that started this one, if any.
    worker_timeout_s : float, default 600
        Seconds after which a silent worker is given up.
    keep_checkpoints : int, default 2
        States kept until the end, one a minute.
    record : str or Path, optional
        Folder for TensorBoard and a JSON an epoch.
    **settings
        Fields of `TrainingConfig`, such as ``epochs`` and ``learning_rate``; they win over the file's.

    Returns
    -------
    Model
        The model whose validation was best.

    Raises
    ------
    WrongUse
        If a setting is impossible.
    DeepGalaxyError
        If a file is no merger file, or the folder holds something else.
    Stopped
        If SIGTERM or SIGUSR2 came; the same call goes on from there.
    """
    from deepgalaxy.inference.model_choice import DEFAULT, model_folder
    from deepgalaxy.interface.model import Model
    from deepgalaxy.networks.architecture import make_architecture
    from deepgalaxy.training.config import make_config
    from deepgalaxy.training.distributed import find_workers
    from deepgalaxy.training.train import train as run

    chosen = make_config(Path(config) if config else None, settings)
    with find_workers(workers, worker_timeout_s, chosen.bucket_mb) as together:
        simulations = read_all(_paths(files))
        if not include_untrusted:
            simulations = trusted_simulations(simulations)
        architecture = make_architecture(
            backbone=backbone,
            size_px=size_px,
            pictures_px=simulations[0].size_px,
            latent_size=latent_size,
            parts=parts,
        )
        folder = Path(output) if output else model_folder(get_settings(), DEFAULT)
        trained = together.carry_out(
            lambda: run(
                simulations,
                folder,
                architecture,
                chosen,
                unlabelled=_paths(unlabelled),
                non_mergers=_paths(non_mergers),
                record=Path(record) if record else None,
                workers=together,
                keep_checkpoints=keep_checkpoints,
            )
        )
        if together.rank == 0:
            kept = ", ".join(f"{name} {value:.4g}" for name, value in trained.card.metrics["kept"].items())
            log.info("%s: model %s, %s", trained.folder, trained.sha256[:12], kept)
    return Model(trained)


def evaluate(
    model: "Model",
    files: str | Path | Iterable[str | Path],
    *,
    seen: bool = False,
    plot: str | Path | None = None,
) -> "QTable":
    """Measure how well a model dates simulated mergers, whose age is known.

    Parameters
    ----------
    model : Model
        With a classifier.
    files : path or iterable of paths
        Merger files (HDF5).
    seen : bool, default False
        Also those that the model learnt from: how well it remembers.
    plot : str or Path, optional
        PNG file for a plot of predicted against true stages.

    Returns
    -------
    QTable
        A row a group of pictures: all, by stage, mass ratio and simulation, each for unseen, foreign and
        seen mergers. Errors in stages and Myr; coverage of the intervals.

    Raises
    ------
    DeepGalaxyError
        If a file is no merger file, or the model has seen all of them.
    """
    from astropy.table import QTable

    from deepgalaxy.evaluation.stage_errors import Score

    return QTable(to_table(evaluate_rows(model, files, seen=seen, plot=plot), Score))


def evaluate_rows(
    model: "Model",
    files: str | Path | Iterable[str | Path],
    *,
    seen: bool = False,
    plot: str | Path | None = None,
) -> "list[Score]":
    """Measure as `evaluate` does, for programs that need no table.

    Parameters
    ----------
    model : Model
        With a classifier.
    files : path or iterable of paths
        Merger files (HDF5).
    seen : bool, default False
        Also those that the model learnt from.
    plot : str or Path, optional
        PNG file.

    Returns
    -------
    list of Score
        The rows of `evaluate`.

    Raises
    ------
    DeepGalaxyError
        If a file is no merger file, or the model has seen all of them.
    """
    from deepgalaxy.evaluation.stage_errors import predict_stages, scores, unseen_simulations

    simulations = read_all(_paths(files))
    trained = model.trained
    predicted = predict_stages(trained, simulations if seen else unseen_simulations(trained, simulations))
    if plot:
        from deepgalaxy.evaluation.plots import draw_stages

        draw_stages(predicted, Path(plot))
    return scores(predicted)


def _paths(files: str | Path | Iterable[str | Path]) -> list[Path]:
    return [Path(file) for file in ([files] if isinstance(files, str | Path) else files)]
