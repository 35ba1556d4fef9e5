"""Finglish is read as Persian; other languages and Persian stay as they are."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.finglish import read_finglish


@pytest.mark.parametrize(
    ("latin", "persian"),
    [
        ("salam, ghabze bargh kheyli ziad shode", "سلام, قبض برق خیلی زیاد شده"),
        ("feshare gaz oftazah, bokhari khamosh mishe", "فشار گاز افتضاح, بخاری خاموش میشه"),
        ("shenasname avaz kardan 20 daghighe tool keshid", "شناسنامه عوض کردن 20 دقیقه طول کشید"),
        ("kart metro ro az koja bayad sharj konim?", "کارت مترو رو از کجا باید شارژ کنیم?"),
    ],
)
def test_persian_in_latin_letters(latin: str, persian: str) -> None:
    read, wanted = read_finglish(latin).split(), persian.split()
    same = sum(one == other for one, other in zip(read, wanted, strict=True))
    assert same / len(wanted) >= 0.8, " ".join(read)


@pytest.mark.parametrize("spelling", ["xaste shodim", "khaste shodim", "khasteh $odim", "KHASTE SHODIM"])
def test_every_habit_of_spelling_gives_the_same_words(spelling: str) -> None:
    assert read_finglish(spelling) == "خسته شدیم"


@pytest.mark.parametrize(
    "text",
    [
        "Hello, how can I use this bot?",
        "please fix the road near my house",
        "merhaba nasılsınız",
        "Good service",
        "bad road",
        "no water",
        "water cut three days",
        "su yoxdur",
        "La ville est sale",
        "thanks a lot",
        "اپلیکیشن شما update نمی‌شود",
        "سه روزه آب نداریم",
        "",
        "۱۲۳ !?",
    ],
)
def test_what_is_not_finglish_stays(text: str) -> None:
    assert read_finglish(text) == text


@pytest.mark.parametrize(
    ("latin", "kept"),
    [("adsl ma ghate", "adsl"), ("ye led baraye kooche bezanid", "led"), ("code pin ro yadam raft", "pin")],
)
def test_abbreviations_stay(latin: str, kept: str) -> None:
    read = read_finglish(latin)
    assert kept in read.split()
    assert read != latin


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_reading_twice_is_reading_once(text: str) -> None:
    read = read_finglish(text)
    assert read_finglish(read) == read
    if not any(char.isascii() and char.isalpha() for char in text):
        assert read == text


def test_a_very_long_text_takes_no_long_time() -> None:
    rng = random.Random(1)
    strange = ["".join(rng.choices("abdeikmnorstz", k=rng.randint(2, 9))) for _ in range(3_000)]
    text = "khaste shodim az in vaze " + " ".join(strange)
    read_finglish("salam")
    started = time.process_time()
    read_finglish(text)
    read_finglish("$" * 4_000 + text)
    assert time.process_time() - started < 0.5
