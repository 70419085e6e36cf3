"""The road from a simulated merger to an answer about a real galaxy, by the command line alone."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepgalaxy.catalog.embedded_server import start_server
from deepgalaxy.cli import main
from deepgalaxy.core.settings import Settings, get_settings
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.surveys.ingest.samples import hubble_deep_field_cutouts

GALAXIES = 24


@dataclass
class Shell:
    """A user's shell in a folder of its own, with a data folder of its own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run ``deepgalaxy``; fail the test unless it ends with ``code`` and without a traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "deepgalaxy", *words],
            cwd=self.folder,
            env=os.environ | {"DEEPGALAXY_DATA_DIR": str(self.folder / "data")} | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def call(self, *words: str, code: int = 0) -> tuple[str, str]:
        """The same in this process, which has torch already; return stdout and stderr."""
        out, err = io.TextIOWrapper(io.BytesIO(), write_through=True), io.StringIO()
        get_settings.cache_clear()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(self.folder)
            patch.setattr("sys.argv", ["deepgalaxy", *words])
            patch.setenv("COLUMNS", "200")
            patch.setenv("DEEPGALAXY_DATA_DIR", str(self.folder / "data"))
            for name, value in self.environment.items():
                patch.setenv(name, value)
            try:
                main()
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(end.code is not None)
        get_settings.cache_clear()
        assert status == code, err.getvalue()
        return out.buffer.getvalue().decode(), err.getvalue()

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """Call a verb that prints rows."""
        rows: list[dict[str, Any]] = json.loads(self.call(*words, "--format", "json")[0])
        return rows


@pytest.fixture(scope="module")
def shell(short_folder: Path) -> Iterator[Shell]:
    """After the main job: simulated, trained, ingested, embedded."""
    folder = short_folder / "end-to-end"
    galaxies = folder / "galaxies"
    galaxies.mkdir(parents=True)
    for name, cutout in hubble_deep_field_cutouts(GALAXIES):
        Image.fromarray(to_8bit(cutout.pixels).transpose(1, 2, 0)).save(galaxies / f"{name}.png")
    (galaxies / "error.jpeg").write_text("<!DOCTYPE html><html><body>503 Service Unavailable</body></html>")
    shell = Shell(folder)
    with start_server(folder / "data" / "postgres", linger_s=0):  # held open, so that no verb waits for it
        shell.run(
            *[
                "simulate",
                "--mass-ratio",
                "0.5",
                "--speed-ratio",
                "0.6",
                "--pericentre-kpc",
                "2",
                "--softening-kpc",
                "1",
                "--particles",
                "3000",
                "--size",
                "32",
                "--cameras",
                "3",
                "--output",
                "one.h5",
            ]
        )
        shell.run(*["train", "one.h5", "--epochs", "2", "--output", "model"])
        shell.environment["DEEPGALAXY_MODEL"] = str(folder / "model")
        shell.run("ingest", "simulation", "one.h5")
        ingested = shell.run("ingest", "images", "galaxies", "--dataset", "hubble")
        assert "error.jpeg" in ingested.stderr
        assert f"{GALAXIES} added, 0 already there, 1 refused" in ingested.stderr
        shell.run("embed")
        yield shell


def test_training_leaves_weights_and_card(shell: Shell) -> None:
    assert (shell.folder / "model" / "weights.safetensors").is_file()
    card = json.loads((shell.folder / "model" / "model.json").read_text())
    assert card["training"]["simulations"] == [f"one/{card['training']['simulations'][0].split('/')[1]}"]
    assert len(card["stage_time_myr"]) == 71


def test_every_image_is_embedded_once(shell: Shell) -> None:
    (status,) = shell.rows("db", "status")
    assert status["images"] == status["embeddings"] == status["predictions"] == 3 * 71 + GALAXIES
    assert status["rejected_inputs"] == 1
    assert "0 images embedded" in shell.call("embed")[1]


def test_ingesting_twice_adds_nothing(shell: Shell) -> None:
    _, again = shell.call("ingest", "images", "galaxies", "--dataset", "hubble")
    assert f"0 added, {GALAXIES} already there, 1 refused" in again
    assert f"0 added, {3 * 71} already there" in shell.call("ingest", "simulation", "one.h5")[1]


def test_predict_dates_pictures(shell: Shell) -> None:
    files = [f"galaxies/hdf-{i:03d}.png" for i in (1, 2, 3)]
    done = shell.run("predict", *files, "galaxies/error.jpeg", "--stage-anyway", "--format", "json")
    rows = json.loads(done.stdout)
    assert [row["file"] for row in rows] == files
    assert "error.jpeg" in done.stderr
    for row in rows:
        assert 0 <= row["stage"] <= 70
        edges = [row[k] for k in ("time_lo90", "time_lo68", "time_myr", "time_hi68", "time_hi90")]
        assert edges == sorted(edges)


def test_predict_dates_every_frame_of_a_merger(shell: Shell) -> None:
    rows = shell.rows("predict", "one.h5", "galaxies/hdf-001.png")
    assert len(rows) == 3 * 71 + 1
    assert rows[0]["file"].startswith("one.h5::s_")
    assert rows[0]["file"].endswith("/images_camera_00[0]")


