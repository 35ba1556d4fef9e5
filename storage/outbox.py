"""Calls to the messenger as rows: made after the commit, retried, given up with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from storage.crypto import KeyRing
from storage.database import Database, now
from storage.tables import Outgoing
from storage.types import UtcDateTime

KEEP_SENT: Final = timedelta(days=2)
MAX_ATTEMPTS: Final = 100
"""With pauses of ten minutes at most, more than half a day without a connection."""
CLAIM: Final = timedelta(seconds=45)
"""How long a sender may take for a call; a sender that has died loses its calls to others after that."""
_OPEN: Final = ("new", "sending")
_ADD: Final = insert(Outgoing)
_TAKEN: Final = (
    update(Outgoing)
    .where(Outgoing.id.in_(bindparam("ids", expanding=True)))
    .values(state="sending", not_before=bindparam("until", type_=UtcDateTime()))
)
_SENT: Final = (
    update(Outgoing)
    .where(Outgoing.id.in_(bindparam("ids", expanding=True)), Outgoing.state.in_(_OPEN))
    .values(state="sent", payload_sealed=None, reason=None, finished_at=bindparam("at", type_=UtcDateTime()))
)


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call: made; or, with a reason, given up for good or (`after_s`) to be tried again.

    Not every try `counts`: a messenger that asks us to wait will take the call later.
    """

    id: int
    reason: str | None = None
    after_s: float | None = None
    counts: bool = True


class Outbox:
    """The outgoing calls of one platform."""

    def __init__(self, database: Database, keys: KeyRing, platform: str) -> None:
        self._database = database
        self._keys = keys
        self._platform = platform
        self._due = _due(platform)

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
            await connection.execute(_ADD, rows)

    async def exchange(self, outcomes: Iterable[Outcome], limit: int) -> list[Pending]:
        """In one transaction: note what became of earlier calls, and take the next that are due, marked as being sent.

        Only the oldest open call of a person is taken, so that replies keep their order. Two senders never take the same
        call.
        """
        async with self._database.quick() as connection:
            await self._settle(connection, list(outcomes))
            if limit < 1:
                return []
            at = now()
            rows = (await connection.execute(self._due.limit(limit), {"at": at})).all()
            if rows:
                await connection.execute(_TAKEN, {"ids": [row.id for row in rows], "until": at + CLAIM})
        return [
            Pending(row.id, row.person, self._keys.decrypt(row.payload_sealed), row.attempts, row.created_at)
            for row in rows
        ]

    async def recover(self, *, alone: bool) -> int:
        """After a crash: calls that were being sent are sent again, once each; returns how many may repeat.

        With other senders beside this one (`alone` False) only those whose claim has run out.
        """
        async with self._database.writing() as connection:
            lost = update(Outgoing).where(Outgoing.platform == self._platform, Outgoing.state == "sending")
            if not alone:
                lost = lost.where(Outgoing.not_before < now())
            result = await connection.execute(lost.values(state="new", resent=Outgoing.resent + 1, not_before=now()))
        return result.rowcount

    async def purge(self, at: datetime) -> None:
        """Forget finished calls."""
        async with self._database.writing() as connection:
            old = or_(Outgoing.state == "sent", Outgoing.state == "dead")
            await connection.execute(delete(Outgoing).where(old, Outgoing.finished_at < at - KEEP_SENT))

    async def _settle(self, connection: AsyncConnection, outcomes: list[Outcome]) -> None:
        made = [outcome.id for outcome in outcomes if outcome.reason is None]
        if made:
            await connection.execute(_SENT, {"ids": made, "at": now()})
        for outcome in outcomes:
            if outcome.reason is not None:
                await self._failed(connection, outcome)

    async def _failed(self, connection: AsyncConnection, outcome: Outcome) -> None:
        """Try again after a pause; too many tries, or no pause, give up."""
        mine = update(Outgoing).where(Outgoing.id == outcome.id, Outgoing.state.in_(_OPEN))
        again = now() + timedelta(seconds=outcome.after_s or 0)
        tried = {
            "state": "new",
            "attempts": Outgoing.attempts + int(outcome.counts),
            "not_before": again,
            "reason": outcome.reason,
        }
        await connection.execute(mine.values(tried))
        hopeless = 0 if outcome.after_s is None else MAX_ATTEMPTS
        await connection.execute(
            mine.where(Outgoing.attempts >= hopeless).values(state="dead", payload_sealed=None, finished_at=now())
        )


def _due(platform: str) -> Select[Any]:
    """The calls that may be made now, oldest first; built once, because building takes longer than running it."""
    earlier = aliased(Outgoing)
    waits_for_earlier = (
        select(earlier.id)
        .where(
            earlier.person == Outgoing.person,
            earlier.state.in_(_OPEN),
            earlier.id < Outgoing.id,
            earlier.platform == platform,
        )
        .exists()
    )
    return (
        select(Outgoing.id, Outgoing.person, Outgoing.payload_sealed, Outgoing.attempts, Outgoing.created_at)
        .where(
            Outgoing.platform == platform,
            Outgoing.state == "new",
            Outgoing.not_before <= bindparam("at", type_=UtcDateTime()),
            ~waits_for_earlier,
        )
        .order_by(Outgoing.id)
        .with_for_update(skip_locked=True)
    )
