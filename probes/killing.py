"""SIGKILL of client and server at random moments of ingest and embed: the same commands go on from there."""

import hashlib
import time
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from probes.home import Home, expect

PICTURES = 150
"""As files, and as many in one npy file: two transactions of `ingest`, and as many of `embed`."""
DAMAGE_OF_ROUNDING = 1e-4


class Victim(StrEnum):
    """What is killed."""

    CLIENT = "client"
    SERVER = "server"
    POSTMASTER = "its first process alone"
    BACKEND = "the process that answers"


@dataclass(frozen=True)
class Kill:
    """One kill."""

    verb: str
    victim: Victim
    moment: float
    """Share of the time that the command takes undisturbed."""


@dataclass(frozen=True)
class Killing:
    """Some kills, one after the other, in a new home or in one that saw those before."""

    is_home_new: bool
    kills: tuple[Kill, ...]


KILL = st.builds(
    Kill,
    st.sampled_from(["ingest", "embed"]),
    st.sampled_from(Victim),
    st.integers(1, 100).map(lambda percent: percent / 100),
)
KILLINGS = st.builds(
    Killing,
    st.sampled_from([False, False, False, True]),
    st.lists(KILL, min_size=2, max_size=5).map(tuple),
)


@dataclass(frozen=True)
class Contents:
    """What a dataset is made of, without names that differ from case to case."""

    rows: list[tuple[Any, ...]]
    shards: dict[str, str]
    vectors: dict[str, Any]
    predictions: dict[str, Any]


class Killer:
    """Kills, and compares what is left with an uninterrupted run.

    Parameters
    ----------
    home : Home
    """

    name = "SIGKILL of client and server while they ingest and embed"
    cases = KILLINGS

    def __init__(self, home: Home) -> None:
        self._home = home
        self._pictures = home.folder / "to-kill"
        self._count = 0

    @cached_property
    def _undisturbed(self) -> tuple[Contents, dict[str, float]]:
        self._pictures.mkdir()
        random = np.random.default_rng(1)
        pixels = random.integers(0, 256, (2 * PICTURES, 16, 16), np.uint8)
        for number, picture in enumerate(pixels[:PICTURES]):
            Image.fromarray(picture).save(self._pictures / f"{number:03d}.png")
        np.save(self._pictures / "many.npy", pixels[PICTURES:])
        self._home.run("db", "upgrade").decent(0)
        took = {verb: self._run("undisturbed", verb) for verb in ("ingest", "embed")}
        return self._contents("undisturbed"), took

    def check(self, case: Killing) -> int:
        """Try one case; return how many there were in it."""
        expected, took = self._undisturbed
        if case.is_home_new:
            self._home.renew()
        self._count += 1
        dataset = f"killed-{self._count}"
        for kill in case.kills:
            self._strike(dataset, kill, took[kill.verb] * kill.moment)
        for verb in ("ingest", "embed"):
            self._run(dataset, verb)
        found = self._contents(dataset)
        for what in ("rows", "shards"):
            ours, theirs = getattr(found, what), getattr(expected, what)
            expect(
                ours == theirs, f"{len(ours)} {what}, which are not the {len(theirs)} of an undisturbed run"
            )
        for what in ("vectors", "predictions"):
            _compare(what, getattr(found, what), getattr(expected, what))
        again = self._home.run(*self._words(dataset, "ingest")).decent(0)
        expect(f"0 added, {2 * PICTURES} already" in again.err, f"ingested again: {again.err}")
        again = self._home.run("embed").decent(0)
        expect("0 images embedded" in again.err, f"embedded again: {again.err}")
        return len(case.kills)

    def _words(self, dataset: str, verb: str) -> tuple[str, ...]:
        ingest = ("ingest", "images", str(self._pictures), "--dataset", dataset)
        return ingest if verb == "ingest" else ("embed",)

    def _run(self, dataset: str, verb: str) -> float:
        return self._home.run(*self._words(dataset, verb)).decent(0).seconds

    def _strike(self, dataset: str, kill: Kill, after_s: float) -> None:
        command = self._home.start(*self._words(dataset, kill.verb))
        if kill.victim is Victim.CLIENT:
            done = command.end(after_s)
            expect(done.status in (0, -9), f"{kill}: ended with {done.status}: {done.err}")
            return
        time.sleep(after_s)
        if kill.victim is Victim.BACKEND:
            self._home.kill_backend()
        else:
            self._home.kill_server(family=kill.victim is Victim.SERVER)
        command.end().decent(0, 1)

    def _contents(self, dataset: str) -> Contents:
        where = "FROM image JOIN dataset d ON d.id = dataset_id WHERE d.name = :dataset"
        rows = [
            (name, bytes(sha256).hex(), file.rsplit("/", 1)[-1], node, index)
            for name, sha256, file, node, index in self._home.rows(
                f"SELECT external_id, sha256, file, node, index {where} ORDER BY external_id", dataset=dataset
            )
        ]
        shards = {
            shard.name: hashlib.sha256(shard.read_bytes()).hexdigest()
            for shard in (self._home.data / "images" / dataset).glob("[!.]*")
        }
        rows_of = {}
        for table, column in (("embedding", "z"), ("prediction", "probabilities")):
            joined = where.replace("WHERE", f"JOIN {table} t ON t.image_id = image.id WHERE")
            query = f"SELECT external_id, CAST({column} AS real[]) {joined}"
            found = self._home.rows(query, dataset=dataset)
            expect(len(found) == len({name for name, _ in found}), f"rows of {table} are repeated")
            rows_of[table] = dict(found)
        return Contents(rows, shards, rows_of["embedding"], rows_of["prediction"])


def _compare(what: str, found: dict[str, Any], expected: dict[str, Any]) -> None:
    expect(
        found.keys() == expected.keys(), f"{len(found)} {what}, where an undisturbed run has {len(expected)}"
    )
    off = max(float(np.abs(np.subtract(found[name], expected[name])).max()) for name in expected)
    expect(off < DAMAGE_OF_ROUNDING, f"{what} differ by {off:g} from those of an undisturbed run")
