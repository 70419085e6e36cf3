"""The cone search, by a client of the Virtual Observatory."""

from typing import Any

import numpy as np
import pytest
import requests
from pyvo.dal import DALQueryError, scs


def test_pyvo_finds_what_is_near(place: Any) -> None:
    found = scs.search(f"{place.url}/scs", pos=(150.2, 2.0), radius=0.15)
    assert sorted(np.round([record.pos.ra.deg for record in found], 1)) == [150.1, 150.2, 150.3]
    assert all(record.id.isdecimal() for record in found)
    assert found.to_table()["separation_deg"].unit == "deg"


def test_verbosity_chooses_columns(place: Any) -> None:
    few, more, all_of_them = (
        scs.search(f"{place.url}/scs", pos=(150.2, 2.0), radius=0.15, verbosity=verb).fieldnames
        for verb in (1, 2, 3)
    )
    assert few == ("id", "ra_deg", "dec_deg")
    assert set(few) < set(more) < set(all_of_them)


def test_radius_zero_asks_for_the_columns(place: Any) -> None:
    found = scs.search(f"{place.url}/scs", pos=(150.2, 2.0), radius=0.0)
    assert len(found) == 0
    assert "dec_deg" in found.fieldnames


@pytest.mark.parametrize(
    "query", ["RA=x&DEC=2&SR=1", "RA=1&DEC=2", "RA=1&DEC=99&SR=1", "RA=1&DEC=2&SR=1&VERB=9"]
)
def test_mistakes_are_votables(place: Any, query: str) -> None:
    answer = requests.get(f"{place.url}/scs?{query}", timeout=60)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert 'name="Error"' in answer.text
    assert 'name="QUERY_STATUS" value="ERROR"' in answer.text


def test_pyvo_understands_a_mistake(place: Any) -> None:
    with pytest.raises(DALQueryError, match="declination"):
        scs.SCSService(f"{place.url}/scs").search(pos=(1.0, 2.0), radius=1.0, DEC=99)
