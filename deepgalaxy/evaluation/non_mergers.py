"""Does the out-of-domain score recognise what is no merger: stars, artefacts, and undisturbed galaxies?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve
from sklearn.metrics import roc_auc_score

from deepgalaxy.imaging.cutout import from_8bit
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.stretch import stretch_flux
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.simulation.mock_observation import Observation, moffat
from deepgalaxy.simulation.render import BRIGHTEST, FAINTEST
from deepgalaxy.surveys.ingest.hubble_deep_field import hubble_deep_field_cutouts

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]

TOGETHER = 64
SIZE_PX = 128
PSF_FWHM_PX = 3.6
"""Seeing of SDSS in its own pixels."""
REDSHIFT = 0.08
"""Of the mock observations: typical of SDSS galaxies."""


@dataclass(frozen=True)
class NonMergerScore:
    """Out-of-domain scores of the pictures of one kind."""

    kind: str
    pictures: int
    above_1: float
    """Share with a score above 1."""
    auroc: float
    """Probability that one of them has a higher score than a simulated merger that was not trained on."""
    auroc_observed: float
    """The same, compared with mock SDSS observations of such mergers."""


def score_non_mergers(
    model: TrainedModel,
    mergers: Float32Array,
    observed: Float32Array,
    non_mergers: Mapping[str, Float32Array],
) -> list[NonMergerScore]:
    """Compare the scores of pictures of each kind with those of mergers of unseen simulations.

    Parameters
    ----------
    model : TrainedModel
        With a fitted out-of-domain score.
    mergers, observed : ndarray of float32, shape (n, 1, H, W)
        As simulated, and as `observe_mergers` gives them, in [0, 1].
    non_mergers : mapping of str to ndarray
        Pictures by kind, float32, shape (n, 1 or 3, H, W), in [0, 1].

    Returns
    -------
    list of NonMergerScore
        Of the mergers, as simulated and observed, and then of each kind.
    """
    in_domain, in_domain_observed = (out_of_domain_scores(model, p) for p in (mergers, observed))
    kinds = {"simulated mergers": in_domain, "the same, observed": in_domain_observed}
    kinds |= {kind: out_of_domain_scores(model, pictures) for kind, pictures in non_mergers.items()}
    return [
        NonMergerScore(
            kind=kind,
            pictures=len(score),
            above_1=float(np.mean(score > 1)),
            auroc=auroc(in_domain, score),
            auroc_observed=auroc(in_domain_observed, score),
        )
        for kind, score in kinds.items()
    ]


def out_of_domain_scores(model: TrainedModel, pictures: Float32Array) -> FloatArray:
    """Compute the out-of-domain scores of pictures.

    Parameters
    ----------
    model : TrainedModel
        With a fitted score.
    pictures : ndarray of float32, shape (n, 1 or 3, H, W)
        In [0, 1].

    Returns
    -------
    ndarray of float64, shape (n,)
        Above 1 is out of domain.
    """
    return predict_in_batches(model, pictures, "out_of_domain")


def predict_in_batches(model: TrainedModel, pictures: Float32Array, field: str) -> FloatArray:
    """Predict one field of many pictures.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    pictures : ndarray of float32, shape (n, 1 or 3, H, W)
        In [0, 1].
    field : str
        A name of `deepgalaxy.core.prediction.PREDICTION`.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where the model does not tell it.
    """
    batches = np.split(pictures, range(TOGETHER, len(pictures), TOGETHER))
    parts = [getattr(predict_pictures(model, batch).predictions, field) for batch in batches]
    return np.concatenate(parts).astype(np.float64)


def auroc(in_domain: FloatArray, others: FloatArray) -> float:
    """Area under the ROC curve of a classifier by the score: others should have higher ones.

    Parameters
    ----------
    in_domain : ndarray of float64, shape (n,)
        Scores of mergers.
    others : ndarray of float64, shape (m,)
        Scores of other pictures.

    Returns
    -------
    float
        0.5 is a guess, 1 a perfect separation.
    """
    truth = np.repeat([0, 1], [len(in_domain), len(others)])
    return float(roc_auc_score(truth, np.concatenate([in_domain, others])))


def observe_mergers(simulation: Merger, pictures: Float32Array) -> Float32Array:
    """Make mock SDSS observations of a simulation: PSF, sky, noise and SDSS's stretch.

    Parameters
    ----------
    simulation : Merger
        Its attributes give the field of view (kpc).
    pictures : ndarray of float32, shape (n, 1, H, W)
        As rendered, in [0, 1].

    Returns
    -------
    ndarray of float32, shape (n, 1, H, W)
        At `REDSHIFT`, in [0, 1].
    """
    observation = Observation("sdss", REDSHIFT)
    field_kpc = float(simulation.attributes.get("field_of_view_kpc", 180.0))
    density = FAINTEST * np.sinh(pictures[:, 0] * np.arcsinh(BRIGHTEST / FAINTEST))
    fine = resize_to_square(density, observation.native_px(field_kpc))
    observed = [observation.picture(one, field_kpc, pictures.shape[-1]) for one in fine]
    return (np.stack(observed)[:, None] / 255).astype(np.float32)


def artefacts(count: int, seed: int = 0) -> dict[str, Float32Array]:
    """Make pictures without a galaxy: noise, scattered light, stars, one bright star.

    Parameters
    ----------
    count : int
        Of each kind.
    seed : int
        Of the random numbers.

    Returns
    -------
    dict of str to ndarray
        Pictures by kind, float32, shape (count, 1, 128, 128), in [0, 1].
    """
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
        kind: np.stack([stretch_flux((make() + one)[None].astype(np.float32))[0] for one in noise[kind]])
        for kind, make in kinds.items()
    }


def hubble_galaxies() -> Float32Array:
    """Cut galaxies out of the Hubble eXtreme Deep Field.

    Returns
    -------
    ndarray of float32, shape (n, 3, 128, 128)
        In [0, 1].
    """
    return np.stack([cutout.pixels for _, cutout in hubble_deep_field_cutouts(200, SIZE_PX)])


def _ramp(rng: np.random.Generator) -> FloatArray:
    y, x = np.indices((SIZE_PX, SIZE_PX)) / SIZE_PX
    angle = rng.uniform(0, 2 * np.pi)
    return np.asarray(
        rng.uniform(20, 200) * np.exp(rng.uniform(1, 3) * (x * np.cos(angle) + y * np.sin(angle)))
    )


def _points(rng: np.random.Generator, count: int) -> FloatArray:
    """Stars at random positions with Euclidean number counts: N(> S) falls as S to -1.5."""
    field = np.zeros((SIZE_PX, SIZE_PX))
    position = rng.integers(0, SIZE_PX, (2, count))
    np.add.at(field, tuple(position), 200 * rng.uniform(1e-4, 1, count) ** (-1 / 1.5))
    return field


def _spikes(rng: np.random.Generator, psf: FloatArray) -> FloatArray:
    """One saturated star near the centre, with PSF wings and four diffraction spikes, and faint ones."""
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
    """Group labelled pictures by their labels.

    Parameters
    ----------
    kinds : sequence of str
        Label of each picture.
    pictures : ndarray of uint8, shape (n, 1 or 3, H, W)
        All of them.

    Returns
    -------
    dict of str to ndarray
        Pictures by label, float32, in [0, 1].
    """
    labels = np.array(kinds)
    return {kind: from_8bit(pictures[labels == kind]) for kind in sorted(set(kinds))}
