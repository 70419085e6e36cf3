"""Pictures with labels: what tables and names tell, which pictures they are of, and what is learnt."""

import logging
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from astropy import units as u
from astropy.cosmology import Planck18
from astropy.io import fits
from astropy.table import QTable, Table
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput, WrongUse
from deepgalaxy.training.data import labelled_blocks, split_simulations
from deepgalaxy.training.label_table import LabelRow, LabelTable, read_labels, read_names
from deepgalaxy.training.labelled_pictures import match_pictures
from deepgalaxy.training.labels import LABELS, LabelName
from tests.training.test_training import write_toy_mergers

SIDE = 48


def spots(stage: float, angle: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Two spots of light that meet: their separation tells the stage."""
    axis = (np.arange(SIDE) + 0.5) / SIDE - 0.5
    x, y = (0.42 * (70 - stage) / 70 * np.array([np.cos(angle), np.sin(angle)])).tolist()
    light = sum(
        np.exp(-((axis - side * x) ** 2 + (axis[:, None] - side * y) ** 2) / 0.005) for side in (-1, 1)
    )
    return np.asarray(light, np.float32)


def write_pictures(folder: Path, simulations: int = 4, every: int = 3) -> Table:
    """Write pictures of toy mergers; return what is known of them."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for simulation in range(simulations):
        for stage in range(0, 71, every):
            name = f"run{simulation}.{20 * (stage - 19.5):g}.fits"
            fits.writeto(folder / name, spots(stage, simulation))
            rows.append((name, f"run{simulation}", stage, 20 * (stage - 19.5), 0.5, 0.05, 0.4))
    return Table(
        rows=rows,
        names=("file", "simulation", "stage", "time_myr", "mass_ratio", "redshift", "pixel_scale"),
    )


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("labelled") / "pictures"
    write_pictures(folder)
    return folder


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return write_pictures(tmp_path_factory.mktemp("again"))


def rows_of(path: Path, **options: Any) -> list[LabelRow]:
    return read_labels(path, **options).rows


def write_csv(folder: Path, text: str) -> Path:
    (folder / "labels.csv").write_text(text)
    return folder / "labels.csv"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("labels.csv", "ascii.csv"),
        ("labels.ecsv", "ascii.ecsv"),
        ("labels.fits", "fits"),
        ("labels.vot", "votable"),
        ("labels.parquet", "parquet"),
    ],
)
def test_every_kind_of_table_tells_the_same(tmp_path: Path, table: Table, name: str, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    table.write(tmp_path / name, format=form)
    rows = rows_of(tmp_path / name, time_zero="pericentre")
    assert [row.file for row in rows] == table["file"].tolist()
    assert [row.simulation for row in rows] == table["simulation"].tolist()
    assert [row.known["stage"] for row in rows] == table["stage"].tolist()
    assert [row.known["time_myr"] for row in rows] == table["time_myr"].tolist()
    assert {(row.redshift, row.pixel_scale_arcsec) for row in rows} == {(0.05, 0.4)}


@pytest.mark.parametrize(
    "heading", ["time_gyr", "time (Gyr)", "Time_since_merger_Gyr", "t_gyr", "merger time [Gyr]", "t_Gyr "]
)
def test_times_come_in_their_unit_by_any_usual_name(tmp_path: Path, heading: str) -> None:
    (row,) = rows_of(write_csv(tmp_path, f"file,{heading}\na.png,0.25\n"), time_zero="pericentre")
    assert row.known == {"time_myr": pytest.approx(250)}


def test_units_are_astropys(tmp_path: Path) -> None:
    given = QTable({"name": ["a"], "time": [3e15] * u.s, "pixel_scale": [1 / 3600] * u.deg})
    given.write(tmp_path / "labels.ecsv")
    (row,) = rows_of(tmp_path / "labels.ecsv", time_zero="pericentre")
    assert row.known["time_myr"] == pytest.approx((3e15 * u.s).to_value("Myr"))
    assert row.pixel_scale_arcsec == pytest.approx(1)


def test_since_coalescence_the_label_is_the_time_that_is_left(tmp_path: Path) -> None:
    rows = rows_of(write_csv(tmp_path, "file,time_myr\na,-300\nb,200\n"), time_zero="coalescence")
    assert [row.known for row in rows] == [{"coalescence_myr": 300}, {"coalescence_myr": -200}]
    (row,) = rows_of(write_csv(tmp_path, "file,time_to_merger_gyr\na,0.3\n"))
    assert row.known == {"coalescence_myr": pytest.approx(300)}


def test_a_mass_ratio_is_of_the_lighter_to_the_heavier(tmp_path: Path) -> None:
    rows = rows_of(write_csv(tmp_path, "file,mass_ratio\na,4\nb,0.25\nc,1\n"))
    assert [row.known["mass_ratio"] for row in rows] == [0.25, 0.25, 1]


def test_interacting_is_zero_or_one_however_it_is_written(tmp_path: Path) -> None:
    rows = rows_of(write_csv(tmp_path, "id,is_merger\na,True\nb,0\nc,no\nd,1\n"))
    assert [row.known["interacting"] for row in rows] == [1, 0, 0, 1]


def test_what_cannot_be_is_unknown_and_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rows = rows_of(write_csv(tmp_path, "file,stage,interacting\na,12,1\nb,99,0.7\nc,soon,\nd,,0\n"))
    assert [dict(row.known) for row in rows] == [
        {"stage": 12, "interacting": 1},
        {},
        {},
        {"interacting": 0},
    ]
    assert "2 values of column stage are no stage (99 in row 2): taken as unknown" in caplog.text
    assert "column interacting are no 0 or 1 (0.7 in row 2)" in caplog.text


@pytest.mark.parametrize(
    ("text", "options", "error", "reason"),
    [
        ("file,time_myr\na,1\n", {}, WrongUse, "nothing says since when: `time_zero=pericentre`"),
        (
            "file,time\na,1\n",
            {"time_zero": "pericentre"},
            RefusedInput,
            "column time has no unit: call it time_myr",
        ),
        (
            "file,time (parsec)\na,1\n",
            {"time_zero": "pericentre"},
            RefusedInput,
            "unit 'parsec' is not known, or not",
        ),
        (
            "file,time (blinks)\na,1\n",
            {"time_zero": "pericentre"},
            RefusedInput,
            "unit 'blinks' is not known",
        ),
        (
            "file,time_myr\na,-5\nb,-1\n",
            {"time_zero": "pericentre"},
            RefusedInput,
            "all 2 times .* before pericentre",
        ),
        (
            "file,time_myr\na,-5\n",
            {"time_zero": "coalescence"},
            RefusedInput,
            "are before coalescence. Perhaps",
        ),
        ("file,stage\na,5\n", {"time_zero": "pericentre"}, WrongUse, "and no column of times: `columns="),
        ("file,colour\na,red\n", {}, RefusedInput, "needs a column `file` .* it has file, colour"),
        ("stage\n12\n", {}, RefusedInput, "needs a column `file`"),
        ("file,stage,merger_stage\na,1,2\n", {}, RefusedInput, "several columns could be the stage"),
        ("file,stage\na,1\n", {"columns": {"stage": "STG"}}, WrongUse, "labels.csv has no column STG"),
        ("file,stage\na,1\n", {"columns": {"age": "stage"}}, WrongUse, "age is none of file, simulation"),
    ],
)
def test_a_table_that_says_too_little_or_too_much_is_refused(
    tmp_path: Path, text: str, options: dict[str, Any], error: type[DeepGalaxyError], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        read_labels(write_csv(tmp_path, text), **options)


def test_unusual_names_are_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    file = write_csv(tmp_path, "img,STG,MR\na,12,0.5\n")
    (row,) = rows_of(file, columns={"file": "img", "stage": "STG", "mass_ratio": "MR"})
    assert row.file == "a"
    assert row.known == {"stage": 12, "mass_ratio": 0.5}
    assert "labels.csv tells file (img), stage (STG), mass_ratio (MR)" in caplog.text


@pytest.mark.parametrize(
    ("name", "pattern", "simulation", "time"),
    [
        ("tng-7.-123.4.fits", "{simulation}.{time_myr}.fits", "tng-7", -123.4),
        ("a/TNG100.78.250.fits.gz", "{simulation}.78.{time_myr}.fits.gz", "TNG100", 250),
        ("run3/c2_0.31.png", "{simulation}/c{}_{time_gyr}.png", "run3", 310),
    ],
)
def test_names_tell_labels_by_a_pattern(name: str, pattern: str, simulation: str, time: float) -> None:
    row, *_ = read_names([name, "notes.txt", "tng-7.9.fits"], pattern, "pericentre").rows
    assert (row.file, row.simulation) == (name, simulation)
    assert row.known == {"time_myr": pytest.approx(time)}


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{simulation}.fits", "tells no label"),
        ("{time_myr}-{time_myr}.fits", "each once"),
        ("{time_myr}.jpg", "fits no picture; one is named a.12.fits"),
    ],
)
def test_a_pattern_that_tells_nothing_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        read_names(["a.12.fits"], pattern, "pericentre")


