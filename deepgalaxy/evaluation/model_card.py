"""The model card: a page with all that was measured of a model, its aims first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deepgalaxy.evaluation.aims import Aim, ModelFigures, aims, three_decimals
from deepgalaxy.evaluation.class_purity import Purity
from deepgalaxy.evaluation.interacting import CutoutScore, InteractionScore
from deepgalaxy.evaluation.non_mergers import NonMergerScore
from deepgalaxy.evaluation.real_mergers import RealMergerScore
from deepgalaxy.evaluation.stage_errors import SEEN, Score


def write_card(figures: ModelFigures) -> str:
    """Write the page; its pictures are in the folder ``model`` beside it.

    Parameters
    ----------
    figures : ModelFigures
        All that was measured.

    Returns
    -------
    str
        Markdown.
    """
    return "\n\n".join(
        [
            f"# Model card: {figures.card.name}",
            _about(figures),
            "## Aims",
            _aims(aims(figures)),
            "## Stages and times of mergers",
            _stage_errors(figures.scores, figures.cameras),
            "## What the size of a pixel tells",
            _scale(figures.scores, figures.without_scale),
            "## Mergers and other galaxies",
            _interacting(figures.interacting, figures.cutouts),
            "## Real mergers",
            _real_mergers(figures.real_mergers),
            "## Latent space",
            _latent_space(figures),
            "## Pictures that are not mergers",
            _non_mergers(figures.non_mergers),
            "## Real galaxies",
            _galaxies(figures.purities),
            "## Each merger",
            _mergers(figures.scores),
        ]
    )


def _about(figures: ModelFigures) -> str:
    architecture, training = figures.card.architecture, figures.card.training
    return f"""\
Written by the command below in {figures.minutes:.0f} minutes, all figures included.

```sh
{figures.command}
```

{
        _table(
            ("", ""),
            [
                ("id (sha256)", f"`{figures.sha256[:12]}`"),
                ("encoder", f"{architecture.backbone}, {architecture.size_px} px"),
                ("parts", ", ".join(architecture.parts)),
                ("z", f"{architecture.latent_size} numbers"),
                (
                    "trained on",
                    f"{len(training['simulations'])} mergers, "
                    f"{training['unlabelled_pictures']} unlabelled pictures",
                ),
                (
                    "epoch chosen and intervals calibrated on",
                    f"{len(training['held_out_simulations'])} mergers",
                ),
                ("split", training["split"]),
                *_first_model(training),
            ],
        )
    }

*Unseen* mergers are our own simulations without a part in the training; *foreign* ones are other people's
simulations; *seen* ones were trained on, or used to choose the epoch: their errors measure memory only."""


def _first_model(training: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not (first := training.get("from")):
        return []
    return [
        (
            "started from",
            f"{first['name']}, `{first['sha256'][:12]}` (`deepgalaxy train --tune {first['tune']}`)",
        )
    ]


def _aims(all_aims: Sequence[Aim]) -> str:
    words = {True: "reached", False: "**missed**", None: "not measured"}
    rows = [(aim.quantity, aim.target, aim.measured, words[aim.reached]) for aim in all_aims]
    missed = sum(aim.reached is False for aim in all_aims)
    return f"{missed} of {len(rows)} aims are missed.\n\n" + _table(("aim", "target", "measured", ""), rows)


def _stage_errors(scores: Sequence[Score], cameras: int) -> str:
    rows = [s for s in scores if "/" not in s.group and (s.dataset != SEEN or s.group == "all")]
    return f"""\
Errors are absolute; a stage is right if it is right when rounded; of the time to coalescence and the mass
ratio the median error is given. The model is told how many kpc a pixel has, where the file tells it.
Cameras of each merger: {cameras}.
`deepgalaxy evaluate FILES --format json` gives the same rows.

{_scores(rows)}

![Predicted against true stage](model/stages.png)

