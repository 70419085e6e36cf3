"""The one walk through a folder's files, and all that use it."""

import os
from pathlib import Path

import pytest

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.picture_sources import read_pictures_of
from deepgalaxy.imaging.visible_files import visible_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files at two levels, hidden ones, and links to a file, to another folder and back to itself."""
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    for place in (folder / "deep", folder / ".hidden", elsewhere):
        place.mkdir(parents=True)
    for file in ("b.png", "a.png", "deep/c.png", ".d.png", ".hidden/e.png", "../elsewhere/f.png"):
        (folder / file).touch()
    (folder / "file.png").symlink_to(elsewhere / "f.png")
    (folder / "linked").symlink_to(elsewhere)
    (folder / "deep" / "back").symlink_to(folder)
    return folder


def test_files_are_sorted_without_hidden_ones_and_through_links_once(folder: Path) -> None:
    files, refused = visible_files(folder)
    names = ["a.png", "b.png", "deep/c.png", "file.png", "linked/f.png"]
    assert files == [folder / name for name in names]
    assert refused == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root enters every folder")
def test_a_closed_folder_is_refused_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "deep").chmod(0)
    try:
        files, (refused,) = visible_files(folder)
        *_, (name, last) = read_pictures_of(folder)
    finally:
        (folder / "deep").chmod(0o755)
    assert len(files) == 4
    assert str(refused) == "deep: cannot be entered: Permission denied"
    assert name == str(folder / "deep")
    assert isinstance(last, RefusedInput)


def test_an_empty_folder_among_others_is_refused_by_its_name(tmp_path: Path) -> None:
    ((name, found),) = read_pictures_of([tmp_path])
    assert name == str(tmp_path)
    assert isinstance(found, RefusedInput)
    assert found.reason == "a folder without pictures"
