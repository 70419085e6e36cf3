"""HATS: Parquet files partitioned by position on the sky, which LSDB reads in parallel with Dask."""

from collections.abc import Iterator
from pathlib import Path

from hats.catalog.dataset.table_properties import TableProperties
from hats.catalog.partition_info import PartitionInfo
from hats.io import paths
from hats.io.parquet_metadata import write_parquet_metadata
from hats.pixel_math.healpix_pixel import HealpixPixel

from deepgalaxy import __version__
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.export.export_columns import HPX29
from deepgalaxy.export.export_rows import Range, Rows
from deepgalaxy.export.parquet import schema, write_batches

PARTITION_ROWS = 250_000
"""Rows in one file, at most: about 100 MB."""


def write_hats(rows: Rows, folder: Path, name: str) -> int:
    """Write a HATS catalogue of the images with a position.

    Parameters
    ----------
    rows : Rows
        To be written.
    folder : Path
        Folder to write; it must not exist.
    name : str
        Of the catalogue.

    Returns
    -------
    int
        Number of rows.

    Raises
    ------
    DeepGalaxyError
        If no image has a position.
    """
    types = schema((HPX29, *rows.columns))
    counts = {}
    for pixel, part in _partitions(rows, HealpixPixel(0, 0), 12):
        file = Path(str(paths.pixel_catalog_file(folder, pixel)))
        file.parent.mkdir(parents=True, exist_ok=True)
        counts[pixel] = write_batches(file, types, rows.batches(part))
    if not counts:
        raise DeepGalaxyError("no image to export has a position, which HATS needs: choose parquet")
    total = write_parquet_metadata(folder)
    partitions = PartitionInfo(list(counts))
    partitions.write_to_file(folder / paths.PARTITION_INFO_FILENAME)
    TableProperties(
        catalog_name=name,
        catalog_type="object",
        total_rows=total,
        ra_column="ra_deg",
        dec_column="dec_deg",
        healpix_column=HPX29.name,
        healpix_order=29,
        hats_order=partitions.get_highest_order(),
        hats_max_rows=max(counts.values()),
        **TableProperties.new_provenance_dict(folder, builder=f"deepgalaxy {__version__}"),
    ).to_properties_file(folder)
    return int(total)


def _partitions(rows: Rows, first: HealpixPixel, n_pixels: int) -> Iterator[tuple[HealpixPixel, Range]]:
    """Yield the pixels with images; those with too many are split in four, again and again."""
    for number in range(first.pixel, first.pixel + n_pixels):
        pixel = HealpixPixel(first.order, number)
        shift = 2 * (29 - pixel.order)
        part = Range(number << shift, (number + 1) << shift)
        count = rows.count(part)
        if count > PARTITION_ROWS and pixel.order < 29:
            yield from _partitions(rows, HealpixPixel(pixel.order + 1, 4 * number), 4)
        elif count:
            yield pixel, part
