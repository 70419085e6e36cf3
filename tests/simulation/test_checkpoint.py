import fcntl
import logging
import os
import pickle
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.core.lock import AlreadyLocked, failed_path, hold_lock, lock_path, read_heartbeat
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.simulation import run_state
from deepgalaxy.simulation.evolution import Run
from deepgalaxy.simulation.kept_states import KeptStates, kept_states_path
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.simulation.run_state import RunState, run_state_path

RECIPE: dict[str, Any] = {
    "particles": 1000,
    "engine": "direct",
    "softening_kpc": 1.0,
    "speed_ratio": 0.6,
    "pericentre_kpc": 2.0,
    "start_separation_kpc": 60.0,
    "galaxy": GalaxyModel(
        disk_mass=0.5,
        bulge_mass=8.0,
        bulge_scale_kpc=2.0,
        halo_mass=12.0,
        halo_scale_kpc=8.0,
        halo_cut_kpc=30.0,
    ),
}
"""Two compact galaxies that merge within a few hundred steps of either engine."""

CHILD = """
import os, pickle, signal, sys
from pathlib import Path
import numpy as np
from deepgalaxy.core import atomic
from deepgalaxy.simulation import merger_run as run, run_state

output, deadly_step, writing = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "writing"
recipe = run.MergerRecipe(**pickle.loads(sys.stdin.buffer.read()))

class Mortal(run.Run):
    def evolve(self):
        for kept in super().evolve():
            yield kept
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

def photograph(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[3] == "photographing":
    run._write_pictures = photograph
atomic.flush = lambda _: None  # what is killed is no computer: the disk need not be waited for
run_state.EVERY_S = run_state.EVERY_WRITES = 0.0
run.Run = Mortal
run.simulate(recipe, output, size_px=16, cameras=2)
"""


def small(output: Path, **changes: Any) -> Merger:
    return simulate(MergerRecipe(**RECIPE | changes), output, size_px=16, cameras=2)


def content(path: Path) -> dict[str, Any]:
    """Everything in the one group of a file."""
    with h5py.File(path) as file:
        (group,) = file.values()
        return {name: group[name][...] for name in group} | {f"@{k}": v for k, v in group.attrs.items()}


def assert_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name, value in one.items():
        np.testing.assert_array_equal(value, other[name], err_msg=name)


