"""Recipes of galaxies that do not merge: one alone, or two in one line of sight."""

from dataclasses import asdict, dataclass, field
from typing import Any

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.galaxy_model import GalaxyModel

ISOLATED, CHANCE_PAIR = "isolated", "chance_pair"
"""Names of the HDF5 groups, and outcomes."""


@dataclass(frozen=True)
class IsolatedRecipe:
    """One galaxy, or two that do not interact.

    Parameters
    ----------
    galaxies : tuple of GalaxyModel
        One or two.
    disks_deg : tuple of (float, float)
        Tilt of each one's spin and direction of that tilt.
    particles : int
        In each galaxy.
    seed : int
        Of all random numbers.
    softening_kpc : float
        Of gravity.
    field_of_view_kpc : float
        Side of the pictures.

    Raises
    ------
    WrongUse
        If there are not one or two galaxies, each with its disk's angles.
    """

    galaxies: tuple[GalaxyModel, ...] = (GalaxyModel(),)
    disks_deg: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    particles: int = 60_000
    seed: int = 1
    softening_kpc: float = 0.5
    field_of_view_kpc: float = 60.0
    group: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.galaxies) not in (1, 2) or len(self.disks_deg) != len(self.galaxies):
            raise WrongUse("isolated galaxies: give one or two models, and two angles for each")
        object.__setattr__(self, "group", ISOLATED if len(self.galaxies) == 1 else CHANCE_PAIR)

    def attributes(self) -> dict[str, Any]:
        """Return the recipe as HDF5 attributes.

        Returns
        -------
        dict
            Its fields, the models' among them as ``galaxy1_disk_mass`` and so on.
        """
        models = {
            f"galaxy{k}_{name}": value
            for k, model in enumerate(self.galaxies, start=1)
            for name, value in asdict(model).items()
        }
        own = {n: getattr(self, n) for n in ("particles", "seed", "softening_kpc", "field_of_view_kpc")}
        disks = {f"disk{k}_deg": angles for k, angles in enumerate(self.disks_deg, start=1)}
        return own | disks | models | {"outcome": self.group}
