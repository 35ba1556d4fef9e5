"""Service points: made for a desk or an occasion, printed as a card, and taken out of use."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.agency import Agency, Catalogue
from domain.errors import InputError
from domain.service import Service
from domain.unit import Unit
from reports import cards
from reports.cards import Card
from storage import audit
from storage.database import Database
from storage.points import Point, Points

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and figures that are taken for one another (i, l, o, 0, 1): people copy codes from paper."""
CODE_LENGTH: Final = 10
NAME_LIMIT: Final = 80

_EVENT: Final = re.compile(r"[a-z0-9_]{1,40}")
_NO_LETTER: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NewPoint:
    """What an official wants a card for; the codes are those of the catalogue."""

    name: str
    agency: str
    unit: str | None = None
    service: str | None = None
    province: str | None = None
    county: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Printing:
    """Where a card is written and what it opens: the link of the bot, which a point's code completes, in which messenger."""

    out: Path
    link: str
    messenger: str


class ServicePoints:
    """The service points of one installation and their cards."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue
        self._points = Points()

    async def add(self, new: NewPoint, printing: Printing, actor: str) -> Point:
        """Make a point and its card: both, or neither.

        Raises InputError when the catalogue does not know what the point is for, or the card cannot be written.
        """
        point = self._checked(new)
        drawn = await self._drawn(point, printing)
        async with self._database.writing() as connection:
            await self._points.add(connection, point)
            await audit.record(connection, actor, "point_add", f"{point.code} {point.agency}")
            cards.write_card(printing.out, drawn)
        return point

    async def print_again(self, code: str, printing: Printing) -> Point:
        """Write the card of a point in use; raises InputError for any other code."""
        async with self._database.reading() as connection:
            point = await self._points.find(connection, _clean(code))
        if point is None:
            raise InputError("unknown_point", point=code)
        cards.write_card(printing.out, await self._drawn(point, printing))
        return point

    async def all(self) -> list[Point]:
        """Every point in use, oldest first."""
        async with self._database.reading() as connection:
            return await self._points.all(connection)

    async def take_out(self, code: str, actor: str) -> None:
        """Take a point out of use: its card opens the bot, but says nothing any more. Raises InputError for an unknown code."""
        async with self._database.writing() as connection:
            if not await self._points.deactivate(connection, _clean(code)):
                raise InputError("unknown_point", point=code)
            await audit.record(connection, actor, "point_off", _clean(code))

    def _checked(self, new: NewPoint) -> Point:
        agency = self._catalogue[new.agency]
        _check_unit(agency, new.unit)
        _check_service(agency, new.service)
        if new.event is not None and not _EVENT.fullmatch(new.event):
            raise InputError("event_code", event=new.event)
        return Point(
            code=_new_code(),
            name=_named(new.name),
            agency=agency.code,
            unit=new.unit,
            service=new.service,
            province=new.province,
            county=None if new.county is None else _named(new.county),
            event=new.event,
        )

    async def _drawn(self, point: Point, printing: Printing) -> bytes:
        form = cards.known_format(printing.out)
        card = self._card(point, printing)
        return await asyncio.to_thread(cards.draw, card, form)

    def _card(self, point: Point, printing: Printing) -> Card:
        agency = self._catalogue[point.agency]
        # «بانک ملی» says more than «بانک‌ها»: a unit's name stands in the place of its agency's.
        office = agency.unit(point.unit) or agency
        service = agency.service(point.service)
        desk = f"{point.name}، {point.county}" if point.county else point.name
        details = (desk,) if service is None else (service.name_fa, desk)
        return Card(office.name_fa, details, printing.link + point.code, printing.messenger)


def _check_unit(agency: Agency, code: str | None) -> None:
    if code is None or agency.unit(code):
        return
    if not agency.units:
        raise InputError("agency_without_units", agency=agency.name_fa)
    raise InputError("unknown_unit", unit=code, agency=agency.name_fa, known=_listed(agency.units))


def _check_service(agency: Agency, code: str | None) -> None:
    if code is None or agency.service(code):
        return
    if not agency.services:
        raise InputError("agency_without_services", agency=agency.name_fa)
    raise InputError("unknown_service", service=code, agency=agency.name_fa, known=_listed(agency.services))


def _listed(entries: Sequence[Unit | Service]) -> str:
    return "، ".join(f"{entry.code} ({entry.name_fa})" for entry in entries)


def _named(given: str) -> str:
    """A name as it will stand on the card: one line that the database keeps whole."""
    name = " ".join(given.split())
    if not name or len(name) > NAME_LIMIT or _NO_LETTER.search(name):
        raise InputError("point_name", name=given, limit=NAME_LIMIT)
    return name


def _clean(code: str) -> str:
    return code.strip().lower()


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
