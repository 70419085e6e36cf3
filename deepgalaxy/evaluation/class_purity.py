"""Are a galaxy's nearest neighbours of its class? Our vectors compared with ImageNet's and with pixels."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.progress import track
from deepgalaxy.evaluation.neighbours import nearest_others
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.networks.backbones import ColourEncoder, build_encoder
from deepgalaxy.networks.model_folder import TrainedModel

NEIGHBOURS = 10
PIXELS_PX = 32
IMAGENET, IMAGENET_PX = "efficientnet_lite0", 224
Z_VECTORS, IMAGENET_VECTORS = "z", f"ImageNet ({IMAGENET})"
GUESS = "none: a guess"
CLASS_OF = {
    "Elliptical": "elliptical",
    "CW spiral": "spiral",
    "ACW spiral": "spiral",
    "Edge-on": "edge-on",
    "Merger": "merger",
}
"""Our classes by Galaxy Zoo's: spirals of both directions of winding are one class."""


@dataclass(frozen=True)
class LabelledGalaxies:
    """Pictures of real galaxies with their Galaxy Zoo classes."""

    pictures: npt.NDArray[np.uint8]
    """Shape (n, 3, 224, 224)."""
    kind: npt.NDArray[np.str_]
    """Class: a value of `CLASS_OF`; empty if unknown. Shape (n,)."""
    field: npt.NDArray[np.int64]
    """SDSS field of each: galaxies of one field may be in each other's pictures. Shape (n,)."""


@dataclass(frozen=True)
class Purity:
    """Share of a galaxy's ten nearest neighbours, on other SDSS fields, that are of its class."""

    vectors: str
    """Name of the vectors that are compared."""
    by_class: dict[str, float]
    """Mean over the galaxies of each class."""
    balanced: float
    """Mean over classes."""
    overall: float
    """Mean over galaxies."""
    voted: float
    """Share of the galaxies whose class is the most frequent one of the ten."""


def read_galaxies(folder: Path) -> LabelledGalaxies:
    """Read the pictures that ``labels.csv`` lists; refused ones are left out.

    Parameters
    ----------
    folder : Path
        With ``labels.csv`` (columns file, dr7objid, class_name) and the pictures.

    Returns
    -------
    LabelledGalaxies
        In the table's order.

    Raises
    ------
    DeepGalaxyError
        If there is no such table.
    """
    table = folder / "labels.csv"
    if not table.is_file():
        raise DeepGalaxyError(f"{table} is missing: a table with the columns file, dr7objid and class_name")
    pictures, kinds, fields = [], [], []
    with table.open() as lines:
        for row in track(list(csv.DictReader(lines)), "reading galaxies"):
            try:
                _, cutout = next(iter(read_cutouts(folder / row["file"], IMAGENET_PX)))
            except RefusedInput:
                continue
            pictures.append(to_8bit(cutout.pixels))
            kinds.append(CLASS_OF.get(row["class_name"], ""))
            fields.append(int(row["dr7objid"]) >> 16)  # run, camcol and field, without the object's number
    return LabelledGalaxies(np.stack(pictures), np.array(kinds), np.array(fields))


@torch.inference_mode()
def vectors_of(model: TrainedModel, pictures: npt.NDArray[np.uint8]) -> dict[str, Tensor]:
    """Compute vectors of pictures: z, M averaged, ImageNet's features, and pixels.

    Parameters
    ----------
    model : TrainedModel
        Gives z, if it has a VAE, and M.
    pictures : ndarray of uint8, shape (n, 3, H, W)
        In colour.

    Returns
    -------
    dict of str to Tensor
        Vectors by name, each float32, shape (n, d).

    Raises
    ------
    DeepGalaxyError
        If ImageNet's weights are not installed.
    """
    imagenet = build_encoder(IMAGENET, "imagenet").eval()
    assert isinstance(imagenet, ColourEncoder)
    rows: dict[str, list[Tensor]] = {}
    for eight_bit in track(torch.split(torch.from_numpy(pictures), 32), "describing galaxies"):
        batch = eight_bit.float() / 255
        prepared = model.card.preprocessing.near()(batch)
        feature_map = model.network.encoder(prepared)
        normal = (batch.contiguous(memory_format=torch.channels_last) - imagenet.mean) / imagenet.std
        features = imagenet.network.extract_features(normal)  # type: ignore[operator]
        if model.network.vae:
            rows.setdefault(Z_VECTORS, []).append(model.network.vae.encode(feature_map)[0])
        rows.setdefault("M, averaged", []).append(feature_map.mean(dim=(2, 3)))
        rows.setdefault(IMAGENET_VECTORS, []).append(features.mean(dim=(2, 3)))
        small = torch.nn.functional.interpolate(prepared, size=(PIXELS_PX, PIXELS_PX), mode="area")
        rows.setdefault(f"pixels ({PIXELS_PX} × {PIXELS_PX}, grey)", []).append(small.flatten(1))
    return {name: torch.cat(parts) for name, parts in rows.items()}


def purities(
    vectors: Mapping[str, Tensor], kind: npt.NDArray[np.str_], field: npt.NDArray[np.int64]
) -> list[Purity]:
    """Measure the purity of the ten nearest neighbours.

    Parameters
    ----------
    vectors : mapping of str to Tensor
        Vectors by name, each of shape (n, d).
    kind : ndarray of str, shape (n,)
        Class of each galaxy.
    field : ndarray of int64, shape (n,)
        SDSS field of each: galaxies of one field are not compared.

    Returns
    -------
    list of Purity
        By each kind of vectors, and last that of a guess by the frequency of the classes.
    """
    group = torch.from_numpy(np.unique(field, return_inverse=True)[1])
    names = sorted(set(kind.tolist()))
    rows = []
    for name, vector in vectors.items():
        neighbours = kind[nearest_others(vector, NEIGHBOURS, group).numpy()]
        counts = np.stack([(neighbours == one).sum(axis=1) for one in names], axis=1)
        voted = np.array(names)[counts.argmax(axis=1)]
        rows.append(_purity(name, kind, (neighbours == kind[:, None]).mean(axis=1), voted))
    share = np.array([np.mean(kind == one) for one in kind])
    return [*rows, _purity(GUESS, kind, share, np.full(len(kind), kind[share.argmax()]))]


def _purity(
    vectors: str,
    kind: npt.NDArray[np.str_],
    share: npt.NDArray[np.float64],
    voted: npt.NDArray[np.str_],
) -> Purity:
    by_class = {str(one): float(share[kind == one].mean()) for one in np.unique(kind)}
    return Purity(
        vectors=vectors,
        by_class=by_class,
        balanced=float(np.mean(list(by_class.values()))),
        overall=float(share.mean()),
        voted=float(np.mean(voted == kind)),
    )
