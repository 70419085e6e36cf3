"""Tables as users have them: three galaxies, and what is odd about the file that tells of them."""

import bz2
import gzip
import io
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.table import Table

from tests.kinds_of_input.kind import Kind
from tests.kinds_of_input.writing import FORMATS, Written, csv, ecsv, fits_table, parquet, votable

NAMES = ("M31", "M33", "M51")
OBJIDS = (1237668296598749280, 1237651752386461810, 1237648720693755918)
RA = (10.684708, 23.462, 202.4696)
DEC = (41.26875, 30.6602, -47.195)
EVERY = tuple(zip(RA, DEC, strict=True))
SECOND_LOST = (EVERY[0], None, EVERY[2])
Place = tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class TableKind(Kind):
    """A kind of table, as some files have it."""

    files: Mapping[str, bytes]
    """By what they are."""
    places: tuple[Place, ...] = EVERY
    """Of each galaxy that is read (degrees); None for one without a place."""
    said: str = ""
    """What is said, as a regular expression: of a row or a column, or of the table where none is read."""
    names: tuple[str, ...] = ()
    redshifts: tuple[float | None, ...] = ()

    @property
    def tried_on(self) -> tuple[str, ...]:
        """The files' kinds."""
        return tuple(self.files)


def _columns(ra: Sequence[float | str | None] = RA, dec: Sequence[float | str | None] = DEC) -> list[Written]:
    return [Written("objid", OBJIDS), Written("ra", ra), Written("dec", dec)]


def _in(unit: str, of_ra: float, of_dec: float = 1.0, dec_unit: str = "deg") -> list[Written]:
    ra, dec = [value / of_ra for value in RA], [value / of_dec for value in DEC]
    return [Written("ra", ra, unit), Written("dec", dec, dec_unit)]


def _all(columns: Sequence[Written], only: Sequence[str] = tuple(FORMATS)) -> dict[str, bytes]:
    return {name: FORMATS[name](columns) for name in only}


def _text(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


ROWS = [f"{name},{ra},{dec}" for name, ra, dec in zip(NAMES, RA, DEC, strict=True)]
PLAIN = _text("name,ra,dec", *ROWS)
_HOUR_ROWS = [f"{n},{a / 15!r},{d}" for n, a, d in zip(NAMES, RA, DEC, strict=True)]
SKY = SkyCoord(np.array(RA) * u.deg, np.array(DEC) * u.deg)
MIXED = Table(
    {
        "name": NAMES,
        "ra": np.array(RA) * u.deg,
        "dec": np.array(DEC) * u.deg,
        "z": np.ma.array([0.1, 0.2, 0.3], mask=[False, True, False]),
    }
)
IN_HOURS = Table(
    {"name": NAMES, "ra": (np.array(RA) * u.deg).to(u.hourangle), "dec": (np.array(DEC) * u.deg).to(u.rad)}
)
VO_METADATA = {
    name: {"unit": str(IN_HOURS[name].unit or ""), "ucd": "", "utype": "", "description": ""}
    for name in IN_HOURS.colnames
}
RAGGED = Table({"name": NAMES, "ra": RA, "dec": DEC, "lc": np.zeros((3, 2))})
OF_SKY = Table({"name": NAMES, "coord": SKY})


def _astropy(table: Table, form: str, **options: str) -> bytes:
    content = io.BytesIO() if form in ("fits", "votable") else io.StringIO()
    table.write(content, format=form, **options)
    written = content.getvalue()
    return written if isinstance(written, bytes) else written.encode()


def _astropy_parquet(table: Table, form: str, **options: object) -> bytes:
    with TemporaryDirectory() as folder:
        table.write(Path(folder, "t.parquet"), format=form, **options)
        return Path(folder, "t.parquet").read_bytes()


def _several_tables(form: str) -> bytes:
    references = [Written("Ref", [1, 2])]
    empty = [Written("objid", []), Written("ra", []), Written("dec", [])]
    if form == "VOTable":
        tables = [
            votable(columns).split(b"<RESOURCE>")[1].split(b"</RESOURCE>")[0]
            for columns in (references, empty, _columns())
        ]
        return votable(references).split(b"<TABLE>")[0] + b"".join(tables) + b"</RESOURCE></VOTABLE>"
    units = [fits.open(io.BytesIO(fits_table(columns)))[1] for columns in (references, empty, _columns())]
    return _fits(*units)


def _fits(*units: fits.BinTableHDU | fits.TableHDU) -> bytes:
    content = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *units]).writeto(content)
    return content.getvalue()


