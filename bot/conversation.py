"""The steps of people's conversations inside a transaction: what is known of each, what it causes, what is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.context import Context, Hint
from bot.dialogue import step, wanted_name, wanted_number
from bot.effects import AddAttachment, AddText, Effect, EraseEverything, Register, ReplaceText
from bot.events import Edited, Event
from bot.hints import LIMIT_S, Hinter
from bot.knowledge import Knowledge
from bot.matcher import Matcher
from bot.parts import Parts
from bot.records import Records, Visit
from bot.state import State
from domain.labels import IntakeChannel
from domain.tracking import new_tracking_number
from storage.conversations import Conversations
from storage.reminders import Due, Reminders

LOOK_AGAIN: Final = timedelta(seconds=3)
"""When the classifier is asked again about a text that it was too slow for."""


@dataclass(slots=True)
class Round:
    """Some steps in one transaction: the states as they stand, whose have changed, and what the model thinks."""

    connection: AsyncConnection
    states: dict[str, State]
    hints: Mapping[Event, Hint]
    changed: set[str] = field(default_factory=set)


class Conversation:
    """Takes the steps of everybody's conversations on one channel."""

    def __init__(self, parts: Parts, channel: IntakeChannel) -> None:
        self._parts = parts
        self._channel = channel
        self._matcher = Matcher(parts.catalogue)
        self._records = Records(parts, channel)
        self._knowledge = Knowledge(parts)
        self._hinter = Hinter(parts.analyser)
        self._states = Conversations(parts.keys)
        self._reminders = Reminders(parts.keys)

    def person(self, user: str) -> str:
        """The pseudonym of one of the messenger's users."""
        return self._parts.keys.person(self._channel, user)

    async def hints(self, events: Sequence[Event], limit_s: float = LIMIT_S) -> Mapping[Event, Hint]:
        """What the model proposes within the limit; asked for before the transaction begins."""
        return await self._hinter.hints(events, limit_s)

    async def begin(
        self, connection: AsyncConnection, people: Iterable[str], hints: Mapping[Event, Hint] | None = None
    ) -> Round:
        """Begin a round of steps of these people."""
        known = set(people)
        erased = {self._states.erased(person): person for person in known}
        saved = await self._states.states(connection, [*known, *erased])
        states = {erased[name]: State.from_json(state) for name, state in saved.items() if name in erased}
        states |= {name: State.from_json(state) for name, state in saved.items() if name in known}
        return Round(connection, states, hints or {})

    async def take_step(self, round_: Round, visit: Visit, event: Event) -> tuple[Effect, ...]:
        """Take one step and keep what it causes; returns all effects, for the messenger to say its part of them."""
        state = round_.states.get(visit.person, State())
        context = await self._context(round_, visit, (state, event))
        if context is None:
            return ()
        moved, effects = step(state, event, context)
        _only_own(effects, state, context)
        await self._records.keep(round_.connection, visit, effects)
        round_.states[visit.person] = moved
        if any(isinstance(effect, EraseEverything) for effect in effects):
            await self._states.forget(round_.connection, visit.person)
            await self._states.save(round_.connection, {self._states.erased(visit.person): moved.to_json()})
            round_.changed.discard(visit.person)
        elif moved != state:
            round_.changed.add(visit.person)
        if context.hint.missing and moved.number and any(map(_has_words, effects)):
            await self._propose_later(round_.connection, visit, moved.number)
        return effects

    async def end(self, round_: Round) -> None:
        """Save the states that have changed."""
        changed = {person: round_.states[person].to_json() for person in round_.changed}
        await self._states.save(round_.connection, changed)

    async def close_open(self, connection: AsyncConnection, before: datetime) -> None:
        """Feedbacks that began before this instant go to their office."""
        await self._records.feedbacks.close_open(connection, before)

    async def purge(self, connection: AsyncConnection, before: datetime) -> None:
        """Forget how much people sent who have erased everything before this instant."""
        await self._states.purge(connection, before)

    async def forget_old(self, connection: AsyncConnection, before: datetime) -> None:
        """Forget where conversations stand in which nothing has happened since this instant."""
        await self._states.forget_old(connection, before)

    async def text_of(self, connection: AsyncConnection, number: str) -> str:
        """The whole text of the feedback with this tracking number; empty when there is none."""
        found = await self._records.feedbacks.find(connection, number)
        return (await self._records.feedbacks.texts(connection, [found.id]))[found.id] if found else ""

    async def _propose_later(self, connection: AsyncConnection, visit: Visit, number: str) -> None:
        """Have the classifier asked again, once for all that the feedback then says."""
        payload = {"kind": "propose", "number": number}
        await self._reminders.drop(connection, visit.person, lambda known: payload.items() <= known.items())
        due = Due(visit.person, self._channel, visit.address, visit.now + LOOK_AGAIN, payload)
        await self._reminders.add(connection, due)

    async def _context(self, round_: Round, visit: Visit, at: tuple[State, Event]) -> Context | None:
        """What the dialogue may know; None for an edit that changes nothing."""
        connection = round_.connection
        state, event = at
        stored = None
        if isinstance(event, Edited):
            stored = await self._records.feedbacks.written(connection, visit.person, event.message)
            if stored and stored.text == event.text:
                return None
        named = wanted_name(event)
        seen = await self._knowledge.seen(connection, visit, at)
        return Context(
            now=visit.now,
            catalogue=self._parts.catalogue,
            fresh_number=new_tracking_number(),
            hint=round_.hints.get(event, Hint()),
            found=await self._knowledge.feedback(connection, visit, wanted_number(event, state, visit.now)),
            matches=self._matcher.find(named) if named else (),
            stored=stored is not None and stored.open,
            point=seen.point,
            later=seen.later,
            own=seen.own,
            login=seen.login,
            official=seen.official,
            retention_days=self._parts.retention_days,
            messenger=self._channel is not IntakeChannel.TERMINAL,
        )


def _has_words(effect: Effect) -> bool:
    """Whether an effect changes what a feedback says."""
    match effect:
        case Register() | AddText() | ReplaceText():
            return True
        case AddAttachment(caption=caption):
            return bool(caption)
        case _:
            return False


def _only_own(effects: Iterable[Effect], state: State, context: Context) -> None:
    """The last line of defence: nobody changes somebody else's feedback."""
    found = context.found
    own = {None, context.fresh_number, state.number, state.to_withdraw, found.number if found and found.mine else None}
    if any(getattr(effect, "number", None) not in own for effect in effects):
        raise PermissionError
