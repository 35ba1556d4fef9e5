"""Reports and alerts on their way to officials: what each is sent, and what nobody is."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select
from telegram import InputFile

from bot.calls import ApiCall
from bot.effects import LogIn, LogOut, SendReport, Subscribe
from bot.events import Commanded
from bot.parts import Parts
from bot.platforms import BALE, TELEGRAM
from bot.records import Visit
from bot.records_official import OfficialEffects
from bot.reporting import Alerting, Reporting
from domain.agency import Agency, Catalogue
from domain.labels import IntakeChannel, Role
from models.artefact import HeldOut
from services.officials import Officials
from storage import predictions
from storage.crypto import KeyRing
from storage.database import Database
from storage.feedbacks import Feedbacks
from storage.officials import OfficialRecords, Rights, Seat
from storage.predictions import Waiting
from storage.reminders import Due, Reminders
from storage.tables import Audit
from tests.storage.samples import analysis, feedback
from tests.support.desk import Desk
from tests.support.talk import CATALOGUE

MEHR = datetime(2025, 10, 7, 8, 30, tzinfo=UTC)
SHAHRIVAR = datetime(2025, 9, 7, 8, 30, tzinfo=UTC)
LATER = datetime(2025, 12, 1, 8, 30, tzinfo=UTC)
MODEL = ("m-1", HeldOut(100, 95, 100, 5))
MANAGER = Rights("مدیر", Role.ADMINISTRATOR)
CLERK = Rights("کارشناس", Role.OFFICER, "water")
SECRET = "رئیس اداره از همسایه‌ام پول گرفت"


@pytest.fixture
def parts(database: Database, keys: KeyRing) -> Parts:
    return Parts(database, keys, CATALOGUE)


async def receive(parts: Parts, ratings: list[int], **values: Any) -> None:
    """Feedbacks of different people, one for each rating."""
    given = {"agency": "water", "received_at": MEHR, **values}
    new = [feedback(SECRET, **{"person": f"p{at}", **given}, rating=rating) for at, rating in enumerate(ratings)]
    async with parts.database.writing() as connection:
        await Feedbacks(parts.keys).add_many(connection, new)


async def seat(parts: Parts, rights: Rights, platform: str = "telegram") -> None:
    async with parts.database.writing() as connection:
        await OfficialRecords(parts.keys).seat(connection, Seat("boss", platform, "1001"), rights)


async def reported(parts: Parts, platform: str = "telegram", at: datetime = LATER) -> list[ApiCall]:
    """The calls of a report of Mehr 1404, through JSON as the outbox keeps them."""
    due = Due("boss", platform, "1001", at, {"kind": "report", "period": "1404-07"})
    return [ApiCall.from_json(call.to_json()) for call in await Reporting(parts, MODEL).calls(due)]


def upload(call: ApiCall, what: str) -> tuple[str, bytes]:
    """The name and the content of a file that goes with a call."""
    file = call.api_kwargs()[what]
    assert isinstance(file, InputFile)
    assert isinstance(file.input_file_content, bytes)
    return file.filename, file.input_file_content


def cells(call: ApiCall) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(upload(call, "document")[1]))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return list(sheet.iter_rows(values_only=True))


async def test_a_manager_gets_picture_sentences_and_table(parts: Parts) -> None:
    await seat(parts, MANAGER)
    await receive(parts, [5] * 30)
    await receive(parts, [1] * 30, agency="municipality")
    await receive(parts, [1] * 4, agency="electricity")
    picture, table = await reported(parts)
    assert (picture.method, table.method) == ("sendPhoto", "sendDocument")
    assert {picture.parameters["chat_id"], table.parameters["chat_id"]} == {"1001"}
    name, image = upload(picture, "photo")
    assert (name, image[:4], int.from_bytes(image[16:20])) == ("rezayat-1404-07.png", b"\x89PNG", 1200)
    caption = picture.parameters["caption"]
    assert caption.startswith("مهر ۱۴۰۴: همهٔ اداره‌ها\n۶۰ رأی دربارهٔ ۲ اداره")
    assert "بالاترین رضایت: آب و فاضلاب ۱۰۰٪" in caption
    assert caption.endswith("این شاخص به‌تنهایی مبنای توبیخ نیست.")
    assert upload(table, "document")[0] == "rezayat-1404-07.xlsx"
    rows = {row[1]: row for row in cells(table)[1:]}
    assert set(rows) == {"water", "municipality", "electricity"}
    assert rows["water"][3] == 30
    assert set(rows["electricity"][3:7]) == {None}


async def test_no_citizens_words_leave_with_a_report(parts: Parts) -> None:
    await seat(parts, MANAGER)
    await receive(parts, [5] * 30)
    picture, table = await reported(parts)
    assert SECRET not in str(cells(table)) + picture.parameters["caption"]
    assert "p1" not in str(cells(table))


async def test_an_officer_sees_one_agency(parts: Parts) -> None:
    await seat(parts, CLERK)
    await receive(parts, [5] * 30)
    await receive(parts, [1] * 30, received_at=SHAHRIVAR)
    await receive(parts, [1] * 30, agency="municipality")
    picture, table = await reported(parts)
    assert [row[1] for row in cells(table)[1:]] == ["water"]
    caption = picture.parameters["caption"].splitlines()
    assert caption[:2] == ["مهر ۱۴۰۴: «آب و فاضلاب»", "نظر ۳۰ نفر شمرده شد."]
    assert caption[3] == "بالاتر از شهریور ۱۴۰۴ است که ۰٪ بود."


async def test_an_official_of_a_province_sees_that_province(parts: Parts) -> None:
    await seat(parts, Rights("مدیر ایلام", Role.VIEWER, province="ilam"))
    await receive(parts, [5] * 30, province="ilam")
    await receive(parts, [1] * 30, agency="municipality", province="kermanshah")
    picture, table = await reported(parts)
    assert [row[1] for row in cells(table)[1:]] == ["water"]
    assert "همهٔ اداره‌ها در استان ایلام" in picture.parameters["caption"]


async def test_too_few_citizens_are_one_sentence(parts: Parts) -> None:
    await seat(parts, CLERK)
    await receive(parts, [1] * 7)
    (call,) = await reported(parts)
    assert call.method == "sendMessage"
    assert "داده ناکافی" in call.parameters["text"]
    assert "۷" not in call.parameters["text"]


async def test_agencies_that_are_only_counted_come_without_a_picture(database: Database, keys: KeyRing) -> None:
    parts = Parts(database, keys, Catalogue(tuple(replace(agency, ranked=False) for agency in CATALOGUE)))
    await seat(parts, MANAGER)
    await receive(parts, [5] * 30)
    words, table = await reported(parts)
    assert words.method == "sendMessage"
    assert "٪" not in words.parameters["text"]
    assert [row[1] for row in cells(table)[1:]] == ["water"]


async def test_the_present_month_is_only_so_far(parts: Parts) -> None:
    await seat(parts, CLERK)
    await receive(parts, [5] * 30)
    picture, _ = await reported(parts, at=MEHR)
    assert picture.parameters["caption"].startswith("مهر ۱۴۰۴، تا امروز")


async def test_a_name_with_marks_is_shown_as_it_is_written_in_bale(database: Database, keys: KeyRing) -> None:
    parts = Parts(database, keys, Catalogue((Agency("water", "آب", "*آب*", "استانی", "آب شرب"),)))
    await seat(parts, CLERK, "bale")
    await receive(parts, [5] * 30)
    said = "«*آب*»"
    assert said in (await reported(parts))[0].parameters["caption"]
    in_bale = (await reported(parts, "bale"))[0].parameters["caption"]
    assert said not in in_bale
    assert BALE.plain(said) in in_bale


async def test_whose_rights_were_taken_back_gets_nothing(parts: Parts) -> None:
    await receive(parts, [5] * 30)
    assert await reported(parts) == []


async def test_alerts_are_calls_of_the_outbox(parts: Parts) -> None:
    await seat(parts, CLERK)
    alerting = Alerting(parts, TELEGRAM)
    async with parts.database.writing() as connection:
        await OfficialRecords(parts.keys).subscribe(connection, "boss", wanted=True)
        assert await alerting.calls(connection) == []
    async with parts.database.writing() as connection:
        new = feedback(SECRET, agency="water", received_at=datetime.now(UTC), channel=IntakeChannel.BALE)
        (case,) = await Feedbacks(parts.keys).add_many(connection, [new])
        await predictions.save(connection, [(Waiting(case, 1), analysis(urgent=True))])
    async with parts.database.writing() as connection:
        (call,) = await alerting.calls(connection)
    sent = ApiCall.from_json(call.payload)
    assert call.person == "boss"
    assert (sent.method, sent.parameters["chat_id"]) == ("sendMessage", "1001")
    assert sent.parameters["text"] == "یک پیام فوری رسیده است. در فهرست پرونده‌ها ببینید."


async def test_what_the_dialogue_wants_of_officials_is_kept(parts: Parts) -> None:
    effects = OfficialEffects(parts, IntakeChannel.TELEGRAM)
    officials = Officials(parts.database, parts.keys, CATALOGUE)
    visit = Visit("boss", "1001", MEHR)

    async def keep(*wanted: LogIn | LogOut | Subscribe | SendReport) -> None:
        async with parts.database.writing() as connection:
            for effect in wanted:
                await effects.keep(connection, visit, effect)

    async def pending() -> list[Due]:
        async with parts.database.writing() as connection:
            return [due for _, due in await Reminders(parts.keys).due(connection, "telegram", LATER, 10)]

    await keep(SendReport("1404-07"))
    assert await pending() == []
    code = await officials.invite(CLERK, MEHR - SHAHRIVAR, "command line: test")
    await keep(LogIn(code), Subscribe(wanted=True), SendReport("1404-07"))
    (official,) = (await officials.everybody()).officials
    assert (official.rights, official.seat, official.alerts) == (CLERK, Seat("boss", "telegram", "1001"), True)
    assert await pending() == [Due("boss", "telegram", "1001", MEHR, {"kind": "report", "period": "1404-07"})]
    await keep(LogOut())
    assert (await officials.everybody()).officials == ()
    async with parts.database.reading() as connection:
        actions = (await connection.execute(select(Audit.action).order_by(Audit.id))).scalars().all()
    assert actions == ["official_invite", "login", "alerts_on", "report", "logout"]


async def test_the_whole_way_through_the_chat(desk: Desk) -> None:
    officials = Officials(desk.database, desk.keys, CATALOGUE)
    assert "مسئولانی" in (await desk.happen(Commanded("report")))[0]
    assert "پذیرفته نشد" in (await desk.happen(Commanded("login", "abcde-23456")))[0]
    code = await officials.invite(CLERK, MEHR - SHAHRIVAR, "command line: test")
    assert "خوش آمدید" in (await desk.happen(Commanded("login", code)))[0]
    assert "پذیرفته نشد" in (await desk.happen(Commanded("login", code), "1002"))[0]
    assert "آماده می‌شود" in (await desk.press("گزارش این ماه"))[0]
    assert "خبرتان می‌کنیم" in (await desk.happen(Commanded("alerts")))[0]
    assert "دیگر خبرتان نمی‌کنیم" in (await desk.press("دیگر خبرم نکنید"))[0]
    await officials.remove(CLERK.name, "command line: test")
    assert "مسئولانی" in (await desk.happen(Commanded("report")))[0]
