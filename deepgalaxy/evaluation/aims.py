"""The aims for a model, and whether it reaches them."""

from collections.abc import Sequence
from dataclasses import dataclass

from deepgalaxy.evaluation.class_purity import GUESS, IMAGENET_VECTORS, Z_VECTORS, Purity
from deepgalaxy.evaluation.interacting import CutoutScore, InteractionScore
from deepgalaxy.evaluation.latent_space import Reconstruction
from deepgalaxy.evaluation.non_mergers import NonMergerScore
from deepgalaxy.evaluation.real_mergers import RealMergerScore
from deepgalaxy.evaluation.recommendations import RECOMMENDED
from deepgalaxy.evaluation.retrieval import Probe, RetrievalScore
from deepgalaxy.evaluation.stage_errors import FOREIGN, UNSEEN, Score
from deepgalaxy.networks.model_folder import ModelCard


@dataclass(frozen=True)
class ModelFigures:
    """All figures of a model card. What could not be measured is empty, and the card says so."""

    card: ModelCard
    sha256: str
    command: str
    """The command that wrote the card."""
    minutes: float
    """Its duration."""
    cameras: int
    """Of each merger, evaluated."""
    scores: Sequence[Score]
    """Errors of stage and time."""
    reconstructions: Sequence[Reconstruction]
    """SSIM of the autoencoder and the VAE."""
    retrieval: Sequence[RetrievalScore]
    """SSIM of pictures and those found for them."""
    probes: Sequence[Probe]
    """Errors of the nearest neighbour's stage."""
    non_mergers: Sequence[NonMergerScore]
    """Out-of-domain scores of other pictures."""
    purities: Sequence[Purity]
    """Classes of real galaxies' neighbours."""
    without_scale: Sequence[Score] = ()
    """As ``scores``, with the size of a pixel unknown to the model."""
    interacting: Sequence[InteractionScore] = ()
    """Whether real galaxies are taken for mergers."""
    cutouts: Sequence[CutoutScore] = ()
    """How far the stage moves with the size of the cutout."""
    real_mergers: Sequence[RealMergerScore] = ()
    """How well real mergers are dated."""
    warm_ms: float | None = None
    """Milliseconds in which a process that has the model answers about one picture, on one core."""
    cold_s: float | None = None
    """Seconds from the command to the answer about one picture."""


@dataclass(frozen=True)
class Aim:
    """A quantity, its target, and whether a model reaches it."""

    quantity: str
    target: str
    measured: str
    reached: bool | None
    """None where it could not be measured."""


def aims(figures: ModelFigures) -> list[Aim]:
    """Compare a model's figures with the aims.

    Parameters
    ----------
    figures : ModelFigures
        Measured.

    Returns
    -------
    list of Aim
        Always the same seventeen.
    """
    overall = {score.dataset: score for score in figures.scores if score.group == "all"}
    errors = {name: score.median_stages for name, score in overall.items()}
    coverage = {name: score.covered_90 for name, score in overall.items()}
    recommended = [row for row in figures.retrieval if row.found_by == RECOMMENDED]
    ssim = {row.among: row.mean_ssim for row in recommended}.get("all")
    purity = {row.vectors: row.balanced for row in figures.purities}
    before = {(s.dataset, s.group): s.stage_width_90 for s in figures.scores}
    auroc = {score.kind: score.auroc for score in figures.interacting}.get("all but mergers")
    moved = max((score.median_change for score in figures.cutouts), default=None)
    real = [s for s in figures.real_mergers if (s.mergers, s.scale) == ("all", "known")]
    before_pericentre = real[0].before_pericentre if real else None
    ranks, separation = (real[0].rank_correlation, real[0].rank_by_separation) if real else (None, None)
    median, constant = (real[0].median_myr, real[0].constant_myr) if real else (None, None)
    ours, imagenet = purity.get(Z_VECTORS), purity.get(IMAGENET_VECTORS)
    near_mergers = {row.vectors: row.by_class.get("merger") for row in figures.purities}
    found, chance = near_mergers.get(Z_VECTORS), near_mergers.get(GUESS)
    covered_68 = overall[UNSEEN].covered_68 if UNSEEN in overall else None
    return [
        _aim("median error, unseen mergers", "at most 1 stage", errors.get(UNSEEN), 0, 1),
        _aim("median error, foreign mergers", "at most 2 stages", errors.get(FOREIGN), 0, 2),
        _aim("68 % interval, unseen mergers", "contains 65 to 71 %", covered_68, 0.65, 0.71),
        _aim("90 % interval, unseen mergers", "contains 87 to 93 %", coverage.get(UNSEEN), 0.87, 0.93),
        _aim("90 % interval, foreign mergers", "contains at least 80 %", coverage.get(FOREIGN), 0.8, 1),
        _aim(
            "width of the 90 % interval before coalescence, unseen mergers",
            "at most 6 stages",
            before.get((UNSEEN, "two nuclei")),
            0,
            6,
        ),
        _aim("real mergers against other galaxies, AUROC", "at least 0.90", auroc, 0.9, 1),
        _aim(
            "real mergers, rank correlation of predicted and modelled times",
            f"above the separation's, {three_decimals(separation)}",
            ranks,
            separation,
            1,
        ),
        _aim(
            "real mergers, median error",
            f"below a constant's, {three_decimals(constant)} Myr",
            median,
            0,
            constant or 0,
        ),
        _aim("real mergers before pericentre", "at most 10 %", before_pericentre, 0, 0.1),
        _aim("stage moved by another cutout, median", "below 1", moved, 0, 1),
        _aim("SSIM of recommendations, among all", "at least 0.9", ssim, 0.9, 1),
        _aim(
            "class purity of real galaxies by z",
            f"above ImageNet's, {three_decimals(imagenet)}",
            ours,
            imagenet,
            1,
        ),
        _aim("class purity of real galaxies by z", "at least 0.5", ours, 0.5, 1),
        _aim(
            "share of mergers among the ten nearest to a real one",
            f"twice that of all galaxies, {three_decimals(chance)}",
            found,
            2 * chance if chance else None,
            1,
        ),
        _aim("predict, one picture, warm", "at most 50 ms on one core", figures.warm_ms, 0, 50),
        _aim("predict, one picture, cold", "at most 3 s", figures.cold_s, 0, 3),
    ]


def _aim(quantity: str, target: str, measured: float | None, low: float | None, high: float) -> Aim:
    reached = None if measured is None or low is None else low <= measured <= high
    return Aim(quantity, target, three_decimals(measured), reached)


def three_decimals(value: float | None) -> str:
    """Format a figure.

    Parameters
    ----------
    value : float or None
        None if it was not measured.

    Returns
    -------
    str
        The value with three decimals, or a dash.
    """
    return "–" if value is None else f"{value:.3f}"
