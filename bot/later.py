"""What is brought up later: an answer that has come, a rating asked for at home, late proposals, reports."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.calls import calls
from bot.context import Hint
from bot.conversation import Conversation
from bot.delivery import Delivery
from bot.events import Answered, AskLater, Event, Proposed, Wrote
from bot.faults import name
from bot.parts import Parts
from bot.platforms import Platform
from bot.records import Visit
from bot.reporting import Reporting
from storage import people
from storage.database import UNREACHABLE, now
from storage.outbox import Call, Outbox
from storage.reminders import Due, Reminders

TOGETHER: Final = 50
AFTER_A_FAILURE: Final = timedelta(minutes=10)
PATIENCE_S: Final = 5.0
"""How long the model may take for a second look, for which nobody waits but the stop of the bot."""
LOOK_AGAIN: Final = timedelta(seconds=5)
MOST_LOOKS: Final = 6
_log = logging.getLogger(__name__)


class Later:
    """Brings up what is due on one platform, each thing once and in a transaction of its own.

    `replied` is set when there is something to send.
    """

    def __init__(
        self, parts: Parts, platform: Platform, conversation: Conversation, sending: tuple[Outbox, asyncio.Event]
    ) -> None:
        self._database = parts.database
        self._platform = platform
        self._conversation = conversation
        self._outbox, self._replied = sending
        self._reminders = Reminders(parts.keys)
        self._reporting = Reporting(parts, parts.model)

    async def bring_up(self) -> None:
        """Everything that is due now."""
        async with self._database.reading() as connection:
            due = await self._reminders.due(connection, self._platform.channel, now(), TOGETHER)
        for id_, reminder in due:
            try:
                await self._one(id_, reminder)
            except UNREACHABLE:
                raise
            except Exception as error:  # noqa: BLE001 - one reminder must not hold up the others
                _log.error("a reminder failed: %s", name(error))
                async with self._database.writing() as connection:
                    await self._reminders.postpone(connection, id_, now() + AFTER_A_FAILURE)

    async def _one(self, id_: int, due: Due) -> None:
        event = _event(due)
        hints = await self._hints(event)
        if any(hint.missing for hint in hints.values()) and await self._looks_again(id_, due):
            return
        ready = [] if event else await self._reporting.calls(due)
        async with self._database.writing() as connection:
            if not await people.hold(connection, [due.person]) or not await self._reminders.done(connection, id_):
                return
            if event:
                round_ = await self._conversation.begin(connection, [due.person], hints)
                visit = Visit(due.person, due.address, now())
                effects = await self._conversation.take_step(round_, visit, event)
                await self._conversation.end(round_)
                ready = list(calls(effects, Delivery("", due.address, event), self._platform))
            await self._outbox.add(connection, [Call(due.person, call.to_json()) for call in ready])
        self._replied.set()

    async def _looks_again(self, id_: int, due: Due) -> bool:
        """Put off what the model has still not read: there may be a danger in it. False when it was asked often enough."""
        looks = due.payload.get("looks", 0) + 1
        if looks >= MOST_LOOKS:
            _log.warning("the model has not read a text in %s looks; nothing is proposed", looks)
            return False
        again = replace(due, at=now() + LOOK_AGAIN, payload={**due.payload, "looks": looks})
        async with self._database.writing() as connection:
            if await people.hold(connection, [due.person]) and await self._reminders.done(connection, id_):
                await self._reminders.add(connection, again)
        return True

    async def _hints(self, event: Event | None) -> Mapping[Event, Hint]:
        """What the model thinks, after all, of a text it was too slow for; read while nobody waits."""
        if not isinstance(event, Proposed):
            return {}
        async with self._database.reading() as connection:
            text = await self._conversation.text_of(connection, event.number)
        wrote = Wrote(0, text)
        hint = (await self._conversation.hints([wrote], PATIENCE_S)).get(wrote, Hint())
        return {event: hint}


def _event(due: Due) -> Event | None:
    """The event of a reminder; None for a report, which is no part of the conversation."""
    kind = due.payload["kind"]
    match kind:
        case "answered":
            return Answered(due.payload["number"])
        case "rate":
            return AskLater(due.payload["point"])
        case "propose":
            return Proposed(due.payload["number"])
        case "report":
            return None
        case _:
            raise ValueError(kind)
