import fcntl
import logging
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers import checkpoint as checkpoint_module
from deepgalaxy.mergers.checkpoint import Checkpoint, checkpoint_path
from deepgalaxy.mergers.claim import Claimed, claimed, failed_path, lock_path, read_heartbeat
from deepgalaxy.mergers.dataset import Simulation
from deepgalaxy.mergers.evolve import Run
from deepgalaxy.mergers.recipe import MergerRecipe
from deepgalaxy.mergers.run import simulate

RECIPE = MergerRecipe(particles=260, softening_kpc=1.5)
PAST_PERICENTRE = 278
"""The step at which this recipe's galaxies have parted again."""

CHILD = """
import os, signal, sys
from pathlib import Path
import numpy as np
from deepgalaxy.mergers import checkpoint, run

output, deadly_step, writing = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "writing"

class Mortal(run.Run):
    def evolve(self):
        for settled in super().evolve():
            yield settled
            if self.steps == deadly_step and not writing:
                os.kill(os.getpid(), signal.SIGKILL)

    def saved(self):
        if writing and self.steps >= deadly_step:
            def half(file, **arrays):
                file.write(b"PK" + bytes(1000))
                file.flush()
                os.kill(os.getpid(), signal.SIGKILL)
            np.savez = half
        return super().saved()

checkpoint.EVERY_S = checkpoint.EVERY_WRITES = 0.0
run.Run = Mortal
run.simulate(run.MergerRecipe(particles=260, softening_kpc=1.5), output, size_px=16, cameras=2, n_stages=30)
"""


def small(output: Path, recipe: MergerRecipe = RECIPE) -> Simulation:
    return simulate(recipe, output, size_px=16, cameras=2, n_stages=30)


def content(path: Path) -> dict[str, Any]:
    """Everything in the one group of a file."""
    with h5py.File(path) as file:
        (group,) = file.values()
        return {name: group[name][...] for name in group} | {f"@{k}": v for k, v in group.attrs.items()}


def assert_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name, value in one.items():
        np.testing.assert_array_equal(value, other[name], err_msg=name)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return content(small(tmp_path_factory.mktemp("whole") / "run.h5").path)


def killed(output: Path, step: int, moment: str) -> None:
    words = [sys.executable, "-c", CHILD, str(output), str(step), moment]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert not output.exists()


