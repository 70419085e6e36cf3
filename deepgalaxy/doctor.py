"""Checks of what works on this machine."""

import importlib.util
import platform
from collections.abc import Callable
from dataclasses import dataclass

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings, get_settings


@dataclass(frozen=True)
class Check:
    """One check."""

    what: str
    works: bool
    needed: bool
    """Whether DeepGalaxy is of little use without it."""
    found: str


def examine(settings: Settings) -> list[Check]:
    """Check everything that DeepGalaxy may use; nothing is changed but that the embedded database starts.

    Parameters
    ----------
    settings : Settings
        Where things are on this machine.

    Returns
    -------
    list of Check
        In the order in which they are shown.
    """
    return [
        Check("python", works=True, needed=True, found=platform.python_version()),
        _check("torch", _torch, needed=True),
        _check("database", lambda: _database(settings), needed=True),
        _check("pgvector", lambda: _pgvector(settings), needed=False),
        _check("database user", lambda: _database_user(settings), needed=False),
        _check("model", lambda: _model(settings), needed=False),
        _check("gpu", _gpu, needed=False),
        _check("horovod", _horovod, needed=False),
    ]


def _check(what: str, check: Callable[[], str], *, needed: bool) -> Check:
    try:
        return Check(what, works=True, needed=needed, found=check())
    except DeepGalaxyError as problem:
        return Check(what, works=False, needed=needed, found=str(problem))


def _torch() -> str:
    import torch

    return f"{torch.__version__}, {torch.get_num_threads()} threads"


def _database(settings: Settings) -> str:
    from deepgalaxy.catalog.catalog_status import catalog_status
    from deepgalaxy.catalog.engine import catalog_engine

    with catalog_engine(settings):
        status = catalog_status(settings)
    return f"PostgreSQL {status.postgresql}, {'embedded' if status.embedded else status.url}"


def _pgvector(settings: Settings) -> str:
    from deepgalaxy.catalog.catalog_status import catalog_status

    status = catalog_status(settings)
    if status.advice:
        raise DeepGalaxyError(status.advice)
    return status.pgvector


def _database_user(settings: Settings) -> str:
    from deepgalaxy.catalog.server_paths import ACCOUNT, SHARED, folder_of_nobody

    if settings.database_url is not None:
        return "your own server's"
    if (folder := folder_of_nobody(settings.data_dir / "postgres")) is None:
        return "its own"
    raise DeepGalaxyError(
        f"{SHARED}, as root runs deepgalaxy: whatever else runs as {SHARED} may do anything in the database; "
        f"while nothing uses it: useradd --system --user-group {ACCOUNT} && chown -R {ACCOUNT}: {folder}"
    )


def _model(settings: Settings) -> str:
    from deepgalaxy.inference.model_choice import find_model_folder
    from deepgalaxy.networks.model_folder import load_model

    model = load_model(find_model_folder(settings, None))
    return f"{model.sha256[:12]} in {model.folder}"


def _gpu() -> str:
    import torch

    from deepgalaxy.networks.device import find_device

    device = find_device(get_settings().device)
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)} ({device}): networks compute on it"
    unused = torch.cuda.device_count() if torch.cuda.is_available() else 0
    raise DeepGalaxyError(
        f"{unused} not used, for device is cpu" if unused else "none; everything runs on the CPU"
    )


def _horovod() -> str:
    if importlib.util.find_spec("horovod") is None:
        raise DeepGalaxyError("not installed; training runs in one process")
    try:
        import horovod.torch as hvd

        hvd.init()  # the only proof: a build without the torch extension imports well
    except Exception as problem:
        raise DeepGalaxyError(f"installed but broken: {problem}") from problem
    return f"{hvd.size()} process"
