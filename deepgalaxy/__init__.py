"""When in its merger is this galaxy, and what else looks like it?

>>> import deepgalaxy as dg
>>> dg.load_model().predict(["a.fits", "b.jpg"])  # doctest: +SKIP
>>> dg.open_catalog().similar("a.fits", k=10)  # doctest: +SKIP

Each name is imported when it is first used: ``import deepgalaxy`` takes no time.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deepgalaxy.core.errors import DeepGalaxyError
    from deepgalaxy.imaging.cutout import Cutout
    from deepgalaxy.imaging.merger_file import Simulation as Merger
    from deepgalaxy.interface.catalog import Catalog, open_catalog
    from deepgalaxy.interface.model import Model, load_model
    from deepgalaxy.interface.sample_pictures import samples
    from deepgalaxy.interface.simulations import evaluate, simulate, train

__version__ = version("deepgalaxy")

_WHERE = {
    "Catalog": "interface.catalog.Catalog",
    "Cutout": "imaging.cutout.Cutout",
    "DeepGalaxyError": "core.errors.DeepGalaxyError",
    "Merger": "imaging.merger_file.Simulation",
    "Model": "interface.model.Model",
    "evaluate": "interface.simulations.evaluate",
    "load_model": "interface.model.load_model",
    "open_catalog": "interface.catalog.open_catalog",
    "samples": "interface.sample_pictures.samples",
    "simulate": "interface.simulations.simulate",
    "train": "interface.simulations.train",
}
__all__ = [
    "Catalog",
    "Cutout",
    "DeepGalaxyError",
    "Merger",
    "Model",
    "evaluate",
    "load_model",
    "open_catalog",
    "samples",
    "simulate",
    "train",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _WHERE[name].rpartition(".")
    value = getattr(import_module(f"{__name__}.{module}"), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
