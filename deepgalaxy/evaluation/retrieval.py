"""Do pictures with similar vectors look alike? By the DeepGalaxy papers' protocol, and a stricter one."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from deepgalaxy.core.progress import track
from deepgalaxy.evaluation.neighbours import nearest_others
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.imaging.ssim import Windows, mean_similarity, windows

TEN = 10
SAME_STAGE, SAME_RATIO = 2.0, 0.15
"""Largest differences in stage and mass ratio of frames that show the same of alike mergers."""
SIZE_PX = 64
"""Side of the pictures whose SSIM is measured; neighbours by pixels are searched at half of it."""


@dataclass(frozen=True)
class RetrievalScore:
    """SSIM of pictures and the ten that were found for each."""

    found_by: str
    """Method of the search."""
    among: str
    """``all``: every other picture, near-copies from the same merger too; or ``other mergers``."""
    candidates: int
    """Number of pictures that are searched."""
    queries: int
    """Number of pictures that ten are found for."""
    mean_ssim: float
    """Over queries and their ten."""
    error: float
    """Standard error of the mean."""
    alike: float
    """Share of the ten with a stage within 2, and a mass ratio within 0.15, of the query's."""


@dataclass(frozen=True)
class FrameSet:
    """Pictures of N frames, their vectors, and the merger of each."""

    pictures: Windows
    """(N, SIZE_PX, SIZE_PX), with their local means and variances."""
    z: Tensor
    """(N, latent_size)."""
    merger: Tensor
    """Number of the merger, (N,)."""
    stage: Tensor
    """True stage, (N,); NaN where there is none."""
    mass_ratio: Tensor
    """Mass of the lighter galaxy over that of the heavier, (N,)."""

    @property
    def groups(self) -> dict[str, Tensor]:
        """Groups whose pictures are not found for each other.

        Returns
        -------
        dict of str to Tensor
            Group of each picture, int64, shape (N,), by ``RetrievalScore.among``.
        """
        return {"all": torch.arange(len(self.z)), "other mergers": self.merger}

    def score(self, found_by: str, among: str, queries: Tensor, found: Tensor) -> RetrievalScore:
        """Measure the SSIM of pictures and those that were found for them.

        Parameters
        ----------
        found_by, among : str
            Kept in the result.
        queries : Tensor
            Indices of pictures, int64, shape (n,).
        found : Tensor
            Indices of ten pictures for each, int64, shape (n, 10).

        Returns
        -------
        RetrievalScore
            With the mean over the queries.
        """
        ssim = mean_similarity(self.pictures, found, queries)
        error = ssim.std() / len(ssim) ** 0.5
        alike = torch.ones(found.shape, dtype=torch.bool)
        for values, most in ((self.stage, SAME_STAGE), (self.mass_ratio, SAME_RATIO)):
            alike &= (values[found] - values[queries][:, None]).abs() <= most
        return RetrievalScore(
            found_by,
            among,
            len(self.z),
            len(queries),
            float(ssim.mean()),
            float(error),
            float(alike.double().mean()),
        )


def make_frame_set(simulations: Sequence[Merger], z: Tensor) -> FrameSet:
    """Read every picture of simulations.

    Parameters
    ----------
    simulations : sequence of Merger
        All their frames and cameras are taken.
    z : Tensor
        Vector of each picture, in the order of simulations, cameras and frames, shape (N, latent_size).

    Returns
    -------
    FrameSet
        Of these pictures and vectors.
    """
    views = [(number, s, camera) for number, s in enumerate(simulations) for camera in s.cameras]
    pictures = [
        torch.nn.functional.interpolate(
            torch.from_numpy(s.read(camera, slice(None))), size=(SIZE_PX, SIZE_PX), mode="area"
        )[:, 0]
        for _, s, camera in track(views, "reading pictures")
    ]
    merger = torch.cat([torch.full((s.n_frames,), number) for number, s, _ in views])
    stage = torch.cat([torch.from_numpy(s.stage) for _, s, _ in views])
    ratio = torch.cat([torch.full((s.n_frames,), s.lighter_to_heavier) for _, s, _ in views])
    return FrameSet(windows(torch.cat(pictures)), z, merger, stage, ratio)


def compare_neighbours(frame_set: FrameSet, queries: Tensor) -> list[RetrievalScore]:
    """Measure the SSIM of pictures and the ten nearest by z, the ten nearest by pixels, and ten random ones.

    Parameters
    ----------
    frame_set : FrameSet
        Pictures to search.
    queries : Tensor
        Indices of the pictures to find others for, int64, shape (n,).

    Returns
    -------
    list of RetrievalScore
        Among all pictures and among other mergers' pictures.
    """
    n = len(frame_set.z)
    pixels = avg_pool2d(frame_set.pictures.pictures, 2).flatten(1)
    rows = [
        frame_set.score(name, among, queries, nearest_others(vectors, TEN, group, queries))
        for among, group in frame_set.groups.items()
        for name, vectors in (("nearest z", frame_set.z), ("nearest pixels", pixels))
    ]
    others = torch.randint(1, n, (len(queries), TEN), generator=torch.Generator().manual_seed(0))
    return [*rows, frame_set.score("random", "all", queries, (queries[:, None] + others) % n)]


@dataclass(frozen=True)
class Probe:
    """Errors when each picture gets the stage of the picture with the nearest z; no network is trained."""

    held_out: str
    """``each frame alone``, as by a random split over frames, or ``each merger whole``."""
    queries: int
    """Number of pictures that are dated."""
    accuracy: float
    """Share whose stage, rounded, is right."""
    within_1: float
    """Share with an error of at most one stage."""
    median_stages: float
    """Absolute error."""


def probe_splits(frame_set: FrameSet, queries: Tensor) -> list[Probe]:
    """Date pictures by the nearest z, with frames or with mergers held out.

    Parameters
    ----------
    frame_set : FrameSet
        Pictures to search.
    queries : Tensor
        Indices of those to date, int64, shape (n,).

    Returns
    -------
    list of Probe
        With single frames and with whole mergers held out.
    """
    names = {"all": "each frame alone", "other mergers": "each merger whole"}
    rows = []
    for among, group in frame_set.groups.items():
        nearest = nearest_others(frame_set.z, 1, group, queries)[:, 0]
        error = (frame_set.stage[nearest] - frame_set.stage[queries]).abs()
        right = frame_set.stage[nearest].round() == frame_set.stage[queries].round()
        rows.append(
            Probe(
                held_out=names[among],
                queries=len(queries),
                accuracy=float(right.double().mean()),
                within_1=float((error <= 1).double().mean()),
                median_stages=float(error.median()),
            )
        )
    return rows
