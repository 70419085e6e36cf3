"""Hostile files: each is read or refused by its name, within the limits, and the rest goes on."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from deepgalaxy.core.errors import printable
from probes import good
from probes.damage import DAMAGES, Damage
from probes.home import Done, Home, expect
from probes.traps import MERGER_TRAPS, TRAPS

ODD_NAMES = (
    "",
    "",
    "",
    " with blanks ",
    "two\nlines",
    "\x1b[31mred",
    "%n%s",
    "--help",
    "é¼\u202e",
    "x" * 200,
    "';--",
)


@dataclass(frozen=True)
class Spoilt:
    """A good file to which something happened."""

    kind: str
    damage: tuple[Damage, ...]

    def content(self, whole: dict[str, bytes]) -> bytes:
        """Return what is left of it."""
        content = whole[self.kind]
        for damage in self.damage:
            content = damage.on(content) or b"\0"
        return content


def spoilt(kinds: list[str]) -> st.SearchStrategy[Spoilt]:
    """Draw a file of one of these kinds, and what happened to it."""
    return st.builds(Spoilt, st.sampled_from(kinds), st.lists(DAMAGES, min_size=1, max_size=3).map(tuple))


@dataclass(frozen=True)
class Hostile:
    """A file of a folder, by the name of a trap or by what happened to a good one."""

    called: str
    what: str | Spoilt


class PictureFiles:
    """Folders of good and hostile pictures, ingested."""

    name = "hostile pictures in a folder that is ingested"
    cases = st.lists(
        st.builds(
            Hostile, st.sampled_from(ODD_NAMES), spoilt(list(good.pictures())) | st.sampled_from(list(TRAPS))
        ),
        min_size=6,
        max_size=12,
    )

    def __init__(self, home: Home) -> None:
        self._home = home
        self._count = 0

    def check(self, case: list[Hostile]) -> int:
        """Try one folder; return how many hostile files it had."""
        self._count += 1
        dataset = f"hostile-{self._count}"
        folder = self._home.folder / "hostile"
        folder.mkdir()
        try:
            names = [self._write(folder, number, hostile) for number, hostile in enumerate(case)]
            for kind, content in good.pictures().items():
                (folder / f"good.{kind}").write_bytes(content)
            done = self._home.run("ingest", "images", str(folder), "--dataset", dataset).decent(0)
        finally:
            shutil.rmtree(folder)
        self._compare(dataset, names, done)
        return len(case)

    def _write(self, folder: Path, number: int, hostile: Hostile) -> str:
        if isinstance(hostile.what, str):
            name = f"{hostile.called}-{number}.h5"
            TRAPS[hostile.what](folder / name)
        else:
            name = f"{hostile.called}-{number}.{hostile.what.kind}"
            (folder / name).write_bytes(hostile.what.content(good.pictures()))
        return name

    def _compare(self, dataset: str, names: list[str], done: Done) -> None:
        query = "SELECT {} FROM {} JOIN dataset d ON d.id = dataset_id WHERE d.name = :dataset"
        read = {name for [name] in self._home.rows(query.format("external_id", "image"), dataset=dataset)}
        refused = dict(self._home.rows(query.format("t.name, reason", "rejected_input t"), dataset=dataset))
        missing = [
            name
            for name in names
            if not any(
                there == name or there.startswith((f"{name}:", f"{name}[")) for there in (*read, *refused)
            )
        ]
        expect(not missing, f"neither read nor refused: {missing}: {done.err[-600:]}")
        unsaid = [name for name, reason in refused.items() if printable(name) not in done.err or not reason]
        expect(not unsaid, f"refused without a word: {unsaid}")
        lost = [kind for kind in good.pictures() if not any(name.startswith(f"good.{kind}") for name in read)]
        expect(not lost, f"good files that did not come in: {lost}: {done.err[-600:]}")
        blamed = [name for name in refused if name.startswith("good.")]
        expect(not blamed, f"good files that are refused: {blamed}")


class OneFile:
    """A single file that is given to a verb."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._count = 0

    def _spoil(self, case: Spoilt | str, whole: dict[str, bytes]) -> Path:
        self._count += 1
        kind = case.kind if isinstance(case, Spoilt) else "h5"
        path = self._home.folder / f"spoilt-{self._count}.{kind}"
        if isinstance(case, str):
            MERGER_TRAPS[case](path)
        else:
            path.write_bytes(case.content(whole))
        return path

    def _images(self, dataset: str) -> int:
        query = "SELECT count(*) FROM image JOIN dataset d ON d.id = dataset_id WHERE d.name = :dataset"
        return int(self._home.rows(query, dataset=dataset)[0][0])


class MergerFiles(OneFile):
    """Merger files, ingested."""

    name = "damaged and hostile merger files"
    cases = spoilt(list(good.mergers())) | st.sampled_from(list(MERGER_TRAPS))

    def check(self, case: Spoilt | str) -> int:
        """Try one file."""
        path = self._spoil(case, good.mergers())
        dataset = f"merger-{self._count}"
        try:
            done = self._home.run("ingest", "simulation", str(path), "--dataset", dataset).decent(0, 1)
        finally:
            path.unlink()
        expect(done.seconds < 60, f"took {done.seconds:.0f} s")
        if done.status:
            expect(path.name in done.err or "s_" in done.err, f"does not say what: {done.err}")
            expect(not self._images(dataset), "refused, and frames are there")
        return 1


class TableFiles(OneFile):
    """Tables of galaxies, ingested with pictures of these names."""

    name = "damaged tables"
    cases = spoilt(list(good.tables()))

    def check(self, case: Spoilt) -> int:
        """Try one file."""
        pictures = self._home.folder / "of-tables"
        if not pictures.exists():
            pictures.mkdir()
            for number in range(good.GALAXIES):
                (pictures / f"galaxy-{number}.png").write_bytes(good.pictures()["png"])
        path = self._spoil(case, good.tables())
        dataset = f"table-{self._count}"
        words = ("ingest", "table", str(path), "--pictures", str(pictures), "--dataset", dataset)
        try:
            done = self._home.run(*words).decent()
        finally:
            path.unlink()
        expect(done.seconds < 60, f"took {done.seconds:.0f} s")
        if done.status:
            expect(path.name in done.err or "refused" in done.err, f"does not say what: {done.err}")
        expect(self._images(dataset) <= good.GALAXIES, "more galaxies than the table had")
        outside = self._home.rows("SELECT external_id FROM image WHERE NOT (ra_deg >= 0 AND ra_deg < 360)")
        expect(not outside, f"not on the sky: {outside}")
        return 1
