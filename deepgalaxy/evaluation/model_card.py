"""What was measured of a model, as a page: figures, tables, and what falls short."""

from collections.abc import Iterable, Sequence

from deepgalaxy.evaluation.aims import Aim, ModelFigures, aims, number
from deepgalaxy.evaluation.class_purity import Purity
from deepgalaxy.evaluation.non_mergers import NonMergerScore
from deepgalaxy.evaluation.stage_errors import SEEN, Score


def write_card(found: ModelFigures) -> str:
    """Write the page, in Markdown; its pictures are in the folder ``model`` beside it.

    Parameters
    ----------
    found : ModelFigures

    Returns
    -------
    str
    """
    return "\n\n".join(
        [
            f"# Model card: {found.card.name}",
            _about(found),
            "## What falls short",
            _falls_short(aims(found)),
            "## Dating mergers",
            _dating(found.scores, found.cameras),
            "## Latent space",
            _latent(found),
            "## What is no merger",
            _strangers(found.non_mergers),
            "## Real galaxies",
            _galaxies(found.purities),
            "## Each merger",
            _mergers(found.scores),
        ]
    )


def _about(found: ModelFigures) -> str:
    architecture, training = found.card.architecture, found.card.training
    lessons, held_out = training["simulations"], training["held_out_simulations"]
    return f"""\
Written by the command below in {found.minutes:.0f} minutes; nothing here was typed.

```sh
{found.command}
```

{
        _table(
            ("", ""),
            [
                ("id (sha256)", f"`{found.sha256[:12]}`"),
                ("encoder", f"{architecture.backbone}, {architecture.size_px} px"),
                ("parts", ", ".join(architecture.parts)),
                ("z", f"{architecture.latent_size} numbers"),
                (
                    "learnt from",
                    f"{len(lessons)} mergers, {training['unlabelled_pictures']} unlabelled pictures",
                ),
                ("epoch chosen and intervals calibrated on", f"{len(held_out)} mergers"),
                ("split", training["split"]),
            ],
        )
    }

*Unseen* mergers are of our own making and had no part in the training; *foreign* ones are of other people's
galaxies; *seen* ones were learnt from, or chose the epoch: they tell of memory and are no evidence."""


def _falls_short(all_aims: Sequence[Aim]) -> str:
    said = {True: "reached", False: "**missed**", None: "not measured"}
    rows = [(aim.what, aim.wanted, aim.measured, said[aim.reached]) for aim in all_aims]
    missed = sum(aim.reached is False for aim in all_aims)
    return f"{missed} of {len(rows)} aims are missed.\n\n" + _table(("aim", "wanted", "measured", ""), rows)


def _dating(scores: Sequence[Score], cameras: int) -> str:
    rows = [s for s in scores if "/" not in s.group and (s.dataset != SEEN or s.group == "all")]
    return f"""\
Errors are absolute; a stage is right if it is right when rounded. Cameras of each merger: {cameras}.
`deepgalaxy evaluate FILES --format json` gives the same rows.

{_scores(rows)}

![Said against true stage](model/stages.png)

The calibration error is that of the stages' probabilities before the intervals were calibrated; the network
learns from softened labels, so it is too modest by design. The intervals' own test is the share of the truths
that they hold.

![Share of the truths below each share of their probability](model/calibration.png)"""


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
                f"{s.median_stages:.1f}",
                f"{s.median_myr:.0f}",
                f"{s.mean_myr:.0f}",
                *map(_share, (s.covered_68, s.covered_90)),
                f"{s.calibration_error:.3f}",
                _share(s.out_of_domain),
            )
            for s in scores
        ],
    )


def _latent(found: ModelFigures) -> str:
    rebuilt = _table(
        ("mergers", "pictures", "from M", "from z", "another picture instead"),
        [
            (r.dataset, str(r.pictures), *map(number, (r.from_map, r.from_z, r.of_another)))
            for r in found.reconstructions
        ],
    )
    like = _table(
        ("the ten found by", "among", "pictures", "asked", "mean SSIM", "±"),
        [
            (
                r.found_by,
                r.among,
                str(r.candidates),
                str(r.asked),
                number(r.mean_ssim),
                f"{r.error:.4f}",
            )
            for r in found.likeness
        ],
    )
    probes = _table(
        ("held out", "asked", "right", "± 1", "median, stages"),
        [
            (p.held_out, str(p.asked), _share(p.accuracy), _share(p.within_1), f"{p.median_stages:.1f}")
            for p in found.probes
        ],
    )
    return f"""\
Mean SSIM (1 is the same picture) of prepared pictures and those that the decoder makes of the feature map M,
and of M rebuilt from z:

{rebuilt}

![Ways through latent space](model/passages.png)

Mean SSIM of pictures and the ten found for them. *Among all* is the papers' protocol: most of the ten may be
the same merger a moment earlier or later. *Other mergers* leaves those out. SSIM sees which way a picture is
turned; z was taught not to.

{like}

What a random split over frames measures, by z alone: each picture takes the stage of the picture nearest in
z, when only its own frame is held out (as the published protocol does) and when its whole merger is.

{probes}"""


def _strangers(non_mergers: Sequence[NonMergerScore]) -> str:
    if not non_mergers:
        return _unmeasured("no unseen merger of our own was given")
    return """\
The out-of-domain score of pictures beside that of unseen simulated mergers, and of the same as SDSS would see
them. AUROC is the chance that one of these scores higher than a merger: 0.5 is a guess, 1 is always.

""" + _table(
        ("pictures of", "how many", "score above 1", "AUROC", "AUROC, observed"),
        [
            (s.kind, str(s.pictures), _share(s.above_1), number(s.auroc), number(s.auroc_observed))
            for s in non_mergers
        ],
    )


def _galaxies(purities: Sequence[Purity]) -> str:
    if not purities:
        return _unmeasured("no folder of labelled galaxies was given (--galaxies)")
    names = list(purities[0].by_class)
    return """\
Of the ten galaxies nearest to one, on other fields of the sky, the share that is of its Galaxy Zoo class;
balanced is the mean over classes, overall that over galaxies; by vote is how often the class of most of the
ten is right.

""" + _table(
        ("vectors", *names, "balanced", "overall", "by vote"),
        [
            (p.vectors, *(number(p.by_class[name]) for name in names), *map(number, _summary(p)))
            for p in purities
        ],
    )


def _summary(purity: Purity) -> tuple[float, float, float]:
    return purity.balanced, purity.overall, purity.voted


def _unmeasured(reason: str) -> str:
    return f"Not measured: {reason}."


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"
