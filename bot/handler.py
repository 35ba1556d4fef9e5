"""Many updates, one transaction: the marks that they are handled, all that they cause, and the replies to be sent.

A commit takes longer than a step of the dialogue, so whoever writes at the same time shares one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.calls import calls
from bot.conversation import Conversation, Round
from bot.delivery import Delivery
from bot.platforms import Platform
from bot.records import Visit
from storage import people
from storage.database import Database, now
from storage.inbox import Inbox
from storage.outbox import Call, Outbox

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One update to be handled; a delivery of None needs no answer and is only marked.

    `person` is its pseudonym as the inbox knows it, None where the raw update did not say.
    """

    update_id: int
    person: str | None
    delivery: Delivery | None


async def directly(_turn: Turn, work: Work) -> None:
    """Do the work of a turn without a messenger's application around it."""
    await work()


class Handler:
    """Handles the updates of one bot; `replied` is set when there is something to send."""

    def __init__(
        self, platform: Platform, database: Database, conversation: Conversation, boxes: tuple[Inbox, Outbox]
    ) -> None:
        self.replied = asyncio.Event()
        self._platform = platform
        self._database = database
        self._conversation = conversation
        self._inbox, self._outbox = boxes

    async def handle(
        self, turns: Sequence[Turn], through: Callable[[Turn, Work], Awaitable[None]] = directly
    ) -> set[str]:
        """Handle updates in their order, each once; returns the people whom another process has in hand.

        Their updates are left. When anything goes wrong, none is handled.
        """
        hints = await self._conversation.hints([turn.delivery.event for turn in turns if turn.delivery])
        async with self._database.quick() as connection:
            everybody = {turn.person for turn in turns if turn.person}
            elsewhere = everybody - await people.hold(connection, everybody)
            ours = [turn for turn in turns if turn.person not in elsewhere]
            fresh = await self._inbox.finish(connection, (turn.update_id for turn in ours))
            steps = [turn for turn in ours if turn.update_id in fresh and turn.delivery]
            round_ = await self._conversation.begin(connection, [self._person(turn) for turn in steps], hints)
            replies: list[Call] = []
            for turn in steps:
                await through(turn, partial(self._take, round_, turn, replies))
            await self._conversation.end(round_)
            await self._outbox.add(connection, replies)
        if replies:
            self.replied.set()
        return elsewhere

    async def _take(self, round_: Round, turn: Turn, replies: list[Call]) -> None:
        delivery = turn.delivery
        if delivery is None:
            return
        person = self._person(turn)
        visit = Visit(person, delivery.address, now())
        effects = await self._conversation.take_step(round_, visit, delivery.event)
        replies += [Call(person, call.to_json()) for call in calls(effects, delivery, self._platform)]

    def _person(self, turn: Turn) -> str:
        return self._conversation.person(turn.delivery.user) if turn.delivery else turn.person or ""
