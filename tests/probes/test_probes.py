"""``make probe`` works: a case or two of each probe, on a catalogue of its own."""

import re
import subprocess
import sys
from collections.abc import Callable
from math import inf
from pathlib import Path

import pytest
from hypothesis import strategies as st

from probes import good
from probes.__main__ import BEGIN, END, PROBES, SMALL, table, try_cases, write_between
from probes.home import expect
from probes.traps import MERGER_TRAPS, TRAPS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("key", PROBES)
def test_a_probe_holds(key: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    words = ["--only", key, "--cases", "1", "--seed", "4", "--page", str(page)]
    done = subprocess.run(
        [sys.executable, "-m", "probes", *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    before, figures, after = re.split(r"<!--.*-->\n", page.read_text())
    assert (before, after) == ("before\n", "after\n")
    cases, tried, failures = re.findall(r"\| (\d+) \| (\d+) \| (\d+) \| \d+ \|", figures)[0]
    assert (int(cases), int(tried) > 0, int(failures)) == (1, True, 0)


class Numbers:
    """A probe that fails on numbers above 100."""

    name = "numbers"
    cases = st.integers(0, 1000)

    def __init__(self) -> None:
        self.seen: list[int] = []

    def check(self, case: int) -> int:
        self.seen.append(case)
        expect(case <= 100, f"{case} is above 100")
        return 1


def test_failures_are_counted_and_each_can_be_tried_again() -> None:
    whole = Numbers()
    figures = try_cases("kill", whole, seed=7, until=inf, most=40, only=None)
    above = [number for number, case in enumerate(whole.seen, SMALL + 1) if case > 100]
    assert (figures.cases, figures.tried, len(figures.failures)) == (40, 40 - len(above), len(above))
    assert f"python -m probes --only kill --seed 7 --case {above[0]}" in figures.failures[0]
    again = Numbers()
    assert len(try_cases("kill", again, seed=7, until=inf, most=1, only=above[0]).failures) == 1
    assert again.seen == [whole.seen[above[0] - SMALL - 1]]
    other = Numbers()
    try_cases("kill", other, seed=8, until=inf, most=40, only=None)
    assert other.seen != whole.seen
    assert f"| numbers | 40 | {figures.tried} | {len(above)} |" in table([figures], 7)


def test_the_time_is_kept_but_one_case_is_tried() -> None:
    probe = Numbers()
    assert try_cases("kill", probe, seed=7, until=-inf, most=40, only=None).cases == len(probe.seen) == 1


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("prose")
    with pytest.raises(SystemExit, match="has no"):
        write_between(tmp_path / "page.md", "figures")
    assert (tmp_path / "page.md").read_text() == "prose"


def test_the_page_of_known_issues_has_the_markers() -> None:
    page = (ROOT / "docs" / "known-issues.md").read_text()
    assert page.count(BEGIN) == page.count(END) == 1


@pytest.mark.parametrize("traps", [TRAPS, MERGER_TRAPS], ids=["any", "mergers"])
def test_each_trap_can_be_laid(traps: dict[str, Callable[[Path], object]], tmp_path: Path) -> None:
    for name, make in traps.items():
        if name != "a gigabyte of zeros in a megabyte":  # it takes its time
            make(tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} >= traps.keys() - {"a gigabyte of zeros in a megabyte"}
    assert all(good.mergers().values())
