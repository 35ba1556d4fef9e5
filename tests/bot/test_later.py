"""What is brought up later: once, in order, and without holding up anything."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import texts_cases, texts_detail
from bot.events import Attached, Attachment, Edited, Event, Wrote
from bot.hints import LIMIT_S
from bot.later import MOST_LOOKS, Later
from bot.platforms import TELEGRAM
from storage.database import now
from storage.reminders import Due, Reminders
from storage.tables import Feedback, Reminder
from tests.bot.conftest import FakeAnalyser
from tests.support.desk import Desk

TEXT = "سه روز است آب روستای ما قطع است و کسی جواب نمی‌دهد"


@pytest.fixture
def later(desk: Desk) -> Later:
    return Later(desk.parts, TELEGRAM, desk.conversation, (desk.outbox, asyncio.Event()))


async def remind(desk: Desk, payload: dict[str, str], user: str = "1001") -> None:
    due = Due(desk.conversation.person(user), "telegram", user, now(), payload)
    async with desk.database.writing() as connection:
        await Reminders(desk.keys).add(connection, due)


async def all_due(desk: Desk) -> None:
    async with desk.database.writing() as connection:
        await connection.execute(update(Reminder).values(due_at=now() - timedelta(seconds=1)))


async def left(desk: Desk) -> int:
    async with desk.database.reading() as connection:
        return len((await connection.execute(select(Reminder.id))).all())


async def number_of(desk: Desk, user: str = "1001") -> str:
    state = await desk.state(user)
    assert state is not None
    assert state.number is not None
    return state.number


async def test_proposals_come_when_the_model_was_too_slow(desk: Desk, later: Later, analyser: FakeAnalyser) -> None:
    analyser.wait = LIMIT_S + 0.3
    assert "آب و فاضلاب" not in str(await desk.write(TEXT))
    assert await left(desk) == 1
    await later.bring_up()
    assert await desk.heard() == []  # not before its time
    await asyncio.sleep(0.5)
    analyser.wait = 0
    await all_due(desk)
    await later.bring_up()
    (said,) = await desk.heard()
    assert texts_detail.PROPOSED in said
    await desk.press("آب و فاضلاب")
    assert [row.agency for row in await desk.rows()] == ["water"]
    assert await left(desk) == 0


async def test_late_proposals_are_not_made_to_somebody_who_has_chosen(
    desk: Desk, later: Later, analyser: FakeAnalyser
) -> None:
    analyser.fails = True
    await desk.write(TEXT)
    await desk.write("شهرداری")
    analyser.fails = False
    await all_due(desk)
    await later.bring_up()
    assert await desk.heard() == []
    assert await left(desk) == 0


async def test_an_answer_is_told_of_once_and_not_quoted(desk: Desk, later: Later) -> None:
    await desk.write(TEXT)
    number = await number_of(desk)
    async with desk.database.writing() as connection:
        answered = {"status": "answered", "answer_sealed": desk.keys.encrypt("لوله عوض شد.")}
        await connection.execute(update(Feedback).values(answered))
    await remind(desk, {"kind": "answered", "number": number})
    await asyncio.gather(later.bring_up(), later.bring_up())
    (said,) = await desk.heard()
    assert said == texts_cases.notice(number)
    assert "لوله" not in said
    assert TEXT not in said


async def test_one_that_fails_holds_up_no_other(desk: Desk, later: Later, caplog: pytest.LogCaptureFixture) -> None:
    await desk.write(TEXT)
    number = await number_of(desk)
    await remind(desk, {"kind": "nonsense"})
    await remind(desk, {"kind": "answered", "number": number})
    await later.bring_up()
    assert await left(desk) == 1
    assert "a reminder failed: ValueError" in caplog.text
    async with desk.database.reading() as connection:
        assert await connection.scalar(select(Reminder.due_at > now()))


async def looks(desk: Desk, later: Later) -> list[str]:
    """What is said when the second look is taken."""
    await all_due(desk)
    await later.bring_up()
    return await desk.heard()


async def test_a_late_warning_is_waited_for(desk: Desk, later: Later, analyser: FakeAnalyser) -> None:
    analyser.fails = analyser.urgent = True
    await desk.write(TEXT)
    assert await looks(desk, later) == []
    await later.bring_up()
    assert await left(desk) == 1
    assert len(analyser.read) == 2  # not before some seconds have gone by
    analyser.fails, analyser.wait = False, LIMIT_S + 0.2
    said = await looks(desk, later)
    assert "۱۱۵" in said[0]
    assert await left(desk) == 0


async def test_the_model_is_not_asked_for_ever(desk: Desk, later: Later, analyser: FakeAnalyser) -> None:
    analyser.fails = True
    await desk.write(TEXT)
    for _ in range(MOST_LOOKS):
        assert await left(desk) == 1
        assert await looks(desk, later) == []
    assert await left(desk) == 0


@pytest.mark.parametrize(
    "event",
    [
        Wrote(8, "حالا دیوار هم کج شده است"),
        Edited(7, "حالا دیوار هم کج شده است"),
        Attached(8, Attachment.PHOTO, "file", "حالا دیوار هم کج شده است"),
    ],
)
async def test_words_that_come_later_are_looked_at_again_too(
    desk: Desk, later: Later, analyser: FakeAnalyser, event: Event
) -> None:
    await desk.write(TEXT, message=7)
    assert await left(desk) == 0
    analyser.fails = analyser.urgent = True
    await desk.happen(event)
    await desk.write("و برق هم رفته است")
    assert await left(desk) == 1  # one look for all of it
    analyser.fails = False
    (said,) = [one for one in await looks(desk, later) if "۱۱۵" in one]
    assert said
    assert "دیوار هم کج" in analyser.read[-1]
