"""Any HiPS, as CDS's hips2fits draws it."""

from typing import ClassVar
from urllib.parse import urlencode

from deepgalaxy.surveys.services.cutout_service import JPEG, CutoutService, Square


class Hips(CutoutService):
    """Any HiPS with values, by hips2fits: flux."""

    name = "hips"
    scale_arcsec = 0.4
    choices = r"[\w.+-]+(/[\w.+-]+)+"
    example = "CDS/P/PanSTARRS/DR1/r"
    form: ClassVar[str] = "fits"

    @property
    def dataset(self) -> str:
        """Name of the dataset of its images, if the user gives none.

        Returns
        -------
        str
            The HiPS's id, with dashes for slashes.
        """
        return self.choice.replace("/", "-")

    def request(self, square: Square) -> str:
        """Return the address of a picture of a HiPS.

        Parameters
        ----------
        square : Square
            Which is wanted.

        Returns
        -------
        str
            With centre, field of view and size: hips2fits projects tangentially, north up.
        """
        asked = {
            "hips": self.choice,
            "ra": f"{square.ra_deg:.6f}",
            "dec": f"{square.dec_deg:.6f}",
            "fov": f"{square.side_arcsec / 3600:.8f}",
            "width": square.size_px,
            "height": square.size_px,
            "projection": "TAN",
            "coordsys": "icrs",
            "format": self.form,
        }
        return f"https://alasky.cds.unistra.fr/hips-image-services/hips2fits?{urlencode(asked)}"


class HipsJpeg(Hips):
    """Any HiPS in colour, by hips2fits."""

    name = "hips-jpeg"
    image_types = JPEG
    example = "CDS/P/DSS2/color"
    form = "jpg"
