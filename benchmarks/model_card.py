"""Write a model's card: ``python -m benchmarks.model_card MODEL FILES --galaxies FOLDER``.

All figures and tables of docs/model-card.md, from merger files that the model was trained on, other ones, and
those of other people's simulations; the card lists them separately. Ten thousand pictures take minutes on two
cores. ``--galaxies`` needs the extra imagenet.
"""

import argparse
import logging
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from benchmarks.retrieval import some
from deepgalaxy.evaluation.aims import ModelFigures
from deepgalaxy.evaluation.class_purity import LabelledGalaxies, Purity, purities, read_galaxies, vectors_of
from deepgalaxy.evaluation.interacting import InteractionScore, score_cutouts, score_interacting
from deepgalaxy.evaluation.latent_space import interpolations, reconstruct, sample_pictures
from deepgalaxy.evaluation.model_card import write_card
from deepgalaxy.evaluation.non_mergers import (
    NonMergerScore,
    artefacts,
    by_kind,
    hubble_galaxies,
    observe_mergers,
    score_non_mergers,
)
from deepgalaxy.evaluation.plots import draw_calibration, draw_interpolations, draw_stages
from deepgalaxy.evaluation.real_mergers import read_real_mergers, score_real_mergers
from deepgalaxy.evaluation.recommendations import compare_recommendations
from deepgalaxy.evaluation.retrieval import compare_neighbours, make_frame_set, probe_splits
from deepgalaxy.evaluation.stage_errors import FOREIGN, SEEN, UNSEEN, dataset_of, predict_stages, scores
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.imaging.merger_file import Merger, read_all
from deepgalaxy.inference.predict import Float32Array, predict_pictures
from deepgalaxy.networks.model_folder import TrainedModel, load_model

log = logging.getLogger(__name__)

PICTURES = 300
"""Of unseen mergers: they are rebuilt, and their out-of-domain scores compared with other pictures'."""
ARTEFACTS = 50
"""Of each kind."""
QUERIES, RECOMMENDED = 2000, 300
"""Pictures whose nearest neighbours, and whose recommendations, are compared."""


