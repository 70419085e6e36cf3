"""What a user writes for a place, a radius and a range of stages."""

import pytest

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.search_filters import Cone, Stages


@pytest.mark.parametrize("near", ["13:46:10 +55:53:16", "13h46m10s +55d53m16s", "13 46 10 +55 53 16"])
def test_hours_and_degrees_are_told_apart(near: str) -> None:
    cone = Cone.parse(near, "20deg")
    assert cone.ra_deg == pytest.approx((13 + 46 / 60 + 10 / 3600) * 15)
    assert cone.dec_deg == pytest.approx(55 + 53 / 60 + 16 / 3600)
    assert cone.radius_deg == 20
    assert Cone.parse("206.5 -55.9", "30arcmin") == Cone(206.5, -55.9, 0.5)


@pytest.mark.parametrize(
    ("near", "radius", "sentence"),
    [
        ("M 31", "1deg", "no position on the sky: 'M 31'"),
        ("10 95", "1deg", "no position on the sky"),
        ("400 0", "1deg", "right ascension 400 is not between 0 and 360"),
        ("25:00:00 +10:00:00", "1deg", "no position on the sky"),
        ("10 5", "1", "write it with its unit"),
        ("10 5", "1kpc", "write it with its unit"),
        ("10 5", "-1deg", "not between 0 and 180"),
        ("10 5", "200deg", "not between 0 and 180"),
        ("10 5", None, "give both"),
        (None, "1deg", "give both"),
    ],
)
def test_no_cone_is_said(near: str | None, radius: str | None, sentence: str) -> None:
    with pytest.raises(DeepGalaxyError, match=sentence):
        Cone.parse_optional(near, radius)


def test_ranges_of_stages_may_be_open() -> None:
    assert Stages.parse("15..25") == Stages(15, 25)
    assert Stages.parse("19.5..") == Stages(19.5, None)
    assert Stages.parse("..20") == Stages(None, 20)
    assert Stages.parse(None) is None
    for wrong in ("15", "25..15", "..", "a..b", "nan..3", "1..2..3", ""):
        with pytest.raises(DeepGalaxyError, match="no range of stages"):
            Stages.parse(wrong)
