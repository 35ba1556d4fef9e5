"""Agencies that a message names, however they are spelt."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agency import Agency, Catalogue
from nlp.mentions import Mentions
from nlp.normalise import normalise


def agency(code: str, name: str, short: str, *aliases: str) -> Agency:
    return Agency(code=code, name_fa=name, short_fa=short, owner="-", scope_fa=name, aliases=aliases)


CATALOGUE = Catalogue(
    (
        agency("municipality", "شهرداری", "شهرداری", "shahrdari"),
        agency("water", "شرکت آب و فاضلاب", "آب و فاضلاب", "آبفا", "abfa"),
        agency("regional_water", "شرکت آب منطقه‌ای", "آب منطقه‌ای"),
        agency("electricity", "شرکت توزیع نیروی برق", "توزیع برق", "برق", "bargh"),
        agency("regional_electricity", "شرکت برق منطقه‌ای", "برق منطقه‌ای"),
        agency("social_security", "اداره کل تأمین اجتماعی", "تأمین اجتماعی", "بیمه تأمین اجتماعی"),
        agency("relief", "کمیته امداد امام خمینی (ره)", "کمیته امداد"),
        agency("post", "اداره کل پست", "پست"),
        agency("gas", "شرکت گاز استان", "گاز"),
        agency("banks", "بانک‌ها", "بانک"),
        agency("airports", "اداره کل فرودگاه‌ها", "فرودگاه"),
        agency("civil_registry", "اداره کل ثبت احوال", "ثبت احوال"),
        agency("deeds", "اداره کل ثبت اسناد و املاک", "ثبت اسناد"),
        agency("insurance", "شرکت‌های بیمه", "بیمه"),
        agency("counters", "دفاتر پیشخوان دولت و پلیس +۱۰", "دفتر پیشخوان", "پلیس +۱۰"),
    )
)
MENTIONS = Mentions(CATALOGUE)

CASES = [
    ("رفتم بانک پول قبض برق را بدهم", {"banks", "electricity"}),
    ("شهرداری جواب نمی‌دهد", {"municipality"}),
    ("شهرداري كاري نمي‌كند", {"municipality"}),
    ("شهرداریِ منطقه", {"municipality"}),
    ("شهرداری‌های استان", {"municipality"}),
    ("شهرداریها", {"municipality"}),
    ("شهرداریمون خوابه", {"municipality"}),
    ("شهردااااری", {"municipality"}),
    ("شهرداری،بانک", {"municipality", "banks"}),
    ("#شهرداری_تهران", {"municipality"}),
    ("شهردری آشغال‌ها را نمی‌برد", {"municipality"}),
    ("شهرداریی و شهرادری", {"municipality"}),
    ("SHAHRDARI kari nemikone", {"municipality"}),
    ("shahrdary kari nemikone", {"municipality"}),
    ("آب و فاضلاب شهر", {"water"}),
    ("آب‌وفاضلاب شهر", {"water"}),
    ("آبوفاضلاب شهر", {"water"}),
    ("آب و فاظلاب شهر", {"water"}),
    ("اداره آب و فاضلابمون", {"water"}),
    ("آبفا قطع کرد", {"water"}),
    ("ابفا قطع کرد", {"water"}),
    ("آب منطقه ای", {"regional_water"}),
    ("آب منطقه‌ای", {"regional_water"}),
    ("برق منطقه‌ای و برق", {"regional_electricity", "electricity"}),
    ("برق منطقه‌ای", {"regional_electricity"}),
    ("برقو قطع کردن", {"electricity"}),
    ("برقمون رفت", {"electricity"}),
    ("bargh nadarim", {"electricity"}),
    ("تامین اجتماعی", {"social_security"}),
    ("تأمین‌اجتماعی", {"social_security"}),
    ("تاميناجتماعي", {"social_security"}),
    ("تامین اجتمایی", {"social_security"}),
    ("بیمه تامین اجتماعی", {"social_security"}),
    ("بیمه", {"insurance"}),
    ("کمیته امداد امام خمینی", {"relief"}),
    ("کمیتهٔ امداد", {"relief"}),
    ("ثبت احوال و ثبت اسناد", {"civil_registry", "deeds"}),
    ("ثبت نام", set()),
    ("پستچی نیامد", {"post"}),
    ("پست نیامد", {"post"}),
    ("پسته خریدم", set()),
    ("پستان گاو", set()),
    ("گازوئیل نیست", set()),
    ("گازمون قطعه", {"gas"}),
    ("دستم برقک زد", set()),
    ("نبرق", set()),
    ("آب قطع است", set()),
    ("فرودگاه شلوغ بود", {"airports"}),
    ("فرودکاه شلوغ بود", {"airports"}),
    ("فروشگاه شلوغ بود", set()),
    ("بانکی‌ها", {"banks"}),
    ("پلیس +۱۰ رفتم", {"counters"}),
    ("[شناسه] [پلاک] [کارت]", set()),
    ("", set()),
    ("!؟ 😂", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "codes"), CASES)
def test_mentions(text: str, codes: set[str]) -> None:
    assert MENTIONS.find(normalise(text)) == codes


@pytest.mark.parametrize("named", CATALOGUE, ids=lambda named: named.code)
def test_every_name_is_found(named: Agency) -> None:
    for name in (named.name_fa, named.short_fa, *named.aliases):
        assert named.code in MENTIONS.find(normalise(f"از {name} شکایت دارم"))


def test_two_agencies_with_one_alias_are_both_named() -> None:
    mentions = Mentions(Catalogue((agency("a", "نام یک", "یک", "مشترک"), agency("b", "نام دو", "دو", "مشترک"))))
    assert mentions.find("مشترک") == {"a", "b"}


def test_a_tag_is_no_mention() -> None:
    mentions = Mentions(Catalogue((agency("telecom", "مخابرات", "تلفن"),)))
    assert mentions.find("شماره [تلفن] است") == frozenset()
    assert mentions.find("شماره تلفن است") == {"telecom"}


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_name_between_any_words_is_found(before: str, after: str) -> None:
    assert "municipality" in MENTIONS.find(normalise(f"{before} ۱ شهرداری ۱ {after}".replace("[", "").replace("]", "")))


def test_the_shipped_catalogue_names_itself() -> None:
    catalogue = Catalogue.load()
    mentions = Mentions(catalogue)
    for named in catalogue:
        assert named.code in mentions.find(normalise(named.short_fa)), named.code


def test_fast_enough_for_a_batch() -> None:
    """A third of what one quiet core reaches: the classifier must never wait for this."""
    mentions = Mentions(Catalogue.load())
    text = normalise(
        "سلام از اداره شکایت دارم سه روزه برق خونمون قطع شده و هر چی زنگ میزنم ۱۲۱ کسی جواب نمیده لطفا رسیدگی کنید"
    )
    best = min(_seconds(mentions, text) for _ in range(5))
    assert 200 / best > 3_000


def _seconds(mentions: Mentions, text: str) -> float:
    start = time.process_time()
    for _ in range(200):
        mentions.find(text)
    return time.process_time() - start