def main() -> None:
    """Write the card and its pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of a trained model")
    parser.add_argument("files", type=Path, nargs="+", help="merger datasets (HDF5)")
    parser.add_argument("--galaxies", type=Path, help="folder of JPEGs with labels.csv of Galaxy Zoo classes")
    parser.add_argument(
        "--real", type=Path, help="folder of real mergers with modelled ages, see docs/evaluation.md"
    )
    parser.add_argument("--cameras", type=int, default=4, help="of each merger")
    parser.add_argument("--card", type=Path, default=Path("docs/model-card.md"))
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    start = time.monotonic()
    model = load_model(options.model)
    simulations = [replace(s, cameras=spread(s.cameras, options.cameras)) for s in read_all(options.files)]
    folder = options.card.parent / "model"
    folder.mkdir(parents=True, exist_ok=True)
    figures = measure(model, simulations, options.galaxies, options.real, folder, options.cameras)
    figures = replace(figures, command=command(), minutes=(time.monotonic() - start) / 60)
    options.card.write_text(write_card(figures) + "\n")


def spread(cameras: tuple[int, ...], count: int) -> tuple[int, ...]:
    """Select ``count`` of the cameras, evenly from the first to the last."""
    chosen = np.linspace(0, len(cameras) - 1, min(count, len(cameras))).round().astype(int)
    return tuple(cameras[i] for i in chosen)


def command() -> str:
    """Return the command line, with file names instead of paths."""
    words = [Path(word).name if "/" in word else word for word in sys.argv[1:]]
    return f"python -m benchmarks.model_card {shlex.join(words)}"


def measure(
    model: TrainedModel,
    simulations: Sequence[Merger],
    galaxies: Path | None,
    real: Path | None,
    folder: Path,
    cameras: int,
) -> ModelFigures:
    """Measure all figures of the card, and draw its plots into ``folder``."""
    by_dataset = {
        name: [s for s in simulations if dataset_of(model, s) == name] for name in (UNSEEN, FOREIGN, SEEN)
    }
    log.info("predicting stages of %d mergers", len(simulations))
    predicted = predict_stages(model, simulations)
    scaled = model.card.architecture.scaled
    without_scale = scores(predict_stages(model, simulations, scaled=False)) if scaled else []
    draw_stages(predicted, folder / "stages.png")
    draw_calibration(predicted, folder / "calibration.png")

    log.info("rebuilding pictures, and interpolating between them")
    samples = {name: sample_pictures(part, PICTURES) for name, part in by_dataset.items() if part}
    reconstructions = [reconstruct(model, name, pictures) for name, pictures in samples.items()]
    lines = interpolations(model, by_dataset[UNSEEN] or simulations)
    draw_interpolations(lines, folder / "interpolations.png")

    log.info("comparing neighbours and recommendations")
    frame_set = make_frame_set(simulations, torch.from_numpy(predicted.z))
    queries = some(len(predicted.stage), QUERIES)
    recommended = compare_recommendations(frame_set, queries[:RECOMMENDED])

    log.info("timing one picture")
    warm_ms, cold_s = time_one_picture(model, next(iter(samples.values()))[0])

    log.info("scoring pictures that are not mergers, and comparing galaxies")
    labelled = read_galaxies(galaxies) if galaxies else None
    return ModelFigures(
        card=model.card,
        sha256=model.sha256,
        command="",
        minutes=0,
        cameras=cameras,
        scores=scores(predicted),
        reconstructions=reconstructions,
        retrieval=recommended + compare_neighbours(frame_set, queries),
        probes=probe_splits(frame_set, queries),
        non_mergers=compare_non_mergers(model, by_dataset[UNSEEN], labelled) if by_dataset[UNSEEN] else [],
        purities=compare_galaxies(model, labelled) if labelled else [],
        without_scale=without_scale,
        interacting=tell_mergers(model, labelled) if labelled else [],
        cutouts=score_cutouts(model, samples[UNSEEN]) if UNSEEN in samples else [],
        real_mergers=score_real_mergers(model, read_real_mergers(real)) if real else [],
        warm_ms=warm_ms,
        cold_s=cold_s,
    )


def time_one_picture(model: TrainedModel, picture: Float32Array) -> tuple[float, float]:
    """Time an answer: milliseconds in this process on one core, and seconds of the command with a PNG."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "merger.png"
        Image.fromarray(to_8bit(picture)[0]).save(file)
        command = ["-m", "deepgalaxy", "predict", "--model", str(model.folder), str(file)]
        cold = []
        for _ in range(3):
            start = time.monotonic()
            subprocess.run([sys.executable, *command], check=True, capture_output=True)
            cold.append(time.monotonic() - start)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    warm = []
    for _ in range(20):
        start = time.monotonic()
        predict_pictures(model, picture[None])
        warm.append(time.monotonic() - start)
    torch.set_num_threads(threads)
    return 1000 * float(np.median(warm)), float(np.median(cold))


def compare_non_mergers(
    model: TrainedModel, unseen: Sequence[Merger], labelled: LabelledGalaxies | None
) -> list[NonMergerScore]:
    """Compare the out-of-domain scores of stars, artefacts and galaxies with those of unseen mergers."""
    each = max(1, PICTURES // len(unseen))
    samples = [(s, sample_pictures([s], each)) for s in unseen]
    non_mergers = artefacts(ARTEFACTS) | {"galaxies of the Hubble field": hubble_galaxies()}
    if labelled is not None:
        kinds = [
            f"Galaxy Zoo: {kind or 'no class (some are stars or scattered light)'}" for kind in labelled.kind
        ]
        non_mergers |= by_kind(kinds, labelled.pictures)
    return score_non_mergers(
        model,
        np.concatenate([pictures for _, pictures in samples]),
        np.concatenate([observe_mergers(s, pictures) for s, pictures in samples]),
        non_mergers,
    )


def tell_mergers(model: TrainedModel, labelled: LabelledGalaxies) -> list[InteractionScore]:
    """Measure how well p_interacting tells labelled mergers from other labelled galaxies."""
    known = labelled.kind != ""
    pictures = by_kind(list(labelled.kind[known]), labelled.pictures[known])
    mergers = pictures.pop("merger")
    return score_interacting(model, ("merger", mergers), pictures)


def compare_galaxies(model: TrainedModel, labelled: LabelledGalaxies) -> list[Purity]:
    """Measure the class purity of labelled galaxies."""
    known = labelled.kind != ""
    vectors = vectors_of(model, labelled.pictures[known])
    return purities(vectors, labelled.kind[known], labelled.field[known])


if __name__ == "__main__":
    main()
