"""Carry out what a step of the dialogue wants kept, inside the step's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.effects import (
    AddAttachment,
    AddText,
    AnswerPress,
    ChooseAgency,
    ChoosePlace,
    Effect,
    EraseEverything,
    Rate,
    Register,
    ReplaceText,
    Say,
    TakeButtons,
    WantAnswer,
    Withdraw,
)
from bot.parts import Parts
from domain.feedback import NewFeedback
from domain.labels import IntakeChannel, Status
from services.intake import Intake
from storage.feedbacks import TEXT, Feedbacks, Key


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose step it is: the pseudonym, the chat to answer in, and when."""

    person: str
    address: str
    now: datetime


class Records:
    """The feedback tables as the dialogue's effects see them."""

    def __init__(self, parts: Parts, channel: IntakeChannel) -> None:
        self.feedbacks = Feedbacks(parts.keys)
        self._intake = Intake(parts.database, parts.keys, parts.catalogue)
        self._keys = parts.keys
        self._province = parts.province
        self._channel = channel

    async def keep(self, connection: AsyncConnection, visit: Visit, effects: Iterable[Effect]) -> None:
        """Carry out the effects in their order; what is said is not kept here."""
        for effect in effects:
            await self._keep(connection, visit, effect)

    async def _keep(self, connection: AsyncConnection, visit: Visit, effect: Effect) -> None:
        match effect:
            case Register():
                await self._register(connection, visit, effect)
            case ReplaceText(message=message, text=text):
                await self.feedbacks.replace_text(connection, visit.person, message, text)
            case EraseEverything():
                await self.feedbacks.erase_person(connection, visit.person)
            case WantAnswer(number=number, wanted=wanted):
                address = self._keys.encrypt(visit.address) if wanted else None
                await self.feedbacks.change(connection, number, address_sealed=address)
            case Say() | AnswerPress() | TakeButtons():
                pass
            case _:
                await self._change(connection, effect)

    async def _register(self, connection: AsyncConnection, visit: Visit, effect: Register) -> None:
        new = NewFeedback(
            person=visit.person,
            received_at=visit.now,
            text=effect.text,
            channel=self._channel,
            agency=effect.agency,
            rating=effect.rating,
            province=self._province,
            status=Status.OPEN,
        )
        await self._intake.register(connection, new, Key(effect.number, effect.message, visit.address))

    async def _change(
        self,
        connection: AsyncConnection,
        effect: AddText | AddAttachment | ChooseAgency | ChoosePlace | Rate | Withdraw,
    ) -> None:
        number = effect.number
        match effect:
            case AddText(message=message, text=text):
                await self.feedbacks.add_piece(connection, number, message, (TEXT, text))
            case AddAttachment(message=message, what=what, file=file, caption=caption):
                await self.feedbacks.add_piece(connection, number, message, (what, file))
                if caption:
                    await self.feedbacks.add_piece(connection, number, message, (TEXT, caption))
            case ChooseAgency(agency=agency):
                await self.feedbacks.choose_agency(connection, number, agency)
            case ChoosePlace(county=county):
                await self.feedbacks.change(connection, number, county=county)
            case Rate(rating=rating):
                await self.feedbacks.change(connection, number, rating=rating)
            case Withdraw():
                await self.feedbacks.withdraw(connection, number)
