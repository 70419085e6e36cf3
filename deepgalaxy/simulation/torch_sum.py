"""Gravity by a direct sum in torch: for a GPU, where it makes tracers unnecessary."""

import numpy as np
import torch
from numpy.typing import NDArray

from deepgalaxy.core.units import G
from deepgalaxy.simulation.gravity import SPLINE_PER_PLUMMER, Gravity

Array = NDArray[np.float64]

PAIRS_AT_ONCE = {"cpu": 2**20, "cuda": 2**27}
"""Pairs of particles in memory at a time; each takes some 40 bytes."""
SUMMED_IN_SINGLE = 4096
"""Particles whose pulls are summed in single precision, before these sums are added in double precision."""


class TorchSum(Gravity):
    """All pairs in blocks, in single precision, their sums compensated by adding them in double precision.

    Parameters
    ----------
    masses : ndarray, shape (N,)
        In 1e10 Msun.
    softening_kpc : float
        Plummer-equivalent softening length of the cubic spline.
    device : str, optional
        Of torch; by default the GPU where there is one, else the CPU.
    dtype : torch.dtype
        Of the pairs' pulls.
    """

    def __init__(
        self,
        masses: Array,
        softening_kpc: float,
        device: str | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._dtype = dtype
        self._masses = torch.from_numpy(masses).to(self._device, dtype)
        self._support = SPLINE_PER_PLUMMER * softening_kpc

    def accelerations(self, positions: Array) -> Array:
        """Return the accelerations of all particles.

        Parameters
        ----------
        positions : ndarray of float64, shape (N, 3)
            Of all particles, in kpc.

        Returns
        -------
        ndarray of float64, shape (N, 3)
            In (km/s)²/kpc.
        """
        return self._sum(positions, potential=False)[:, :3]

    def with_potential(self, positions: Array) -> tuple[Array, Array]:
        """Return the accelerations of all particles and the potential where they are.

        Parameters
        ----------
        positions : ndarray of float64, shape (N, 3)
            Of all particles, in kpc.

        Returns
        -------
        accelerations : ndarray of float64, shape (N, 3)
            In (km/s)²/kpc.
        potential : ndarray of float64, shape (N,)
            In (km/s)².
        """
        fields = self._sum(positions, potential=True)
        return fields[:, :3], fields[:, 3]

    @torch.no_grad()
    def _sum(self, positions: Array, potential: bool) -> Array:
        """Return accelerations and, if wanted, the potential (else 0), shape (N, 4)."""
        x = torch.from_numpy(positions - positions.mean(axis=0)).to(self._device, self._dtype)
        x = x / self._support
        n = len(x)
        fields = torch.zeros(n, 4, dtype=torch.float64, device=self._device)
        rows = max(1, PAIRS_AT_ONCE["cuda" if self._device.type == "cuda" else "cpu"] // SUMMED_IN_SINGLE)
        for first in range(0, n, SUMMED_IN_SINGLE):
            there, masses = (
                x[first : first + SUMMED_IN_SINGLE],
                self._masses[first : first + SUMMED_IN_SINGLE],
            )
            for start in range(0, n, rows):
                here = x[start : start + rows]
                apart = there[None] - here[:, None]
                u = apart.square().sum(dim=2).sqrt()
                pull = torch.einsum("ij,ijk->ik", _pull(u) * masses, apart)
                fields[start : start + rows, :3] += pull.double()
                if potential:
                    fields[start : start + rows, 3] -= (_depth(u) @ masses).double()
        if potential:
            fields[:, 3] += 2.8 * self._masses.double()  # a particle is not in its own field
        fields[:, :3] /= self._support**2
        fields[:, 3] /= self._support
        return np.asarray((G * fields).cpu().numpy())


def _pull(u: torch.Tensor) -> torch.Tensor:
    """Force over distance of the spline of unit support (Springel, Yoshida & White 2001, Eq. A1)."""
    newton = u.clamp_min(1e-6) ** -3
    inner = 32 / 3 + u**2 * (32 * u - 38.4)
    outer = 64 / 3 - newton / 15 - u * (48 - u * (38.4 - 32 / 3 * u))
    return torch.where(u >= 1, newton, torch.where(u < 0.5, inner, outer))


def _depth(u: torch.Tensor) -> torch.Tensor:
    """Potential of the same spline, positive."""
    newton = 1 / u.clamp_min(1e-6)
    inner = 2.8 - u**2 * (16 / 3 + u**2 * (6.4 * u - 9.6))
    outer = 3.2 - newton / 15 - u**2 * (32 / 3 - u * (16 - u * (9.6 - 32 / 15 * u)))
    return torch.where(u >= 1, newton, torch.where(u < 0.5, inner, outer))
