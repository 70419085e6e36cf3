"""Searches in a MOC against brute force, to the pixel, where positions are hardest."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import Latitude, Longitude
from astropy_healpix import HEALPix
from mocpy import MOC
from sqlalchemy import Engine, text

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.similarity.search import Query, SimilarImages
from deepgalaxy.catalog.sky_region import SkyRegion


@pytest.mark.parametrize("centre", [(0, 0), (359.999, 45), (0, 90), (77, -90), (45, 41.8103)], ids=str)
@pytest.mark.parametrize("radius_deg", [0.01, 1, 20])
def test_a_moc_filters_first_and_to_the_pixel(
    shared_sky: tuple[Engine, Any], tmp_path: Path, centre: tuple[float, float], radius_deg: float
) -> None:
    catalog, sky = shared_sky
    order = 14 if radius_deg < 1 else 9
    moc = MOC.from_cone(
        lon=Longitude(centre[0], u.deg),
        lat=Latitude(centre[1], u.deg),
        radius=radius_deg * u.deg,
        max_depth=order,
    )
    moc.save(tmp_path / "moc.fits", format="fits")
    pixels = HEALPix(2**order, "nested").lonlat_to_healpix(sky.ra * u.deg, sky.dec * u.deg)
    keep = np.isin(pixels, moc.flatten())
    assert keep.any()
    assert not keep.all()
    with catalog.connect() as connection:
        z = sky.z[3] + np.float32(0.1)
        search = SimilarImages(
            query=Query(sky.model, z, None), k=10_000, region=SkyRegion.of(tmp_path / "moc.fits")
        )
        assert [hit.id for hit in search.run(connection)] == sky.nearest(z, 10_000, keep)


def test_a_footprint_is_the_pixels_of_a_dataset_and_a_region(shared_sky: tuple[Engine, Any]) -> None:
    catalog, sky = shared_sky
    pixels = HEALPix(2**8, "nested").lonlat_to_healpix(sky.ra * u.deg, sky.dec * u.deg)
    rare = np.unique(pixels[sky.dataset == "rare"])
    with catalog.connect() as connection:
        held = connection.scalar(text("SELECT footprint('rare')"))
        found = connection.scalars(text("SELECT image_id FROM images_in_region(footprint('rare'))")).all()
    cells = [(r.lower >> 42, r.upper >> 42) for r in held]
    assert [cell for low, high in cells for cell in range(low, high)] == rare.tolist()
    assert sorted(found) == sorted(sky.ids[np.isin(pixels, rare)].tolist())


def test_an_empty_moc_and_what_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DeepGalaxyError, match="it is empty"):
        SkyRegion.of(MOC.new_empty(5))
    (tmp_path / "no.fits").write_text("no MOC")
    with pytest.raises(RefusedInput, match="no MOC in FITS"):
        SkyRegion.of(tmp_path / "no.fits")
