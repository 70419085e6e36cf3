"""Euclid's Quick Data Release 1, at IRSA, whose server cuts parts out of the mosaics."""

from typing import Any
from urllib.parse import urlencode

from deepgalaxy.surveys.services.cutout_service import CutoutService, Square
from deepgalaxy.surveys.services.sia2 import Sia2, text_of


class Euclid(Sia2):
    """Euclid Q1's mosaics, at IRSA: flux."""

    name = "euclid"
    scale_arcsec = 0.1
    requests = 2
    bands = ("VIS", "Y", "J", "H")
    choices = "VIS|Y|J|H|VIS,Y,J|VIS,Y,H|VIS,J,H|Y,J,H"
    example = "VIS,Y,H"
    default = "VIS"
    dataset = CutoutService.dataset

    @property
    def url(self) -> str:
        """IRSA's service of Simple Image Access 2.

        Returns
        -------
        str
            Its address.
        """
        return "https://irsa.ipac.caltech.edu/SIA"

    def parameters(self) -> dict[str, Any]:
        """Return what is asked beside the position.

        Returns
        -------
        dict
            The collection of the mosaics of all bands.
        """
        return {"collection": "euclid_DpdMerBksMosaic"}

    def rank(self, image: Any) -> tuple[float, ...] | None:
        """Take Euclid's own images of the band: beside them are noise maps, and other telescopes' images.

        Parameters
        ----------
        image : Record
            A row of the list.

        Returns
        -------
        tuple of float or None
            None for all others.
        """
        told = {name: text_of(image, name) for name in ("dataproduct_subtype", "energy_bandpassname")}
        is_wanted = told == {"dataproduct_subtype": "science", "energy_bandpassname": self.choice}
        return () if is_wanted and text_of(image, "facility_name").lower() in ("euclid", "") else None

    def part_of(self, url: str, square: Square) -> str:
        """Return the address of a part of a mosaic.

        Parameters
        ----------
        url : str
            The mosaic's, at IRSA.
        square : Square
            Which is wanted.

        Returns
        -------
        str
            With centre and size, as IRSA's servers of files take them.
        """
        asked = {
            "center": f"{square.ra_deg:.6f},{square.dec_deg:.6f}",
            "size": f"{square.side_arcsec + 2 * self.scale_arcsec:.3f}arcsec",
            "gzip": "false",
        }
        return f"{url}?{urlencode(asked, safe=',')}"
