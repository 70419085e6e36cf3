"""Simulate mergers, train on them, evaluate on them: for Python."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.core.output import to_table
from deepgalaxy.core.quantities import value_in
from deepgalaxy.core.settings import get_settings
from deepgalaxy.imaging.merger_file import Merger, read_all, trusted_simulations

if TYPE_CHECKING:
    from astropy.table import QTable

    from deepgalaxy.evaluation.stage_errors import Score
    from deepgalaxy.interface.model import Model
    from deepgalaxy.training.labelled_pictures import LabelledSimulation, LabelReport

log = logging.getLogger(__name__)

TimeZero = Literal["pericentre", "coalescence"]
USUAL_PX = 64
"""Side of the network's picture where no merger file tells another: that of the model in the package."""


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
    files: str | Path | Iterable[str | Path] = (),
    output: str | Path | None = None,
    *,
    labels: Any = None,
    pictures: str | Path | None = None,
    time_zero: TimeZero | None = None,
    name_pattern: str | None = None,
    columns: Mapping[str, str] | None = None,
    base: "str | Path | Model | None" = None,
    tune: Literal["heads", "last", "all"] = "all",
    unlabelled: Sequence[str | Path] = (),
    non_mergers: Sequence[str | Path] = (),
    bands: str | Sequence[str] | None = None,
    pattern: str | None = None,
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
    """Train encoder, classifier, autoencoder and VAE on simulated mergers, or on pictures with labels.

    A training that was killed goes on from its last checkpoint, with the same weights in the end.

    Parameters
    ----------
    files : path or iterable of paths, optional
        Merger files (HDF5).
    output : str or Path, optional
        Folder for the model; by default ``models/default`` of the data folder.
    labels : str, Path, Table or DataFrame, optional
        What is known of ``pictures``: a file (CSV, ECSV, FITS, VOTable, Parquet), or a table in memory. Its
        columns: ``file``; any of ``stage``, ``time_myr``, ``mass_ratio`` and ``interacting``; ``simulation``;
        ``redshift`` and ``pixel_scale``.
    pictures : str or Path, optional
        The folder of the labelled pictures.
    time_zero : {"pericentre", "coalescence"}, optional
        From when their times count; needed where there are times.
    name_pattern : str, optional
        Instead of ``labels``, how the pictures are named: ``"{simulation}.{time_myr}.fits"``.
    columns : mapping, optional
        Columns of ``labels`` by what they are, where their names are unusual: ``{"stage": "STG"}``.
    base : str, Path or Model, optional
        A model to start from, as `load_model` takes it, or the name of one in the catalogue: its weights,
        network and preprocessing.
    tune : {"all", "last", "heads"}
        What of it is trained: all, the last third of the encoder and the parts behind it, or these alone.
    unlabelled : sequence of paths, optional
        Pictures without labels, or folders of them, that autoencoder and VAE learn from.
    non_mergers : sequence of paths, optional
        Pictures of galaxies that do not merge, or folders of them: simulated ones (``isolated``,
        ``chance_pair``), for mergers must not be told by how pictures were made.
    bands : str or sequence of str, optional
        Bands that the network wants, ``"g,r,i,z"``, a channel each: FITS pictures give them by name, or,
        where they have none, in the file's order, and merger files if they have them all (``simulate`` with
        ``bands="gri"``). Grey pictures are given to every channel. By default the network sees the luminance.
    pattern : str, optional
        Where each band of the labelled pictures is a file, how the files in the folder are called:
        ``"{name}_{band}.fits"``.
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
    from deepgalaxy.imaging.bands import parse_bands
    from deepgalaxy.inference.model_choice import DEFAULT, model_folder
    from deepgalaxy.interface.model import Model
    from deepgalaxy.networks.architecture import make_architecture
    from deepgalaxy.training.config import make_config
    from deepgalaxy.training.distributed import find_workers
    from deepgalaxy.training.fine_tuning import FineTuning
    from deepgalaxy.training.train import train as run

    chosen = make_config(Path(config) if config else None, settings)
    with find_workers(workers, worker_timeout_s, chosen.bucket_mb) as together:
        simulations = read_all(_paths(files))
        if simulations and not include_untrusted:
            simulations = trusted_simulations(simulations)
        folder = Path(output) if output else model_folder(get_settings(), DEFAULT)
        labelled: list[LabelledSimulation] = []
        report: LabelReport | None = None
        if labels is not None or pictures is not None or name_pattern is not None:
            named = parse_bands(bands)
            labelled, report = _labelled(labels, pictures, time_zero, name_pattern, columns, named, pattern)
            log.info("%s", report)
            if not all(each.is_named for each in labelled):
                log.warning(
                    "no column `simulation` tells which merger each picture is of: near-copies (of other"
                    " cameras, a little later) may be in training and validation, and errors look too small"
                )
        elif not simulations:
            raise WrongUse("train: give merger files, or `labels=` and `pictures=`")
        start = None
        if base is not None:
            if (backbone, parts, size_px, latent_size) != ("simple", "classifier,fcae,vae", None, 32):
                raise WrongUse(
                    "train: `backbone=`, `parts=`, `size_px=` and `latent_size=` are those of the `base=`"
                )
            start = FineTuning(_model_to_start_from(base).trained, tune)
            architecture = start.base.card.architecture
        else:
            architecture = make_architecture(
                backbone=backbone,
                size_px=size_px,
                pictures_px=simulations[0].size_px if simulations else USUAL_PX,
                latent_size=latent_size,
                parts=parts,
            )
        trained = together.carry_out(
            lambda: run(
                simulations,
                folder,
                architecture,
                chosen,
                labelled=labelled,
                report=report,
                start=start,
                unlabelled=_paths(unlabelled),
                non_mergers=_paths(non_mergers),
                bands=parse_bands(bands),
                record=Path(record) if record else None,
                workers=together,
                keep_checkpoints=keep_checkpoints,
            )
        )
        if together.rank == 0:
            kept = ", ".join(f"{name} {value:.4g}" for name, value in trained.card.metrics["kept"].items())
            log.info("%s: model %s, %s", trained.folder, trained.sha256[:12], kept)
    return Model(trained)


def _model_to_start_from(base: "str | Path | Model") -> "Model":
    """Load a model by its folder, its name, or its name in the catalogue, if there is one."""
    from deepgalaxy.inference.model_choice import find_model_folder
    from deepgalaxy.interface.catalog import open_catalog
    from deepgalaxy.interface.model import Model, load_model

    if isinstance(base, Model):
        return base
    settings, name = get_settings(), Path(base)
    has_catalog = settings.database_url is not None or (settings.data_dir / "postgres").exists()
    if len(name.parts) > 1 or find_model_folder(settings, name).is_dir() or not has_catalog:
        return load_model(base)
    with open_catalog() as catalog:
        return catalog.model(str(base))


def _labelled(
    labels: Any,
    pictures: str | Path | None,
    time_zero: TimeZero | None,
    name_pattern: str | None,
    columns: Mapping[str, str] | None,
    bands: Sequence[str] | None,
    pattern: str | None,
) -> "tuple[list[LabelledSimulation], LabelReport]":
    """Bring pictures together with what a table, or their names, tell of them."""
    from deepgalaxy.interface.catalog import as_table
    from deepgalaxy.surveys.tables.picture_facts import written_table
    from deepgalaxy.training.label_table import read_labels, read_names
    from deepgalaxy.training.labelled_pictures import match_pictures, pictures_in

    if pictures is None:
        raise WrongUse("labels go with `pictures=`, the folder of the pictures that they are of")
    if (labels is None) == (name_pattern is None):
        raise WrongUse("pictures need one of `labels=`, a table, and `name_pattern=`, how they are named")
    folder = Path(pictures).expanduser()
    if name_pattern is not None and columns:
        raise WrongUse("`columns=` names columns of `labels=`; a pattern of names says itself what is what")
    if name_pattern is not None:
        names, _ = pictures_in(folder, bands, pattern)
        return match_pictures(folder, read_names(names, name_pattern, time_zero), bands, pattern)
    with ExitStack() as stack:
        is_file = isinstance(labels, str | Path)
        file = Path(labels).expanduser() if is_file else stack.enter_context(written_table(as_table(labels)))
        return match_pictures(folder, read_labels(file, time_zero, columns), bands, pattern)


def evaluate(
    model: "Model",
    files: str | Path | Iterable[str | Path] = (),
    *,
    labels: Any = None,
    pictures: str | Path | None = None,
    time_zero: TimeZero | None = None,
    name_pattern: str | None = None,
    columns: Mapping[str, str] | None = None,
    bands: str | Sequence[str] | None = None,
    pattern: str | None = None,
    seen: bool = False,
    plot: str | Path | None = None,
) -> "QTable":
    """Measure how well a model dates simulated mergers, whose age is known.

    Parameters
    ----------
    model : Model
        With a classifier.
    files : path or iterable of paths, optional
        Merger files (HDF5).
    labels : str, Path, Table or DataFrame, optional
        What is known of ``pictures``, beside merger files or instead of them: as for `train`.
    pictures : str or Path, optional
        The folder of the labelled pictures.
    time_zero : {"pericentre", "coalescence"}, optional
        From when their times count.
    name_pattern : str, optional
        Instead of ``labels``, how the pictures are named.
    columns : mapping, optional
        Columns of ``labels`` by what they are, where their names are unusual.
    bands : str or sequence of str, optional
        Which bands of FITS pictures to keep, ``"g,r,i,z"``; names them, in the file's order, where
        their files do not.
    pattern : str, optional
        Where each band is a file, how the files in the folder are called: ``"{name}_{band}.fits"``.
    seen : bool, default False
        Also those that the model learnt from: how well it remembers.
    plot : str or Path, optional
        PNG file for a plot of predicted against true stages.

    Returns
    -------
    QTable
        A row a group of pictures: all, by stage, mass ratio and simulation, each for unseen, foreign and
        seen mergers. Errors in stages and Myr; coverage of the intervals; masked where truth or answer is not
        told.

    Raises
    ------
    DeepGalaxyError
        If a file is no merger file, or the model has seen all of them.
    """
    from astropy.table import QTable

    from deepgalaxy.evaluation.stage_errors import Score

    rows = evaluate_rows(
        model,
        files,
        labels=labels,
        pictures=pictures,
        time_zero=time_zero,
        name_pattern=name_pattern,
        columns=columns,
        bands=bands,
        pattern=pattern,
        seen=seen,
        plot=plot,
    )
    return QTable(to_table(rows, Score))


def evaluate_rows(
    model: "Model",
    files: str | Path | Iterable[str | Path] = (),
    *,
    labels: Any = None,
    pictures: str | Path | None = None,
    time_zero: TimeZero | None = None,
    name_pattern: str | None = None,
    columns: Mapping[str, str] | None = None,
    bands: str | Sequence[str] | None = None,
    pattern: str | None = None,
    seen: bool = False,
    plot: str | Path | None = None,
) -> "list[Score]":
    """Measure as `evaluate` does, for programs that need no table.

    Parameters
    ----------
    model : Model
        With a classifier.
    files : path or iterable of paths, optional
        Merger files (HDF5).
    labels : str, Path, Table or DataFrame, optional
        As for `evaluate`.
    pictures : str or Path, optional
        The folder of the labelled pictures.
    time_zero : {"pericentre", "coalescence"}, optional
        From when their times count.
    name_pattern : str, optional
        Instead of ``labels``, how the pictures are named.
    columns : mapping, optional
        Columns of ``labels`` by what they are.
    bands, pattern : optional
        As for `evaluate`.
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
    from deepgalaxy.evaluation.stage_errors import (
        join_predictions,
        predict_labelled,
        predict_stages,
        scores,
        unseen_simulations,
    )
    from deepgalaxy.imaging.bands import parse_bands

    trained, simulations, named = model.trained, read_all(_paths(files)), parse_bands(bands)
    labelled: list[LabelledSimulation] = []
    if labels is not None or pictures is not None or name_pattern is not None:
        labelled, report = _labelled(labels, pictures, time_zero, name_pattern, columns, named, pattern)
        log.info("%s", report)
    elif not simulations:
        raise WrongUse("evaluate: give merger files, or `labels=` and `pictures=`")
    if not seen:
        every: list[Merger | LabelledSimulation] = [*simulations, *labelled]
        unseen = unseen_simulations(trained, every)
        simulations = [each for each in unseen if isinstance(each, Merger)]
        labelled = [each for each in unseen if not isinstance(each, Merger)]
    parts = [predict_stages(trained, simulations)] if simulations else []
    parts += [predict_labelled(trained, labelled, named)] if labelled else []
    predicted = join_predictions(parts)
    if plot:
        from deepgalaxy.evaluation.plots import draw_stages

        staged = np.isfinite(predicted.stage_error)
        if not staged.any():
            raise DeepGalaxyError(f"{plot}: there is no stage to draw: the labels or the model tell none")
        draw_stages(predicted.select(staged), Path(plot))
    return scores(predicted)


def _paths(files: str | Path | Iterable[str | Path]) -> list[Path]:
    return [Path(file) for file in ([files] if isinstance(files, str | Path) else files)]
