"""Each kind of table that ``docs/kinds-of-input.md`` lists, in each kind of file that can have it."""

import re
from pathlib import Path

import pytest

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.tables.table_objects import SurveyObject, TableReport, read_objects
from tests.kinds_of_input.tables import KINDS, TableKind

TRIED = [(kind, file) for kind in KINDS for file in kind.files]


def messages_of(report: TableReport) -> str:
    return "\n".join([*report.notes(), *map(str, report.refused)])


@pytest.mark.parametrize(("kind", "file"), TRIED, ids=[f"{kind.came[:40]}: {file}" for kind, file in TRIED])
def test_what_came_is_read_as_the_list_says(kind: TableKind, file: str, tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(kind.files[file])
    report = TableReport()
    galaxies: list[SurveyObject] = []
    try:
        for chunk in read_objects(tmp_path / "t"):
            galaxies += chunk.objects
            report += chunk.report
        message = messages_of(report)
    except RefusedInput as error:
        message = str(error)
    found = [None if g.ra_deg is None or g.dec_deg is None else (g.ra_deg, g.dec_deg) for g in galaxies]
    assert len(found) == len(kind.places), message
    for place, expected in zip(found, kind.places, strict=True):
        assert place == (None if expected is None else pytest.approx(expected, abs=1e-7)), message
    if kind.names:
        assert tuple(galaxy.name for galaxy in galaxies) == kind.names
    if kind.redshifts:
        assert tuple(galaxy.redshift for galaxy in galaxies) == kind.redshifts
    assert re.search(kind.said, message), message
    assert kind.said or not message or None in kind.places
    assert not report.damaged
