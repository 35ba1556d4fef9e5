"""`rezayat cases` on feedback that came in through the chat, as an administrator at the command line."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app import settings, wiring
from app.cases_view import plain
from domain.labels import IntakeChannel, Status, Verdict
from domain.tracking import new_tracking_number
from services.cases import Cases
from storage import predictions
from storage.feedbacks import Feedbacks, Key
from storage.predictions import Waiting
from tests.app.conftest import Rezayat
from tests.storage.samples import analysis, feedback

ORIGINAL = "آقای احمدی آب را قطع کرد، ۰۹۱۲۳۴۵۶۷۸۹"
MASKED = "[نام] آب را قطع کرد، [موبایل]"


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")


def store(**values: Any) -> tuple[int, str]:
    """Put a classified feedback into the installation; returns its case number and tracking number."""

    async def run() -> tuple[int, str]:
        number = new_tracking_number()
        given = {"agency": "municipality", "text": ORIGINAL, "channel": IntakeChannel.TELEGRAM, **values}
        async with wiring.opened(settings.load()) as installation, installation.database.writing() as connection:
            case = await Feedbacks(installation.keys).add(connection, feedback(**given), Key(number, 7, "5550001"))
            await predictions.save(connection, [(Waiting(case, 1), analysis(text_redacted=MASKED))])
        return case, number

    return asyncio.run(run())


def judge(tracking: str, verdict: Verdict) -> None:
    async def run() -> None:
        async with wiring.opened(settings.load()) as opened, opened.database.writing() as connection:
            await Cases(opened.database, opened.keys, opened.catalogue).verdict(connection, tracking, verdict)

    asyncio.run(run())


def test_a_case_is_listed_assigned_answered_and_judged(rezayat: Rezayat) -> None:
    assert rezayat("cases", "list").said == "پرونده‌ای با این شرط‌ها نیست."
    case, tracking = store()
    listed = rezayat("cases", "list")
    assert (listed.code, "شهرداری" in listed.out, "۱۴۰۴/۰۷/۱۵" in listed.out) == (0, True, True)
    assert "۱ پرونده" in listed.said
    assert "نزد اداره" in rezayat("cases", "assign", str(case), "--owner", "علی کریمی", "--days", "5").said
    assert "علی کریمی" in rezayat("cases", "list", "--status", "with_office").out
    answered = rezayat("cases", "answer", str(case), "--template", "planned", "--set", "day=سه‌شنبه")
    assert (answered.code, "جواب داده شده" in answered.said) == (0, True)
    judge(tracking, Verdict.NOT_SOLVED)
    shown = rezayat("cases", "show", str(case))
    assert shown.code == 0
    for words in (MASKED, "تا سه‌شنبه انجام شود", "نظر شهروند: حل نشد", "مورد اعتراض شهروند", "علی کریمی"):
        assert words in shown.out
    assert ORIGINAL not in shown.out
    assert "۰۹۱۲" not in shown.out
    assert "بسته، حل‌نشده" in rezayat("cases", "close", str(case), "--reason", "بودجه نیست").said


def test_the_tracking_number_is_never_shown(rezayat: Rezayat) -> None:
    case, tracking = store()
    outputs = [rezayat("cases", "list").out, rezayat("cases", "show", str(case), "--original").out]
    for out in outputs:
        latin = out.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789", " \u00a0\n"))
        assert tracking not in latin


def test_the_original_is_shown_only_on_request(rezayat: Rezayat) -> None:
    case, _ = store()
    shown = rezayat("cases", "show", str(case), "--original")
    assert ORIGINAL in shown.out
    assert "این مشاهده با نام شما ثبت شد" in shown.out
    refused = rezayat("cases", "show", str(case), "--original", "--as", "officer:municipality")
    assert (refused.code, ORIGINAL in refused.out) == (1, False)


def test_an_officer_sees_neither_sensitive_cases_nor_those_of_others(rezayat: Rezayat) -> None:
    plain_case, _ = store()
    secret, _ = store(sensitive=True)
    elsewhere, _ = store(agency="gas")
    seen = rezayat("cases", "list", "--as", "officer:municipality")
    assert "۱ پرونده" in seen.said
    assert "حساس" not in seen.out
    assert "حساس" in rezayat("cases", "list").out
    assert "۲ پرونده" in rezayat("cases", "list", "--agency", "municipality").said
    assert rezayat("cases", "show", str(plain_case), "--as", "officer:municipality").code == 0
    for hidden in (secret, elsewhere):
        assert rezayat("cases", "show", str(hidden), "--as", "officer:municipality").code == 1
    assert "حساس است" in rezayat("cases", "forward", str(secret), "--to", "gas", "--reason", "x").said


def test_what_is_late_says_so(rezayat: Rezayat, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, tracking = store()

    async def expire() -> None:
        async with wiring.opened(settings.load()) as opened, opened.database.writing() as connection:
            day = feedback().received_at.date()
            await Feedbacks(opened.keys).change(connection, tracking, due=day, status=Status.WITH_OFFICE)

    assert rezayat("cases", "list", "--overdue").said == "پرونده‌ای با این شرط‌ها نیست."
    asyncio.run(expire())
    late = rezayat("cases", "list", "--overdue")
    assert "۱۴۰۴/۰۷/۱۵، دیر شده" in late.out
    assert "۱ تا دیر شده" in late.said
    assert rezayat("cases", "answer", str(case), "--text", "درست شد").code == 0
    assert rezayat("cases", "list", "--overdue").out == ""
    holidays = home / "holidays.csv"
    holidays.write_text("date,name\n1404-13-01,هیچ\n", encoding="utf-8")
    monkeypatch.setenv("REZAYAT_HOLIDAYS", str(holidays))
    assert rezayat("cases", "list").code == 1


def test_a_forwarded_case_is_the_other_agencys(rezayat: Rezayat) -> None:
    case, _ = store()
    assert rezayat("cases", "forward", str(case), "--to", "gas", "--reason", "علمک گاز است").code == 0
    assert rezayat("cases", "list", "--agency", "municipality").out == ""
    assert "علمک گاز است" in rezayat("cases", "show", str(case), "--as", "officer:gas").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "999"), "پرونده‌ای با شمارهٔ 999 نیست."),
        (("list", "--agency", "moon"), "کد دستگاه «moon» در فهرست نیست"),
        (("list", "--as", "governor"), "«governor» شناخته نیست"),
        (("list", "--as", "officer:"), "«officer:» شناخته نیست"),
        (("list", "--as", "officer:moon"), "کد دستگاه «moon» در فهرست نیست"),
        (("list", "--as", "officer:police"), "کارشناس ندارد"),
        (("answer", "1"), "یکی از این دو"),
        (("answer", "1", "--text", "x", "--template", "done"), "یکی از این دو"),
        (("answer", "1", "--template", "nothing"), "متن آماده‌ای به نام «nothing» نیست"),
        (("answer", "1", "--template", "planned"), "جای خالی دارد: day"),
        (("answer", "1", "--template", "planned", "--set", "فردا"), "«فردا» خوانده نشد"),
    ],
)
def test_a_mistake_is_one_sentence(rezayat: Rezayat, arguments: tuple[str, ...], said: str) -> None:
    ran = rezayat("cases", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.said


def test_what_is_impossible_now_says_what_is_possible(rezayat: Rezayat) -> None:
    case, _ = store()
    rezayat("cases", "answer", str(case), "--text", "درست شد")
    refused = rezayat("cases", "assign", str(case), "--owner", "علی")
    assert refused.code == 1
    assert "«جواب داده شده» است و assign نمی‌شود. حالا این‌ها ممکن است: answer, close" in refused.said


def test_ready_made_answers_are_shown_with_their_blanks(rezayat: Rezayat) -> None:
    shown = rezayat("cases", "templates").out
    assert "planned" in shown
    assert "{day}" in shown


def test_a_rating_without_words_and_an_unread_text_are_told_apart(rezayat: Rezayat) -> None:
    async def bare() -> list[int]:
        async with wiring.opened(settings.load()) as opened, opened.database.writing() as connection:
            given = ({"text": "", "rating": 2, "agency": "gas"}, {"text": ORIGINAL, "agency": "gas"})
            feedbacks = Feedbacks(opened.keys)
            return [
                await feedbacks.add(connection, feedback(**values), Key(new_tracking_number(), 7)) for values in given
            ]

    rating, unread = asyncio.run(bare())
    assert "فقط نمره است" in rezayat("cases", "show", str(rating)).out
    told = rezayat("cases", "show", str(unread)).out
    assert "هنوز پوشانده نشده" in told
    assert "احمدی" not in told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("می‌روم\nخانه", "می‌روم\nخانه"),
        ("\x1b[2Jپاک\x07", "[2Jپاک"),
        ("\u202eوارونه\u202c", "وارونه"),
        ("a\ud800b", "ab"),
    ],
)
def test_a_message_cannot_steer_the_terminal(text: str, shown: str) -> None:
    assert plain(text) == shown
