"""Personal data goes, everything else stays byte for byte; the rule about digits is checked by a pattern of its own."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.normalise import normalise
from nlp.redact import TAGS, redact

TABLE = Path(__file__).with_name("data") / "redact_golden.jsonl"
GOLDEN = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
SEPARATOR = r"[\s\-./\u200c]"
RUN = re.compile(rf"\d(?:{SEPARATOR}*\d)*")
MONEY_FOLLOWS = re.compile(r"[\s\u200c]*(?:هزار|میلیون|میلیارد|تومان|تومن|ریال|ريال|﷼|toman|rial)", re.IGNORECASE)
REFERENCE_PRECEDES = re.compile(r"(?:قبض|پرونده|پیگیری|رهگیری|شناسه پرداخت)[^\d\[]{0,30}$")
NAMES = [
    "احمدی",
    "محمدی",
    "حسینی",
    "رضایی",
    "کریمی",
    "موسوی",
    "کوهکن",
    "رستگار",
    "زنگنه",
    "بطحایی",
    "قنبرپور",
    "حاجی‌زاده",
    "یوسف‌نیا",
    "خوش‌منش",
]
TITLES = ["آقای", "خانم", "دکتر", "مهندس", "سرهنگ", "سروان", "استاد"]
PLACES = [
    "خیابان دکتر شریعتی", "بیمارستان امام خمینی", "دانشگاه شهید بهشتی", "بلوار آیت‌الله کاشانی", "میدان امام حسین",
    "بزرگراه سردار سلیمانی", "خیابان استاد معین", "بیمارستان دکتر سپیر", "شهرداری منطقه ۱۲", "بانک ملی",
    "سازمان تأمین اجتماعی", "کمیته امداد امام خمینی (ره)", "اداره کل ثبت اسناد و املاک", "پلیس +۱۰", "متروی ولیعصر",
]  # fmt: skip
VOCABULARY = """
سلام از اداره شکایت دارم، و به با شماره من است. زنگ بزنید کد ملی کدپستی کارت شبا تلفن قبض پرونده IR + ( ) « »
آقای خانم آقا دکتر سید رضا علی مریم احمدی پور رئیس پشت باجه گفت محترم خیابان بیمارستان پلاک واحد ایران ب الف
هستم اسمم اینجانب فرزند تشکر aghaye ahmadi dr @ali_r a.b@c.ir t.me/x http://a.ir/b [نام] [موبایل] تومان ریال ۱۲
"""
WORDS = [*VOCABULARY.split(),
    "شناسه قبض", "\n", "آقاي", "\u202a", "حاج آقا", "۱۴۰۴/۰۷/۱۲",
]  # fmt: skip

ARABIC_DIGITS = "".join(map(chr, range(0x660, 0x66A)))
digit = st.sampled_from(f"0123456789۰۱۲۳۴۵۶۷۸۹{ARABIC_DIGITS}")
gap = st.sampled_from(["", "", "", "", " ", "-", ".", "/", "\u200c", " - ", "  "])
number = st.lists(st.tuples(digit, gap), min_size=1, max_size=32).map(lambda parts: "".join(map("".join, parts)))
sentence = st.lists(st.one_of(st.sampled_from(WORDS), number), max_size=12).flatmap(
    lambda parts: st.sampled_from(["", " ", " ", " "]).map(lambda space: space.join(parts))
)


def leaks(text: str) -> list[str]:
    """Runs of nine or more digits that neither a money unit follows nor the word for a bill or a case precedes."""
    return [
        run[0]
        for run in RUN.finditer(text)
        if len(re.sub(r"\D", "", run[0])) >= 9
        and not MONEY_FOLLOWS.match(text, run.end())
        and not REFERENCE_PRECEDES.search(text[: run.start()])
    ]


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: repr(row["text"][:20]))
def test_golden(row: dict[str, str]) -> None:
    assert redact(row["text"]) == row["redacted"]


def test_golden_table_has_both_sides_and_every_tag() -> None:
    assert sum(row["text"] != row["redacted"] for row in GOLDEN) >= 80
    assert sum(row["text"] == row["redacted"] for row in GOLDEN) >= 60
    assert {tag for tag in TAGS if any(tag in row["redacted"] for row in GOLDEN)} == set(TAGS)


def test_the_rule_of_the_tests_sees_what_must_go() -> None:
    assert leaks("شماره ۰۹۱۲ ۳۴۵-۶۷.۸۹ است") == ["۰۹۱۲ ۳۴۵-۶۷.۸۹"]
    assert leaks("۱۲۳۴۵۶۷۸ و ۱۵۰۰۰۰۰۰۰۰ ریال و شناسه قبض ۱۲۳۴۵۶۷۸۹۰۱") == []


@settings(max_examples=500)
@given(sentence)
def test_no_nine_digits_survive(text: str) -> None:
    assert leaks(redact(text)) == []


@settings(max_examples=300)
@given(number)
def test_no_nine_digits_survive_alone(text: str) -> None:
    assert leaks(redact(text)) == []
    assert leaks(redact(f"شماره{text}است")) == []


@settings(max_examples=500)
@given(sentence)
def test_twice_is_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(st.text(st.characters(), max_size=80))
def test_twice_is_once_for_any_characters(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@settings(max_examples=300)
@given(st.one_of(sentence, st.text(st.characters(), max_size=60)))
def test_what_is_not_masked_keeps_its_bytes(text: str) -> None:
    kept = re.split("|".join(map(re.escape, TAGS)), redact(text))
    position = 0
    for part in kept:
        position = text.index(part, position) + len(part)
    assert text.startswith(kept[0])
    assert text.endswith(kept[-1])


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("name", NAMES)
def test_names_after_titles_go_and_titles_stay(title: str, name: str) -> None:
    assert redact(f"از {title} {name} شکایت دارم") == f"از {title} [نام] شکایت دارم"


@pytest.mark.parametrize("place", PLACES)
def test_places_and_agencies_stay(place: str) -> None:
    for text in (place, f"رفتم {place} کارم راه نیفتاد", f"{place}، نزدیک خانهٔ ما"):
        assert redact(text) == text


@given(st.from_regex(r"09[0-9]{9}", fullmatch=True), st.lists(gap, min_size=10, max_size=10))
def test_a_mobile_goes_however_it_is_written(digits: str, gaps: list[str]) -> None:
    written = "".join(map("".join, zip(digits, [*gaps, ""], strict=True)))
    assert redact(f"شماره من {written} است") == "شماره من [موبایل] است"


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_a_wrong_checksum_only_changes_the_tag(digits: str) -> None:
    assert redact(f"این {digits} است") in {f"این {tag} است" for tag in ("[کدملی]", "[شناسه]", "[موبایل]")}
    assert redact(f"کد ملی {digits} است") == "کد ملی [کدملی] است"


@pytest.mark.parametrize("tag", TAGS)
def test_tags_survive_masking_and_normalising(tag: str) -> None:
    assert redact(f"سلام {tag}، {tag}") == f"سلام {tag}، {tag}"
    assert tag in normalise(f"سلام {tag}.")


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "a@", "1", "1 ", "123,", "12 ب ", "http://a.", ".", "آقای ", "رضا ", "\u200c", "پلاک ۱ واحد ۲ ", "IR1 ",
     "قبض 1", "من علی ", "یک و ", "0912"],
)  # fmt: skip
def test_the_worst_texts_take_linear_time(piece: str) -> None:
    assert cpu_seconds(piece, 200_000) < 60 * cpu_seconds(piece, 10_000) + 1


def test_a_megabyte_takes_linear_time() -> None:
    message = "سلام آقای احمدی شماره ۰۹۱۲۳۴۵۶۷۸۹ از کوچه رضایی پلاک ۱۲ دربارهٔ قبض ۱۲۳۴۵۶۷۸۹۰۱۲۳ "
    assert cpu_seconds(message, 1_000_000) < 30 * cpu_seconds(message, 100_000) + 1


def cpu_seconds(piece: str, size: int) -> float:
    start = time.process_time()
    redact(piece * (size // len(piece)))
    return time.process_time() - start
