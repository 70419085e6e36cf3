"""A region of the sky as a file: a MOC, or a map of the whole sky with it."""

from pathlib import Path
from typing import IO

import numpy as np
from astropy import units as u
from astropy_healpix import HEALPix
from numpy.typing import NDArray

from deepgalaxy.catalog.sky_region import ORDER, SkyRegion
from deepgalaxy.core.errors import DeepGalaxyError, WrongUse

SEEN = 6
"""HEALPix order of what is drawn, pixels of a degree: what is smaller would not be seen."""
ACROSS = 900
"""Samples along the equator."""


def write_region(region: SkyRegion, file: Path, title: str = "") -> None:
    """Write a region as a MOC, or a map of the sky with it.

    Parameters
    ----------
    region : SkyRegion
        Any that is not empty.
    file : Path
        By its suffix a MOC in FITS (``.fits``) or JSON (``.json``), or a picture (``.png``). A file that is
        there is replaced.
    title : str
        Above the map.

    Raises
    ------
    WrongUse
        If it has another suffix.
    DeepGalaxyError
        If the region is empty.
    """
    if not region.ranges:
        raise DeepGalaxyError(f"{file}: not written: no image has a position")
    match file.suffix.lower():
        case ".fits":
            region.moc.save(file, format="fits", overwrite=True)
        case ".json":
            file.write_text(region.moc.to_string(format="json"))
        case ".png":
            draw_sky_map(region, file, title)
        case suffix:
            raise WrongUse(
                f"output: no form has the suffix {suffix or 'of nothing'!r}; write .fits, .json or .png"
            )


def draw_sky_map(region: SkyRegion, file: Path | str | IO[bytes], title: str = "") -> None:
    """Draw a region on the sky in Mollweide's projection, equal in area, with east to the left.

    Every pixel of a degree that has a part of the region is filled.

    Parameters
    ----------
    region : SkyRegion
        Any; it may be empty.
    file : Path, str or binary file
        PNG.
    title : str
        Above the map.
    """
    from matplotlib.figure import Figure

    half = 2 * np.sqrt(2)  # of the map's width, where its half height is the root of 2
    x, y = np.meshgrid(np.linspace(-half, half, ACROSS), np.linspace(-half / 2, half / 2, ACROSS // 2))
    on_map = (x / 2) ** 2 + y**2 < 2
    turned = np.arcsin(y[on_map] / np.sqrt(2))
    lon = -np.pi * x[on_map] / (half * np.cos(turned))
    pixels = HEALPix(2**SEEN, "nested").lonlat_to_healpix(lon * u.rad, _latitude(turned) * u.rad)
    drawn = np.full(x.shape, np.nan)
    drawn[on_map] = np.where(_seen(region)[pixels], 0.5, np.nan)

    figure = Figure(figsize=(7.2, 3.9), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(drawn, extent=(-half, half, -half / 2, half / 2), origin="lower", vmin=0, vmax=1)
    steps = np.linspace(-np.pi / 2, np.pi / 2, 181)
    line = {"color": "grey", "alpha": 0.6}
    for degrees in range(-180, 181, 30):
        across = half / 180 * degrees * np.cos(steps)
        axes.plot(across, np.sqrt(2) * np.sin(steps), linewidth=1 if abs(degrees) == 180 else 0.4, **line)
        if -180 < degrees < 180:
            axes.text(half / 180 * degrees, 0, f"{-degrees % 360}°", color="grey", fontsize=7, ha="center")
    for degrees in range(-60, 61, 30):
        at = np.interp(np.radians(degrees), _latitude(steps), steps)
        end = half * np.cos(at)
        axes.plot((-end, end), (np.sqrt(2) * np.sin(at),) * 2, linewidth=0.4, **line)
        axes.text(
            -end, np.sqrt(2) * np.sin(at), f"{degrees}° ", color="grey", fontsize=8, ha="right", va="center"
        )
    axes.set_axis_off()
    axes.set_title(title, color="grey")
    figure.savefig(file, dpi=110, transparent=True, format="png")


def _latitude(turned: NDArray[np.float64]) -> NDArray[np.float64]:
    """Latitude of the auxiliary angle of Mollweide's projection, both in radians."""
    latitude: NDArray[np.float64] = np.arcsin(np.clip((2 * turned + np.sin(2 * turned)) / np.pi, -1, 1))
    return latitude


def _seen(region: SkyRegion) -> NDArray[np.bool_]:
    """Which pixels of the whole sky have a part of the region."""
    bits = 2 * (ORDER - SEEN)
    changes = np.zeros(12 * 4**SEEN + 1, int)
    for low, high in region.ranges:
        changes[low >> bits] += 1
        changes[((high - 1) >> bits) + 1] -= 1
    seen: NDArray[np.bool_] = np.cumsum(changes)[:-1] > 0
    return seen