def _ldac() -> bytes:
    header = fits.BinTableHDU.from_columns([fits.Column("Field Header Card", "80A", array=["x"])])
    objects = fits.BinTableHDU.from_columns(
        [
            fits.Column("ALPHA_J2000", "D", array=RA, unit="deg"),
            fits.Column("DELTA_J2000", "D", array=DEC, unit="deg"),
        ]
    )
    return _fits(header, objects)


def _ragged_fits() -> bytes:
    curves = np.array([np.arange(n, dtype=np.float64) for n in (1, 3, 2)], dtype=object)
    columns = [
        fits.Column("objid", "K", array=OBJIDS),
        fits.Column("ra", "D", array=RA),
        fits.Column("dec", "D", array=DEC),
    ]
    return _fits(fits.BinTableHDU.from_columns([*columns, fits.Column("lc", "PD()", array=curves)]))


def _ragged_parquet() -> bytes:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({"objid": OBJIDS, "ra": RA, "dec": DEC, "lc": [[1.0], [1.0, 2.0], []]})
    content = io.BytesIO()
    pyarrow.parquet.write_table(table, content)
    return content.getvalue()


def _of_frame(system: str, equinox: str) -> bytes:
    return (
        votable(_columns())
        .replace(b"<TABLE>", f'<COOSYS ID="B" system="{system}" equinox="{equinox}"/><TABLE>'.encode())
        .replace(b'name="ra"', b'name="ra" ref="B"')
    )


def _fits_of_frame(**cards: str | float) -> bytes:
    table = fits.open(io.BytesIO(fits_table(_columns())))[1]
    table.header.update(cards)
    return _fits(table)


def _with_cell(column: str, cell: str, form: str) -> bytes:
    """Write a word in place of a number; the column is a number's wherever a format allows it."""
    marker = -77777 if column == "objid" else -77777.0
    columns = [
        Written(c.name, [marker if c.name == column and row == 1 else v for row, v in enumerate(c.cells)])
        for c in _columns()
    ]
    if form in ("FITS", "Parquet"):  # which have columns of one type: it is text then
        texts = [
            Written(c.name, [cell if v == marker else str(v) for v in c.cells]) if c.name == column else c
            for c in columns
        ]
        return FORMATS[form](texts)
    shown = cell.replace("&", "&amp;").replace("<", "&lt;") if form == "VOTable" else cell
    return FORMATS[form](columns).replace(str(marker).encode(), shown.encode())


UNITS = "Units of positions"
CELLS = "Cells"
TABLES = "Tables"
NAMED = "Columns"

SPELLINGS: Mapping[str, float] = {
    "deg": 1, "Degrees": 1, "DEGREES": 1, "degree": 1, "[deg]": 1, "deg, J2000": 1, "d:m:s": 1,
    "hr": 15, "h": 15, "hours": 15, "HOURS": 15, "hourangle": 15, "15 deg": 15, "15deg": 15, '"h:m:s"': 15,
    "rad": 180 / np.pi, "RADIANS": 180 / np.pi, "mrad": 0.18 / np.pi,
    "arcmin": 1 / 60, "arcsec": 1 / 3600, "arcseconds": 1 / 3600, "mas": 1 / 3.6e6, "uas": 1 / 3.6e9,
}  # fmt: skip
"""Units, and their degrees."""
NO_ANGLES = ("furlong", "km", "d", "mag", "pix", "hms of arc", "Jy")
BLANKS = ("NA", "-", "...", "\\N", "<NA>", "null", "N/A", "--", "None", "nan", "?", "#N/A")

