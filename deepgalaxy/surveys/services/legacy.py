"""The DESI Legacy Imaging Surveys, DR10: colour pictures and flux, in bands of one's choice."""

from typing import ClassVar
from urllib.parse import urlencode

from deepgalaxy.surveys.services.cutout_service import FITS, JPEG, CutoutService, Square


class Legacy(CutoutService):
    """DESI Legacy Surveys DR10: colour."""

    name = "legacy"
    scale_arcsec = 0.262
    image_types = JPEG
    choices = r"((?!.*(.).*\2)[griz]{3,4})?"
    example = "grz"
    kind: ClassVar[str] = "jpeg"

    def request(self, square: Square) -> str:
        """Return the address of a cutout.

        Parameters
        ----------
        square : Square
            Which is wanted.

        Returns
        -------
        str
            With position, scale, size and bands.
        """
        asked = {
            "ra": f"{square.ra_deg:.6f}",
            "dec": f"{square.dec_deg:.6f}",
            "pixscale": f"{square.scale_arcsec:.6g}",
            "size": square.size_px,
            "layer": "ls-dr10",
        }
        if self.choice:
            asked["bands"] = self.choice
        return f"https://www.legacysurvey.org/viewer/{self.kind}-cutout?{urlencode(asked)}"


class LegacyFits(Legacy):
    """DESI Legacy Surveys DR10: flux."""

    name = "legacy-fits"
    image_types = FITS
    choices = r"[griz]|(?!.*(.).*\1)[griz]{3,4}"
    example = "gri"
    default = "grz"
    kind = "fits"
