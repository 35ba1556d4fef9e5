"""Facts about the database itself."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import ConfigurationError
from storage.crypto import KeyRing
from storage.database import Database
from storage.tables import Fact

_FINGERPRINT = "key_fingerprint"


async def has_keys(database: Database) -> bool:
    """True when the database was already written with some keys."""
    async with database.reading() as connection:
        return await _fingerprint(connection) is not None


async def claim(database: Database, keys: KeyRing) -> None:
    """Tie a fresh database to the keys, or check that they are the ones it was written with.

    Raises ConfigurationError when the database belongs to other keys.
    """
    async with database.writing() as connection:
        insert = sqlite.insert if database.is_sqlite else postgresql.insert
        statement = insert(Fact).values(name=_FINGERPRINT, value=keys.fingerprint)
        await connection.execute(statement.on_conflict_do_nothing())
        if await _fingerprint(connection) != keys.fingerprint:
            raise ConfigurationError("key_other")


async def _fingerprint(connection: AsyncConnection) -> str | None:
    value: str | None = await connection.scalar(select(Fact.value).where(Fact.name == _FINGERPRINT))
    return value
