"""The bot's handler over a real database, without a messenger: events in, rows and waiting calls out."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.calls import ApiCall
from bot.conversation import Conversation
from bot.delivery import Delivery
from bot.events import Event, Pressed, Wrote
from bot.handler import Handler, Turn
from bot.parts import Parts
from bot.platforms import TELEGRAM
from bot.state import State
from domain.labels import IntakeChannel
from storage.conversations import Conversations
from storage.inbox import Inbox, Raw, Source
from storage.outbox import Outbox, Outcome
from storage.tables import Feedback, Piece


@dataclass
class Desk:
    """Hands events to the handler as updates and reads what became of them."""

    parts: Parts
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    calls: list[ApiCall] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database, self.keys = self.parts.database, self.parts.keys
        self.inbox = Inbox(self.database, self.keys, Source("telegram", "7"))
        self.outbox = Outbox(self.database, self.keys, "telegram")
        self.conversation = Conversation(self.parts, IntakeChannel.TELEGRAM)
        self.handler = Handler(TELEGRAM, self.database, self.conversation, (self.inbox, self.outbox))

    async def happen(self, event: Event, user: str = "1001") -> list[str]:
        """Let one person do something; returns what is said to him or her."""
        update = await self.receive()
        press = {"callback": f"press-{update}", "pressed": 99} if isinstance(event, Pressed) else {}
        await self.handle(update, Delivery(user, user, event, **press))  # type: ignore[arg-type]
        return await self.heard()

    async def handle(self, update: int, delivery: Delivery | None) -> set[str]:
        """Have an update handled that waits."""
        person = self.conversation.person(delivery.user) if delivery else None
        return await self.handler.handle([Turn(update, person, delivery)])

    async def write(self, text: str, user: str = "1001", message: int = 0) -> list[str]:
        return await self.happen(Wrote(message or next(self.numbers), text), user)

    async def press(self, label: str, user: str = "1001") -> list[str]:
        """Press the newest button of this label."""
        buttons = [
            button
            for call in self.calls
            for row in call.parameters.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if call.parameters["chat_id"] == user
        ]
        data = next(button["callback_data"] for button in reversed(buttons) if button["text"] == label)
        return await self.happen(Pressed(data), user)

    async def receive(self) -> int:
        """An update that waits; returns its number."""
        update = next(self.numbers)
        await self.inbox.receive([Raw(update, "{}")])
        return update

    async def heard(self) -> list[str]:
        """The texts that wait to be sent; they are taken as sent."""
        fresh: list[ApiCall] = []
        taken = await self.outbox.exchange([], 100)
        while taken:
            fresh += [ApiCall.from_json(pending.payload) for pending in taken]
            taken = await self.outbox.exchange([Outcome(pending.id) for pending in taken], 100)
        self.calls += fresh
        return [call.parameters["text"] for call in fresh if call.method == "sendMessage"]

    async def rows(self) -> list[Any]:
        """All feedbacks."""
        async with self.database.reading() as connection:
            return list((await connection.execute(select(Feedback.__table__).order_by(Feedback.id))).all())

    async def pieces(self) -> list[tuple[int, str, str]]:
        """All pieces: feedback, kind and content."""
        query = select(Piece.feedback_id, Piece.what, Piece.content_sealed).order_by(Piece.id)
        async with self.database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [(row.feedback_id, row.what, self.keys.decrypt(row.content_sealed)) for row in rows]

    async def state(self, user: str = "1001") -> State | None:
        async with self.database.reading() as connection:
            person = self.conversation.person(user)
            saved = await Conversations(self.keys).states(connection, [person])
        return State.from_json(saved[person]) if saved else None
