"""What the latent space holds: pictures rebuilt from it, and what lies between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.merger_file import Simulation
from deepgalaxy.imaging.ssim import structural_similarity
from deepgalaxy.networks.decoder import Decoder
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.networks.vae import FeatureVAE

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Reconstruction:
    """How like prepared pictures are to what the network makes of them: mean SSIM."""

    dataset: str
    pictures: int
    from_map: float
    """Picture to feature map to picture: the autoencoder."""
    from_z: float
    """Picture to feature map to z and back: what the vector still knows."""
    of_another: float
    """Another of the pictures instead, at random: what dark skies alone are worth."""


@dataclass(frozen=True)
class Interpolation:
    """A straight way through latent space, decoded; pictures (H, W) in [0, 1]."""

    names: tuple[str, str]
    first: Float32Array
    between: list[Float32Array]
    """From z of the first picture to z of the last, both included."""
    last: Float32Array


def sample_pictures(simulations: Sequence[Simulation], count: int) -> Float32Array:
    """Take about ``count`` pictures, evenly over simulations, cameras and frames, (n, 1, H, W).

    The simulations' pictures must be of one size.
    """
    views = [(s, camera) for s in simulations for camera in s.cameras]
    each = max(1, count // len(views))
    rng = np.random.default_rng(0)
    return np.concatenate([s.read(c, rng.integers(0, s.n_frames, each)) for s, c in views])


@torch.inference_mode()
def reconstruct(model: TrainedModel, dataset: str, pictures: Float32Array) -> Reconstruction:
    """Rebuild pictures, (n, 1 or 3, H, W) in [0, 1], and say how like they are.

    Raises
    ------
    DeepGalaxyError
        If the model lacks the autoencoder or the VAE.
    """
    decoder, vae = _parts(model)
    likeness = []
    for batch in torch.split(torch.from_numpy(pictures), 64):
        prepared = model.card.preprocessing(batch)
        feature_map = model.network.encoder(prepared)
        from_z = vae.decode(vae.encode(feature_map)[0])
        rebuilt = (decoder(feature_map), decoder(from_z), prepared.roll(1, dims=0))
        likeness.append(torch.cat([structural_similarity(prepared, r) for r in rebuilt], dim=1))
    of_map, of_z, of_another = torch.cat(likeness).mean(dim=0).tolist()
    return Reconstruction(dataset, len(pictures), of_map, of_z, of_another)


@torch.inference_mode()
def interpolate_between(
    model: TrainedModel, first: Float32Array, last: Float32Array, names: tuple[str, str], steps: int = 7
) -> Interpolation:
    """Go from one picture, (1 or 3, H, W), to another through latent space (Cai et al. 2020, figure 5).

    Raises
    ------
    DeepGalaxyError
        If the model lacks the autoencoder or the VAE.
    """
    decoder, vae = _parts(model)
    prepared = model.card.preprocessing(torch.from_numpy(np.stack([first, last])))
    start, end = vae.encode(model.network.encoder(prepared))[0]
    share = torch.linspace(0, 1, steps)[:, None]
    between: Tensor = decoder(vae.decode(start + share * (end - start)))
    return Interpolation(
        names=names,
        first=prepared[0, 0].numpy(),
        between=[picture.numpy() for picture in between[:, 0]],
        last=prepared[1, 0].numpy(),
    )


def interpolations(model: TrainedModel, simulations: Sequence[Simulation]) -> list[Interpolation]:
    """Go between pictures of the simulations: along one merger, and across from one merger to another."""
    first, second = simulations[0], simulations[-1]
    ways = [
        (first, 0, 5, first, 0, 25),
        (first, 0, 25, first, 0, 40),
        (first, 0, 40, first, 0, 65),
        (first, 0, 25, second, 3, 25),
        (first, 0, 40, second, 5, 10),
    ]
    return [
        interpolate_between(
            model, _picture(a, i, at), _picture(b, j, to), (f"stage {at}", f"stage {to}" + _of(a, b))
        )
        for a, i, at, b, j, to in ways
    ]


def _of(first: Simulation, second: Simulation) -> str:
    return "" if first is second else ", another"


def _picture(simulation: Simulation, camera: int, stage: int) -> Float32Array:
    frame = int(np.nanargmin(np.abs(simulation.stage - stage)))
    number = simulation.cameras[camera % len(simulation.cameras)]
    (picture,) = simulation.read(number, slice(frame, frame + 1))
    return np.asarray(picture)


def _parts(model: TrainedModel) -> tuple[Decoder, FeatureVAE]:
    if model.network.decoder is None or model.network.vae is None:
        raise DeepGalaxyError(
            f"the model in {model.folder} has no autoencoder or no VAE; train one that has (--parts)"
        )
    return model.network.decoder, model.network.vae
