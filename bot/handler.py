"""One update, one transaction: the mark that it is handled, all that it causes, and the replies it leaves to be sent."""

import asyncio

from bot.calls import calls
from bot.context import Hint
from bot.conversation import Conversation
from bot.delivery import Delivery
from storage.database import Database
from storage.inbox import Inbox
from storage.outbox import Call, Outbox


class Handler:
    """Handles the updates of one bot; `replied` is set when there is something to send."""

    def __init__(self, database: Database, conversation: Conversation, boxes: tuple[Inbox, Outbox]) -> None:
        self.replied = asyncio.Event()
        self._database = database
        self._conversation = conversation
        self._inbox, self._outbox = boxes

    async def handle(self, update_id: int, delivery: Delivery | None) -> None:
        """Handle an update once; a second time does nothing. None needs no answer and is only marked."""
        hint = await self._conversation.hint(delivery.event) if delivery else Hint()
        async with self._database.writing() as connection:
            if await self._inbox.finish(connection, update_id) and delivery:
                effects = await self._conversation.take_step(connection, delivery, hint)
                person = self._conversation.person(delivery.user)
                await self._outbox.add(connection, [Call(person, call.to_json()) for call in calls(effects, delivery)])
        self.replied.set()
