"""One step of a person's conversation inside a transaction: what is known of it, what it causes, what is kept."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.context import Context, Hint, Known
from bot.delivery import Delivery
from bot.dialogue import step, wanted_name, wanted_number
from bot.effects import Effect, EraseEverything
from bot.events import Edited, Event
from bot.hints import hint
from bot.matcher import Matcher
from bot.parts import Parts
from bot.records import Records, Visit
from bot.state import State
from domain.labels import IntakeChannel
from domain.period import jalali_words
from domain.tracking import new_tracking_number
from storage.conversations import Conversations
from storage.database import now


class Conversation:
    """Takes the steps of everybody's conversations on one channel."""

    def __init__(self, parts: Parts, channel: IntakeChannel) -> None:
        self._parts = parts
        self._channel = channel
        self._matcher = Matcher(parts.catalogue)
        self._records = Records(parts, channel)
        self._states = Conversations(parts.keys)

    def person(self, user: str) -> str:
        """The pseudonym of one of the messenger's users."""
        return self._parts.keys.person(self._channel, user)

    async def hint(self, event: Event) -> Hint:
        """What the model proposes; asked for before the transaction begins."""
        return await hint(self._parts.analyser, event)

    async def take_step(self, connection: AsyncConnection, delivery: Delivery, hint: Hint) -> tuple[Effect, ...]:
        """Take one step and keep what it causes; returns all effects, for the messenger to say its part of them."""
        visit = Visit(self.person(delivery.user), delivery.address, now())
        saved = await self._states.state(connection, visit.person)
        state = State.from_json(saved) if saved else State()
        context = await self._context(connection, visit, (delivery.event, hint))
        if context is None:
            return ()
        moved, effects = step(state, delivery.event, context)
        _only_own(effects, state, context)
        await self._records.keep(connection, visit, effects)
        if any(isinstance(effect, EraseEverything) for effect in effects):
            await self._states.forget(connection, visit.person)
        elif moved != state:
            await self._states.save(connection, visit.person, moved.to_json())
        return effects

    async def close_open(self, connection: AsyncConnection, before: datetime) -> None:
        """Feedbacks that began before this instant go to their office."""
        await self._records.feedbacks.close_open(connection, before)

    async def _context(self, connection: AsyncConnection, visit: Visit, asked: tuple[Event, Hint]) -> Context | None:
        """What the dialogue may know; None for an edit that changes nothing."""
        event, proposed = asked
        stored = None
        if isinstance(event, Edited):
            stored = await self._records.feedbacks.written(connection, visit.person, event.message)
            if stored and stored.text == event.text:
                return None
        named = wanted_name(event)
        return Context(
            now=visit.now,
            catalogue=self._parts.catalogue,
            fresh_number=new_tracking_number(),
            hint=proposed,
            found=await self._known(connection, visit, wanted_number(event)),
            matches=self._matcher.find(named) if named else (),
            stored=stored is not None and stored.open,
        )

    async def _known(self, connection: AsyncConnection, visit: Visit, number: str | None) -> Known | None:
        found = await self._records.feedbacks.find(connection, number) if number else None
        if number is None or found is None:
            return None
        return Known(
            number=number,
            status=found.status,
            agency=found.agency,
            registered_day=jalali_words(found.day),
            pieces=found.pieces,
            mine=found.person == visit.person,
        )


def _only_own(effects: Iterable[Effect], state: State, context: Context) -> None:
    """The last line of defence: nobody changes somebody else's feedback."""
    found = context.found
    own = {None, context.fresh_number, state.number, found.number if found and found.mine else None}
    if any(getattr(effect, "number", None) not in own for effect in effects):
        raise PermissionError
