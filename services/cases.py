"""What officials do with a feedback, and what its citizen says of their answer.

Every move is one transaction: the new state (`domain.case`), a line in the timeline, a line in the audit log and, when the
citizen waits for an answer, the word that one has come. That word carries neither the complaint nor the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.agency import Catalogue
from domain.calendar import Calendar, shipped_calendar
from domain.case import TERM, Action, moved
from domain.errors import InputError
from domain.feedback import RATINGS
from domain.labels import AgencySource, IntakeChannel, Role, Status, Verdict
from domain.period import tehran_day
from services.officials import has_officers
from storage import audit
from storage.cases import Case, CaseRecords, Event, Wanted
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.feedbacks import Feedbacks
from storage.officials import Rights
from storage.reminders import Due, Reminders

CITIZEN: Final = "citizen"
"""The actor of a verdict in the timeline."""
_SEES_ALL: Final = (Role.REVIEWER, Role.ADMINISTRATOR)
_WORDS: Final = (*Verdict, Action.ANSWER, Action.CLOSE)
"""The lines of a timeline that are words between the office and the citizen."""
_OF_AGENCY: Final = ("unit", "service")
"""What means nothing at another agency."""
_MESSENGERS: Final = (IntakeChannel.TELEGRAM, IntakeChannel.BALE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with its timeline; `original` is the unmasked text, only where it was asked for."""

    case: Case
    timeline: tuple[Event, ...]
    original: str | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """One move: the note for the timeline, the columns it sets, and whether the note is the office's word to the citizen."""

    action: Action
    note: str | None = None
    agency: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    told: bool = False


