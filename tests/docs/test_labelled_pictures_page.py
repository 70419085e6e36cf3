"""Every command of docs/labelled-pictures.md is run, on generated files with the layouts that it tells of."""

import re
import shlex
import sys
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

import deepgalaxy as dg
from deepgalaxy.cli import main
from deepgalaxy.core.settings import get_settings
from tests.training.test_labelled_pictures import spots, write_pictures

PAGE = (Path(__file__).parents[2] / "docs" / "labelled-pictures.md").read_text()
COMMANDS = [
    line.partition("  #")[0]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
QUICK = ("--epochs", "1", "--batch-size", "16")


def write_tng(folder: Path, subhalos: range) -> None:
    """Name pictures as Pearson et al. (2024) do: snapshot, subhalo, projection, time to the merger."""
    folder.mkdir(parents=True)
    for subhalo in subhalos:
        for number, projection in enumerate(("xy", "xz", "yz")):
            time = -432 + 80 * (subhalo - subhalos[0])
            name = f"88_broadband_{subhalo}_{projection}.{time}.fits"
            fits.writeto(folder / name, spots(20 + subhalo % 40, number + subhalo))


def write_bands(folder: Path, simulations: int, first: int = 0) -> Table:
    """Write cubes of four bands: mergers redden with time, and are of several colours."""
    folder.mkdir()
    rows = []
    for simulation in range(first, first + simulations):
        for number, stage in enumerate(range(0, 70, 7)):
            name = f"merger-{simulation}-{number}.fits"
            colours = 1 + 0.01 * stage * np.arange(4) + 0.1 * (simulation % 3)
            cube = spots(stage, simulation) * colours[:, None, None].astype(np.float32)
            fits.writeto(folder / name, cube, fits.Header({"BANDS": "griz"}))
            rows.append((name, f"merger-{simulation}", 20 * (stage - 19.5), 0.05, 0.4))
    return Table(rows=rows, names=("file", "simulation", "time_myr", "redshift", "pixel_scale"))


def test_the_commands_of_the_page_run_one_after_the_other(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = short_folder / "labelled"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DEEPGALAXY_DATA_DIR", str(folder / "store"))
    get_settings.cache_clear()
    for kind, start in (("", 0), ("other-", 9)):
        table = write_pictures(Path(f"{kind}pictures"), simulations=3, every=7)
        table["simulation"] = [f"{kind}{name}" for name in table["simulation"]]
        table.write(f"{kind}labels.csv")
        for file in Path(f"{kind}pictures").glob("*.fits"):
            with fits.open(file, mode="update") as (unit,):
                unit.data = np.roll(unit.data, start, axis=0)
    write_pictures(Path("named"), simulations=2, every=7)
    write_tng(Path("data/train"), range(448860, 448870))
    write_tng(Path("data/test"), range(448870, 448880))
    write_bands(Path("griz"), 30).write("griz.csv")
    write_bands(Path("other-griz"), 3, first=30).write("other-griz.csv")
    assert len(list(Path("griz").iterdir())) == 300
    assert len(COMMANDS) == 16
    try:
        for command in COMMANDS:
            words = shlex.split(command)
            monkeypatch.setattr(sys, "argv", [*words, *(QUICK if words[1] == "train" else ())])
            with pytest.raises(SystemExit) as ended:
                main()
            assert not ended.value.code, command
        said = capsys.readouterr().out
        code = PAGE.partition("```python\n")[2].partition("```")[0].replace("epochs=10", "epochs=1")
        assert sum(bool(line.strip()) for line in code.splitlines()) <= 10
        exec(compile(code, "page", "exec"), {})
    finally:
        get_settings.cache_clear()
    assert said.count("foreign") >= 3
    coloured = dg.load_model("four-bands")
    assert coloured.card.preprocessing.bands == ("z", "i", "r", "g")
    assert (
        len(coloured.card.training["simulations"]) + len(coloured.card.training["held_out_simulations"]) == 30
    )
    assert sum("griz/merger-" in line for line in said.splitlines()) >= 5, "five similar ones are listed"
    tng = dg.load_model("tng")
    assert tng.card.tells == ("coalescence_myr",)
    assert set(tng.card.training["simulations"]) <= {str(number) for number in range(448860, 448870)}
    assert len(tng.card.training["held_out_simulations"]) == 2
    assert dg.load_model("in-python").card.training["from"]["tune"] == "heads"
