"""Probe what must hold whatever happens: kills, hostile files, damaged models.

``python -m probes --minutes 10 --seed 1`` draws cases by hypothesis and tries each on the product itself: its
command line, with an embedded database in a home of its own. It prints how many cases were tried and what
failed, writes that between the markers of a page, and ends with 1 where something failed. The same seed
draws the same cases; ``--only PROBE --case N`` tries one of them again.
"""

import argparse
import random
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from probes.files import MergerFiles, PictureFiles, TableFiles
from probes.home import Failed, Home
from probes.killing import Killer
from probes.models import Models

MOST_CASES = 100_000
SMALL = 50
"""So many cases hypothesis draws first that are as small as can be: they are passed over."""
BEGIN, END = "<!-- probes: python -m probes -->", "<!-- end probes -->"


class Probe(Protocol):
    """Something that must hold, and the cases in which it is tried."""

    name: str
    cases: SearchStrategy[Any]

    def check(self, case: Any) -> int:
        """Try one case, raise `Failed` where it does not hold, and return how many things it tried."""


PROBES: dict[str, tuple[Callable[[Home], Probe], float]] = {
    "kill": (Killer, 0.4),
    "pictures": (PictureFiles, 0.25),
    "mergers": (MergerFiles, 0.1),
    "tables": (TableFiles, 0.1),
    "models": (Models, 0.15),
}
"""By the name that ``--only`` takes, with the share of the time that each gets."""


class Over(BaseException):
    """There is no more time, or there are enough cases."""


@dataclass
class Figures:
    """What came of a probe."""

    name: str
    cases: int = 0
    tried: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


def try_cases(key: str, probe: Probe, seed: int, until: float, most: int, only: int | None) -> Figures:
    """Draw cases and try them until the time is over, or ``most`` were tried, or ``only`` the one was."""
    figures = Figures(probe.name)
    began = monotonic()
    number = 0

    @hypothesis.seed(seed)
    @settings(
        max_examples=MOST_CASES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(probe.cases)
    def draw(case: Any) -> None:
        nonlocal number
        number += 1
        if number < (only or SMALL + 1):
            return
        if figures.cases and (monotonic() > until or figures.cases >= most):
            raise Over
        figures.cases += 1
        try:
            figures.tried += probe.check(case)
        except Failed as failed:
            figures.failures.append(
                f"{failed}\n  case {number}: {case}\n  again: {_again(key, seed, number)}"
            )
        except Exception:  # a fault of the probe, or of what it calls: the others are tried all the same
            figures.failures.append(f"{traceback.format_exc()}\n  again: {_again(key, seed, number)}")

    with suppress(Over):
        draw()
    figures.seconds = monotonic() - began
    return figures


def _again(key: str, seed: int, number: int) -> str:
    return f"python -m probes --only {key} --seed {seed} --case {number}"


def table(found: Sequence[Figures], seed: int) -> str:
    """Lay the figures out as Markdown."""
    rows = [f"| {f.name} | {f.cases} | {f.tried} | {len(f.failures)} | {f.seconds:.0f} |" for f in found]
    return "\n".join(
        [
            f"`python -m probes --seed {seed}`:",
            "",
            "| probe | cases | kills, files or models in them | failures | seconds |",
            "| --- | --- | --- | --- | --- |",
            *rows,
        ]
    )


def write_between(page: Path, figures: str) -> None:
    """Put the figures between the markers of a page."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{page}: has no {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}")


def main(words: Sequence[str] | None = None) -> int:
    """Probe; return 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python -m probes", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="for all probes together")
    parser.add_argument("--seed", type=int, help="of the cases; by default another one each time")
    parser.add_argument("--cases", type=int, default=MOST_CASES, help="of each probe, at most")
    parser.add_argument("--only", choices=PROBES, action="append", help="probes to try; by default all")
    parser.add_argument("--case", type=int, help="try this case alone")
    parser.add_argument("--page", type=Path, help="where the figures go, between its markers")
    given = parser.parse_args(words)
    seed = random.randrange(10**6) if given.seed is None else given.seed
    most = 1 if given.case else given.cases
    print(f"seed {seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="dg-"))
    folder.chmod(0o755)  # root's server is another user's
    home = Home(folder)
    chosen = {key: PROBES[key] for key in given.only or PROBES}
    whole = sum(share for _, share in chosen.values())
    found = []
    try:
        for key, (probe, share) in chosen.items():
            until = monotonic() + 60 * given.minutes * share / whole
            found.append(try_cases(key, probe(home), seed, until, most, given.case))
            print(f"{key}: {found[-1].tried} in {found[-1].cases} cases", flush=True)
            for failure in found[-1].failures:
                print(f"FAILED {failure}", flush=True)
    finally:
        home.kill_server()
        shutil.rmtree(folder, ignore_errors=True)
    print(table(found, seed))
    if given.page:
        write_between(given.page, table(found, seed))
    return int(any(f.failures for f in found))


if __name__ == "__main__":
    sys.exit(main())
