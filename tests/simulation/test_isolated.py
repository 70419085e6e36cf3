"""Galaxies that do not merge."""

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.core.lock import hold_lock
from deepgalaxy.simulation.isolated import simulate_isolated
from deepgalaxy.simulation.isolated_recipe import IsolatedRecipe
from deepgalaxy.simulation.render import BRIGHTEST, FAINTEST

DISK = GalaxyModel()
SPHEROID = GalaxyModel(disk_mass=0.0, bulge_mass=4.8, bulge_scale_kpc=2.0)
PAIR = IsolatedRecipe((DISK, SPHEROID), ((0.0, 0.0), (0.0, 0.0)), particles=800, field_of_view_kpc=100.0)
ALONE = IsolatedRecipe(particles=800)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("isolated")
    simulate_isolated(ALONE, folder / "alone.h5", 32, 1, number=3)
    simulate_isolated(PAIR, folder / "pair.h5", 64, 1, bands="gri", number=4)
    return folder


def grey(path: Path) -> np.ndarray:
    with h5py.File(path) as file:
        (group,) = file.values()
        return np.asarray(group["images_camera_00"][..., 0], float)


def test_a_galaxy_alone_stays_in_the_middle_and_fills_its_picture_as_before(folder: Path) -> None:
    pictures = grey(folder / "alone.h5")
    y, x = np.indices((32, 32)) - 15.5
    for picture in pictures[::10]:
        weight = picture**2 / (picture**2).sum()
        assert np.hypot((weight * x).sum(), (weight * y).sum()) < 2
    mass = np.sinh(pictures / 255 * np.arcsinh(BRIGHTEST / FAINTEST)).sum(axis=(1, 2))
    assert mass == pytest.approx(np.full(71, mass[0]), rel=0.15)
    assert len(np.unique(pictures, axis=0)) == 71  # it turns


def test_the_second_galaxy_of_a_chance_pair_is_somewhere_else_in_each_picture(folder: Path) -> None:
    """Their middle is that of the pictures; their distance is one or two radii, or several."""
    pictures = grey(folder / "pair.h5")
    y, x = np.indices((64, 64)) - 31.5
    spread = []
    for picture in pictures:
        weight = picture**3 / (picture**3).sum()
        spread.append(np.sqrt((weight * (x**2 + y**2)).sum()))
    assert max(spread) > 2 * min(spread)
    assert np.abs(np.diff(spread)).mean() > 1  # not an orbit: no two pictures in a row go together


def test_files_say_what_was_made_and_have_no_stages(folder: Path) -> None:
    with h5py.File(folder / "pair.h5") as file:
        group = file["chance_pair__run_4"]
        assert group.attrs["outcome"] == "chance_pair"
        assert (group.attrs["galaxy1_disk_mass"], group.attrs["galaxy2_disk_mass"]) == (4.0, 0.0)
        assert not [name for name in group if name.startswith("t_myr")]
        assert group["time_physical_myr"][-1] == 1400
    with h5py.File(folder / "alone.h5") as file:
        assert list(file) == ["isolated__run_3"]


def test_what_is_there_already_is_not_made_again_and_nothing_else_is_overwritten(folder: Path) -> None:
    path = folder / "alone.h5"
    before = path.stat().st_mtime_ns
    assert simulate_isolated(ALONE, path, 32, 1, number=3) == path
    for other, size, cameras, bands in (
        (ALONE, 64, 1, ""),
        (ALONE, 32, 2, ""),
        (ALONE, 32, 1, "gri"),
        (replace(ALONE, seed=2), 32, 1, ""),
        (PAIR, 32, 1, ""),
    ):
        with pytest.raises(DeepGalaxyError, match=r"alone\.h5: holds another run; remove it"):
            simulate_isolated(other, path, size, cameras, bands=bands, number=3)
    assert path.stat().st_mtime_ns == before
    with pytest.raises(DeepGalaxyError, match="is a folder; name a file in it"):
        simulate_isolated(ALONE, folder)
    with hold_lock(folder / "new.h5"), pytest.raises(DeepGalaxyError, match="another process is making it"):
        simulate_isolated(ALONE, folder / "new.h5")


@pytest.mark.parametrize("name", ["seed", "softening_kpc", "camera_directions", "size_px"])
def test_a_file_that_does_not_tell_all_of_its_recipe_is_not_taken_for_this_run(
    folder: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "lacking.h5"
    path.write_bytes((folder / "alone.h5").read_bytes())
    with h5py.File(path, "a") as file:
        del file["isolated__run_3"].attrs[name]
    with pytest.raises(DeepGalaxyError, match=rf"lacking\.h5: holds another run; .*\(different: {name}\)"):
        simulate_isolated(ALONE, path, 32, 1, number=3)
    assert [file.name for file in tmp_path.iterdir()] == ["lacking.h5"]


def test_a_recipe_that_makes_no_sense_is_refused() -> None:
    for galaxies, angles in (((), ()), ((DISK,) * 3, ((0.0, 0.0),) * 3), ((DISK, DISK), ((0.0, 0.0),))):
        with pytest.raises(WrongUse, match="give one or two models, and two angles for each"):
            IsolatedRecipe(galaxies, angles)
