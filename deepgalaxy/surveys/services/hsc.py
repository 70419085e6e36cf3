"""Hyper Suprime-Cam's public data release 3, for those who have an account."""

from typing import ClassVar
from urllib.parse import urlencode

from deepgalaxy.surveys.services.cutout_service import CutoutService, Square
from deepgalaxy.surveys.services.login import Login

_LOGIN = Login("hsc", "hsc-release.mtk.nao.ac.jp", "login")


class Hsc(CutoutService):
    """Hyper Suprime-Cam PDR3, wide: flux."""

    name = "hsc"
    scale_arcsec = 0.168
    login = _LOGIN
    bands = tuple("grizy")
    choices = r"[grizy]|(?!.*(.).*\1)[grizy]{3}"
    example = "gri"
    default = "r"
    rerun: ClassVar[str] = "pdr3_wide"

    def request(self, square: Square) -> str:
        """Return the address of a cutout.

        Parameters
        ----------
        square : Square
            Which is wanted.

        Returns
        -------
        str
            With position, half of the side, and the filter.
        """
        half = f"{square.side_arcsec / 2 + self.scale_arcsec:.3f}asec"  # a pixel more: it rounds as it likes
        asked = {
            "ra": f"{square.ra_deg:.6f}",
            "dec": f"{square.dec_deg:.6f}",
            "sw": half,
            "sh": half,
            "type": "coadd",
            "image": "on",
            "mask": "off",
            "variance": "off",
            "filter": f"HSC-{self.choice.upper()}",
            "tract": "",
            "rerun": self.rerun,
        }
        return f"https://{_LOGIN.host}/das_cutout/pdr3/cgi-bin/cutout?{urlencode(asked)}"


class HscDeep(Hsc):
    """Hyper Suprime-Cam PDR3, deep and ultra-deep: flux."""

    name = "hsc-deep"
    rerun = "pdr3_dud_rev"
