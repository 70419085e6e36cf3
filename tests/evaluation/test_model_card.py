"""The card: known findings, and a page that says them."""

from dataclasses import replace

import pytest

from deepgalaxy.evaluation.aims import ModelFigures, aims
from deepgalaxy.evaluation.class_purity import GUESS, IMAGENET_VECTORS, Purity
from deepgalaxy.evaluation.interacting import CutoutScore, InteractionScore
from deepgalaxy.evaluation.latent_space import Reconstruction
from deepgalaxy.evaluation.model_card import write_card
from deepgalaxy.evaluation.non_mergers import NonMergerScore
from deepgalaxy.evaluation.real_mergers import RealMergerScore
from deepgalaxy.evaluation.retrieval import Probe, RetrievalScore
from deepgalaxy.evaluation.stage_errors import Score
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import ModelCard
from deepgalaxy.networks.preprocessing import Preprocessing

SCORE = Score(
    dataset="unseen",
    group="all",
    split="by simulation",
    pictures=1234,
    accuracy=0.31,
    within_1=0.62,
    within_2=0.81,
    median_stages=0.94,
    median_myr=25.2,
    mean_myr=41.7,
    covered_68=0.66,
    covered_90=0.91,
    width_90_myr=412.0,
    stage_covered_90=0.89,
    stage_width_90=5.5,
    coalescence_myr=33.0,
    mass_ratio=0.08,
    interacting=0.97,
    calibration_error=0.041,
    out_of_domain=0.05,
)

REAL = RealMergerScore(
    mergers="all",
    scale="known",
    pictures=27,
    median_myr=84.0,
    constant_myr=91.0,
    rank_correlation=0.29,
    rank_by_separation=0.35,
    before_pericentre=0.04,
    covered_68=0.61,
    covered_90=0.88,
)


def purity(vectors: str, balanced: float) -> Purity:
    by_class = {"edge-on": balanced - 0.1, "merger": balanced + 0.1}
    return Purity(vectors, by_class, balanced=balanced, overall=0.4, voted=0.5)


@pytest.fixture
def found() -> ModelFigures:
    card = ModelCard(
        name="small",
        architecture=Architecture(size_px=128),
        preprocessing=Preprocessing(size_px=128),
        training={
            "simulations": ["a", "b", "c"],
            "held_out_simulations": ["d"],
            "unlabelled_pictures": 77,
            "split": "by simulation",
        },
        stage_time_myr=tuple(range(71)),
        metrics={},
    )
    return ModelFigures(
        card=card,
        sha256="0123456789abcdef" * 4,
        command="python -m benchmarks.model_card small a.h5",
        minutes=3.6,
        cameras=4,
        scores=[
            SCORE,
            replace(SCORE, group="stages 0 to 9", median_stages=1.7),
            replace(SCORE, group="two nuclei", stage_width_90=6.4),
            replace(SCORE, group="demo-01/s_1_m_1", median_stages=2.2),
            replace(SCORE, dataset="foreign", median_stages=4.1, covered_90=0.79),
            replace(SCORE, dataset="seen", group="two nuclei"),
        ],
        reconstructions=[Reconstruction("unseen", 300, from_map=0.913, from_z=0.721, other_picture=0.644)],
        retrieval=[
            RetrievalScore("spectral recommendation", "all", 5000, 300, 0.903, 0.0021, 0.72),
            RetrievalScore("spectral recommendation", "other mergers", 5000, 300, 0.812, 0.0031, 0.23),
        ],
        probes=[
            Probe("each frame alone", 2000, 0.71, 0.93, 0.0),
            Probe("each merger whole", 2000, 0.12, 0.33, 3.0),
        ],
        non_mergers=[NonMergerScore("stars", 50, above_1=0.96, auroc=0.997, auroc_observed=0.923)],
        purities=[purity("z", 0.41), purity(IMAGENET_VECTORS, 0.44), purity(GUESS, 0.15)],
        without_scale=[replace(SCORE, median_myr=31.4, width_90_myr=506.0)],
        interacting=[
            InteractionScore("merger", 55, 0.91, 0.88, None),
            InteractionScore("all but mergers", 1100, 0.31, 0.22, 0.917),
        ],
        real_mergers=[REAL, replace(REAL, scale="unknown", median_myr=120.0)],
        cutouts=[CutoutScore(0.7, 300, 0.84, 0.21), CutoutScore(1.5, 300, 0.32, 0.06)],
        warm_ms=31,
        cold_s=3.2,
    )


