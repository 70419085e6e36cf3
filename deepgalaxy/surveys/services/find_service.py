"""Services by their names, of this package and of others that are installed."""

import re
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.surveys.services.cutout_service import CutoutService

GROUP = "deepgalaxy.cutout_services"
"""The group of entry points under which packages name their services."""
_HERE = "deepgalaxy.surveys.services"
OURS = tuple(
    EntryPoint(name, f"{_HERE}.{where}", GROUP)
    for name, where in {
        "sdss": "sdss:Sdss",
        "sdss-frames": "sdss_frames:SdssFrames",
        "legacy": "legacy:Legacy",
        "legacy-fits": "legacy:LegacyFits",
        "ps1": "panstarrs:PanStarrs",
        "hsc": "hsc:Hsc",
        "hsc-deep": "hsc:HscDeep",
        "euclid": "euclid:Euclid",
        "rubin-dp1": "rubin:RubinDp1",
        "rubin-dp2": "rubin:RubinDp2",
        "hips": "hips:Hips",
        "hips-jpeg": "hips:HipsJpeg",
        "sia1": "sia1:Sia1",
        "sia2": "sia2:Sia2",
    }.items()
)
"""Those of this package, which are there without its installation too."""


@dataclass(frozen=True)
class ServiceRow:
    """A service, as it is listed."""

    service: str
    """Its name: `--from NAME`."""
    pixel_arcsec: float | None
    """Of its pictures, where nothing is said."""
    choice: str
    """An example of what may stand after the name and a colon."""
    login: str
    """The environment variable of the token or the password that it wants."""
    shows: str
    """What its pictures are."""


def list_services() -> list[ServiceRow]:
    """Return all services, of this package and of others that are installed.

    Returns
    -------
    list of ServiceRow
        By name; what cannot be loaded says why.
    """
    return [_row(name) for name in sorted({service.name for service in _all()})]


def _row(name: str) -> ServiceRow:
    try:
        service = _load(name)
    except WrongUse as error:
        return ServiceRow(name, None, "", "", str(error))
    shows = next(iter((service.__doc__ or "").strip().splitlines()), "").rstrip(".")
    login = service.login.variable if service.login else ""
    return ServiceRow(name, service.scale_arcsec, service.example, login, shows)


def _all() -> list[EntryPoint]:
    return [*OURS, *entry_points(group=GROUP)]


def find_service(called: str) -> CutoutService:
    """Return a service by its name, with a choice after a colon.

    Parameters
    ----------
    called : str
        ``sdss``, ``legacy-fits:gri``, ``euclid:H``, ``sia2:https://…``. An address alone is one of Simple
        Image Access, version 1.

    Returns
    -------
    CutoutService
        It has not been asked anything yet.

    Raises
    ------
    WrongUse
        If there is none, two packages have one of this name, or it cannot be loaded.
    """
    name, _, choice = ("sia1", "", called) if re.match("https?:", called) else called.partition(":")
    return _load(name)(choice)


def _load(name: str) -> type[CutoutService]:
    """Return a service's class."""
    found = [service for service in _all() if service.name == name]
    if not found:
        names = ", ".join(sorted({service.name for service in _all()}))
        raise WrongUse(f"service {name}: there is {names}, or the https://… of a service of SIA")
    if len({service.value for service in found}) > 1:
        where = " and ".join(service.value for service in found)
        raise WrongUse(f"service {name}: {where} are both called so: uninstall one of the packages")
    try:
        service = found[0].load()
    except Exception as error:  # another package's module may raise anything
        raise WrongUse(f"service {name}: {found[0].value} cannot be loaded: {error}") from error
    if not (isinstance(service, type) and issubclass(service, CutoutService)):
        raise WrongUse(f"service {name}: {found[0].value} is no class that inherits from CutoutService")
    return service
