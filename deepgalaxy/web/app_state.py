"""State that all requests share: catalogue connections, the loaded model, upload decoders and caches."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine.interfaces import IsolationLevel
from starlette.requests import Request

from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.health import CatalogError
from deepgalaxy.catalog.model_registry import serving_model
from deepgalaxy.catalog.reader_role import grant_reader, only_read
from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.bands import parse_bands
from deepgalaxy.imaging.decoding import DecodingPool
from deepgalaxy.web.footprints import Footprints
from deepgalaxy.web.latent_maps import LatentMaps
from deepgalaxy.web.prepared_pictures import PreparedPictures
from deepgalaxy.web.ranking_processes import Rankings
from deepgalaxy.web.uploads import Upload, Uploads
from deepgalaxy.web.usual_distance import UsualDistances

if TYPE_CHECKING:
    from deepgalaxy.networks.model_folder import TrainedModel

T = TypeVar("T")

JUDGE = "deepgalaxy_judge"
"""Database role in which judgements are written to the embedded database; it can write nothing else."""
READER = "deepgalaxy_explorer"
"""Database role of connections to the embedded database; on your own server the role is the user you name."""
STATEMENT_S = 15
"""Time limit of an SQL statement (s)."""
ROW_CAP = 10_000
"""Rows of a search, at most."""
DECODERS = 2
"""Uploads decoded at the same time."""
COMPARING = 6
"""Comparisons computed at the same time; others wait without taking a thread from quicker requests."""
_RIGHTS = text("""
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
""")
"""Tables that a connection may write."""


class Missing(DeepGalaxyError):  # noqa: N818 - reads well where it is raised
    """An image, upload or merger that does not exist."""


class AppState:
    """Read-only connections to the catalogue, the loaded model, and the uploads of the last hour.

    Everything is opened at its first use; what failed to open is tried again at the next request, so a
    catalogue that was upgraded, or a first model, is found without a restart.

    Parameters
    ----------
    settings : Settings
        Which catalogue.
    judges : bool
        Whether judgements may be written.
    """

    def __init__(self, settings: Settings, *, judges: bool = False) -> None:
        self.settings = settings
        self.judges = judges
        self.decoders = DecodingPool(DECODERS)
        self.uploads = Uploads()
        self.prepared = PreparedPictures()
        self.rankings = Rankings()
        self.usual = UsualDistances()
        self.footprints = Footprints()
        self.comparing = CapacityLimiter(COMPARING)
        self.maps = LatentMaps(lambda: self.catalog("REPEATABLE READ"), settings.cache_dir / "maps")
        self._opening, self._loading = threading.Lock(), threading.Lock()
        self._engine: Engine | None = None
        self._model: TrainedModel | None = None

    def _open(self) -> Engine:
        with self._opening:
            if self._engine is None:
                engine = open_engine(self.settings)
                embedded = self.settings.database_url is None
                if embedded:  # its user may do anything
                    grant_reader(engine, READER, STATEMENT_S, ROW_CAP)
                    if self.judges:
                        grant_reader(engine, JUDGE, STATEMENT_S, ROW_CAP, judges=True)
                only_read(engine, STATEMENT_S, ROW_CAP, READER if embedded else None)
                self._engine = engine
            return self._engine

    def _forget(self, engine: Engine) -> None:
        with self._opening:
            if self._engine is engine:
                self._engine = None
        engine.dispose()

    def catalog(self, isolation: IsolationLevel = "AUTOCOMMIT") -> Connection:
        """Connect to the catalogue for one request; by default each statement is its own transaction.

        Where the database server has stopped, the catalogue is opened again: an embedded server that was
        killed is restarted.

        Parameters
        ----------
        isolation : str
            Isolation level of the connection, as SQLAlchemy names it.

        Returns
        -------
        Connection
            Read-only; as a context manager it closes at the end of the block.

        Raises
        ------
        CatalogError, ServerError
            If it cannot be used, with what to do.
        """
        # One transaction would guarantee no more (READ COMMITTED), and cost two round trips.
        engine = self._open()
        try:
            return engine.execution_options(isolation_level=isolation).connect()
        except CatalogError:
            self._forget(engine)
            return self._open().execution_options(isolation_level=isolation).connect()

    @contextmanager
    def judging(self) -> Iterator[Connection]:
        """Open a transaction for one judgement: the only one that may write, and nothing else.

        Yields
        ------
        Connection
            In the transaction, which is committed at the end of the block.

        Raises
        ------
        DeepGalaxyError
            On your own server, if the user in ``DEEPGALAXY_DATABASE_URL`` may write more or less.
        """
        with self.catalog("READ COMMITTED") as connection, connection.begin():
            connection.execute(text("SET TRANSACTION READ WRITE"))
            if self.settings.database_url is None:
                connection.execute(text(f"SET LOCAL ROLE {JUDGE}"))
            writes = connection.execute(_RIGHTS).scalars().all()
            if list(writes) != ["judgement"]:
                raise DeepGalaxyError(
                    "judging wants a database user that may write judgements and nothing else: make one with"
                    " `deepgalaxy db grant-reader NAME --judges`, and name it in DEEPGALAXY_DATABASE_URL"
                )
            yield connection

    def model(self, connection: Connection) -> "tuple[int, TrainedModel]":
        """Return the serving model, loaded once and checked against its vectors in the catalogue.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        model_id : int
            Its id in the catalogue.
        model : TrainedModel
            The loaded networks.

        Raises
        ------
        DeepGalaxyError
            If the catalogue has no model, or its folder holds another one now.
        """
        from deepgalaxy.inference.self_check import check_canary
        from deepgalaxy.networks.device import find_device
        from deepgalaxy.networks.model_folder import load_model

        row = serving_model(connection)
        with self._loading:
            if self._model is None or self._model.sha256 != row.sha256:
                loaded = load_model(find_path(connection, row.path), row.sha256)
                if loaded.sha256 != row.sha256:
                    raise DeepGalaxyError(
                        f"the folder of model {row.name} holds another model now: run `deepgalaxy embed`, and"
                        f" `deepgalaxy model promote {loaded.sha256[:12]}`"
                    )
                check_canary(connection, row.id, loaded)
                self._model = loaded.to(find_device(self.settings.device))
            return row.id, self._model

    def take_upload(self, name: str, content: bytes, bands: str = "") -> Upload:
        """Decode a picture that a user uploaded, and keep it for an hour.

        Parameters
        ----------
        name : str
            File name that the user gave.
        content : bytes
            The file.
        bands : str, optional
            Which bands of a FITS file to keep, as `deepgalaxy.imaging.bands.parse_bands` understands them.

        Returns
        -------
        Upload
            The decoded cutout, under the SHA-256 of the file and, where they are given, of its bands' names.

        Raises
        ------
        RefusedInput
            If it is not a picture that is accepted.
        WrongUse
            If the bands cannot be.
        Busy
            If too many are being decoded.
        """
        kept = parse_bands(bands.strip() or None)
        sha256 = hashlib.sha256(",".join(kept or ()).encode() + content).hexdigest()
        if known := self.uploads.get(sha256):
            upload = replace(known, name=name)  # the same file, perhaps under another name
        else:
            with self.decoders.lend() as decoder:
                upload = Upload(sha256, name, decoder.read(name, content, bands=kept))
        self.uploads.keep(upload)
        return upload

    async def compare(self, answer: Callable[[], T]) -> T:
        """Run a computation that takes a core for up to a second, a few at the same time.

        Parameters
        ----------
        answer : callable
            Takes nothing, and runs in a thread.

        Returns
        -------
        object
            What ``answer`` returns.
        """
        return await run_sync(answer, limiter=self.comparing)

    def close(self) -> None:
        """Close the connections to the catalogue, and end the processes that decode, rank and draw."""
        self.decoders.stop()
        self.rankings.stop()
        self.maps.stop()
        if self._engine:
            self._engine.dispose()


def app_state_of(request: Request) -> AppState:
    """Return the state of the application that a request belongs to.

    Parameters
    ----------
    request : Request
        Of any page.

    Returns
    -------
    AppState
        Shared by all requests.
    """
    explorer: AppState = request.app.state.explorer
    return explorer