The calibration error is that of the stages' probabilities before the intervals were calibrated; the network
is trained on softened labels, so its probabilities are too wide by design. The intervals are tested by the
share of the true times that they contain.

![Share of the true stages below each predicted quantile](model/calibration.png)"""


def _scale(scores: Sequence[Score], without: Sequence[Score]) -> str:
    if not without:
        return _unmeasured("the model does not take the size of a pixel")
    rows = [
        (
            s.dataset,
            how,
            f"{s.median_stages:.2f}",
            f"{s.median_myr:.0f}",
            f"{s.width_90_myr:.0f}",
            _share(s.covered_90),
        )
        for how, some in (("known", scores), ("unknown", without))
        for s in some
        if s.group == "all" and s.dataset != SEEN
    ]
    heads = ("mergers", "size of a pixel", "median, stages", "median, Myr", "width of 90 %, Myr", "in 90 %")
    return _table(heads, rows)


def _interacting(scores: Sequence[InteractionScore], cutouts: Sequence[CutoutScore]) -> str:
    if not scores:
        return _unmeasured("the model does not tell it, or no folder of labelled galaxies was given")
    kinds = _table(
        (
            "Galaxy Zoo class",
            "pictures",
            "median p_interacting",
            "taken for mergers",
            "AUROC of mergers against them",
        ),
        [
            (s.kind, str(s.pictures), f"{s.median:.2f}", _share(s.taken_for_mergers), three_decimals(s.auroc))
            for s in scores
        ],
    )
    sides = _table(
        ("side of the cutout", "pictures", "median change, stages", "changed by more than 2"),
        [(f"{c.side:g}", str(c.pictures), f"{c.median_change:.2f}", _share(c.changed_by_2)) for c in cutouts],
    )
    return f"""\
Of a picture with p_interacting below 0.5 no stage is given unless it is asked for.

{kinds}

How far the stage of unseen mergers moves when the same sky is cut out smaller or larger:

{sides}"""


def _real_mergers(scores: Sequence[RealMergerScore]) -> str:
    if not scores:
        return _unmeasured("no folder of real mergers was given")
    heads = (
        "mergers",
        "pictures",
        "size of a pixel",
        "median error, Myr",
        "of a constant, Myr",
        "before pericentre",
        "in 68 %",
        "in 90 %",
        "rank correlation",
        "of the separation",
    )
    rows = [
        (
            s.mergers,
            str(s.pictures),
            s.scale,
            f"{s.median_myr:.0f}",
            f"{s.constant_myr:.0f}",
            _share(s.before_pericentre),
            _share(s.covered_68),
            _share(s.covered_90),
            f"{s.rank_correlation:.2f}",
            f"{s.rank_by_separation:.2f}",
        )
        for s in scores
    ]
    return f"""\
