"""Cases: feedbacks as officials see them, with their timeline. Notes and answers lie sealed.

The agency of a case is what a person said, else what the latest prediction says; its text is the masked one of that
prediction. A case that its citizen may still add to is not seen at all, unless it is urgent.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.case import UNDECIDED
from domain.labels import Status, Verdict
from storage.crypto import KeyRing
from storage.database import now
from storage.tables import CaseEvent, Feedback, Prediction

_SEEN: Final = (
    Feedback.id, Feedback.day, Feedback.received_at, Feedback.status, Feedback.agency, Feedback.province, Feedback.county,
    Feedback.rating, Feedback.rating_after, Feedback.sensitive, Feedback.owner, Feedback.due, Feedback.answered_at,
    Feedback.verdict, Feedback.unread,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A feedback as an official sees it: without person, tracking number or original text.

    `text` is None until the text has been masked, and where there are no words; `unread` while words wait for masking, also
    those that came after `text`.
    """

    number: int
    day: date
    received_at: datetime
    status: Status
    agency: str | None
    province: str | None
    county: str | None
    rating: int | None
    rating_after: int | None
    sensitive: bool
    urgent: bool
    owner: str | None
    due: date | None
    answered_at: datetime | None
    verdict: Verdict | None
    text: str | None
    unread: bool

    def is_overdue(self, today: date) -> bool:
        """True when the office still owes something and its term is over."""
        return self.status in UNDECIDED and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: of an agency, of a province, in a state, overdue on a day; `shared` leaves out what no office may see."""

    agency: str | None = None
    province: str | None = None
    status: Status | None = None
    overdue_on: date | None = None
    shared: bool = False
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's timeline."""

    at: datetime
    actor: str
    action: str
    agency: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a citizen waits for an answer."""

    person: str
    platform: str
    address: str
    number: str


class CaseRecords:
    """The tables behind the cases; every method works inside the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def page(self, connection: AsyncConnection, wanted: Wanted) -> list[Case]:
        """The wanted cases, those with the nearest term first; withdrawn ones only when asked for."""
        query = _narrowed(_seen(), wanted)
        query = query.order_by(Feedback.due.asc().nulls_last(), Feedback.id).limit(wanted.limit)
        return [_case(row) for row in (await connection.execute(query)).all()]

    async def get(self, connection: AsyncConnection, number: int, *, lock: bool = False) -> Case | None:
        """One case by its number; `lock` keeps others from changing it until the transaction ends."""
        if lock:
            await connection.execute(select(Feedback.id).where(Feedback.id == number).with_for_update(key_share=True))
        row = (await connection.execute(_seen().where(Feedback.id == number))).one_or_none()
        return None if row is None else _case(row)

    async def number_of(self, connection: AsyncConnection, tracking: str) -> int | None:
        """The case number of a citizen's tracking number."""
        mine = Feedback.number_mac == self._keys.mac("tracking", tracking)
        number: int | None = await connection.scalar(select(Feedback.id).where(mine))
        return number

    async def change(self, connection: AsyncConnection, number: int, **values: Any) -> None:
        """Set columns of a case."""
        await connection.execute(update(Feedback).where(Feedback.id == number).values(**values))

    async def add_event(self, connection: AsyncConnection, number: int, event: Event) -> None:
        """Add a line to the timeline."""
        await connection.execute(
            insert(CaseEvent).values(
                feedback_id=number,
                at=event.at,
                actor=event.actor,
                action=event.action,
                agency=event.agency,
                note_sealed=None if event.note is None else self._keys.encrypt(event.note),
            )
        )

    async def events(self, connection: AsyncConnection, number: int) -> list[Event]:
        """The timeline, oldest first."""
        query = select(CaseEvent).where(CaseEvent.feedback_id == number).order_by(CaseEvent.id)
        return [
            Event(row.at, row.actor, row.action, row.agency, self._opened(row.note_sealed))
            for row in (await connection.execute(query)).all()
        ]

    async def set_answer(self, connection: AsyncConnection, number: int, text: str) -> None:
        """Keep the office's latest word to the citizen; `answered_at` stays that of the first one."""
        await self.change(
            connection,
            number,
            answer_sealed=self._keys.encrypt(text),
            answered_at=func.coalesce(Feedback.answered_at, now()),
        )

    async def contact(self, connection: AsyncConnection, number: int) -> Contact | None:
        """Where the citizen waits for an answer; None when none is wanted or the citizen is gone."""
        columns = select(Feedback.person, Feedback.channel, Feedback.address_sealed, Feedback.number_sealed)
        row = (await connection.execute(columns.where(Feedback.id == number))).one()
        address, tracking = self._opened(row.address_sealed), self._opened(row.number_sealed)
        if address is None or tracking is None:
            return None
        return Contact(row.person, row.channel, address, tracking)

    def _opened(self, sealed: bytes | None) -> str | None:
        return None if sealed is None else self._keys.decrypt(sealed)


def _seen() -> Select[Any]:
    """All cases, each with its latest prediction."""
    other = aliased(Prediction)
    latest = (
        select(other.model_version)
        .where(other.feedback_id == Feedback.id)
        .order_by(other.made_at.desc(), other.model_version.desc())
        .limit(1)
        .scalar_subquery()
    )
    made = and_(Prediction.feedback_id == Feedback.id, Prediction.model_version == latest)
    return (
        select(*_SEEN, Prediction.agency.label("predicted"), Prediction.urgent, Prediction.text_redacted)
        .select_from(Feedback)
        .outerjoin(Prediction, made)
    )


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [or_(Feedback.status != Status.OPEN, Prediction.urgent)]
    if wanted.agency is not None:
        conditions.append(func.coalesce(Feedback.agency, Prediction.agency) == wanted.agency)
    if wanted.province is not None:
        conditions.append(Feedback.province == wanted.province)
    if wanted.status is None:
        conditions.append(Feedback.status != Status.WITHDRAWN)
    else:
        conditions.append(Feedback.status == wanted.status)
    if wanted.overdue_on is not None:
        conditions += [Feedback.status.in_(UNDECIDED), Feedback.due < wanted.overdue_on]
    if wanted.shared:
        conditions += [~Feedback.sensitive, Feedback.status != Status.WITHDRAWN]
    return query.where(*conditions)


def _case(row: Any) -> Case:
    return Case(
        number=row.id,
        day=row.day,
        received_at=row.received_at,
        status=Status(row.status),
        agency=row.agency or row.predicted,
        province=row.province,
        county=row.county,
        rating=row.rating,
        rating_after=row.rating_after,
        sensitive=row.sensitive,
        urgent=bool(row.urgent),
        owner=row.owner,
        due=row.due,
        answered_at=row.answered_at,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        text=row.text_redacted,
        unread=row.unread,
    )
