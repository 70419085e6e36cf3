"""Merger datasets: the HDF5 layout that DeepGalaxy published, checked when read."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from math import inf, prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import h5py
import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.clock import (
    FIRST_PERICENTRE_STAGE,
    LAST_STAGE,
    MYR_PER_STAGE,
    ClockName,
    Events,
    Outcome,
    find_events,
    half_light_radii_kpc,
)
from deepgalaxy.core.contact_sheet_html import ContactSheet
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput, WrongUse
from deepgalaxy.imaging.array_layout import Layout
from deepgalaxy.imaging.bands import BLUE_TO_RED
from deepgalaxy.imaging.damage import damaged
from deepgalaxy.imaging.limits import MAX_DECODED_BYTES, check_count, check_dataset

if TYPE_CHECKING:
    from astropy.table import QTable

log = logging.getLogger(__name__)

Frames = slice | Sequence[int] | NDArray[np.integer]

MOST_FRAMES, LARGEST_PX, MOST_CAMERAS = 100_000, 4096, 1000
MOST_NAMES, MOST_VIEWS = 10_000, 20_000
"""In a file or a group of it, and cameras of all the mergers in a file."""
HIGHEST_CAMERA = 9999
BLOCK_PIXELS = 8 * 2**20
"""How much of a camera is read at once, where its chunks are no larger."""
LAYOUT = re.compile(r"s_\d+(\.\d+)?_m_\d+(\.\d+)?(__run_\d+)?")
UNDATED = "snapshots"
"""Group of pictures, laid out as a simulation's, whose stages are not known."""
NON_MERGER = re.compile(r"(isolated|chance_pair)(__run_\d+)?")
"""Groups of galaxies that do not merge, laid out so too."""
LONGEST_MYR = 1e5
"""Of a run; more is damage."""
SEPARATION = "nuclei_separation_kpc"
"""Dataset of the distance of the nuclei at each frame."""
IMAGES = re.compile(r"images_camera_(\d+)")
_BESIDE = re.compile(rf"images_([{BLUE_TO_RED}]+)_camera_(\d+)")
_MOST_CHUNK = f"{MAX_DECODED_BYTES >> 20} MiB: write the file with smaller ones"


