"""What a merger is made of."""

from dataclasses import asdict, dataclass, field, fields
from math import isfinite, sqrt
from typing import Any

import numpy as np

from deepgalaxy.errors import WrongUse
from deepgalaxy.mergers.bodies import Bodies, sample_galaxy
from deepgalaxy.mergers.galaxy import GalaxyModel
from deepgalaxy.mergers.orbit import START_SEPARATION_KPC, Orbit, encounter, mutual_energy, parabolic_orbit

STAR_SHARE = 0.4
"""Of the particles; the others are the halo's, whose heavy ones would heat the disk."""
FEWEST_STARS = 50
"""Star particles in the smaller galaxy, to tell where its nucleus is."""


@dataclass(frozen=True)
class MergerRecipe:
    """Two galaxies on a parabolic orbit in the xy plane.

    Parameters
    ----------
    mass_ratio : float
        Mass of the second galaxy over the first one's, above 0 and up to 10.
    size_ratio : float, optional
        Of their lengths; by default the square root of the mass ratio, for equal surface densities.
    pericentre_kpc : float
        First closest approach if both were rigid, from 0 (head-on) to 100.
    start_separation_kpc : float
        Distance of the two centres at the start, more than the pericentre and up to 500.
    disk1_deg, disk2_deg : tuple of float
        Tilt of each disk's spin against the orbit's, and the direction of that tilt.
    particles : int
        Over both galaxies and all components.
    seed : int
        Of all chance: the same recipe makes the same merger.
    softening_kpc : float
        Plummer-equivalent softening length of gravity; the time step is in proportion to it.
    field_of_view_kpc : float
        Side of the pictures.
    galaxy : GalaxyModel
        The first galaxy.

    Raises
    ------
    WrongUse
        If a number is out of its range.
    """

    mass_ratio: float = 1.0
    size_ratio: float | None = None
    pericentre_kpc: float = 8.0
    start_separation_kpc: float = START_SEPARATION_KPC
    disk1_deg: tuple[float, float] = (20.0, 0.0)
    disk2_deg: tuple[float, float] = (30.0, 60.0)
    particles: int = 16000
    seed: int = 1
    softening_kpc: float = 0.5
    field_of_view_kpc: float = 180.0
    galaxy: GalaxyModel = field(default_factory=GalaxyModel)

    def __post_init__(self) -> None:
        _within("mass_ratio", self.mass_ratio, 0, 10, "exchange the two galaxies for a larger one")
        if self.size_ratio is None:
            object.__setattr__(self, "size_ratio", sqrt(self.mass_ratio))
        _within("size_ratio", self.scale, 0, 10, "give a size that goes with the mass")
        _within("pericentre_kpc", self.pericentre_kpc, 0, 100, "galaxies further apart do not merge")
        _within(
            "start_separation_kpc",
            self.start_separation_kpc,
            self.pericentre_kpc,
            500,
            "they start further apart than they pass each other",
        )
        _within("softening_kpc", self.softening_kpc, 0, 5, "more blurs the galaxies away")
        _within("field_of_view_kpc", self.field_of_view_kpc, 0, 1000, "they would be specks")
        _within("particles", self.particles, 0, 10_000_000, "more takes days")
        if self.seed < 0:
            raise WrongUse(f"merger recipe: seed is {self.seed}; give 0 or more")
        for name in ("disk1_deg", "disk2_deg"):
            if len(getattr(self, name)) != 2 or not all(isfinite(angle) for angle in getattr(self, name)):
                raise WrongUse(f"merger recipe: {name} is {getattr(self, name)}; give two angles")
        if min(stars for _, stars in self.split()) < FEWEST_STARS:
            lesser = min(self.mass_ratio, 1.0) / (1 + self.mass_ratio)
            raise WrongUse(
                f"merger recipe: {self.particles} particles leave the smaller galaxy fewer than"
                f" {FEWEST_STARS} stars; give {round(FEWEST_STARS / (STAR_SHARE * lesser)) + 10} or more"
            )

    @property
    def scale(self) -> float:
        """Size of the second galaxy over the first one's, a number in any case."""
        assert self.size_ratio is not None
        return self.size_ratio

    @property
    def second_galaxy(self) -> GalaxyModel:
        """The first galaxy's model at the ratios of size and mass."""
        return self.galaxy.scaled(self.scale, self.mass_ratio)

    @property
    def group(self) -> str:
        """Name of its HDF5 group: ``s_0.707_m_0.5``."""
        return f"s_{round(self.scale, 3):g}_m_{round(self.mass_ratio, 3):g}"

    def split(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return how many halo and star particles each galaxy gets, in proportion to its mass."""
        second = self.mass_ratio / (1 + self.mass_ratio)
        stars, halo = round(STAR_SHARE * self.particles), round((1 - STAR_SHARE) * self.particles)
        stars2, halo2 = round(stars * second), round(halo * second)
        return (halo - halo2, stars - stars2), (halo2, stars2)

    def orbit(self) -> Orbit:
        """Find the orbit from the haloes' actual overlap."""
        first, second = self.galaxy, self.second_galaxy
        return parabolic_orbit(
            lambda r: mutual_energy(first, second, r),
            first.total_mass * second.total_mass / (first.total_mass + second.total_mass),
            self.pericentre_kpc,
            self.start_separation_kpc,
        )

    def bodies(self, orbit: Orbit) -> Bodies:
        """Draw both galaxies and put them on the orbit."""
        rng = np.random.default_rng(self.seed)
        first, second = (
            sample_galaxy(model, n_halo, n_stars, rng)
            for model, (n_halo, n_stars) in zip((self.galaxy, self.second_galaxy), self.split(), strict=True)
        )
        return encounter(first, second, orbit, self.disk1_deg, self.disk2_deg)

    def attributes(self) -> dict[str, Any]:
        """Return the recipe as HDF5 attributes, the galaxy's numbers among them."""
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "galaxy"}
        return (
            {"orbit": "parabolic"}
            | own
            | {f"galaxy_{name}": value for name, value in asdict(self.galaxy).items()}
        )


def _within(name: str, value: float, low: float, high: float, advice: str) -> None:
    if not low < value <= high:
        raise WrongUse(
            f"merger recipe: {name} is {value:g}; it must be above {low:g} and at most {high:g} ({advice})"
        )