def labelled(*rows: LabelRow) -> LabelTable:
    return LabelTable("labels.csv", list(rows))


def save_png(path: Path, seed: int) -> None:
    path.parent.mkdir(exist_ok=True, parents=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (40, 40), dtype=np.uint8)).save(path)


def test_labels_and_pictures_that_do_not_go_together_are_counted_and_listed(tmp_path: Path) -> None:
    for seed, name in enumerate(("a.png", "b.png", "c.png", "east/d.png", "west/d.png", "e.png", "f.png")):
        save_png(tmp_path / "in" / name, seed)
    (tmp_path / "in" / "copy.png").write_bytes((tmp_path / "in" / "a.png").read_bytes())
    known: dict[LabelName, float] = {"stage": 3.0}
    simulations, report = match_pictures(
        tmp_path / "in",
        labelled(
            LabelRow("a.png", "one", known),
            LabelRow("a", "one", known),
            LabelRow("b", "two", known),
            LabelRow("b.png", "two", {"stage": 4.0}),
            LabelRow("west/d.png", "two", known),
            LabelRow("d", "one", known),
            LabelRow("gone.png", "one", known),
            LabelRow("copy", "two", known),
            LabelRow("e", "one", {}),
        ),
    )
    assert {s.id: [p.file.name for p in s.pictures] for s in simulations} == {
        "one": ["a.png"],
        "two": ["d.png"],
    }
    counts = "2 pictures with labels, 1 labels without a picture, 4 pictures without a label, 3 refused"
    assert str(report) == f"labels.csv: {counts}"
    report.write(tmp_path / "list.csv")
    listed = {row["name"]: row["reason"] for row in Table.read(tmp_path / "list.csv", format="ascii.csv")}
    assert listed == {
        "gone.png": "a label without a picture",
        "c.png": "a picture without a label",
        "e.png": "a picture without a label",
        "f.png": "a picture without a label",
        "east/d.png": "a picture without a label",
        "b.png": "2 rows of labels.csv disagree about it",
        "d": "east/d.png and west/d.png are called so: give the path",
        "copy.png": "the same picture as a.png",
    }


