"""What the page on the explorer promises: judge ten pictures, train on them, see the new model's answers."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from astropy.table import Table
from playwright.sync_api import Page, expect
from sqlalchemy import text

import deepgalaxy as dg
from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.judgements import add_judgement
from deepgalaxy.core.settings import Settings
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.inference.model_choice import SHIPPED
from deepgalaxy.networks.model_folder import load_model
from deepgalaxy.surveys.ingest.ingest_files import ingest_images
from tests.web.conftest import write_galaxies

pytestmark = pytest.mark.timeout(900)
TOKEN = "those-who-may-judge"
SECTION = (
    (Path(__file__).parents[2] / "docs" / "explorer.md")
    .read_text()
    .partition("\n## Judge pictures")[2]
    .partition("\n## ")[0]
)
COMMANDS = [
    line.strip().partition("  #")[0]
    for block in re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
    for line in block.splitlines()
    if line.strip().startswith("deepgalaxy ") and not line.strip().startswith("deepgalaxy serve")
]
ANSWERS = {"stage": "model_stage", "time_myr": "model_time_myr"}


@pytest.fixture(scope="module")
def folder(short_folder: Path) -> Iterator[Path]:
    """A folder with a catalogue of real galaxies in ``data``, in which the commands run."""
    folder = short_folder / "loop"
    settings = Settings(data_dir=folder / "data")
    write_galaxies(folder / "galaxies")
    with catalog_engine(settings) as engine:
        ingest_images(engine, folder / "galaxies", "galaxies", settings.data_dir / "images")
        embed_catalog(engine, load_model(SHIPPED))
    yield folder
    shutil.rmtree(folder)


def deepgalaxy(folder: Path, command: str, where: Path | None = None) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)], cwd=where or folder, capture_output=True, text=True,
        env=os.environ | {"DEEPGALAXY_DATA_DIR": str(folder / "data")}, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_ten_pictures_are_judged_and_the_next_model_answers(page: Page, folder: Path, serving: Any) -> None:
    loop = COMMANDS[:-1]
    assert [command.split()[1] for command in loop] == ["export", "train", "embed", "model"]
    with serving(folder / "data", DEEPGALAXY_JUDGE_TOKEN=TOKEN) as url:
        log_in(page, url)
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        judged = judge_ten(page)
        before = {image: estimate(url, image) for image in judged}
        for command in loop:
            deepgalaxy(folder, command)

        labels = Table.read(folder / "judged" / "labels.csv")
        assert {str(row["file"]): row["interacting"] == 1 for row in labels} == judged
        asked = [row for row in labels if not hasattr(row["models"], "mask")]
        assert len(asked) == 1, "one stage was said to be right"
        assert asked[0]["tags"] == "tidal tail"
        for ours, theirs in ANSWERS.items():
            assert asked[0][theirs] == pytest.approx(before[str(asked[0]["file"])][ours], rel=1e-4)

        model = dg.load_model(folder / "judged-1")
        pictures = [str(folder / "judged" / "pictures" / f"{image}.npy") for image in judged]
        rows = model.predict(pictures, stage_anyway=True)
        for image, row in zip(judged, rows, strict=True):
            answer = estimate(url, image)
            assert answer["model"] == model.sha256[:12] != before[image]["model"]
            assert answer["p_interacting"] == pytest.approx(row["p_interacting"], abs=0.02)
            assert answer["p_interacting"] != before[image]["p_interacting"]
            assert answer["out_of_domain"] == pytest.approx(before[image]["out_of_domain"], rel=1e-4)
        page.goto(f"{url}/judge?image={image}")
        expect(page.locator(".facts")).to_contain_text(f"{int(100 * answer['p_interacting'] + 1e-6)} %")
        expect(page.locator(".said")).to_contain_text("Vera")
        page.goto(f"{url}/judge")
        expect(page.locator("#judged")).to_have_text("10 judged by Vera")
        assert page.locator("input[name=model]").get_attribute("value") == model.sha256[:12]

        seen = before[image]  # by somebody whose page is older than the new model
        said = {"judge": "Edwin", "merger": True, "model": seen["model"]}
        late = requests.post(
            f"{url}/api/images/{image}/judgements", json=said, timeout=60,
            headers={"Authorization": f"Bearer {TOKEN}"},
        ).json()  # fmt: skip
        assert (late["model"], late["model_stage"]) == (seen["model"], seen["stage"])


def test_stages_that_were_judged_right_are_learnt_where_that_is_asked_for(
    folder: Path, tmp_path: Path
) -> None:
    dated = text("SELECT image_id, bool_or(p_interacting < 0.5) FROM prediction GROUP BY 1 ORDER BY 1")
    with catalog_engine(Settings(data_dir=folder / "data")) as engine, engine.begin() as connection:
        for image, has_no_stage in connection.execute(dated).all():
            right = None if has_no_stage else True
            add_judgement(connection, image, "Annie", merger=True, stage_right=right)
    for command in (COMMANDS[0], COMMANDS[-1]):
        deepgalaxy(folder, command, tmp_path)
    assert {"stage", "time_myr"} <= {*dg.load_model(tmp_path / "judged-stages").card.tells}


def log_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Judge").click()
    page.get_by_label("Your name").fill("Vera")
    page.get_by_label("Token").fill("a guess of somebody")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("alert")).to_contain_text("not the token")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Start").click()
    expect(page.locator("article.judge")).to_be_visible()


def judge_ten(page: Page) -> dict[str, bool]:
    """Judge by keys and buttons, one of them after another thought; return which are mergers."""
    said: dict[str, bool] = {}
    right = False
    for number in range(10):
        expect(page.locator("#judged")).to_have_text(f"{number} judged by Vera")
        page.wait_for_load_state()  # with its script, which listens to the keys
        key = str(page.locator("input[name=key]").get_attribute("value"))
        assert key not in said, "what was judged does not come again"
        said[key] = number % 2 == 0
        if not right and page.locator("[data-key=r]").count():
            page.keyboard.press("t")
            page.keyboard.type("tidal tail")
            page.keyboard.press("Enter")  # which judges nothing by itself
            page.keyboard.press("r")
            said[key] = right = True
        elif number == 9:
            page.get_by_role("button", name="Not a merger").click()
        else:
            page.keyboard.press("m" if said[key] else "n")
    expect(page.locator("#judged")).to_have_text("10 judged by Vera")
    page.wait_for_load_state()
    page.keyboard.press("b")
    expect(page.locator("input[name=key]")).to_have_value([*said][-1])
    page.wait_for_load_state()
    page.keyboard.press("m")
    said[[*said][-1]] = True
    expect(page.locator("input[name=key]")).not_to_have_value([*said][-1])
    expect(page.locator("#judged")).to_have_text("10 judged by Vera")
    return said


def estimate(url: str, image: str) -> Any:
    return requests.get(f"{url}/api/images/{image}", timeout=60).json()["estimate"]
