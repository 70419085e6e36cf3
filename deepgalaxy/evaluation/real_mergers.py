"""Times of real mergers, compared with those of orbit models that were fitted to their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.inference.predict_files import HowToPredict
from deepgalaxy.networks.model_folder import TrainedModel

if TYPE_CHECKING:
    from astropy.table import Table

TABLE, PICTURES = "mergers.csv", "pictures"
COLUMNS = ("picture", "t_since_pericentre_myr", "redshift", "arcsec_per_px", "sep_kpc", "clean")
SIZE_PX = 256
"""Side at which the pictures are read."""
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RealMergers:
    """Real interacting galaxies, with the ages of orbit models (Holincheck et al. 2016, MNRAS 459, 720)."""

    paths: list[Path]
    """Of their pictures."""
    time_myr: FloatArray
    """Since the last pericentre, Myr, by the model that people judged best; shape (n,)."""
    redshift: FloatArray
    """NaN where unknown, shape (n,)."""
    arcsec_per_px: FloatArray
    """Of the pictures, NaN where unknown; shape (n,)."""
    separation_kpc: FloatArray
    """Of the two galaxies as projected, NaN where unknown; shape (n,)."""
    clean: BoolArray
    """Whether the orbit can be trusted more than others: see the table's own description; shape (n,)."""


@dataclass(frozen=True, kw_only=True)
class RealMergerScore:
    """How well a model dates real mergers."""

    mergers: str
    """``all``, or ``clean`` ones, whose orbits can be trusted more."""
    scale: str
    """Whether the model was told the size of a pixel: ``known`` or ``unknown``."""
    pictures: int
    median_myr: float
    """Median absolute error, Myr."""
    constant_myr: float
    """The same if each time is guessed to be the median of the others, Myr."""
    rank_correlation: float
    """Spearman's, of predicted and modelled times; NaN if all predictions are the same."""
    rank_by_separation: float
    """Spearman's, of the projected separation and modelled times."""
    before_pericentre: float
    """Share that is put before pericentre; all were fitted to be after it."""
    covered_68: float
    """Share of the times in the 68 % interval."""
    covered_90: float
    """Share of the times in the 90 % interval."""


def read_real_mergers(folder: Path) -> RealMergers:
    """Read a table of real mergers with modelled ages.

    Parameters
    ----------
    folder : Path
        With ``mergers.csv``, of the columns in `COLUMNS`, and the folder ``pictures``.

    Returns
    -------
    RealMergers
        In the table's order.

    Raises
    ------
    DeepGalaxyError
        If the table, a column or a picture is missing, or a time is none.
    """
    from astropy.table import Table

    file = folder / TABLE
    if not file.is_file():
        raise DeepGalaxyError(f"{file} is missing: a table with the columns {', '.join(COLUMNS)}")
    table = Table.read(file, format="ascii.csv")
    if missing := [name for name in COLUMNS if name not in table.colnames]:
        raise DeepGalaxyError(f"{file} has no column {missing[0]}; it needs {', '.join(COLUMNS)}")
    names = [str(name) for name in table["picture"]]
    paths = [folder / PICTURES / name for name in names]
    if absent := [path for path in paths if not path.is_file()]:
        raise DeepGalaxyError(f"{absent[0]} is missing, which {TABLE} names")
    time_myr, redshift, arcsec_per_px, separation_kpc = (_numbers(table, name, file) for name in COLUMNS[1:5])
    if not np.isfinite(time_myr).all():
        raise DeepGalaxyError(
            f"{file}: {names[int(np.isnan(time_myr).argmax())]} has no t_since_pericentre_myr"
        )
    clean = np.array([cell == "yes" for cell in table["clean"]])
    return RealMergers(paths, time_myr, redshift, arcsec_per_px, separation_kpc, clean)


def _numbers(table: "Table", name: str, file: Path) -> FloatArray:
    try:
        return np.ma.filled(np.ma.asarray(table[name]).astype(float), np.nan)
    except ValueError as error:
        raise DeepGalaxyError(f"{file}, column {name}: {error}") from error


def score_real_mergers(model: TrainedModel, mergers: RealMergers) -> list[RealMergerScore]:
    """Compare a model's times with those of the orbit models.

    The model dates every picture, also those that it takes for no merger.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    mergers : RealMergers
        At least three.

    Returns
    -------
    list of RealMergerScore
        All and the clean ones, with the size of a pixel (where it is known, and the model takes it) and
        without.
    """
    scaled = (True, False) if model.card.architecture.scaled else (False,)
    cutouts = [
        next(iter(read_cutouts(path, SIZE_PX)))[1] for path in track(mergers.paths, "reading pictures")
    ]
    predicted = {scale: _predict(model, mergers, cutouts, scaled=scale) for scale in scaled}
    groups = {"all": np.ones(len(mergers.paths), bool), "clean": mergers.clean}
    return [
        _score(name, "known" if scale else "unknown", mergers, rows, predicted[scale])
        for name, rows in groups.items()
        for scale in scaled
        if rows.sum() > 2
    ]


def _predict(
    model: TrainedModel, mergers: RealMergers, cutouts: Sequence[Cutout], *, scaled: bool
) -> dict[str, FloatArray]:
    fields = ("time_myr", "time_lo68", "time_hi68", "time_lo90", "time_hi90")
    rows = []
    facts = zip(cutouts, mergers.redshift, mergers.arcsec_per_px, strict=True)
    for cutout, redshift, arcsec_per_px in track(list(facts), "dating real mergers"):
        known = scaled and np.isfinite(redshift) and np.isfinite(arcsec_per_px)
        how = HowToPredict.of(redshift, arcsec_per_px) if known else HowToPredict()
        kpc = how.kpc_per_px([cutout])
        found = predict_pictures(model, cutout.pixels[None], kpc, cutout.bands).predictions
        rows.append([float(getattr(found, name)[0]) for name in fields])
    return dict(zip(fields, np.array(rows).T, strict=True))


def _score(
    name: str, scale: str, mergers: RealMergers, rows: BoolArray, predicted: dict[str, FloatArray]
) -> RealMergerScore:
    truth, separation = mergers.time_myr[rows], mergers.separation_kpc[rows]
    found = {field: values[rows] for field, values in predicted.items()}
    others = np.array([np.median(np.delete(truth, i)) for i in range(len(truth))])
    return RealMergerScore(
        mergers=name,
        scale=scale,
        pictures=int(rows.sum()),
        median_myr=float(np.median(np.abs(found["time_myr"] - truth))),
        constant_myr=float(np.median(np.abs(others - truth))),
        before_pericentre=float(np.mean(found["time_myr"] < 0)),
        covered_68=float(np.mean((found["time_lo68"] <= truth) & (truth <= found["time_hi68"]))),
        covered_90=float(np.mean((found["time_lo90"] <= truth) & (truth <= found["time_hi90"]))),
        rank_correlation=_spearman(found["time_myr"], truth),
        rank_by_separation=_spearman(separation, truth),
    )


def _spearman(a: FloatArray, b: FloatArray) -> float:
    known = np.isfinite(a) & np.isfinite(b)
    if np.ptp(a[known]) == 0 or np.ptp(b[known]) == 0:
        return float("nan")
    return float(spearmanr(a[known], b[known]).statistic)
