"""Register feedback: one by one from a conversation, or many from a file."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.agency import Catalogue
from domain.digits import latin_digits
from domain.errors import InputError
from domain.feedback import RATINGS, NewFeedback
from domain.labels import NO_AGENCY, IntakeChannel
from domain.period import LAST_JALALI_YEAR, TEHRAN, parse_date
from domain.place import province_code
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.feedbacks import Feedbacks, Key

BATCH: Final = 500
NOON: Final = time(12)
"""An imported day has no hour; noon in Tehran is on the same day everywhere it matters."""

Cells = Mapping[str, str]
"""One row of an input file: column name → text of the cell."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be used: its number in the file (the header is row 1) and why."""

    row: int
    error: InputError


class Intake:
    """Registers feedback of one installation."""

    def __init__(self, database: Database, keys: KeyRing, catalogue: Catalogue) -> None:
        self._database = database
        self._keys = keys
        self._catalogue = catalogue
        self._feedbacks = Feedbacks(keys)

    async def register(self, connection: AsyncConnection, new: NewFeedback, key: Key) -> int:
        """Register one feedback inside the caller's transaction; returns its case number."""
        if new.agency is not None and new.agency not in self._catalogue:
            raise InputError("unknown_agency", agency=new.agency)
        return await self._feedbacks.add(connection, new, key)

    async def import_many(self, feedbacks: Sequence[NewFeedback]) -> int:
        """Register imported feedback, in batches of one transaction each; returns how many."""
        for at in range(0, len(feedbacks), BATCH):
            async with self._database.writing() as connection:
                await self._feedbacks.add_many(connection, feedbacks[at : at + BATCH])
        return len(feedbacks)

    def read_rows(self, rows: Iterable[tuple[int, Cells]], text_column: str) -> tuple[list[NewFeedback], list[BadRow]]:
        """Turn the rows of a file into feedback; rows that cannot be used are returned with their reason.

        Known columns are the text column, date, province, county, agency, rating and person; a missing date is today, a
        missing person makes the row a person of its own.
        """
        good: list[NewFeedback] = []
        bad: list[BadRow] = []
        for number, cells in rows:
            try:
                good.append(self._feedback(cells, text_column))
            except InputError as error:
                bad.append(BadRow(number, error))
        return good, bad

    def _feedback(self, cells: Cells, text_column: str) -> NewFeedback:
        text = cells.get(text_column, "").strip()
        rating = _rating(cells.get("rating", ""))
        if not text and rating is None:
            raise InputError("row_empty")
        agency = cells.get("agency", "").strip() or None
        if agency is not None and agency != NO_AGENCY and agency not in self._catalogue:
            raise InputError("unknown_agency", agency=agency)
        province = cells.get("province", "").strip()
        person = cells.get("person", "").strip()
        return NewFeedback(
            person=self._keys.person("import", person) if person else secrets.token_hex(32),
            received_at=_instant(cells.get("date", "").strip()),
            text=text,
            channel=IntakeChannel.IMPORT,
            agency=None if agency == NO_AGENCY else agency,
            rating=rating,
            province=province_code(province) if province else None,
            county=cells.get("county", "").strip() or None,
        )


def _rating(cell: str) -> int | None:
    written = latin_digits(cell).strip()
    if not written:
        return None
    try:
        rating = float(written)
    except ValueError:
        raise InputError("rating_range", rating=cell) from None
    if rating not in RATINGS:
        raise InputError("rating_range", rating=cell)
    return int(rating)


def _instant(cell: str) -> datetime:
    if not cell:
        return now()
    moment = _exact(cell)
    if moment is not None:
        return moment
    day = parse_date(re.split("[T ]", cell, maxsplit=1)[0])
    return datetime.combine(day, NOON, tzinfo=TEHRAN).astimezone(UTC)


def _exact(cell: str) -> datetime | None:
    """The instant of an ISO date and time with its offset; without an offset only the day can be trusted."""
    try:
        moment = datetime.fromisoformat(latin_digits(cell))
        known = moment.tzinfo is not None and moment.year > LAST_JALALI_YEAR
        return moment.astimezone(UTC) if known else None
    except (ValueError, OverflowError):
        return None
