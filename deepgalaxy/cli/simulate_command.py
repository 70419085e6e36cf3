"""Mergers: simulated, or from other people's snapshots."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from deepgalaxy.cli.app import app, option_of
from deepgalaxy.cli.options import Rows, Wide, with_config_options
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.simulation.recipe_options import RecipeOptions

if TYPE_CHECKING:
    from deepgalaxy.imaging.merger_file import Merger
    from deepgalaxy.simulation.snapshot_units import UnitChoice


@app.command()
@with_config_options(RecipeOptions)
def simulate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Further files of --from-snapshots or --from-initial-conditions."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="HDF5 file to write; the folder for the files of a grid.")
    ] = None,
    grid: Annotated[
        Literal["demo", "paper", "survey"] | None,
        typer.Option(
            help="6 or 36 mergers of various ratios, spins and orbits; or 120 of various galaxies and orbits,"
            " and 30 runs of galaxies that do not merge."
        ),
    ] = None,
    run: Annotated[int | None, typer.Option(help="Only this run of the grid, from 1.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Runs of the grid at a time.", show_default="one a core")
    ] = None,
    status: Annotated[
        Path | None, typer.Option(help="Only say how far the runs in this folder are.", file_okay=False)
    ] = None,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
    size: Annotated[int, typer.Option(min=16, max=2048, help="Side of a picture, pixels.")] = 128,
    cameras: Annotated[int, typer.Option(min=1, max=99, help="Viewing directions on a hemisphere.")] = 14,
    from_snapshots: Annotated[
        Path | None,
        typer.Option(help="Only photograph tipsy or GADGET snapshots: files, or a folder of a time series."),
    ] = None,
    from_initial_conditions: Annotated[
        Path | None, typer.Option(help="Evolve two galaxies from such a snapshot, or from one each.")
    ] = None,
    length_unit: Annotated[str | None, typer.Option(help="Of those files, such as '1 kpc'.")] = None,
    mass_unit: Annotated[str | None, typer.Option(help="Of those files, such as '2.33e9 Msun'.")] = None,
    velocity_unit: Annotated[str | None, typer.Option(help="Of those files, such as '100 km/s'.")] = None,
    observe: Annotated[
        Literal["sdss", "decals"] | None, typer.Option(help="Take the pictures as this survey would.")
    ] = None,
    redshift: Annotated[float | None, typer.Option(help="Of what is observed.", show_default="0.05")] = None,
    bands: Annotated[
        Literal["gri"] | None, typer.Option(help="Write pictures in these bands beside the grey ones.")
    ] = None,
    *,
    chosen: dict[str, Any],
) -> None:
    """Simulate mergers of two galaxies and take their pictures; what was stopped goes on."""
    if status:
        from deepgalaxy.simulation.run_status import RunStatus, folder_status

        print_rows(folder_status(status), RunStatus, form, wide=wide)
        return
    if output is None:
        raise typer.BadParameter("missing: where do the pictures go?", param_hint="--output")
    if grid is None and (run or workers):
        raise typer.BadParameter("goes with --grid", param_hint="--run" if run else "--workers")
    if redshift is not None and not observe:
        raise typer.BadParameter("goes with --observe", param_hint="--redshift")
    units = {"length": length_unit, "mass": mass_unit, "velocity": velocity_unit}
    start = from_snapshots or from_initial_conditions
    if not start and (files or any(units.values())):
        raise typer.BadParameter("files and units go with --from-snapshots or --from-initial-conditions")
    from deepgalaxy.simulation.mock_observation import Observation

    observation = Observation(observe, 0.05 if redshift is None else redshift) if observe else None
    if start:
        if grid or (from_snapshots and from_initial_conditions):
            raise typer.BadParameter("give one of --grid, --from-snapshots and --from-initial-conditions")
        allowed = {"field_of_view_kpc"} | (set() if from_snapshots else {"particles", "seed", "engine"})
        if wrong := chosen.keys() - allowed:
            hint = ", ".join(map(option_of, sorted(wrong)))
            raise typer.BadParameter("the galaxies are what the files have", param_hint=hint)
        if bands:
            raise typer.BadParameter(
                "the colours of other people's stars are not known", param_hint="--bands"
            )
        from deepgalaxy.simulation.snapshot_units import UnitChoice

        options = {"size_px": size, "cameras": cameras, "observation": observation, **chosen}
        _photograph([start, *(files or [])], output, UnitChoice(**units), options, evolved=not from_snapshots)
        return
    if grid:
        from deepgalaxy.simulation.grid_runs import plan_grid, run_all, run_one

        jobs = plan_grid(grid, output, chosen, size, cameras, observation, bands or "")
        run_all(jobs, workers or len(os.sched_getaffinity(0))) if run is None else run_one(jobs, run)
        return
    import deepgalaxy as dg

    simulation = dg.simulate(
        output, size_px=size, cameras=cameras, bands=bands or "", observe=observe, redshift=redshift, **chosen
    )
    _say_simulated(output, simulation)


def _photograph(
    files: list[Path], output: Path, units: "UnitChoice", options: dict[str, Any], *, evolved: bool
) -> None:
    if evolved:
        from deepgalaxy.simulation.initial_conditions import evolve_initial_conditions

        simulation = evolve_initial_conditions(files, output, units=units, **options)
        _say_simulated(output, simulation)
        return
    from deepgalaxy.simulation.snapshot_pictures import render_snapshots

    done = render_snapshots(files, output, units=units, **options)
    stages = "with stages" if done.dated else "whose stages are not known: for predict and ingest images"
    typer.echo(f"{output}: {done.pictures} pictures of {done.group}, {stages}", err=True)


def _say_simulated(output: Path, simulation: "Merger") -> None:
    pictures = simulation.n_frames * len(simulation.cameras)
    typer.echo(f"{output}: {pictures} pictures of {simulation.group}", err=True)
