"""Do pictures whose vectors are near look alike? The papers' protocol, and a stricter one."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from deepgalaxy.core.merger_file import Simulation
from deepgalaxy.core.progress import track
from deepgalaxy.evaluation.neighbours import nearest_others
from deepgalaxy.imaging.ssim import Windows, mean_similarity, windows

TEN = 10
SIZE_PX = 64
"""Side of the pictures that are compared; of the pixels that are neighbours, half of it."""


@dataclass(frozen=True)
class RetrievalScore:
    """How like pictures are to the ten that are found for them."""

    found_by: str
    among: str
    """``all``: every other picture, near-copies from the same merger too; or ``other mergers``."""
    candidates: int
    asked: int
    mean_ssim: float
    error: float
    """Standard error of the mean."""


@dataclass(frozen=True)
class FrameSet:
    """Pictures of N frames, (N, SIZE_PX, SIZE_PX), their vectors, and from which merger each is."""

    pictures: Windows
    z: Tensor
    merger: Tensor

    @property
    def families(self) -> dict[str, Tensor]:
        """Who is not counted as found: by protocol, what is kin to whom."""
        return {"all": torch.arange(len(self.z)), "other mergers": self.merger}

    def row(self, found_by: str, among: str, asked: Tensor, found: Tensor) -> RetrievalScore:
        """Likeness of pictures, indices (n,), to those that were found for them, indices (n, 10)."""
        ssim = mean_similarity(self.pictures, found, asked)
        error = ssim.std() / len(ssim) ** 0.5
        return RetrievalScore(found_by, among, len(self.z), len(asked), float(ssim.mean()), float(error))


def make_frame_set(simulations: Sequence[Simulation], z: Tensor) -> FrameSet:
    """Read every picture of simulations whose vectors, in the order of cameras and frames, are ``z``."""
    views = [(number, s, camera) for number, s in enumerate(simulations) for camera in s.cameras]
    pictures = [
        torch.nn.functional.interpolate(
            torch.from_numpy(s.read(camera, slice(None))), size=(SIZE_PX, SIZE_PX), mode="area"
        )[:, 0]
        for _, s, camera in track(views, "reading pictures")
    ]
    merger = torch.cat([torch.full((s.n_frames,), number) for number, s, _ in views])
    return FrameSet(windows(torch.cat(pictures)), z, merger)


def compare_neighbours(frame_set: FrameSet, asked: Tensor) -> list[RetrievalScore]:
    """Likeness of the pictures asked about to the ten nearest by z, by their pixels, and at random."""
    n = len(frame_set.z)
    pixels = avg_pool2d(frame_set.pictures.pictures, 2).flatten(1)
    rows = [
        frame_set.row(name, among, asked, nearest_others(vectors, TEN, family, asked))
        for among, family in frame_set.families.items()
        for name, vectors in (("nearest z", frame_set.z), ("nearest pixels", pixels))
    ]
    others = torch.randint(1, n, (len(asked), TEN), generator=torch.Generator().manual_seed(0))
    return [*rows, frame_set.row("random", "all", asked, (asked[:, None] + others) % n)]


@dataclass(frozen=True)
class Probe:
    """How well a picture is dated by the one picture whose z is nearest: no network is trained for it."""

    held_out: str
    """``each frame alone``, as by a random split over frames, or ``each merger whole``."""
    asked: int
    accuracy: float
    within_1: float
    median_stages: float


def probe_splits(frame_set: FrameSet, stage: Tensor, asked: Tensor) -> list[Probe]:
    """Date pictures by the nearest z, with frames or with mergers held out.

    Parameters
    ----------
    frame_set : FrameSet
    stage : Tensor
        The truth of each picture, (N,).
    asked : Tensor
        Indices of those to date.
    """
    names = {"all": "each frame alone", "other mergers": "each merger whole"}
    rows = []
    for among, family in frame_set.families.items():
        nearest = nearest_others(frame_set.z, 1, family, asked)[:, 0]
        error = (stage[nearest] - stage[asked]).abs()
        right = stage[nearest].round() == stage[asked].round()
        rows.append(
            Probe(
                held_out=names[among],
                asked=len(asked),
                accuracy=float(right.double().mean()),
                within_1=float((error <= 1).double().mean()),
                median_stages=float(error.median()),
            )
        )
    return rows
