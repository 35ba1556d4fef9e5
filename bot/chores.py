"""What has to be done now and again, whoever writes."""

from collections.abc import Callable

from bot.conversation import Conversation
from bot.state import OPEN_FOR
from bot.waiting import Job, every
from services.triage import Triage
from storage.database import Database, now
from storage.inbox import Inbox
from storage.outbox import Outbox


class Chores:
    """The regular work of one bot."""

    def __init__(self, database: Database, conversation: Conversation, boxes: tuple[Inbox, Outbox]) -> None:
        self._database = database
        self._conversation = conversation
        self._inbox, self._outbox = boxes

    async def close_open(self) -> None:
        """Hand over the feedbacks whose half hour is up."""
        async with self._database.writing() as connection:
            await self._conversation.close_open(connection, now() - OPEN_FOR)

    async def purge(self) -> None:
        """Forget what is no longer needed of updates and calls."""
        await self._inbox.purge(now())
        await self._outbox.purge(now())

    def jobs(self) -> tuple[Job, ...]:
        """Everything, each at its own pace."""
        return every(60, self.close_open), every(3600, self.purge)


def classifying(triage: Triage, is_idle: Callable[[], bool]) -> Job:
    """The job of classifying what waits, while nobody waits for an answer."""

    async def classify() -> None:
        if is_idle():
            await triage.run()

    return every(3, classify)
