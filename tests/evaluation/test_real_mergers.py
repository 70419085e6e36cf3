"""Real mergers with modelled ages: read, dated, and compared by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.stats import rankdata

import deepgalaxy as dg
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.evaluation.real_mergers import read_real_mergers, score_real_mergers

ROWS = """picture,t_since_pericentre_myr,redshift,arcsec_per_px,sep_kpc,clean
a.png,263,0.07,0.2,37.1,yes
b.png,147,0.023,0.4,22.8,yes
c.png,58,0.006,,8.0,no
d.png,310,0.03,0.25,,yes
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pictures").mkdir()
    y, x = np.indices((100, 120)) - 50.0
    for number, name in enumerate("abcd"):
        apart = 8 + 5 * number
        light = sum(np.exp(-((x - 8 - side * apart) ** 2 + y**2) / 60) for side in (-1, 1))
        Image.fromarray((255 * np.clip(light, 0, 1)).astype(np.uint8)).save(tmp_path / f"pictures/{name}.png")
    (tmp_path / "mergers.csv").write_text(ROWS)
    return tmp_path


def test_what_is_blank_in_the_table_is_unknown(folder: Path) -> None:
    mergers = read_real_mergers(folder)
    assert mergers.time_myr.tolist() == [263, 147, 58, 310]
    assert np.isnan(mergers.arcsec_per_px).tolist() == [False, False, True, False]
    assert np.isnan(mergers.separation_kpc).tolist() == [False, False, False, True]
    assert mergers.clean.tolist() == [True, True, False, True]


def test_scores_are_those_of_the_predictions_one_by_one(folder: Path) -> None:
    model, mergers = dg.load_model(), read_real_mergers(folder)
    found = []
    for path, redshift, scale in zip(mergers.paths, mergers.redshift, mergers.arcsec_per_px, strict=True):
        scaled = {"redshift": redshift, "pixel_scale": scale} if np.isfinite(scale) else {}
        found.append(model.predict(path, stage_anyway=True, **scaled)[0])
    time = np.array([row["time_myr"].value for row in found])
    low = np.array([row["time_lo90"].value for row in found])
    high = np.array([row["time_hi90"].value for row in found])
    truth = mergers.time_myr
    score = score_real_mergers(model.trained, mergers)[0]
    assert (score.mergers, score.scale, score.pictures) == ("all", "known", 4)
    # A picture on disk is read at another size: the answer is nearly the same.
    assert score.median_myr == pytest.approx(np.median(abs(time - truth)), rel=0.2)
    assert score.covered_90 == np.mean((low <= truth) & (truth <= high))
    guesses = [np.median([263, 147, 58, 310][:i] + [263, 147, 58, 310][i + 1 :]) for i in range(4)]
    assert score.constant_myr == np.median(np.abs(guesses - truth))
    known = np.isfinite(mergers.separation_kpc)
    ranks = np.corrcoef(rankdata(mergers.separation_kpc[known]), rankdata(truth[known]))[0, 1]
    assert score.rank_by_separation == pytest.approx(ranks)
    assert {(s.mergers, s.scale) for s in score_real_mergers(model.trained, mergers)} == {
        ("all", "known"),
        ("all", "unknown"),
        ("clean", "known"),
        ("clean", "unknown"),
    }


def test_a_size_of_the_pixel_that_is_unknown_changes_nothing(folder: Path) -> None:
    model, mergers = dg.load_model().trained, read_real_mergers(folder)
    blind = replace(mergers, arcsec_per_px=np.full(4, np.nan))
    known, unknown = score_real_mergers(model, blind)[:2]
    assert replace(known, scale="") == replace(unknown, scale="")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("sep_kpc", "separation", "has no column sep_kpc"),
        ("a.png", "e.png", "e.png is missing, which mergers.csv names"),
        ("b.png,147", "b.png,", "b.png has no t_since_pericentre_myr"),
        ("0.07", "far", "column redshift"),
    ],
)
def test_what_is_wrong_with_the_table_is_said(folder: Path, before: str, after: str, message: str) -> None:
    table = folder / "mergers.csv"
    table.write_text(table.read_text().replace(before, after))
    with pytest.raises(DeepGalaxyError, match=message):
        read_real_mergers(folder)


def test_a_folder_without_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeepGalaxyError, match=r"mergers.csv is missing"):
        read_real_mergers(tmp_path)
