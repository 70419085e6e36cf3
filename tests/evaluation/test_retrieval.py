"""Likeness: SSIM against scikit-image, neighbours against brute force, and who may be found."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from skimage.data import astronaut
from skimage.metrics import structural_similarity as of_skimage

from deepgalaxy.evaluation.neighbours import nearest_others
from deepgalaxy.evaluation.recommendations import compare_recommendations, overlap
from deepgalaxy.evaluation.retrieval import FrameSet, compare_neighbours, probe_splits
from deepgalaxy.imaging.ssim import mean_similarity, structural_similarity, windows


def some_pictures(count: int = 12, size: int = 32) -> torch.Tensor:
    """Pieces of a photograph with a dark and a bright one among them, (count, size, size)."""
    grey = np.asarray(astronaut(), np.float32).mean(axis=2) / 255  # type: ignore[no-untyped-call]
    rng = np.random.default_rng(1)
    corners = rng.integers(0, 512 - size, (count, 2))
    pictures = np.stack([grey[y : y + size, x : x + size] for y, x in corners])
    pictures[0], pictures[1] = 0, 1
    return torch.from_numpy(pictures)


def skimage(first: torch.Tensor, second: torch.Tensor) -> float:
    return float(of_skimage(first.double().numpy(), second.double().numpy(), data_range=1.0))  # type: ignore[no-untyped-call]


def test_ssim_is_that_of_scikit_image() -> None:
    pictures = some_pictures()
    found = structural_similarity(pictures[:, None], pictures)
    wanted = [[skimage(one, other) for other in pictures] for one in pictures]
    assert np.allclose(found, wanted, atol=2e-4)
    assert torch.allclose(found.diagonal(), torch.ones(12))


def test_mean_similarity_is_that_over_the_partners() -> None:
    pictures = some_pictures()
    asked, partners = torch.tensor([3, 5]), torch.tensor([[4, 6, 7], [1, 2, 3]])
    wanted = [
        np.mean([skimage(pictures[i], pictures[j]) for j in row])
        for i, row in zip(asked, partners, strict=True)
    ]
    assert np.allclose(mean_similarity(windows(pictures), partners, asked), wanted, atol=2e-4)


def test_nearest_others_are_those_of_brute_force() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(3, 1, (700, 5)).astype(np.float32)  # more than one block
    family = rng.integers(0, 9, 700)
    distance = np.linalg.norm(vectors[:, None].astype(float) - vectors, axis=2)
    distance[family[:, None] == family] = np.inf
    wanted = np.argsort(distance, axis=1)[:, :6]
    assert np.array_equal(nearest_others(torch.from_numpy(vectors), 6, torch.from_numpy(family)), wanted)
    asked = torch.tensor([650, 3])
    few = nearest_others(torch.from_numpy(vectors), 6, torch.from_numpy(family), asked)
    assert np.array_equal(few, wanted[asked])


def two_mergers() -> FrameSet:
    """Sixty frames, thirty a merger; z goes with time, a little beside each other; pictures are noise."""
    stage = torch.arange(30).repeat(2).double()
    merger = torch.arange(2).repeat_interleave(30)
    z = torch.stack([stage + 0.3 * merger, torch.zeros(60)], dim=1).float()
    pictures = torch.from_numpy(np.random.default_rng(2).random((60, 16, 16), np.float32))
    return FrameSet(windows(pictures), z, merger, stage + 10 * merger, 0.5 + 0.2 * merger)


def test_neighbours_are_compared_with_and_without_their_own_merger() -> None:
    frame_set = two_mergers()
    asked = torch.tensor([0, 31])
    rows = {(row.found_by, row.among): row for row in compare_neighbours(frame_set, asked)}
    assert list(rows) == [
        *(("nearest z", "all"), ("nearest pixels", "all")),
        *(("nearest z", "other mergers"), ("nearest pixels", "other mergers")),
        ("random", "all"),
    ]
    pictures = frame_set.pictures.pictures
    first = np.mean([skimage(pictures[0], pictures[i]) for i in range(30, 40)])
    second = np.mean([skimage(pictures[31], pictures[i]) for i in range(10)])
    strict = rows["nearest z", "other mergers"]
    assert np.isclose(strict.mean_ssim, (first + second) / 2, atol=1e-4)
    assert (strict.candidates, strict.queries) == (60, 2)
    assert rows["nearest z", "all"].mean_ssim != strict.mean_ssim


def test_alike_are_frames_of_nearly_one_stage_and_mass_ratio() -> None:
    frame_set = replace(two_mergers(), stage=torch.arange(30.0).repeat(2))
    found = torch.tensor([[41, 42, 43, 44, 9, 12, 13, 14, 15, 7]])  # of merger 1 and of the query's own
    twice = torch.tensor([12, 12])
    score = frame_set.score("hand", "all", twice, found.repeat(2, 1))
    assert score.alike == pytest.approx(3 / 10), "12, 13 and 14; the other merger's ratio differs by 0.2"
    near = replace(frame_set, mass_ratio=torch.full((60,), 0.5))
    assert near.score("hand", "all", twice, found.repeat(2, 1)).alike == pytest.approx(7 / 10)


def test_recommendations_leave_the_own_merger_out_where_they_should() -> None:
    frame_set = two_mergers()
    black_and_white = windows(frame_set.merger[:, None, None].expand(-1, 16, 16).float())
    apart = replace(frame_set, pictures=black_and_white, z=frame_set.z + frame_set.merger[:, None] * 50.0)
    queries = torch.tensor([0, 12, 31])
    among_all, among_others = compare_recommendations(apart, queries)
    assert (among_all.among, among_others.among) == ("all", "other mergers")
    assert (among_all.candidates, among_all.queries) == (60, 3)
    assert among_all.mean_ssim > 0.999, "black ones for a black one"
    assert among_others.mean_ssim < 0.001, "white ones for a black one"
    assert 0 < overlap(apart, queries) <= 1


def test_a_split_over_frames_flatters() -> None:
    frame_set = two_mergers()  # the other merger is ten stages on at the same z
    alone, whole = probe_splits(frame_set, torch.arange(5, 25))
    assert (alone.held_out, whole.held_out) == ("each frame alone", "each merger whole")
    assert whole.median_stages == 10
    assert whole.accuracy == whole.within_1 == 0
    apart = replace(frame_set, z=frame_set.z + frame_set.merger[:, None] * 50.0)
    alone, _ = probe_splits(apart, torch.arange(5, 25))
    assert alone.median_stages == alone.within_1 == 1
