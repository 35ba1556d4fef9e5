"""Cases: listed by agency, state and term; hidden where they must be; notes and answers never lie in the open."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.analysis import Proposal
from domain.labels import Status, Verdict
from storage import predictions
from storage.cases import Case, CaseRecords, Contact, Event, Wanted
from storage.crypto import KeyRing
from storage.database import Database
from storage.erasure import erase_person
from storage.feedbacks import TEXT, Feedbacks, Key
from storage.predictions import Waiting
from storage.tables import CaseEvent, Feedback
from tests.storage.samples import NOON, analysis, feedback

NUMBER = "123456789012"
TODAY = date(2025, 10, 12)


@pytest.fixture
def records(keys: KeyRing) -> CaseRecords:
    return CaseRecords(keys)


async def add(database: Database, keys: KeyRing, number: str = NUMBER, **values: Any) -> int:
    """A case of the water agency; values of the case itself are set afterwards."""
    later = {name: values.pop(name) for name in ("due", "owner", "answered_at") if name in values}
    given = {"agency": "water", **values}
    async with database.writing() as connection:
        case = await Feedbacks(keys).add(connection, feedback(**given), Key(number, 7, "chat 5550001"))
        if later:
            await CaseRecords(keys).change(connection, case, **later)
    return case


async def predicted(database: Database, case: int, revision: int = 1, **values: Any) -> None:
    async with database.writing() as connection:
        await predictions.save(connection, [(Waiting(case, revision), analysis(**values))])


async def page(database: Database, records: CaseRecords, **wanted: Any) -> list[int]:
    async with database.reading() as connection:
        return [case.number for case in await records.page(connection, Wanted(**wanted))]


async def get(database: Database, records: CaseRecords, number: int) -> Case:
    async with database.reading() as connection:
        case = await records.get(connection, number)
    assert case is not None
    return case


async def answer_of(connection: AsyncConnection, keys: KeyRing, number: int) -> str:
    """The answer that a case holds, opened."""
    sealed = await connection.scalar(select(Feedback.answer_sealed).where(Feedback.id == number))
    return keys.decrypt(sealed) if sealed else ""


async def test_a_case_shows_the_masked_text_and_no_person(
    database: Database, keys: KeyRing, records: CaseRecords
) -> None:
    number = await add(database, keys, rating=2, county="ری")
    waiting = await get(database, records, number)
    assert (waiting.text, waiting.unread, waiting.urgent) == (None, True, False)
    await predicted(database, number, urgent=True, text_redacted="شماره‌ام [موبایل]")
    case = await get(database, records, number)
    assert (case.text, case.unread, case.urgent) == ("شماره‌ام [موبایل]", False, True)
    assert (case.agency, case.county, case.rating, case.status) == ("water", "ری", 2, Status.REGISTERED)
    assert (case.owner, case.due, case.answered_at, case.verdict) == (None, None, None, None)


async def test_words_added_since_are_still_unread(database: Database, keys: KeyRing, records: CaseRecords) -> None:
    number = await add(database, keys)
    await predicted(database, number)
    async with database.writing() as connection:
        await Feedbacks(keys).add_piece(connection, NUMBER, 8, (TEXT, "و شماره‌ام"))
    case = await get(database, records, number)
    assert (case.text, case.unread) == ("متن پوشیده", True)


async def test_the_latest_prediction_counts_and_a_persons_word_beats_it(
    database: Database, keys: KeyRing, records: CaseRecords
) -> None:
    named, unnamed = await add(database, keys), await add(database, keys, "2", agency=None)
    for number in (named, unnamed):
        await predicted(database, number, proposals=(Proposal("power", 0.9),))
    assert [(await get(database, records, number)).agency for number in (named, unnamed)] == ["water", "power"]
    await predicted(database, unnamed, proposals=(Proposal("gas", 0.9),), model_version="m-0", text_redacted="تازه")
    case = await get(database, records, unnamed)
    assert (case.agency, case.text) == ("gas", "تازه")
    assert await page(database, records, agency="gas") == [unnamed]
    assert await page(database, records, agency="power") == []


async def test_the_nearest_term_comes_first_and_withdrawn_ones_only_when_asked_for(
    database: Database, keys: KeyRing, records: CaseRecords
) -> None:
    free = await add(database, keys, "1")
    late = await add(database, keys, "2", due=TODAY)
    soon = await add(database, keys, "3", due=TODAY - timedelta(days=1))
    gone = await add(database, keys, "4", status=Status.WITHDRAWN)
    assert await page(database, records) == [soon, late, free]
    assert await page(database, records, limit=2) == [soon, late]
    assert await page(database, records, status=Status.WITHDRAWN) == [gone]


@pytest.mark.parametrize(
    ("status", "due", "expected"),
    [
        (Status.REGISTERED, TODAY - timedelta(days=1), True),
        (Status.WITH_OFFICE, TODAY - timedelta(days=1), True),
        (Status.DISPUTED, TODAY - timedelta(days=1), True),
        (Status.WITH_OFFICE, TODAY, False),
        (Status.WITH_OFFICE, None, False),
        (Status.ANSWERED, TODAY - timedelta(days=1), False),
        (Status.NOT_SOLVED, TODAY - timedelta(days=1), False),
    ],
)
async def test_overdue_is_what_is_owed_after_its_term(
    database: Database, keys: KeyRing, status: Status, due: date | None, expected: bool
) -> None:
    records = CaseRecords(keys)
    number = await add(database, keys, status=status, due=due)
    assert (await get(database, records, number)).is_overdue(TODAY) is expected
    assert await page(database, records, overdue_on=TODAY) == ([number] if expected else [])


async def test_what_is_open_is_listed_only_when_urgent(database: Database, keys: KeyRing, records: CaseRecords) -> None:
    quiet, urgent, unread = [await add(database, keys, str(at), status=Status.OPEN) for at in range(3)]
    await predicted(database, quiet)
    await predicted(database, urgent, urgent=True)
    assert await page(database, records) == [urgent]
    assert await page(database, records, status=Status.OPEN) == [urgent]
    assert unread not in await page(database, records, agency="water")


async def test_sensitive_and_withdrawn_cases_are_not_shared(
    database: Database, keys: KeyRing, records: CaseRecords
) -> None:
    plain = await add(database, keys, "1")
    hidden = await add(database, keys, "2", sensitive=True)
    await add(database, keys, "3", status=Status.WITHDRAWN)
    assert await page(database, records, shared=True) == [plain]
    assert await page(database, records, shared=True, status=Status.WITHDRAWN) == []
    assert await page(database, records) == [plain, hidden]


async def test_the_timeline_keeps_its_order(database: Database, keys: KeyRing, records: CaseRecords) -> None:
    number, other = await add(database, keys), await add(database, keys, "2")
    events = [
        Event(NOON, "مریم", "assign", note="علی"),
        Event(NOON, "علی", "forward", agency="gas", note="به گاز مربوط است"),
        Event(NOON, "citizen", "solved"),
    ]
    async with database.writing() as connection:
        for event in events:
            await records.add_event(connection, number, event)
    async with database.reading() as connection:
        assert await records.events(connection, number) == events
        assert await records.events(connection, other) == []


async def test_the_first_answer_sets_the_time_and_the_last_one_is_read(
    database: Database, keys: KeyRing, records: CaseRecords
) -> None:
    number = await add(database, keys)
    times = []
    for text in ("یک", "دو"):
        async with database.writing() as connection:
            await records.set_answer(connection, number, text)
            assert await answer_of(connection, keys, number) == text
        times.append((await get(database, records, number)).answered_at)
    assert times[0] is not None
    assert times[0] == times[1]


async def test_the_contact_is_where_the_citizen_waits(database: Database, keys: KeyRing, records: CaseRecords) -> None:
    number = await add(database, keys)
    async with database.writing() as connection:
        assert await records.number_of(connection, NUMBER) == number
        assert await records.number_of(connection, "000") is None
        assert await records.contact(connection, number) == Contact("p1", "telegram", "chat 5550001", NUMBER)
        await Feedbacks(keys).change(connection, NUMBER, address_sealed=None)
        assert await records.contact(connection, number) is None


async def test_nobody_waits_behind_an_imported_or_erased_feedback(
    database: Database, keys: KeyRing, records: CaseRecords
) -> None:
    number = await add(database, keys)
    async with database.writing() as connection:
        (imported,) = await Feedbacks(keys).add_many(connection, [feedback()])
        await erase_person(connection, "p1")
        assert await records.contact(connection, imported) is None
        assert await records.contact(connection, number) is None


async def test_a_locked_case_waits_for_the_other_change(
    database: Database, second: Database, keys: KeyRing, records: CaseRecords
) -> None:
    number = await add(database, keys)

    async def answered(opened: Database) -> Verdict | None:
        async with opened.writing() as connection:
            case = await records.get(connection, number, lock=True)
            assert case is not None
            await asyncio.sleep(0.05)
            await records.change(connection, number, verdict=Verdict.SOLVED if case.verdict is None else Verdict.BETTER)
            return case.verdict

    assert set(await asyncio.gather(answered(database), answered(second))) == {None, Verdict.SOLVED}
    assert (await get(database, records, number)).verdict is Verdict.BETTER


async def test_the_file_shows_neither_notes_nor_answers(sqlite_database: Database, keys: KeyRing) -> None:
    records, number = CaseRecords(keys), await add(sqlite_database, keys)
    async with sqlite_database.writing() as connection:
        await records.add_event(connection, number, Event(NOON, "visible_actor", "close", note="secret note"))
        await records.set_answer(connection, number, "secret answer")
    file = make_url(sqlite_database.url).database
    assert file is not None
    everything = b"".join(path.read_bytes() for path in Path(file).parent.glob("rezayat.db*"))
    assert b"visible_actor" in everything
    assert b"secret" not in everything
    async with sqlite_database.reading() as connection:
        assert await connection.scalar(select(CaseEvent.note_sealed)) is not None
        assert await answer_of(connection, keys, number) == "secret answer"
