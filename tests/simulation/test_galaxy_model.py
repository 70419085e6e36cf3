import numpy as np
import pytest
from scipy.integrate import cumulative_trapezoid
from scipy.special import i0, i1, k0, k1

from deepgalaxy.core.galaxy_model import Array, GalaxyModel
from deepgalaxy.core.units import G
from deepgalaxy.simulation.direct_sum import DirectSum
from deepgalaxy.simulation.disk import disk_kinematics, sample_disk
from deepgalaxy.simulation.leapfrog import leapfrog
from deepgalaxy.simulation.particles import sample_galaxy
from deepgalaxy.simulation.spheroid import sample_spheroid

GALAXY = GalaxyModel()


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


R = np.geomspace(1e-4, 500, 20_000)


def profile(component: str) -> tuple[Array, Array]:
    """Density and mass within R from the formulas of the papers, by the trapezoidal rule."""
    if component == "halo":
        density = 1 / (R / 12 * (1 + R / 12) ** 2) * np.exp(-((R / 60) ** 2))
    else:
        density = 1 / (R * (R + 0.7) ** 3) * np.exp(-((R / 21) ** 2))
    mass = cumulative_trapezoid(4 * np.pi * R**2 * density, R, initial=0)
    total = {"halo": 40.0, "bulge": 0.8}[component]
    return density * total / mass[-1], mass * total / mass[-1]


@pytest.mark.parametrize("component", ["halo", "bulge"])
def test_a_spheroid_has_its_mass_profile_and_the_dispersion_of_the_jeans_equation(component: str) -> None:
    x, v = sample_spheroid(GALAXY, getattr(GALAXY, f"{component}_density"), 20_000, rng())
    r = np.linalg.norm(x, axis=1)
    radial = (v * x).sum(axis=1) / r
    density, mass = profile(component)
    disk = 4 * (1 - (1 + R / 2.8) * np.exp(-R / 2.8))
    everything = profile("halo")[1] + profile("bulge")[1] + disk
    pull = cumulative_trapezoid(density * G * everything / R**2, R, initial=0)
    dispersion = (pull[-1] - pull) / density
    for at in np.quantile(r, [0.1, 0.25, 0.5, 0.75, 0.9]):
        assert (r < at).mean() == pytest.approx(np.interp(at, R, mass) / mass[-1], abs=0.01)
        shell = np.abs(np.log(r / at)) < 0.15
        per_axis = (v[shell] ** 2).mean()
        assert per_axis == pytest.approx(np.interp(r[shell], R, dispersion).mean(), rel=0.05)
        assert (radial[shell] ** 2).mean() == pytest.approx(per_axis, rel=0.1)


def test_the_model_weighs_what_it_says() -> None:
    assert GALAXY.mass[-1] == pytest.approx(GALAXY.total_mass, rel=1e-6)
    assert GALAXY.potential_at(np.array([1000.0]))[0] == pytest.approx(
        -G * GALAXY.total_mass / 1000, rel=1e-6
    )


def test_a_thin_disk_turns_at_freemans_speed() -> None:
    # Freeman's disk alone is fastest at 2.15 scale lengths, with V² = 0.774 G M / R there.
    bare = GalaxyModel(bulge_mass=1e-9, halo_mass=1e-9, disk_height_kpc=1e-3)
    radius = np.linspace(1, 20, 400)
    squared = bare.circular_speed_squared(radius)
    assert radius[squared.argmax()] / bare.disk_scale_kpc == pytest.approx(2.15, abs=0.02)
    assert squared.max() == pytest.approx(0.387 * G * bare.disk_mass / bare.disk_scale_kpc, rel=0.01)
    y = radius / (2 * bare.disk_scale_kpc)
    freeman = 2 * G * bare.disk_mass / bare.disk_scale_kpc * y**2 * (i0(y) * k0(y) - i1(y) * k1(y))
    assert squared == pytest.approx(freeman, rel=5e-3)


