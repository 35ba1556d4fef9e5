"""Bring a database to the present schema."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

_FOLDER: Final = Path(__file__).with_name("migrations")
_LOCK: Final = int.from_bytes(b"rezayat")


def _config(connection: Connection) -> Config:
    config = _folder()
    config.attributes["connection"] = connection
    return config


def _folder() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


async def upgrade(database: Database, revision: str = "head") -> None:
    """Apply every migration that is missing, in one transaction; an SQLite file's folder is made.

    Processes that start together wait for each other.
    """
    database.make_folder()
    async with database.migrating() as connection:
        if not database.is_sqlite:
            await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))


async def is_current(database: Database) -> bool:
    """True when the database has the newest schema."""
    async with database.reading() as connection:
        return await _revision(connection) == head()


async def _revision(connection: AsyncConnection) -> str | None:
    return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def head() -> str | None:
    """The newest migration's number."""
    return ScriptDirectory.from_config(_folder()).get_current_head()
