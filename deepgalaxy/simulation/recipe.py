"""Recipes of mergers."""

from dataclasses import asdict, dataclass, field, fields
from math import isfinite, sqrt
from typing import Any, get_args

import numpy as np

from deepgalaxy.core.clock import START_RADII
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.simulation.orbit import Orbit, encounter, find_orbit, mutual_energy
from deepgalaxy.simulation.particles import Particles, sample_galaxy
from deepgalaxy.simulation.recipe_options import EngineName, RecipeOptions

STAR_SHARE, SMOOTH_STAR_SHARE = 0.4, 0.5
"""Of the particles; fewer where they act in pairs, for heavy ones of the halo would heat the disk."""
START_MARGIN = 1.02
"""By which a run begins further out than stage 0, so that this is among its states."""
FEWEST_STARS = 50
"""Star particles in the smaller galaxy, to find its nucleus."""


@dataclass(frozen=True)
class MergerRecipe(RecipeOptions):
    """Two galaxies on an orbit in the xy plane.

    Parameters
    ----------
    mass_ratio : float
        Mass of the second galaxy over the first one's, above 0 and up to 10.
    size_ratio : float, optional
        Of their lengths; by default the square root of the mass ratio, for equal surface densities.
    pericentre_kpc : float
        First closest approach if both were rigid, from 0 (head-on) to 100.
    speed_ratio : float
        Speed at the start over that of the parabolic orbit there, 0.5 to 2: below 1 the pair is bound.
    start_separation_kpc : float, optional
        Distance of the two centres at the start, more than the pericentre and up to 1000; by default that of
        stage 0.
    disk1_deg, disk2_deg : tuple of float
        Tilt of each disk's spin against the orbit's, and the direction of that tilt.
    particles : int
        Over both galaxies and all components.
    engine : {"multipoles", "direct", "tree", "torch"}
        Of gravity: see :func:`~deepgalaxy.simulation.engines.make_gravity`.
    seed : int
        Of all random numbers: the same recipe makes the same merger.
    softening_kpc : float
        Plummer-equivalent softening length of gravity; the time step is in proportion to it.
    field_of_view_kpc : float
        Side of the pictures.
    galaxy : GalaxyModel
        The first galaxy.
    galaxy2 : GalaxyModel, optional
        What the second galaxy is before its lengths and masses are multiplied by the two ratios; by
        default the first one's model.

    Raises
    ------
    WrongUse
        If a number is out of its range.
    """

    galaxy: GalaxyModel = field(default_factory=GalaxyModel)
    galaxy2: GalaxyModel | None = None

    def __post_init__(self) -> None:
        _within("mass_ratio", self.mass_ratio, 0, 10, "exchange the two galaxies for a larger one")
        if self.size_ratio is None:
            object.__setattr__(self, "size_ratio", sqrt(self.mass_ratio))
        _within("size_ratio", self.scale, 0, 10, "give a size that goes with the mass")
        _within("pericentre_kpc", self.pericentre_kpc, 0, 100, "galaxies further apart do not merge")
        if self.start_separation_kpc is None:
            radii = self.galaxy.half_light_kpc + self.second_galaxy.half_light_kpc
            object.__setattr__(self, "start_separation_kpc", round(START_MARGIN * START_RADII * radii, 2))
        _within(
            "start_separation_kpc",
            self.start_kpc,
            self.pericentre_kpc,
            1000,
            "they start further apart than they pass each other",
        )
        if not 0.5 <= self.speed_ratio <= 2:
            raise WrongUse(f"merger recipe: speed_ratio is {self.speed_ratio:g}; give 0.5 to 2")
        if self.engine not in get_args(EngineName):
            raise WrongUse(
                f"merger recipe: engine is {self.engine!r}; there are {', '.join(get_args(EngineName))}"
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
            star_share, second = self._shares
            lesser = min(second, 1 - second)
            raise WrongUse(
                f"merger recipe: {self.particles} particles leave the smaller galaxy fewer than"
                f" {FEWEST_STARS} stars; give {round(FEWEST_STARS / (star_share * lesser)) + 10} or more"
            )

    @property
    def scale(self) -> float:
        """Size of the second galaxy over the first one's.

        Returns
        -------
        float
            ``size_ratio``, which is never None once the recipe is made.
        """
        assert self.size_ratio is not None
        return self.size_ratio

    @property
    def start_kpc(self) -> float:
        """Distance of the two centres at the start.

        Returns
        -------
        float
            ``start_separation_kpc``, which is never None once the recipe is made.
        """
        assert self.start_separation_kpc is not None
        return self.start_separation_kpc

    @property
    def second_galaxy(self) -> GalaxyModel:
        """The second galaxy's model, at the ratios of size and mass.

        Returns
        -------
        GalaxyModel
            Scaled.
        """
        return (self.galaxy2 or self.galaxy).scaled(self.scale, self.mass_ratio)

    @property
    def group(self) -> str:
        """Name of its HDF5 group.

        Returns
        -------
        str
            Such as ``s_0.707_m_0.5``.
        """
        return f"s_{round(self.scale, 3):g}_m_{round(self.mass_ratio, 3):g}"

    @property
    def _shares(self) -> tuple[float, float]:
        """Of the particles, the share that are stars; of either kind, the share of the second galaxy.

        Particles that act in pairs must be equally heavy in both galaxies. In smooth fields they need not,
        and the smaller galaxy gets more of them, for its field to be smooth too.
        """
        if self.engine == "multipoles":
            weight = sqrt(self.mass_ratio)
            return SMOOTH_STAR_SHARE, weight / (1 + weight)
        return STAR_SHARE, self.mass_ratio / (1 + self.mass_ratio)

    def split(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return how many particles each galaxy gets.

        Returns
        -------
        first, second : tuple of (int, int)
            Halo and star particles of each galaxy.
        """
        star_share, second = self._shares
        stars = round(star_share * self.particles)
        halo = self.particles - stars
        stars2, halo2 = round(stars * second), round(halo * second)
        return (halo - halo2, stars - stars2), (halo2, stars2)

    def orbit(self) -> Orbit:
        """Find the orbit from the haloes' actual overlap.

        Returns
        -------
        Orbit
            Relative motion at the start, and the time to pericentre.
        """
        first, second = self.galaxy, self.second_galaxy
        return find_orbit(
            lambda r: mutual_energy(first, second, r),
            first.total_mass * second.total_mass / (first.total_mass + second.total_mass),
            self.pericentre_kpc,
            self.start_kpc,
            self.speed_ratio,
        )

    def sample(self, orbit: Orbit) -> Particles:
        """Sample both galaxies and put them on the orbit.

        Parameters
        ----------
        orbit : Orbit
            As `orbit` finds it.

        Returns
        -------
        Particles
            Both galaxies at the start.
        """
        rng = np.random.default_rng(self.seed)
        first, second = (
            self._sample_galaxy(model, n_halo, n_stars, rng)
            for model, (n_halo, n_stars) in zip((self.galaxy, self.second_galaxy), self.split(), strict=True)
        )
        return encounter(first, second, orbit, self.disk1_deg, self.disk2_deg)

    def _sample_galaxy(
        self, model: GalaxyModel, n_halo: int, n_stars: int, rng: np.random.Generator
    ) -> Particles:
        galaxy = sample_galaxy(model, n_halo, n_stars, rng)
        if self.engine != "multipoles":
            return galaxy
        from deepgalaxy.simulation.mean_field import balance_disk  # numba takes its time

        return balance_disk(galaxy, self.softening_kpc)

    def attributes(self) -> dict[str, Any]:
        """Return the recipe as HDF5 attributes.

        Returns
        -------
        dict
            Its fields, and the galaxies' as ``galaxy_disk_mass`` and so on.
        """
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("galaxy", "galaxy2")}
        models = {"galaxy": self.galaxy} | ({"galaxy2": self.galaxy2} if self.galaxy2 else {})
        kind = "parabolic" if self.speed_ratio == 1 else "bound" if self.speed_ratio < 1 else "unbound"
        return (
            {"orbit": kind}
            | own
            | {
                f"{name}_{key}": value
                for name, model in models.items()
                for key, value in asdict(model).items()
            }
        )


def _within(name: str, value: float, low: float, high: float, advice: str) -> None:
    if not low < value <= high:
        raise WrongUse(
            f"merger recipe: {name} is {value:g}; it must be above {low:g} and at most {high:g} ({advice})"
        )
