"""Datasets, images and rejections."""

from collections.abc import Iterator

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy_healpix import HEALPix
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset, known_images, reject
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput


@pytest.fixture
def connection(catalog: Engine) -> Iterator[Connection]:
    with catalog.begin() as connection:
        yield connection


def row(name: str, **facts: float) -> ImageRow:
    return ImageRow(external_id=name, sha256="ab" * 32, file="/f.h5", node="images", index=0, **facts)  # type: ignore[arg-type]


def test_every_fact_is_kept(connection: Connection) -> None:
    dataset = get_dataset(connection, "runs", "simulation")
    given = ImageRow(
        external_id="s_1_m_0.5/camera_03/017",
        sha256="0123456789abcdef" * 4,
        file="/data/runs.h5",
        node="s_1_m_0.5/images_camera_03",
        index=17,
        ra_deg=187.25,
        dec_deg=-0.5,
        redshift=0.25,
        pixel_scale_arcsec=0.5,
        simulation="runs/s_1_m_0.5",
        camera=3,
        stage=19.5,
        time_myr=-62.5,
        mass_ratio=0.5,
        size_ratio=1.0,
    )
    assert add_images(connection, dataset, [given]) == 1
    kept = connection.execute(text("SELECT * FROM image")).mappings().one()
    for name, value in vars(given).items():
        assert kept[name] == (bytes.fromhex(value) if name == "sha256" else value), name


def test_healpix_is_the_pixel_of_the_position(connection: Connection) -> None:
    rng = np.random.default_rng(1)
    ra = np.append(rng.uniform(0, 360, 40), [0, np.nextafter(360, 0), 0, 0])
    dec = np.append(np.degrees(np.arcsin(rng.uniform(-1, 1, 40))), [0, 0, 90, -90])
    rows = [row(f"{i:03d}", ra_deg=a, dec_deg=d) for i, (a, d) in enumerate(zip(ra, dec, strict=True))]
    rows.insert(20, row("nowhere"))
    dataset = get_dataset(connection, "sky", "survey")
    add_images(connection, dataset, rows)
    kept = connection.execute(text("SELECT ra_deg, dec_deg, hpx29 FROM image ORDER BY external_id")).all()
    assert kept[-1] == (None, None, None)
    centres = HEALPix(2**29, "nested", frame="icrs").healpix_to_skycoord([one.hpx29 for one in kept[:-1]])
    offsets = centres.separation(SkyCoord(ra * u.deg, dec * u.deg))
    assert offsets.max() < 1 * u.mas
    assert [one.ra_deg for one in kept[:-1]] == ra.tolist()


def test_adding_again_adds_nothing_and_changes_nothing(connection: Connection) -> None:
    dataset = get_dataset(connection, "sky", "survey")
    other = get_dataset(connection, "other", "survey")
    assert add_images(connection, dataset, [row("b"), row("a")]) == 2
    before = connection.execute(text("SELECT * FROM image ORDER BY id")).all()
    assert add_images(connection, dataset, [row("a", redshift=0.5), row("b")]) == 0
    assert connection.execute(text("SELECT * FROM image ORDER BY id")).all() == before
    assert add_images(connection, dataset, [row("c"), row("a"), row("c")]) == 1
    assert add_images(connection, other, [row("a")]) == 1
    assert add_images(connection, dataset, []) == 0
    assert known_images(connection, dataset) == {"a", "b", "c"}


def test_dataset_is_found_again_and_keeps_its_kind(connection: Connection) -> None:
    first = get_dataset(connection, "gz", "survey")
    assert get_dataset(connection, "gz", "survey") == first
    assert get_dataset(connection, "gz2", "survey") != first
    with pytest.raises(DeepGalaxyError, match="'gz' is a survey, not a simulation"):
        get_dataset(connection, "gz", "simulation")


@pytest.mark.parametrize("name", ["", "..", "a/b", ".x", "-x", "a b", "a\n", "é", "x" * 101])
def test_dataset_name_that_is_no_folder_name_is_refused(connection: Connection, name: str) -> None:
    with pytest.raises(DeepGalaxyError, match="dataset name"):
        get_dataset(connection, name, "survey")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"ra_deg": 360.0, "dec_deg": 0.0}, "ra_deg 360.0"),
        ({"ra_deg": 10.0}, "ra_deg without dec_deg"),
        ({"dec_deg": -91.0, "ra_deg": 1.0}, "dec_deg -91.0"),
        ({"redshift": float("nan")}, "redshift nan"),
        ({"redshift": -9999.0}, "redshift -9999"),
        ({"pixel_scale_arcsec": 0.0}, "pixel_scale_arcsec 0.0"),
        ({"stage": 71.0}, "stage 71"),
    ],
)
def test_impossible_facts_are_refused_by_name(facts: dict[str, float], reason: str) -> None:
    with pytest.raises(RefusedInput, match=f"^a.png: {reason}"):
        row("a.png", **facts)


def test_rejection_is_remembered_renewed_and_forgotten(connection: Connection) -> None:
    dataset = get_dataset(connection, "gz", "survey")
    reject(connection, dataset, [RefusedInput("a.png", "blank"), RefusedInput("b.h5", "truncated")])
    reject(connection, dataset, [RefusedInput("a.png", "an HTML page")])
    reject(connection, dataset, [RefusedInput("\udcff\0.png", "its name is not UTF-8")])
    found = connection.execute(text("SELECT name, reason FROM rejected_input"))
    kept = {row.name: row.reason for row in found}
    assert kept == {
        "a.png": "an HTML page",
        "b.h5": "truncated",
        "\\udcff\\0.png": "its name is not UTF-8",
    }
    add_images(connection, dataset, [row("a.png"), row("b.h5::images[0]")])
    assert connection.execute(text("SELECT name FROM rejected_input")).scalars().all() == ["\\udcff\\0.png"]
