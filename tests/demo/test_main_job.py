"""The demo, smaller still: every step, twice."""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table
from PIL import Image

from deepgalaxy.core.settings import Settings
from deepgalaxy.demo import main_job
from deepgalaxy.simulation.recipe import MergerRecipe


def test_the_main_job_leaves_its_answer_and_goes_on_where_it_was(
    embedded_data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    soon = MergerRecipe(0.5, speed_ratio=0.6, pericentre_kpc=2.0, softening_kpc=1.0, particles=3000)
    recipes = {f"tiny-{seed}": replace(soon, seed=seed) for seed in (1, 2, 3)}
    monkeypatch.setattr(main_job, "MERGERS", recipes)
    monkeypatch.setattr(main_job, "PICTURES_PX", 32)
    monkeypatch.setattr(main_job, "NETWORK_PX", 32)
    monkeypatch.setattr(main_job, "EPOCHS", 1)
    settings = Settings(data_dir=embedded_data_dir, cache_dir=embedded_data_dir / "cache")
    output = embedded_data_dir / "demo-output"
    caplog.set_level(logging.INFO)
    main_job.run_demo(settings, output)
    first = capsys.readouterr().out
    assert str(output / "contact-sheet.png") in first
    assert "deepgalaxy similar" in first
    assert first.count("of 71 stages") == 2, "the model in the package, and the one just trained"
    with Image.open(output / "contact-sheet.png") as sheet:
        assert sheet.width > 1000
        assert sheet.height > 500
    rows = Table.read(output / "answers.csv", format="ascii.csv")
    assert set(rows["found_by"]) == {"frames", "galaxies", "recommended"}
    assert set(rows["rank"]) == {1, 2, 3}
    frames = rows[rows["found_by"] == "frames"]
    assert all(name.startswith("tiny-") for name in frames["name"])
    assert all(0 <= stage <= 70 for stage in frames["stage"])
    assert all(np.ma.is_masked(stage) or 0 <= stage <= 70 for stage in rows["stage"]), "or no merger"
    for galaxy in set(rows["galaxy"]):
        distances = rows[(rows["galaxy"] == galaxy) & (rows["found_by"] == "galaxies")]["distance"]
        assert list(distances) == sorted(distances)
        assert distances[0] > 0, "a galaxy is not its own neighbour"

    assert "epoch 1" in caplog.text
    caplog.clear()
    before = (output / "answers.csv").read_bytes()
    main_job.run_demo(settings, output)
    assert "  0 added" in caplog.text
    assert "epoch" not in caplog.text, "nothing is trained again"
    assert (output / "answers.csv").read_bytes() == before
