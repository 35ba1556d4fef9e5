"""One update, one transaction, on both kinds of database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import texts, texts_detail
from bot.buttons import Action, encode
from bot.chores import Chores
from bot.delivery import Delivery
from bot.events import Attached, Attachment, Commanded, Edited, LeftUs, Pressed, Wrote
from bot.handler import Turn
from bot.parts import Parts
from bot.platforms import TELEGRAM
from bot.state import Step
from domain.labels import AgencySource, Driver, IntakeChannel, Status
from domain.tracking import grouped
from storage import people
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.tables import Conversation, Feedback, Update
from tests.bot.conftest import FakeAnalyser
from tests.support.desk import Desk
from tests.support.talk import CATALOGUE

TEXT = "سه روز است آب روستای ما قطع است و کسی جواب نمی‌دهد"


async def registered(desk: Desk, user: str = "1001") -> str:
    """Register a feedback; returns its tracking number."""
    await desk.write(TEXT, user)
    state = await desk.state(user)
    assert state is not None
    assert state.number is not None
    return state.number


async def test_a_first_message_is_registered(desk: Desk) -> None:
    said = await desk.write(TEXT, message=5)
    assert "ثبت شد" in said[0]
    (row,) = await desk.rows()
    assert (row.status, row.channel, row.province) == (Status.OPEN, IntakeChannel.TELEGRAM, "kermanshah")
    assert row.person == desk.keys.person("telegram", "1001")
    assert desk.keys.decrypt(row.address_sealed) == "1001"
    assert await desk.pieces() == [(row.id, "text", TEXT)]
    labels = [row[0]["text"] for row in desk.calls[-1].parameters["reply_markup"]["inline_keyboard"]]
    assert labels[:2] == ["آب و فاضلاب", "بانک"]


async def test_the_whole_conversation(desk: Desk) -> None:
    await registered(desk)
    await desk.press("آب و فاضلاب")
    await desk.write("کرمانشاه")
    await desk.press("۲ ناراضی")
    await desk.press(texts_detail.DRIVERS[Driver.SPEED])
    await desk.happen(Attached(50, Attachment.VOICE, "file-1", "صدای آب"))
    await desk.press(texts.NO_ANSWER)
    (row,) = await desk.rows()
    assert (row.agency, row.agency_source) == ("water", AgencySource.CITIZEN)
    assert (row.county, row.rating, row.address_sealed) == ("کرمانشاه", 2, None)
    assert [piece[1:] for piece in await desk.pieces()] == [("text", TEXT), ("voice", "file-1"), ("text", "صدای آب")]
    await desk.press(texts.ANSWER_HERE)
    (row,) = await desk.rows()
    assert desk.keys.decrypt(row.address_sealed) == "1001"


async def test_presses_are_answered_and_their_buttons_taken(desk: Desk) -> None:
    await registered(desk)
    before = len(desk.calls)
    await desk.press("بانک")
    answer, take, say = desk.calls[before:]
    assert (answer.method, take.method, say.method) == ("answerCallbackQuery", "editMessageReplyMarkup", "sendMessage")
    assert answer.parameters["callback_query_id"].startswith("press-")
    assert take.parameters == {"chat_id": "1001", "message_id": 99}


async def test_an_update_counts_once(desk: Desk) -> None:
    number = await desk.receive()
    delivery = Delivery("1001", "1001", Wrote(1, TEXT))
    await desk.handle(number, delivery)
    await desk.handle(number, delivery)
    assert len(await desk.rows()) == 1
    assert len(await desk.heard()) == 1


async def test_many_share_a_transaction_in_their_order(desk: Desk) -> None:
    said = (("1001", TEXT), ("2002", TEXT), ("1001", "بانک"), ("1001", "ملی"), ("1001", "کرمانشاه"), ("2002", "برق"))
    turns = []
    for message, (user, text) in enumerate(said):
        delivery = Delivery(user, user, Wrote(message, text))
        turns.append(Turn(await desk.receive(), desk.conversation.person(user), delivery))
    assert await desk.handler.handle(turns) == set()
    rows = await desk.rows()
    assert [(row.agency, row.unit, row.county) for row in rows] == [
        ("banks", "melli", "کرمانشاه"),
        ("electricity", None, None),
    ]
    assert len(await desk.heard()) == 6
    assert await desk.handler.handle(turns) == set()
    assert await desk.heard() == []


async def test_a_person_in_another_processs_hand_is_left(
    postgres_url: str, keys: KeyRing, analyser: FakeAnalyser
) -> None:
    """Only for PostgreSQL: SQLite has one process."""
    database, second = Database(postgres_url), Database(postgres_url)
    desk = Desk(Parts(database, keys, CATALOGUE, analyser=analyser))
    mine, other = desk.conversation.person("1001"), desk.conversation.person("2002")
    turns = [
        Turn(await desk.receive(), person, Delivery(user, user, Wrote(1, TEXT)))
        for person, user in ((mine, "1001"), (other, "2002"))
    ]
    async with second.writing() as connection:
        assert await people.hold(connection, [mine])
        assert await desk.handler.handle(turns) == {mine}
    assert [row.person for row in await desk.rows()] == [other]
    assert await desk.handler.handle(turns) == set()
    assert [row.person for row in await desk.rows()] == [other, mine]
    await database.close()
    await second.close()


async def test_a_failure_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    number = await desk.receive()
    with monkeypatch.context() as patch:
        patch.setattr(desk.outbox, "add", broken)
        with pytest.raises(RuntimeError):
            await desk.handle(number, Delivery("1001", "1001", Wrote(1, TEXT)))
    assert await desk.rows() == []
    assert await desk.state() is None
    assert await desk.inbox.backlog() == 1


async def test_what_needs_no_answer_is_marked(desk: Desk) -> None:
    await desk.handle(await desk.receive(), None)
    await desk.happen(LeftUs())
    assert await desk.inbox.backlog() == 0
    async with desk.database.reading() as connection:
        assert set(await connection.scalars(select(Update.payload_sealed))) == {None}


async def test_edits(desk: Desk) -> None:
    await desk.write(TEXT, message=5)
    assert await desk.happen(Edited(5, TEXT)) == []
    assert texts.EDITED in (await desk.happen(Edited(5, "آب وصل شد")))[0]
    assert [piece[2] for piece in await desk.pieces()] == ["آب وصل شد"]
    assert await desk.happen(Edited(4, "چیز دیگر")) == [texts.EDIT_UNKNOWN]


async def test_an_album_is_answered_once(desk: Desk) -> None:
    said = [await desk.happen(Attached(at, Attachment.PHOTO, f"f{at}", album="7")) for at in range(60, 64)]
    assert [len(each) for each in said] == [1, 0, 0, 0]
    assert [piece[2] for piece in await desk.pieces()] == ["f60", "f61", "f62", "f63"]
    assert len(await desk.rows()) == 1


async def test_withdrawing(desk: Desk) -> None:
    number = await registered(desk)
    await desk.press(texts.WITHDRAW)
    (row,) = await desk.rows()
    assert (row.status, row.address_sealed) == (Status.WITHDRAWN, None)
    assert await desk.pieces() == []
    await desk.happen(Pressed(encode(Action.RATE, number, "5")))
    assert (await desk.rows())[0].rating is None


async def test_erasing_everything(desk: Desk) -> None:
    number = await registered(desk)
    await desk.happen(Commanded("delete"))
    assert await desk.press(texts.ERASE) == [texts.ERASED]
    (row,) = await desk.rows()
    assert row.person != desk.keys.person("telegram", "1001")
    assert await desk.pieces() == []
    async with desk.database.reading() as connection:
        person = desk.keys.person("telegram", "1001")
        assert await connection.scalar(select(Conversation.person).where(Conversation.person == person)) is None
    assert await desk.write(number) == [texts.NOT_FOUND]


async def test_a_stranger_sees_the_state_and_changes_nothing(desk: Desk) -> None:
    number = await registered(desk)
    said = await desk.write(grouped(number), user="2002")
    assert "وضعیت" in said[0]
    assert "reply_markup" not in desk.calls[-1].parameters
    values = {Action.RATE: "1", Action.OFFICE: "banks", Action.ANSWER: "0"}
    for action in Action:
        await desk.happen(Pressed(encode(action, number, values.get(action, ""))), user="2002")
        await desk.write("پس می‌گیرم", user="2002")
    (row,) = await desk.rows()
    assert (row.status, row.rating, row.agency, row.county) == (Status.OPEN, None, None, None)
    assert row.address_sealed is not None
    assert [piece[2] for piece in await desk.pieces()] == [TEXT]


async def test_its_own_person_may_withdraw_by_number(desk: Desk) -> None:
    number = await registered(desk)
    await desk.happen(Commanded("new"))
    await desk.write(number)
    await desk.press(texts.WITHDRAW)
    assert (await desk.rows())[0].status == Status.WITHDRAWN


async def test_a_rating_without_words(desk: Desk) -> None:
    await desk.write("شهرداری ۲")
    await desk.press(texts.YES_RATE)
    (row,) = await desk.rows()
    assert (row.agency, row.rating, await desk.pieces()) == ("municipality", 2, [])


async def test_typed_offices(desk: Desk) -> None:
    await registered(desk)
    await desk.press(texts.OTHER_OFFICE)
    said = await desk.write("بلدیه")
    assert "شهرداری" in said[0]
    state = await desk.state()
    assert state is not None
    assert (state.agency, state.step) == ("municipality", Step.PLACE)


async def test_a_failing_model_changes_nothing_else(desk: Desk, analyser: FakeAnalyser) -> None:
    analyser.fails = True
    assert "ثبت شد" in (await desk.write(TEXT))[0]
    assert len(await desk.rows()) == 1


async def test_what_is_older_than_promised_is_erased(desk: Desk) -> None:
    desk = Desk(replace(desk.parts, retention_days=7))
    await registered(desk)
    assert "تا ۷ روز می‌ماند" in (await desk.write("حریم خصوصی"))[0]
    chores = Chores(desk.parts, TELEGRAM, desk.conversation, (desk.inbox, desk.outbox))
    for days, left in ((6, 1), (8, 0)):
        async with desk.database.writing() as connection:
            await connection.execute(update(Feedback).values(received_at=now() - timedelta(days=days)))
        await chores.erase_old()
        assert len(await desk.pieces()) == left
    (row,) = await desk.rows()
    assert (row.address_sealed, row.number_sealed is None) == (None, False)


async def test_chores(desk: Desk) -> None:
    await registered(desk)
    chores = Chores(desk.parts, TELEGRAM, desk.conversation, (desk.inbox, desk.outbox))
    await chores.close_open()
    assert (await desk.rows())[0].status == Status.OPEN
    async with desk.database.writing() as connection:
        await connection.execute(update(Feedback).values(received_at=now() - timedelta(minutes=31)))
        await connection.execute(update(Update).values(finished_at=now() - timedelta(days=7)))
    await chores.close_open()
    await chores.purge()
    assert (await desk.rows())[0].status == Status.REGISTERED
    async with desk.database.reading() as connection:
        assert await connection.scalar(select(Update.update_id)) is None
