"""One way to the database: short transactions that are safe on SQLite and PostgreSQL alike."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import ArgumentError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.errors import ConfigurationError
from storage import sqlite

UNREACHABLE: Final = (OperationalError, InterfaceError)
"""What is raised while the database is down, full or locked: worth waiting for."""
_DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_BUSY_TIMEOUT_MS: Final = 20_000
_SERVER_GONE: Final = {
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""After a broken network, a connection to PostgreSQL is given up within a minute and not within hours."""
_IDLE_TIMEOUT: Final = "-c idle_in_transaction_session_timeout=60000"
"""A process that hangs in a transaction must not hold its locks for ever."""
_IDLE_TOO_LONG: Final = "25P03"


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


class Database:
    """An engine and its two kinds of transaction. Close it when done."""

    def __init__(self, url: str) -> None:
        self.url = with_driver(url)
        self.engine: AsyncEngine = create_async_engine(self.url, **_options(self.url))
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        else:
            _prepare_postgres(self.engine)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection, None]:
        """A transaction that holds the right to write from its first statement (SQLite: BEGIN IMMEDIATE).

        PostgreSQL has no such right: there, rows that are read in order to be changed are read `with_for_update`, which
        SQLite ignores. Leaving the block commits; an exception rolls everything back.
        """
        async with self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def quick(self) -> AsyncGenerator[AsyncConnection, None]:
        """The same for a few statements that find their rows by an index: on SQLite they run without a change of threads."""
        async with self.engine.connect() as connection:
            await connection.execution_options(rezayat_quick=True)
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection, None]:
        """A transaction that only reads and never waits for a writer."""
        async with self.engine.connect() as connection:
            await connection.execution_options(rezayat_reading=True)
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def migrating(self) -> AsyncGenerator[AsyncConnection, None]:
        """A writing transaction in which a table may be made anew.

        SQLite does it by dropping the old one, and would delete every row that refers to it: there, foreign keys rest
        for the length of the transaction and are checked before it commits.
        """
        async with self.engine.connect() as connection:
            await connection.execution_options(rezayat_migrating=True)
            try:
                async with connection.begin():
                    yield connection
                    if self.is_sqlite and (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first():
                        raise RuntimeError("a migration has left rows that refer to nothing")
            finally:
                if self.is_sqlite:
                    await self._check_references_again(connection)

    async def _check_references_again(self, connection: AsyncConnection) -> None:
        """The next user of the pool must have foreign keys. A database in memory lives and dies with its connection."""
        if self.file is not None:
            await connection.invalidate()
        elif not connection.invalidated:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute("PRAGMA foreign_keys=ON")

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL and for a database in memory."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    def make_folder(self) -> None:
        """Make the folder of an SQLite file."""
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)

    async def close(self) -> None:
        """Give back all connections."""
        await self.engine.dispose()


def with_driver(url: str) -> str:
    """The URL with our async driver filled in; raises ConfigurationError for anything but SQLite and PostgreSQL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number is a bare ValueError
        raise ConfigurationError("database_url") from None
    backend = parsed.get_backend_name()
    if backend not in _DRIVERS:
        raise ConfigurationError("database_kind", kind=backend)
    return parsed.set(drivername=_DRIVERS[backend]).render_as_string(hide_password=False)


def _options(url: str) -> dict[str, Any]:
    try:
        dialect = make_url(url).get_dialect()
        dialect.import_dbapi()
    except (NoSuchModuleError, ImportError):
        raise ConfigurationError("database_driver") from None
    if dialect.name == "sqlite":
        file = make_url(url).database or ":memory:"
        # Every transaction of ours ends with a commit or a rollback; one more for each return to the pool takes time.
        return {"async_creator": partial(sqlite.connect, file), "hide_parameters": True, "pool_reset_on_return": None}
    return {"pool_pre_ping": True, "hide_parameters": True, "connect_args": _connect_args(make_url(url))}


def _connect_args(url: URL) -> dict[str, Any]:
    """What every connection to PostgreSQL gets unless the URL says otherwise; of two options, the later one counts."""
    given = url.query.get("options", ())
    options = " ".join((_IDLE_TIMEOUT, *((given,) if isinstance(given, str) else given)))
    return {name: value for name, value in _SERVER_GONE.items() if name not in url.query} | {"options": options}


def _prepare_postgres(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "handle_error")
    def _gone(context: ExceptionContext) -> None:
        """Psycopg calls it an internal error that the server has ended the connection for resting in a transaction."""
        error = context.original_exception
        if getattr(error, "sqlstate", None) == _IDLE_TOO_LONG:
            context.is_disconnect = True
            raise OperationalError(context.statement, None, error, hide_parameters=True) from error


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connect(dbapi_connection: Any, _record: Any) -> None:
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("rezayat_migrating", False):
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        reading = options.get("rezayat_reading", False)
        writing = sqlite.BEGIN_QUICK if options.get("rezayat_quick", False) else sqlite.BEGIN_WRITING
        connection.exec_driver_sql(sqlite.BEGIN_READING if reading else writing)


def unreachable(error: BaseException) -> str | None:
    """Why the database could not be used, if that is what an error says; None for any other error."""
    if not isinstance(error, OperationalError):
        return None
    return str(error.orig).strip().splitlines()[0]
