"""Predictions: what still waits, what the indicators and the export read."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.labels import AgencySource, Driver, Status
from domain.period import DayRange, day_start, tehran_day
from storage import predictions
from storage.crypto import KeyRing
from storage.database import Database
from storage.erasure import erase_person
from storage.feedbacks import TEXT, Feedbacks, Key
from storage.predictions import Filter, Page, Waiting
from storage.tables import Prediction
from tests.storage.samples import NOON, analysis, feedback

VERSION = "m-1"
ALL = Filter()


@pytest.fixture
def feedbacks(keys: KeyRing) -> Feedbacks:
    return Feedbacks(keys)


async def add(database: Database, feedbacks: Feedbacks, number: str = "1", **values: Any) -> int:
    async with database.writing() as connection:
        return await feedbacks.add(connection, feedback(**values), Key(number, 7))


async def waiting(database: Database, limit: int = 10) -> list[tuple[int, int]]:
    async with database.reading() as connection:
        return [(one.case, one.revision) for one in await predictions.waiting(connection, limit)]


async def save(database: Database, case: int, revision: int = 1, **values: Any) -> None:
    async with database.writing() as connection:
        await predictions.save(connection, [(Waiting(case, revision), analysis(**values))])


async def voices(database: Database, wanted: Filter = ALL, version: str = VERSION) -> list[Any]:
    async with database.reading() as connection:
        return await predictions.voices(connection, wanted, version)


async def exported(database: Database, wanted: Filter = ALL, page: Page = Page(0, 100)) -> list[Any]:  # noqa: B008
    async with database.reading() as connection:
        return await predictions.export_page(connection, wanted, VERSION, page)


async def test_what_has_text_waits_for_each_model_oldest_first(database: Database, feedbacks: Feedbacks) -> None:
    cases = [await add(database, feedbacks, str(at)) for at in range(3)]
    await add(database, feedbacks, "mute", text="", rating=3)
    async with database.writing() as connection:
        await feedbacks.add(connection, feedback(), Key("gone", 7))
        await feedbacks.withdraw(connection, "gone")
    assert await waiting(database) == [(case, 1) for case in cases]
    assert await waiting(database, limit=2) == [(case, 1) for case in cases[:2]]
    await save(database, cases[0])
    assert await waiting(database) == [(case, 1) for case in cases[1:]]
    async with database.writing() as connection:
        await predictions.reopen(connection, VERSION)
    assert await waiting(database) == [(case, 1) for case in cases[1:]]
    async with database.writing() as connection:
        await predictions.reopen(connection, "m-2")
    assert await waiting(database) == [(case, 1) for case in cases]


async def test_a_changed_text_waits_again_and_is_replaced(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks)
    await save(database, case)
    async with database.writing() as connection:
        await feedbacks.add_piece(connection, "1", 8, (TEXT, "بیشتر"))
    assert await waiting(database) == [(case, 2)]
    await save(database, case, 2, text_redacted="تازه")
    assert await waiting(database) == []
    async with database.reading() as connection:
        rows = (await connection.execute(select(Prediction.revision, Prediction.text_redacted))).all()
    assert [tuple(row) for row in rows] == [(2, "تازه")]


async def test_a_photo_does_not_outdate_a_prediction(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks)
    await save(database, case)
    async with database.writing() as connection:
        await feedbacks.add_piece(connection, "1", 8, ("photo", "file"))
    assert await waiting(database) == []


async def test_an_answer_about_an_older_text_is_not_kept(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks)
    async with database.writing() as connection:
        await feedbacks.add_piece(connection, "1", 8, (TEXT, "بیشتر"))
    await save(database, case, 1)
    assert await waiting(database) == [(case, 2)]
    assert [row.text_redacted for row in await exported(database)] == [""]


@pytest.mark.parametrize("erase", ["withdraw", "person"])
async def test_what_was_erased_while_the_model_read_does_not_come_back(
    database: Database, feedbacks: Feedbacks, erase: str
) -> None:
    case, other = await add(database, feedbacks), await add(database, feedbacks, "2", person="p2")
    read = await waiting(database)
    async with database.writing() as connection:
        if erase == "withdraw":
            await feedbacks.withdraw(connection, "1")
        else:
            await erase_person(connection, "p1")
    async with database.writing() as connection:
        await predictions.save(connection, [(Waiting(*one), analysis()) for one in read])
    async with database.reading() as connection:
        assert (await connection.execute(select(Prediction.feedback_id))).scalars().all() == [other]
    assert case not in [one for one, _ in await waiting(database)]


async def test_saving_nothing_is_nothing(database: Database) -> None:
    async with database.writing() as connection:
        await predictions.save(connection, [])
    await save(database, 99)
    assert await exported(database) == []


async def test_a_voice_speaks_for_the_citizens_choice_before_the_models(
    database: Database, feedbacks: Feedbacks
) -> None:
    chosen = {"agency": "power", "province": "tehran", "rating": 2}
    await save(database, await add(database, feedbacks, "1", **chosen))
    await save(database, await add(database, feedbacks, "2", person="p2"))
    await add(database, feedbacks, "3", person="p3")  # nobody knows its agency
    await save(database, await add(database, feedbacks, "4", person="p4"), proposals=())
    await add(database, feedbacks, "5", person="p5", agency="gas", text="", rating=5)
    await add(database, feedbacks, "6", person="p6", agency="gas", status=Status.WITHDRAWN)
    found = [(v.person, v.agency, v.province, v.rating, v.sentiment, v.sentiment_score) for v in await voices(database)]
    assert found == [
        ("p1", "power", "tehran", 2, "negative", -0.625),
        ("p2", "water", None, None, "negative", -0.625),
        ("p5", "gas", None, 5, None, None),
    ]
    assert [v.received_at for v in await voices(database)] == [NOON] * 3
    assert [v.agency for v in await voices(database, version="m-2")] == ["power", "gas"]


async def test_days_are_tehran_days_with_both_ends(database: Database, feedbacks: Feedbacks) -> None:
    day = tehran_day(NOON)
    start, end = day_start(day), day_start(day + timedelta(days=1))
    second = timedelta(seconds=1)
    for at, moment in enumerate((start - second, start, end - second, end)):
        await add(database, feedbacks, str(at), agency=f"a{at}", received_at=moment)

    async def agencies(days: DayRange) -> list[str]:
        return [voice.agency for voice in await voices(database, Filter(days))]

    assert await agencies(DayRange(day, day)) == ["a1", "a2"]
    assert await agencies(DayRange(first=day)) == ["a1", "a2", "a3"]
    assert await agencies(DayRange(last=day)) == ["a0", "a1", "a2"]
    assert start == datetime(2025, 10, 6, 20, 30, tzinfo=UTC)


async def test_agency_and_province_narrow(database: Database, feedbacks: Feedbacks) -> None:
    await save(database, await add(database, feedbacks, "1", province="tehran"))
    await add(database, feedbacks, "2", agency="water", province="fars", person="p2")
    await add(database, feedbacks, "3", agency="gas", province="fars", person="p3")

    async def people(agency: str | None = None, province: str | None = None) -> list[str]:
        wanted = Filter(agency=agency, province=province)
        return [voice.person for voice in await voices(database, wanted)]

    assert await people(agency="water") == ["p1", "p2"]
    assert await people(province="fars") == ["p2", "p3"]
    assert await people(agency="water", province="fars") == ["p2"]


async def test_an_export_row_says_who_chose_the_agency(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks, "1", rating=4, province="fars", county="شیراز")
    await save(database, case, urgent=True)
    await add(database, feedbacks, "2", agency="gas")
    await add(database, feedbacks, "3")
    await add(database, feedbacks, "4", status=Status.WITHDRAWN)
    by_model, by_citizen, unknown = await exported(database)
    assert (by_model.case_number, by_model.day, by_model.rating) == (case, tehran_day(NOON), 4)
    assert (by_model.province, by_model.county) == ("fars", "شیراز")
    assert (by_model.agency, by_model.agency_source) == ("water", AgencySource.MODEL)
    assert (by_model.sentiment, by_model.kind, by_model.urgent) == ("negative", "complaint", True)
    assert by_model.drivers == (Driver.SPEED, Driver.STAFF)
    assert by_model.service == "bill"
    assert (by_model.text_redacted, by_model.model_version, by_model.needs_review) == ("متن پوشیده", VERSION, False)
    assert (by_citizen.agency, by_citizen.agency_source) == ("gas", AgencySource.CITIZEN)
    assert (unknown.agency, unknown.agency_source, unknown.needs_review, unknown.urgent) == (None, None, True, False)
    assert (unknown.text_redacted, unknown.drivers, unknown.model_version) == ("", (), None)


async def test_a_service_of_another_agency_is_not_shown(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks, "1", agency="gas")
    await save(database, case)
    (row,) = await exported(database)
    assert (row.agency, row.service) == ("gas", None)


async def test_pages_cover_everything_once(database: Database, feedbacks: Feedbacks) -> None:
    async with database.writing() as connection:
        cases = await feedbacks.add_many(connection, [feedback() for _ in range(7)])
    seen: list[int] = []
    while page := await exported(database, page=Page(seen[-1] if seen else 0, 3)):
        assert len(page) <= 3
        seen += [row.case_number for row in page]
    assert seen == sorted(cases)


async def test_a_text_that_no_database_keeps_does_not_stop_the_others(database: Database, feedbacks: Feedbacks) -> None:
    cases = [await add(database, feedbacks, str(at), text="half \ud83d and \x00") for at in range(2)]
    async with database.writing() as connection:
        texts = await feedbacks.texts(connection, cases)
        await predictions.save(connection, [(Waiting(case, 1), analysis(text_redacted=texts[case])) for case in cases])
    assert texts[cases[0]] == "half \ud83d and \x00"
    assert [row.text_redacted for row in await exported(database)] == ["half � and �"] * 2


async def test_erasing_waits_for_an_answer_being_saved(postgres_url: str, feedbacks: Feedbacks) -> None:
    """On PostgreSQL two writers run side by side; the one that erases must see what the other one just saved."""
    database = Database(postgres_url)
    case = await add(database, feedbacks)

    async def withdraw() -> None:
        async with database.writing() as connection:
            await feedbacks.withdraw(connection, "1")

    async with database.writing() as connection:
        await predictions.save(connection, [(Waiting(case, 1), analysis())])
        erasing = asyncio.create_task(withdraw())
        await asyncio.wait([erasing], timeout=1)
        assert not erasing.done()
    await erasing
    async with database.reading() as connection:
        assert await connection.scalar(select(Prediction.text_redacted)) == ""
    await database.close()


async def test_what_somebody_else_has_in_hand_waits_for_the_next_batch(postgres_url: str, feedbacks: Feedbacks) -> None:
    """A writer that waits for a lock may wait for one that waits for it."""
    database = Database(postgres_url)
    busy, free = await add(database, feedbacks, "1"), await add(database, feedbacks, "2")
    async with database.writing() as citizen:
        await feedbacks.add_piece(citizen, "1", 8, ("text", "بیشتر"))
        async with asyncio.timeout(5), database.writing() as connection:
            made = [(Waiting(case, 1), analysis()) for case in (busy, free)]
            assert await predictions.save(connection, made) == 1
    assert await waiting(database) == [(busy, 2)]
    await database.close()


async def test_what_is_passed_over_waits_again_once_it_is_changed(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks)

    async def pass_over(revision: int) -> None:
        async with database.writing() as connection:
            await predictions.pass_over(connection, Waiting(case, revision))

    await pass_over(1)
    assert await waiting(database) == []
    async with database.writing() as connection:
        await feedbacks.add_piece(connection, "1", 8, (TEXT, "بیشتر"))
    await pass_over(1)
    assert await waiting(database) == [(case, 2)]