def test_predictions_are_those_of_the_catalogue(shell: Shell) -> None:
    (hit,) = shell.rows("similar", "galaxies/hdf-007.png", "-k", "1")
    (answer,) = shell.rows("predict", "galaxies/hdf-007.png")
    assert hit["name"] == "hubble/hdf-007.png"
    assert hit["distance"] == pytest.approx(0, abs=1e-5)
    assert hit["stage"] == pytest.approx(answer["stage"], abs=0.006)


def test_a_file_finds_the_image_that_was_made_of_it(shell: Shell) -> None:
    hits = shell.rows("similar", "galaxies/hdf-005.png", "-k", "5")
    assert len(hits) == 5
    assert hits[0]["name"] == "hubble/hdf-005.png"
    assert hits[0]["distance"] < hits[1]["distance"] / 3, "that it was rounded to 8 bits hardly moves it"
    assert [h["distance"] for h in hits] == sorted(h["distance"] for h in hits)
    for hit in hits:  # a frame has the simulation's own stage
        has_none = hit["name"].startswith("hubble/") and hit["p_interacting"] < 0.5
        assert hit["stage"] is None if has_none else 0 <= hit["stage"] <= 70


def test_an_id_and_a_name_find_the_same_others(shell: Shell) -> None:
    itself = shell.rows("similar", "galaxies/hdf-005.png", "-k", "1")[0]
    by_id = shell.rows("similar", str(itself["id"]), "-k", "6", "--dataset", "hubble")
    by_name = shell.rows("similar", itself["name"], "-k", "6", "--dataset", "hubble")
    assert by_id == by_name
    assert itself["id"] not in [hit["id"] for hit in by_id]
    assert {hit["name"].split("/")[0] for hit in by_id} == {"hubble"}


def test_cosine_is_another_order(shell: Shell) -> None:
    near = shell.rows("similar", "galaxies/hdf-005.png", "-k", "20")
    angle = shell.rows("similar", "galaxies/hdf-005.png", "-k", "20", "--metric", "cosine")
    assert [h["id"] for h in near] != [h["id"] for h in angle]
    assert all(0 <= h["distance"] <= 2 for h in angle)


def test_recommendations_come_by_spectral_distance(shell: Shell) -> None:
    rows = shell.rows("recommend", "galaxies/hdf-005.png", "-k", "12", "--all-frames")
    assert len(rows) == 12
    distances = [row["spectral_distance"] for row in rows]
    assert distances == sorted(distances)
    assert any(row["same_cluster"] for row in rows)


def test_every_format_has_every_row(shell: Shell) -> None:
    words = ("similar", "galaxies/hdf-001.png", "-k", "4", "--format")
    assert len(list(csv.DictReader(io.StringIO(shell.call(*words, "csv")[0])))) == 4
    assert shell.call(*words, "votable")[0].count("<TR>") == 4
    assert len(shell.call(*words, "table")[0].splitlines()) == 5


def test_the_only_model_serves_and_its_index_is_measured(shell: Shell) -> None:
    (model,) = shell.rows("model", "list")
    assert (model["serving"], model["vectors"], model["indexes"]) == (True, 3 * 71 + GALAXIES, "")
    (report,) = shell.rows("index", "build")
    assert report["serves"]
    assert shell.rows("model", "list")[0]["indexes"] == "l2"
    assert shell.rows("index", "check")[0]["recall"] == report["recall"]


def test_clusters_are_kept_and_asked_for_in_sql(shell: Shell) -> None:
    (run,) = shell.rows("cluster", "-k", "8")
    assert run["images"] == 3 * 71 + GALAXIES
    sizes = shell.run("db", "psql", "-Atc", "SELECT max(size) FROM image, cluster_of(image.id)").stdout
    assert int(sizes) == run["largest"]


def test_stages_narrow_a_search_down(shell: Shell) -> None:
    words = ("similar", "galaxies/hdf-005.png", "--stage", "15..25", "--dataset", "one", "--exact")
    hits = shell.rows(*words, "--all-frames")
    assert len(hits) == 10
    assert shell.rows(*words) == hits[:1], "one frame of each merger"
    assert all(15 <= hit["stage"] <= 25 for hit in hits)
    assert shell.rows("cone", "--near", "13:46:10 +55:53:16", "--radius", "20deg") == []


def test_doctor_finds_database_and_model(shell: Shell) -> None:
    checks = {row["what"]: row for row in shell.rows("doctor")}
    assert checks["database"]["works"]
    assert checks["pgvector"]["works"]
    assert checks["model"]["works"]


