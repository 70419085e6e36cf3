"""What the pictures are like, and when."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app, as_options
from deepgalaxy.cli.options import (
    NEAR_HELP,
    RADIUS_HELP,
    AllFrames,
    BandNames,
    Bf16,
    CatalogModel,
    Count,
    Datasets,
    Device,
    Distance,
    FilePattern,
    Model,
    Near,
    Query,
    Radius,
    RegionWords,
    Rows,
    ServingModel,
    StageRange,
    Wide,
    cone_of,
    name_refused,
    region_of,
)
from deepgalaxy.cli.print_rows import print_record, print_rows
from deepgalaxy.core.errors import printable
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.similarity.metric import Metric


@app.command()
def predict(
    files: Annotated[
        list[Path], typer.Argument(help="JPEG, PNG, WebP, TIFF, FITS, HDF5 or npy pictures.", readable=False)
    ],
    redshift: Annotated[
        float | None, typer.Option(help="Of the galaxies, 0 to 10: with the pixel scale it gives their size.")
    ] = None,
    pixel_scale: Annotated[
        float | None,
        typer.Option(help="Arcsec per pixel of the pictures.", show_default="that of their FITS headers"),
    ] = None,
    stage_anyway: Annotated[
        bool, typer.Option("--stage-anyway", help="Date what is probably no merger, too, as if it were one.")
    ] = False,
    bands: BandNames = None,
    pattern: FilePattern = None,
    model: Model = None,
    device: Device = None,
    bf16: Bf16 = False,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """Date the merger in each picture; what cannot be read is named and the rest goes on."""
    from deepgalaxy.imaging.decoding import shared_decoders

    shared_decoders().start()  # it imports while we do
    import deepgalaxy as dg
    from deepgalaxy.inference.predict_files import FilePrediction

    report = dg.load_model(model, bf16=bf16).predict_rows(
        files,
        redshift=redshift,
        pixel_scale=pixel_scale,
        stage_anyway=stage_anyway,
        bands=bands,
        pattern=pattern,
    )
    name_refused(report.refused)
    print_rows(report.predictions, FilePrediction, form, wide=wide)
    sys.stdout.flush()
    for note in report.notes():
        typer.echo(printable(as_options(note)), err=True)
    if report.refused and not report.predictions:
        raise typer.Exit(1)


@app.command()
def embed(
    model: Model = None,
    device: Device = None,
    bf16: Bf16 = False,
    shard: Annotated[
        str | None,
        typer.Option(help="Only a share of the images, beside other processes: 3/100."),
    ] = None,
) -> None:
    """Embed and date every image of the catalogue that the model has not seen yet."""
    import deepgalaxy as dg

    trained = dg.load_model(model, bf16=bf16)
    with dg.open_catalog() as catalog:
        report = catalog.embed(trained, shard=shard)
    for lost in report.lost:
        typer.echo(f"not embedded: {printable(str(lost))}", err=True)
    for reason, count in report.unfit.items():
        typer.echo(as_options(f"not embedded: {count} images: {reason}"), err=True)
    typer.echo(f"{report.embedded} images embedded", err=True)
    if report.lost:
        raise typer.Exit(1)


@app.command()
def similar(
    query: Query,
    k: Count = 10,
    metric: Distance = Metric.L2,
    dataset: Datasets = None,
    near: Near = None,
    radius: Radius = None,
    stage: StageRange = None,
    region: RegionWords = None,
    exact: Annotated[bool, typer.Option("--exact", help="Scan, whether an index serves or not.")] = False,
    all_frames: AllFrames = False,
    bands: BandNames = None,
    model: ServingModel = None,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """Find the images most like one, nearest first."""
    import deepgalaxy as dg
    from deepgalaxy.similarity.search import SimilarImages
    from deepgalaxy.similarity.search_filters import Stages

    cone, stages, within = cone_of(near, radius), Stages.parse(stage), region_of(region)
    with dg.open_catalog() as catalog:
        search = SimilarImages(
            query=catalog.query(query, model, bands),
            k=k,
            metric=metric,
            datasets=dataset or (),
            stages=stages,
            cone=cone,
            region=within,
            exact=exact,
            all_frames=all_frames,
        )
        print_rows(catalog.rows(search), search.row_type, form, wide=wide)


@app.command()
def cone(
    near: Annotated[str, typer.Option(help=NEAR_HELP)],
    radius: Annotated[str, typer.Option(help=RADIUS_HELP)],
    region: RegionWords = None,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """Find the images around a place on the sky, nearest to it first."""
    import deepgalaxy as dg
    from deepgalaxy.similarity.name_resolver import find_cone
    from deepgalaxy.similarity.search import ConeSearch

    search = ConeSearch(find_cone(near, radius), region_of(region))
    with dg.open_catalog() as catalog:
        print_rows(catalog.rows(search), search.row_type, form, wide=wide)


@app.command()
def recommend(
    query: Query,
    k: Count = 10,
    dataset: Datasets = None,
    near: Near = None,
    radius: Radius = None,
    stage: StageRange = None,
    region: RegionWords = None,
    all_frames: AllFrames = False,
    bands: BandNames = None,
    model: ServingModel = None,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """Recommend images by the spectrum of the query's neighbourhood."""
    import deepgalaxy as dg
    from deepgalaxy.similarity.recommend import RecommendedImages
    from deepgalaxy.similarity.search_filters import Stages

    cone, stages, within = cone_of(near, radius), Stages.parse(stage), region_of(region)
    with dg.open_catalog() as catalog:
        search = RecommendedImages(
            query=catalog.query(query, model, bands),
            k=k,
            datasets=dataset or (),
            stages=stages,
            cone=cone,
            region=within,
            all_frames=all_frames,
        )
        print_rows(catalog.rows(search), search.row_type, form, wide=wide)


@app.command()
def cluster(
    neighbours: Annotated[int, typer.Option("-k", min=2, help="Neighbours each image is joined to.")] = 16,
    clusters: Annotated[
        int | None, typer.Option(min=2, help="How many.", show_default="as many as the eigengap says")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of all chance.")] = 0,
    model: CatalogModel = None,
    form: Rows = OutputFormat.TABLE,
) -> None:
    """Cluster a model's vectors by the spectrum of their graph, and keep the answer for cluster_of()."""
    import deepgalaxy as dg

    with dg.open_catalog() as catalog:
        print_record(catalog.cluster(neighbours, clusters, seed, model), form)
