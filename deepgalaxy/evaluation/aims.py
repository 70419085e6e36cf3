"""What a model should reach, and whether it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from deepgalaxy.evaluation.class_purity import IMAGENET_VECTORS, Z_VECTORS, Purity
from deepgalaxy.evaluation.latent_space import Reconstruction
from deepgalaxy.evaluation.non_mergers import NonMergerScore
from deepgalaxy.evaluation.retrieval import Probe, RetrievalScore
from deepgalaxy.evaluation.stage_errors import FOREIGN, UNSEEN, Score
from deepgalaxy.networks.model_folder import ModelCard


@dataclass(frozen=True)
class ModelFigures:
    """All that a card tells. What could not be measured is empty, and the card says so."""

    card: ModelCard
    sha256: str
    command: str
    """That printed the card."""
    minutes: float
    cameras: int
    """Of each merger, looked at."""
    scores: Sequence[Score]
    reconstructions: Sequence[Reconstruction]
    likeness: Sequence[RetrievalScore]
    probes: Sequence[Probe]
    non_mergers: Sequence[NonMergerScore]
    purities: Sequence[Purity]


@dataclass(frozen=True)
class Aim:
    """What a model should reach, and whether it does."""

    what: str
    wanted: str
    measured: str
    reached: bool | None
    """None where it could not be measured."""


def aims(found: ModelFigures) -> list[Aim]:
    """Hold the findings against what we want of a model."""
    of = {score.dataset: score for score in found.scores if score.group == "all"}
    errors = {name: score.median_stages for name, score in of.items()}
    held = {name: score.covered_90 for name, score in of.items()}
    recommended = [row for row in found.likeness if row.found_by == "spectral recommendation"]
    like = {row.among: row.mean_ssim for row in recommended}.get("all")
    pure = {row.vectors: row.balanced for row in found.purities}
    ours, imagenet = pure.get(Z_VECTORS), pure.get(IMAGENET_VECTORS)
    return [
        _aim("median error, unseen mergers", "at most 1 stage", errors.get(UNSEEN), 0, 1),
        _aim("median error, foreign mergers", "at most 3 stages", errors.get(FOREIGN), 0, 3),
        _aim("90 % interval, unseen mergers", "holds 88 to 92 %", held.get(UNSEEN), 0.88, 0.92),
        _aim("90 % interval, foreign mergers", "holds at least 80 %", held.get(FOREIGN), 0.8, 1),
        _aim("SSIM of recommendations, among all", "at least 0.9", like, 0.9, 1),
        _aim(
            "class purity of real galaxies by z", f"above ImageNet's, {number(imagenet)}", ours, imagenet, 1
        ),
    ]


def _aim(what: str, wanted: str, measured: float | None, low: float | None, high: float) -> Aim:
    reached = None if measured is None or low is None else low <= measured <= high
    return Aim(what, wanted, number(measured), reached)


def number(value: float | None) -> str:
    """Three decimals, or a dash for what was not measured."""
    return "–" if value is None else f"{value:.3f}"