class Cases:
    """The cases of one installation."""

    def __init__(
        self, database: Database, keys: KeyRing, catalogue: Catalogue, calendar: Calendar | None = None
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._calendar = calendar or shipped_calendar()
        self._records = CaseRecords(keys)
        self._feedbacks = Feedbacks(keys)
        self._reminders = Reminders(keys)

    async def page(self, official: Rights, wanted: Wanted) -> list[Case]:
        """The wanted cases that this official may see; an officer gets those of the own agency, whatever was asked for."""
        self._allow(official)
        if not _sees_all(official):
            wanted = replace(wanted, agency=official.agency, shared=True)
        if official.province is not None:
            wanted = replace(wanted, province=official.province)
        async with self._database.reading() as connection:
            return await self._records.page(connection, wanted)

    async def show(self, official: Rights, number: int, *, original: bool = False) -> Shown:
        """One case with its timeline. A look at the original text goes into the audit log; officers have none."""
        if original and not _sees_all(official):
            raise InputError("case_original")
        async with self._database.writing() if original else self._database.reading() as connection:
            case = await self._visible(connection, official, number)
            timeline = await self._records.events(connection, number)
            if not original:
                return Shown(case, tuple(timeline))
            await audit.record(connection, official.name, "case.original", _named(number))
            texts = await self._feedbacks.texts(connection, [number])
        return Shown(case, tuple(timeline), texts[number])

    async def assign(self, official: Rights, number: int, owner: str, working_days: int = TERM) -> Status:
        """Make somebody responsible, with a term of so many working days from today."""
        owner = _words(owner)
        term = {"owner": owner, "due": self._due(working_days)}
        return await self._act(official, number, _Step(Action.ASSIGN, owner, values=term))

    async def forward(self, official: Rights, number: int, agency: str, reason: str) -> Status:
        """Hand the case to the agency that it concerns, with a fresh term; sensitive cases stay where they are."""
        self._check_officers(agency)
        placed = {"agency": agency, "agency_source": AgencySource.REVIEWER, "owner": None, "due": self._due(TERM)}
        placed |= dict.fromkeys(_OF_AGENCY)
        return await self._act(official, number, _Step(Action.FORWARD, _words(reason), agency, placed))

    async def answer(self, official: Rights, number: int, text: str) -> Status:
        """Answer the citizen."""
        return await self._act(official, number, _Step(Action.ANSWER, _words(text), told=True))

    async def close(self, official: Rights, number: int, reason: str) -> Status:
        """Close the case as not solved; the citizen gets the reason as the answer."""
        return await self._act(official, number, _Step(Action.CLOSE, _words(reason), told=True))

    async def verdict(self, connection: AsyncConnection, tracking: str, verdict: Verdict) -> None:
        """The citizen's word on the answer, inside the caller's transaction; raises InputError when there is none yet.

        The same word about the same answer again changes nothing.
        """
        case = await self._citizens(connection, tracking)
        if case is None:
            return
        status = moved(case.status, verdict)
        if _last_word(await self._records.events(connection, case.number)) == verdict:
            return
        await self._records.change(connection, case.number, status=status, verdict=verdict)
        await self._records.add_event(connection, case.number, Event(now(), CITIZEN, verdict))

    async def rate_again(self, connection: AsyncConnection, tracking: str, rating: int) -> None:
        """The citizen's rating after the answer; the first one stays beside it."""
        if rating not in RATINGS:
            raise InputError("rating_range", rating=rating)
        case = await self._citizens(connection, tracking)
        if case is None:
            return
        if case.answered_at is None:
            raise InputError("case_unanswered")
        await self._records.change(connection, case.number, rating_after=rating)

    def response_days(self, case: Case) -> int:
        """Working days from the feedback to the office's first word, or until today while there is none."""
        return self._calendar.working_days_between(case.day, tehran_day(case.answered_at or now()))

    async def _act(self, official: Rights, number: int, step: _Step) -> Status:
        async with self._database.writing() as connection:
            case = await self._visible(connection, official, number, lock=True)
            status = moved(case.status, step.action, urgent=case.urgent)
            if step.action is Action.FORWARD:
                _check_forward(case, step)
            await self._records.change(connection, number, status=status, **step.values)
            event = Event(now(), official.name, step.action, step.agency, step.note)
            await self._records.add_event(connection, number, event)
            moving = f": {case.agency} → {step.agency}" if step.agency else ""
            await audit.record(connection, official.name, f"case.{step.action}", _named(number) + moving)
            if step.told and step.note is not None:
                await self._records.set_answer(connection, number, step.note)
                await self._tell(connection, number)
        return status

    async def _tell(self, connection: AsyncConnection, number: int) -> None:
        """Let the citizen's conversation know, where one is waiting."""
        contact = await self._records.contact(connection, number)
        if contact is None or contact.platform not in _MESSENGERS:
            return
        payload = {"kind": "answered", "number": contact.number}
        await self._reminders.add(connection, Due(contact.person, contact.platform, contact.address, now(), payload))

    async def _visible(self, connection: AsyncConnection, official: Rights, number: int, *, lock: bool = False) -> Case:
        """The case; what an official may not see does not exist."""
        self._allow(official)
        case = await self._records.get(connection, number, lock=lock)
        if case is None or not _may_see(official, case):
            raise InputError("case_missing", number=number)
        if case.status is Status.OPEN and not case.urgent:
            raise InputError("case_open")
        return case

    async def _citizens(self, connection: AsyncConnection, tracking: str) -> Case | None:
        number = await self._records.number_of(connection, tracking)
        return None if number is None else await self._records.get(connection, number, lock=True)

    def _allow(self, official: Rights) -> None:
        if _sees_all(official):
            return
        if official.role is not Role.OFFICER or official.agency is None:
            raise InputError("case_forbidden")
        self._check_officers(official.agency)

    def _check_officers(self, code: str) -> None:
        agency = self._catalogue[code]
        if not has_officers(agency):
            raise InputError("case_no_officers", agency=agency.short_fa)

    def _due(self, working_days: int) -> date:
        return self._calendar.due(tehran_day(now()), working_days)


def _sees_all(official: Rights) -> bool:
    """True for those who may see sensitive cases and original texts."""
    return official.role in _SEES_ALL


def _may_see(official: Rights, case: Case) -> bool:
    """Everybody of a province that province; officers their agency, without what no office may see."""
    if official.province not in (None, case.province):
        return False
    shared = not case.sensitive and case.status is not Status.WITHDRAWN
    return _sees_all(official) or (shared and case.agency == official.agency)


def _last_word(timeline: Sequence[Event]) -> str | None:
    return next((event.action for event in reversed(timeline) if event.action in _WORDS), None)


def _check_forward(case: Case, step: _Step) -> None:
    if case.sensitive:
        raise InputError("case_sensitive")
    if case.agency == step.agency:
        raise InputError("case_same_agency", agency=step.agency)


def _words(text: str) -> str:
    if not text.strip():
        raise InputError("case_words_missing")
    return text.strip()


def _named(number: int) -> str:
    return f"case {number}"