@pytest.fixture(scope="module", params=["multipoles", "direct"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Merger:
    """An uninterrupted run of either kind of engine."""
    return small(tmp_path_factory.mktemp("whole") / "run.h5", engine=request.param)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return content(small(tmp_path_factory.mktemp("whole") / "run.h5").path)


def killed(output: Path, step: int, moment: str, engine: str) -> None:
    words = [sys.executable, "-c", CHILD, str(output), str(step), moment]
    recipe = pickle.dumps(RECIPE | {"engine": engine})
    ended = subprocess.run(words, input=recipe, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert not output.exists()


def test_a_run_killed_again_and_again_ends_as_if_it_never_had_been(
    tmp_path: Path, whole: Merger, caplog: pytest.LogCaptureFixture
) -> None:
    """Before they meet; while a checkpoint is written; when their fields are one; and by the camera."""
    assert whole.events is not None
    assert whole.outcome == "merger"
    first, merged = (round(t / 2) for t in (whole.events.first_pericentre_myr, whole.events.coalescence_myr))
    output, engine = tmp_path / "run.h5", whole.attributes["engine"]
    early, late = random.randrange(20, first), random.randrange(merged + 40, merged + 60)
    deaths = (early, "stepping"), (early + 10, "writing"), (late, "stepping"), (0, "photographing")
    for step, moment in deaths:
        killed(output, step, moment, engine)
        assert read_heartbeat(output) is None
        assert run_state_path(output).exists()
        assert kept_states_path(output).exists()
    with caplog.at_level(logging.INFO, "deepgalaxy"):
        small(output, engine=engine)
    reached = re.search(r"goes on from stage (\d+)", caplog.text)
    assert reached, (early, late)
    assert int(reached[1]) in (69, 70), (early, late)
    assert_same(content(output), content(whole.path))
    assert [path.name for path in tmp_path.iterdir()] == ["run.h5"]


THREADS = """
import pickle, sys
from pathlib import Path
from deepgalaxy.simulation import evolution, merger_run as run

evolution.LONGEST_MYR = 0.0
recipe = run.MergerRecipe(**pickle.loads(sys.stdin.buffer.read()))
run.simulate(recipe, Path(sys.argv[1]), size_px=16, cameras=2)
"""


def test_one_thread_and_two_give_the_same_file_to_the_last_digit(tmp_path: Path, whole: Merger) -> None:
    """With enough particles for numpy's own sums to be shared between threads."""
    engine = whole.attributes["engine"]
    recipe = RECIPE | {"engine": engine, "particles": 2000 if engine == "direct" else 12_000}
    for threads in ("1", "2"):
        output = tmp_path / f"{threads}.h5"
        counts = {f"{name}_NUM_THREADS": threads for name in ("NUMBA", "OMP", "OPENBLAS")}
        subprocess.run(
            [sys.executable, "-c", THREADS, str(output)],
            input=pickle.dumps(recipe),
            env=os.environ | counts,
            check=True,
            capture_output=True,
        )
    assert_same(content(tmp_path / "1.h5"), content(tmp_path / "2.h5"))


class Interrupted(Run):
    """A run that Control-C ends after its 60th step."""

    def evolve(self) -> Any:
        for kept in super().evolve():
            yield kept
            if self.steps == 60:
                raise KeyboardInterrupt


def interrupt(output: Path, monkeypatch: pytest.MonkeyPatch, seed: int = 1) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("deepgalaxy.simulation.merger_run.Run", Interrupted)
        patch.setattr(run_state, "EVERY_S", 0.0)
        with pytest.raises(KeyboardInterrupt):
            small(output, seed=seed)
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
    path = run_state_path(output)
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
    interrupt(output, monkeypatch, seed=2)
    small(output)
    assert "of another run" in caplog.text
    assert_same(content(output), uninterrupted)


def test_a_checkpoint_that_cannot_be_written_does_not_end_the_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_state, "EVERY_S", 0.0)
    checkpoint = RunState(tmp_path / "run.h5", "one")
    monkeypatch.setattr(np, "savez", full)
    checkpoint.save_if_due(lambda: {"steps": np.array(1)})
    assert "No space left on device" in caplog.text
    assert list(tmp_path.iterdir()) == []


FULL_DISK = """
import resource, sys
from pathlib import Path
from deepgalaxy.cli import main
from deepgalaxy.simulation import evolution, run_state

output, most = Path(sys.argv[1]), int(sys.argv[2])
run_state.EVERY_S = run_state.EVERY_WRITES = 0.0
evolution.LONGEST_MYR = 100.0
resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
sys.argv = ["deepgalaxy", "simulate", "--particles", "260", "--softening-kpc", "2", "--size", "64",
            "--start-separation-kpc", "20", "--speed-ratio", "0.8", "--engine", "direct",
            "--cameras", "8", "--output", str(output)]
main()
"""


def on_a_full_disk(output: Path, most: int) -> str:
    """Run where no file may have more than ``most`` bytes; return what it printed."""
    small(output.with_name("warm.h5"), engine="direct")  # numba's cache is written before files may not grow
    output.with_name("warm.h5").unlink()
    words = [sys.executable, "-c", FULL_DISK, str(output), str(most)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.splitlines()[-1].removeprefix("error: ") + "\n" == failed_path(output).read_text()
    return ended.stderr


def test_a_disk_that_fills_while_states_are_kept_is_said_in_one_sentence(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    printed = on_a_full_disk(output, 10_000)
    assert "checkpoint.npz: not written (File too large)" in printed
    assert printed.splitlines()[-1] == (
        f"error: {kept_states_path(output)}: cannot be written (File too large); a run needs about 1 MB there"
        " until its pictures are made"
    )
    # There is no checkpoint from which the next run could go on with what was kept so far.
    assert [path.name for path in tmp_path.iterdir()] == ["run.failed"]


def test_a_disk_that_fills_while_the_pictures_are_written_leaves_nothing_half_written(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    last = on_a_full_disk(output, 100_000).splitlines()[-1]
    assert last == f"error: {output}: cannot be written (File too large); make room and run it again"
    assert not output.exists()
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".tmp"]


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
    with hold_lock(output) as lock:
        lock.beat(12.3456, 70)
        heartbeat = read_heartbeat(output)
        assert heartbeat is not None
        assert (heartbeat.stage, heartbeat.last_stage) == (12.346, 70)
        assert 0 <= heartbeat.age_s < 5
        with pytest.raises(AlreadyLocked, match="another process"), hold_lock(output):
            pass
    assert list(tmp_path.iterdir()) == []
    with hold_lock(output):
        pass


def test_a_lock_that_was_removed_meanwhile_is_not_taken_for_one(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    stale = os.open(lock_path(output), os.O_RDWR | os.O_CREAT)
    fcntl.flock(stale, fcntl.LOCK_EX)
    lock_path(output).unlink()
    with hold_lock(output):
        assert read_heartbeat(output) is not None
    os.close(stale)


def test_a_failure_is_kept_beside_until_it_is_tried_again(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    with pytest.raises(DeepGalaxyError, match="never met"), hold_lock(output):
        raise DeepGalaxyError("simulate: never met")
    assert failed_path(output).read_text() == "simulate: never met\n"
    with hold_lock(output):
        assert not failed_path(output).exists()


def test_kept_states_come_back_and_those_after_a_checkpoint_are_forgotten(tmp_path: Path) -> None:
    output = tmp_path / "run.h5"
    states = np.random.default_rng(1).normal(size=(5, 7, 3)).astype(np.float32)
    moments = KeptStates(output, 7)
    moments.begin(0)
    for state in states:
        moments.add(state)
    moments.begin(3)  # as a run does that goes on from a checkpoint after the third state
    moments.add(states[4])
    for number, state in enumerate(states[[0, 1, 2, 4]]):
        np.testing.assert_array_equal(moments.read(number), state)
    with pytest.raises(DeepGalaxyError, match="shorter than the checkpoint beside it; remove both"):
        moments.begin(5)
    moments.remove()
    assert list(tmp_path.iterdir()) == []
    moments.remove()


def test_a_run_keeps_a_state_every_four_million_years(tmp_path: Path) -> None:
    recipe = MergerRecipe(**RECIPE | {"engine": "direct"})
    orbit = recipe.orbit()
    run = Run(recipe.sample(orbit), recipe.softening_kpc, orbit.time_to_pericentre_myr, "direct")
    kept = []
    for state in run.evolve():
        assert (state is not None) == (run.steps % 2 == 0)
        if state is not None:
            kept.append(state)
        assert run.kept == len(kept)
        if run.steps == 50:
            break
    assert len(kept) == 26
    assert kept[0].shape == (run.particles.stars.sum(), 3)
