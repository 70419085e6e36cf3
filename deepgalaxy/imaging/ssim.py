"""Structural similarity of many pairs of pictures at once."""

from dataclasses import dataclass

import torch
from torch import Tensor

WINDOW_PX = 7
"""Side of the square in which means and variances are taken: that of scikit-image."""
C1, C2 = 0.01**2, 0.03**2
"""K₁² and K₂² of the paper, for pictures in [0, 1]."""


@dataclass(frozen=True)
class Windows:
    """Pictures with their mean and variance in each window, so that they can be compared with many others."""

    pictures: Tensor
    """(…, H, W) in [0, 1], float32."""
    mean: Tensor
    variance: Tensor
    """(…, H - 6, W - 6)."""

    def __getitem__(self, rows: object) -> "Windows":
        """Some of them, by the first axis."""
        return Windows(self.pictures[rows], self.mean[rows], self.variance[rows])  # type: ignore[index]

    def similarity(self, other: "Windows") -> Tensor:
        """Return the mean SSIM of each pair (Wang et al. 2004, equation 13).

        Parameters
        ----------
        other : Windows
            Pictures of the same size; leading shapes are broadcast.

        Returns
        -------
        Tensor
            Of the broadcast leading shape; 1 where two pictures are the same.
        """
        covariance = _of_sample(_mean(self.pictures * other.pictures) - self.mean * other.mean)
        above = (2 * self.mean * other.mean + C1) * (2 * covariance + C2)
        below = (self.mean.square() + other.mean.square() + C1) * (self.variance + other.variance + C2)
        return (above / below).mean(dim=(-2, -1))


def windows(pictures: Tensor) -> Windows:
    """Prepare pictures for comparisons.

    Parameters
    ----------
    pictures : Tensor
        Shape (…, H, W), float32 in [0, 1].

    Returns
    -------
    Windows
        With means and variances.
    """
    mean = _mean(pictures)
    return Windows(pictures, mean, _of_sample(_mean(pictures.square()) - mean.square()))


def structural_similarity(first: Tensor, second: Tensor) -> Tensor:
    """Return the mean SSIM of pairs of pictures: the values of scikit-image, in batches.

    Parameters
    ----------
    first, second : Tensor
        Shape (…, H, W), float32 in [0, 1].

    Returns
    -------
    Tensor, shape (…)
        1 where two pictures are the same.
    """
    return windows(first).similarity(windows(second))


def mean_similarity(gallery: Windows, partners: Tensor, asked: Tensor) -> Tensor:
    """Return the mean SSIM of each picture of a query with its partners.

    Parameters
    ----------
    gallery : Windows
        All pictures, by the first axis.
    partners : Tensor, shape (n, k)
        Indices of the k partners of each.
    asked : Tensor, shape (n,)
        Indices of the pictures of the query.

    Returns
    -------
    Tensor, shape (n,)
        Float32.
    """
    parts = zip(torch.split(asked, 256), torch.split(partners, 256), strict=True)
    return torch.cat([gallery[own[:, None]].similarity(gallery[others]).mean(dim=1) for own, others in parts])


def _of_sample(variance: Tensor) -> Tensor:
    return variance * (WINDOW_PX**2 / (WINDOW_PX**2 - 1))


def _mean(pictures: Tensor) -> Tensor:
    return pictures.unfold(-1, WINDOW_PX, 1).mean(-1).unfold(-2, WINDOW_PX, 1).mean(-1)
