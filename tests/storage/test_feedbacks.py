"""Feedbacks: registered, found by number, changed, withdrawn, erased; texts never lie in the open."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, make_url, select

from domain.labels import AgencySource, IntakeChannel, Status, Verdict
from domain.period import tehran_day
from storage import predictions
from storage.crypto import KeyRing
from storage.database import Database
from storage.erasure import erase_old, erase_person
from storage.feedbacks import TEXT, Feedbacks, Key
from storage.predictions import Waiting
from storage.tables import CaseEvent, Feedback, Piece, Prediction
from tests.storage.samples import NOON, analysis, feedback

NUMBER = "123456789012"


@pytest.fixture
def feedbacks(keys: KeyRing) -> Feedbacks:
    return Feedbacks(keys)


async def add(database: Database, feedbacks: Feedbacks, number: str = NUMBER, **values: Any) -> int:
    message = values.pop("message", 7)
    async with database.writing() as connection:
        return await feedbacks.add(connection, feedback(**values), Key(number, message, address="chat 5550001"))


async def row(database: Database, case: int) -> Any:
    async with database.reading() as connection:
        return (await connection.execute(select(Feedback).where(Feedback.id == case))).one()


async def text(database: Database, feedbacks: Feedbacks, case: int) -> str:
    async with database.reading() as connection:
        return (await feedbacks.texts(connection, [case]))[case]


async def test_a_feedback_is_found_by_its_number(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks, agency="water", rating=2, status=Status.OPEN)
    await add(database, feedbacks, "999", person="p2")
    async with database.reading() as connection:
        found = await feedbacks.find(connection, NUMBER)
        assert await feedbacks.find(connection, "000") is None
    assert found is not None
    assert (found.id, found.person, found.status, found.agency) == (case, "p1", Status.OPEN, "water")
    assert (found.day, found.pieces) == (tehran_day(NOON), 1)
    assert (await row(database, case)).agency_source == "citizen"
    assert await text(database, feedbacks, case) == feedback().text


async def test_the_day_is_the_day_in_tehran(database: Database, feedbacks: Feedbacks) -> None:
    late = NOON.replace(hour=20, minute=30)  # 00:00 in Tehran
    cases = [await add(database, feedbacks, str(at), received_at=late - timedelta(seconds=at)) for at in (0, 1)]
    assert [(await row(database, case)).day.day for case in cases] == [8, 7]


async def test_a_rating_without_words_has_no_piece(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks, text="", rating=5)
    async with database.reading() as connection:
        found = await feedbacks.find(connection, NUMBER)
    assert found is not None
    assert found.pieces == 0
    assert await text(database, feedbacks, case) == ""


async def test_texts_are_added_in_order_and_outdate_predictions(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks, text="یک")
    async with database.writing() as connection:
        await feedbacks.add_piece(connection, NUMBER, 8, (TEXT, "دو"))
        await feedbacks.add_piece(connection, NUMBER, 9, ("photo", "file-id"))
        await feedbacks.add_piece(connection, "000", 10, (TEXT, "of nobody"))
    assert await text(database, feedbacks, case) == "یک\nدو"
    assert (await row(database, case)).revision == 2
    async with database.reading() as connection:
        found = await feedbacks.find(connection, NUMBER)
    assert found is not None
    assert found.pieces == 3


async def test_an_edit_replaces_its_message_while_open(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks, text="یک", status=Status.OPEN)
    other = await add(database, feedbacks, "2", text="دیگری", person="p2", status=Status.OPEN)
    async with database.writing() as connection:
        await feedbacks.add_piece(connection, NUMBER, 8, (TEXT, "دو"))
        assert await feedbacks.replace_text(connection, "p1", 7, "یکم")
        assert not await feedbacks.replace_text(connection, "p1", 99, "نیست")
        assert not await feedbacks.replace_text(connection, "p3", 7, "از کس دیگر")
    assert await text(database, feedbacks, case) == "یکم\nدو"
    assert await text(database, feedbacks, other) == "دیگری"
    assert (await row(database, case)).revision == 3
    async with database.writing() as connection:
        await feedbacks.close_open(connection, NOON + timedelta(seconds=1))
        assert not await feedbacks.replace_text(connection, "p1", 7, "دیر")
    assert await text(database, feedbacks, case) == "یکم\nدو"


async def test_only_old_open_feedbacks_are_closed(database: Database, feedbacks: Feedbacks) -> None:
    old = await add(database, feedbacks, "1", status=Status.OPEN)
    young = await add(database, feedbacks, "2", status=Status.OPEN, received_at=NOON + timedelta(hours=1))
    gone = await add(database, feedbacks, "3", status=Status.WITHDRAWN)
    async with database.writing() as connection:
        await feedbacks.close_open(connection, NOON + timedelta(minutes=30))
    assert [(await row(database, case)).status for case in (old, young, gone)] == ["registered", "open", "withdrawn"]


async def test_the_citizen_chooses_the_agency_or_does_not_know(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks)
    for agency, source in (("water", "citizen"), (None, None)):
        async with database.writing() as connection:
            await feedbacks.choose_agency(connection, NUMBER, agency)
        changed = await row(database, case)
        assert (changed.agency, changed.agency_source) == (agency, source)


async def test_what_a_reviewer_has_decided_stays(database: Database, feedbacks: Feedbacks) -> None:
    case = await add(database, feedbacks, agency="gas")
    async with database.writing() as connection:
        await feedbacks.choose_unit(connection, NUMBER, "of_the_citizen")
    assert (await row(database, case)).unit == "of_the_citizen"
    async with database.writing() as connection:
        await feedbacks.change(connection, NUMBER, agency_source=AgencySource.REVIEWER, unit="of_the_reviewer")
        await feedbacks.choose_agency(connection, NUMBER, "water")
        await feedbacks.choose_agency(connection, NUMBER, None)
        await feedbacks.choose_unit(connection, NUMBER, "of_the_citizen")
    kept = await row(database, case)
    assert (kept.agency, kept.agency_source, kept.unit) == ("gas", "reviewer", "of_the_reviewer")


async def test_only_the_named_feedback_is_changed(database: Database, feedbacks: Feedbacks) -> None:
    case, other = await add(database, feedbacks), await add(database, feedbacks, "2")
    async with database.writing() as connection:
        await feedbacks.change(connection, NUMBER, rating=4, county="ری" * 60)
    assert [(await row(database, one)).rating for one in (case, other)] == [4, None]
    assert (await row(database, case)).county == "ری" * 40


async def predicted(database: Database, case: int) -> None:
    async with database.writing() as connection:
        await predictions.save(connection, [(Waiting(case, 1), analysis())])


async def test_withdrawing_erases_and_is_final(database: Database, feedbacks: Feedbacks) -> None:
    case, other = await add(database, feedbacks, rating=1), await add(database, feedbacks, "2")
    await predicted(database, case)
    async with database.writing() as connection:
        await feedbacks.withdraw(connection, NUMBER)
        await feedbacks.withdraw(connection, "000")
        await feedbacks.add_piece(connection, NUMBER, 8, (TEXT, "پس از پس گرفتن"))
        await feedbacks.change(connection, NUMBER, rating=3)
    gone = await row(database, case)
    assert (gone.status, gone.rating, gone.address_sealed, gone.number_sealed) == ("withdrawn", None, None, None)
    async with database.reading() as connection:
        assert await connection.scalar(select(Piece.id).where(Piece.feedback_id == case)) is None
        assert await connection.scalar(select(Prediction.text_redacted)) == ""
        found = await feedbacks.find(connection, NUMBER)
    assert found is not None
    assert found.status is Status.WITHDRAWN
    assert await text(database, feedbacks, other) == feedback().text


async def test_a_feedback_shows_its_answer_and_loses_it_with_its_texts(
    database: Database, feedbacks: Feedbacks, keys: KeyRing
) -> None:
    case = await add(database, feedbacks, rating=1)
    judged = {"answer_sealed": keys.encrypt("درست شد"), "verdict": "not_solved", "rating_after": 2, "sensitive": True}
    note = {"feedback_id": case, "at": NOON, "actor": "x", "action": "answer", "note_sealed": keys.encrypt("درست شد")}
    async with database.writing() as connection:
        await feedbacks.change(connection, NUMBER, **judged)
        await connection.execute(insert(CaseEvent).values(note))
        found = await feedbacks.find(connection, NUMBER)
        assert found is not None
        assert (found.number, found.answer, found.verdict) == (NUMBER, "درست شد", Verdict.NOT_SOLVED)
        assert (found.rated, found.sensitive) == (True, True)
        await feedbacks.withdraw(connection, NUMBER)
        gone = await feedbacks.find(connection, NUMBER)
        assert gone is not None
        assert (gone.answer, gone.verdict, gone.rated) == ("", None, False)
        assert await connection.scalar(select(CaseEvent.note_sealed)) is None
        assert await connection.scalar(select(Feedback.rating_after)) is None


async def test_what_is_old_is_erased_and_still_counts(database: Database, feedbacks: Feedbacks, keys: KeyRing) -> None:
    old = [await add(database, feedbacks, str(at), rating=at + 1, agency="water") for at in range(3)]
    wordless = await add(database, feedbacks, "wordless", text="", rating=4)
    kept = await add(database, feedbacks, "young", received_at=NOON + timedelta(seconds=1))
    async with database.writing() as connection:
        imported = await feedbacks.add_many(connection, [feedback(channel=IntakeChannel.IMPORT)])
        await feedbacks.change(connection, "1", commendation_sealed=keys.encrypt("خانم مرادی"))
    await predicted(database, old[0])
    limit = NOON + timedelta(seconds=1)
    async with database.writing() as connection:
        assert await erase_old(connection, NOON, 9) == 0
        assert [await erase_old(connection, limit, 3) for _ in range(3)] == [3, 1, 0]
    rows = [await row(database, case) for case in (*old, wordless)]
    assert [(one.rating, one.person, one.status) for one in rows] == [(at, "p1", "registered") for at in (1, 2, 3, 4)]
    assert {(one.address_sealed, one.commendation_sealed, one.unread) for one in rows} == {(None, None, False)}
    assert (await row(database, kept)).address_sealed is not None
    async with database.reading() as connection:
        assert set((await connection.execute(select(Piece.feedback_id))).scalars()) == {kept, *imported}
        assert await connection.scalar(select(Prediction.text_redacted)) == ""
        found = await feedbacks.find(connection, "0")
    assert found is not None
    assert (found.status, found.pieces) == (Status.REGISTERED, 0)


async def test_a_late_answer_has_its_own_time(database: Database, feedbacks: Feedbacks, keys: KeyRing) -> None:
    case = await add(database, feedbacks)
    answered = {"answer_sealed": keys.encrypt("درست شد"), "answered_at": NOON + timedelta(days=2)}
    note = {"feedback_id": case, "actor": "x", "action": "forward", "note_sealed": keys.encrypt("به ما مربوط نیست")}
    async with database.writing() as connection:
        assert await erase_old(connection, NOON + timedelta(days=1), 9) == 1
        await feedbacks.change(connection, NUMBER, **answered)
        await connection.execute(insert(CaseEvent).values({"at": NOON + timedelta(days=3), **note}))
        assert [await erase_old(connection, NOON + timedelta(days=days), 9) for days in (2, 3)] == [0, 1]
        await connection.execute(insert(CaseEvent).values({"at": NOON + timedelta(days=4), **note}))
        assert [await erase_old(connection, NOON + timedelta(days=days), 9) for days in (4, 5)] == [0, 1]
        assert set((await connection.execute(select(CaseEvent.note_sealed))).scalars()) == {None}
    assert (await row(database, case)).answer_sealed is None


async def test_erasing_a_person_leaves_counts_and_nothing_else(database: Database, feedbacks: Feedbacks) -> None:
    cases = [await add(database, feedbacks, str(at), rating=at + 1, agency="water") for at in range(2)]
    other = await add(database, feedbacks, "other", person="p2")
    await predicted(database, cases[0])
    async with database.writing() as connection:
        assert await erase_person(connection, "p1") == 2
        assert await erase_person(connection, "p1") == 0
    rows = [await row(database, case) for case in cases]
    assert [(one.rating, one.agency, one.status) for one in rows] == [
        (1, "water", "registered"),
        (2, "water", "registered"),
    ]
    assert {(one.number_mac, one.number_sealed, one.address_sealed) for one in rows} == {(None, None, None)}
    assert len({one.person for one in rows} | {"p1", "p2"}) == 3
    async with database.reading() as connection:
        assert (await connection.execute(select(Piece.feedback_id))).scalars().all() == [other]
        assert (await connection.execute(select(Prediction.text_redacted, Prediction.sentiment))).one() == (
            "",
            "negative",
        )
        assert await feedbacks.find(connection, "0") is None
    assert (await row(database, other)).person == "p2"


async def test_the_pseudonym_of_an_erased_person_cannot_be_found_again(
    sqlite_database: Database, feedbacks: Feedbacks
) -> None:
    """The same person, erased twice, becomes two strangers: the new pseudonym is not computed from the old one."""
    strangers = set()
    for number in "12":
        case = await add(sqlite_database, feedbacks, number)
        async with sqlite_database.writing() as connection:
            await erase_person(connection, "p1")
        strangers.add((await row(sqlite_database, case)).person)
    assert len(strangers) == 2


async def test_imported_feedbacks_keep_their_order(database: Database, feedbacks: Feedbacks) -> None:
    many = [feedback(f"متن {at}" if at % 3 else "", rating=at % 5 + 1) for at in range(40)]
    async with database.writing() as connection:
        cases = await feedbacks.add_many(connection, many)
        assert await feedbacks.add_many(connection, []) == []
    async with database.reading() as connection:
        texts = await feedbacks.texts(connection, cases)
        ratings = dict((await connection.execute(select(Feedback.id, Feedback.rating))).tuples().all())
    assert [texts[case] for case in cases] == [new.text for new in many]
    assert [ratings[case] for case in cases] == [new.rating for new in many]


async def test_the_file_shows_neither_text_nor_number_nor_address(
    sqlite_database: Database, feedbacks: Feedbacks
) -> None:
    case = await add(sqlite_database, feedbacks, text="plain words کلمات", agency="visible_agency")
    async with sqlite_database.writing() as connection:
        await feedbacks.add_piece(connection, NUMBER, 8, ("photo", "file-id-77"))
    file = make_url(sqlite_database.url).database
    assert file is not None
    everything = b"".join(path.read_bytes() for path in Path(file).parent.glob("rezayat.db*"))
    assert b"visible_agency" in everything
    for secret in ("plain words", "کلمات", NUMBER, "5550001", "file-id-77"):
        assert secret.encode() not in everything
    assert "plain words" in await text(sqlite_database, feedbacks, case)
