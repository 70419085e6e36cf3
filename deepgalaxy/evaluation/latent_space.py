"""The latent space: pictures rebuilt from it, and interpolations between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.imaging.ssim import structural_similarity
from deepgalaxy.networks.decoder import Decoder
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.networks.vae import FeatureVAE

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Reconstruction:
    """Mean SSIM of prepared pictures and the network's reconstructions of them."""

    dataset: str
    pictures: int
    from_map: float
    """From the picture to the feature map M and back: the autoencoder."""
    from_z: float
    """From the picture to M, to z, and back: what the vector keeps."""
    other_picture: float
    """Another of the pictures instead: what the dark sky alone gives."""


@dataclass(frozen=True)
class Interpolation:
    """Pictures decoded along a straight line in latent space, each of shape (H, W), in [0, 1]."""

    names: tuple[str, str]
    """Of the first and the last picture."""
    first: Float32Array
    """As the network gets it."""
    between: list[Float32Array]
    """From z of the first picture to z of the last, both included."""
    last: Float32Array
    """As the network gets it."""


def sample_pictures(simulations: Sequence[Merger], count: int) -> Float32Array:
    """Draw pictures at random, equally many of each simulation and camera.

    Parameters
    ----------
    simulations : sequence of Merger
        With pictures of one size.
    count : int
        About how many.

    Returns
    -------
    ndarray of float32, shape (n, 1, H, W)
        In [0, 1]; the same at each call.
    """
    views = [(s, camera) for s in simulations for camera in s.cameras]
    each = max(1, count // len(views))
    rng = np.random.default_rng(0)
    return np.concatenate([s.read(c, rng.integers(0, s.n_frames, each)) for s, c in views])


@torch.inference_mode()
def reconstruct(model: TrainedModel, dataset: str, pictures: Float32Array) -> Reconstruction:
    """Rebuild pictures and measure how similar they are to the originals.

    Parameters
    ----------
    model : TrainedModel
        With autoencoder and VAE.
    dataset : str
        Name of the pictures, kept in the result.
    pictures : ndarray of float32, shape (n, 1 or 3, H, W)
        In [0, 1].

    Returns
    -------
    Reconstruction
        Means over the pictures.

    Raises
    ------
    DeepGalaxyError
        If the model lacks the autoencoder or the VAE.
    """
    decoder, vae = _parts(model)
    ssim = []
    for batch in torch.split(torch.from_numpy(pictures), 64):
        prepared = model.card.preprocessing.near()(batch)
        feature_map = model.network.encoder(prepared)
        from_z = vae.decode(vae.encode(feature_map)[0])
        rebuilt = (decoder(feature_map), decoder(from_z), prepared.roll(1, dims=0))
        ssim.append(torch.cat([structural_similarity(prepared, r) for r in rebuilt], dim=1))
    from_map, from_z, other_picture = torch.cat(ssim).mean(dim=0).tolist()
    return Reconstruction(dataset, len(pictures), from_map, from_z, other_picture)


@torch.inference_mode()
def interpolate_between(
    model: TrainedModel, first: Float32Array, last: Float32Array, names: tuple[str, str], steps: int = 7
) -> Interpolation:
    """Interpolate between two pictures in latent space (Cai et al. 2020, figure 5).

    Parameters
    ----------
    model : TrainedModel
        With autoencoder and VAE.
    first, last : ndarray of float32, shape (1 or 3, H, W)
        In [0, 1].
    names : tuple of str
        Of both pictures.
    steps : int
        Number of decoded pictures, both ends included.

    Returns
    -------
    Interpolation
        Both pictures and those between them.

    Raises
    ------
    DeepGalaxyError
        If the model lacks the autoencoder or the VAE.
    """
    decoder, vae = _parts(model)
    prepared = model.card.preprocessing.near()(torch.from_numpy(np.stack([first, last])))
    start, end = vae.encode(model.network.encoder(prepared))[0]
    share = torch.linspace(0, 1, steps)[:, None]
    between: Tensor = decoder(vae.decode(start + share * (end - start)))
    return Interpolation(
        names=names,
        first=prepared[0, 0].numpy(),
        between=[picture.numpy() for picture in between[:, 0]],
        last=prepared[1, 0].numpy(),
    )


def interpolations(model: TrainedModel, simulations: Sequence[Merger]) -> list[Interpolation]:
    """Interpolate between stages of one merger, and between two mergers.

    Parameters
    ----------
    model : TrainedModel
        With autoencoder and VAE.
    simulations : sequence of Merger
        The first and the last are used.

    Returns
    -------
    list of Interpolation
        Five.
    """
    first, second = simulations[0], simulations[-1]
    pairs = [
        (first, 0, 5, first, 0, 25),
        (first, 0, 25, first, 0, 40),
        (first, 0, 40, first, 0, 65),
        (first, 0, 25, second, 3, 25),
        (first, 0, 40, second, 5, 10),
    ]
    return [
        interpolate_between(
            model, _picture(a, i, at), _picture(b, j, to), (f"stage {at}", f"stage {to}" + _note(a, b))
        )
        for a, i, at, b, j, to in pairs
    ]


def _note(first: Merger, second: Merger) -> str:
    return "" if first is second else ", another"


def _picture(simulation: Merger, camera: int, stage: int) -> Float32Array:
    frame = int(np.nanargmin(np.abs(simulation.stage - stage)))
    number = simulation.cameras[camera % len(simulation.cameras)]
    (picture,) = simulation.read(number, slice(frame, frame + 1))
    return np.asarray(picture)


def _parts(model: TrainedModel) -> tuple[Decoder, FeatureVAE]:
    if model.network.decoder is None or model.network.vae is None:
        raise DeepGalaxyError(
            f"the model in {model.folder} has no autoencoder or no VAE; train one that has (`parts=`)"
        )
    return model.network.decoder, model.network.vae