def test_the_circular_speed_is_that_of_the_particles_pull() -> None:
    particles = sample_galaxy(GALAXY, 2500, 3000, rng())
    disk = slice(2500, 5000)
    x, pull = (
        particles.positions[disk],
        DirectSum(particles.masses, 0.05).accelerations(particles.positions)[disk],
    )
    radius = np.hypot(x[:, 0], x[:, 1])
    squared = -(pull * x)[:, :2].sum(axis=1)
    for low, high in ((1.5, 3), (3, 6), (6, 12)):
        ring = (radius > low) & (radius < high)
        expected = GALAXY.circular_speed_squared(radius[ring]).mean()
        assert squared[ring].mean() == pytest.approx(expected, rel=0.05)


def test_the_disk_has_its_profile_and_its_toomre_q() -> None:
    x, v = sample_disk(GALAXY, 40_000, rng())
    radius = np.hypot(x[:, 0], x[:, 1])
    for scale_lengths in (1.0, 2.0, 4.0):
        expected = 1 - (1 + scale_lengths) * np.exp(-scale_lengths)
        assert (radius < scale_lengths * GALAXY.disk_scale_kpc).mean() == pytest.approx(expected, abs=0.005)
    assert x[:, 2].std() == pytest.approx(np.pi * GALAXY.disk_height_kpc / np.sqrt(12), rel=0.02)

    at = 2.4 * GALAXY.disk_scale_kpc
    ring = np.abs(radius - at) < 0.3
    sigma = ((v * x)[:, :2].sum(axis=1) / radius)[ring].std()
    step = 0.01
    omega2 = (
        GALAXY.circular_speed_squared(np.array([at - step, at, at + step]))
        / np.array([at - step, at, at + step]) ** 2
    )
    kappa = np.sqrt(4 * omega2[1] + at * (omega2[2] - omega2[0]) / (2 * step))
    surface = GALAXY.disk_mass / (2 * np.pi * GALAXY.disk_scale_kpc**2) * np.exp(-2.4)
    assert sigma * kappa / (3.36 * G * surface) == pytest.approx(GALAXY.toomre_q, rel=0.05)

    moments = disk_kinematics(GALAXY)
    assert (moments.streaming <= GALAXY.circular_speed_squared(moments.radius_kpc)).mean() > 0.9
    spin = x[:, 0] * v[:, 1] - x[:, 1] * v[:, 0]
    assert (spin > 0).mean() > 0.97


def test_a_scaled_galaxy_moves_at_speeds_scaled_by_root_of_mass_over_size() -> None:
    small = GALAXY.scaled(size=0.5, mass=0.25)
    one, other = (sample_galaxy(model, 400, 400, rng()) for model in (GALAXY, small))
    assert other.positions == pytest.approx(one.positions * 0.5, rel=1e-3, abs=1e-3)
    scale = np.sqrt(0.25 / 0.5)
    assert np.median(np.linalg.norm(other.velocities, axis=1)) == pytest.approx(
        scale * np.median(np.linalg.norm(one.velocities, axis=1)), rel=0.02
    )


def test_star_particles_are_of_equal_mass_and_a_galaxy_is_at_rest() -> None:
    particles = sample_galaxy(GALAXY, 500, 1000, rng())
    assert particles.stars.sum() == 1000
    assert np.ptp(particles.masses[particles.stars]) < 0.01 * particles.masses[particles.stars][0]
    assert particles.masses.sum() == pytest.approx(GALAXY.total_mass)
    assert particles.masses @ particles.velocities == pytest.approx(np.zeros(3), abs=1e-6)


def test_an_isolated_galaxy_stays_as_it_is() -> None:
    particles = sample_galaxy(GALAXY, 2400, 1600, rng())
    states = leapfrog(particles, DirectSum(particles.masses, 0.5), step_myr=2.0, check_every=10)
    radii, energies = [], []
    for state in states:
        if state.conserved:
            x = state.positions - np.median(state.positions[particles.stars], axis=0)
            radii.append(
                [np.median(np.linalg.norm(x[part], axis=1)) for part in (particles.stars, ~particles.stars)]
            )
            energies.append(state.conserved.energy)
            if state.time_myr >= 240:
                break
    assert state.conserved is not None
    later = np.mean(radii[len(radii) // 2 :], axis=0)  # one snapshot of few particles wobbles by itself
    assert later == pytest.approx(np.array(radii[0]), rel=0.1)
    assert energies == pytest.approx(np.full(len(energies), energies[0]), rel=2e-3)
    assert state.conserved.virial_ratio == pytest.approx(1, abs=0.06)
