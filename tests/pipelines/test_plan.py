"""What the workflow would do, by its dry run."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SNAKEMAKE = Path(sys.prefix) / "bin" / "snakemake"

pytestmark = pytest.mark.skipif(
    not SNAKEMAKE.exists(), reason="no Snakemake here: scripts/snakemake installs it"
)


def plan(folder: Path, *config: str, profile: str = "local") -> list[str]:
    """Return what each job says it does, in some order."""
    done = subprocess.run(
        [
            *(str(SNAKEMAKE), "--snakefile", str(ROOT / "pipelines/Snakefile"), "--dry-run", "--nocolor"),
            *("--workflow-profile", str(ROOT / "pipelines/profiles" / profile), "--config", *config),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted(re.findall(r"^Job \d+: (.*)$", done.stdout + done.stderr, flags=re.MULTILINE))


@pytest.mark.parametrize("profile", ["local", "slurm"])
def test_the_plan_reads_as_one(tmp_path: Path, profile: str) -> None:
    (tmp_path / "hubble").mkdir()
    assert plan(tmp_path, "runs=3", "pictures={hubble: hubble}", profile=profile) == [
        "build an index (l2) and measure its recall",
        "cluster the catalogue",
        "embed and date every picture of the catalogue, and let the model serve",
        "fetch real galaxies to play with",
        "let the model date mergers it has not seen: results/runs/demo-03.h5",
        "say what there is now",
        *(f"simulate merger demo-0{number}" for number in (1, 2, 3)),
        *(f"take merger demo-0{number} into the catalogue" for number in (1, 2, 3)),
        "take the pictures of hubble into the catalogue",
        "take the pictures of samples into the catalogue",
        "train on results/runs/demo-01.h5 results/runs/demo-02.h5",
    ]


def test_only_what_changed_is_done_again(tmp_path: Path) -> None:
    """With files in the place of each step's, made in the order of the road."""
    results = tmp_path / "results"
    made = [
        *(f"runs/demo-0{number}.h5" for number in (1, 2)),
        *(f"done/simulation-demo-0{number}" for number in (1, 2)),
        *("model/model.json", "model/weights.safetensors", "evaluation.csv", "evaluation.png", "model.txt"),
        *("index-l2.txt", "clusters.txt", "report.txt"),
    ]
    long_ago = time.time() - 1000
    for age, name in enumerate(made):
        file = results / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
        os.utime(file, (long_ago + age, long_ago + age))
    options = ("runs=2", "samples=False")
    assert plan(tmp_path, *options) == []
    os.utime(results / "runs" / "demo-02.h5")
    assert [job for job in plan(tmp_path, *options) if not job.startswith("take merger demo-02")] == [
        "build an index (l2) and measure its recall",
        "cluster the catalogue",
        "embed and date every picture of the catalogue, and let the model serve",
        "let the model date mergers it has not seen: results/runs/demo-02.h5",
        "say what there is now",
    ]
    assert [job for job in plan(tmp_path, "runs=3", "samples=False") if job.startswith(("sim", "train"))] == [
        "simulate merger demo-03",
        "train on results/runs/demo-01.h5 results/runs/demo-02.h5",
    ]
