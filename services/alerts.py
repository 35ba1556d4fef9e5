"""Alerts to officials in a messenger: counts within what each may see, never a text, each told once.

Urgent messages are told of at the next run. Once a day, in the morning, come the cases whose term is over, where there are
new ones among them, and the agencies about which twice as many people as usual wrote the day before. "Twice as many" is
a simple rule: the mean of the seven days before, without weekdays, holidays or chance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.labels import NO_AGENCY, Role
from domain.period import TEHRAN, tehran_day
from indicators.disclosure import MINIMUM_CITIZENS
from storage import alerts
from storage.alerts import Told, Where
from storage.crypto import KeyRing
from storage.officials import Official, OfficialRecords, Rights

MORNING: Final = 8
"""The hour in Tehran from which on the daily alerts are given."""
FEWEST: Final = 3
"""Fewer overdue cases are not told of."""
USUAL_DAYS: Final = 7
REMEMBERED: Final = timedelta(days=3)
"""An urgent message that the classifier reads later than this is no news any more."""
_ALL_CASES: Final = (Role.REVIEWER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Doubled:
    """Twice as many people as usual wrote about an agency on a day."""

    agency: str
    day: date
    people: int
    usual: int


@dataclass(frozen=True, slots=True)
class Alert:
    """What one official is told: how many urgent messages are new, how many cases are overdue, and where a day stood out."""

    urgent: int = 0
    overdue: int = 0
    doubled: tuple[Doubled, ...] = ()


@dataclass(frozen=True, slots=True)
class _News:
    """What has happened anywhere, `since` being the day of the last daily alerts."""

    since: date
    urgent: tuple[Where, ...] = ()
    overdue: tuple[tuple[Where, date], ...] = ()
    writers: tuple[tuple[Where, date, str], ...] = ()


class Alerts:
    """The alerts of one messenger."""

    def __init__(self, keys: KeyRing, platform: str) -> None:
        self._officials = OfficialRecords(keys)
        self._platform = platform

    async def due(self, connection: AsyncConnection, now: datetime) -> list[tuple[Official, Alert]]:
        """What is to be told to whom now; with the end of the transaction it counts as told.

        The first time ever only marks where news begin.
        """
        told = await alerts.told(connection, self._platform)
        today = tehran_day(now)
        recent = await alerts.urgent(connection, now - REMEMBERED)
        if told is None:
            await alerts.remember(connection, self._platform, Told(today, recent.keys()))
            return []
        urgent = tuple(where for number, where in recent.items() if number not in told.urgent)
        news = _News(told.day, urgent)
        if told.day < today and now.astimezone(TEHRAN).hour >= MORNING:
            news = await _with_daily(connection, news, today)
            told = Told(today, told.urgent)
        await alerts.remember(connection, self._platform, Told(told.day, recent.keys()))
        officials = await self._officials.subscribed(connection, self._platform)
        made = [(official, _alert(official.rights, news, today)) for official in officials]
        return [(official, alert) for official, alert in made if alert != Alert()]


async def _with_daily(connection: AsyncConnection, news: _News, today: date) -> _News:
    first, last = today - timedelta(days=USUAL_DAYS + 1), today - timedelta(days=1)
    overdue = await alerts.overdue(connection, today)
    writers = await alerts.writers(connection, first, last)
    return _News(news.since, news.urgent, tuple(overdue), tuple(writers))


def _alert(rights: Rights, news: _News, today: date) -> Alert:
    yesterday = today - timedelta(days=1)
    doubled = _doubled((one for one in news.writers if _may_hear(rights, one[0])), yesterday)
    if rights.role is Role.VIEWER:
        return Alert(doubled=doubled)
    urgent = sum(_may_hear(rights, where) for where in news.urgent)
    terms = [due for where, due in news.overdue if _may_hear(rights, where)]
    is_news = len(terms) >= FEWEST and max(terms) >= news.since
    return Alert(urgent, len(terms) if is_news else 0, doubled)


def _may_hear(rights: Rights, where: Where) -> bool:
    """Whether something is within an official's sight; what is kept from the offices is for those who see all cases."""
    if where.sensitive and rights.role not in _ALL_CASES:
        return False
    return rights.agency in (None, where.agency) and rights.province in (None, where.province)


def _doubled(written: Iterable[tuple[Where, date, str]], day: date) -> tuple[Doubled, ...]:
    """The agencies with at least twice the usual number of writers on the day, and never fewer than may be published."""
    by_agency: dict[str, dict[date, set[str]]] = {}
    for where, when, person in written:
        if where.agency not in (None, NO_AGENCY):
            by_agency.setdefault(where.agency or "", {}).setdefault(when, set()).add(person)
    found = []
    for agency, days in by_agency.items():
        people = len(days.pop(day, ()))
        before = sum(map(len, days.values()))
        if people >= MINIMUM_CITIZENS and people * USUAL_DAYS >= 2 * before:
            found.append(Doubled(agency, day, people, round(before / USUAL_DAYS)))
    return tuple(sorted(found, key=lambda one: (-one.people, one.agency)))
