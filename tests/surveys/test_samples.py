import csv
from pathlib import Path

import numpy as np
import pytest

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.surveys.ingest import hubble_deep_field as hubble
from deepgalaxy.surveys.ingest.galaxy_zoo_pictures import WHEEL
from deepgalaxy.surveys.ingest.samples import galaxy_zoo_pictures, hubble_deep_field_cutouts, write_samples


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip look nowhere, and so fail as it does without a network."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


def test_hubble_galaxies_are_many_centred_and_different() -> None:
    cutouts = hubble_deep_field_cutouts(60, 64)
    assert [name for name, _ in cutouts] == [f"hdf-{number:03d}" for number in range(1, 61)]
    assert len({cutout.sha256 for _, cutout in cutouts}) == 60
    centred = 0
    for _, cutout in cutouts:
        assert cutout.pixels.shape == (3, 64, 64)
        grey = cutout.luminance()[0]
        rim = np.concatenate([grey[:4].ravel(), grey[-4:].ravel(), grey[:, :4].ravel(), grey[:, -4:].ravel()])
        centred += grey[26:38, 26:38].mean() > 3 * np.median(rim)
    assert centred >= 57


def test_exactly_the_two_bright_stars_are_missing_among_the_largest(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {cutout.sha256 for _, cutout in hubble_deep_field_cutouts(18)}
    monkeypatch.setattr(hubble, "STARS_XY", ())
    left_out = [cutout for _, cutout in hubble_deep_field_cutouts(20) if cutout.sha256 not in kept]
    assert len(left_out) == 2
    for star in left_out:
        assert star.pixels[:, 47:49, 47:49].min() > 0.85  # saturated in each band


def test_asking_for_fewer_gives_the_first() -> None:
    few, more = hubble_deep_field_cutouts(3, 32), hubble_deep_field_cutouts(5, 32)
    assert [(name, cutout.sha256) for name, cutout in few] == [
        (name, cutout.sha256) for name, cutout in more[:3]
    ]


@pytest.mark.usefixtures("no_network")
def test_without_network_the_hubble_galaxies_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "samples"
    report = write_samples(folder, tmp_path / "cache", count=5)
    assert report.galaxy_zoo == []
    assert report.missing is not None
    assert "cannot be fetched" in report.missing
    assert report.hubble == [folder / "hubble" / f"hdf-00{number}.png" for number in range(1, 6)]
    for path, (_, original) in zip(report.hubble, hubble_deep_field_cutouts(5), strict=True):
        [(_, cutout)] = read_cutouts(path, 96)
        assert cutout.sha256 == original.sha256
    with (folder / "catalog.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [f"hubble/{path.name}" for path in report.hubble]
    assert set(rows[0]) == {"file", "ra_deg", "dec_deg", "redshift", "source"}

    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    write_samples(folder, tmp_path / "cache", count=5)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == written


@pytest.mark.usefixtures("no_network")
def test_a_wheel_of_other_content_is_not_used(tmp_path: Path) -> None:
    (tmp_path / WHEEL).write_bytes(b"PK something else")
    with pytest.raises(DeepGalaxyError, match="Hubble field need no download"):
        galaxy_zoo_pictures(tmp_path)


@pytest.mark.remote
def test_galaxy_zoo_pictures_with_their_rows(tmp_path: Path) -> None:
    pictures = galaxy_zoo_pictures(tmp_path)
    assert [picture.source for picture in pictures] == 3 * ["Galaxy Zoo 2"] + 18 * ["Galaxy Zoo DECaLS"]
    by_name = {picture.name: picture for picture in pictures}
    spiral = by_name["16126.jpg"]
    assert (spiral.ra_deg, spiral.dec_deg, spiral.redshift) == (180.4075164794922, 3.261066675186157, None)
    for name, picture in by_name.items():
        if name.startswith("J"):  # the name says where it is: JHHMMSS.ss±DDMMSS.s
            hours, minutes, seconds = float(name[1:3]), float(name[3:5]), float(name[5:10])
            assert picture.ra_deg == pytest.approx(15 * (hours + minutes / 60 + seconds / 3600), abs=0.05)
            assert picture.redshift is not None
            assert 0 < picture.redshift < 0.2
        path = tmp_path / name
        path.write_bytes(picture.content)
        assert next(read_cutouts(path))[1].pixels.shape == (3, 128, 128)
    assert (tmp_path / WHEEL).exists()
