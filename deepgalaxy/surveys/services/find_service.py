"""Services by their names."""

import re

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.surveys.services.address_services import SERVICES
from deepgalaxy.surveys.services.cutout_service import CutoutService
from deepgalaxy.surveys.services.image_access import ImageAccess
from deepgalaxy.surveys.services.sdss_frames import SdssFrames


def find_service(name: str) -> CutoutService:
    """Return a service by its name, or the one of Simple Image Access at an address.

    Parameters
    ----------
    name : str
        ``sdss``, ``sdss-frames``, ``legacy``, ``legacy-fits``, or the address of a service of Simple
        Image Access.

    Returns
    -------
    CutoutService
        It has not been asked anything yet.

    Raises
    ------
    WrongUse
        If there is none.
    """
    if name == SdssFrames().name:
        return SdssFrames()
    if re.match("https?://[^/]", name):
        return ImageAccess(name)
    if name not in SERVICES:
        raise WrongUse(
            f"service {name}: there is {', '.join(SERVICES)}, sdss-frames, or the https://… of an SIA service"
        )
    return SERVICES[name]
