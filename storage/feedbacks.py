"""Feedbacks and their pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, Update, and_, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.feedback import NewFeedback
from domain.labels import AgencySource, Status, Verdict
from domain.period import tehran_day
from storage.crypto import KeyRing
from storage.erasure import erase_texts
from storage.tables import Feedback, Piece

TEXT: Final = "text"

# Statements of a citizen's step are built once: building one takes longer than SQLite needs to run it.
_OF_NUMBER: Final = and_(Feedback.number_mac == bindparam("mac"), Feedback.status != Status.WITHDRAWN)
_CASE: Final = select(Feedback.id).where(_OF_NUMBER)
_ADD: Final = insert(Feedback).returning(Feedback.id)
_ADD_PIECE: Final = insert(Piece)
_CHANGED: Final = (
    update(Feedback).where(Feedback.id == bindparam("case")).values(revision=Feedback.revision + 1, unread=True)
)
_GIVEN: Final = "given_"


@lru_cache(maxsize=64)
def _changing(columns: tuple[str, ...]) -> Update:
    """Sets some columns of the feedback with a number, to what is given under their names."""
    return update(Feedback).where(_OF_NUMBER).values({column: bindparam(_GIVEN + column) for column in columns})


@lru_cache(maxsize=4)
def _placing(columns: tuple[str, ...]) -> Update:
    """The same, unless a reviewer has decided whom the feedback is about."""
    return _changing(columns).where(Feedback.agency_source.is_distinct_from(AgencySource.REVIEWER))


_WITHDRAWN: Final = ("address_sealed", "number_sealed", "rating", "rating_after", "verdict")
"""What a feedback loses when it is taken back, besides its texts."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feedback as its citizen may see it; `answer` is the office's latest word, empty while there is none."""

    id: int
    person: str
    number: str
    status: Status
    agency: str | None
    day: date
    pieces: int
    rated: bool
    sensitive: bool
    answer: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Written:
    """One message as it is stored; `open` while an edit may still replace it."""

    text: str
    open: bool


@dataclass(frozen=True, slots=True)
class Key:
    """How a citizen's feedback is found again: the number only its citizen knows, and where answers go."""

    number: str
    message: int
    address: str | None = None


