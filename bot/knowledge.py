"""What the dialogue may know besides the state and the event, looked up only where the event asks for it."""

import secrets
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts_own
from bot.context import Known, Login, Own, Point
from bot.dialogue import Asks, wanted_login, wanted_own, wanted_point, wants_official
from bot.events import Event
from bot.parts import Parts
from bot.records import Visit
from bot.records_official import login_of
from bot.state import State
from domain.period import jalali_words
from services.officials import Officials
from storage.citizens import Citizens
from storage.feedbacks import Feedbacks, Found
from storage.points import Points


@dataclass(frozen=True, slots=True)
class Seen:
    """The parts of a context that only some events ask for."""

    point: Point | None = None
    later: bool = False
    own: Own = field(default_factory=Own)
    login: Login | None = None
    official: Login | None = None


class Knowledge:
    """Looks up feedbacks by their number, service points, a person's own things, and officials."""

    def __init__(self, parts: Parts) -> None:
        self._catalogue = parts.catalogue
        self._feedbacks = Feedbacks(parts.keys)
        self._points = Points()
        self._citizens = Citizens(parts.keys)
        self._officials = Officials(parts.database, parts.keys, parts.catalogue)

    async def feedback(self, connection: AsyncConnection, visit: Visit, number: str | None) -> Known | None:
        """The feedback with a tracking number."""
        found = await self._feedbacks.find(connection, number) if number else None
        return None if found is None else _known(found, visit.person)

    async def seen(self, connection: AsyncConnection, visit: Visit, at: tuple[State, Event]) -> Seen:
        """What the event asks for; nothing for most events, without a single query."""
        state, event = at
        code, login = wanted_point(event, state), wanted_login(event)
        return Seen(
            point=await self._point(connection, code) if code else None,
            later=bool(secrets.randbits(1)),
            own=await self._own(connection, visit, event),
            login=await self._login(connection, visit, login) if login else None,
            official=await self._official(connection, visit) if wants_official(event) else None,
        )

    async def _point(self, connection: AsyncConnection, code: str) -> Point | None:
        found = await self._points.find(connection, code.strip().lower()[:16])
        if found is None or found.agency not in self._catalogue:
            return None
        return Point(found.code, found.name, found.agency, found.unit, found.service, found.county)

    async def _own(self, connection: AsyncConnection, visit: Visit, event: Event) -> Own:
        asks, page = wanted_own(event)
        match asks:
            case Asks.LIST:
                found, more = await self._citizens.own(connection, visit.person, page)
                return Own(tuple(_known(one, visit.person) for one in found), more)
            case Asks.PERMISSIONS:
                given = await self._citizens.permissions(connection, visit.person)
                return Own(training=given.training is not None, contact=given.contact is not None)
            case Asks.DATA:
                everything = await self._citizens.everything(connection, visit.person)
                return Own(data=texts_own.data(everything, self._catalogue))
            case Asks.NOTHING:
                return Own()

    async def _login(self, connection: AsyncConnection, visit: Visit, code: str) -> Login | None:
        rights = await self._officials.look(connection, visit.person, code)
        return None if rights is None else login_of(rights)

    async def _official(self, connection: AsyncConnection, visit: Visit) -> Login | None:
        known = await self._officials.known(connection, visit.person)
        return None if known is None else login_of(known.rights, alerts=known.alerts)


def _known(found: Found, person: str) -> Known:
    mine = found.person == person
    return Known(
        number=found.number,
        status=found.status,
        agency=found.agency,
        registered_day=jalali_words(found.day),
        pieces=found.pieces,
        mine=mine,
        sensitive=found.sensitive,
        answer=found.answer if mine else "",
        verdict=found.verdict,
        rated=found.rated,
    )
