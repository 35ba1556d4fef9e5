"""Updates as they come in: committed, with whose they are, before anybody acknowledges them."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.labels import IntakeChannel
from storage.crypto import KeyRing
from storage.inbox import Inbox, Raw


class Arrivals:
    """The receiving end of an inbox, for polling and webhook alike; `received` is set when there is something to handle."""

    def __init__(self, inbox: Inbox, keys: KeyRing, channel: IntakeChannel) -> None:
        self.received = asyncio.Event()
        self._inbox = inbox
        self._keys = keys
        self._channel = channel

    async def receive(self, updates: Sequence[Raw]) -> None:
        """Commit updates; after this returns they are safe and may be acknowledged."""
        await self._inbox.receive([replace(raw, person=self._person(raw)) for raw in updates])
        self.received.set()

    async def backlog(self) -> int:
        """How many updates wait to be handled."""
        return await self._inbox.backlog()

    def _person(self, raw: Raw) -> str | None:
        user = sender(raw.payload)
        return None if user is None else self._keys.person(self._channel, user)


def sender(payload: str) -> str | None:
    """The messenger's number of the person whose update it is; None where it does not say."""
    try:
        update: dict[str, Any] = json.loads(payload)
        content = next(value for key, value in update.items() if key != "update_id")
        return str(int(content["from"]["id"]))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        return None
