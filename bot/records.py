"""Carry out what a step of the dialogue wants kept, inside the step's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.effects import (
    AddAttachment,
    AddText,
    Allow,
    ChooseAgency,
    ChoosePlace,
    ChooseUnit,
    Commend,
    DropReminder,
    Effect,
    EraseEverything,
    ForgetAddress,
    Judge,
    KeepFromOffice,
    NameDriver,
    Rate,
    RateAgain,
    Register,
    RemindLater,
    ReplaceText,
    WantAnswer,
    Withdraw,
)
from bot.parts import Parts
from bot.records_official import OfficialEffects
from domain.feedback import NewFeedback
from domain.labels import IntakeChannel, ServiceMode, Status
from services.cases import Cases
from services.intake import Intake
from storage.citizens import Citizens
from storage.feedbacks import TEXT, Feedbacks, Key
from storage.points import Points
from storage.reminders import Due, Reminders


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose step it is: the pseudonym, the chat to answer in, and when."""

    person: str
    address: str
    now: datetime


class Records:
    """The tables as the dialogue's effects see them."""

    def __init__(self, parts: Parts, channel: IntakeChannel) -> None:
        self.feedbacks = Feedbacks(parts.keys)
        self._intake = Intake(parts.database, parts.keys, parts.catalogue)
        self._cases = Cases(parts.database, parts.keys, parts.catalogue)
        self._citizens = Citizens(parts.keys)
        self._reminders = Reminders(parts.keys)
        self._officials = OfficialEffects(parts, channel)
        self._points = Points()
        self._keys = parts.keys
        self._province = parts.province
        self._channel = channel

    async def keep(self, connection: AsyncConnection, visit: Visit, effects: Iterable[Effect]) -> None:
        """Carry out the effects in their order; what is said is not kept here."""
        for effect in effects:
            await self._add(connection, visit, effect)
            await self._change(connection, effect)
            await self._take_back(connection, visit, effect)
            await self._about_person(connection, visit, effect)
            await self._officials.keep(connection, visit, effect)

    async def _add(self, connection: AsyncConnection, visit: Visit, effect: Effect) -> None:
        """What is written or sent."""
        match effect:
            case Register():
                await self._register(connection, visit, effect)
            case ReplaceText(message=message, text=text):
                await self.feedbacks.replace_text(connection, visit.person, message, text)
            case AddText(number=number, message=message, text=text):
                await self.feedbacks.add_piece(connection, number, message, (TEXT, text))
            case AddAttachment(number=number, message=message, what=what, file=file, caption=caption):
                await self.feedbacks.add_piece(connection, number, message, (what, file))
                if caption:
                    await self.feedbacks.add_piece(connection, number, message, (TEXT, caption))
            case _:
                pass

    async def _register(self, connection: AsyncConnection, visit: Visit, effect: Register) -> None:
        """A new feedback, with what the card of a service point says of it."""
        point = await self._points.find(connection, effect.point) if effect.point else None
        place: dict[str, Any] = {"province": self._province}
        if point:
            place = {
                "province": point.province or self._province,
                "county": point.county,
                "unit": point.unit,
                "service": point.service,
                "event": point.event,
            }
        new = NewFeedback(
            person=visit.person,
            received_at=visit.now,
            text=effect.text,
            channel=self._channel,
            agency=effect.agency,
            rating=effect.rating,
            status=Status.OPEN,
            point=effect.point,
            solicited=effect.point is not None,
            asked=effect.asked,
            sensitive=effect.sensitive,
            language=effect.language,
            service_mode=ServiceMode.IN_PERSON if effect.point else ServiceMode.UNKNOWN,
            **place,
        )
        await self._intake.register(connection, new, Key(effect.number, effect.message, visit.address))

    async def _change(self, connection: AsyncConnection, effect: Effect) -> None:
        """What the citizen says about a feedback."""
        match effect:
            case ChooseAgency(number=number, agency=agency):
                await self.feedbacks.choose_agency(connection, number, agency)
            case Judge(number=number, verdict=verdict):
                await self._cases.verdict(connection, number, verdict)
            case RateAgain(number=number, rating=rating):
                await self._cases.rate_again(connection, number, rating)
            case ChooseUnit(number=number, unit=unit):
                await self.feedbacks.choose_unit(connection, number, unit)
            case ChoosePlace() | Rate() | NameDriver() | Commend() | KeepFromOffice():
                await self.feedbacks.change(connection, effect.number, **self._columns(effect))
            case _:
                pass

    def _columns(self, effect: ChoosePlace | Rate | NameDriver | Commend | KeepFromOffice) -> dict[str, Any]:
        match effect:
            case ChoosePlace(county=county):
                return {"county": county}
            case Rate(rating=rating, asked=asked):
                return {"rating": rating} | ({"asked": asked} if asked else {})
            case NameDriver(driver=driver):
                return {"driver": driver}
            case Commend(name=name):
                return {"commendation_sealed": self._keys.encrypt(name)}
            case KeepFromOffice():
                return {"sensitive": True}

    async def _take_back(self, connection: AsyncConnection, visit: Visit, effect: Effect) -> None:
        """What is not to be kept any longer."""
        match effect:
            case WantAnswer(number=number, wanted=True):
                await self.feedbacks.change(connection, number, address_sealed=self._keys.encrypt(visit.address))
            case WantAnswer(number=number):
                await self.feedbacks.change(connection, number, address_sealed=None)
                await self._reminders.drop(connection, visit.person, lambda payload: payload.get("number") == number)
            case Withdraw(number=number):
                await self.feedbacks.withdraw(connection, number)
                await self._reminders.drop(connection, visit.person, lambda payload: payload.get("number") == number)
            case EraseEverything():
                await self._citizens.erase(connection, visit.person)
            case ForgetAddress():
                await self._citizens.forget_address(connection, visit.person)
            case _:
                pass

    async def _about_person(self, connection: AsyncConnection, visit: Visit, effect: Effect) -> None:
        """What a person allows, and what to bring up later."""
        match effect:
            case Allow(what=what, allowed=allowed):
                await self._citizens.allow(connection, visit.person, what, allowed=allowed)
            case RemindLater(point=point, minutes=minutes):
                await self._forget_point(connection, visit, point)
                payload = {"kind": "rate", "point": point}
                at = visit.now + timedelta(minutes=minutes)
                await self._reminders.add(connection, Due(visit.person, self._channel, visit.address, at, payload))
            case DropReminder(point=point):
                await self._forget_point(connection, visit, point)
            case _:
                pass

    async def _forget_point(self, connection: AsyncConnection, visit: Visit, point: str) -> None:
        await self._reminders.drop(connection, visit.person, lambda payload: payload.get("point") == point)
