"""What short messages are taken for; the grave ones both ways."""

import re

import pytest

from bot import matters, names, texts, texts_detail, words
from bot.context import Hint
from domain.labels import Driver


@pytest.mark.parametrize(
    "text",
    [
        "کرمانشاه",
        "دره شهر",
        "میان‌دوآب",
        "روستای گلین",
        "نمین",
        "میبد",
        "بندر امام خمینی",
        "اسلام‌آباد غرب",
        "شهر ری",
        "sanandaj",
    ],
)
def test_places(text: str) -> None:
    assert names.place(text) == text


def test_a_place_in_a_phrase() -> None:
    assert names.place("تو مریوان") == "مریوان"
    assert names.place("سنندج هستم.") == "سنندج"


@pytest.mark.parametrize(
    "text",
    [
        "برق نداریم",
        "آب قطع",
        "آب نمیاد",
        "چراغ سوخته",
        "هنوز نیومدن",
        "خیلی بد",
        "کجا؟",
        "دو هفته است",
        "barq nadarim",
        "سلام",
        "پیگیری",
        "کارمند گستاخ",
        "یک متن بلند که جای شهر یا روستا نیست",
        "ن" * 41,
        "",
        "۱۲",
    ],
)
def test_what_may_well_be_no_place(text: str) -> None:
    assert names.place(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "رئیس خودم رشوه می‌خواهد",
        "زیر میزی گرفت",
        "باج می‌گیرند",
        "سوءاستفادهٔ جنسی",
        "آزار جنسی در محل کار",
        "به او تجاوز کردند",
        "رییسم تهدیدم کرد",
        "مدير خودم",
    ],
)
def test_sensitive(text: str) -> None:
    assert matters.is_sensitive(text)


@pytest.mark.parametrize(
    "text",
    ["تجاوز به حریم رودخانه", "باجهٔ دو بسته بود", "مدیر مدرسه خوب است", "رئیس بانک با حوصله بود", "زیر میز کثیف بود"],
)
def test_not_sensitive(text: str) -> None:
    assert not matters.is_careful(text)


@pytest.mark.parametrize(
    "text", ["مادرم فوت کرد", "دو نفر کشته شدند", "پدرم توی راه مرد", "جانش را از دست داد", "مرد بر اثر برق‌گرفتگی"]
)
def test_death(text: str) -> None:
    assert matters.tells_of_death(text)


@pytest.mark.parametrize("text", ["پدرم مرد زحمتکشی بود", "آن مرد رفت", "فوتبال تعطیل شد", "فوت و فن کار"])
def test_no_death(text: str) -> None:
    assert not matters.tells_of_death(text)


@pytest.mark.parametrize(
    "text",
    ["به فکر خودکشی‌ام", "خودمو می‌کشم", "خودم را آتش می‌زنم", "کودک‌آزاری می‌کند", "شوهرم هر شب کتک می‌زند", "می‌خوام بمیرم"],
)
def test_harm(text: str) -> None:
    assert matters.SOCIAL in matters.emergency(text, Hint())


@pytest.mark.parametrize("text", ["خودم را کشتم تا وام گرفتم", "خودکفا شدیم", "بچه‌ها بازی می‌کنند", "خودم می‌روم"])
def test_no_harm(text: str) -> None:
    assert not matters.emergency(text, Hint())


@pytest.mark.parametrize("text", ["سلام", "سلاممم!", "سلام، خسته نباشید", "Hi", "تست", "درود بر شما"])
def test_greetings(text: str) -> None:
    assert words.is_greeting(text)


@pytest.mark.parametrize("text", ["سلام آب قطع است", "سلامت", "تستر", "", "خدا قوت به پاکبان محله"])
def test_more_than_greetings(text: str) -> None:
    assert not words.is_small_talk(text)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("پيگيري", "track"),
        ("پیگیری!", "track"),
        ("بیخیال", "cancel"),
        ("پس میگیرم", "withdraw"),
        ("حریمِ خصوصی", "privacy"),
        ("پیگیری کنید", None),
        ("", None),
    ],
)
def test_commands(text: str, command: str | None) -> None:
    assert words.command(text) == command


def test_numbers() -> None:
    assert words.number_part("شمارهٔ پیگیری: ۴۸۲۷ ۱۹۳۶-۵۰۱۲") == "482719365012"
    assert words.number_part("4827\u00a01936\u00a05012") == "482719365012"
    assert words.number_part("پلاک ۱۲") is None
    assert words.is_mobile("09123456789")
    assert not words.is_mobile("482719365012")


def test_office_and_rating() -> None:
    assert words.office_and_rating("اداره برق، نمره ۴") == ("اداره برق", 4)
    assert words.office_and_rating("منطقه ۲۲") is None
    assert words.office_and_rating("۲") is None


@pytest.mark.parametrize("text", ["خانم رضایی", "مریم احمدی", "آقای دکتر حسینی", "کریمی", "علیرضا محمدی‌نژاد"])
def test_an_employee_named(text: str) -> None:
    assert names.person(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "همه خوب بودند",
        "همه",
        "خانم",
        "نمی‌دانم",
        "باجهٔ ۳",
        "برق نداریم",
        "اسمش یادم نیست",
        "خیلی ممنون",
        "کارمندان بانک",
        "آقای رضایی که در باجهٔ دوم می‌نشیند و خیلی با حوصله است",
        "",
        "👍",
    ],
)
def test_no_employee_named(text: str) -> None:
    assert names.person(text) is None


@pytest.mark.parametrize("text", ["بی‌شرف‌ها", "خاک بر سرتون!", "همتون دزد بی‌شرف", "احمقا", "ای بیشعورها!!"])
def test_insults(text: str) -> None:
    assert words.is_insult(text)


@pytest.mark.parametrize(
    "text",
    ["بی‌شرف‌ها آب را قطع کردند", "دزد خانه‌مان را زد", "گاو همسایه در کوچه است", "شما", "همه", "", "سگ ولگرد زیاد شده"],
)
def test_more_than_insults(text: str) -> None:
    assert not words.is_insult(text)


def test_every_driver_is_understood_as_its_button_says() -> None:
    assert {driver: words.driver(label) for driver, label in texts_detail.DRIVERS.items()} == {
        driver: driver for driver in Driver
    }
    assert words.driver("معطلی") is Driver.SPEED
    assert words.driver("سه ساعت معطل شدم") is None


def test_help_fits_a_screen_and_names_commands_that_exist() -> None:
    shown = texts.HELP.splitlines()
    assert len(shown) <= 12
    for named in re.findall("«([^»]+)»", texts.HELP):
        assert words.command(named), named
    assert {words.command(each) for each in ("نوشته‌های من", "دادهٔ من", "تنظیمات")} == {"mine", "mydata", "settings"}
    assert {"mine", "mydata", "settings"} <= set(texts.COMMANDS)