Pictures of real interacting galaxies, with times since pericentre by orbit models that volunteers fitted to
them (Galaxy Zoo: Mergers, Holincheck et al. 2016). Single times are good to a factor of 2 to 4; all were
fitted to be after pericentre. The constant is the median time of the others. With so few, differences below
0.4 in rank correlation (Spearman's) and below 60 Myr are noise. `deepgalaxy evaluate --real FOLDER` gives the
same rows.

{_table(heads, rows)}"""


def _mergers(scores: Sequence[Score]) -> str:
    return _scores([score for score in scores if "/" in score.group])


def _scores(scores: Iterable[Score]) -> str:
    heads = (
        "mergers",
        "group",
        "pictures",
        "right",
        "± 1",
        "± 2",
        "median, stages",
        "median, Myr",
        "mean, Myr",
        "in 68 %",
        "in 90 %",
        "width of 90 %, Myr",
        "stage in 90 %",
        "width, stages",
        "coalescence, Myr",
        "mass ratio",
        "calibration error",
        "out of domain",
    )
    return _table(
        heads,
        [
            (
                s.dataset,
                s.group,
                str(s.pictures),
                *map(_share, (s.accuracy, s.within_1, s.within_2)),
                _number(s.median_stages, 1),
                _number(s.median_myr, 0),
                _number(s.mean_myr, 0),
                *map(_share, (s.covered_68, s.covered_90)),
                _number(s.width_90_myr, 0),
                _share(s.stage_covered_90),
                _number(s.stage_width_90, 1),
                _number(s.coalescence_myr, 0),
                _number(s.mass_ratio, 2),
                _number(s.calibration_error, 3),
                _share(s.out_of_domain),
            )
            for s in scores
        ],
    )


def _latent_space(figures: ModelFigures) -> str:
    reconstructions = _table(
        ("mergers", "pictures", "from M", "from z", "another picture instead"),
        [
            (r.dataset, str(r.pictures), *map(three_decimals, (r.from_map, r.from_z, r.other_picture)))
            for r in figures.reconstructions
        ],
    )
    retrieval = _table(
        ("the ten found by", "among", "pictures", "queries", "mean SSIM", "±", "alike"),
        [
            (
                r.found_by,
                r.among,
                str(r.candidates),
                str(r.queries),
                three_decimals(r.mean_ssim),
                f"{r.error:.4f}",
                _share(r.alike),
            )
            for r in figures.retrieval
        ],
    )
    probes = _table(
        ("held out", "queries", "right", "± 1", "median, stages"),
        [
            (p.held_out, str(p.queries), _share(p.accuracy), _share(p.within_1), f"{p.median_stages:.1f}")
            for p in figures.probes
        ],
    )
    return f"""\
Mean SSIM (1 is the same picture) of prepared pictures and those that the decoder makes of the feature map M,
and of M rebuilt from z:

{reconstructions}

![Interpolations in latent space](model/interpolations.png)

Mean SSIM of pictures and the ten found for them. *Among all* is the papers' protocol: most of the ten may be
the same merger a moment earlier or later. *Other mergers* leaves those out. SSIM depends on a picture's
orientation; z is trained not to. *Alike* is the share of the ten whose stage is within 2 of the query's, and
whose mass ratio is within 0.15 of it.

{retrieval}

What a random split over frames measures, by z alone: each picture gets the stage of the picture nearest in
z, when only its own frame is held out (as in the published protocol) and when its whole merger is.

{probes}"""


def _non_mergers(non_mergers: Sequence[NonMergerScore]) -> str:
    if not non_mergers:
        return _unmeasured("no unseen merger of our own was given")
    return """\
The out-of-domain score of pictures, compared with that of unseen simulated mergers, and of mock SDSS
observations of these. AUROC is the probability that a picture has a higher score than a merger: 0.5 is a
guess, 1 a perfect separation.

""" + _table(
        ("pictures of", "pictures", "score above 1", "AUROC", "AUROC, observed"),
        [
            (
                s.kind,
                str(s.pictures),
                _share(s.above_1),
                three_decimals(s.auroc),
                three_decimals(s.auroc_observed),
            )
            for s in non_mergers
        ],
    )


def _galaxies(purities: Sequence[Purity]) -> str:
    if not purities:
        return _unmeasured("no folder of labelled galaxies was given")
    names = list(purities[0].by_class)
    return """\
Share of a galaxy's ten nearest neighbours, on other SDSS fields, that are of its Galaxy Zoo class. Balanced
is the mean over classes, overall that over galaxies; by vote is the share of the galaxies whose class is the
most frequent one of the ten.

""" + _table(
        ("vectors", *names, "balanced", "overall", "by vote"),
        [
            (
                p.vectors,
                *(three_decimals(p.by_class[name]) for name in names),
                *map(three_decimals, (p.balanced, p.overall, p.voted)),
            )
            for p in purities
        ],
    )


def _unmeasured(reason: str) -> str:
    return f"Not measured: {reason}."


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"
