"""What can befall the database of a bot that runs: it is locked, its disk is full, or it lets nobody in."""

import contextlib
import resource
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.support.bot_process import BotProcess


@contextlib.contextmanager
def locked(bot: BotProcess) -> Iterator[None]:
    """Somebody else holds the right to write in the SQLite file."""
    connection = sqlite3.connect(make_url(bot.database_url).database or "", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextlib.contextmanager
def full(bot: BotProcess) -> Iterator[None]:
    """The files of a running bot cannot grow any more."""
    file = Path(make_url(bot.database_url).database or "")
    size = max(each.stat().st_size for each in file.parent.glob(file.name + "*"))
    soft, hard = resource.prlimit(bot.number, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.number, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.prlimit(bot.number, resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def gone(bot: BotProcess) -> Iterator[None]:
    """The PostgreSQL server throws everybody out of the database and lets nobody in."""
    url = make_url(bot.database_url)
    engine = create_engine(
        url.set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )

    def tell(*statements: str) -> None:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement), {"name": url.database})

    out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
    tell(f'ALTER DATABASE "{url.database}" WITH ALLOW_CONNECTIONS false', out)
    time.sleep(0.2)
    tell(out)
    try:
        yield
    finally:
        tell(f'ALTER DATABASE "{url.database}" WITH ALLOW_CONNECTIONS true')
        engine.dispose()
