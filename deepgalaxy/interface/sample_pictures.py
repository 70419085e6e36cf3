"""Real galaxies to play with, for Python."""

import logging
from pathlib import Path

from deepgalaxy.core.settings import get_settings
from deepgalaxy.surveys.ingest.samples import write_samples

log = logging.getLogger(__name__)


def samples(folder: str | Path, count: int = 60) -> list[Path]:
    """Write pictures of real galaxies into a folder.

    They are of Galaxy Zoo, which needs a network at the first time, and of the Hubble eXtreme Deep Field; a
    ``catalog.csv`` beside them tells positions and redshifts.

    Parameters
    ----------
    folder : str or Path
        Made where it is missing.
    count : int, default 60
        Galaxies of the Hubble field.

    Returns
    -------
    list of Path
        The pictures, Galaxy Zoo's first.
    """
    written = write_samples(Path(folder), get_settings().cache_dir, count)
    if written.missing:
        log.warning("samples: no galaxies of Galaxy Zoo: %s", written.missing)
    return [*written.galaxy_zoo, *written.hubble]
