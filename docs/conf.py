"""How the documentation site is made: `make docs`. Nothing is fetched from anywhere."""

import atexit
import os
import re
import shutil
import sys
import tempfile
import types
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

# The gallery has a data folder of its own, which the database's user can reach.
SCRATCH = tempfile.mkdtemp(prefix="dg-docs-")
Path(SCRATCH).chmod(0o755)
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
shutil.copytree(ROOT / "docs" / "gallery", f"{SCRATCH}/gallery")  # its pages leave files where they run
for name in [
    name for name in os.environ if name.startswith("DEEPGALAXY_") and name != "DEEPGALAXY_CACHE_DIR"
]:
    del os.environ[name]
os.environ["DEEPGALAXY_DATA_DIR"] = f"{SCRATCH}/data"
os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

from astropy.table import Table
from sphinx.errors import ExtensionError

from deepgalaxy import __version__
from deepgalaxy.core.settings import Settings
from deepgalaxy.jobs.nightly_config import NightlyConfig
from deepgalaxy.training.config import TrainingConfig
from docs.generate import catalogue, command_line, keys

project = "DeepGalaxy"
author = "The DeepGalaxy maintainers"
copyright = author  # noqa: A001 - Sphinx calls it so
version = release = __version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "_templates", "gallery", "generate"]
templates_path = ["_templates"]
default_role = "py:obj"
smartquotes = False  # options begin with two hyphens
nitpicky = True
# Other packages' pages are not at hand, and private names have none.
nitpick_ignore_regex = [("py:.*", r"(?!deepgalaxy\.).*|.*\._\w+")]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Built by hand where it is wanted: its page needs its names alone.
autodoc_mock_imports = [] if find_spec("horovod") else ["horovod"]
autodoc_default_options = {
    "members": True,
    "member-order": "bysource",
    "exclude-members": "metadata",
    "ignore-module-all": True,
}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autosummary_generate = True
numpydoc_show_class_members = False
python_use_unqualified_type_names = True
copybutton_prompt_text = "$ "

sphinx_gallery_conf = {
    "examples_dirs": f"{SCRATCH}/gallery",
    "gallery_dirs": "examples",
    "filename_pattern": r"/plot_",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "download_all_examples": False,
    "show_signature": False,
    "write_computation_times": False,
    "capture_repr": ("_repr_html_",),
    "image_srcset": ["2x"],
    "thumbnail_size": (480, 320),
    "reset_modules": (),
    "remove_config_comments": True,
}

# Tables in the gallery show what astronomers want to see of them.
Table._repr_html_ = lambda table: "\n".join(table.pformat(max_width=-1, show_dtype=False, html=True))

html_theme = "pydata_sphinx_theme"
html_title = "DeepGalaxy"
html_static_path = ["_static"]
html_css_files = ["deepgalaxy.css"]
html_favicon = "_static/favicon.svg"
html_show_sourcelink = False
html_sidebars = {"index": [], "start": []}
html_theme_options = {
    "logo": {"text": "DeepGalaxy", "image_light": "_static/favicon.svg", "image_dark": "_static/favicon.svg"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
    "use_edit_page_button": False,
}

GENERATED = {
    "reference/command-line": command_line.page,
    "reference/catalogue": catalogue.fresh_page,
    "reference/settings": lambda: keys.page(Settings),
    "reference/training": lambda: keys.page(TrainingConfig),
    "reference/nightly": lambda: keys.page(NightlyConfig),
}
"""Pages that go on, below what is written by hand, with what the program says of itself."""


def setup(app):
    """Let the generated parts follow the written ones, leave out what is not ours, and stay offline."""
    app.connect("source-read", append_generated)
    app.connect("autodoc-skip-member", skip_foreign)
    app.connect("missing-reference", leave_type_variable)
    app.connect("build-finished", refuse_outside_resources)


def append_generated(_app, page, source):
    """Add to a page's source what is generated for it."""
    if page in GENERATED:
        source[0] += GENERATED[page]()


def skip_foreign(_app, what, _name, member, _skip, _options):
    """Leave out classes of other packages and aliases of types."""
    foreign = isinstance(member, type) and not member.__module__.startswith("deepgalaxy")
    return True if foreign or isinstance(member, types.GenericAlias) else None


def leave_type_variable(_app, _env, node, content):
    """Let a type variable in a signature lead nowhere."""
    module, _, name = node.get("reftarget", "").rpartition(".")
    return content if isinstance(getattr(sys.modules.get(module), name, None), TypeVar) else None


def refuse_outside_resources(app, error):
    """Fail where a page would fetch its looks or scripts from elsewhere."""
    outside = re.compile(r'<(?:script|img|link)\b[^>]*\b(?:src|href)="(?:https?:)?//[^"]+')
    for page in [] if error else Path(app.outdir).rglob("*.html"):
        if found := outside.search(page.read_text()):
            raise ExtensionError(f"{page}: {found[0]} is elsewhere, and the site must do without a network")