def test_psql_speaks_to_the_catalogue(shell: Shell) -> None:
    asked = shell.run("db", "psql", "-Atc", "SELECT count(*) FROM image WHERE stage IS NULL")
    assert asked.stdout.strip() == str(GALAXIES)
    assert "syntax error" in shell.run("db", "psql", "-c", "SELEC 1", code=1).stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("similar", "no-such-galaxy"), 1, "neither a file here nor the id or name"),
        (("similar", "galaxies/hdf-001.png", "--dataset", "gz9"), 1, "no dataset 'gz9'"),
        (("similar", "galaxies/hdf-001.png", "-k", "0"), 2, "greater than or equal to 1"),
        (("similar", "galaxies/hdf-001.png", "--metric", "taxi"), 2, "'taxi' is not one of"),
        (
            ("similar", "galaxies/hdf-001.png", "--near", "1 2 3 4 5 6 7", "--radius", "1deg"),
            1,
            "no position",
        ),
        (("similar", "galaxies/hdf-001.png", "--near", "10 20"), 1, "give both --near and --radius"),
        (("similar", "galaxies/hdf-001.png", "--stage", "25..15"), 1, "no range of stages: '25..15'"),
        (("cone", "--near", "400 0", "--radius", "1deg"), 1, "right ascension"),
        (("similar", "galaxies/error.jpeg"), 1, "error.jpeg: an HTML page"),
        (("predict", "galaxies/error.jpeg"), 1, "error.jpeg: an HTML page"),
        (("predict", "missing.png"), 1, "missing.png"),
        (("predict", "galaxies/hdf-001.png", "--model", "nowhere"), 1, "no trained model in nowhere"),
        (("train", "one.h5", "--epochs", "1", "--parts", "magic"), 2, "choose from classifier,fcae,vae"),
        (("train", "one.h5", "--epochs", "1", "--learning-rate", "-1"), 2, "learning_rate = -1.0"),
        (("train", "one.h5", "--epochs", "1", "--output", "galaxies"), 1, "no part of a model"),
        (
            (
                "train",
                "galaxies/hdf-001.png",
            ),
            1,
            "hdf-001.png",
        ),
        (("ingest", "images", "galaxies", "--dataset", "a/b"), 1, "a/b"),
        (("ingest", "simulation", "galaxies/hdf-001.png"), 1, "hdf-001.png"),
        (("simulate", "--mass-ratio", "-1", "--output", "bad.h5"), 2, "mass_ratio"),
        (("train", "one.h5", "--seed", "-5"), 2, "seed = -5"),
        (("similar", "1", "-k", "99999999999999999999"), 2, "less than or equal to"),
        (("simulate",), 2, "--output"),
        (("frobnicate",), 2, "No such command"),
    ],
)
def test_mistakes_get_a_sentence(shell: Shell, words: tuple[str, ...], code: int, sentence: str) -> None:
    assert sentence in shell.call(*words, code=code)[1]


def test_output_that_nobody_reads_is_no_crash(shell: Shell) -> None:
    script = f"{sys.executable} -m deepgalaxy similar galaxies/hdf-001.png -k 200 --format json | head -1"
    environment = os.environ | {"DEEPGALAXY_DATA_DIR": str(shell.folder / "data")} | shell.environment
    done = subprocess.run(
        ["bash", "-c", script], cwd=shell.folder, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "["
    assert not done.stderr


def test_a_model_that_embedded_nothing_is_named(shell: Shell) -> None:
    shell.call("train", "one.h5", "--epochs", "1", "--seed", "7", "--output", "other")
    _, answer = shell.call("similar", "galaxies/hdf-001.png", "--model", "other", code=1)
    assert "run `deepgalaxy embed`" in answer


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from deepgalaxy.cli import app; "
        "print(*sorted({'torch', 'astropy', 'sqlalchemy', 'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_nearest_vectors_agree_with_numpy(shell: Shell) -> None:
    from sqlalchemy import text

    from deepgalaxy.catalog.engine import open_engine
    from deepgalaxy.similarity.metric import Metric
    from deepgalaxy.similarity.search import Query, SimilarImages

    engine = open_engine(Settings(data_dir=shell.folder / "data"))
    rng = np.random.default_rng(0)
    with engine.connect() as connection:
        table = connection.execute(text("SELECT image_id, model_id, z FROM embedding ORDER BY image_id"))
        rows = table.fetchall()
        ids = np.array([row.image_id for row in rows])
        z = np.array([row.z.to_numpy() for row in rows])
        for _ in range(12):  # more often than psycopg waits before it prepares a statement
            query = z[rng.integers(len(z))] + rng.standard_normal(z.shape[1], dtype=np.float32)
            l2 = np.linalg.norm(z - query, axis=1)
            cosine = 1 - z @ query / np.linalg.norm(z, axis=1) / np.linalg.norm(query)
            for metric, oracle in ((Metric.L2, l2), (Metric.COSINE, cosine)):
                asked = Query(rows[0].model_id, query, None)
                hits = SimilarImages(query=asked, metric=metric, exact=True).run(connection)
                found = oracle[[int(np.flatnonzero(ids == hit.id)[0]) for hit in hits]]
                assert len({hit.id for hit in hits}) == 10
                # Frames that look alike have equal vectors, but for the last digit: their order is open.
                np.testing.assert_allclose(found, np.sort(oracle)[:10], rtol=1e-4, atol=1e-5)
                assert np.allclose([hit.distance for hit in hits], np.sort(oracle)[:10], atol=1e-5)
    engine.dispose()
