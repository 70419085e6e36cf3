"""Images on the sky in a notebook: Aladin Lite, by CDS."""

import numpy as np
from astropy.coordinates import SkyCoord, UnitSphericalRepresentation
from astropy.table import Table
from ipyaladin import Aladin

from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.core.errors import DeepGalaxyError

NARROWEST_DEG, WIDEST_DEG = 0.05, 180.0
"""Of the field that is shown first."""


def show_on_sky(rows: Table, survey: str, region: SkyRegion | None = None) -> Aladin:
    """Mark images on the sky.

    Parameters
    ----------
    rows : Table
        With ``ra_deg`` and ``dec_deg``, masked where a position is not known, and any other columns.
    survey : str
        Id of the HiPS that is shown behind.
    region : SkyRegion, optional
        Drawn too.

    Returns
    -------
    Aladin
        Around all of them; its ``selected_objects`` are tables of those that a user draws a box around.

    Raises
    ------
    DeepGalaxyError
        If no position is known.
    """
    lacking = np.ma.getmaskarray(np.ma.asarray(rows["ra_deg"]))
    placed = rows[~lacking]
    if not len(placed):
        raise DeepGalaxyError(f"none of the {len(rows)} images has a position on the sky")
    places = SkyCoord(placed["ra_deg"], placed["dec_deg"], unit="deg")
    centre = SkyCoord(places.cartesian.mean().represent_as(UnitSphericalRepresentation))
    field_deg = 2.4 * float(centre.separation(places).deg.max())
    widget = Aladin(target=centre, fov=float(np.clip(field_deg, NARROWEST_DEG, WIDEST_DEG)), survey=survey)
    widget.add_table(placed, name="images", shape="circle", ra_field="ra_deg", dec_field="dec_deg")
    if region:
        widget.add_moc(region.moc, name="region", opacity=0.25, edge=True)
    return widget
