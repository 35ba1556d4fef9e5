"""Officials in the dialogue: what each command does, and what a citizen who tries one is told."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import texts_official as texts
from bot.buttons import NO, YES, Action, Press, decode
from bot.context import Context, Login
from bot.effects import Button, Effect, LogIn, LogOut, Say, SendReport, Subscribe
from bot.state import State, Step
from bot.steps_answer import Outcome
from bot.steps_official import alerts, login, logout, pressed_official, report
from domain.agency import SHORT_NAME_LIMIT, Agency, Catalogue
from domain.labels import Role
from domain.period import JalaliMonth
from indicators.satisfaction import Satisfaction, Withheld
from services.alerts import Alert, Doubled
from services.digest import Digest
from services.reporting import Report
from storage.officials import Rights
from tests.support.talk import CATALOGUE

OFFICER = Login("رضا کریمی", Role.OFFICER, "water")
VIEWER = Login("سارا", Role.VIEWER, province="kermanshah")
NOW = datetime(2025, 10, 7, 8, 30, tzinfo=UTC)  # 15 Mehr 1404
CITIZEN = Context(now=NOW, catalogue=CATALOGUE, fresh_number="123456789012")
IN_OFFICE = replace(CITIZEN, official=OFFICER)
MIDWAY = State(step=Step.RATING, number="123456789012", opened=NOW)


def said(outcome: Outcome) -> str:
    return "\n".join(effect.text for effect in outcome[1] if isinstance(effect, Say))


def kept(outcome: Outcome) -> list[Effect]:
    return [effect for effect in outcome[1] if not isinstance(effect, Say)]


def buttons(outcome: Outcome) -> list[Button]:
    return [button for effect in outcome[1] if isinstance(effect, Say) for button in effect.buttons]


def test_a_valid_code_lets_in_and_says_what_to_do_now() -> None:
    moved = login(MIDWAY, "abcde-23456", replace(CITIZEN, login=OFFICER))
    assert moved[0] == MIDWAY
    assert kept(moved) == [LogIn("abcde-23456")]
    assert all(
        part in said(moved) for part in ("رضا کریمی", "آب و فاضلاب", "/report", "/alerts", "/logout", "پاک کنید")
    )
    assert [button.label for button in buttons(moved)] == ["گزارش این ماه", "گزارش شهریور ۱۴۰۴", "خبرم کنید", "خروج"]
    assert "همهٔ اداره‌ها در استان کرمانشاه" in said(login(State(), "x", replace(CITIZEN, login=VIEWER)))


def test_a_wrong_code_and_no_code_change_nothing() -> None:
    assert (kept(login(MIDWAY, "abcde-23456", CITIZEN)), said(login(MIDWAY, "a", CITIZEN))) == ([], texts.WRONG_CODE)
    assert (kept(login(MIDWAY, "", CITIZEN)), said(login(MIDWAY, "", CITIZEN))) == ([], texts.WRITE_CODE)


@pytest.mark.parametrize("command", [report, alerts, logout])
def test_a_citizen_is_told_that_it_is_for_officials(command: object) -> None:
    moved = command(MIDWAY, "", CITIZEN)  # type: ignore[operator]
    assert moved == (MIDWAY, (Say(texts.FOR_OFFICIALS),))


@pytest.mark.parametrize("action", [Action.REPORT, Action.ALERTS, Action.LOG_OUT])
def test_the_buttons_of_somebody_who_is_no_official_any_more_are_dead(action: Action) -> None:
    assert pressed_official(MIDWAY, Press(action, value="1"), CITIZEN) is None


def test_other_buttons_are_not_for_officials() -> None:
    assert pressed_official(MIDWAY, Press(Action.MINE), IN_OFFICE) is None


@pytest.mark.parametrize(
    ("argument", "period", "month"),
    [("", "1404-07", "مهر ۱۴۰۴"), ("1404-07", "1404-07", "مهر ۱۴۰۴"), ("۱۴۰۴/۱", "1404-01", "فروردین ۱۴۰۴")],
)
def test_the_report_of_a_month(argument: str, period: str, month: str) -> None:
    moved = report(MIDWAY, argument, IN_OFFICE)
    assert moved[0] == MIDWAY
    assert kept(moved) == [SendReport(period)]
    assert month in said(moved)


@pytest.mark.parametrize(
    ("argument", "answer"),
    [("مهر", texts.WRONG_MONTH), ("1404-13", texts.WRONG_MONTH), ("1404-08", texts.FUTURE_MONTH)],
)
def test_no_report_of_a_month_that_is_none(argument: str, answer: str) -> None:
    assert report(MIDWAY, argument, IN_OFFICE) == (MIDWAY, (Say(answer),))


def test_the_month_before_is_one_press_away() -> None:
    (button,) = buttons(report(MIDWAY, "1404-01", IN_OFFICE))
    press = decode(button.data)
    assert press is not None
    assert button.label == "گزارش اسفند ۱۴۰۳"
    assert kept(pressed_official(MIDWAY, press, IN_OFFICE) or (MIDWAY, ())) == [SendReport("1403-12")]


def test_alerts_are_turned_on_and_off() -> None:
    assert kept(alerts(MIDWAY, "", IN_OFFICE)) == [Subscribe(wanted=True)]
    subscribed = replace(IN_OFFICE, official=replace(OFFICER, alerts=True))
    off = alerts(MIDWAY, "", subscribed)
    assert (kept(off), said(off)) == ([Subscribe(wanted=False)], texts.UNSUBSCRIBED)
    assert [button.label for button in buttons(off)] == ["خبرم کنید"]


@pytest.mark.parametrize(("value", "wanted"), [(YES, True), (NO, False)])
def test_a_button_of_alerts_says_which_way(value: str, wanted: bool) -> None:
    for already in (True, False):
        context = replace(IN_OFFICE, official=replace(OFFICER, alerts=already))
        moved = pressed_official(MIDWAY, Press(Action.ALERTS, value=value), context)
        assert moved is not None
        assert kept(moved) == [Subscribe(wanted)]


def test_a_viewer_is_promised_no_cases() -> None:
    promised = said(alerts(MIDWAY, "", replace(CITIZEN, official=VIEWER)))
    assert "پرونده" not in promised
    assert "پرونده" in said(alerts(MIDWAY, "", IN_OFFICE))


def test_log_out() -> None:
    for moved in (logout(MIDWAY, "", IN_OFFICE), pressed_official(MIDWAY, Press(Action.LOG_OUT), IN_OFFICE)):
        assert moved is not None
        assert (kept(moved), said(moved)) == ([LogOut()], texts.LOGGED_OUT)


def index(group: str, value: float | None, citizens: int = 40, half: float = 0.05) -> Satisfaction:
    low, high = (None, None) if value is None else (value - half, value + half)
    withheld = Withheld.TOO_FEW_CITIZENS if value is None else None
    return Satisfaction(group, citizens, citizens, 20, 0, value, value, low, high, withheld)


def digest(rights: Rights, present: list[Satisfaction], previous: list[Satisfaction] | None = None) -> Digest:
    reports = [Report(tuple(results), (), 100) for results in (present, previous or [])]
    return Digest(JalaliMonth(1404, 7), rights, CATALOGUE, *reports)


MANAGER = Rights("مدیر", Role.ADMINISTRATOR)
CLERK = Rights("کارمند", Role.OFFICER, "water")


def test_an_officer_reads_value_interval_and_change() -> None:
    read = texts.report(digest(CLERK, [index("water", 0.8)], [index("water", 0.5)]), so_far=False)
    assert read.splitlines() == [
        "مهر ۱۴۰۴: «آب و فاضلاب»",
        "نظر ۴۰ نفر شمرده شد.",
        "شاخص رضایت ۸۰٪ است؛ با اطمینان ۹۵٪، از ۷۵٪ تا ۸۵٪.",
        "بالاتر از شهریور ۱۴۰۴ است که ۵۰٪ بود.",
        "این شاخص به‌تنهایی مبنای توبیخ نیست.",
    ]
    lower = texts.report(digest(CLERK, [index("water", 0.3)], [index("water", 0.5)]), so_far=False)
    assert "پایین‌تر از شهریور ۱۴۰۴ است که ۵۰٪ بود." in lower
    same = texts.report(digest(CLERK, [index("water", 0.45)], [index("water", 0.5)]), so_far=False)
    assert "تفاوت روشنی ندارد" in same
    alone = texts.report(digest(CLERK, [index("water", 0.45)]), so_far=True)
    assert "برای مقایسه با شهریور ۱۴۰۴ داده ناکافی است." in alone
    assert "مهر ۱۴۰۴، تا امروز" in alone


def test_too_few_citizens_give_no_number_at_all() -> None:
    for rights in (CLERK, MANAGER):
        read = texts.report(digest(rights, [index("water", None, citizens=7)]), so_far=False)
        assert "داده ناکافی" in read
        assert "۷" not in read
        assert read.endswith(texts.NO_REPRIMAND)


def test_a_manager_reads_what_stands_out() -> None:
    present = [index("water", 0.8), index("electricity", 0.6), index("municipality", 0.3), index("banks", None, 5)]
    previous = [index("water", 0.5), index("municipality", 0.6), index("electricity", 0.6)]
    read = texts.report(digest(MANAGER, present, previous), so_far=False).splitlines()
    assert read == [
        "مهر ۱۴۰۴: همهٔ اداره‌ها",
        "۱۲۰ رأی دربارهٔ ۳ اداره شمرده شد (هر نفر برای هر اداره یک رأی). دربارهٔ ۱ ادارهٔ دیگر داده ناکافی است.",
        "بالاترین رضایت: آب و فاضلاب ۸۰٪ (۷۵٪ تا ۸۵٪)؛ پایین‌ترین: شهرداری ۳۰٪ (۲۵٪ تا ۳۵٪).",
        "نسبت به شهریور ۱۴۰۴، بهتر: آب و فاضلاب (۵۰٪ ← ۸۰٪)؛ بدتر: شهرداری (۶۰٪ ← ۳۰٪).",
        "این شاخص به‌تنهایی مبنای توبیخ نیست.",
    ]


def test_what_chance_may_have_done_is_not_named() -> None:
    present = [index("water", 0.52), index("municipality", 0.48)]
    read = texts.report(digest(MANAGER, present, [index("water", 0.5)]), so_far=False)
    assert "روی هم افتاده" in read
    assert "تغییر روشنی دیده نمی‌شود" in read
    assert "بالاترین" not in read


def test_a_caption_is_never_too_long_for_a_messenger() -> None:
    agencies = tuple(Agency(f"a{at}", "نام", "ن" * SHORT_NAME_LIMIT, "دولتی", "شرح") for at in range(90))
    present = [index(agency.code, at / 90, 10**6, 0.001) for at, agency in enumerate(agencies)]
    previous = [index(agency.code, 1 - at / 90, 10**6, 0.001) for at, agency in enumerate(agencies)]
    reports = [Report(tuple(results), (), 10**7) for results in (present, previous)]
    rights = Rights("مدیر", Role.ADMINISTRATOR, province="kohgiluyeh_and_boyer_ahmad")
    read = texts.report(Digest(JalaliMonth(1404, 2), rights, Catalogue(agencies), *reports), so_far=True)
    assert read.count("ن" * SHORT_NAME_LIMIT) == 8
    assert len(read) <= 1024


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        (Alert(urgent=1), ["یک پیام فوری رسیده است. در فهرست پرونده‌ها ببینید."]),
        (Alert(urgent=2), ["۲ پیام فوری رسیده است. در فهرست پرونده‌ها ببینید."]),
        (Alert(overdue=4), ["مهلت ۴ پرونده گذشته است. در فهرست پرونده‌ها ببینید."]),
        (
            Alert(doubled=(Doubled("water", NOW.date(), 24, 8),)),
            ["۱۵ مهر ۱۴۰۴، ۲۴ نفر دربارهٔ «آب و فاضلاب» نوشتند؛ در هفتهٔ پیش از آن، روزی حدود ۸ نفر."],
        ),
    ],
)
def test_alerts_in_words(told: Alert, lines: list[str]) -> None:
    assert texts.alert(told, lambda code: CATALOGUE[code].short_fa).splitlines() == lines


def test_every_button_fits_the_messenger() -> None:
    for moved in (login(State(), "x", replace(CITIZEN, login=OFFICER)), alerts(State(), "", IN_OFFICE)):
        for button in buttons(moved):
            assert decode(button.data) is not None
            assert len(button.data.encode()) <= 64
