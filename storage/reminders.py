"""Things to be brought up in a person's conversation later, sealed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import KeyRing
from storage.tables import Reminder

Payload = Mapping[str, Any]
"""What to bring up: its `kind` and what that kind needs, as JSON."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be brought up (`payload`), with whom, where and when."""

    person: str
    platform: str
    address: str
    at: datetime
    payload: Payload


class Reminders:
    """The reminders of all platforms; every method works inside the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def add(self, connection: AsyncConnection, due: Due) -> None:
        """Keep a reminder inside the transaction that causes it."""
        await connection.execute(
            insert(Reminder).values(
                person=due.person,
                platform=due.platform,
                due_at=due.at,
                address_sealed=self._keys.encrypt(due.address),
                payload_sealed=self._keys.encrypt(json.dumps(dict(due.payload), ensure_ascii=False)),
            )
        )

    async def due(
        self, connection: AsyncConnection, platform: str, before: datetime, limit: int
    ) -> list[tuple[int, Due]]:
        """What is due on a platform, the longest overdue first, each with its id.

        It stays until it is `done`; what another process has in hand meanwhile is passed over.
        """
        query = (
            select(Reminder.__table__)
            .where(Reminder.platform == platform, Reminder.due_at <= before)
            .order_by(Reminder.due_at, Reminder.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [(row.id, self._due(row)) for row in (await connection.execute(query)).all()]

    async def done(self, connection: AsyncConnection, id_: int) -> bool:
        """It was brought up; False when it is gone already."""
        return (await connection.execute(delete(Reminder).where(Reminder.id == id_))).rowcount == 1

    async def postpone(self, connection: AsyncConnection, id_: int, at: datetime) -> None:
        """Bring it up later."""
        await connection.execute(update(Reminder).where(Reminder.id == id_).values(due_at=at))

    async def drop(self, connection: AsyncConnection, person: str, fits: Callable[[Payload], bool]) -> None:
        """Bring nothing of this up with a person; what it is about can only be read with the keys."""
        query = select(Reminder.id, Reminder.payload_sealed).where(Reminder.person == person)
        rows = (await connection.execute(query)).all()
        ids = [row.id for row in rows if fits(self._payload(row.payload_sealed))]
        await connection.execute(delete(Reminder).where(Reminder.id.in_(ids)))

    def _due(self, row: Any) -> Due:
        address = self._keys.decrypt(row.address_sealed)
        return Due(row.person, row.platform, address, row.due_at, self._payload(row.payload_sealed))

    def _payload(self, sealed: bytes) -> Payload:
        payload: Payload = json.loads(self._keys.decrypt(sealed))
        return payload
