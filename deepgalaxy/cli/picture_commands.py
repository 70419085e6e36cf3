"""Pictures into the catalogue."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import BandNames, FilePattern, HDF5File, name_refused

if TYPE_CHECKING:
    from deepgalaxy.surveys.ingest.ingest_files import IngestReport

ingest = typer.Typer(help="Bring pictures into the catalogue.", no_args_is_help=True)
app.add_typer(ingest, name="ingest")


@app.command()
def samples(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.", file_okay=False)],
    count: Annotated[int, typer.Option(min=1, help="Galaxies from the Hubble Deep Field.")] = 60,
) -> None:
    """Write real galaxies to play with: Hubble Deep Field cutouts, Galaxy Zoo 2 and DECaLS pictures."""
    import deepgalaxy as dg

    pictures = dg.samples(folder, count)
    typer.echo(f"{folder}: {len(pictures)} pictures", err=True)


@ingest.command("simulation")
def ingest_simulation(
    file: HDF5File,
    dataset: Annotated[
        str | None, typer.Option(help="Name in the catalogue.", show_default="the file's")
    ] = None,
) -> None:
    """Bring a merger dataset into the catalogue; its pixels stay in the file."""
    import deepgalaxy as dg

    with dg.open_catalog() as catalog:
        _report_ingest(catalog.ingest(file, dataset))


@ingest.command("images")
def ingest_images(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder of JPEG, PNG, WebP, TIFF, FITS, HDF5 and npy pictures.", exists=True, file_okay=False
        ),
    ],
    dataset: Annotated[str, typer.Option(help="Name in the catalogue.")],
    bands: BandNames = None,
    pattern: FilePattern = None,
) -> None:
    """Bring a folder of pictures into the catalogue; what is refused is named, the rest goes on."""
    import deepgalaxy as dg

    with dg.open_catalog() as catalog:
        _report_ingest(catalog.ingest(folder, dataset, bands=bands, pattern=pattern))


def _report_ingest(report: "IngestReport") -> None:
    name_refused(report.refused)
    there = f"{report.known} already there" + (f" ({report.changed} changed)" if report.changed else "")
    typer.echo(f"{report.added} added, {there}, {len(report.refused)} refused", err=True)
    if not report.added + report.known:
        raise typer.Exit(1)  # nothing came in: an empty folder, or all refused
