"""Raw updates: committed before they are acknowledged, handled once, kept as a key for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import KeyRing
from storage.database import Database, now
from storage.tables import Update

MAX_ATTEMPTS: Final = 3
KEEP_KEYS: Final = timedelta(days=6)
"""Redelivery lasts 24 hours; after a silent week update ids start again at random."""
KEEP_DEAD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Source:
    """Whose updates: a messenger and the bot's number there."""

    platform: str
    bot: str


@dataclass(frozen=True, slots=True)
class Raw:
    """One update as delivered (JSON text)."""

    update_id: int
    payload: str
    attempts: int = 0


class Inbox:
    """The updates of one bot."""

    def __init__(self, database: Database, keys: KeyRing, source: Source) -> None:
        self._database = database
        self._keys = keys
        self._source = source

    async def receive(self, updates: Sequence[Raw]) -> None:
        """Commit a batch; updates seen before are left as they are. After this returns they may be acknowledged."""
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        at = now()
        rows = [
            {
                "platform": self._source.platform,
                "bot": self._source.bot,
                "update_id": raw.update_id,
                "payload_sealed": self._keys.encrypt(raw.payload),
                "state": "new",
                "attempts": 0,
                "received_at": at,
            }
            for raw in sorted(updates, key=lambda raw: raw.update_id)  # two receivers must not lock crosswise
        ]
        if rows:
            async with self._database.writing() as connection:
                await connection.execute(insert(Update).on_conflict_do_nothing(), rows)

    async def waiting(self, limit: int) -> list[Raw]:
        """The oldest updates still to be handled, in the order they came."""
        query = (
            select(Update.update_id, Update.payload_sealed, Update.attempts)
            .where(self._mine(), Update.state == "new")
            .order_by(Update.received_at, Update.update_id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [Raw(row.update_id, self._keys.decrypt(row.payload_sealed), row.attempts) for row in rows]

    async def backlog(self) -> int:
        """How many updates wait."""
        async with self._database.reading() as connection:
            count = await connection.scalar(select(func.count()).where(self._mine(), Update.state == "new"))
        return count or 0

    async def finish(self, connection: AsyncConnection, update_id: int) -> bool:
        """Mark an update as handled inside the transaction of its effects; False when it already was."""
        result = await connection.execute(
            update(Update)
            .where(self._mine(), Update.update_id == update_id, Update.state == "new")
            .values(state="done", payload_sealed=None, finished_at=now(), attempts=Update.attempts + 1)
        )
        return result.rowcount == 1

    async def fail(self, update_id: int, reason: str, *, final: bool = False) -> None:
        """Count a failed attempt; the last one makes the update a dead letter, which keeps its payload."""
        still_open = and_(self._mine(), Update.update_id == update_id, Update.state == "new")
        async with self._database.writing() as connection:
            await connection.execute(
                update(Update).where(still_open).values(attempts=Update.attempts + 1, reason=reason)
            )
            await connection.execute(
                update(Update)
                .where(still_open, Update.attempts >= (0 if final else MAX_ATTEMPTS))
                .values(state="dead", finished_at=now())
            )

    async def purge(self, at: datetime) -> None:
        """Forget the keys of handled updates and old dead letters."""
        done = and_(Update.state == "done", Update.finished_at < at - KEEP_KEYS)
        dead = and_(Update.state == "dead", Update.finished_at < at - KEEP_DEAD)
        async with self._database.writing() as connection:
            await connection.execute(delete(Update).where(self._mine(), done | dead))

    def _mine(self) -> ColumnElement[bool]:
        return and_(Update.platform == self._source.platform, Update.bot == self._source.bot)
