"""Pictures of star particles by all cameras."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.merger_writer import FramePictures
from deepgalaxy.simulation.cameras import hemisphere, image_axes
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.render import smoothing_lengths, stretch, stretch_bands, surface_density
from deepgalaxy.simulation.starlight import BANDS

Single = NDArray[np.float32]


@dataclass(frozen=True)
class CameraSetup:
    """How pictures are taken.

    Parameters
    ----------
    field_of_view_kpc : float
        Side of the pictures.
    size_px : int
        The same in pixels, 16 to 4096.
    cameras : int
        Directions of view, on a hemisphere, 1 to 100.
    observation : Observation, optional
        The survey that takes them; by default they show surface density between fixed limits.
    bands : {"", "gri"}
        Whether pictures in g, r and i are taken beside the grey ones.

    Raises
    ------
    DeepGalaxyError
        If a number is out of its range.
    """

    field_of_view_kpc: float
    size_px: int = 128
    cameras: int = 14
    observation: Observation | None = None
    bands: str = ""

    def __post_init__(self) -> None:
        for name, low, high in (
            ("field_of_view_kpc", 0.1, 10_000),
            ("size_px", 16, 4096),
            ("cameras", 1, 100),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise DeepGalaxyError(f"simulate: {name} is {value:g}; give {low:g} to {high:g}")
        if self.bands not in ("", BANDS):
            raise DeepGalaxyError(f"simulate: bands are {self.bands!r}; give {BANDS!r}, or none")
        if self.observation:
            self.observation.check_bands(self.bands)
            self.observation.native_px(self.field_of_view_kpc)  # or refuse before the work, not after it

    def take(self, stars: Single, masses: Single, light: Single | None = None) -> "FramePictures":
        """Take one picture a camera.

        Parameters
        ----------
        stars : ndarray, shape (N, 3)
            In kpc, from the middle of the pictures.
        masses : ndarray, shape (N,)
            In 1e10 Msun.
        light : ndarray, shape (N, 3), optional
            In g, r and i (1e10 Lsun), where bands are wanted.

        Returns
        -------
        FramePictures
            One grey picture a camera, and one in colour where bands are wanted.

        Raises
        ------
        DeepGalaxyError
            If bands are wanted of stars whose light is not known.
        """
        observation, field = self.observation, self.field_of_view_kpc
        axes = image_axes(hemisphere(self.cameras))
        size_px = observation.native_px(field) if observation else self.size_px
        if self.bands and light is None:
            raise DeepGalaxyError(f"simulate: the stars' light in {self.bands} is not known")
        weights = np.c_[masses, light] if self.bands and light is not None else masses[:, None]
        density = surface_density(stars, weights, smoothing_lengths(stars), axes, field, size_px)
        mass, bands = density[:, 0], density[:, 1:]
        if not observation:
            return FramePictures(stretch(mass), np.array([stretch_bands(one) for one in bands if self.bands]))
        return FramePictures(
            np.stack([observation.picture(one, field, self.size_px) for one in mass]),
            np.array([observation.colour_picture(one, field, self.size_px) for one in bands if self.bands]),
        )

    def attributes(self) -> dict[str, Any]:
        """Return how the pictures were taken, as HDF5 attributes.

        Returns
        -------
        dict
            Survey, field of view (kpc), directions of the cameras, and the bands if there are any.
        """
        observed = self.observation.attributes() if self.observation else {"survey": "none"}
        return observed | {
            "field_of_view_kpc": self.field_of_view_kpc,
            "camera_directions": hemisphere(self.cameras),
            **({"bands": self.bands} if self.bands else {}),
        }
