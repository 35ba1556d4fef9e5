"""Calls to the messenger as rows: made after the commit, retried, given up with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from storage.crypto import KeyRing
from storage.database import Database, now
from storage.tables import Outgoing

KEEP_SENT: Final = timedelta(days=2)
MAX_ATTEMPTS: Final = 100
"""With pauses of ten minutes at most, more than half a day without a connection."""
_OPEN: Final = ("new", "sending")


@dataclass(frozen=True, slots=True)
class Call:
    """One call to make: JSON text with the method and its parameters."""

    person: str
    payload: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A call taken for sending. `attempts` counts the earlier tries."""

    id: int
    person: str
    payload: str
    attempts: int
    created_at: datetime


class Outbox:
    """The outgoing calls of one platform."""

    def __init__(self, database: Database, keys: KeyRing, platform: str) -> None:
        self._database = database
        self._keys = keys
        self._platform = platform

    async def add(self, connection: AsyncConnection, calls: Sequence[Call]) -> None:
        """Queue calls inside the transaction that causes them."""
        at = now()
        rows = [
            {
                "person": call.person,
                "platform": self._platform,
                "payload_sealed": self._keys.encrypt(call.payload),
                "created_at": at,
                "not_before": at,
            }
            for call in calls
        ]
        if rows:
            await connection.execute(insert(Outgoing), rows)

    async def take(self, limit: int) -> list[Pending]:
        """Take the next calls that are due and mark them as being sent.

        Only the oldest open call of a person is taken, so that replies keep their order. Two processes never take the
        same call.
        """
        earlier = aliased(Outgoing)
        waits_for_earlier = (
            select(earlier.id)
            .where(
                earlier.person == Outgoing.person,
                earlier.state.in_(_OPEN),
                earlier.id < Outgoing.id,
                earlier.platform == self._platform,
            )
            .exists()
        )
        due = (
            select(Outgoing.id, Outgoing.person, Outgoing.payload_sealed, Outgoing.attempts, Outgoing.created_at)
            .where(
                Outgoing.platform == self._platform,
                Outgoing.state == "new",
                Outgoing.not_before <= now(),
                ~waits_for_earlier,
            )
            .order_by(Outgoing.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        async with self._database.writing() as connection:
            rows = (await connection.execute(due)).all()
            if rows:
                await connection.execute(
                    update(Outgoing).where(Outgoing.id.in_([row.id for row in rows])).values(state="sending")
                )
        return [
            Pending(row.id, row.person, self._keys.decrypt(row.payload_sealed), row.attempts, row.created_at)
            for row in rows
        ]

    async def sent(self, ids: Sequence[int]) -> None:
        """The messenger accepted these calls."""
        await self._finish(ids, "sent", None)

    async def give_up(self, id_: int, reason: str) -> None:
        """The call will never succeed."""
        await self._finish([id_], "dead", reason)

    async def later(self, id_: int, seconds: float, reason: str) -> None:
        """Try again after a pause; too many tries give up."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(Outgoing)
                .where(Outgoing.id == id_, Outgoing.state.in_(_OPEN))
                .values(
                    state="new",
                    attempts=Outgoing.attempts + 1,
                    not_before=now() + timedelta(seconds=seconds),
                    reason=reason,
                )
            )
            await connection.execute(
                update(Outgoing)
                .where(Outgoing.id == id_, Outgoing.state == "new", Outgoing.attempts >= MAX_ATTEMPTS)
                .values(state="dead", payload_sealed=None, finished_at=now())
            )

    async def recover(self) -> int:
        """After a crash: calls that were being sent are sent again, once each; returns how many may repeat.

        Only for a start at which no other process sends for this platform: their calls would be sent again too.
        """
        async with self._database.writing() as connection:
            result = await connection.execute(
                update(Outgoing)
                .where(Outgoing.platform == self._platform, Outgoing.state == "sending")
                .values(state="new", resent=Outgoing.resent + 1)
            )
        return result.rowcount

    async def purge(self, at: datetime) -> None:
        """Forget finished calls."""
        async with self._database.writing() as connection:
            old = or_(Outgoing.state == "sent", Outgoing.state == "dead")
            await connection.execute(delete(Outgoing).where(old, Outgoing.finished_at < at - KEEP_SENT))

    async def _finish(self, ids: Sequence[int], state: str, reason: str | None) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                update(Outgoing)
                .where(Outgoing.id.in_(list(ids)), Outgoing.state.in_(_OPEN))
                .values(state=state, payload_sealed=None, reason=reason, finished_at=now())
            )