def test_a_folder_whose_pictures_no_label_names_is_refused(tmp_path: Path) -> None:
    save_png(tmp_path / "in" / "a.png", 1)
    with pytest.raises(DeepGalaxyError, match=r"0 pictures with labels.*it names b.png, and there is a.png"):
        match_pictures(tmp_path / "in", labelled(LabelRow("b.png", "", {"stage": 1.0})))
    with pytest.raises(DeepGalaxyError, match="no such folder"):
        match_pictures(tmp_path / "none", labelled())
    (tmp_path / "empty").mkdir()
    with pytest.raises(DeepGalaxyError, match="no pictures"):
        match_pictures(tmp_path / "empty", labelled())


def test_a_picture_knows_its_side_in_kpc_by_its_scale_and_redshift(tmp_path: Path) -> None:
    fits.writeto(tmp_path / "a.fits", spots(30, 1))
    header = fits.Header({"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 10.0, "CRVAL2": 20.0})
    header.update({"CRPIX1": 24, "CRPIX2": 24, "CDELT1": -0.5 / 3600, "CDELT2": 0.5 / 3600})
    fits.writeto(tmp_path / "b.fits", spots(31, 1), header)
    rows = [
        LabelRow("a.fits", "", {"stage": 30.0}, redshift=0.05, pixel_scale_arcsec=0.4),
        LabelRow("b.fits", "", {"stage": 31.0}, redshift=0.05),
        LabelRow("a.fits", "", {"stage": 30.0, "whole_kpc": 77.0}),
        LabelRow("a.fits", "", {"stage": 30.0}, pixel_scale_arcsec=0.4),
    ]
    sides = []
    for row in rows:
        simulations, _ = match_pictures(tmp_path, labelled(row))
        ((pixels, labels),) = labelled_blocks(simulations, 32)
        assert pixels.shape == (1, 1, 32, 32)
        sides.append(labels[0, LABELS.index("whole_kpc")].item())
    kpc_per_arcsec = Planck18.kpc_proper_per_arcmin(0.05).to_value("kpc / arcsec")
    assert sides[:3] == pytest.approx([48 * 0.4 * kpc_per_arcsec, 48 * 0.5 * kpc_per_arcsec, 77], rel=1e-3)
    assert np.isnan(sides[3])


def test_a_stage_says_whether_it_interacts_and_a_label_says_it_better(tmp_path: Path) -> None:
    told: dict[str, dict[LabelName, float]] = {
        "a": {"stage": 30},
        "b": {"stage": 68},
        "c": {"stage": 5},
        "d": {"stage": 68, "interacting": 1},
    }
    for name in told:
        save_png(tmp_path / f"{name}.png", ord(name))
    rows = [LabelRow(name, "", known) for name, known in told.items()]
    simulations, _ = match_pictures(tmp_path, labelled(*rows))
    interacting = [
        labels[0, LABELS.index("interacting")].item() for _, labels in labelled_blocks(simulations, 32)
    ]
    assert interacting == pytest.approx([1, 0, np.nan, 1], nan_ok=True)


def test_pictures_of_one_simulation_are_on_one_side_of_the_split(pictures: Path, table: Table) -> None:
    names = table["file"].tolist()
    rows = [LabelRow(n, s, {"stage": 1.0}) for n, s in zip(names, table["simulation"].tolist(), strict=True)]
    simulations, _ = match_pictures(pictures, labelled(*rows))
    assert [each.id for each in simulations] == ["run0", "run1", "run2", "run3"]
    for seed in range(5):
        training, held_out = split_simulations(simulations, 0.25, seed)
        assert sorted(each.id for each in [*training, *held_out]) == ["run0", "run1", "run2", "run3"]
        assert len(held_out) == 1


def train(pictures: Path, folder: Path, **options: Any) -> dg.Model:
    quick: dict[str, Any] = {
        "parts": "classifier",
        "size_px": 16,
        "epochs": 1,
        "batch_size": 32,
        "held_out": 0.3,
    }
    return dg.train(output=folder, pictures=pictures, **(quick | options))


def test_pictures_that_know_only_their_times_train_a_model_that_tells_only_times(
    pictures: Path, table: Table, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    model = train(
        pictures, tmp_path / "model", labels=table["file", "simulation", "time_myr"], time_zero="pericentre"
    )
    card = model.card
    assert card.tells == ("time_myr",)
    assert "no label tells coalescence_myr, interacting, mass_ratio, stage: nor will the model" in caplog.text
    assert card.metrics["kept"].keys() == {"epoch", "classifier_loss", "held_out_median_myr"}
    assert card.calibration is not None
    assert card.calibration.stretch.keys() == {"time_myr"}
    assert set(card.training["held_out_simulations"]) | set(card.training["simulations"]) == {
        f"run{n}" for n in range(4)
    }
    assert "no column `simulation`" not in caplog.text
    (row,) = model.predict(pictures / table["file"][10])
    assert np.isfinite(row["time_lo90"])
    assert all(np.ma.is_masked(row[name]) for name in ("stage", "stage_lo68", "mass_ratio", "p_interacting"))


def test_by_the_names_of_pictures_and_without_simulations_there_is_a_warning(
    pictures: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = train(pictures, tmp_path / "model", name_pattern="{}.{time_myr}.fits", time_zero="coalescence")
    assert "near-copies" in caplog.text
    assert model.card.tells == ("coalescence_myr",)
    assert len(model.card.training["held_out_simulations"]) == round(0.3 * 96)
    assert not (tmp_path / "model-labels.csv").exists()


def test_what_does_not_go_together_is_listed_beside_the_model(
    pictures: Path, table: Table, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train(pictures, tmp_path / "model", labels=table[:80]["file", "simulation", "stage"])
    assert "model-labels.csv" in caplog.text
    assert len((tmp_path / "model-labels.csv").read_text().splitlines()) == 1 + 96 - 80


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "give merger files, or `labels=`"),
        ({"labels": Table({"file": ["a"]})}, "labels go with `pictures=`"),
        ({"pictures": "."}, "need one of `labels=`"),
        ({"pictures": ".", "name_pattern": "{stage}.png", "columns": {"stage": "S"}}, "names columns of"),
        ({"pictures": ".", "labels": "a.csv", "name_pattern": "{stage}.png"}, "need one of `labels=`"),
    ],
)
def test_labels_and_pictures_go_together(options: dict[str, Any], reason: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=reason):
        dg.train(output=tmp_path / "model", **options)


def test_merger_files_labelled_pictures_and_others_are_learnt_from_together(
    pictures: Path, table: Table, tmp_path: Path
) -> None:
    mergers = write_toy_mergers(tmp_path / "mergers.h5", 3)
    for seed in range(5):
        save_png(tmp_path / "single" / f"{seed}.png", seed)
        save_png(tmp_path / "unknown" / f"{seed}.png", 10 + seed)
    model = train(
        pictures,
        tmp_path / "model",
        files=mergers[0].path,
        include_untrusted=True,
        labels=table["file", "simulation", "time_myr"],
        time_zero="pericentre",
        non_mergers=[tmp_path / "single"],
        unlabelled=[tmp_path / "unknown"],
    )
    of_it = model.card.training
    assert model.card.tells == ("stage", "time_myr", "mass_ratio", "interacting")
    assert (of_it["non_mergers"], of_it["unlabelled_pictures"]) == (5, 5)
    assert of_it["labelled_pictures"] == 24 * len([name for name in of_it["simulations"] if "/" not in name])
    names = {*of_it["simulations"], *of_it["held_out_simulations"]}
    assert names == {merger.id for merger in mergers} | {f"run{number}" for number in range(4)}
    assert {"/" in name for name in of_it["held_out_simulations"]} == {True, False}, "of both kinds"
    assert model.card.stage_time_myr is not None
    assert model.card.metrics["kept"].keys() >= {"held_out_median_stages", "held_out_median_myr"}


@pytest.mark.parametrize("kind", ["astropy", "pandas", "file"])
def test_a_table_in_memory_is_as_good_as_a_file(
    pictures: Path, table: Table, tmp_path: Path, kind: str
) -> None:
    table.write(tmp_path / "labels.csv")
    labels = {"astropy": table, "pandas": table.to_pandas(), "file": tmp_path / "labels.csv"}[kind]
    model = train(pictures, tmp_path / "model", labels=labels, time_zero="pericentre", epochs=1)
    assert model.card.tells == ("stage", "time_myr", "mass_ratio", "interacting")
    assert (
        model.sha256
        == train(pictures, tmp_path / "again", labels=table, time_zero="pericentre", epochs=1).sha256
    )


def test_evaluation_leaves_out_simulations_that_were_seen_and_truths_that_are_not_told(
    pictures: Path, table: Table, tmp_path: Path
) -> None:
    columns = ("file", "simulation", "time_myr", "mass_ratio")
    mine, theirs = (table[rows][columns] for rows in (slice(0, 72), slice(48, 96)))
    model = train(pictures, tmp_path / "model", labels=mine, time_zero="pericentre")
    rows = dg.evaluate(model, labels=theirs, pictures=pictures, time_zero="pericentre")
    assert {(row["dataset"], row["group"]) for row in rows} == {
        ("foreign", "all"),
        ("foreign", "mass ratio 0.5"),
        ("foreign", "run3"),
    }
    every = rows[rows["group"] == "all"][0]
    assert every["pictures"] == 24
    fresh = table[72:]
    predicted = model.predict([pictures / name for name in fresh["file"]], redshift=0.05, pixel_scale=0.4)
    plain = model.predict([pictures / name for name in fresh["file"]])
    error = np.abs(np.asarray(plain["time_myr"]) - fresh["time_myr"])
    assert every["median_myr"] == pytest.approx(np.median(error), abs=0.1)
    assert not np.allclose(predicted["time_myr"], plain["time_myr"]), "a scale tells something"
    assert np.ma.is_masked(every["median_stages"])
    with pytest.raises(DeepGalaxyError, match="has seen all 3"):
        dg.evaluate(model, labels=mine, pictures=pictures, time_zero="pericentre")
    assert len(dg.evaluate(model, labels=mine, pictures=pictures, time_zero="pericentre", seen=True))
    with pytest.raises(DeepGalaxyError, match="no stage to draw"):
        dg.evaluate(
            model, labels=theirs, pictures=pictures, time_zero="pericentre", plot=tmp_path / "plot.png"
        )


def test_a_picture_that_cannot_be_read_is_named_in_the_list(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    table = write_pictures(folder, simulations=2, every=9)
    (folder / "broken.fits").write_bytes(b"SIMPLE  =                    T" + b" " * 5000)
    table.add_row(("broken.fits", "run0", 10, -190, 0.5, 0.05, 0.4))
    options: dict[str, Any] = {"epochs": 1, "latent_size": 4, "parts": "classifier", "size_px": 16}
    dg.train(labels=table, pictures=folder, time_zero="pericentre", output=tmp_path / "m", **options)
    listed = Table.read(tmp_path / "m-labels.csv")
    assert listed["name"].tolist() == ["broken.fits"]
    assert "FITS" in listed["reason"][0]


def test_bands_that_are_files_of_their_own_are_trained_on_and_evaluated(tmp_path: Path) -> None:
    folder = tmp_path / "apart"
    folder.mkdir()
    rows = []
    for simulation in range(3):
        for stage in range(0, 70, 14):
            name = f"run{simulation}-{stage}"
            rows.append((name, f"run{simulation}", stage))
            for band, gain in (("g", 1), ("r", 2)):
                fits.writeto(folder / f"{name}_{band}.fits", gain * spots(stage, simulation))
    fits.writeto(folder / "lonely_g.fits", spots(3, 1))
    table = Table(rows=rows, names=("name", "simulation", "stage"))
    apart: dict[str, Any] = {"pictures": folder, "bands": "g,r", "pattern": "{name}_{band}.fits"}
    options: dict[str, Any] = {"epochs": 1, "latent_size": 4, "parts": "classifier", "size_px": 16}
    model = dg.train(labels=table, **apart, output=tmp_path / "m", **options)
    assert model.card.preprocessing.bands == ("r", "g")
    assert Table.read(tmp_path / "m-labels.csv")["name"].tolist() == ["lonely"]
    every = dg.evaluate(model, labels=table, **apart, seen=True)
    assert every["pictures"][every["group"] == "all"].sum() == len(rows)
    by_name = dg.evaluate(model, name_pattern="{simulation}-{stage}", **apart, seen=True)
    assert by_name["pictures"].sum() == every["pictures"].sum()
    with pytest.raises(WrongUse, match="goes with `bands=g,r,i,z`"):
        dg.evaluate(model, labels=table, pictures=folder, pattern="{name}_{band}.fits")


def test_merger_files_give_a_network_of_bands_their_pictures_in_these(tmp_path: Path) -> None:
    from deepgalaxy.imaging.merger_file import read_simulations
    from deepgalaxy.training.data import simulation_blocks

    write_toy_mergers(tmp_path / "toys.h5", 3)
    with h5py.File(tmp_path / "toys.h5", "a") as file:
        group = file[sorted(file)[0]]
        for name in [name for name in group if name.startswith("images_")]:
            grey = group[name][()]
            group[name.replace("images_", "images_gri_")] = np.concatenate([grey, grey // 2, grey // 4], -1)
    coloured, plain, *_ = read_simulations(tmp_path / "toys.h5")
    for simulation, channels in ((coloured, 2), (plain, 1)):
        pictures, _ = next(simulation_blocks([simulation], simulation.size_px, ("i", "g")))
        assert pictures.shape[1] == channels
    pictures, _ = next(simulation_blocks([coloured], coloured.size_px, ("i", "g")))
    np.testing.assert_array_equal(pictures[:, 0], pictures[:, 1] // 4)
    model = dg.train(
        tmp_path / "toys.h5", tmp_path / "m", bands="g,i", epochs=1, latent_size=4, parts="classifier"
    )
    assert model.card.preprocessing.bands == ("i", "g")
    assert len(dg.evaluate(model, tmp_path / "toys.h5", seen=True))
