"""Whether the file of a run is there already."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.merger_file import group_attributes
from deepgalaxy.simulation.camera_pictures import CameraSetup


def is_done(output: Path, attributes: Mapping[str, Any], camera_setup: CameraSetup) -> bool:
    """Return whether a run is there already, and refuse a file that holds anything else.

    Parameters
    ----------
    output : Path
        HDF5 file of the run.
    attributes : dict
        The recipe, as HDF5 attributes; the file must have all of them.
    camera_setup : CameraSetup
        How the pictures are taken.

    Returns
    -------
    bool
        False where there is no file.

    Raises
    ------
    DeepGalaxyError
        If it is a folder, no merger file, or that of another run.
    """
    if not output.exists():
        return False
    if output.is_dir():
        raise DeepGalaxyError(f"{output}: is a folder; name a file in it")
    stored = {"bands": ""} | group_attributes(output)
    pictures = {"size_px": camera_setup.size_px, "bands": camera_setup.bands} | camera_setup.attributes()
    different = [
        name
        for name, value in {**attributes, **pictures}.items()
        if name not in stored or not np.array_equal(stored[name], value)
    ]
    if different:
        raise DeepGalaxyError(
            f"{output}: holds another run; remove it or write to another file"
            f" (different: {', '.join(different)})"
        )
    return True
