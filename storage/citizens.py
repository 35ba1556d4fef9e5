"""What is held of a person: permissions, own feedbacks, everything of it at once, and the erasing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.labels import Driver, Kind, Sentiment, Status, Verdict
from storage import audit
from storage.crypto import KeyRing
from storage.database import now
from storage.erasure import erase_person
from storage.feedbacks import Feedbacks, Found
from storage.tables import Citizen, Conversation, Feedback, Official, Outgoing, Piece, Prediction, Reminder, Update

PAGE: Final = 5
_LAST_PAGE: Final = 100_000
"""A page that somebody made up may have a number that no database takes."""
_PERMISSIONS: Final = {"training": Citizen.training_since, "contact": Citizen.contact_since}


@dataclass(frozen=True, slots=True)
class Permissions:
    """Since when the person allows the use of texts in training, and being asked again later; None: not allowed."""

    training: datetime | None = None
    contact: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier makes of a feedback."""

    agency: str | None
    sentiment: Sentiment | None
    kind: Kind | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Held:
    """One feedback with all that is held of it; `pieces` are (what, content), as they were written or sent.

    Without a `number` it was taken back. `reachable` tells that the address of the chat is kept for the answer.
    """

    number: str | None
    day: date
    status: Status
    agency: str | None
    unit: str | None
    service: str | None
    province: str | None
    county: str | None
    point: str | None
    rating: int | None
    rating_after: int | None
    driver: Driver | None
    sensitive: bool
    reachable: bool
    pieces: tuple[tuple[str, str], ...]
    commendation: str | None
    answer: str | None
    verdict: Verdict | None
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is held of a person; `reminders` are things to be brought up later, `official` the name of one."""

    feedbacks: tuple[Held, ...]
    permissions: Permissions
    reminders: int
    official: str | None


class Citizens:
    """People as far as anything is held of them; every method works inside the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._feedbacks = Feedbacks(keys)

    async def permissions(self, connection: AsyncConnection, person: str) -> Permissions:
        """What a person has allowed."""
        query = select(Citizen.training_since, Citizen.contact_since).where(Citizen.person == person)
        row = (await connection.execute(query)).one_or_none()
        return Permissions(row.training_since, row.contact_since) if row else Permissions()

    async def allow(self, connection: AsyncConnection, person: str, what: str, *, allowed: bool) -> None:
        """Give a permission («training» or «contact») or take it back; a person without any leaves no row."""
        column = _PERMISSIONS[what]
        if allowed:
            new = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            given = new(Citizen).values({"person": person, column.key: now()})
            still = {column.key: func.coalesce(column, given.excluded[column.key])}
            await connection.execute(given.on_conflict_do_update(index_elements=["person"], set_=still))
            return
        await connection.execute(update(Citizen).where(Citizen.person == person).values({column.key: None}))
        nothing = and_(*(each.is_(None) for each in _PERMISSIONS.values()))
        await connection.execute(delete(Citizen).where(Citizen.person == person, nothing))

    async def own(
        self, connection: AsyncConnection, person: str, page: int, size: int = PAGE
    ) -> tuple[list[Found], bool]:
        """A page of a person's feedbacks, the newest first, and whether older ones follow."""
        found = await self._feedbacks.own(connection, person, min(page, _LAST_PAGE) * size, size + 1)
        return found[:size], len(found) > size

    async def everything(self, connection: AsyncConnection, person: str) -> Everything:
        """All that is held of a person, the oldest feedback first."""
        query = select(Feedback.__table__).where(Feedback.person == person).order_by(Feedback.received_at, Feedback.id)
        rows = (await connection.execute(query)).all()
        cases = [row.id for row in rows]
        pieces = await self._pieces(connection, cases)
        readings = await _readings(connection, cases)
        reminders = await connection.scalar(select(func.count()).where(Reminder.person == person))
        return Everything(
            feedbacks=tuple(self._held(row, pieces[row.id], readings.get(row.id)) for row in rows),
            permissions=await self.permissions(connection, person),
            reminders=reminders or 0,
            official=await connection.scalar(select(Official.name).where(Official.person == person)),
        )

    async def erase(self, connection: AsyncConnection, person: str) -> None:
        """Erase everything of a person; of feedbacks the bare counts stay, under a random person."""
        await erase_person(connection, person)
        await _log_out(connection, person)
        for table in (Reminder, Citizen, Conversation, Outgoing):
            await connection.execute(delete(table).where(table.person == person))
        dead = and_(Update.person == person, Update.state == "dead")
        # Done, so that nobody replays what has no content any more.
        await connection.execute(update(Update).where(dead).values(state="done", person=None, payload_sealed=None))

    async def forget_address(self, connection: AsyncConnection, person: str) -> None:
        """Nobody can be reached there any more: no address is kept, and what needs one goes with it."""
        await connection.execute(update(Feedback).where(Feedback.person == person).values(address_sealed=None))
        await _log_out(connection, person)
        await connection.execute(delete(Reminder).where(Reminder.person == person))

    async def _pieces(self, connection: AsyncConnection, cases: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
        query = select(Piece.feedback_id, Piece.what, Piece.content_sealed).where(Piece.feedback_id.in_(cases))
        pieces: dict[int, list[tuple[str, str]]] = {case: [] for case in cases}
        for row in (await connection.execute(query.order_by(Piece.id))).all():
            pieces[row.feedback_id].append((row.what, self._keys.decrypt(row.content_sealed)))
        return pieces

    def _held(self, row: Any, pieces: Sequence[tuple[str, str]], reading: Reading | None) -> Held:
        return Held(
            number=self._opened(row.number_sealed),
            day=row.day,
            status=Status(row.status),
            agency=row.agency,
            unit=row.unit,
            service=row.service,
            province=row.province,
            county=row.county,
            point=row.point,
            rating=row.rating,
            rating_after=row.rating_after,
            driver=None if row.driver is None else Driver(row.driver),
            sensitive=row.sensitive,
            reachable=row.address_sealed is not None,
            pieces=tuple(pieces),
            commendation=self._opened(row.commendation_sealed),
            answer=self._opened(row.answer_sealed),
            verdict=None if row.verdict is None else Verdict(row.verdict),
            reading=reading,
        )

    def _opened(self, sealed: bytes | None) -> str | None:
        return None if sealed is None else self._keys.decrypt(sealed)


async def _log_out(connection: AsyncConnection, person: str) -> None:
    """A person who is an official is none any more; the audit log says so, as after a logout."""
    gone = delete(Official).where(Official.person == person).returning(Official.name, Official.platform)
    for row in (await connection.execute(gone)).all():
        await audit.record(connection, f"official: {row.name}", "logout", row.platform)


async def _readings(connection: AsyncConnection, cases: Sequence[int]) -> dict[int, Reading]:
    """The latest reading of each case."""
    query = (
        select(Prediction.feedback_id, Prediction.agency, Prediction.sentiment, Prediction.kind, Prediction.urgent)
        .where(Prediction.feedback_id.in_(cases))
        .order_by(Prediction.made_at)
    )
    return {
        row.feedback_id: Reading(
            row.agency,
            None if row.sentiment is None else Sentiment(row.sentiment),
            None if row.kind is None else Kind(row.kind),
            row.urgent,
        )
        for row in (await connection.execute(query)).all()
    }
