"""Feedbacks and their pieces."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.feedback import NewFeedback
from domain.labels import AgencySource, Status
from domain.period import tehran_day
from storage.crypto import KeyRing
from storage.tables import Feedback, Piece, Prediction

TEXT: Final = "text"


@dataclass(frozen=True, slots=True)
class Found:
    """A feedback as its citizen may see it."""

    id: int
    person: str
    status: Status
    agency: str | None
    day: date
    pieces: int


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
        case: int = (await connection.execute(insert(Feedback).returning(Feedback.id), [values])).scalar_one()
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
        pieces = select(func.count()).where(Piece.feedback_id == Feedback.id).scalar_subquery()
        query = select(
            Feedback.id, Feedback.person, Feedback.status, Feedback.agency, Feedback.day, pieces.label("pieces")
        ).where(Feedback.number_mac == self._number_mac(number))
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Found(row.id, row.person, Status(row.status), row.agency, row.day, row.pieces)

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
        mine = Feedback.number_mac == self._number_mac(number)
        await connection.execute(update(Feedback).where(mine, Feedback.status != Status.WITHDRAWN).values(**values))

    async def choose_agency(self, connection: AsyncConnection, number: str, agency: str | None) -> None:
        """The citizen's own word about the agency, or that he or she does not know."""
        source = None if agency is None else AgencySource.CITIZEN
        await self.change(connection, number, agency=agency, agency_source=source)

    async def withdraw(self, connection: AsyncConnection, number: str) -> None:
        """Erase the text and the address; the row stays as withdrawn and counts nowhere."""
        case = await self._case(connection, number)
        if case is not None:
            await self.change(
                connection, number, status=Status.WITHDRAWN, address_sealed=None, rating=None, number_sealed=None
            )
            await self._erase_texts(connection, [case])

    async def erase_person(self, connection: AsyncConnection, person: str) -> int:
        """Erase all texts and addresses of a person; ratings and labels stay under a random one. Returns how many."""
        own = select(Feedback.id).where(Feedback.person == person).order_by(Feedback.id)
        cases = list((await connection.execute(own.with_for_update(key_share=True))).scalars())
        stranger = secrets.token_hex(32)
        await connection.execute(
            update(Feedback)
            .where(Feedback.id.in_(cases))
            .values(person=stranger, number_mac=None, number_sealed=None, address_sealed=None)
        )
        await self._erase_texts(connection, cases)
        return len(cases)

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
        query = select(Feedback.id).where(
            Feedback.number_mac == self._number_mac(number), Feedback.status != Status.WITHDRAWN
        )
        case: int | None = await connection.scalar(query)
        return case

    async def _add_piece(self, connection: AsyncConnection, case: int, message: int, piece: tuple[str, str]) -> None:
        what, content = piece
        sealed = self._keys.encrypt(content)
        await connection.execute(
            insert(Piece).values(feedback_id=case, message=message, what=what, content_sealed=sealed)
        )

    async def _changed(self, connection: AsyncConnection, case: int) -> None:
        await connection.execute(update(Feedback).where(Feedback.id == case).values(revision=Feedback.revision + 1))

    async def _erase_texts(self, connection: AsyncConnection, cases: Sequence[int]) -> None:
        """Erase texts for good: with the new revision, a classifier that has just read them comes too late to save."""
        await connection.execute(
            update(Feedback).where(Feedback.id.in_(list(cases))).values(revision=Feedback.revision + 1)
        )
        await connection.execute(delete(Piece).where(Piece.feedback_id.in_(list(cases))))
        await connection.execute(
            update(Prediction).where(Prediction.feedback_id.in_(list(cases))).values(text_redacted="")
        )

    def _number_mac(self, number: str) -> str:
        return self._keys.mac("tracking", number)


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
    }
