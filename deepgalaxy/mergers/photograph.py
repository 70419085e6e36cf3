"""Stars to the pictures that all cameras take of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.cameras import hemisphere, image_axes
from deepgalaxy.mergers.observe import Observation
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
    observation : Observation, optional
        The survey that takes them; by default they show surface density between fixed limits.

    Raises
    ------
    DeepGalaxyError
        If a number is out of its range.
    """

    field_of_view_kpc: float
    size_px: int = 128
    cameras: int = 14
    observation: Observation | None = None

    def __post_init__(self) -> None:
        for name, low, high in (
            ("field_of_view_kpc", 0.1, 10_000),
            ("size_px", 16, 4096),
            ("cameras", 1, 100),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise DeepGalaxyError(f"simulate: {name} is {value:g}; give {low:g} to {high:g}")
        if self.observation:
            self.observation.native_px(self.field_of_view_kpc)  # or refuse before the work, not after it

    def take(self, stars: NDArray[np.float32], masses: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return one picture a camera, shape (cameras, size_px, size_px).

        Parameters
        ----------
        stars : ndarray, shape (N, 3)
            In kpc, from the middle of the pictures.
        masses : ndarray, shape (N,)
            In 1e10 Msun.
        """
        seen, field = self.observation, self.field_of_view_kpc
        axes = image_axes(hemisphere(self.cameras))
        size_px = seen.native_px(field) if seen else self.size_px
        density = surface_density(stars, masses, smoothing_lengths(stars), axes, field, size_px)
        if not seen:
            return stretch(density)
        return np.stack([seen.picture(one, field, self.size_px) for one in density])

    def attributes(self) -> dict[str, Any]:
        """Return what an HDF5 file's pictures do not say of themselves."""
        observed = self.observation.attributes() if self.observation else {"survey": "none"}
        return observed | {
            "field_of_view_kpc": self.field_of_view_kpc,
            "camera_directions": hemisphere(self.cameras),
        }
