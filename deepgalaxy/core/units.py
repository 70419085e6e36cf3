"""The two numbers that kpc, km/s and 1e10 solar masses need (CODATA 2018 and IAU 2015 values).

They are literal numbers: astropy's would change with its version, and the last digits of all simulations with
them. A test compares them with astropy's.
"""

G = 43009.1727
"""Gravitational constant in kpc (km/s)² / 1e10 Msun."""

MYR_PER_TIME_UNIT = 977.7922
"""One kpc/(km/s) in Myr."""
