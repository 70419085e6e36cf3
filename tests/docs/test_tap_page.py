"""The resource descriptor for DaCHS tells of the view what the catalogue has."""

from xml.etree import ElementTree

from astropy import units
from astropy.io.votable import ucd
from sqlalchemy import Engine, text

from docs.generate.dachs import COLUMNS, FILE, descriptor


def test_the_descriptor_is_as_it_is_written_now() -> None:
    assert FILE.read_text() == descriptor(), "python -m docs.generate.dachs"


def test_it_is_xml_and_its_units_and_ucds_are_the_standards() -> None:
    columns = ElementTree.fromstring(FILE.read_text()).findall("table/column")
    assert [column.get("name") for column in columns] == list(COLUMNS)
    for column in columns:
        ucd.parse_ucd(column.get("ucd"), check_controlled_vocabulary=True)
        units.Unit(column.get("unit") or "", format="vounit")
        assert column.get("description")


def test_its_columns_are_those_of_the_view(catalog: Engine) -> None:
    query = text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :view")
    with catalog.connect() as connection:
        view = {
            row.column_name: row.data_type for row in connection.execute(query, {"view": "merger_timeline"})
        }
    assert view == {name: kind for name, (kind, _) in COLUMNS.items()}
