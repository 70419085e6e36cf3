"""Mergers: simulated, or from other people's snapshots."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import Rows, Wide
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat

if TYPE_CHECKING:
    from deepgalaxy.simulation.snapshot_units import UnitChoice


def _angles(words: str) -> tuple[float, float]:
    try:
        tilt, node = map(float, words.split())
    except ValueError:
        raise typer.BadParameter(f"{words!r} is not two angles, such as '20 0'") from None
    return tilt, node


DISK = typer.Option(
    help="Tilt of the disk's spin against the orbit's, above 90 retrograde, and direction of the tilt.",
    metavar="'DEG DEG'",
    parser=_angles,
)


@app.command()
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
    mass_ratio: Annotated[
        float | None, typer.Option(help="Second galaxy's mass over the first's.", show_default="1")
    ] = None,
    size_ratio: Annotated[
        float | None, typer.Option(help="Second's size over the first's.", show_default="√mass ratio")
    ] = None,
    pericentre_kpc: Annotated[
        float | None, typer.Option(help="Closest approach of two rigid galaxies.", show_default="8")
    ] = None,
    speed_ratio: Annotated[
        float | None,
        typer.Option(
            help="Speed at the start over the parabolic one; below 1 they are bound.", show_default="1"
        ),
    ] = None,
    start_separation_kpc: Annotated[
        float | None,
        typer.Option(help="Distance of the galaxies at the start.", show_default="that of stage 0"),
    ] = None,
    disk1: Annotated[Any, DISK] = None,
    disk2: Annotated[Any, DISK] = None,
    softening_kpc: Annotated[
        float | None, typer.Option(help="Of gravity; sets the time step too.", show_default="0.5")
    ] = None,
    particles: Annotated[
        int | None,
        typer.Option(
            help="Stars and halo particles of both galaxies.", show_default="120000, the demo grid's 60000"
        ),
    ] = None,
    engine: Annotated[
        Literal["multipoles", "direct", "tree", "torch"] | None,
        typer.Option(
            help="Gravity: smooth fields of both galaxies; or forces in pairs: all, by a tree, or all"
            " on a GPU.",
            show_default="multipoles",
        ),
    ] = None,
    size: Annotated[int, typer.Option(min=16, max=2048, help="Side of a picture, pixels.")] = 128,
    cameras: Annotated[int, typer.Option(min=1, max=99, help="Viewing directions on a hemisphere.")] = 14,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**63 - 1, help="Of the particles.", show_default="1")
    ] = None,
    field_of_view_kpc: Annotated[
        float | None, typer.Option(help="Side of a picture.", show_default="180, more where it is needed")
    ] = None,
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
    recipe = {
        "mass_ratio": mass_ratio,
        "size_ratio": size_ratio,
        "pericentre_kpc": pericentre_kpc,
        "speed_ratio": speed_ratio,
        "engine": engine,
        "start_separation_kpc": start_separation_kpc,
        "disk1_deg": disk1,
        "disk2_deg": disk2,
        "softening_kpc": softening_kpc,
        "particles": particles,
        "seed": seed,
        "field_of_view_kpc": field_of_view_kpc,
    }
    recipe = {name: value for name, value in recipe.items() if value is not None}
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
        if wrong := recipe.keys() - allowed:
            hint = ", ".join(f"--{name.removesuffix('_deg').replace('_', '-')}" for name in sorted(wrong))
            raise typer.BadParameter("the galaxies are what the files have", param_hint=hint)
        if bands:
            raise typer.BadParameter(
                "the colours of other people's stars are not known", param_hint="--bands"
            )
        from deepgalaxy.simulation.snapshot_units import UnitChoice

        options = {"size_px": size, "cameras": cameras, "observation": observation, **recipe}
        _photograph([start, *(files or [])], output, UnitChoice(**units), options, evolved=not from_snapshots)
        return
    if grid:
        from deepgalaxy.simulation.grid_runs import plan_grid, run_all, run_one

        jobs = plan_grid(grid, output, recipe, size, cameras, observation, bands or "")
        run_all(jobs, workers or len(os.sched_getaffinity(0))) if run is None else run_one(jobs, run)
        return
    from deepgalaxy.simulation.merger_run import simulate as simulate_one
    from deepgalaxy.simulation.recipe import MergerRecipe

    simulation = simulate_one(
        MergerRecipe(**recipe),
        output,
        size_px=size,
        cameras=cameras,
        observation=observation,
        bands=bands or "",
    )
    pictures = simulation.n_frames * len(simulation.cameras)
    typer.echo(f"{output}: {pictures} pictures of {simulation.group}", err=True)


def _photograph(
    files: list[Path], output: Path, units: "UnitChoice", options: dict[str, Any], *, evolved: bool
) -> None:
    if evolved:
        from deepgalaxy.simulation.initial_conditions import evolve_initial_conditions

        simulation = evolve_initial_conditions(files, output, units=units, **options)
        pictures = simulation.n_frames * len(simulation.cameras)
        typer.echo(f"{output}: {pictures} pictures of {simulation.group}", err=True)
        return
    from deepgalaxy.simulation.snapshot_pictures import render_snapshots

    done = render_snapshots(files, output, units=units, **options)
    stages = "with stages" if done.dated else "whose stages are not known: for predict and ingest images"
    typer.echo(f"{output}: {done.pictures} pictures of {done.group}, {stages}", err=True)
