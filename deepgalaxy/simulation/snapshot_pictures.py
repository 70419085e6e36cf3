"""Pictures of snapshots of other simulations, by our own cameras."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicHermiteSpline

from deepgalaxy.core.clock import Events, find_events
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.progress import track
from deepgalaxy.core.units import MYR_PER_TIME_UNIT
from deepgalaxy.imaging.merger_file import MOST_FRAMES, UNDATED
from deepgalaxy.imaging.merger_writer import SimulationWriter
from deepgalaxy.simulation.camera_pictures import CameraSetup
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.snapshot_headers import Header, find_snapshots
from deepgalaxy.simulation.snapshot_units import UnitChoice
from deepgalaxy.simulation.snapshots import Snapshot, by_moment, read_snapshot
from deepgalaxy.simulation.two_galaxies import LEAST_FIELD_KPC, GalaxyPair, match_nuclei, separate_galaxies

log = logging.getLogger(__name__)

Array = NDArray[np.float64]

MOST_TIMES = 20_000
"""At which the separation between snapshots is interpolated."""


@dataclass(frozen=True)
class Rendering:
    """What was written: its group, how many pictures, and whether their stages are known."""

    group: str
    pictures: int
    dated: bool


@dataclass(frozen=True)
class _View:
    """One moment: its files, the middle of its pictures (kpc), and the second nucleus against the first."""

    parts: tuple[Header, ...]
    time_myr: float
    centre: Array
    relative: tuple[Array, Array] | None


def render_snapshots(
    files: list[Path],
    output: Path,
    size_px: int = 128,
    cameras: int = 14,
    field_of_view_kpc: float | None = None,
    observation: Observation | None = None,
    units: UnitChoice | None = None,
) -> Rendering:
    """Write pictures of snapshots, in the layout of our own mergers.

    Files of one time are parts of one moment; files of several times, or a folder of them, are a series. A
    series that shows two galaxies before and after they first pass each other has stages, on the clock of
    :mod:`deepgalaxy.core.clock`; what is before stage 0 or after the last event that it shows is left out.
    All else is written without stages: it can be dated by a network, and ingested, but not trained on. Stars
    are rendered as they are.

    Pictures are centred between the two nuclei, or on the stars' centre of mass where no two galaxies are
    found in the first snapshot.

    Parameters
    ----------
    files : list of Path
        Snapshots (tipsy, GADGET 1, 2 or HDF5), or folders of them.
    output : Path
        HDF5 file to write.
    size_px, cameras : int
        Side and number of the pictures of each frame.
    field_of_view_kpc : float, optional
        Side of the pictures; by default 180, or as much as the galaxies need in the first snapshot.
    observation : Observation, optional
        The survey that takes the pictures.
    units : UnitChoice, optional
        What the files' numbers mean; by default as their format has it.

    Returns
    -------
    Rendering
        What was written.

    Raises
    ------
    RefusedInput
        If a file is no snapshot, damaged, or has no stars.
    DeepGalaxyError
        If the output exists, or a number is out of its range.
    """
    if output.exists():
        raise DeepGalaxyError(f"{output}: exists; remove it or write to another file")
    unit_choice = units or UnitChoice()
    moments = by_moment(find_snapshots(files))
    if len(moments) > MOST_FRAMES:
        raise DeepGalaxyError(f"{len(moments)} snapshots; at most {MOST_FRAMES} go into one file")
    first = read_snapshot(moments[0], unit_choice)
    galaxies = separate_galaxies(first)
    separation = galaxies.separation_kpc if galaxies else 0.0
    field = field_of_view_kpc or (galaxies.field_of_view(separation) if galaxies else _field_of_one(first))
    camera_setup = CameraSetup(field, size_px, cameras, observation)

    views = list(track(_views(moments, unit_choice, first, galaxies), "measuring", len(moments)))
    times = np.array([view.time_myr for view in views])
    attributes: dict[str, Any] = {"origin": ", ".join(dict.fromkeys(file.name for file in files))}
    stages = None
    if galaxies and (events := _events(views, times, galaxies)):
        stages = events.stage(times - times[0])
        shown = np.isfinite(stages)
        log.info("%d of %d snapshots have a stage: %s", shown.sum(), len(shown), events)
        views = [view for view, kept in zip(views, shown, strict=True) if kept]
        attributes |= galaxies.attributes() | events.attributes()
        attributes |= {
            "outcome": events.outcome(times[-1] - times[0]),
            "half_light_kpc": np.array(galaxies.half_light_kpc),
        }
        times, stages = times[shown] - times[0], stages[shown]
    group = galaxies.group if galaxies and stages is not None else UNDATED
    with SimulationWriter(output, group, cameras, len(views), size_px) as writer:
        for frame, view in enumerate(track(views, "rendering", len(views))):
            snapshot = read_snapshot(view.parts, unit_choice)
            stars = (snapshot.positions[snapshot.stars] - view.centre).astype(np.float32)
            masses = snapshot.masses[snapshot.stars].astype(np.float32)
            writer.add(frame, camera_setup.take(stars, masses))
        writer.describe(times, attributes | camera_setup.attributes(), stages)
    return Rendering(group, len(views) * cameras, stages is not None)


def _field_of_one(snapshot: Snapshot) -> float:
    """Return a side (kpc) for pictures of all stars but a twentieth: 180 as in our own, or more."""
    stars = snapshot.positions[snapshot.stars]
    radius = np.quantile(np.linalg.norm(stars - np.median(stars, axis=0), axis=1), 0.95)
    return max(LEAST_FIELD_KPC, 10 * float(np.ceil(2.2 * radius / 10)))


def _views(
    moments: Sequence[tuple[Header, ...]],
    unit_choice: UnitChoice,
    first: Snapshot,
    galaxies: GalaxyPair | None,
) -> Iterator[_View]:
    for number, parts in enumerate(moments):
        snapshot = first if number == 0 else read_snapshot(parts, unit_choice)
        nuclei = match_nuclei(snapshot, first, galaxies) if galaxies else None
        if nuclei:
            one, other = nuclei
            relative = other.position - one.position, other.velocity - one.velocity
            centre = (one.position + other.position) / 2
        else:
            weights = snapshot.masses[snapshot.stars]
            relative, centre = None, np.average(snapshot.positions[snapshot.stars], axis=0, weights=weights)
        yield _View(parts, snapshot.time_myr, centre, relative)


def _events(views: Sequence[_View], times_myr: Array, galaxies: GalaxyPair) -> Events | None:
    """Return the events (Myr since the first snapshot), or None if there is no first pericentre.

    Between snapshots the nuclei move along cubics, by their positions and velocities at both.
    """
    relative = [view.relative for view in views]
    if len(views) < 2 or not all(relative):
        return None
    apart, motion = (np.array(values) for values in zip(*filter(None, relative), strict=True))
    since = times_myr - times_myr[0]
    fine = np.linspace(0, since[-1], min(MOST_TIMES, 1 + int(since[-1])))
    path = CubicHermiteSpline(since, apart, motion / MYR_PER_TIME_UNIT)
    separation = np.linalg.norm(path(fine), axis=1)
    events = find_events(fine, separation, sum(galaxies.half_light_kpc))
    if not np.interp(events.first_pericentre_myr, fine, separation) < separation[0] - 2:
        return None
    return events
