"""Rubin Observatory's data previews, for those who have data rights: its coadds by SODA, with a token."""

from typing import Any, ClassVar

from deepgalaxy.surveys.services.cutout_service import CutoutService
from deepgalaxy.surveys.services.login import Login
from deepgalaxy.surveys.services.sia2 import Sia2, text_of

WAVELENGTHS_M = {"u": 3.7e-7, "g": 4.8e-7, "r": 6.2e-7, "i": 7.5e-7, "z": 8.7e-7, "y": 1.0e-6}
"""One within each filter, and in no other."""


class RubinDp1(Sia2):
    """Rubin's deep coadds, DP1: flux."""

    name = "rubin-dp1"
    scale_arcsec = 0.2
    login = Login("rubin", "data.lsst.cloud")
    bands = tuple(WAVELENGTHS_M)
    choices = r"[ugrizy]|(?!.*(.).*\1)[ugrizy]{3}"
    example = "gri"
    default = "r"
    release: ClassVar[str] = "dp1"
    dataset = CutoutService.dataset

    @property
    def url(self) -> str:
        """The Science Platform's service of Simple Image Access 2.

        Returns
        -------
        str
            Its address.
        """
        return f"https://data.lsst.cloud/api/sia/{self.release}/query"

    def parameters(self) -> dict[str, Any]:
        """Return what is asked beside the position.

        Returns
        -------
        dict
            Deep coadds of the band.
        """
        return {"dpsubtype": "lsst.deep_coadd", "band": WAVELENGTHS_M[self.choice]}

    def rank(self, image: Any) -> tuple[float, ...] | None:
        """Take deep coadds of the band, where the list tells what they are.

        Parameters
        ----------
        image : Record
            A row of the list.

        Returns
        -------
        tuple of float or None
            None for all others.
        """
        is_deep = text_of(image, "dataproduct_subtype") in ("lsst.deep_coadd", "")
        return () if is_deep and text_of(image, "lsst_band") in (self.choice, "") else None


class RubinDp2(RubinDp1):
    """Rubin's deep coadds, DP2: flux."""

    name = "rubin-dp2"
    release = "dp2"
