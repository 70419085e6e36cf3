"""Does the out-of-domain score tell what is no merger: stars, artefacts, and galaxies at peace?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve
from sklearn.metrics import roc_auc_score

from deepgalaxy.core.merger_file import Simulation
from deepgalaxy.imaging.cutout import from_8bit
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.stretch import stretch_flux
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.simulation.mock_observation import Observation, moffat
from deepgalaxy.simulation.render import BRIGHTEST, FAINTEST
from deepgalaxy.surveys.ingest.hubble_deep_field import hubble_deep_field_cutouts

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]

SIZE_PX = 128
PSF_FWHM_PX = 3.6
"""Seeing of SDSS in its own pixels."""
REDSHIFT = 0.08
"""At which mergers are observed: that of many in SDSS."""


@dataclass(frozen=True)
class NonMergerScore:
    """How the out-of-domain score takes to pictures of one kind."""

    kind: str
    pictures: int
    above_1: float
    """Share with a score above 1."""
    auroc: float
    """Chance that one of these scores above a simulated merger that was not trained on."""
    auroc_observed: float
    """The same beside such mergers as SDSS would see them."""


def score_non_mergers(
    model: TrainedModel,
    mergers: Float32Array,
    observed: Float32Array,
    non_mergers: Mapping[str, Float32Array],
) -> list[NonMergerScore]:
    """Score pictures of each kind, (n, 1 or 3, H, W), beside mergers of unseen simulations.

    Parameters
    ----------
    model : TrainedModel
    mergers, observed : ndarray
        As simulated, and as `observe_mergers` gives them; both come first in the answer, too.
    non_mergers : mapping
        Pictures by kind.
    """
    known, known_observed = (out_of_domain_scores(model, pictures) for pictures in (mergers, observed))
    kinds = {"simulated mergers": known, "the same, observed": known_observed}
    kinds |= {kind: out_of_domain_scores(model, pictures) for kind, pictures in non_mergers.items()}
    return [
        NonMergerScore(
            kind=kind,
            pictures=len(score),
            above_1=float(np.mean(score > 1)),
            auroc=auroc(known, score),
            auroc_observed=auroc(known_observed, score),
        )
        for kind, score in kinds.items()
    ]


def out_of_domain_scores(model: TrainedModel, pictures: Float32Array) -> FloatArray:
    """Out-of-domain score of pictures, (n,)."""
    batches = np.split(pictures, range(64, len(pictures), 64))
    return np.concatenate([predict_pictures(model, batch).out_of_domain for batch in batches]).astype(
        np.float64
    )


def auroc(known: FloatArray, strange: FloatArray) -> float:
    """Area under the ROC curve of telling strange from known by a score that is to be higher for strange."""
    truth = np.repeat([0, 1], [len(known), len(strange)])
    return float(roc_auc_score(truth, np.concatenate([known, strange])))


def observe_mergers(simulation: Simulation, pictures: Float32Array) -> Float32Array:
    """Let SDSS observe rendered pictures, (n, 1, H, W), of a simulation: PSF, sky, noise and its stretch."""
    observation = Observation("sdss", REDSHIFT)
    field_kpc = float(simulation.attributes.get("field_of_view_kpc", 180.0))
    density = FAINTEST * np.sinh(pictures[:, 0] * np.arcsinh(BRIGHTEST / FAINTEST))
    fine = resize_to_square(density, observation.native_px(field_kpc))
    seen = [observation.picture(one, field_kpc, pictures.shape[-1]) for one in fine]
    return (np.stack(seen)[:, None] / 255).astype(np.float32)


def artefacts(count: int, seed: int = 0) -> dict[str, Float32Array]:
    """Make pictures that no galaxy is in, ``count`` of each kind, (count, 1, 128, 128)."""
    rng = np.random.default_rng(seed)
    psf = moffat(PSF_FWHM_PX)
    kinds: dict[str, Callable[[], FloatArray]] = {
        "noise": lambda: np.zeros((SIZE_PX, SIZE_PX)),
        "scattered light": lambda: _ramp(rng),
        "stars": lambda: fftconvolve(_points(rng, int(rng.integers(10, 60))), psf, mode="same"),
        "one bright star": lambda: _spikes(rng, psf),
    }
    noise = {kind: rng.standard_normal((count, SIZE_PX, SIZE_PX)) for kind in kinds}
    return {
        kind: np.stack([stretch_flux((make() + grain)[None].astype(np.float32))[0] for grain in noise[kind]])
        for kind, make in kinds.items()
    }


def hubble_galaxies() -> Float32Array:
    """Galaxies of the Hubble eXtreme Deep Field, (n, 3, 128, 128)."""
    return np.stack([cutout.pixels for _, cutout in hubble_deep_field_cutouts(200, SIZE_PX)])


def _ramp(rng: np.random.Generator) -> FloatArray:
    y, x = np.indices((SIZE_PX, SIZE_PX)) / SIZE_PX
    angle = rng.uniform(0, 2 * np.pi)
    return np.asarray(
        rng.uniform(20, 200) * np.exp(rng.uniform(1, 3) * (x * np.cos(angle) + y * np.sin(angle)))
    )


def _points(rng: np.random.Generator, count: int) -> FloatArray:
    """Stars at random places; their numbers fall with flux as Euclid has it, N(> S) as S to -1.5."""
    field = np.zeros((SIZE_PX, SIZE_PX))
    place = rng.integers(0, SIZE_PX, (2, count))
    np.add.at(field, tuple(place), 200 * rng.uniform(1e-4, 1, count) ** (-1 / 1.5))
    return field


def _spikes(rng: np.random.Generator, psf: FloatArray) -> FloatArray:
    """One saturated star near the middle, with wings and the four spikes of a spider, and faint ones."""
    field = _points(rng, 10)
    y, x = np.indices(field.shape) - SIZE_PX / 2 + rng.uniform(-5, 5, 2)[:, None, None]
    angle = rng.uniform(0, np.pi / 2)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    radius = np.hypot(u, v)
    flux = 10 ** rng.uniform(4, 5.5)
    star = np.minimum(flux / (1 + radius**2) ** 1.3, 3000)
    star += flux / 200 / (1 + radius) * (np.exp(-(u**2) / 2) + np.exp(-(v**2) / 2))
    return np.asarray(fftconvolve(field, psf, mode="same") + star)


def by_kind(kinds: Sequence[str], pictures: npt.NDArray[np.uint8]) -> dict[str, Float32Array]:
    """Part labelled pictures by their labels."""
    of = np.array(kinds)
    return {kind: from_8bit(pictures[of == kind]) for kind in sorted(set(kinds))}