def test_a_run_killed_again_and_again_ends_as_if_it_never_had_been(
    tmp_path: Path, uninterrupted: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    output = tmp_path / "run.h5"
    early = random.randrange(50, PAST_PERICENTRE - 20)
    late = random.randrange(PAST_PERICENTRE + 20, PAST_PERICENTRE + 80)
    for step, moment in ((early, "stepping"), (early + 10, "writing"), (late, "stepping")):
        killed(output, step, moment)
        assert read_heartbeat(output) is None
        assert checkpoint_path(output).exists()
    with caplog.at_level(logging.INFO, "deepgalaxy"):
        small(output)
    assert "goes on from stage" in caplog.text, (early, late)
    assert_same(content(output), uninterrupted)
    assert [path.name for path in tmp_path.iterdir()] == ["run.h5"]


class Interrupted(Run):
    """A run that Control-C ends after its 60th step."""

    def evolve(self) -> Any:
        for settled in super().evolve():
            yield settled
            if self.steps == 60:
                raise KeyboardInterrupt


def interrupt(output: Path, monkeypatch: pytest.MonkeyPatch, recipe: MergerRecipe = RECIPE) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("deepgalaxy.mergers.run.Run", Interrupted)
        patch.setattr(checkpoint_module, "EVERY_S", 0.0)
        with pytest.raises(KeyboardInterrupt):
            small(output, recipe)
    assert not failed_path(output).exists()
    assert not lock_path(output).exists()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda whole: whole[: len(whole) // 2], "damaged"),
        (lambda whole: whole[:5000] + bytes(64) + whole[5064:], "damaged"),
        (lambda _: b"", "damaged"),
        (lambda _: b"<!DOCTYPE html>" * 100, "damaged"),
    ],
)
def test_a_damaged_checkpoint_is_passed_over_with_a_warning(
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    uninterrupted: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    output = tmp_path / "run.h5"
    interrupt(output, monkeypatch)
    path = checkpoint_path(output)
    path.write_bytes(damage(path.read_bytes()))
    small(output)
    assert message in caplog.text
    assert_same(content(output), uninterrupted)


def test_a_checkpoint_of_another_run_is_passed_over_with_a_warning(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    uninterrupted: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    output = tmp_path / "run.h5"
    interrupt(output, monkeypatch, MergerRecipe(particles=260, softening_kpc=1.5, seed=2))
    small(output)
    assert "of another run" in caplog.text
    assert_same(content(output), uninterrupted)


def test_a_checkpoint_that_cannot_be_written_does_not_end_the_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint_module, "EVERY_S", 0.0)
    checkpoint = Checkpoint(tmp_path / "run.h5", "one")
    monkeypatch.setattr(np, "savez", full)
    checkpoint.save_if_due(lambda: {"steps": np.array(1)})
    assert "No space left on device" in caplog.text
    assert list(tmp_path.iterdir()) == []


FULL_DISK = """
import resource, sys
from pathlib import Path
from deepgalaxy.cli import main
from deepgalaxy.mergers import checkpoint

output = Path(sys.argv[1])
checkpoint.EVERY_S = float(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
sys.argv = ["deepgalaxy", "simulate", "--particles", "260", "--softening-kpc", "1.5", "--size", "64",
            "--cameras", "2", "--output", str(output)]
main()
"""


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    small(tmp_path / "warm.h5")  # numba's cache is written before files may not grow
    (tmp_path / "warm.h5").unlink()
    words = [sys.executable, "-c", FULL_DISK, str(output), "0.2"]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "checkpoint.npz: not written (File too large)" in ended.stderr
    last = ended.stderr.splitlines()[-1]
    assert last == f"error: {output}: cannot be written (File too large); make room and run it again"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.failed"]
    assert failed_path(output).read_text() == last.removeprefix("error: ") + "\n"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc, a folder that nobody can write to")
def test_a_folder_that_cannot_be_written_to_is_said_before_anything_is_computed() -> None:
    with pytest.raises(DeepGalaxyError, match=r"^/proc: cannot be written to \("):
        small(Path("/proc/run.h5"))


def test_a_file_in_the_place_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("")
    with pytest.raises(DeepGalaxyError, match="folder: cannot be written to"):
        small(tmp_path / "folder" / "run.h5")


def test_a_claim_is_alone_beats_and_leaves_nothing(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    with claimed(output) as claim:
        claim.beat(12.3456, 70)
        heartbeat = read_heartbeat(output)
        assert heartbeat is not None
        assert (heartbeat.stage, heartbeat.last_stage) == (12.346, 70)
        assert 0 <= heartbeat.age_s < 5
        with pytest.raises(Claimed, match="another process"), claimed(output):
            pass
    assert list(tmp_path.iterdir()) == []
    with claimed(output):
        pass


def test_a_lock_that_was_removed_meanwhile_is_not_taken_for_one(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    stale = os.open(lock_path(output), os.O_RDWR | os.O_CREAT)
    fcntl.flock(stale, fcntl.LOCK_EX)
    lock_path(output).unlink()
    with claimed(output):
        assert read_heartbeat(output) is not None
    os.close(stale)


def test_a_failure_is_kept_beside_until_it_is_tried_again(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    with pytest.raises(DeepGalaxyError, match="never met"), claimed(output):
        raise DeepGalaxyError("simulate: never met")
    assert failed_path(output).read_text() == "simulate: never met\n"
    with claimed(output):
        assert not failed_path(output).exists()


def test_before_first_pericentre_all_stars_are_kept_and_after_it_the_last_ones() -> None:
    orbit = RECIPE.orbit()
    run = Run(RECIPE.bodies(orbit), RECIPE.softening_kpc, orbit.time_to_pericentre_myr, 30)
    kept = []
    for _ in run.evolve():
        kept.append(len(run.saved()["waiting_stars"]))
    first = kept.index(1, 1)
    assert kept[:first] == list(range(1, first + 1))
    assert first == pytest.approx(PAST_PERICENTRE, abs=5)
    assert set(kept[first:]) == {1}
