"""One person's conversation is in one hand at a time, however many processes there are."""

from collections.abc import Iterable

from sqlalchemy import String, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

_SEED = int.from_bytes(b"person")


async def hold(connection: AsyncConnection, people: Iterable[str]) -> set[str]:
    """Those of these people whom nobody else has in hand; they are held until the transaction ends.

    On PostgreSQL by advisory locks, which a process that dies lets go of; on SQLite a writing transaction is alone anyway.
    """
    wanted = sorted(set(people))
    if connection.dialect.name == "sqlite" or not wanted:
        return set(wanted)
    person = func.unnest(cast(wanted, ARRAY(String))).column_valued("person")
    free = select(person).where(func.pg_try_advisory_xact_lock(func.hashtextextended(person, _SEED)))
    return set((await connection.execute(free)).scalars())
