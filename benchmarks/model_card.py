"""Write a model's card: ``python -m benchmarks.model_card MODEL FILES --galaxies FOLDER``.

All figures and tables of docs/model-card.md, from merger datasets that the model has seen, that it has not,
and that other people made; the card tells them apart. Ten thousand pictures take minutes on two cores.
``--galaxies`` needs the extra imagenet.
"""

import argparse
import logging
import shlex
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from benchmarks.retrieval import compare_recommendations, some
from deepgalaxy.core.merger_file import Simulation, read_all
from deepgalaxy.evaluation.aims import ModelFigures
from deepgalaxy.evaluation.class_purity import LabelledGalaxies, Purity, purities, read_galaxies, vectors_of
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
from deepgalaxy.evaluation.retrieval import compare_neighbours, make_frame_set, probe_splits
from deepgalaxy.evaluation.stage_errors import FOREIGN, SEEN, UNSEEN, dataset_of, predict_stages, scores
from deepgalaxy.networks.model_folder import TrainedModel, load_model

log = logging.getLogger(__name__)

PICTURES = 300
"""Of unseen mergers, rebuilt, and held beside strangers."""
ARTEFACTS = 50
"""Of each kind."""
ASKED, RECOMMENDED = 2000, 300
"""Pictures whose nearest, and whose recommendations, are compared."""


def main() -> None:
    """Write the card and its pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of a trained model")
    parser.add_argument("files", type=Path, nargs="+", help="merger datasets (HDF5)")
    parser.add_argument("--galaxies", type=Path, help="folder of JPEGs with labels.csv of Galaxy Zoo classes")
    parser.add_argument("--cameras", type=int, default=4, help="of each merger")
    parser.add_argument("--card", type=Path, default=Path("docs/model-card.md"))
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    start = time.monotonic()
    model = load_model(given.model)
    simulations = [replace(s, cameras=spread(s.cameras, given.cameras)) for s in read_all(given.files)]
    folder = given.card.parent / "model"
    folder.mkdir(parents=True, exist_ok=True)
    found = examine(model, simulations, given.galaxies, folder, given.cameras)
    found = replace(found, command=said(), minutes=(time.monotonic() - start) / 60)
    given.card.write_text(write_card(found) + "\n")


def spread(cameras: tuple[int, ...], count: int) -> tuple[int, ...]:
    """Take so many of the cameras, from first to last."""
    chosen = np.linspace(0, len(cameras) - 1, min(count, len(cameras))).round().astype(int)
    return tuple(cameras[i] for i in chosen)


def said() -> str:
    """Return the command as it was given, folders left out: where somebody keeps files is no finding."""
    words = [Path(word).name if "/" in word else word for word in sys.argv[1:]]
    return f"python -m benchmarks.model_card {shlex.join(words)}"


def examine(
    model: TrainedModel, simulations: Sequence[Simulation], galaxies: Path | None, folder: Path, cameras: int
) -> ModelFigures:
    """Measure all that the card tells, and draw its pictures into ``folder``."""
    by_dataset = {
        name: [s for s in simulations if dataset_of(model, s) == name] for name in (UNSEEN, FOREIGN, SEEN)
    }
    log.info("dating %d mergers", len(simulations))
    predicted = predict_stages(model, simulations)
    draw_stages(predicted, folder / "stages.png")
    draw_calibration(predicted, folder / "calibration.png")

    log.info("rebuilding pictures, and passing between them")
    samples = {name: sample_pictures(of, PICTURES) for name, of in by_dataset.items() if of}
    rebuilt = [reconstruct(model, name, pictures) for name, pictures in samples.items()]
    draw_interpolations(interpolations(model, by_dataset[UNSEEN] or simulations), folder / "passages.png")

    log.info("comparing neighbours and recommendations")
    gallery = make_frame_set(simulations, torch.from_numpy(predicted.z))
    asked = some(len(predicted.stage), ASKED)
    likeness = compare_recommendations(gallery, asked[:RECOMMENDED]) + compare_neighbours(gallery, asked)

    log.info("meeting strangers, and galaxies")
    labelled = read_galaxies(galaxies) if galaxies else None
    return ModelFigures(
        card=model.card,
        sha256=model.sha256,
        command="",
        minutes=0,
        cameras=cameras,
        scores=scores(predicted),
        reconstructions=rebuilt,
        likeness=likeness,
        probes=probe_splits(gallery, torch.from_numpy(predicted.stage), asked),
        non_mergers=score_strangers(model, by_dataset[UNSEEN], labelled) if by_dataset[UNSEEN] else [],
        purities=compare_galaxies(model, labelled) if labelled else [],
    )


def score_strangers(
    model: TrainedModel, unseen: Sequence[Simulation], labelled: LabelledGalaxies | None
) -> list[NonMergerScore]:
    """Out-of-domain scores of stars, artefacts and galaxies beside those of unseen mergers."""
    each = max(1, PICTURES // len(unseen))
    taken = [(s, sample_pictures([s], each)) for s in unseen]
    non_mergers = artefacts(ARTEFACTS) | {"galaxies of the Hubble field": hubble_galaxies()}
    if labelled is not None:
        kinds = [
            f"Galaxy Zoo: {kind or 'no class (some are stars or scattered light)'}" for kind in labelled.kind
        ]
        non_mergers |= by_kind(kinds, labelled.pictures)
    return score_non_mergers(
        model,
        np.concatenate([pictures for _, pictures in taken]),
        np.concatenate([observe_mergers(s, pictures) for s, pictures in taken]),
        non_mergers,
    )


def compare_galaxies(model: TrainedModel, labelled: LabelledGalaxies) -> list[Purity]:
    """Class purity of labelled galaxies."""
    known = labelled.kind != ""
    vectors = vectors_of(model, labelled.pictures[known])
    return purities(vectors, labelled.kind[known], labelled.field[known])


if __name__ == "__main__":
    main()
