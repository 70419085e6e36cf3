"""Pictures out of domain: the AUROC counted by hand, and pictures that are what they are called."""

from pathlib import Path

import numpy as np
import pytest

from deepgalaxy.evaluation.non_mergers import REDSHIFT, artefacts, auroc, by_kind, observe_mergers
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.render import stretch


def test_auroc_is_the_share_of_pairs_that_are_in_order() -> None:
    known, strange = np.array([0.1, 0.4, 0.4, 0.8]), np.array([0.4, 0.9, 0.05])
    pairs = [1.0 if s > k else 0.5 if s == k else 0.0 for s in strange for k in known]
    assert auroc(known, strange) == pytest.approx(np.mean(pairs))
    assert auroc(known, known) == 0.5
    assert auroc(known, known + 1) == 1


def test_artefacts_are_pictures_that_differ_and_can_be_made_again() -> None:
    kinds = artefacts(3)
    assert list(kinds) == ["noise", "scattered light", "stars", "one bright star"]
    again = artefacts(3)
    for kind, pictures in kinds.items():
        assert pictures.shape == (3, 1, 128, 128)
        assert pictures.dtype == np.float32
        assert 0 <= pictures.min() < pictures.max() <= 1
        assert np.array_equal(pictures, again[kind])
        assert not np.array_equal(pictures[0], pictures[1])
    y, x = np.divmod(kinds["one bright star"].reshape(3, -1).argmax(axis=1), 128)
    assert np.abs([y - 64, x - 64]).max() < 10


def test_observed_mergers_are_the_flux_of_the_rendered_density() -> None:
    density = np.zeros((1, 128, 128), np.float32)
    density[0, 40:60, 70:90] = 0.02
    simulation = Merger(
        path=Path("a.h5"),
        group="s_1_m_1",
        mass_ratio=1,
        size_ratio=1,
        cameras=(0,),
        n_frames=1,
        size_px=128,
        stage=np.zeros(1),
        time_myr=np.zeros(1),
        attributes={"field_of_view_kpc": 150.0},
    )
    seen = observe_mergers(simulation, (stretch(density) / 255).astype(np.float32)[:, None])[0, 0]
    inside = seen[44:56, 74:86]
    assert inside.min() > 0.8
    assert seen[90:, :50].max() < 0.5
    native = Observation("sdss", REDSHIFT).native_px(150.0)
    assert native > 128  # so nothing is lost by observing in the survey's own pixels


def test_labelled_pictures_are_parted() -> None:
    pictures = np.array([0, 51, 102, 255], np.uint8).reshape(4, 1, 1, 1)
    parted = by_kind(["b", "a", "b", "b"], pictures)
    assert {k: some.ravel().tolist() for k, some in parted.items()} == {
        "a": pytest.approx([0.2]),
        "b": pytest.approx([0, 0.4, 1]),
    }
