"""What has to be done now and again, whoever writes."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bot.conversation import Conversation
from bot.limits import HOUR
from bot.parts import Parts
from bot.platforms import Platform
from bot.reporting import Alerting
from bot.state import OPEN_FOR
from bot.waiting import Job, every, pause
from services.triage import Triage
from storage.database import now
from storage.erasure import erase_old
from storage.inbox import Inbox
from storage.outbox import Outbox

BATCH: Final = 500
"""Feedbacks erased in one transaction, so that nobody waits long for it."""
READ_TOGETHER: Final = 64
"""Feedbacks classified together: a second at most, in which somebody may come who waits."""
LOOK_AGAIN_S: Final = 3


class Chores:
    """The regular work of one bot."""

    def __init__(
        self, parts: Parts, platform: Platform, conversation: Conversation, boxes: tuple[Inbox, Outbox]
    ) -> None:
        self._database = parts.database
        self._conversation = conversation
        self._retention = timedelta(days=parts.retention_days)
        self._inbox, self._outbox = boxes
        self._alerting = Alerting(parts, platform)

    async def close_open(self) -> None:
        """Hand over the feedbacks whose half hour is up."""
        async with self._database.writing() as connection:
            await self._conversation.close_open(connection, now() - OPEN_FOR)

    async def purge(self) -> None:
        """Forget what is no longer needed of updates and calls."""
        await self._inbox.purge(now())
        await self._outbox.purge(now())
        async with self._database.writing() as connection:
            await self._conversation.purge(connection, now() - HOUR)

    async def erase_old(self) -> None:
        """Erase what citizens wrote, and where their conversations stand, longer ago than is promised."""
        before, erased = now() - self._retention, BATCH
        async with self._database.writing() as connection:
            await self._conversation.forget_old(connection, before)
        while erased == BATCH:
            async with self._database.writing() as connection:
                erased = await erase_old(connection, before, BATCH)

    async def alert(self) -> None:
        """Tell officials what they want to be told of."""
        async with self._database.writing() as connection:
            await self._outbox.add(connection, await self._alerting.calls(connection))

    def jobs(self) -> tuple[Job, ...]:
        """Everything, each at its own pace."""
        hourly = (self.purge, self.erase_old, self.alert)
        return every(60, self.close_open), *(every(3600, chore) for chore in hourly)


def classifying(triage: Triage, is_idle: Callable[[], bool]) -> Job:
    """The job of classifying what waits, while nobody waits for an answer."""

    async def classify(stop: asyncio.Event) -> None:
        while not stop.is_set():
            more = is_idle() and await triage.step(READ_TOGETHER) == READ_TOGETHER
            await pause(stop, 0 if more else LOOK_AGAIN_S)

    return classify
