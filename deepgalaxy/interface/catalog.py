"""The catalogue, for Python."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from deepgalaxy.catalog.datasets import DatasetRow, list_datasets
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.footprint import ORDER as FOOTPRINT_ORDER
from deepgalaxy.catalog.footprint import find_footprint
from deepgalaxy.catalog.model_registry import ModelRow, list_models, named_model, stored_model
from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.catalog.vectors import read_vectors
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput, WrongUse
from deepgalaxy.core.output import to_table
from deepgalaxy.core.settings import Settings, get_settings, read_toml
from deepgalaxy.core.shard import EVERYTHING, Shard
from deepgalaxy.imaging.bands import parse_bands
from deepgalaxy.inference.model_choice import find_model_folder
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.similarity.name_resolver import find_cone
from deepgalaxy.similarity.search import ConeSearch, FoundRow, Query, Search, SimilarImages
from deepgalaxy.similarity.search_filters import Stages
from deepgalaxy.similarity.search_query import make_query

if (
    TYPE_CHECKING
):  # astropy's tables, scikit-learn and torch take a second: the methods that need them import them
    from astropy.coordinates import SkyCoord
    from astropy.table import QTable, Table
    from astropy.units import Quantity
    from ipyaladin import Aladin
    from mocpy import MOC
    from numpy.typing import NDArray
    from regions import Region, Regions
    from sqlalchemy import Connection, Engine

    from deepgalaxy.export.judged_pictures import JudgedReport
    from deepgalaxy.export.write import ExportReport
    from deepgalaxy.imaging.cutout import Cutout
    from deepgalaxy.imaging.merger_file import Merger
    from deepgalaxy.inference.embed import EmbedReport
    from deepgalaxy.interface.model import Model
    from deepgalaxy.interface.notebook_map import NotebookMap
    from deepgalaxy.interface.search_result import SearchResult
    from deepgalaxy.similarity.cluster import ClusterReport
    from deepgalaxy.surveys.ingest.ingest_files import IngestReport
    from deepgalaxy.surveys.ingest.ingest_tables import TableIngestReport
    from deepgalaxy.surveys.tables.table_report import TableReport


class Catalog:
    """Images with their vectors and predictions, in PostgreSQL; made by `open_catalog`.

    A context manager, which closes it.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a database with the catalogue's schema.
    settings : Settings
        Say where the image store is.
    """

    def __init__(self, engine: "Engine", settings: Settings) -> None:
        self._engine: Engine | None = engine
        self._settings = settings

    # --- what is there -------------------------------------------------------------------------------------

    @property
    def engine(self) -> "Engine":
        """For SQLAlchemy, pandas.read_sql and the like.

        Returns
        -------
        sqlalchemy.Engine
            Of the open catalogue.

        Raises
        ------
        DeepGalaxyError
            If the catalogue is closed.
        """
        if self._engine is None:
            raise DeepGalaxyError("this catalogue is closed: open it again with open_catalog()")
        return self._engine

    def datasets(self) -> "QTable":
        """List the datasets: surveys and simulations.

        Returns
        -------
        QTable
            A row a dataset, with the numbers of its images.
        """
        from astropy.table import QTable

        with self._connection() as connection:
            return QTable(to_table(list_datasets(connection), DatasetRow))

    def footprint(self, dataset: str, order: int = FOOTPRINT_ORDER) -> "MOC":
        """Return where on the sky a dataset has images.

        It is a region for the searches (``region=``), and `show` draws it.

        Parameters
        ----------
        dataset : str
            Its name.
        order : int, default 8
            HEALPix order of the pixels, 0 to 29; those of order 8 are 14 arcminutes wide.

        Returns
        -------
        MOC
            mocpy's: the pixels that hold an image. ``moc.save("footprint.fits", format="fits")`` writes it,
            ``moc.sky_fraction`` is its share of the sky.

        Raises
        ------
        DeepGalaxyError
            If there is no such dataset, no such order, or mocpy is not installed.
        """
        with self._connection() as connection:
            return find_footprint(connection, dataset, order)[1].moc

    def models(self) -> "QTable":
        """List the models whose vectors the catalogue has.

        Returns
        -------
        QTable
            A row a model; ``serving`` is the one that answers where none is named.
        """
        from astropy.table import QTable

        with self._connection() as connection:
            return QTable(to_table(list_models(connection), ModelRow))

    def model(self, name: str | None = None) -> "Model":
        """Load a model of the catalogue.

        Parameters
        ----------
        name : str, optional
            Its name, or the first digits of its sha256; by default the one that serves.

        Returns
        -------
        Model
            Read from its folder.

        Raises
        ------
        DeepGalaxyError
            If there is no such model in the catalogue, or its folder is gone.
        """
        from deepgalaxy.interface.model import Model
        from deepgalaxy.networks.device import find_device
        from deepgalaxy.networks.model_folder import load_model

        with self._connection() as connection:
            row = stored_model(connection, name)
            trained = load_model(find_path(connection, row.path), row.sha256)
        return Model(trained.to(find_device(self._settings.device)))

    def sql(self, statement: str, **parameters: Any) -> "QTable":
        """Ask in SQL; nothing is changed.

        Parameters
        ----------
        statement : str
            With ``:name`` for each parameter: ``"SELECT * FROM merger_timeline WHERE stage > :stage"``.
        **parameters
            Values of the parameters.

        Returns
        -------
        QTable
            A column a column; NULL is masked.

        Raises
        ------
        DeepGalaxyError
            If PostgreSQL refuses the statement.
        """
        from astropy.table import MaskedColumn, QTable
        from sqlalchemy import text
        from sqlalchemy.exc import DBAPIError

        with self._connection() as connection:
            try:
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                answer = connection.execute(text(statement), parameters)
                names, rows = list(answer.keys()), answer.all()
            except DBAPIError as error:
                raise DeepGalaxyError(f"sql: {str(error.orig).strip()}") from error
        table = QTable()
        for place, name in enumerate(names):
            values = [row[place] for row in rows]
            missing = [value is None for value in values]
            some = next((value for value in values if value is not None), 0.0)
            filled = [type(some)() if none else value for value, none in zip(values, missing, strict=True)]
            table[name] = MaskedColumn(filled, mask=missing) if any(missing) else filled
        return table

    def pictures(self, ids: Sequence[int]) -> "list[Cutout]":
        """Read the pictures of images.

        Parameters
        ----------
        ids : sequence of int
            Numbers of images, column ``id`` of the searches.

        Returns
        -------
        list of Cutout
            In the order of ``ids``, with all their bands.

        Raises
        ------
        DeepGalaxyError
            If there is no such image, or its pixels cannot be read.
        """
        from deepgalaxy.catalog.image_pixels import read_cutouts

        with self._connection() as connection:
            found = read_cutouts(connection, [int(image_id) for image_id in ids])
        if missing := [image_id for image_id in ids if int(image_id) not in found]:
            raise DeepGalaxyError(f"pictures: there is no image {missing[0]} in the catalogue")
        return [found[int(image_id)] for image_id in ids]

    def vectors(self, model: "Model | str | None" = None) -> "tuple[NDArray[np.float32], NDArray[np.int64]]":
        """Return every vector of a model.

        Parameters
        ----------
        model : Model or str, optional
            Or its name, or the first digits of its sha256; by default the one that serves.

        Returns
        -------
        z : ndarray of float32, shape (n, latent size)
            The vectors.
        ids : ndarray of int64, shape (n,)
            The images' numbers, ascending.

        Raises
        ------
        DeepGalaxyError
            If there is no such model in the catalogue.
        """
        with self._connection() as connection:
            ids, z = read_vectors(connection, named_model(connection, _sha256(model)))
        return z, ids

    # --- what comes in -------------------------------------------------------------------------------------

    def ingest(
        self,
        source: "str | Path | Merger",
        dataset: str | None = None,
        *,
        table: Any = None,
        bands: str | Sequence[str] | None = None,
        pattern: str | None = None,
    ) -> "IngestReport":
        """Bring pictures into the catalogue; what is there already is not read again.

        Parameters
        ----------
        source : str, Path or Merger
            A folder of pictures, with the folders in it; or a merger file or a merger.
        dataset : str, optional
            Its name in the catalogue; by default that of the folder or the file.
        table : Table or DataFrame, optional
            What is known of a folder's pictures: a column of file names, ``ra`` and ``dec`` or a SkyCoord,
            ``redshift``, ``pixel_scale``. It corrects what the catalogue knows.
        bands : str or sequence of str, optional
            Which bands of FITS pictures to keep, ``"g,r,i,z"``: by their names in the file, or, where it has
            none, their names in the file's order.
        pattern : str, optional
            Where each band is a file, how the files in the folder are called: ``"{name}_{band}.fits"``.

        Returns
        -------
        IngestReport
            How many were added and known, and what was refused.

        Raises
        ------
        DeepGalaxyError
            If there is no such folder or file, or the table has no column of file names.
        WrongUse
            If a table, bands or a pattern is given with a merger, or bands or pattern cannot be.
        """
        from deepgalaxy.surveys.ingest.ingest_files import ingest_images, ingest_simulation
        from deepgalaxy.surveys.tables.picture_facts import facts_of_table

        path = Path(getattr(source, "path", source)).expanduser()  # type: ignore[arg-type]
        options = {"table": table, "bands": bands, "pattern": pattern}
        if path.is_file():
            if given := [name for name, of_folder in options.items() if of_folder is not None]:
                raise WrongUse(
                    f"ingest: {given[0]} goes with a folder of pictures; a merger file says all itself"
                )
            return ingest_simulation(self.engine, path, dataset)
        facts = None if table is None else facts_of_table(as_table(table))
        store = self._settings.data_dir / "images"
        return ingest_images(
            self.engine,
            path,
            dataset or path.resolve().name,
            store,
            facts=facts,
            bands=parse_bands(bands),
            pattern=pattern,
        )

    def ingest_table(
        self,
        table: Any,
        *,
        service: str | None = None,
        pictures: str | Path | None = None,
        bands: str | Sequence[str] | None = None,
        pattern: str | None = None,
        dataset: str | None = None,
        name: str | None = None,
        where: str | None = None,
        region: "Region | Regions | MOC | str | Path | None" = None,
        columns: Mapping[str, str] | None = None,
        mapping: str | Path | None = None,
        on_read: "Callable[[TableReport], None] | None" = None,
        **options: Any,
    ) -> "TableIngestReport":
        """Bring in the galaxies of a table, with cutouts of a survey or of a folder.

        Killed at any moment, the same call goes on. A table that was corrected corrects what it said before.

        Parameters
        ----------
        table : str, Path, Table or DataFrame
            Galaxies with positions, ids or names: a file (CSV, FITS, VOTable, Parquet, ECSV, IPAC or MRT,
            packed or not), a folder of Parquet files or of a HATS catalogue, the address of one
            (``"hats://…"``), or a table in memory. A SkyCoord column is a position. Of many files those that
            are in are not read again.
        service : str, optional
            Whose cutouts to fetch: ``"sdss"``, ``"legacy-fits:gri"``, ``"euclid:H"``, ``"sia2:https://…"``;
            see `deepgalaxy.surveys.services.find_service.find_service`.
        pictures : str or Path, optional
            Instead, a folder of pictures that have the galaxies' names, ids or objids. Without either, the
            pictures are those in a column of the table, as the Multimodal Universe has them.
        bands : str or sequence of str, optional
            Which bands of these pictures, where they are FITS or arrays, to keep, as for `ingest`.
        pattern : str, optional
            Where each band is a file, how the files are called, as for `ingest`.
        dataset : str, optional
            Its name in the catalogue; by default the service's, the folder's or the table's.
        name : str, optional
            The table's name in the catalogue, by which it is known when it was corrected; by default the
            file's. A table in memory needs one.
        where : str, optional
            Which rows: ``"p_mg > 0.4 and nvote >= 20"``; by default all.
        region : Region, Regions, MOC, str or Path, optional
            Only galaxies in this part of the sky, as for `similar`. One of unknown place is not in it.
        columns : mapping, optional
            Column by role (name, objid, ra, dec, redshift, image) where the names are unusual:
            ``{"ra": "RAJ2000", "dec": "DEJ2000"}``.
        mapping : str or Path, optional
            Galaxy Zoo 2's ``gz2_filename_mapping.csv``.
        on_read : callable, optional
            Gets the report of the table before the first cutout is fetched, which may take hours.
        **options
            How the service is asked, by the fields of
            `deepgalaxy.surveys.ingest.fetch_options.FetchOptions`: ``scale_arcsec``, ``per_second``,
            ``connections``, ``retry_refused``, ``mirror``.

        Returns
        -------
        TableIngestReport
            ``table``, what it held and which rows were refused; ``fetched``, what became of the cutouts.

        Raises
        ------
        WrongUse
            If not one of service and pictures is given and the table has no pictures, or a parameter is
            impossible.
        RefusedInput
            If the file is no table, a HATS catalogue of a version that hats does not read, or has no column
            that identifies galaxies.
        DeepGalaxyError
            If the folder is missing, or the service answers nothing for hours.
        """
        from deepgalaxy.surveys.ingest.fetch_options import FetchOptions
        from deepgalaxy.surveys.ingest.ingest_tables import ingest_table
        from deepgalaxy.surveys.tables.partitions import find_table
        from deepgalaxy.surveys.tables.picture_facts import written_table

        if not isinstance(table, str | Path) and name is None:
            raise WrongUse("ingest_table: give a table in memory a `name=`, by which it is corrected later")
        chosen = read_toml(FetchOptions, None, options, "ingest_table")
        with ExitStack() as stack:
            if not isinstance(table, str | Path):
                table = stack.enter_context(written_table(as_table(table)))
            found = find_table(
                table,
                name,
                where=where,
                columns=columns,
                mapping=None if mapping is None else Path(mapping),
                region=_region(region),
            )
            return ingest_table(
                self.engine,
                found,
                self._settings.data_dir / "images",
                chosen,
                service=service,
                pictures=None if pictures is None else Path(pictures).expanduser(),
                bands=parse_bands(bands),
                pattern=pattern,
                dataset=dataset,
                on_read=on_read,
            )

    def embed(self, model: "Model | None" = None, *, shard: str | None = None) -> "EmbedReport":
        """Give each image that has none its vector and prediction.

        Parameters
        ----------
        model : Model, optional
            By default the one that `deepgalaxy.interface.model.load_model` gives.
        shard : str, optional
            Only a share of the images: ``"3/100"``, the third of a hundred. Others may embed the other ones
            at the same time, on any machines.

        Returns
        -------
        EmbedReport
            How many were embedded, and which files are lost.

        Raises
        ------
        DeepGalaxyError
            If the model does not give the vectors any more that are stored.
        Stopped
            If SIGTERM or the signal of the settings came; what was embedded is kept.
        WrongUse
            If there is no such shard.
        """
        from deepgalaxy.inference.embed import embed_catalog
        from deepgalaxy.interface.model import load_model

        share = Shard.parse(shard) if shard is not None else EVERYTHING
        return embed_catalog(self.engine, (model or load_model()).trained, shard=share)

    # --- what is asked -------------------------------------------------------------------------------------

    def similar(
        self,
        query: Any,
        k: int = 10,
        *,
        cone: "tuple[SkyCoord | str, Quantity | float] | None" = None,
        region: "Region | Regions | MOC | str | Path | None" = None,
        stage: tuple[float | None, float | None] | None = None,
        datasets: Sequence[str] = (),
        metric: str = "l2",
        exact: bool = False,
        all_frames: bool = False,
        model: "Model | str | None" = None,
        bands: str | Sequence[str] | None = None,
    ) -> "SearchResult":
        """Find the images most like one, nearest first.

        Parameters
        ----------
        query : int, str, Path, ndarray, NDData, HDU or Cutout
            An image's number or name, or a picture.
        k : int, default 10
            Rows; fewer if fewer pass the filters.
        cone : (SkyCoord, Quantity), optional
            Only images within this radius of this place. Coordinates of any frame; a bare number is degrees.
        region : Region, Regions, MOC, str or Path, optional
            Only images in this part of the sky: shapes of the package regions, mocpy's MOC, a file of a MOC,
            DS9 or STC-S, or such a text.
        stage : (float, float), optional
            Only images from one stage to another; None is open.
        datasets : sequence of str, optional
            Only images of these.
        metric : {"l2", "cosine"}
            Distance between vectors.
        exact : bool, default False
            Scan, whether an index serves or not.
        all_frames : bool, default False
            Every frame of a merger rather than its nearest.
        model : Model or str, optional
            Whose vectors are compared; by default that of the settings, else the serving one.
        bands : str or sequence of str, optional
            Which bands of a FITS picture to keep, as for `ingest`.

        Returns
        -------
        SearchResult
            A table with ``show()``.

        Raises
        ------
        DeepGalaxyError
            If there is no such image, or no vector of it.
        WrongUse
            If a filter or the metric is impossible.
        """
        search = SimilarImages(
            query=self.query(query, model, bands),
            k=k,
            metric=_metric(metric),
            datasets=datasets,
            stages=stage and Stages.of(*stage),
            cone=cone and find_cone(*cone),
            region=_region(region),
            exact=exact,
            all_frames=all_frames,
        )
        return self._result(search)

    def recommend(
        self,
        query: Any,
        k: int = 10,
        *,
        cone: "tuple[SkyCoord | str, Quantity | float] | None" = None,
        region: "Region | Regions | MOC | str | Path | None" = None,
        stage: tuple[float | None, float | None] | None = None,
        datasets: Sequence[str] = (),
        all_frames: bool = False,
        model: "Model | str | None" = None,
        bands: str | Sequence[str] | None = None,
    ) -> "SearchResult":
        """Recommend images by the graph of the query's neighbourhood, which hardly depends on ``k``.

        Parameters
        ----------
        query : int, str, Path, ndarray, NDData, HDU or Cutout
            An image's number or name, or a picture.
        k : int, default 10
            Rows; fewer if fewer are connected with the query.
        cone : (SkyCoord, Quantity), optional
            Only images within this radius of this place.
        region : Region, Regions, MOC, str or Path, optional
            Only images in this part of the sky: shapes of the package regions, mocpy's MOC, a file of a MOC,
            DS9 or STC-S, or such a text.
        stage : (float, float), optional
            Only images from one stage to another; None is open.
        datasets : sequence of str, optional
            Only images of these.
        all_frames : bool, default False
            Every frame of a merger rather than its nearest.
        model : Model or str, optional
            Whose vectors are compared; by default that of the settings, else the serving one.
        bands : str or sequence of str, optional
            Which bands of a FITS picture to keep, as for `ingest`.

        Returns
        -------
        SearchResult
            A table with ``show()``; ``spectral_distance`` is what ranks, ``same_cluster`` whether an image
            shares the query's spectral cluster.

        Raises
        ------
        DeepGalaxyError
            If there is no such image, or no vector of it.
        """
        from deepgalaxy.similarity.recommend import RecommendedImages

        search = RecommendedImages(
            query=self.query(query, model, bands),
            k=k,
            datasets=datasets,
            stages=stage and Stages.of(*stage),
            cone=cone and find_cone(*cone),
            region=_region(region),
            all_frames=all_frames,
        )
        return self._result(search)

    def answers(self, image: int | str) -> "SearchResult":
        """Return what each model says of one image, to compare the models.

        Parameters
        ----------
        image : int or str
            Its number or name.

        Returns
        -------
        SearchResult
            A row a model, the serving one's first: stage, time and the others of a prediction, also of a
            frame whose stage is known.

        Raises
        ------
        DeepGalaxyError
            If there is no such image.
        """
        from deepgalaxy.similarity.model_answers import ModelAnswers
        from deepgalaxy.similarity.search_query import find_image

        with self._connection() as connection:
            image_id = find_image(connection, str(image))
        if image_id is None:
            raise DeepGalaxyError(f"{image}: neither the id nor the name of an image in the catalogue")
        return self._result(ModelAnswers(image_id))

    def cone(
        self,
        center: "SkyCoord | str",
        radius: "Quantity | float",
        *,
        region: "Region | Regions | MOC | str | Path | None" = None,
    ) -> "SearchResult":
        """Find the images around a place on the sky, nearest to it first.

        Parameters
        ----------
        center : SkyCoord or str
            Coordinates of any frame, or a position or an object's name as text.
        radius : Quantity or float
            An angle; a bare number is degrees.
        region : Region, Regions, MOC, str or Path, optional
            Only images in this, too, as for `similar`.

        Returns
        -------
        SearchResult
            A table with ``show()``.

        Raises
        ------
        WrongUse
            If the radius is no angle.
        DeepGalaxyError
            If the place is not on the sky, or nobody knows the object.
        """
        return self._result(ConeSearch(find_cone(center, radius), _region(region)))

    def map(
        self,
        *,
        layout: str = "pca",
        model: "Model | str | None" = None,
        most: int | None = None,
    ) -> "NotebookMap":
        """Show a map of z in a notebook: pictures under the mouse, and a selection that Python reads.

        ``map.ids`` are the images that are selected on it, ``map.selected`` a table of them. It needs no
        network.

        Parameters
        ----------
        layout : str, default "pca"
            ``"pca"``: the axes are the first two principal components of the vectors. ``"umap"``: UMAP, which
            keeps neighbours together and takes minutes for 100,000 images, once for the same vectors.
        model : Model or str, optional
            Whose vectors; by default the serving one's.
        most : int, optional
            Images on the map; of more, every n-th is taken. By default 200,000, by UMAP 100,000.

        Returns
        -------
        NotebookMap
            A widget.

        Raises
        ------
        WrongUse
            If there is no such layout.
        DeepGalaxyError
            If there are fewer than three vectors, or anywidget, or for UMAP umap-learn, is not installed.
        """
        from deepgalaxy.similarity.chosen_images import ChosenImages
        from deepgalaxy.similarity.latent_map import MOST_POINTS, LatentMap, MapLayout, read_images
        from deepgalaxy.similarity.umap_places import find_umap_places

        try:
            from deepgalaxy.interface.notebook_map import NotebookMap
        except ImportError as error:
            raise _no_widgets("map", error) from error

        if layout not in list(MapLayout):
            raise WrongUse(f"layout {layout!r}: use {' or '.join(map(repr, map(str, MapLayout)))}")
        most = most or min(200_000, MOST_POINTS[MapLayout(layout)])  # a notebook keeps them in its file
        snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ")
        with snapshot.connect() as connection:
            images, z = read_images(connection, _sha256(model), most)
        if layout == MapLayout.UMAP:
            z = z[:: images.every]
            drawn = LatentMap.by_umap(images, z, find_umap_places(z, self._settings.cache_dir / "maps"))
        else:
            drawn = LatentMap.by_components(images, z)
        return NotebookMap(drawn, lambda ids: self._result(ChosenImages(ids, images.model_id)))

    def show(
        self,
        images: "Table | None" = None,
        *,
        survey: str = "P/DSS2/color",
        region: "Region | Regions | MOC | str | Path | None" = None,
    ) -> "Aladin":
        """Show images on the sky in a notebook, by Aladin Lite, which needs the network.

        Parameters
        ----------
        images : Table, optional
            What a search returned; by default every image that has a position.
        survey : str
            Id of the HiPS that is shown behind: ``"P/PanSTARRS/DR1/color-i-r-g"``, and any of `its list
            <https://aladin.cds.unistra.fr/hips/list>`_.
        region : Region, Regions, MOC, str or Path, optional
            A part of the sky that is drawn too, as for `similar`: ``catalog.footprint("gz1")``.

        Returns
        -------
        ipyaladin.Aladin
            A widget; ``selected_objects`` are the images that a user draws a box around.

        Raises
        ------
        DeepGalaxyError
            If no image has a position, or ipyaladin is not installed.
        """
        try:
            from deepgalaxy.interface.notebook_sky import show_on_sky
        except ImportError as error:
            raise _no_widgets("show", error) from error

        rows = self.sql(
            "SELECT image_id AS id, name, ra_deg, dec_deg, redshift, stage, time_myr FROM merger_timeline"
            " WHERE CASE WHEN :all THEN ra_deg IS NOT NULL ELSE image_id = ANY(CAST(:ids AS bigint[])) END"
            " ORDER BY image_id",
            all=images is None,
            ids=[] if images is None else [int(image_id) for image_id in images["id"]],
        )
        return show_on_sky(rows, survey, _region(region))

    def query(
        self,
        wanted: Any,
        model: "Model | str | Path | None" = None,
        bands: str | Sequence[str] | None = None,
    ) -> Query:
        """Return the vector of an image or a picture, with which searches are made.

        Parameters
        ----------
        wanted : int, str, Path, ndarray, NDData, HDU or Cutout
            An image's number or name, or a picture.
        model : Model, str or Path, optional
            Whose vectors are compared: a model, its name or the first digits of its sha256 in the catalogue,
            or its folder; by default that of the settings, else the serving one.
        bands : str or sequence of str, optional
            Which bands of a FITS picture to keep, as for `ingest`.

        Returns
        -------
        Query
            For `rows`.

        Raises
        ------
        DeepGalaxyError
            If there is no such image, no vector of it, or the model has no vectors in the catalogue.
        """
        if isinstance(wanted, int | np.integer):
            wanted = str(wanted)
        if not isinstance(wanted, str | Path):
            from deepgalaxy.imaging.picture_sources import read_pictures_of

            found = [picture for _, picture in read_pictures_of(wanted, bands=parse_bands(bands))]
            if len(found) != 1:
                raise WrongUse(f"query: {len(found)} pictures; a search compares with one")
            (wanted,) = found
            if isinstance(wanted, RefusedInput):
                raise wanted
        if model is None:
            model = self._settings.model
        if isinstance(model, Path):
            model = find_model_folder(self._settings, model)
        named = model if isinstance(model, str | Path | None) else model.trained
        with self._connection() as connection:
            return make_query(connection, wanted, named, parse_bands(bands))

    def rows(self, search: Search[FoundRow]) -> list[FoundRow]:
        """Run a search and return its rows, for programs that need no table.

        `similar`, `recommend` and `cone` make tables of them.

        Parameters
        ----------
        search : SimilarImages, RecommendedImages or ConeSearch
            Of `deepgalaxy.similarity`.

        Returns
        -------
        list
            Instances of ``search.row_type``, a dataclass; nearest first.

        Raises
        ------
        DeepGalaxyError
            If something that the search names is not in the catalogue.
        """
        with self._connection() as connection:
            return search.run(connection)

    def cluster(
        self,
        neighbours: int = 16,
        clusters: int | None = None,
        seed: int = 0,
        model: "Model | str | None" = None,
    ) -> "ClusterReport":
        """Cluster every vector of a model by the spectrum of their graph, and keep the answer.

        Parameters
        ----------
        neighbours : int, default 16
            That each image is joined to.
        clusters : int, optional
            How many; by default as many as the eigengap says.
        seed : int, default 0
            Of all chance.
        model : Model or str, optional
            By default the serving one.

        Returns
        -------
        ClusterReport
            Number of clusters, their sizes and how stable they are.

        Raises
        ------
        DeepGalaxyError
            If there are too few vectors.
        """
        from deepgalaxy.similarity.cluster import cluster_catalog

        return cluster_catalog(self.engine, _sha256(model), neighbours, clusters, seed)

    def export(
        self,
        file: str | Path,
        *,
        form: str | None = None,
        model: "Model | str | None" = None,
        datasets: Sequence[str] | None = None,
    ) -> "ExportReport":
        """Write images, vectors and predictions for other programs.

        Parameters
        ----------
        file : str or Path
            What is written: for HATS a folder.
        form : {"votable", "fits", "parquet", "hats"}, optional
            By default what the file's suffix tells: ``.vot``, ``.fits``, ``.parquet``.
        model : Model or str, optional
            Whose vectors; by default the serving one's.
        datasets : sequence of str, optional
            By default all.

        Returns
        -------
        ExportReport
            How many rows were written.

        Raises
        ------
        DeepGalaxyError
            If the suffix tells no format, or there is no such model or dataset.
        """
        from deepgalaxy.export.formats import ExportFormat, format_of
        from deepgalaxy.export.write import export_catalog

        output = Path(file)
        chosen = ExportFormat(form) if form else format_of(output)
        return export_catalog(self.engine, output, chosen, _sha256(model), datasets)

    def export_judgements(self, folder: str | Path) -> "JudgedReport":
        """Write what was judged in the explorer, as ``deepgalaxy.train`` takes it.

        Parameters
        ----------
        folder : str or Path
            Gets ``labels.csv`` and ``pictures``: ``dg.train(labels=folder / "labels.csv",
            pictures=folder / "pictures", time_zero="pericentre", base="deepgalaxy-small", tune="heads")``.

        Returns
        -------
        JudgedReport
            How many pictures were written.

        Raises
        ------
        DeepGalaxyError
            If nothing was judged yet, or the folder has something in it.
        """
        from deepgalaxy.export.judged_pictures import export_judged

        return export_judged(self.engine, Path(folder))

    # --- the rest ------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the database; the embedded server stops when nobody uses it."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._engine is None:
            return "<Catalog, closed>"
        return f"<Catalog at {self._engine.url.render_as_string(hide_password=True)}>"

    def _connection(self) -> "Connection":
        return self.engine.connect()

    def _result(self, search: Search[Any]) -> "SearchResult":
        from deepgalaxy.interface.search_result import SearchResult

        return SearchResult.of(self.rows(search), search.row_type, self._read_pictures)

    def _read_pictures(self, ids: Sequence[int]) -> "dict[int, NDArray[np.float32]]":
        from deepgalaxy.catalog.image_pixels import read_images

        with self._connection() as connection:
            return read_images(connection, [int(image_id) for image_id in ids])


def open_catalog(url: str | None = None, *, data_dir: str | Path | None = None) -> Catalog:
    """Open the catalogue: the embedded one, or one on your own server.

    Parameters
    ----------
    url : str, optional
        Address of a PostgreSQL database with the catalogue's schema
        (``postgresql://user:password@host/galaxies``); by default that of the settings, else the embedded
        server, which is started as needed.
    data_dir : str or Path, optional
        Where the image store, models and the embedded database are; by default that of the settings.

    Returns
    -------
    Catalog
        To be closed, or used in a ``with`` statement.

    Raises
    ------
    CatalogError
        If the server cannot be reached, or its schema is missing, older or newer than this version's.
    """
    given = {"database_url": url, "data_dir": data_dir and Path(data_dir).expanduser()}
    settings = get_settings().model_copy(update={name: value for name, value in given.items() if value})
    return Catalog(open_engine(settings), settings)


def _sha256(model: "Model | str | None") -> str | None:
    return model if model is None or isinstance(model, str) else model.sha256


def _no_widgets(method: str, error: ImportError) -> DeepGalaxyError:
    return DeepGalaxyError(
        f"{method}: a notebook's widgets need {error.name}: pip install 'deepgalaxy[notebook]'"
    )


def _region(region: "Region | Regions | MOC | str | Path | None") -> SkyRegion | None:
    return None if region is None else SkyRegion.of(region)


def _metric(name: str) -> Metric:
    try:
        return Metric(name)
    except ValueError:
        raise WrongUse(f"metric: there is no {name!r}; there are {', '.join(Metric)}") from None


def as_table(rows: Any) -> "Table":
    """Return a table of astropy of what is one, or is pandas'.

    Parameters
    ----------
    rows : Table, DataFrame, or what `astropy.table.Table` takes
        A column a column.

    Returns
    -------
    Table
        The same rows.

    Raises
    ------
    WrongUse
        If no table can be made of it.
    """
    from astropy.table import Table

    try:
        is_pandas = hasattr(rows, "iloc") and not isinstance(rows, Table)
        return Table.from_pandas(rows) if is_pandas else Table(rows)
    except (TypeError, ValueError) as error:
        raise WrongUse(f"table: {type(rows).__name__} is no table ({error})") from error