def test_aims_are_compared_with_the_figures(found: ModelFigures) -> None:
    assert [(aim.measured, aim.reached) for aim in aims(found)] == [
        ("0.940", True),
        ("4.100", False),
        ("0.660", True),
        ("0.910", True),
        ("0.790", False),
        ("6.400", False),
        ("0.917", True),
        ("0.290", False),
        ("84.000", True),
        ("0.040", True),
        ("0.840", True),
        ("0.903", True),
        ("0.410", False),
        ("0.410", False),
        ("0.510", True),
        ("31.000", True),
        ("3.200", False),
    ]
    too_modest = replace(found, scores=[replace(SCORE, covered_90=0.94)])
    assert [aim.reached for aim in aims(too_modest)][:5] == [True, None, True, False, None]
    unknown = aims(replace(found, purities=[purity("z", 0.41)], warm_ms=None))
    assert [aim.reached for aim in unknown][12:] == [None, False, None, None, False]
    unknown = aims(replace(found, interacting=[], real_mergers=[], cutouts=[]))
    assert [aim.reached for aim in unknown][6:11] == [None] * 5


def test_the_page_says_what_was_found(found: ModelFigures) -> None:
    page = write_card(found)
    for line in (
        "# Model card: small",
        "| id (sha256) | `0123456789ab` |",
        "| trained on | 3 mergers, 77 unlabelled pictures |",
        "| split | by simulation |",
        "python -m benchmarks.model_card small a.h5",
        "7 of 17 aims are missed.",
        "| median error, foreign mergers | at most 2 stages | 4.100 | **missed** |",
        "| unseen | all | 1234 | 31 % | 62 % | 81 % | 0.9 | 25 | 42 | 66 % | 91 % | 412 | 89 % | 5.5 | 33 "
        "| 0.08 | 0.041 | 5 % |",
        "| unseen | unknown | 0.94 | 31 | 506 | 91 % |",
        "| merger | 55 | 0.91 | 88 % | – |",
        "| all but mergers | 1100 | 0.31 | 22 % | 0.917 |",
        "| 0.7 | 300 | 0.84 | 21 % |",
        "| all | 27 | known | 84 | 91 | 4 % | 61 % | 88 % | 0.29 | 0.35 |",
        "| unseen | 300 | 0.913 | 0.721 | 0.644 |",
        "| spectral recommendation | other mergers | 5000 | 300 | 0.812 | 0.0031 | 23 % |",
        "| each frame alone | 2000 | 71 % | 93 % | 0.0 |",
        "| stars | 50 | 96 % | 0.997 | 0.923 |",
        "| z | 0.310 | 0.510 | 0.410 | 0.400 | 0.500 |",
    ):
        assert line in page.splitlines(), line
    dating, mergers = page.split("## Each merger")
    assert "demo-01/s_1_m_1" in mergers
    assert "demo-01/s_1_m_1" not in dating
    assert "| seen | two nuclei" not in page
    assert all(f"model/{name}.png" in page for name in ("stages", "calibration", "interpolations"))


def test_what_was_not_measured_is_named(found: ModelFigures) -> None:
    page = write_card(replace(found, non_mergers=[], purities=[]))
    assert "Not measured: no unseen merger of our own was given." in page
    assert "Not measured: no folder of labelled galaxies was given." in page
    assert "| class purity of real galaxies by z | above ImageNet's, – | – | not measured |" in page


def test_tables_are_square(found: ModelFigures) -> None:
    for block in write_card(found).split("\n\n"):
        if block.startswith("|"):
            assert len({line.count("|") for line in block.splitlines()}) == 1, block
