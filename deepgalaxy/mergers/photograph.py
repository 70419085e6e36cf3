"""Stars to the pictures that all cameras take of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.cameras import hemisphere, image_axes
from deepgalaxy.mergers.render import smoothing_lengths, stretch, surface_density


@dataclass(frozen=True)
class Photography:
    """How pictures are taken.

    Parameters
    ----------
    field_of_view_kpc : float
        Side of the pictures.
    size_px : int
        The same in pixels, 16 to 4096.
    cameras : int
        Directions looked from, on a hemisphere, 1 to 100.

    Raises
    ------
    DeepGalaxyError
        If a number is out of its range.
    """

    field_of_view_kpc: float
    size_px: int = 128
    cameras: int = 14

    def __post_init__(self) -> None:
        for name, low, high in (
            ("field_of_view_kpc", 0.1, 10_000),
            ("size_px", 16, 4096),
            ("cameras", 1, 100),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise DeepGalaxyError(f"simulate: {name} is {value:g}; give {low:g} to {high:g}")

    def take(self, stars: NDArray[np.float32], masses: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return one picture a camera, shape (cameras, size_px, size_px).

        Parameters
        ----------
        stars : ndarray, shape (N, 3)
            In kpc, from the middle of the pictures.
        masses : ndarray, shape (N,)
            In 1e10 Msun.
        """
        axes = image_axes(hemisphere(self.cameras))
        smoothing = smoothing_lengths(stars)
        return stretch(surface_density(stars, masses, smoothing, axes, self.field_of_view_kpc, self.size_px))

    def attributes(self) -> dict[str, Any]:
        """Return what an HDF5 file's pictures do not say of themselves."""
        return {
            "field_of_view_kpc": self.field_of_view_kpc,
            "camera_directions": hemisphere(self.cameras),
        }
