"""Carry out what a step of the dialogue wants of officials, inside the step's transaction."""

from typing import TYPE_CHECKING, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.context import Login
from bot.effects import Effect, LogIn, LogOut, SendReport, Subscribe
from bot.parts import Parts
from domain.labels import IntakeChannel
from services.officials import Officials, actor_of
from storage import audit
from storage.officials import Rights, Seat
from storage.reminders import Due, Reminders

if TYPE_CHECKING:
    from bot.records import Visit  # which imports this module

REPORT: Final = "report"
"""The kind of the reminder that asks for a report, which is drawn after the step."""


class OfficialEffects:
    """Logins, subscriptions and reports, as the dialogue's effects see them."""

    def __init__(self, parts: Parts, channel: IntakeChannel) -> None:
        self._officials = Officials(parts.database, parts.keys, parts.catalogue)
        self._reminders = Reminders(parts.keys)
        self._channel = channel

    async def keep(self, connection: AsyncConnection, visit: "Visit", effect: Effect) -> None:
        """Carry one effect out; those that are not about officials are left to others."""
        match effect:
            case LogIn(code=code):
                seat = Seat(visit.person, self._channel, visit.address)
                await self._officials.log_in(connection, seat, code)
            case LogOut():
                await self._officials.log_out(connection, visit.person)
            case Subscribe(wanted=wanted):
                await self._officials.subscribe(connection, visit.person, wanted=wanted)
            case SendReport(period=period):
                await self._ask_for_report(connection, visit, period)
            case _:
                pass

    async def _ask_for_report(self, connection: AsyncConnection, visit: "Visit", period: str) -> None:
        known = await self._officials.known(connection, visit.person)
        if known is not None:
            payload = {"kind": REPORT, "period": period}
            due = Due(visit.person, self._channel, visit.address, visit.now, payload)
            await self._reminders.add(connection, due)
            await audit.record(connection, actor_of(known.rights), "report", period)


def login_of(rights: Rights, *, alerts: bool = False) -> Login:
    """An official's rights as the dialogue knows them."""
    return Login(rights.name, rights.role, rights.agency, alerts, rights.province)
