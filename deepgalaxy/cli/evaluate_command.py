"""Networks examined."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import (
    BandNames,
    Bf16,
    Device,
    FilePattern,
    LabelColumns,
    LabelTable,
    Model,
    NamePattern,
    OptionalMergerFiles,
    PictureFolder,
    Rows,
    TimeZeroOption,
    Wide,
)
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat


@app.command()
def evaluate(
    files: OptionalMergerFiles = None,
    labels: LabelTable = None,
    pictures: PictureFolder = None,
    time_zero: TimeZeroOption = None,
    name_pattern: NamePattern = None,
    columns: LabelColumns = None,
    bands: BandNames = None,
    pattern: FilePattern = None,
    real: Annotated[
        Path | None,
        typer.Option(
            help="Folder of real mergers with modelled ages: mergers.csv and pictures.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    model: Model = None,
    device: Device = None,
    bf16: Bf16 = False,
    seen: Annotated[
        bool, typer.Option("--seen", help="Simulations that the model was trained on or chosen by, too.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(help="PNG of predicted against true stage.", dir_okay=False)
    ] = None,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """Say how well the model dates mergers that had no part in its training."""
    import deepgalaxy as dg
    from deepgalaxy.core.errors import WrongUse
    from deepgalaxy.evaluation.stage_errors import Score

    simulated = files or labels or pictures or name_pattern
    if bool(real) == bool(simulated):
        raise WrongUse("evaluate: give merger files, `labels=` and `pictures=`, or a folder `real=` alone")
    if real:
        from deepgalaxy.evaluation.real_mergers import RealMergerScore, read_real_mergers, score_real_mergers

        mergers = read_real_mergers(real)
        print_rows(
            score_real_mergers(dg.load_model(model, bf16=bf16).trained, mergers),
            RealMergerScore,
            form,
            wide=wide,
        )
        return
    from deepgalaxy.interface.simulations import evaluate_rows
    from deepgalaxy.surveys.tables.column_roles import parse_columns

    rows = evaluate_rows(
        dg.load_model(model, bf16=bf16),
        files or (),
        labels=labels,
        pictures=pictures,
        time_zero=time_zero,
        name_pattern=name_pattern,
        columns=parse_columns(columns),
        bands=bands,
        pattern=pattern,
        seen=seen,
        plot=plot,
    )
    print_rows(rows, Score, form, wide=wide)
    if plot:
        typer.echo(f"{plot}: predicted against true stage", err=True)
