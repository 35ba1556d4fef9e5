"""What happens behind a citizen's back: time passes, an office answers, a card is printed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state import OPEN_FOR, State
from domain.agency import Catalogue
from domain.labels import IntakeChannel, Role, Status
from services.cases import Cases
from storage.conversations import Conversations
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.officials import Rights
from storage.points import Point, Points
from storage.tables import Feedback, Reminder

OFFICIAL = Rights("بازبین", Role.ADMINISTRATOR)
POINT = Point("k7m2p9", "باجهٔ ۲ ثبت احوال", "civil_registry", province="kermanshah", county="کرمانشاه")
"""The service point of the document."""


@dataclass(frozen=True)
class Behind:
    """An installation, seen from the other side of the messenger."""

    database: Database
    keys: KeyRing
    catalogue: Catalogue
    channel: IntakeChannel = IntakeChannel.TELEGRAM

    async def later(self, user: str, minutes: int) -> None:
        """Let time pass for one person: everything of theirs has happened so much earlier."""
        person, passed = self.keys.person(self.channel, user), timedelta(minutes=minutes)
        async with self.database.writing() as connection:
            await self._age(connection, person, passed)
            states = Conversations(self.keys)
            saved = (await states.states(connection, [person])).get(person)
            if saved:
                state = State.from_json(saved)
                earlier = replace(state, opened=_before(state.opened, passed), hour=_before(state.hour, passed))
                earlier = replace(earlier, asked_at=_before(state.asked_at, passed))
                await states.save(connection, {person: earlier.to_json()})

    async def answer(self, user: str, text: str) -> None:
        """An official answers the person's newest feedback."""
        await self._cases.answer(OFFICIAL, await self._newest(user), text)

    async def close(self, user: str, reason: str) -> None:
        """An official closes it without a solution."""
        await self._cases.close(OFFICIAL, await self._newest(user), reason)

    async def print_card(self) -> str:
        """Make the service point of the document; returns its code."""
        async with self.database.writing() as connection:
            if await Points().find(connection, POINT.code) is None:
                await Points().add(connection, POINT)
        return POINT.code

    @property
    def _cases(self) -> Cases:
        return Cases(self.database, self.keys, self.catalogue)

    async def _newest(self, user: str) -> int:
        mine = Feedback.person == self.keys.person(self.channel, user)
        async with self.database.reading() as connection:
            case = (await connection.scalars(select(Feedback.id).where(mine).order_by(Feedback.id.desc()))).first()
        if case is None:
            raise LookupError(user)
        return case

    async def _age(self, connection: AsyncConnection, person: str, passed: timedelta) -> None:
        for feedback in (await connection.execute(select(Feedback).where(Feedback.person == person))).all():
            received = feedback.received_at - passed
            over = feedback.status == Status.OPEN and now() - received >= OPEN_FOR
            values = {"received_at": received} | ({"status": Status.REGISTERED} if over else {})
            await connection.execute(update(Feedback).where(Feedback.id == feedback.id).values(**values))
        for reminder in (await connection.execute(select(Reminder).where(Reminder.person == person))).all():
            due = update(Reminder).where(Reminder.id == reminder.id).values(due_at=reminder.due_at - passed)
            await connection.execute(due)


def _before(moment: datetime | None, passed: timedelta) -> datetime | None:
    return moment and moment - passed
