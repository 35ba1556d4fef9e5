"""Raw updates: committed before they are acknowledged, handled once, kept as a key for a while."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import ConfigurationError
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.tables import Update
from storage.types import UtcDateTime

MAX_ATTEMPTS: Final = 3
KEEP_KEYS: Final = timedelta(days=6)
"""Redelivery lasts 24 hours; after a silent week update ids start again at random."""
_SIDE_BY_SIDE: Final = timedelta(minutes=1)
KEEP_DEAD: Final = timedelta(days=30)
WINDOW: Final = 128
"""The oldest updates that are looked at together."""


@dataclass(frozen=True, slots=True)
class Source:
    """Whose updates: a messenger and the bot's number there."""

    platform: str
    bot: str


@dataclass(frozen=True, slots=True)
class Raw:
    """One update as delivered (JSON text); `person` is the pseudonym of who caused it, None where it does not say."""

    update_id: int
    payload: str
    person: str | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Dead:
    """A dead letter: an update that could not be handled, and why. Its content is not shown."""

    platform: str
    update_id: int
    received_at: datetime
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Updates to be handled, and the people whose updates have to wait for one that is tried again later."""

    raws: Sequence[Raw]
    held: Collection[str]


class Inbox:
    """The updates of one bot."""

    def __init__(self, database: Database, keys: KeyRing, source: Source) -> None:
        self._database = database
        self._keys = keys
        self._source = source
        insert = sqlite.insert if database.is_sqlite else postgresql.insert
        # Built once: building a statement takes longer than SQLite needs to run it.
        self._receive = insert(Update).on_conflict_do_nothing()
        self._waiting = (
            select(
                Update.update_id,
                Update.person,
                Update.payload_sealed,
                Update.attempts,
                Update.not_before,
                Update.received_at,
            )
            .where(
                self._mine(),
                Update.state == "new",
                or_(Update.person.is_(None), Update.person.not_in(bindparam("without", expanding=True))),
            )
            .order_by(Update.received_at, Update.update_id)
            .limit(WINDOW)
        )
        self._finish = (
            update(Update)
            .where(self._mine(), Update.update_id.in_(bindparam("ids", expanding=True)), Update.state == "new")
            .values(
                state="done",
                payload_sealed=None,
                person=None,
                finished_at=bindparam("at", type_=UtcDateTime()),
                attempts=Update.attempts + 1,
            )
            .returning(Update.update_id)
        )

    async def receive(self, updates: Sequence[Raw]) -> None:
        """Commit a batch; updates seen before are left as they are. After this returns they may be acknowledged."""
        at = now()
        rows = [
            {
                "platform": self._source.platform,
                "bot": self._source.bot,
                "update_id": raw.update_id,
                "person": raw.person,
                "payload_sealed": self._keys.encrypt(raw.payload),
                "state": "new",
                "attempts": 0,
                "received_at": at,
            }
            for raw in sorted(updates, key=lambda raw: raw.update_id)  # two receivers must not lock crosswise
        ]
        if rows:
            async with self._database.quick() as connection:
                await connection.execute(self._receive, rows)

    async def waiting(self, limit: int, without: Collection[str] = ()) -> Waiting:
        """The oldest updates that may be handled now, in the order they came; those of some people are left out.

        Where an update is to be tried again later, the person's later ones wait for it. One that cannot be read any more
        becomes a dead letter.
        """
        async with self._database.reading() as connection:
            rows = (await connection.execute(self._waiting, {"without": list(without)})).all()
        due, held = _due(rows, now())
        raws = []
        for row in due[:limit]:
            try:
                payload = self._keys.decrypt(row.payload_sealed or b"")
            except ConfigurationError:
                await self.fail(row.update_id, "unreadable", final=True)
            else:
                raws.append(Raw(row.update_id, payload, row.person, row.attempts))
        return Waiting(raws, held)

    async def backlog(self) -> int:
        """How many updates wait."""
        async with self._database.reading() as connection:
            count = await connection.scalar(select(func.count()).where(self._mine(), Update.state == "new"))
        return count or 0

    async def finish(self, connection: AsyncConnection, update_ids: Iterable[int]) -> set[int]:
        """Mark updates as handled inside the transaction of their effects; returns those that were not handled before."""
        found = await connection.execute(self._finish, {"ids": list(update_ids), "at": now()})
        return set(found.scalars())

    async def fail(self, update_id: int, reason: str, *, after_s: float = 0, final: bool = False) -> None:
        """Count a failed attempt, to be made again after a while; the last one makes the update a dead letter.

        A dead letter keeps its payload, so that it can be replayed.
        """
        still_open = and_(self._mine(), Update.update_id == update_id, Update.state == "new")
        again = now() + timedelta(seconds=after_s)
        async with self._database.writing() as connection:
            await connection.execute(
                update(Update).where(still_open).values(attempts=Update.attempts + 1, reason=reason, not_before=again)
            )
            await connection.execute(
                update(Update)
                .where(still_open, Update.attempts >= (0 if final else MAX_ATTEMPTS))
                .values(state="dead", finished_at=now())
            )

    async def purge(self, at: datetime) -> None:
        """Forget the keys of handled updates and old dead letters, also those of bots that run no more."""
        done = and_(Update.state == "done", Update.finished_at < at - KEEP_KEYS)
        dead = and_(Update.state == "dead", Update.finished_at < at - KEEP_DEAD)
        async with self._database.writing() as connection:
            await connection.execute(delete(Update).where(done | dead))

    def _mine(self) -> ColumnElement[bool]:
        return and_(Update.platform == self._source.platform, Update.bot == self._source.bot)


def _due(rows: Sequence[Any], at: datetime) -> tuple[list[Any], set[str]]:
    """The rows that may be handled, each person's by number, and the people whose have to wait.

    Webhooks are delivered side by side, so a person's later update may have been committed first; numbers only begin anew
    after a silent week.
    """
    numbers: dict[str, list[Any]] = {}
    for row in rows:
        numbers.setdefault(row.person or f"update {row.update_id}", []).append(row)
    turns = {person: iter(_in_order(own)) for person, own in numbers.items()}
    held = {
        person
        for person, own in numbers.items()
        if any(row.not_before is not None and row.not_before > at for row in own)
    }
    in_turn = [(row.person or f"update {row.update_id}") for row in rows]
    return [next(turns[person]) for person in in_turn if person not in held], held


def _in_order(rows: list[Any]) -> list[Any]:
    near = rows[-1].received_at - rows[0].received_at < _SIDE_BY_SIDE
    return sorted(rows, key=lambda row: row.update_id) if near else rows


async def dead_letters(database: Database) -> list[Dead]:
    """The dead letters of all bots, oldest first."""
    columns = (Update.platform, Update.update_id, Update.received_at, Update.attempts, Update.reason)
    async with database.reading() as connection:
        rows = await connection.execute(select(*columns).where(Update.state == "dead").order_by(Update.received_at))
        return [Dead(row.platform, row.update_id, row.received_at, row.attempts, row.reason or "") for row in rows]


async def replay(connection: AsyncConnection, update_ids: Sequence[int] = ()) -> int:
    """Let dead letters be handled again, some or all; returns how many. Those whose person has erased everything are gone."""
    chosen: ColumnElement[bool] = Update.payload_sealed.is_not(None)
    if update_ids:
        chosen = and_(chosen, Update.update_id.in_(list(update_ids)))
    again = (
        update(Update)
        .where(Update.state == "dead", chosen)
        .values(state="new", attempts=0, not_before=None, finished_at=None)
    )
    return (await connection.execute(again)).rowcount