KINDS: list[TableKind] = [
    TableKind(
        topic=UNITS,
        came=f"a unit in any of these spellings, as the file says it: {', '.join(f'`{s}`' for s in SPELLINGS)}",
        happens="converted to degrees by astropy's units",
        files={
            f"{form} ({unit})": FORMATS[form](_in(unit, per))
            for unit, per in SPELLINGS.items()
            for form in FORMATS
        },
    ),
    TableKind(
        topic=UNITS,
        came="right ascension in hours and declination in radians",
        happens="each in its own unit",
        files=_all(_in("hourangle", 15, 180 / np.pi, "rad")),
    ),
    TableKind(
        topic=UNITS,
        came="hours and radians as astropy writes them into VOTable, ECSV, IPAC, MRT, Parquet and VOParquet",
        happens="each in its own unit",
        files={
            "VOTable": _astropy(IN_HOURS, "votable"),
            "ECSV": _astropy(IN_HOURS, "ascii.ecsv"),
            "IPAC": _astropy(IN_HOURS, "ascii.ipac"),
            "MRT": _astropy(IN_HOURS, "ascii.mrt"),
            "Parquet": _astropy_parquet(IN_HOURS, "parquet"),
            "VOParquet": _astropy_parquet(IN_HOURS, "parquet.votable", metadata=VO_METADATA),
        },
        names=NAMES,
    ),
    TableKind(
        topic=UNITS,
        came=f"a unit that is none of an angle: {', '.join(f'`{s}`' for s in NO_ANGLES)}",
        happens="the table is refused, and the column and its unit named",
        files={f"{form} ({unit})": FORMATS[form](_in(unit, 1)) for unit in NO_ANGLES for form in FORMATS},
        places=(),
        said="column ra.*its unit '.+' is none of an angle",
    ),
    TableKind(
        topic=UNITS,
        came="a declination in hours of time (`h`)",
        happens="the table is refused, and the column and its unit named",
        files=_all([Written("ra", RA, "deg"), Written("dec", DEC, "h")]),
        places=(),
        said="column dec.*its unit 'h' is none of an angle",
    ),
    TableKind(
        topic=UNITS,
        came="units inside the values: `0h42m44.32992s`, `23d27m43.2s`, `3.5337…rad`, `+41°16′07.5″`, `30.6602deg`, `-47:11:42`",
        happens="each value in its own unit; `:` and blanks mean hours in a right ascension, degrees in a declination",
        files=_all(
            _columns(
                [
                    "0h42m44.32992s",
                    "23d27m43.2s",
                    f"{np.radians(RA[2])!r}rad".replace("np.float64(", "").replace(")", ""),
                ],
                ["+41d16m07.5s", "30.6602deg", "-47:11:42"],
            )
        ),
    ),
    TableKind(
        topic=UNITS,
        came="sexagesimal text without a unit: `00:42:44.32992 +41:16:07.5`, `00 42 44.32992`",
        happens="hours and degrees",
        files=_all(
            _columns(
                ["00:42:44.32992", "01 33 50.88", "13:29:52.704"],
                ["+41:16:07.5", "+30 39 36.72", "\u221247:11:42"],
            ),
            ("CSV", "ECSV", "VOTable", "Parquet"),
        ),
    ),
    TableKind(
        topic=UNITS,
        came="sexagesimal text in a column whose unit is `deg`",
        happens="degrees, as astropy reads it",
        files=_all(
            [
                Written("ra", ["10:41:04.9488", "23:27:43.2", "202:28:10.56"], "deg"),
                Written("dec", ["41:16:07.5", "30:39:36.72", "-47:11:42"], "deg"),
            ]
        ),
    ),
    TableKind(
        topic=UNITS,
        came="a right ascension of 360, 24 hours, or a hair below 0",
        happens="0",
        files=_all([Written("ra", [360.0, 360.0, -1e-20]), Written("dec", DEC)])
        | {"CSV (text)": csv([Written("ra", ["360.0", "24:00:00", "-1e-20"]), Written("dec", DEC)])},
        places=tuple((0.0, dec) for dec in DEC),
    ),
    TableKind(
        topic=UNITS,
        came="a line of units below the heading, and VizieR's line of dashes",
        happens="they are the columns' units",
        files={
            "CSV": _text(
                "name,ra,dec",
                ",hourangle,deg",
                *(f"{n},{a / 15!r},{d}" for n, a, d in zip(NAMES, RA, DEC, strict=True)),
            ),
            "VizieR's TSV": _text(
                "#RESOURCE=yCat",
                "#Column\tName",
                "",
                "Name\tRAJ2000\tDEJ2000",
                ' \t"h:m:s"\t"d:m:s"',
                "---\t--------\t-------",
                *(
                    f"{n}\t{c.ra.to_string(u.hour, sep=' ', precision=6)}\t{c.dec.to_string(u.deg, sep=' ', precision=5)}"
                    for n, c in zip(NAMES, SKY, strict=True)
                ),
            ),
            "RDB": _text("name\tra\tdec", "S\tN\tN", *(row.replace(",", "\t") for row in ROWS)),
            "with dashes": _text("name,ra,dec", "-,h,deg", *_HOUR_ROWS),
            "in brackets": _text("name,ra,dec", "text,[hours],[deg]", *_HOUR_ROWS),
            "in comments": _text("# name,ra,dec", "# ,hourangle,deg", *_HOUR_ROWS),
        },
    ),
    TableKind(
        topic=UNITS,
        came="a line of units that names none of an angle: `text,furlong,deg`",
        happens="the table is refused, and the column and its unit named",
        files={"CSV": _text("name,ra,dec", "text,furlong,deg", *ROWS)},
        places=(),
        said="column ra.*its unit 'furlong' is none of an angle",
    ),
    TableKind(
        topic=UNITS,
        came="units that spell the digits out: `hh:mm:ss.s`, `hh mm ss.ss`, `ddd mm ss`",
        happens="hours, or degrees",
        files={
            f"{form} ({ra})": FORMATS[form](_in(ra, 15, dec_unit=dec))
            for ra, dec in (("hh:mm:ss.s", "dd:mm:ss"), ("hh mm ss.ss", "ddd mm ss"))
            for form in FORMATS
            if form != "VOTable" or " " not in ra  # whose library orders such words anew
        },
    ),
    TableKind(
        topic=CELLS,
        came=f"one cell without a number: {', '.join(f'`{b}`' for b in BLANKS)}, `−` (U+2212), or empty",
        happens="missing in its row alone: that galaxy has no place",
        files={
            f"{form} ({blank})": _with_cell("ra", blank, form)
            for blank in (*BLANKS, "\u2212")
            for form in FORMATS
            if blank.isascii() or form != "FITS"
        }
        | {f"{form} (empty)": FORMATS[form](_columns([RA[0], None, RA[2]])) for form in FORMATS},
        places=SECOND_LOST,
    ),
    TableKind(
        topic=CELLS,
        came="one missing objid among whole ones",
        happens="the others keep each digit; this galaxy is known by its place",
        files={f"{form} ({b})": _with_cell("objid", b, form) for b in ("NA", "-") for form in FORMATS},
        names=(str(OBJIDS[0]), "J013350.88+303936.7", str(OBJIDS[2])),
    ),
    TableKind(
        topic=CELLS,
        came="decimal commas",
        happens="read as points",
        files={
            "CSV with semicolons": csv(
                _columns([str(v).replace(".", ",") for v in RA], [str(v).replace(".", ",") for v in DEC]), ";"
            ),
            "CSV with quotes": csv(
                _columns([str(v).replace(".", ",") for v in RA], [str(v).replace(".", ",") for v in DEC])
            ),
            "Parquet": parquet(_columns([str(v).replace(".", ",") for v in RA], DEC)),
        },
    ),
    TableKind(
        topic=CELLS,
        came="numbers as Fortran and typesetters write them: `1.0684708D+01`, `–47.195` (U+2013)",
        happens="read",
        files=_all(
            _columns(["1.0684708D+01", "2.3462d+1", "202.4696"], ["+41.26875", "30.6602", "\u201347.195"]),
            ("CSV", "ECSV", "VOTable", "Parquet"),
        )
        | {"FITS": FORMATS["FITS"](_columns(["1.0684708D+01", "2.3462d+1", "202.4696"]))},
    ),
    TableKind(
        topic=CELLS,
        came='ids that a spreadsheet was told to keep as text: `="1237…"`, `\'1237…`; values in single quotes',
        happens="without these marks",
        files={
            mark: _text(
                "objid,ra,dec",
                *(f"{mark.format(i)},{a},{d}" for i, (a, d) in zip(OBJIDS, EVERY, strict=True)),
            )
            for mark in ('="{}"', "'{}", "'{}'")
        },
        names=tuple(map(str, OBJIDS)),
    ),
    TableKind(
        topic=CELLS,
        came="words in place of a right ascension",
        happens="no place; the column is named once, with the first of them",
        files=_all(_columns([RA[0], "soon", "later"])),
        places=(EVERY[0], None, None),
        said=r"column ra: 'soon' \(row 2\) is no right ascension, nor are 1 more",
    ),
    TableKind(
        topic=CELLS,
        came="a right ascension or a declination that cannot be: 400, -99",
        happens="no place; the column is named once",
        files=_all(_columns([RA[0], 400.0, RA[2]])),
        places=SECOND_LOST,
        said=r"column ra: '400.0' \(row 2\) is no right ascension",
    ),
    TableKind(
        topic=CELLS,
        came="a redshift that cannot be, or a word: `-99`, `0.1?`",
        happens="unknown; the column is named once, and the others are read",
        files=_all([*_columns(), Written("z", ["0.1?", "0.2", "-99"])]),
        said=r"column z: '0.1\?' \(row 1\) is no redshift, nor are 1 more",
        redshifts=(None, 0.2, None),
    ),
    TableKind(
        topic=TABLES,
        came="columns of several values a row, or of various length",
        happens="left out, and named",
        files={"FITS": _ragged_fits(), "Parquet": _ragged_parquet(), "ECSV": _astropy(RAGGED, "ascii.ecsv")},
        said="column lc is left out: several values a row",
    ),
    TableKind(
        topic=TABLES,
        came="several tables in a file: references, an empty one, and that of the galaxies",
        happens="the first that has rows, and places or ids, is read",
        files={"VOTable": _several_tables("VOTable"), "FITS": _several_tables("FITS")},
    ),
    TableKind(
        topic=TABLES,
        came="SExtractor's catalogues",
        happens="read",
        files={
            "LDAC": _ldac(),
            "ASCII_HEAD": _text(
                "#   1 NUMBER       Running object number",
                "#   2 ALPHA_J2000  Right ascension [deg]",
                "#   3 DELTA_J2000  Declination [deg]",
                *(f" {i} {a} {d}" for i, (a, d) in enumerate(EVERY)),
            ),
        },
    ),
    TableKind(
        topic=TABLES,
        came="a VOTable with namespace prefixes, or in UTF-16",
        happens="read",
        files={
            "prefixes": votable(_columns(), "vot:"),
            "UTF-16": votable(_columns()).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        },
    ),
    TableKind(
        topic=TABLES,
        came="a heading behind `#`, after other comments, indented, or with blanks around",
        happens="the heading",
        files={
            "hash": _text("# name,ra,dec", *ROWS),
            "hash without a blank": _text("#name,ra,dec", *ROWS),
            "comments": _text("# made by hand, in, 2026", "# name, ra, dec", *ROWS),
            "SkyServer": _text("#Table1", "name,ra,dec", *ROWS),
            "TOPCAT": _text("  # name ra dec", *(f"    {row.replace(',', '  ')}" for row in ROWS)),
            "quotes": _text('"name" , "ra" , "dec"', *ROWS),
        },
        names=NAMES,
    ),
    TableKind(
        topic=TABLES,
        came="comments behind `%`, rows that are commented out, and a first line `sep=;` for Excel",
        happens="passed over",
        files={
            "percent": _text("% made by hand", "name,ra,dec", *ROWS),
            "hidden": _text("%name,ra,dec", *ROWS),
            "between": _text("name,ra,dec", ROWS[0], "# and now", *ROWS[1:]),
            "commented out": _text("# mine", "name,ra,dec", f"#{ROWS[1]}", *ROWS, f"# {ROWS[0]}"),
            "sep=;": _text("sep=;", "name;ra;dec", *(row.replace(",", ";") for row in ROWS)),
            "sep=,": _text('"sep=,"', "name,ra,dec", *ROWS),
        },
        names=NAMES,
    ),
    TableKind(
        topic=TABLES,
        came="commas at the end of each line, of the heading's, or of the rows'",
        happens="nothing",
        files={
            "each": PLAIN.replace(b"\n", b",\n"),
            "heading's": PLAIN.replace(b"dec\n", b"dec,,\n"),
            "rows'": PLAIN.replace(b"\n", b",\n").replace(b"dec,\n", b"dec\n"),
        },
        names=NAMES,
    ),
    TableKind(
        topic=TABLES,
        came="blanks, tabs, semicolons or bars between values",
        happens="read",
        files={
            name: PLAIN.replace(b",", mark)
            for name, mark in (
                ("blank", b" "),
                ("blanks", b"    "),
                ("tab", b"\t"),
                ("semicolon", b";"),
                ("bar", b"|"),
            )
        }
        | {
            "bars around": _text(
                "| name | ra | dec |",
                "|------|----|-----|",
                *(f"| {row.replace(',', ' | ')} |" for row in ROWS),
            ),
            "Markdown": _text(
                "| name | ra | dec |",
                "|:---|---:|:-:|",
                *(f"| {row.replace(',', ' | ')} |" for row in ROWS),
            ),
        },
        names=NAMES,
    ),
    TableKind(
        topic=TABLES,
        came="one column alone, of ids or names",
        happens="galaxies without a place, for pictures of these names; that no place is told is said",
        files={"GalaxyID": _text("GalaxyID", "100008", "100023"), "name": _text("name", "100008", "100023")},
        places=(None, None),
        names=("100008", "100023"),
        said="no columns of right ascension and declination",
    ),
    TableKind(
        topic=TABLES,
        came="other layouts of text: ECSV (blanks or commas, masks), IPAC, the AAS's MRT",
        happens="read with their units and missing values",
        files={
            "ECSV": _astropy(MIXED, "ascii.ecsv"),
            "ECSV with commas": _astropy(MIXED, "ascii.ecsv", delimiter=","),
            "ECSV with masks": _astropy(MIXED, "ascii.ecsv", serialize_method="data_mask"),
            "ECSV by hand": ecsv(_columns()),
            "IPAC": _astropy(MIXED, "ascii.ipac"),
            "MRT": _astropy(MIXED, "ascii.mrt"),
        },
    ),
    TableKind(
        topic=TABLES,
        came="one `NA` among the numbers of IPAC or MRT",
        happens="missing in its row alone",
        files={
            "IPAC": _astropy(MIXED, "ascii.ipac").replace(b"  23.462 ", b"    NA   "),
            "MRT": _astropy(MIXED, "ascii.mrt")
            .replace(b" 23.462000", b"   NA     ")
            .replace(b" 23.462 ", b"   NA   "),
        },
        places=(EVERY[0], EVERY[2]),
        said="row 2.*no position",
    ),
    TableKind(
        topic=TABLES,
        came="UTF-16 (with or without its mark), UTF-8 with a mark, Latin-1; lines of Windows or old Macs",
        happens="read",
        files={
            code: PLAIN.decode().encode(code) for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig")
        }
        | {
            "Latin-1": PLAIN.replace(b"M33", b"M\xe933"),
            "CRLF": PLAIN.replace(b"\n", b"\r\n"),
            "CR": PLAIN.replace(b"\n", b"\r"),
        },
    ),
    TableKind(
        topic=TABLES,
        came="packed by gzip, bzip2 or xz, whatever the suffix",
        happens="read",
        files={
            f"{form}, {name}": pack(FORMATS[form](_columns()))
            for form in ("CSV", "FITS", "VOTable")
            for name, pack in (("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress))
        },
    ),
    TableKind(
        topic=NAMED,
        came="other names of right ascension and declination: `RAdeg`, `RIGHT_ASCENSION`, `TARGET_RA`, `coord.ra`, `R.A. (deg)`, `RA J2000`, …",
        happens="known",
        files={
            ra: csv([Written(ra, RA), Written(dec, DEC)])
            for ra, dec in (
                ("RAdeg", "DEdeg"),
                ("RIGHT_ASCENSION", "DECLINATION"),
                ("TARGET_RA", "TARGET_DEC"),
                ("coord.ra", "coord.dec"),
                ("p.ra", "p.dec"),
                ("R.A. (deg)", "Decl. (deg)"),
                ("RA J2000", "DEC J2000"),
                ("_RAJ2000", "_DEJ2000"),
                ("ALPHAWIN_J2000", "DELTAWIN_J2000"),
                ("raMean", "decMean"),
                ("RA_ICRS", "DE_ICRS"),
                ("fiber_ra", "fiber_dec"),
                ("Right Ascension (J2000)", "Declination (J2000)"),
                ("ra_deg", "dec_deg"),
            )
        },
    ),
    TableKind(
        topic=NAMED,
        came="a unit in the name: `ra_hours`, `RA (rad)`",
        happens="believed",
        files={
            "ra_hours": csv([Written("ra_hours", [v / 15 for v in RA]), Written("dec_deg", DEC)]),
            "RA (rad)": csv([Written("RA (rad)", np.radians(RA).tolist()), Written("Dec (deg)", DEC)]),
        },
    ),
    TableKind(
        topic=NAMED,
        came="UCDs, `pos.eq.ra;meta.main` or `POS_EQ_RA_MAIN`, and names that say nothing",
        happens="known by them",
        files={
            f"{form}, {ra}": FORMATS[form]([Written("x", RA, "deg", ra), Written("y", DEC, "deg", dec)])
            for form in ("ECSV", "VOTable", "FITS", "Parquet")
            for ra, dec in (
                ("pos.eq.ra;meta.main", "pos.eq.dec;meta.main"),
                ("POS_EQ_RA_MAIN", "POS_EQ_DEC_MAIN"),
                ("pos.eq.ra", "pos.eq.dec"),
            )
        },
    ),
    TableKind(
        topic=NAMED,
        came="astropy's SkyCoord, and positions in six columns (`RAh RAm RAs`, `DE- DEd DEm DEs`)",
        happens="joined",
        files={
            "ECSV": _astropy(OF_SKY, "ascii.ecsv"),
            "MRT": _astropy(OF_SKY, "ascii.mrt"),
            "FITS": _astropy(OF_SKY, "fits"),
        },
        names=NAMES,
    ),
    TableKind(
        topic=NAMED,
        came="six columns with minutes or seconds that cannot be: `75`, `-3`, `99`",
        happens="no place",
        files={
            "CSV": _text("name,RAh,RAm,RAs,DEd,DEm,DEs", "a,0,75,1,5,0,1", "b,0,0,1,5,-3,1", "c,0,0,1,5,3,99")
        },
        places=(),
        said="row 1.*no position",
    ),
    TableKind(
        topic=NAMED,
        came="two pairs of columns that could be the position: `a.ra`, `b.ra`",
        happens="the table is refused: `--columns` says which",
        files=_all([Written("a.ra", RA), Written("a.dec", DEC), Written("b.ra", RA), Written("b.dec", DEC)]),
        places=(),
        said="several columns could be the right ascension.*`columns=",
    ),
    TableKind(
        topic=NAMED,
        came="columns of which none is known",
        happens="the table is refused: `--columns` says which",
        files=_all([Written("u", RA), Written("v", DEC)]),
        places=(),
        said="no column tells which galaxies these are: say `columns=",
    ),
    TableKind(
        topic=NAMED,
        came="a number that is unique in a brick of the Legacy Surveys (tractor)",
        happens="an id, not a damaged one; the name is that of brick and number",
        files=_all(
            [
                Written("brickid", [42, 42, 43]),
                Written("objid", [0, 7, 7]),
                Written("ra", RA),
                Written("dec", DEC),
            ]
        ),
        names=("42_0", "42_7", "43_7"),
    ),
    TableKind(
        topic=NAMED,
        came="ids of other surveys than SDSS: short numbers, Gaia's, words",
        happens="ids, not damaged ones",
        files={
            f"{form} ({name})": FORMATS[form]([Written(column, ids), Written("ra", RA), Written("dec", DEC)])
            for name, column, ids in (
                ("short", "OBJID", [12, 1000, 64]),
                ("Gaia", "source_id", [4472832130942575872, 5853498713190525696, 4295806720]),
                ("words", "id", ["0001m002-1", "b7", "x"]),
            )
            for form in FORMATS
        },
    ),
    TableKind(
        topic=NAMED,
        came="positions in B1950 (FK4), or FK5 of another year than 2000, as a VOTable's COOSYS, a FITS header or"
        " astropy's SkyCoord says",
        happens="the table is refused: they are to be turned into ICRS",
        files={
            "VOTable": _of_frame("eq_FK4", "B1950"),
            "VOTable (J1975)": _of_frame("eq_FK5", "J1975"),
            "ECSV": _astropy(Table({"coord": SkyCoord(SKY.ra, SKY.dec, frame="fk4")}), "ascii.ecsv"),
            "ECSV (J1975)": _astropy(
                Table({"coord": SkyCoord(SKY.ra, SKY.dec, frame="fk5", equinox="J1975")}), "ascii.ecsv"
            ),
            "FITS": _fits_of_frame(RADESYS="FK4", EQUINOX=1950.0),
            "FITS (equinox alone)": _fits_of_frame(EQUINOX=1950.0),
            "FITS (J1975)": _fits_of_frame(RADESYS="FK5", EQUINOX=1975.0),
        },
        places=(),
        said="its coordinates are (eq_FK4 B1950|fk4 B1950.*|FK4 1950.0|(eq_)?FK5 J?1975.*|fk5 J1975.*); turn them into ICRS",
    ),
    TableKind(
        topic=NAMED,
        came="positions in ICRS, or FK5 of J2000, told in the same ways",
        happens="read",
        files={
            "VOTable (ICRS)": _of_frame("ICRS", "J2000"),
            "VOTable (FK5)": _of_frame("eq_FK5", "J2000.0"),
            "ECSV": _astropy(Table({"coord": SkyCoord(SKY.ra, SKY.dec, frame="fk5")}), "ascii.ecsv"),
            "FITS (FK5)": _fits_of_frame(RADESYS="FK5", EQUINOX=2000.0),
            "FITS (ICRS)": _fits_of_frame(RADESYS="ICRS"),
        },
    ),
]
