"""The connection to SQLite, which changes threads only where it may have to wait.

aiosqlite does everything in a thread of the connection, and SQLAlchemy's adapter asks it four times for one statement: 0.6 ms
each, nearly all of it the change of threads. Here a statement and its rows are one trip. And in a transaction that promises
to be quick (`Database.quick`) only getting the right to write and making the commit durable are done in the thread: what it
does between waits for nobody and takes hundredths of a millisecond.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

import aiosqlite

BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
BEGIN_QUICK: Final = "BEGIN IMMEDIATE -- quick"
BEGIN_READING: Final = "BEGIN"


class Cursor:
    """What SQLAlchemy's adapter uses of a cursor; the rows are fetched together with the execution."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._rows: list[Any] = []

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute one statement and fetch its rows."""
        if sql == BEGIN_READING:
            self._execute(self._connection.sqlite, sql, parameters)
        else:
            await self._connection.do(self._execute, sql, parameters)
        if sql in (BEGIN_WRITING, BEGIN_QUICK):
            self._connection.is_writing = True
            self._connection.is_quick = sql == BEGIN_QUICK

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for each of the parameters."""
        await self._connection.do(self._executemany, sql, parameters)

    async def fetchall(self) -> list[Any]:
        """The rows of the last statement."""
        return self._rows

    async def close(self) -> None:
        """Nothing is held."""

    def _execute(self, sqlite: sqlite3.Connection, sql: str, parameters: Sequence[Any]) -> None:
        cursor = sqlite.execute(sql, parameters)
        self._rows = cursor.fetchall() if cursor.description else []
        self._keep(cursor)

    def _executemany(self, sqlite: sqlite3.Connection, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        self._keep(sqlite.executemany(sql, parameters))

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that knows whether its transaction holds the right to write, and promised to be quick."""

    is_writing = False
    is_quick = False

    @property
    def sqlite(self) -> sqlite3.Connection:
        """The connection of the standard library; never used from two threads at once."""
        return self._conn

    async def cursor(self) -> Cursor:  # type: ignore[override]
        """A cursor, without a trip to the thread."""
        return Cursor(self)

    async def do(self, work: Any, *arguments: Any) -> None:
        """Do some work on the SQLite connection: at once, or in the thread where it may take long."""
        if self.is_quick:
            work(self._conn, *arguments)
        else:
            await self._execute(work, self._conn, *arguments)  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        """Make durable what was written; a transaction that only read ends at once."""
        await self._end(super().commit, self._conn.commit)

    async def rollback(self) -> None:
        """Undo what was written."""
        await self._end(super().rollback, self._conn.rollback)

    async def _end(self, in_thread: Any, at_once: Any) -> None:
        writing, self.is_writing, self.is_quick = self.is_writing, False, False
        if not writing:
            at_once()
            return
        try:
            await in_thread()
        except sqlite3.Error:
            if self._conn.in_transaction:  # a commit that was refused leaves it open, for the next user of the pool
                self._conn.rollback()
            raise


async def connect(file: str) -> Connection:
    """Open an SQLite file; transactions are begun by `storage.database`, not by the driver."""
    opening = partial(sqlite3.connect, file, isolation_level=None, check_same_thread=False)
    connection = Connection(opening, iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: a forgotten connection must not hold up the exit
    await connection
    return connection
