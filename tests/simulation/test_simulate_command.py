import json
from pathlib import Path

import h5py
import pytest
from typer.testing import CliRunner, Result

from deepgalaxy.cli import app
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.merger_file import read_simulations

TINY = ("--particles", "640", "--softening-kpc", "1", "--engine", "direct", "--size", "16", "--cameras", "1")


def simulate(*words: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The third run of a grid alone, as a cluster's job makes it."""
    folder = tmp_path_factory.mktemp("grid")
    done = simulate("--grid", "demo", "--run", "3", *TINY, "--output", str(folder))
    assert done.exit_code == 0, done.output
    return folder


def test_one_run_of_a_grid_is_made_alone(folder: Path) -> None:
    assert [path.name for path in folder.iterdir()] == ["demo-03.h5"]
    (simulation,) = read_simulations(folder / "demo-03.h5")
    assert simulation.group == "s_0.707_m_0.5__run_3"
    assert simulation.attributes["particles"] == 640


def test_the_status_is_printed_for_programs_too(folder: Path) -> None:
    rows = json.loads(simulate("--status", str(folder), "--format", "json").stdout)
    assert [row["state"] for row in rows] == ["queued", "queued", "done", "queued", "queued", "queued"]
    assert rows[2]["energy_drift"] > 0
    assert "demo-03" in simulate("--status", str(folder)).stdout


def test_options_become_the_recipe(tmp_path: Path) -> None:
    output = tmp_path / "one.h5"
    words = (
        "--disk1",
        "120 10",
        "--disk2",
        "-20 5.5",
        "--start-separation-kpc",
        "90",
        "--speed-ratio",
        "0.9",
    )
    done = simulate(
        *TINY, *words, "--pericentre-kpc", "11", "--seed", "4", "--bands", "gri", "--output", str(output)
    )
    assert done.exit_code == 0, done.output
    a = read_simulations(output)[0].attributes
    assert (list(a["disk1_deg"]), list(a["disk2_deg"])) == ([120.0, 10.0], [-20.0, 5.5])
    assert (a["start_separation_kpc"], a["pericentre_kpc"], a["seed"]) == (90.0, 11.0, 4)
    assert (a["softening_kpc"], a["orbit"], a["speed_ratio"]) == (1.0, "bound", 0.9)
    assert (a["engine"], a["bands"]) == ("direct", "gri")
    with h5py.File(output) as file:
        (group,) = file.values()
        assert group["separation_kpc"][0] == pytest.approx(90, abs=3)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "missing: where do the pictures go?"),
        (("--output", "x.h5", "--run", "2"), "goes with --grid"),
        (("--output", "x.h5", "--workers", "2"), "goes with --grid"),
        (("--output", "x.h5", "--grid", "all"), "'all' is not one of 'demo', 'paper', 'survey'"),
        (("--output", "x.h5", "--disk1", "20"), "'20' is not two angles"),
        (("--output", "x.h5", "--disk2", "20 north"), "'20 north' is not two angles"),
        (("--output", "x.h5", "--speed-ratio", "fast"), "unable to parse string as a number"),
        (
            ("--output", "x.h5", "--engine", "gpu"),
            "'gpu' is not one of 'multipoles', 'direct', 'tree', 'torch'",
        ),
        (("--output", "x.h5", "--bands", "ugr"), "'ugr' is not"),
        (("--output", "x.h5", "--from-snapshots", "a", "--bands", "gri"), "are not known"),
    ],
)
def test_wrong_use_is_said_and_ends_with_2(words: tuple[str, ...], message: str) -> None:
    done = simulate(*words)
    assert done.exit_code == 2
    assert message in " ".join(done.output.replace("│", " ").split())


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    done = simulate(*TINY, "--output", str(tmp_path))
    assert isinstance(done.exception, DeepGalaxyError)
    assert "is a folder; name a file in it" in str(done.exception)


def test_training_on_untrusted_mergers_alone_is_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "drifted.h5"
    file.write_bytes((folder / "demo-03.h5").read_bytes())
    with h5py.File(file, "a") as opened:
        opened["s_0.707_m_0.5__run_3"].attrs["trusted"] = False
    refused = CliRunner().invoke(app, ["train", str(file), "--output", str(tmp_path / "model")])
    assert isinstance(refused.exception, DeepGalaxyError)
    assert "energy drifted too far in all simulations (drifted/s_0.707_m_0.5__run_3)" in str(
        refused.exception
    )
    assert not (tmp_path / "model").exists()