class Feedbacks:
    """The feedback tables; every method works inside the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def add(self, connection: AsyncConnection, new: NewFeedback, key: Key) -> int:
        """Store one feedback with its first text; returns the case number."""
        values = {
            **_values(new),
            "number_mac": self._number_mac(key.number),
            "number_sealed": self._keys.encrypt(key.number),
            "address_sealed": None if key.address is None else self._keys.encrypt(key.address),
        }
        case: int = (await connection.execute(_ADD, [values])).scalar_one()
        if new.text:
            await self._add_piece(connection, case, key.message, (TEXT, new.text))
        return case

    async def add_many(self, connection: AsyncConnection, many: Sequence[NewFeedback]) -> list[int]:
        """Store imported feedbacks, which have no tracking number; returns case numbers in the order given."""
        if not many:
            return []
        statement = insert(Feedback).returning(Feedback.id, sort_by_parameter_order=True)
        cases = list((await connection.execute(statement, [_values(new) for new in many])).scalars())
        pieces = [
            {"feedback_id": case, "message": 0, "what": TEXT, "content_sealed": self._keys.encrypt(new.text)}
            for case, new in zip(cases, many, strict=True)
            if new.text
        ]
        if pieces:
            await connection.execute(insert(Piece), pieces)
        return cases

    async def find(self, connection: AsyncConnection, number: str) -> Found | None:
        """The feedback with a tracking number."""
        query = _for_citizens().where(Feedback.number_mac == self._number_mac(number))
        row = (await connection.execute(query)).one_or_none()
        return None if row is None else self._found(row, number)

    async def own(self, connection: AsyncConnection, person: str, first: int, most: int) -> list[Found]:
        """At most so many of a person's feedbacks, the newest first, after the `first` ones; withdrawn ones have no number
        any more and are left out."""
        query = (
            _for_citizens()
            .where(Feedback.person == person, Feedback.number_sealed.is_not(None))
            .order_by(Feedback.received_at.desc(), Feedback.id.desc())
            .offset(first)
            .limit(most)
        )
        rows = (await connection.execute(query)).all()
        return [self._found(row, self._keys.decrypt(row.number_sealed)) for row in rows]

    async def add_piece(self, connection: AsyncConnection, number: str, message: int, piece: tuple[str, str]) -> None:
        """Add (what, content) to a feedback that was not withdrawn; a text makes earlier predictions outdated."""
        case = await self._case(connection, number)
        if case is not None:
            await self._add_piece(connection, case, message, piece)
            if piece[0] == TEXT:
                await self._changed(connection, case)

    async def written(self, connection: AsyncConnection, person: str, message: int) -> Written | None:
        """The stored text of one of a person's messages; None when the message is no part of a feedback."""
        query = (
            select(Piece.content_sealed, Feedback.status)
            .join(Feedback, Feedback.id == Piece.feedback_id)
            .where(Feedback.person == person, Piece.message == message, Piece.what == TEXT)
            .order_by(Piece.id.desc())
        )
        row = (await connection.execute(query)).first()
        return None if row is None else Written(self._keys.decrypt(row.content_sealed), row.status == Status.OPEN)

    async def replace_text(self, connection: AsyncConnection, person: str, message: int, text: str) -> bool:
        """Put an edited text in the place of the old one while the feedback is still open; False when there is none."""
        query = (
            select(Piece.id, Piece.feedback_id)
            .join(Feedback, Feedback.id == Piece.feedback_id)
            .where(
                Feedback.person == person,
                Feedback.status == Status.OPEN,
                Piece.message == message,
                Piece.what == TEXT,
            )
        )
        row = (await connection.execute(query)).first()
        if row is None:
            return False
        sealed = self._keys.encrypt(text)
        await connection.execute(update(Piece).where(Piece.id == row.id).values(content_sealed=sealed))
        await self._changed(connection, row.feedback_id)
        return True

    async def change(self, connection: AsyncConnection, number: str, **values: Any) -> None:
        """Set columns of the feedback with a tracking number unless it was withdrawn."""
        given = {_GIVEN + column: value for column, value in values.items()}
        await connection.execute(_changing(tuple(values)), {"mac": self._number_mac(number), **given})

    async def choose_agency(self, connection: AsyncConnection, number: str, agency: str | None) -> None:
        """The citizen's own word about the agency, or that he or she does not know; a reviewer's decision stays."""
        source = None if agency is None else AgencySource.CITIZEN
        values = {"agency": agency, "agency_source": source, "unit": None, "service": None}
        await self._place(connection, number, values)

    async def choose_unit(self, connection: AsyncConnection, number: str, unit: str) -> None:
        """The citizen's own word about the unit of the agency, unless a reviewer has decided which agency it is."""
        await self._place(connection, number, {"unit": unit})

    async def _place(self, connection: AsyncConnection, number: str, values: dict[str, Any]) -> None:
        given = {_GIVEN + column: value for column, value in values.items()}
        await connection.execute(_placing(tuple(values)), {"mac": self._number_mac(number), **given})

    async def withdraw(self, connection: AsyncConnection, number: str) -> None:
        """Erase the texts and the address; the row stays as withdrawn and counts nowhere."""
        case = await self._case(connection, number)
        if case is not None:
            await self.change(connection, number, status=Status.WITHDRAWN, **dict.fromkeys(_WITHDRAWN))
            await erase_texts(connection, [case])

    async def close_open(self, connection: AsyncConnection, before: datetime) -> None:
        """Feedbacks that began before this instant go to their office."""
        await connection.execute(
            update(Feedback)
            .where(Feedback.status == Status.OPEN, Feedback.received_at < before)
            .values(status=Status.REGISTERED)
        )

    async def texts(self, connection: AsyncConnection, cases: Sequence[int]) -> dict[int, str]:
        """The whole text of each case as it was written: its texts in order, one per line."""
        query = (
            select(Piece.feedback_id, Piece.content_sealed)
            .where(Piece.feedback_id.in_(list(cases)), Piece.what == TEXT)
            .order_by(Piece.id)
        )
        parts: dict[int, list[str]] = {case: [] for case in cases}
        for row in (await connection.execute(query)).all():
            parts[row.feedback_id].append(self._keys.decrypt(row.content_sealed))
        return {case: "\n".join(texts) for case, texts in parts.items()}

    async def _case(self, connection: AsyncConnection, number: str) -> int | None:
        """The case of a number unless it was withdrawn already."""
        case: int | None = await connection.scalar(_CASE, {"mac": self._number_mac(number)})
        return case

    async def _add_piece(self, connection: AsyncConnection, case: int, message: int, piece: tuple[str, str]) -> None:
        what, content = piece
        sealed = self._keys.encrypt(content)
        values = {"feedback_id": case, "message": message, "what": what, "content_sealed": sealed}
        await connection.execute(_ADD_PIECE, [values])

    async def _changed(self, connection: AsyncConnection, case: int) -> None:
        await connection.execute(_CHANGED, {"case": case})

    def _found(self, row: Any, number: str) -> Found:
        return Found(
            id=row.id,
            person=row.person,
            number=number,
            status=Status(row.status),
            agency=row.agency,
            day=row.day,
            pieces=row.pieces,
            rated=row.rating is not None,
            sensitive=row.sensitive,
            answer="" if row.answer_sealed is None else self._keys.decrypt(row.answer_sealed),
            verdict=None if row.verdict is None else Verdict(row.verdict),
        )

    def _number_mac(self, number: str) -> str:
        return self._keys.mac("tracking", number)


def _for_citizens() -> Select[Any]:
    pieces = select(func.count()).where(Piece.feedback_id == Feedback.id).scalar_subquery()
    return select(
        Feedback.id,
        Feedback.person,
        Feedback.number_sealed,
        Feedback.status,
        Feedback.agency,
        Feedback.day,
        Feedback.rating,
        Feedback.sensitive,
        Feedback.answer_sealed,
        Feedback.verdict,
        pieces.label("pieces"),
    )


def _values(new: NewFeedback) -> dict[str, Any]:
    return {
        "person": new.person,
        "received_at": new.received_at,
        "day": tehran_day(new.received_at),
        "channel": new.channel,
        "status": new.status,
        "agency": new.agency,
        "agency_source": None if new.agency is None else AgencySource.CITIZEN,
        "province": new.province,
        "county": new.county,
        "rating": new.rating,
        "unit": new.unit,
        "service": new.service,
        "point": new.point,
        "event": new.event,
        "solicited": new.solicited,
        "asked": new.asked,
        "sensitive": new.sensitive,
        "language": new.language,
        "service_mode": new.service_mode,
        "unread": bool(new.text),
    }
