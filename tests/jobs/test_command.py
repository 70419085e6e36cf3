"""The nightly job as a schedule starts it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

from deepgalaxy.catalog.job_runs import job_run


def test_a_night_by_the_command_line(catalog: Engine, catalog_url: str, tmp_path: Path) -> None:
    def output_of(*words: str, status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "deepgalaxy", "jobs", *words],
            env=os.environ | {"DEEPGALAXY_DATABASE_URL": catalog_url},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    file = tmp_path / "nightly.toml"
    assert "the nightly job needs it" in output_of("nightly", "--config", str(file), status=2)
    file.write_text("retrain_after = 3\n")
    output_of("nightly", "--config", str(file))
    with job_run(catalog, "nightly"):
        assert "another process: nothing to do" in output_of("nightly", "--config", str(file))
    rows = json.loads(output_of("list", "--format", "json"))
    assert [row["outcome"] for row in rows] == ["done", "done"]
    assert json.loads(rows[1]["details"]) == {"added": 0, "refused": []}
