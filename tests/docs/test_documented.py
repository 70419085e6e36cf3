"""Nothing that one can say to the program, set, or ask of the catalogue is without a word on its meaning."""

import ast
import importlib
import re
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from PIL import Image
from pydantic import BaseModel
from sqlalchemy import Engine

import deepgalaxy as dg
from deepgalaxy.core.settings import Settings, get_settings
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.jobs.nightly_config import NightlyConfig
from deepgalaxy.surveys.ingest.samples import hubble_deep_field_cutouts
from deepgalaxy.training.config import TrainingConfig
from docs.generate import catalogue, command_line, keys

ROOT = Path(__file__).parents[2]
PAGES = "\n".join(page.read_text() for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
"""What is written by hand for those who use it."""

VERBS = {context.command_path: context for context in command_line.verbs()}
GROUPS = {context.parent.command_path: context.parent for context in VERBS.values()}


def test_verbs_are_found() -> None:
    assert {"deepgalaxy train", "deepgalaxy ingest sdss", "deepgalaxy db psql"} <= VERBS.keys()


@pytest.mark.parametrize("context", [*VERBS.values(), *GROUPS.values()], ids=[*VERBS, *GROUPS])
def test_every_verb_and_parameter_has_help(context: Any) -> None:
    assert context.command.help, context.command_path
    silent = [p.name for p in context.command.params if not p.help]
    assert not silent, f"{context.command_path}: no help on {', '.join(silent)}"


@pytest.mark.parametrize("path", VERBS)
def test_every_verb_is_on_a_page_for_people(path: str) -> None:
    assert is_mentioned(path.removeprefix("deepgalaxy "), PAGES), f"no page shows {path}"


def is_mentioned(words: str, pages: str) -> bool:
    """Tell whether a verb stands after ``deepgalaxy``, or at the start of something in backticks.

    Verbs of one group may follow the first of them: "`jobs sbatch`, `schedule`", "`index build`, `check`".
    """
    *group, verb = words.split()
    if re.search(rf"(deepgalaxy |`){words}\b", pages):
        return True
    return bool(group) and bool(re.search(rf"`(deepgalaxy )?{group[0]} [^|\n]*\b{verb}\b", pages))


@pytest.mark.parametrize("model", [Settings, TrainingConfig, NightlyConfig])
def test_every_key_says_what_it_means(model: type[BaseModel]) -> None:
    silent = [name for name, field in keys.fields(model) if not field.description]
    assert not silent, f"{model.__name__}: a docstring is missing below {', '.join(silent)}"


def test_tables_views_rows_and_functions_have_comments(catalog: Engine) -> None:
    with catalog.connect() as connection:
        relations, functions = list(catalogue.relations(connection)), catalogue.functions(connection)
    assert {"image", "merger_timeline", "similar_image"} <= {relation.name for relation in relations}
    assert "similar_images" in {function.name for function in functions}
    silent = [relation.name for relation in relations if not relation.comment]
    silent += [function.name for function in functions if not function.comment]
    silent += [f"{r.name}.{column.name}" for r in relations for column in r.columns if not column.meaning]
    assert not silent, f"no comment (see migrations/ and catalog/sql/) on {', '.join(silent)}"


def test_the_generated_pages_leave_nothing_out(catalog: Engine) -> None:
    commands = command_line.page()
    for path, context in VERBS.items():
        section = commands.partition(f"\n## {path}\n")[2].partition("\n## ")[0]
        for parameter in context.command.params:
            assert all(option in section for option in parameter.opts), f"{path} {parameter.opts}"
    assert "{confval} DEEPGALAXY_DATA_DIR" in keys.page(Settings)
    assert all(f"{{confval}} {name}\n" in keys.page(TrainingConfig) for name in TrainingConfig.model_fields)
    with catalog.connect() as connection:
        page = catalogue.page(connection)
        names = [relation.name for relation in catalogue.relations(connection)]
        names += [function.name for function in catalogue.functions(connection)]
    assert all(f"### {name}\n" in page for name in names)


def test_no_page_has_the_name_of_one_of_sphinx() -> None:
    assert not {"search", "genindex", "py-modindex"} & {page.stem for page in (ROOT / "docs").glob("*.md")}


def test_every_room_is_in_the_reference() -> None:
    rooms = {folder.parent.name for folder in (ROOT / "deepgalaxy").glob("*/__init__.py")} - {"cli", "web"}
    listed = set((ROOT / "docs" / "reference" / "modules.rst").read_text().split())
    assert rooms <= listed, rooms - listed


def run_example(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the code of a page in a folder, with a data folder of its own; return its variables."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DEEPGALAXY_DATA_DIR", str(folder / "data"))
    get_settings.cache_clear()
    try:
        given: dict[str, Any] = {}
        exec(compile(code, "page", "exec"), given)
        return given
    finally:
        get_settings.cache_clear()


def test_the_api_page_starts_with_ten_names_and_an_example_that_runs(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "reference" / "api.rst").read_text()
    names = re.findall(r"^   ([\w.]+\.\w+)$", page, re.MULTILINE)
    assert len(names) == 10
    for name in names:
        module, _, own = name.rpartition(".")
        named = getattr(importlib.import_module(f"deepgalaxy.{module}"), own)
        assert named.__doc__, name
        assert any(getattr(dg, public) is named for public in dg.__all__), name
    folder = short_folder / "api"
    (folder / "galaxies").mkdir(parents=True)
    for name, cutout in hubble_deep_field_cutouts(6):
        Image.fromarray(to_8bit(cutout.pixels).transpose(1, 2, 0)).save(folder / "galaxies" / f"{name}.png")
    example = textwrap.dedent(page.partition(".. code-block:: python\n")[2])
    given = run_example(example, folder, monkeypatch)
    given["catalog"].close()
    assert "Myr" in capsys.readouterr().out
    assert len(given["near"]) == 5
    assert given["z"].shape[0] == 6


def test_the_notebook_page_needs_fifteen_lines_from_a_folder_of_fits_to_a_plot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (ROOT / "docs" / "notebook.md").read_text().partition("```python\n")[2].partition("```")[0]
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 15
    (tmp_path / "cutouts").mkdir()
    y, x = np.mgrid[:80, :80]
    for number in range(3):
        noise = np.random.default_rng(number).normal(0, 1, (80, 80))
        flux = 100 * np.exp(-np.hypot(x - 40, y - 30 - 5 * number) / 6) + noise
        fits.writeto(tmp_path / "cutouts" / f"{number}.fits", flux)
    given = run_example(code, tmp_path, monkeypatch)
    assert len(given["table"]) == 3
    assert len(given["axis"].lines) == 3
    given["plt"].close(given["figure"])


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "gallery").glob("plot_*.py")), ids=lambda p: p.stem)
def test_a_page_of_the_gallery_imports_the_front_door_alone(page: Path) -> None:
    for node in ast.walk(ast.parse(page.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in names if name.startswith("deepgalaxy.")], page.name
