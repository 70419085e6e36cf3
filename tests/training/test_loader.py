"""Training pictures: on disk, each once an epoch for any number of workers, and never all in memory."""

import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

import pytest
import torch

from deepgalaxy.training.batch_order import epoch_order, mixed_seed, next_batch, shares
from deepgalaxy.training.labels import LABELS, make_labels
from deepgalaxy.training.loader import Block, TrainingPictures


def made_up(count: int) -> Block:
    generator = torch.Generator().manual_seed(1)
    pictures = torch.randint(0, 256, (count, 1, 8, 8), dtype=torch.uint8, generator=generator)
    return pictures, make_labels(count, stage=torch.arange(count), time_myr=20.0 * torch.arange(count))


def test_grey_pictures_are_given_to_every_channel_and_bands_kept() -> None:
    (grey, labels), bands = made_up(3), torch.randint(0, 256, (3, 4, 8, 8), dtype=torch.uint8)
    kept = TrainingPictures([(grey, labels), (bands, labels)], 8, channels=4)
    assert torch.equal(kept.read(torch.tensor([4, 1])), torch.stack([bands[1], grey[1].expand(4, -1, -1)]))


def test_rows_come_back_in_the_order_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pictures, labels = made_up(10)
    kept = TrainingPictures([(pictures[r], labels[r]) for r in (slice(3), slice(3, None))], 8)
    assert list(tmp_path.iterdir()) == [], "a killed process leaves nothing"
    rows = torch.tensor([7, 0, 7, 9])
    kept.prefetch(rows)
    assert torch.equal(kept.read(rows), pictures[rows])
    assert torch.equal(kept.stage, torch.arange(10.0))
    assert torch.equal(kept.labels.nan_to_num(-1), labels.nan_to_num(-1))
    assert len(kept) == 10
    with pytest.raises(IndexError, match="no picture 10 among 10"):
        kept.read(torch.tensor([10]))


def test_their_digest_is_of_what_they_are_and_not_of_how_they_came() -> None:
    pictures, labels = block = made_up(10)
    whole = TrainingPictures([block], 8)
    parts = zip(*(torch.split(part, 3) for part in block), strict=True)
    assert TrainingPictures(parts, 8).sha256 == whole.sha256
    for column in range(len(LABELS)):
        other = labels.clone()
        other[4, column] = 0.5
        assert TrainingPictures([(pictures, other)], 8).sha256 != whole.sha256
    pictures[4, 0, 2, 2] ^= 1
    assert TrainingPictures([block], 8).sha256 != whole.sha256


FLAT = """
import resource, sys, torch
from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import TrainingPictures

count = int(sys.argv[1])
blocks = torch.full((32, 1, 512, 512), 7, dtype=torch.uint8), make_labels(32)
kept = TrainingPictures((blocks for _ in range(count // 32)), 512)
for rows in torch.split(torch.randperm(count), 16):
    assert (kept.read(rows)[..., ::64, ::64] == 7).all()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def test_memory_does_not_grow_with_their_number() -> None:
    few, many = (
        float(subprocess.check_output([sys.executable, "-c", FLAT, count], text=True))
        for count in ("64", "576")
    )
    assert many - few < 40, "MiB; the pictures between them take 128"


FULL = """
import resource, torch
from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import TrainingPictures

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
TrainingPictures([(torch.zeros(2000, 1, 8, 8, dtype=torch.uint8), make_labels(2000))], 8)
"""


def test_a_disk_that_is_full_is_reported() -> None:
    done = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=False)
    assert "DeepGalaxyError" in done.stderr
    assert "the training pictures do not fit there; set TMPDIR" in done.stderr


@pytest.mark.parametrize(
    ("count", "batch_size", "accumulate", "size"),
    [*product([1, 7, 64, 65, 1000], [1, 2, 64], [1, 3], [1, 2, 5])],
)
def test_each_picture_is_shown_once_an_epoch(count: int, batch_size: int, accumulate: int, size: int) -> None:
    order, n_shares = epoch_order(count, 1, 0), accumulate * size
    seen: list[int] = []
    while len(seen) < count:
        batch = next_batch(order, len(seen), batch_size * n_shares)
        own = [shares(batch, n_shares, rank, size) for rank in range(size)]
        assert all(len(each) == accumulate for each in own)
        assert all(len(rows) <= batch_size for each in own for rows in each)
        rows = torch.cat([rows for each in own for rows in each])
        assert sorted(rows.tolist()) == sorted(batch.tolist())
        seen += batch.tolist()
    assert sorted(seen) == list(range(count))


def test_a_change_of_workers_in_mid_epoch_repeats_no_picture() -> None:
    order = epoch_order(100, 1, 0)
    seen = next_batch(order, 0, 16).tolist()
    while len(seen) < 100:
        seen += next_batch(order, len(seen), 3 * 16).tolist()
    assert sorted(seen) == list(range(100))


def test_the_last_step_is_as_large_as_the_others() -> None:
    order = torch.arange(130)
    sizes: list[int] = []
    while sum(sizes) < 130:
        sizes.append(len(next_batch(order, sum(sizes), 64)))
    assert sizes == [44, 43, 43]


def test_epochs_differ_and_seeds_too() -> None:
    first = epoch_order(50, 1, 0)
    assert torch.equal(first, epoch_order(50, 1, 0))
    assert not torch.equal(first, epoch_order(50, 1, 1))
    assert not torch.equal(first, epoch_order(50, 2, 0))
    seeds = {mixed_seed(1, epoch, seen, share) for epoch, seen, share in product(range(9), repeat=3)}
    assert len(seeds) == 9**3