@dataclass(frozen=True)
class Merger:
    """One merger in a file: N frames seen by each camera.

    Parameters
    ----------
    path : Path
        The file.
    group : str
        Its group: ``s_0.707_m_0.5`` or ``s_1_m_1__run_3``.
    mass_ratio, size_ratio : float
        Of the second galaxy to the first.
    cameras : tuple of int
        Numbers of the cameras, rising.
    n_frames, size_px : int
        Frames of each camera, and the side of their pictures.
    stage : ndarray of float64, shape (n_frames,)
        On the clock of :mod:`deepgalaxy.core.clock`; NaN for frames that have none: before stage 0,
        after 70, and after the passage of a pair that does not return.
    time_myr : ndarray of float64, shape (n_frames,)
        Physical time since first pericentre.
    t_myr : ndarray of float64, shape (n_frames,)
        The labels as the file has them.
    events : Events, optional
        Times of the events, in Myr since the first state of the run; None where they are not known.
    attributes : dict
        Attributes of the HDF5 group.
    chunk_frames : int
        Frames that the file keeps together, so that one is read in the time of all.
    bands : str
        Letters of the bands that each camera has beside its grey pictures, as the file has them: ``gri``.
    """

    path: Path
    group: str
    mass_ratio: float
    size_ratio: float
    cameras: tuple[int, ...]
    n_frames: int
    size_px: int
    stage: NDArray[np.float64]
    time_myr: NDArray[np.float64]
    t_myr: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    events: Events | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    chunk_frames: int = 1
    bands: str = ""

    def bands_for(self, wanted: Sequence[str] | None) -> tuple[str, ...] | None:
        """Return the bands that somebody wants, if the file has them all.

        Parameters
        ----------
        wanted : sequence of str or None
            Their names.

        Returns
        -------
        tuple of str or None
            As `read` takes them; None where the grey pictures are all there is.
        """
        return tuple(wanted) if wanted and set(wanted) <= set(self.bands) else None

    @property
    def outcome(self) -> Outcome:
        """What became of the pair.

        Returns
        -------
        {"merger", "flyby", "unfinished"}
            ``merger`` where it is not known.
        """
        if self.events and "outcome" not in self.attributes:
            return self.events.outcome(float(self.time_myr.max() + self.events.first_pericentre_myr))
        return self.attributes.get("outcome", "merger")  # type: ignore[no-any-return]

    @property
    def coalescence_myr(self) -> NDArray[np.float64]:
        """Time to coalescence at each frame, negative after it.

        Returns
        -------
        ndarray of float64, shape (n_frames,)
            In Myr; NaN where it is not known.
        """
        if self.events is None:
            return np.full(self.n_frames, np.nan)
        since_pericentre = self.events.coalescence_myr - self.events.first_pericentre_myr
        return since_pericentre - self.time_myr

    @property
    def lighter_to_heavier(self) -> float:
        """Mass of the lighter galaxy over that of the heavier.

        Returns
        -------
        float
            0 to 1.
        """
        return min(self.mass_ratio, 1 / self.mass_ratio)

    @property
    def field_kpc(self) -> float:
        """Side of the pictures.

        Returns
        -------
        float
            In kpc; NaN where the file does not tell it.
        """
        return float(self.attributes.get("field_of_view_kpc", np.nan))

    @property
    def staged(self) -> NDArray[np.intp]:
        """Frames that have a stage.

        Returns
        -------
        ndarray of int, shape (n,)
            Their indices.
        """
        return np.flatnonzero(np.isfinite(self.stage))

    def on_event_clock(self, stages: NDArray[np.float64], clock: ClockName) -> NDArray[np.float64]:
        """Convert a model's stages on another clock to this merger's on the event clock.

        Parameters
        ----------
        stages : ndarray of float64
            Of the model.
        clock : {"event", "orbital", "start"}
            Of the model.

        Returns
        -------
        ndarray of float64
            Unchanged where the events are not known.
        """
        if self.events is None:
            return stages
        return self.events.stage_of(stages, clock, half_light_radii_kpc(self.attributes))

    @property
    def id(self) -> str:
        """Name of the simulation among those of several files.

        Returns
        -------
        str
            Name of the file and of the group.
        """
        return f"{self.path.stem}/{self.group}"

    @classmethod
    def open(cls, path: str | Path, group: str | None = None) -> "Merger":
        """Open a merger of a file.

        Parameters
        ----------
        path : str or Path
            HDF5 file.
        group : str, optional
            Which one, where the file has several: ``s_0.707_m_0.5``.

        Returns
        -------
        Merger
            Its pictures are read when they are asked for.

        Raises
        ------
        RefusedInput
            If the file is not what it should be, with the reason.
        WrongUse
            If it has several mergers and none is named.
        """
        found = read_simulations(Path(path).expanduser(), group and re.escape(group))
        if len(found) > 1:
            names = ", ".join(simulation.group for simulation in found)
            raise WrongUse(f"{path}: {len(found)} mergers; name one as group: {names}")
        return found[0]

    def to_table(self) -> "QTable":
        """Return what is known of each frame.

        Returns
        -------
        QTable
            ``frame``, ``stage`` (NaN where there is none), ``time`` (Myr, since first pericentre) and, where
            the file tells it, ``separation`` (kpc, of the nuclei).
        """
        from astropy.table import QTable
        from astropy.units import Quantity

        table = QTable({"frame": np.arange(self.n_frames), "stage": self.stage})
        table["time"] = Quantity(self.time_myr, "Myr")
        with h5py.File(self.path) as file:
            if SEPARATION in file[self.group]:
                table["separation"] = Quantity(file[self.group][SEPARATION][:], "kpc")
        return table

    def show(self, camera: int | None = None, frames: Frames | None = None) -> ContactSheet:
        """Return pictures of one camera with their stages and times.

        Parameters
        ----------
        camera : int, optional
            By default the first.
        frames : slice, list or ndarray of int, optional
            By default eight, evenly over the merger.

        Returns
        -------
        ContactSheet
            A notebook shows it as pictures.
        """
        if frames is None:
            frames = np.linspace(0, self.n_frames - 1, min(8, self.n_frames)).round().astype(int)
        numbers = np.arange(self.n_frames)[frames]
        pictures = self.read(camera, numbers)
        return ContactSheet(
            (picture, f"stage {self.stage[frame]:.0f}\n{self.time_myr[frame]:+.0f} Myr")
            for picture, frame in zip(pictures, numbers, strict=True)
        )

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()

    def read(
        self,
        camera: int | None = None,
        frames: Frames = slice(None),
        bands: Sequence[str] | None = None,
    ) -> NDArray[np.float32]:
        """Read pictures of one camera.

        Parameters
        ----------
        camera : int, optional
            By default the first.
        frames : slice, list or ndarray of int, optional
            By default all.
        bands : sequence of str, optional
            Which of the file's bands, in this order; by default the grey pictures.

        Returns
        -------
        ndarray of float32, shape (n, 1 or bands, size_px, size_px)
            In [0, 1].

        Raises
        ------
        DeepGalaxyError
            If there is no such camera, frame or band.
        RefusedInput
            If a picture has values outside [0, 1] or not a number.
        """
        camera = self.cameras[0] if camera is None else camera
        if camera not in self.cameras:
            raise DeepGalaxyError(f"{self.id}: has no camera {camera}, only {list(self.cameras)}")
        if bands and not self.bands_for(bands):
            raise DeepGalaxyError(
                f"{self.id}: wanted: bands {','.join(bands)}; it has {','.join(self.bands) or 'none'}"
            )
        try:
            chosen, back = np.unique(np.arange(self.n_frames)[frames], return_inverse=True)
        except IndexError as error:
            raise DeepGalaxyError(f"{self.id}: has {self.n_frames} frames ({error})") from error
        # One stretch of the file and a choice in memory: h5py reads lists of rows one by one.
        whole = slice(int(chosen[0]), int(chosen[-1]) + 1) if len(chosen) else slice(0)
        with opened(self.path) as file:
            raw = _images(self.path, file[self.group], camera, self.bands if bands else "")[whole]
        pictures = _unit(self.path, self.group, raw[chosen - whole.start if len(chosen) else chosen])
        channels = [self.bands.index(band) for band in bands or ""] or [0]
        return pictures[back][..., channels].transpose(0, 3, 1, 2)

    def read_blocks(
        self, camera: int, frames: NDArray[np.integer], bands: Sequence[str] | None = None
    ) -> Iterator[tuple[NDArray[np.integer], NDArray[np.float32]]]:
        """Yield frames, which rise, a few at a time with their pictures, as `read` gives them.

        Parameters
        ----------
        camera : int
            From 0.
        frames : ndarray of int
            Indices of frames, increasing.
        bands : sequence of str, optional
            As for `read`.

        Yields
        ------
        frames : ndarray of int, shape (n,)
            A few of them.
        pictures : ndarray of float32
            Of these frames.
        """
        step = max(1, BLOCK_PIXELS // self.size_px**2 // self.chunk_frames) * self.chunk_frames
        for block in np.split(frames, np.flatnonzero(np.diff(frames // step)) + 1):
            if len(block):
                yield block, self.read(camera, block, bands)


@contextmanager
def opened(path: Path) -> Iterator[h5py.File]:
    """Open a merger file; whatever h5py raises at what is in it becomes a refusal.

    Parameters
    ----------
    path : Path
        The merger file.

    Yields
    ------
    File
        Open for reading.

    Raises
    ------
    RefusedInput
        If there is no such file, or it is damaged, or of more than `MOST_NAMES` names.
    """
    if not path.is_file():
        raise RefusedInput(str(path), "no such file")
    # What the kernel shows as files may be empty and wait for ever.
    if not path.stat().st_size or not h5py.is_hdf5(path):
        raise RefusedInput(str(path), "not an HDF5 file")
    try:
        with h5py.File(path, "r") as file:
            _check_names(path, file)
            yield file
    except DeepGalaxyError:
        raise
    except Exception as error:  # damaged files raise anything
        raise damaged(path, f"damaged HDF5: {error}", str(path)) from error


def read_simulations(path: Path, pattern: str | None = None) -> list[Merger]:
    """List the simulations of a merger file, in the order of their names.

    Parameters
    ----------
    path : Path
        HDF5 file.
    pattern : str, optional
        Regular expression that the whole of a group's name must match; by default all are taken.

    Returns
    -------
    list of Merger
        At least one; pictures are not read yet.

    Raises
    ------
    RefusedInput
        If the file is not what it should be, with the reason.
    """
    try:
        expression = re.compile(pattern or ".*")
    except re.error as error:
        raise DeepGalaxyError(f"pattern {pattern!r} is no regular expression: {error}") from error
    with opened(path) as file:
        own = [name for name in sorted(file) if LAYOUT.fullmatch(name) and _is_own(file, name, h5py.Group)]
        if not own and UNDATED in file:
            raise RefusedInput(
                str(path),
                f"the stages of its pictures ({UNDATED}) are not known: they can be dated (predict) and"
                " ingested (ingest images), but not be trained on",
            )
        if not own and any(NON_MERGER.fullmatch(name) for name in file):
            raise RefusedInput(
                str(path),
                "galaxies that do not merge: they have no stages; give the file to `non_mergers=`, or"
                " ingest images",
            )
        if not own:
            raise RefusedInput(str(path), "no group named s_<size ratio>_m_<mass ratio>[__run_<n>]")
        chosen = [name for name in own if expression.fullmatch(name)]
        if not chosen:
            raise RefusedInput(str(path), f"no group matches {pattern!r}: it has {', '.join(own)}")
        _refuse_twins(path, [file[name] for name in chosen])
        simulations = []
        views = pictures = 0
        for name in chosen:
            simulation = _simulation(path, file[name])
            views += len(simulation.cameras)
            pictures += len(simulation.cameras) * simulation.n_frames
            if views > MOST_VIEWS:
                raise RefusedInput(str(path), f"more than {MOST_VIEWS:,} cameras in one file")
            check_count(str(path), pictures)
            simulations.append(simulation)
        return simulations


def group_attributes(path: Path) -> dict[str, Any]:
    """Return the attributes of a file's first group: a merger's, or that of isolated galaxies.

    Parameters
    ----------
    path : Path
        HDF5 file.

    Returns
    -------
    dict
        The attributes, and ``size_px``, the side of the pictures.

    Raises
    ------
    RefusedInput
        If the file is not what it should be, with the reason.
    """
    with opened(path) as file:
        for name in sorted(file):
            if NON_MERGER.fullmatch(name) and _is_own(file, name, h5py.Group):
                return {key: _plain(value) for key, value in file[name].attrs.items()}
    simulation = read_simulations(path)[0]
    return simulation.attributes | {"size_px": simulation.size_px}


def read_all(paths: Iterable[Path]) -> list[Merger]:
    """List the simulations of several merger files, as `read_simulations` does of each.

    Parameters
    ----------
    paths : iterable of Path
        HDF5 files.

    Returns
    -------
    list of Merger
        In the order of the files.
    """
    return [simulation for path in paths for simulation in read_simulations(path)]


def trusted_simulations(simulations: list[Merger]) -> list[Merger]:
    """Leave out, with a warning, those whose energy drifted too far.

    Parameters
    ----------
    simulations : list of Merger
        All.

    Returns
    -------
    list of Merger
        Those not marked as untrusted.

    Raises
    ------
    DeepGalaxyError
        If none remain.
    """
    trusted = [s for s in simulations if s.attributes.get("trusted", True)]
    names = ", ".join(s.id for s in simulations if not s.attributes.get("trusted", True))
    if names and not trusted:
        raise DeepGalaxyError(
            f"train: energy drifted too far in all simulations ({names});"
            " make better ones (more particles, smaller softening) or give `include_untrusted=True`"
        )
    if names:
        log.warning("left out, because their energy drifted too far: %s (see include_untrusted)", names)
    return trusted


def _simulation(path: Path, group: h5py.Group) -> Merger:
    name = group.name.lstrip("/")
    _check_names(path, group)
    size, mass = (float(number) for number in re.findall(r"[\d.]+", name)[:2])
    numbers = sorted(int(match[1]) for key in group if (match := IMAGES.fullmatch(key)))
    if not 0 < len(numbers) <= MOST_CAMERAS or numbers[-1] > HIGHEST_CAMERA:
        raise RefusedInput(str(path), f"{name}: {len(numbers)} datasets named images_camera_00 and so on")
    views = [_images(path, group, number) for number in numbers]
    bands = bands_beside(group, numbers)
    coloured = [_images(path, group, number, bands) for number in numbers if bands]
    _refuse_twins(path, views + coloured)
    shape = views[0].shape
    t_myr = _times(path, group, f"t_myr_camera_{numbers[0]:02d}", shape[0])
    for images in coloured:
        if images.shape[:3] != shape[:3]:
            raise RefusedInput(
                str(path), f"{images.name}: shape {images.shape}, but the grey pictures' is {shape}"
            )
    for number, images in zip(numbers, views, strict=True):
        if images.shape != shape:
            raise RefusedInput(
                str(path), f"{images.name}: shape {images.shape}, but the first camera's is {shape}"
            )
        if not np.array_equal(
            _times(path, group, f"t_myr_camera_{number:02d}", shape[0]), t_myr, equal_nan=True
        ):
            raise RefusedInput(str(path), f"{name}: camera {number} has times of its own")
        if images.dtype.kind == "f":
            _unit(path, name, images[[0, shape[0] - 1] if shape[0] > 1 else [0]])

    attributes = {"mass_ratio": mass, "size_ratio": size}
    attributes |= {key: _plain(value) for key, value in group.attrs.items()}
    for ratio in ("mass_ratio", "size_ratio"):
        if not (isinstance(attributes[ratio], int | float) and 0 < attributes[ratio] < inf):
            raise RefusedInput(
                str(path), f"{name}: {ratio} {attributes[ratio]!r} is no ratio of two galaxies"
            )
    if (outcome := attributes.get("outcome", "merger")) not in get_args(Outcome):
        raise RefusedInput(
            str(path), f"{name}: outcome {outcome!r} is none of {', '.join(get_args(Outcome))}"
        )
    stage, time_myr, events = _clocked(path, group, t_myr, attributes)
    return Merger(
        path=path,
        group=name,
        mass_ratio=float(attributes["mass_ratio"]),
        size_ratio=float(attributes["size_ratio"]),
        cameras=tuple(numbers),
        n_frames=shape[0],
        size_px=shape[1],
        stage=stage,
        time_myr=time_myr,
        t_myr=t_myr,
        events=events,
        attributes=attributes,
        chunk_frames=(views[0].chunks or (1,))[0],
        bands=bands,
    )


def _clocked(
    path: Path, group: h5py.Group, t_myr: NDArray[np.float64], attributes: dict[str, Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64], Events | None]:
    """Return the stages of the frames, their times since first pericentre (Myr), and the events.

    Labels of the published kind are stages as they are; a whole series of them counts from its first. Ours
    of version 0.1 counted stages from the start of the run to first pericentre; they are counted anew from
    the events in the distance of the nuclei.
    """
    name = group.name.lstrip("/")
    clock = attributes.get("stage_clock")
    if clock not in (None, "event"):
        raise RefusedInput(str(path), f"{name}: its stages are of a clock {clock!r}, which is not known here")
    stage = t_myr / MYR_PER_STAGE
    if clock is None and "t_first_pericentre_myr" in attributes:
        times = _times(path, group, "time_physical_myr", len(t_myr))
        events = _events_of_frames(path, group, times, attributes)
        log.info("%s: stages counted anew from its events, on the clock of this version", name)
        return events.stage(times), times - events.first_pericentre_myr, events
    if clock is None and abs(np.ptp(stage) - LAST_STAGE) < 1.5:
        stage = stage - np.trunc(stage).min()
    if np.nanmax(stage, initial=0) > LAST_STAGE + 1 or np.nanmin(stage, initial=0) < 0:
        raise RefusedInput(
            str(path),
            f"{name}: t_myr is from {np.nanmin(t_myr):g} to {np.nanmax(t_myr):g}, but 5 x stage is from 0"
            " to 350: are these real Myr? Write 5 x stage, so that first pericentre is at 97.5",
        )
    if clock is None and "time_physical_myr" not in group:
        return stage, (stage - FIRST_PERICENTRE_STAGE) * MYR_PER_STAGE, None
    times = _times(path, group, "time_physical_myr", len(t_myr))
    if clock is None:
        order = np.argsort(stage)
        return stage, times - np.interp(FIRST_PERICENTRE_STAGE, stage[order], times[order]), None
    try:
        events = Events(**{f.name: float(attributes[f"t_{f.name}"]) for f in fields(Events)})
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedInput(str(path), f"{name}: the times of its events are missing or damaged") from error
    return stage, times - events.first_pericentre_myr, events


def _events_of_frames(
    path: Path, group: h5py.Group, times_myr: NDArray[np.float64], attributes: dict[str, Any]
) -> Events:
    """Find the events of a file of version 0.1 in the separations of its frames."""
    name = group.name.lstrip("/")
    found = [key for key in ("nuclei_separation_kpc", "separation_kpc") if key in group]
    if not found:
        raise RefusedInput(
            str(path),
            f"{name}: its stages count from the start of its run (version 0.1), and without"
            " nuclei_separation_kpc they cannot be counted by events; simulate it again",
        )
    separations = _times(path, group, found[0], len(times_myr))
    order = np.argsort(times_myr)
    damaged = RefusedInput(
        str(path), f"{name}: its times or separations are damaged, and its stages with them"
    )
    steps = np.diff(times_myr[order])
    if len(steps) == 0 or (steps <= 0).any() or steps.sum() > LONGEST_MYR or (separations < 0).any():
        raise damaged
    from scipy.interpolate import CubicSpline  # half a second; few files need it

    even = np.arange(times_myr.min(), times_myr.max(), 2.0)
    apart = np.sqrt(CubicSpline(times_myr[order], separations[order] ** 2)(even).clip(0))
    try:
        events = find_events(even, apart, half_light_radii_kpc(attributes))
        stored = float(attributes["t_first_pericentre_myr"])
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedInput(str(path), f"{name}: the attributes of its galaxies are damaged") from error
    if not abs(events.first_pericentre_myr - stored) <= 2 * steps.max():  # NaN is no less
        raise damaged
    return events


def _is_own(group: h5py.Group, name: str, kind: type) -> bool:
    """Return whether a name is a group or dataset of this very file: links could lead anywhere."""
    return isinstance(group.get(name, getlink=True), h5py.HardLink) and isinstance(group[name], kind)


def _check_names(path: Path, group: h5py.Group) -> None:
    if len(group) > MOST_NAMES:
        raise RefusedInput(str(path), f"{group.name}: {len(group):,} names in it, at most {MOST_NAMES:,}")


def _refuse_twins(path: Path, nodes: list[h5py.Group | h5py.Dataset]) -> None:
    """Refuse a group or a camera under two names: a small file could hold any number of them."""
    first: dict[int, str] = {}
    for node in nodes:
        name = node.name.lstrip("/")
        if (twin := first.setdefault(h5py.h5o.get_info(node.id).addr, name)) != name:
            raise RefusedInput(str(path), f"{name} is {twin} under another name")


def _dataset(path: Path, group: h5py.Group, name: str) -> h5py.Dataset:
    where = f"{group.name.lstrip('/')}/{name}"
    if name not in group or not _is_own(group, name, h5py.Dataset):
        raise RefusedInput(str(path), f"{where}: missing, or not a dataset of this file")
    if group[name].external or group[name].is_virtual:
        raise RefusedInput(str(path), f"{where}: its numbers are in another file")
    if (chunk_bytes := prod(group[name].chunks or ()) * group[name].dtype.itemsize) > MAX_DECODED_BYTES:
        raise RefusedInput(str(path), f"{where}: chunks of {chunk_bytes >> 20} MiB, at most {_MOST_CHUNK}")
    return group[name]


def bands_beside(group: h5py.Group, cameras: Sequence[int]) -> str:
    """Return the bands in which every camera has pictures beside the grey ones.

    Parameters
    ----------
    group : Group
        Of a merger, or of galaxies that do not merge.
    cameras : sequence of int
        Their numbers.

    Returns
    -------
    str
        A letter a band, as the names of the datasets have them: ``gri``; empty where there are none.
    """
    first = (_BESIDE.fullmatch(name) for name in group)
    found = sorted(match[1] for match in first if match and int(match[2]) == cameras[0])
    whole = (bands for bands in found if all(_node(number, bands) in group for number in cameras))
    return next(whole, "")


def node_in_bands(file: h5py.File, node: str, wanted: Sequence[str] | None) -> tuple[str, str]:
    """Return where a camera's pictures in some bands are, if the file has them all.

    Parameters
    ----------
    file : File
        Open.
    node : str
        Of a camera's grey pictures: ``s_1_m_1/images_camera_03``; any other is given back.
    wanted : sequence of str or None
        Names of the bands.

    Returns
    -------
    node : str
        ``s_1_m_1/images_gri_camera_03``, or that of the grey pictures.
    letters : str
        The bands of its channels, as the file has them; empty for any other node.
    """
    group, _, name = node.rpartition("/")
    camera = IMAGES.fullmatch(name)
    if not wanted or not camera or group not in file:
        return node, ""
    letters = bands_beside(file[group], [int(camera[1])])
    if not set(wanted) <= set(letters):
        return node, ""
    return f"{group}/{_node(int(camera[1]), letters)}", letters


def _node(camera: int, bands: str = "") -> str:
    """Return the name of the dataset of a camera's pictures."""
    return f"images_{bands}_camera_{camera:02d}" if bands else f"images_camera_{camera:02d}"


def _images(path: Path, group: h5py.Group, number: int, bands: str = "") -> h5py.Dataset:
    images = _dataset(path, group, _node(number, bands))
    channels = len(bands or "1")
    if images.ndim != 4 or images.shape[1] != images.shape[2] or images.shape[3] != channels:
        raise RefusedInput(
            str(path), f"{images.name}: shape {images.shape} is not (frames, size, size, {channels})"
        )
    if not (0 < images.shape[0] <= MOST_FRAMES and 0 < images.shape[1] <= LARGEST_PX):
        raise RefusedInput(
            str(path),
            f"{images.name}: {images.shape} is empty or above {MOST_FRAMES} frames of {LARGEST_PX} px",
        )
    if images.dtype != np.uint8 and images.dtype.kind != "f":
        raise RefusedInput(str(path), f"{images.name}: {images.dtype}, not uint8 or floating point")
    together = prod((images.chunks or (1,))[:1] + images.shape[1:]) * images.dtype.itemsize
    if together > MAX_DECODED_BYTES:
        raise RefusedInput(
            str(path), f"{images.name}: chunks of frames of {together >> 20} MiB, at most {_MOST_CHUNK}"
        )
    try:
        frames, height, width, _ = images.shape
        layout = Layout(frames, channels, height, width, is_stack=True, channels_last=True)
        check_dataset(images.name, images, layout)
    except RefusedInput as error:
        raise RefusedInput(str(path), f"{error.name}: {error.reason}") from error
    return images


def _times(path: Path, group: h5py.Group, name: str, n: int) -> NDArray[np.float64]:
    times = _dataset(path, group, name)
    if times.shape != (n,):
        raise RefusedInput(str(path), f"{times.name}: {times.shape} times of {n} images")
    if times.dtype.kind not in "iuf":
        raise RefusedInput(str(path), f"{times.name}: {times.dtype} is no time")
    values: NDArray[np.float64] = times[...].astype(np.float64)
    without_stage = group.attrs.get("stage_clock") == "event" and name.startswith("t_myr")
    if not (np.isfinite(values) | (np.isnan(values) & without_stage)).all():
        raise RefusedInput(str(path), f"{times.name}: a time is not a number")
    return values


def _unit(path: Path, where: str, pictures: NDArray[Any]) -> NDArray[np.float32]:
    if pictures.dtype == np.uint8:
        return np.asarray(np.divide(pictures, 255, dtype=np.float32))
    if pictures.size and not (pictures.min() >= 0 and pictures.max() <= 1):  # NaN is neither
        raise RefusedInput(str(path), f"{where}: a picture has values that are NaN or outside [0, 1]")
    return pictures.astype(np.float32)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
