"""Every kind of picture file gives its right answer, or its right refusal."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.readers import read_cutouts
from tests.imaging.kinds import KINDS, Kind, table, write

BY_FILE = {kind.file: kind for kind in KINDS}


def grey(kind: Kind, folder: Path) -> NDArray[np.float32]:
    pictures = [cutout.luminance() for _, cutout in read_cutouts(write(kind, folder), 64)]
    for other in pictures[1:]:
        np.testing.assert_array_equal(other, pictures[0])
    return pictures[0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.file)
def test_what_happens(kind: Kind, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write(kind, tmp_path)
    if kind.refused:
        with pytest.raises(RefusedInput) as refusal:
            list(read_cutouts(path, 64))
        assert kind.refused in refusal.value.reason
    else:
        for _, cutout in read_cutouts(path, 64):
            found = (cutout.ra_deg, cutout.dec_deg)
            assert found == (pytest.approx(kind.place, abs=1e-6) if kind.place else (None, None))
            assert (cutout.pixel_scale_arcsec is None) == (kind.place is None)
            if kind.place:
                assert cutout.pixel_scale_arcsec == pytest.approx(0.36, rel=1e-4)
            assert (
                kind.no_place in cutout.no_place if kind.no_place and cutout.no_place else not kind.no_place
            )
    assert capfd.readouterr() == ("", "")
    if kind.like:
        difference = np.abs(grey(kind, tmp_path) - grey(BY_FILE[kind.like], tmp_path))
        assert np.quantile(difference, 0.99) < 0.02


def test_the_page_on_pictures_lists_them() -> None:
    page = Path(__file__).parents[2] / "docs" / "pictures.md"
    assert page.read_text().endswith(table())
