"""One galaxy: an exponential disk and a Hernquist bulge in a truncated NFW halo; either may be absent."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.special import j1

from deepgalaxy.core.units import G

Array = NDArray[np.float64]


@dataclass(frozen=True)
class GalaxyModel:
    """A disk galaxy, or a spheroid (whose disk has no mass), in equilibrium.

    Parameters
    ----------
    disk_mass, bulge_mass, halo_mass : float
        In 1e10 Msun.
    disk_scale_kpc, disk_height_kpc : float
        Scale length of the exponential disk and height of its sech² profile.
    toomre_q : float
        Toomre's Q of the disk at 2.4 scale lengths.
    bulge_scale_kpc : float
        Scale of the bulge (Hernquist 1990, ApJ 356, 359, Eq. 2).
    halo_scale_kpc, halo_cut_kpc : float
        Scale of the NFW halo, and the radius of the Gaussian that cuts it off.
    """

    disk_mass: float = 4.0
    disk_scale_kpc: float = 2.8
    disk_height_kpc: float = 0.4
    toomre_q: float = 1.5
    bulge_mass: float = 0.8
    bulge_scale_kpc: float = 0.7
    halo_mass: float = 40.0
    halo_scale_kpc: float = 12.0
    halo_cut_kpc: float = 60.0

    def scaled(self, size: float, mass: float) -> Self:
        """Return the same galaxy with other lengths and masses.

        Parameters
        ----------
        size : float
            By which all lengths are multiplied.
        mass : float
            By which all masses are multiplied.

        Returns
        -------
        GalaxyModel
            Toomre's Q stays.
        """
        return replace(
            self,
            disk_mass=self.disk_mass * mass,
            bulge_mass=self.bulge_mass * mass,
            halo_mass=self.halo_mass * mass,
            disk_scale_kpc=self.disk_scale_kpc * size,
            disk_height_kpc=self.disk_height_kpc * size,
            bulge_scale_kpc=self.bulge_scale_kpc * size,
            halo_scale_kpc=self.halo_scale_kpc * size,
            halo_cut_kpc=self.halo_cut_kpc * size,
        )

    @property
    def total_mass(self) -> float:
        """Mass of all three components.

        Returns
        -------
        float
            In 1e10 Msun.
        """
        return self.disk_mass + self.bulge_mass + self.halo_mass

    @property
    def star_mass(self) -> float:
        """Mass of disk and bulge.

        Returns
        -------
        float
            In 1e10 Msun.
        """
        return self.disk_mass + self.bulge_mass

    @cached_property
    def half_light_kpc(self) -> float:
        """Radius of the sphere that holds half of the stars.

        Returns
        -------
        float
            In kpc.
        """
        x = self.radii / self.disk_scale_kpc
        stars = self.mass_within(self.bulge_density) + self.disk_mass * (1 - (1 + x) * np.exp(-x))
        return float(np.interp(self.star_mass / 2, stars, self.radii))

    @cached_property
    def radii(self) -> Array:
        """Radii at which the profiles below are tabulated.

        Returns
        -------
        ndarray of float64, shape (1200,)
            In kpc.
        """
        return np.geomspace(1e-5 * self.halo_cut_kpc, 6 * self.halo_cut_kpc, 1200)

    @cached_property
    def halo_density(self) -> Array:
        """Density of the halo at ``radii``: NFW, cut off by a Gaussian.

        Returns
        -------
        ndarray of float64, shape (1200,)
            In 1e10 Msun/kpc³.
        """
        x = self.radii / self.halo_scale_kpc
        shape = np.exp(-((self.radii / self.halo_cut_kpc) ** 2)) / (x * (1 + x) ** 2)
        return np.asarray(shape * self.halo_mass / self.mass_within(shape)[-1])

    @cached_property
    def bulge_density(self) -> Array:
        """Density of the bulge at ``radii`` (Hernquist 1990), cut off by a Gaussian.

        Returns
        -------
        ndarray of float64, shape (1200,)
            In 1e10 Msun/kpc³.
        """
        x = self.radii / self.bulge_scale_kpc
        shape = np.exp(-((x / 30) ** 2)) / (x * (1 + x) ** 3)
        return np.asarray(shape * self.bulge_mass / self.mass_within(shape)[-1])

    def mass_within(self, density: Array) -> Array:
        """Integrate a density, which rises as 1/r inside the first radius.

        Parameters
        ----------
        density : ndarray of float64, shape (1200,)
            At ``radii``, in 1e10 Msun/kpc³.

        Returns
        -------
        ndarray of float64, shape (1200,)
            Mass within each radius, in 1e10 Msun.
        """
        log_r = np.log(self.radii)
        shells = CubicSpline(log_r, 4 * np.pi * density * self.radii**3).antiderivative()
        return np.asarray(shells(log_r) + 2 * np.pi * density[0] * self.radii[0] ** 3)

    @cached_property
    def spheroid_mass(self) -> Array:
        """Mass of halo and bulge within ``radii``.

        Returns
        -------
        ndarray of float64, shape (1200,)
            In 1e10 Msun.
        """
        return self.mass_within(self.halo_density + self.bulge_density)

    @cached_property
    def mass(self) -> Array:
        """Mass within ``radii``, the disk counted as a sphere of the same profile.

        Returns
        -------
        ndarray of float64, shape (1200,)
            In 1e10 Msun.
        """
        x = self.radii / self.disk_scale_kpc
        return np.asarray(self.spheroid_mass + self.disk_mass * (1 - (1 + x) * np.exp(-x)))

    @cached_property
    def potential(self) -> Array:
        """Potential at ``radii`` of that sphere: -G times the integral of M/r² from r outwards.

        Returns
        -------
        ndarray of float64, shape (1200,)
            In (km/s)².
        """
        log_r = np.log(self.radii)
        inside = CubicSpline(log_r, G * self.mass / self.radii).antiderivative()(log_r)
        return np.asarray(inside - inside[-1] - G * self.mass[-1] / self.radii[-1])

    def potential_at(self, radius_kpc: Array) -> Array:
        """Return the potential of the sphere at any radius.

        Parameters
        ----------
        radius_kpc : ndarray of float64
            Radii.

        Returns
        -------
        ndarray of float64
            In (km/s)², of the same shape.
        """
        inner = np.interp(np.log(np.maximum(radius_kpc, self.radii[0])), np.log(self.radii), self.potential)
        outside = radius_kpc > self.radii[-1]
        return np.asarray(np.where(outside, -G * self.mass[-1] / np.where(outside, radius_kpc, 1), inner))

    def circular_speed_squared(self, radius_kpc: Array) -> Array:
        """Return radius times the pull towards the axis, averaged over the disk's thickness.

        The disk's own is the Hankel integral of Binney & Tremaine (2008, Eq. 2.188) with ``exp(-k |z - z'|)``
        averaged over its stars to first order in k times its height, which for sech² is their mean
        ``|z - z'|``.

        Parameters
        ----------
        radius_kpc : ndarray of float64, shape (n,)
            Distances from the axis, in the disk's plane.

        Returns
        -------
        ndarray of float64, shape (n,)
            In (km/s)².
        """
        k = np.linspace(0, 40 / self.disk_scale_kpc, 8000)
        wave = k * (1 + (k * self.disk_scale_kpc) ** 2) ** -1.5 / (1 + k * self.disk_height_kpc)
        grid = np.linspace(0, radius_kpc.max(), 300)
        pull = np.array([np.trapezoid(wave * j1(k * r), k) for r in grid])
        disk = G * self.disk_mass * radius_kpc * CubicSpline(grid, pull)(radius_kpc)
        away = np.sqrt(radius_kpc**2 + (np.pi * self.disk_height_kpc) ** 2 / 12)
        spheroid = G * np.interp(away, self.radii, self.spheroid_mass) * radius_kpc**2 / away**3
        return np.asarray(disk + spheroid)
