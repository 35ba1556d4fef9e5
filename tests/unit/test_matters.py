"""What a text is about that needs care, both ways: what must be seen, and what only looks like it."""

import pytest

from bot import matters, texts_matters
from bot.context import Hint

NOTHING = Hint()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("بوی گاز میاد تو راه پله", ("194", "125")),
        ("در موتورخانهٔ ساختمان نشت گاز داریم", ("194", "125")),
        ("سیم برق افتاده وسط کوچه و بچه‌ها بازی می‌کنند", ("121", "125")),
        ("کارگر رو برق گرفته افتاده", ("121", "125")),
        ("انبار پاساژ آتیش گرفته بیاین", ("125", "115")),
        ("لوله ترکیده و خونه‌مون پر از آب شده", ("122", "125")),
        ("مادرم بی‌هوش شده و آمبولانس نمی‌آید", ("115",)),
        ("سیل اومده و روی پشت بامیم", ("112", "115")),
        ("تو گردنه گیر کردیم با بچهٔ کوچک", ("112", "115")),
        ("دزد تو خونه‌ست آروم می‌نویسم", ("110", "115")),
        ("دیگه نمی‌کشم، می‌خوام بمیرم", ("123", "115")),
        ("شوهرم هر شب کتک می‌زند", ("123", "110")),
        ("همسایه کودک‌آزاری می‌کند", ("123", "110")),
        ("همسایه‌مان بچه‌اش را هر شب کتک می‌زند", ("123", "110")),
    ],
)
def test_danger(text: str, numbers: tuple[str, ...]) -> None:
    assert matters.emergency(text, NOTHING) == numbers
    assert matters.is_careful(text)


@pytest.mark.parametrize(
    "text",
    [
        "از گرما مردیم، برق را وصل کنید",
        "قیمت‌ها آتیش گرفته و کسی جواب نمی‌دهد",
        "دلم آتش گرفت از این همه بی‌نظمی",
        "آتش‌نشانی خیلی زود رسید",
        "مغازه‌ام آتش گرفته بود و بیمه خسارت نداد",
        "بوی گازوئیل اتوبوس همه را خفه کرد",
        "بوی گاز آمده بود، زنگ زدیم زود رسیدند، دستشان درد نکند",
        "سگ‌های ولگرد پای بچه را گاز گرفتند",
        "سیل گرانی همه را برده",
        "بهمن ماه قبض گاز سه برابر شد",
        "لطفاً کلاس پیشگیری از خودکشی در مدرسه بگذارید",
        "آموزش پیشگیری از کودک‌آزاری را در مهدها بگذارید",
        "کابل تلفن افتاده و اینترنت نداریم",
        "برق سه ساعت است رفته",
        "آب روستا سه روز است قطع است",
        "پارسال سیل آمد و پل هنوز ساخته نشده",
        "خودم را کشتم تا وام گرفتم",
    ],
)
def test_what_only_looks_like_danger(text: str) -> None:
    assert matters.emergency(text, NOTHING) == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("گاز این ساختمان مشکل دارد و حال همه بد است", "194"),
        ("ترانس سر کوچه صدا می‌دهد", "121"),
        ("در جاده تصادف شده و کسی نمی‌آید", "112"),
        ("حالش خیلی بد است کمک کنید", "115"),
        ("", "115"),
    ],
)
def test_the_classifier_knows_better(text: str, first: str) -> None:
    numbers = matters.emergency(text, Hint(urgent=True))
    assert numbers[0] == first
    assert "115" in numbers
    assert len(numbers) <= matters.MOST_NUMBERS


def test_every_number_has_its_name() -> None:
    said = texts_matters.danger(tuple(texts_matters.LINES))
    assert all(name in said for number, name in texts_matters.LINES.items() if number != matters.SOCIAL)
    assert said.startswith(texts_matters.NOT_ALONE)
    assert said.endswith(texts_matters.NOT_WATCHED)
    assert texts_matters.danger(("123",)) == f"{texts_matters.NOT_ALONE}\n{texts_matters.NOT_WATCHED}"
    assert "تنها نمانید" not in texts_matters.danger(("123",), witness=True)


@pytest.mark.parametrize(
    ("text", "witness"),
    [
        ("همسایه‌مان بچه‌اش را هر شب کتک می‌زند", True),
        ("همسایه کودک‌آزاری می‌کند", True),
        ("شوهرم هر شب کتک می‌زند", False),
        ("معلم دخترم را کتک زد و کسی نپرسید چرا", False),
        ("دیگه نمی‌کشم، می‌خوام بمیرم", False),
        ("برق سه ساعت است رفته", False),
    ],
)
def test_a_witness_of_violence(text: str, witness: bool) -> None:
    assert matters.is_witness(text) is witness


@pytest.mark.parametrize(
    "text", ["مأمور زد توی گوشم", "با باتوم زدند به پایش", "در بازداشت کتک خوردم", "کار به ضرب و شتم کشید"]
)
def test_violence(text: str) -> None:
    assert matters.tells_of_violence(text)
    assert matters.is_careful(text)


@pytest.mark.parametrize("text", ["دوش گرفتن شده شکنجه", "گوشی را قطع کرد", "سیلی از مشکلات داریم", "زدند زیر قولشان"])
def test_no_violence(text: str) -> None:
    assert not matters.tells_of_violence(text)


@pytest.mark.parametrize(
    "text",
    [
        "دست پاکبان‌ها درد نکند",
        "دست آتش‌نشان‌های شهرداری درد نکند، زود رسیدند",
        "خانم صندوقدار خیلی با حوصله بود",
        "خدا خیرشان بدهد",
        "تشکر از همکارانتان",
    ],
)
def test_praise(text: str) -> None:
    assert matters.is_praise(text)


@pytest.mark.parametrize("text", ["اصلاً خوش‌برخورد نیستند", "لطفاً رسیدگی کنید، با تشکر", "سه ماه است جواب نداده‌اند"])
def test_no_praise(text: str) -> None:
    assert not matters.is_praise(text)
