"""What the dialogue's effects leave in the tables, and that erasing leaves nothing of a person in any of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import texts_follow
from bot.effects import (
    AddAttachment,
    AddText,
    Allow,
    ChooseAgency,
    ChoosePlace,
    ChooseUnit,
    Commend,
    DropReminder,
    Effect,
    EraseEverything,
    ForgetAddress,
    Judge,
    KeepFromOffice,
    LogIn,
    NameDriver,
    Permission,
    Rate,
    RateAgain,
    Register,
    RemindLater,
    Say,
    WantAnswer,
    Withdraw,
)
from bot.events import Attachment, Commanded
from bot.parts import Parts
from bot.records import Records, Visit
from domain.labels import Asked, Driver, IntakeChannel, Role, Status, Verdict
from services.cases import Cases
from services.officials import Officials
from storage.conversations import Conversations
from storage.crypto import KeyRing
from storage.database import Database
from storage.inbox import Inbox, Raw, Source
from storage.officials import Rights
from storage.outbox import Call, Outbox
from storage.points import Point, Points
from storage.reminders import Reminders
from storage.tables import Base, CaseEvent, Feedback, Reminder
from tests.support.desk import Desk
from tests.support.talk import CATALOGUE

NOW = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
LATE = datetime(2100, 1, 1, tzinfo=UTC)
NUMBER, OTHER = "482719365012", "111122223333"
PERSON, CHAT = "a" * 64, "chat-5550001"
SECRET = "نام من سارا است"
VISIT = Visit(PERSON, CHAT, NOW)
DESK = Point("k3m9abcdef", "باجهٔ ۳", "banks", "melli", "loan", "fars", "شیراز", "arbaeen")
BOSS = Rights("کارشناس", Role.ADMINISTRATOR)


@pytest.fixture
def parts(database: Database, keys: KeyRing) -> Parts:
    return Parts(database, keys, CATALOGUE, province="kermanshah")


@pytest.fixture
def records(parts: Parts) -> Records:
    return Records(parts, IntakeChannel.TELEGRAM)


async def keep(database: Database, records: Records, *effects: Effect, visit: Visit = VISIT) -> None:
    async with database.writing() as connection:
        await records.keep(connection, visit, effects)


async def row(database: Database, at: int = 0) -> Any:
    async with database.reading() as connection:
        return (await connection.execute(select(Feedback.__table__).order_by(Feedback.id))).all()[at]


async def reminders(database: Database, keys: KeyRing) -> list[Any]:
    async with database.reading() as connection:
        return [one for _, one in await Reminders(keys).due(connection, "telegram", LATE, 99)]


async def hand_over(database: Database, records: Records) -> None:
    """The half hour is up."""
    async with database.writing() as connection:
        await records.feedbacks.close_open(connection, NOW + timedelta(hours=1))


async def test_what_a_citizen_says_of_a_feedback(database: Database, records: Records, keys: KeyRing) -> None:
    await keep(
        database,
        records,
        Register(NUMBER, 7, SECRET, language="ku"),
        Register(OTHER, 8, "دیگری", sensitive=True),
        ChooseAgency(NUMBER, "banks"),
        ChooseUnit(NUMBER, "melli"),
        ChoosePlace(NUMBER, "پاوه"),
        Rate(NUMBER, 2),
        NameDriver(NUMBER, Driver.SPEED),
        Commend(NUMBER, "خانم مرادی"),
        KeepFromOffice(NUMBER),
        Say("چیزی نگه داشته نمی‌شود"),
    )
    stored, other = await row(database), await row(database, 1)
    assert (stored.agency, stored.unit, stored.county, stored.province) == ("banks", "melli", "پاوه", "kermanshah")
    assert (stored.rating, stored.driver, stored.sensitive, stored.language) == (2, "speed", True, "ku")
    assert keys.decrypt(stored.commendation_sealed) == "خانم مرادی"
    assert (stored.status, stored.solicited, stored.asked, stored.point) == ("open", False, None, None)
    assert stored.service_mode == "unknown"
    assert (other.agency, other.rating, other.commendation_sealed, other.sensitive) == (None, None, None, True)


async def test_a_card_says_what_need_not_be_asked(database: Database, records: Records) -> None:
    async with database.writing() as connection:
        await Points().add(connection, DESK)
    scanned = Register(NUMBER, 0, "", agency="banks", rating=4, point=DESK.code, asked=Asked.DESK)
    later = Register(OTHER, 7, "حرف", agency="banks", point="nobodys999")
    await keep(database, records, scanned, later, Rate(OTHER, 3, Asked.AWAY))
    stored, other = await row(database), await row(database, 1)
    assert (stored.unit, stored.service, stored.county, stored.province) == ("melli", "loan", "شیراز", "fars")
    assert (stored.event, stored.point, stored.solicited, stored.asked) == ("arbaeen", DESK.code, True, "desk")
    assert (stored.service_mode, other.service_mode) == ("in_person", "in_person")
    assert (other.point, other.province, other.unit, other.solicited) == ("nobodys999", "kermanshah", None, True)
    assert (other.rating, other.asked) == (3, "away")


async def test_one_reminder_for_a_card_until_it_is_dropped(database: Database, records: Records, keys: KeyRing) -> None:
    await keep(database, records, RemindLater("one", 120), RemindLater("two", 60), RemindLater("one", 30))
    found = await reminders(database, keys)
    assert [(one.payload, one.at) for one in found] == [
        ({"kind": "rate", "point": "one"}, NOW + timedelta(minutes=30)),
        ({"kind": "rate", "point": "two"}, NOW + timedelta(minutes=60)),
    ]
    assert {(one.person, one.platform, one.address) for one in found} == {(PERSON, "telegram", CHAT)}
    await keep(database, records, DropReminder("one"), visit=Visit("b" * 64, CHAT, NOW))
    assert len(await reminders(database, keys)) == 2
    await keep(database, records, DropReminder("one"))
    assert [one.payload["point"] for one in await reminders(database, keys)] == ["two"]


async def answered(database: Database, records: Records, parts: Parts) -> Cases:
    """A feedback that waited for an answer and got one."""
    await keep(database, records, Register(NUMBER, 7, SECRET, "water", 2), WantAnswer(NUMBER, True))
    await hand_over(database, records)
    cases = Cases(parts.database, parts.keys, parts.catalogue)
    await cases.answer(BOSS, (await row(database)).id, f"پاسخ به {SECRET}")
    return cases


async def test_the_word_on_an_answer(database: Database, records: Records, parts: Parts) -> None:
    await answered(database, records, parts)
    assert [one.payload for one in await reminders(database, parts.keys)] == [{"kind": "answered", "number": NUMBER}]
    await keep(database, records, Judge(NUMBER, Verdict.NOT_SOLVED), RateAgain(NUMBER, 1))
    stored = await row(database)
    assert (stored.status, stored.verdict, stored.rating, stored.rating_after) == ("disputed", "not_solved", 2, 1)


@pytest.mark.parametrize("effect", [Withdraw(NUMBER), WantAnswer(NUMBER, False)])
async def test_no_notice_when_no_answer_is_wanted_any_more(
    database: Database, records: Records, parts: Parts, effect: Effect
) -> None:
    await answered(database, records, parts)
    await keep(database, records, RemindLater("one", 120), effect)
    assert [one.payload["kind"] for one in await reminders(database, parts.keys)] == ["rate"]
    stored = await row(database)
    assert stored.address_sealed is None
    assert (stored.answer_sealed is None) == isinstance(effect, Withdraw)
    async with database.reading() as connection:
        notes = (await connection.execute(select(CaseEvent.note_sealed))).scalars().all()
    assert (notes == [None]) == isinstance(effect, Withdraw)


async def test_permissions(database: Database, records: Records) -> None:
    await keep(database, records, Allow(Permission.TRAINING, True), Allow(Permission.CONTACT, True))
    await keep(database, records, Allow(Permission.CONTACT, False))
    async with database.reading() as connection:
        given = await records._citizens.permissions(connection, PERSON)
    assert given.training is not None
    assert given.contact is None


async def test_who_has_blocked_the_bot_is_nowhere_addressed(database: Database, records: Records, parts: Parts) -> None:
    await answered(database, records, parts)
    await keep(database, records, RemindLater("one", 120), ForgetAddress())
    assert (await row(database)).address_sealed is None
    async with database.reading() as connection:
        assert (await connection.execute(select(Reminder.id))).all() == []


async def everything(database: Database, keys: KeyRing) -> dict[str, list[str]]:
    """All values of all tables, those of sealed columns opened."""
    found: dict[str, list[str]] = {}
    async with database.reading() as connection:
        for table in Base.metadata.sorted_tables:
            for each in (await connection.execute(select(table))).all():
                found.setdefault(table.name, []).extend(_opened(each._asdict(), keys))
    return found


def _opened(values: dict[str, Any], keys: KeyRing) -> Iterator[str]:
    for name, value in values.items():
        yield keys.decrypt(value) if name.endswith("_sealed") and value is not None else str(value)


async def live(database: Database, records: Records, parts: Parts, visit: Visit, number: str) -> None:
    """Leave a trace of a person in every table that can hold one."""
    keys, case = parts.keys, number
    said = (
        Register(case, 7, SECRET, "water", 2, sensitive=True),
        AddText(case, 8, "شمارهٔ من ۰۹۱۲۳۴۵۶۷۸۹"),
        AddAttachment(case, 9, Attachment.PHOTO, "file-77", "عکس خانهٔ من"),
        Commend(case, "خانم مرادی"),
        WantAnswer(case, True),
        Allow(Permission.TRAINING, True),
        RemindLater("one", 120),
    )
    await keep(database, records, *said, visit=visit)
    await hand_over(database, records)
    async with database.reading() as connection:
        found = await records.feedbacks.find(connection, case)
    assert found is not None
    cases = Cases(parts.database, keys, parts.catalogue)
    await cases.assign(BOSS, found.id, "کارشناس ۲")
    await cases.answer(BOSS, found.id, f"پاسخ به {SECRET}")
    await keep(database, records, Judge(case, Verdict.IRRELEVANT), RateAgain(case, 1), visit=visit)
    officials = Officials(parts.database, keys, parts.catalogue)
    code = await officials.invite(Rights(f"همکار {visit.person[0]}", Role.VIEWER), timedelta(minutes=9), "test")
    await keep(database, records, LogIn(code), visit=visit)
    async with database.writing() as connection:
        await Conversations(keys).save(connection, {visit.person: f'{{"number": "{case}"}}'})
        await Outbox(database, keys, "telegram").add(
            connection, [Call(visit.person, f"برای {visit.address}: {SECRET}")]
        )
    inbox, update = Inbox(database, keys, Source("telegram", "7")), int(case[:4])
    await inbox.receive([Raw(update, SECRET, visit.person)])
    await inbox.fail(update, "malformed", final=True)


async def test_after_erasing_no_table_holds_anything_of_the_person(
    database: Database, records: Records, parts: Parts
) -> None:
    await live(database, records, parts, VISIT, NUMBER)
    traces = (PERSON, CHAT, NUMBER, SECRET, "۰۹۱۲۳۴۵۶۷۸۹", "file-77", "عکس خانهٔ من", "خانم مرادی")
    before = await everything(database, parts.keys)
    traced = {table for table, values in before.items() if any(trace in value for trace in traces for value in values)}
    assert traced == {
        *("feedback", "piece", "case_event", "reminder", "citizen", "conversation", "official", "outbox", "inbox"),
    }
    await keep(database, records, EraseEverything())
    after = await everything(database, parts.keys)
    for table, values in after.items():
        for value in values:
            assert not any(trace in value for trace in traces), (table, value)
    assert {"feedback", "case_event"} <= after.keys()
    assert not {"piece", "reminder", "citizen", "conversation", "official", "outbox"} & after.keys()
    stored = await row(database)
    assert (stored.agency, stored.rating, stored.rating_after, stored.status) == ("water", 2, 1, Status.DISPUTED)


async def test_what_is_held_reaches_its_citizen(desk: Desk) -> None:
    await desk.write("سه روز است آب روستا قطع است")
    await desk.press("آب و فاضلاب")
    (listed,) = await desk.happen(Commanded("mine"))
    assert listed == texts_follow.MINE
    number = desk.calls[-1].parameters["reply_markup"]["inline_keyboard"][0][0]["text"][:4]
    (stood,) = await desk.press(f"{number} … · آب و فاضلاب · تازه")
    assert number in stood
    await desk.happen(Commanded("settings"))
    await desk.press("آموزش برنامه: اجازه می‌دهم")
    await desk.happen(Commanded("mydata"))
    file = next(call.parameters["document"] for call in desk.calls if call.method == "sendDocument")
    for part in ("سه روز است آب روستا قطع است", number, "شرکت آب و فاضلاب", "آموزش برنامه: اجازه داده‌اید"):
        assert part in file["content"], part
    await desk.happen(Commanded("mine"), user="2002")
    assert desk.calls[-1].parameters["text"] == texts_follow.NOTHING_MINE


async def test_erasing_takes_nothing_of_others(database: Database, records: Records, parts: Parts) -> None:
    other = Visit("b" * 64, "chat-7770002", NOW)
    await live(database, records, parts, other, OTHER)
    before = await everything(database, parts.keys)
    await keep(database, records, EraseEverything())
    assert await everything(database, parts.keys) == before
