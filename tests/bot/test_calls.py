"""What is said, as calls of each messenger's API."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.calls import ANSWER, EDIT_BUTTONS, LEAVE, SEND, SEND_FILE, TEXT_LIMIT, ApiCall, calls, split
from bot.delivery import Delivery
from bot.effects import AnswerPress, Button, Effect, LeaveChat, Say, SendFile, TakeButtons, Withdraw
from bot.events import Commanded, Pressed
from bot.platforms import BALE, PLATFORMS, TELEGRAM, Platform
from tests.support import bale

WROTE = Delivery("5", "6", Commanded("start"))
PRESSED = Delivery("5", "6", Pressed("x"), callback="77", pressed=9)
OLD_PRESS = Delivery("5", "6", Pressed("x"), callback="177", pressed=9)
BOTH = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)


def said(platform: Platform, delivery: Delivery, *effects: Effect) -> list[ApiCall]:
    return list(calls(effects, delivery, platform))


@BOTH
def test_a_message_with_buttons(platform: Platform) -> None:
    keyboard = {"inline_keyboard": [[{"text": "الف", "callback_data": "a"}], [{"text": "ب", "callback_data": "b"}]]}
    assert said(platform, WROTE, Say("سلام", (Button("الف", "a"), Button("ب", "b"))), Withdraw("1")) == [
        ApiCall(SEND, {"chat_id": "6", "text": "سلام", "reply_markup": keyboard})
    ]


@BOTH
def test_the_permanent_keyboard(platform: Platform) -> None:
    (call,) = said(platform, WROTE, Say("سلام", keyboard=True))
    labels = [key["text"] for row in call.parameters["reply_markup"]["keyboard"] for key in row]
    assert labels == [label for row in texts.MENU for label in row]


@BOTH
def test_what_was_typed_goes_as_plain_text(platform: Platform) -> None:
    (call,) = said(platform, WROTE, Say("«<b>آب</b> & <i>برق</i>»"))
    assert call.parameters == {"chat_id": "6", "text": "«<b>آب</b> & <i>برق</i>»"}


def test_a_press() -> None:
    effects = (AnswerPress("ثبت شد"), TakeButtons(), AnswerPress())
    taken = ApiCall(EDIT_BUTTONS, {"chat_id": "6", "message_id": 9})
    answers = [
        ApiCall(ANSWER, {"callback_query_id": "77", "text": "ثبت شد"}),
        ApiCall(ANSWER, {"callback_query_id": "77"}),
    ]
    assert said(TELEGRAM, PRESSED, *effects) == [answers[0], taken, answers[1]]
    assert said(BALE, PRESSED, *effects) == answers
    assert said(TELEGRAM, WROTE, *effects) == said(BALE, WROTE, *effects) == []


def test_an_old_client_of_bale_gets_notices_as_messages() -> None:
    assert said(BALE, OLD_PRESS, AnswerPress("ثبت *شد*"), AnswerPress()) == [
        ApiCall(SEND, {"chat_id": "6", "text": BALE.plain("ثبت *شد*")})
    ]
    assert [call.method for call in said(TELEGRAM, OLD_PRESS, AnswerPress("ثبت شد"), AnswerPress())] == [ANSWER] * 2


@BOTH
def test_leaving_a_group(platform: Platform) -> None:
    assert said(platform, WROTE, LeaveChat("خداحافظ")) == [
        ApiCall(SEND, {"chat_id": "6", "text": "خداحافظ"}),
        ApiCall(LEAVE, {"chat_id": "6"}),
    ]


@BOTH
def test_a_file_survives_being_kept(platform: Platform) -> None:
    (call,) = said(platform, WROTE, SendFile("mydata.txt", "همهٔ نوشته‌ها *۱*", "این هم همه‌اش"))
    kept = ApiCall.from_json(call.to_json())
    assert kept.method == SEND_FILE
    upload = kept.api_kwargs()["document"]
    assert (upload.filename, upload.input_file_content) == ("mydata.txt", "همهٔ نوشته‌ها *۱*".encode())
    assert kept.api_kwargs() | {"document": None} == {"chat_id": "6", "document": None, "caption": "این هم همه‌اش"}


def test_a_picture_survives_being_kept() -> None:
    picture = {"name": "rezayat.png", "base64": base64.b64encode(b"\x89PNG\x00").decode()}
    kept = ApiCall.from_json(ApiCall("sendPhoto", {"chat_id": "6", "photo": picture, "caption": "شاخص"}).to_json())
    upload = kept.api_kwargs()["photo"]
    assert (upload.filename, upload.input_file_content) == ("rezayat.png", b"\x89PNG\x00")


def test_other_calls_go_as_they_are() -> None:
    (call,) = said(TELEGRAM, WROTE, Say("سلام"))
    assert ApiCall.from_json(call.to_json()).api_kwargs() == {"chat_id": "6", "text": "سلام"}


def test_a_long_text_has_its_buttons_at_the_end() -> None:
    lines = "\n".join(f"{number} این یک سطر از نوشته‌های من است" for number in range(400))
    made = said(TELEGRAM, WROTE, Say(lines, (Button("پاک کن", "e"),)))
    assert len(made) == -(-len(lines) // TEXT_LIMIT)
    assert "\n".join(call.parameters["text"] for call in made) == lines
    assert ["reply_markup" in call.parameters for call in made] == [False] * (len(made) - 1) + [True]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("  ", ["  "]),
        ("ده‌تا", ["ده‌تا"]),
        ("0123456789", ["0123456789"]),
        ("01234 6789ab", ["01234", "6789ab"]),
        ("01234\n678 9ab", ["01234", "678 9ab"]),
        ("0123456789\nab", ["0123456789", "ab"]),
        ("0 23456789ab", ["0 23456789", "ab"]),
        ("0123456789abcdefghijkl", ["0123456789", "abcdefghij", "kl"]),
        ("🙂🙂🙂🙂🙂🙂", ["🙂🙂🙂🙂🙂", "🙂"]),
        ("a🙂🙂🙂🙂🙂🙂", ["a🙂🙂🙂🙂", "🙂🙂"]),
        ("            ", ["            "]),
    ],
)
def test_where_a_text_is_cut(text: str, parts: list[str]) -> None:
    assert split(text, 10) == parts


@given(st.text(alphabet=st.sampled_from("آب 🙂\nx‌"), max_size=200), st.integers(2, 40))
def test_cutting_loses_only_spaces(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in parts) or not text.strip()


TYPED = (
    "*مهم* است",
    "خیلی *مهم*",
    "_فوری_ و *مهم*",
    "[اینجا](http://example.ir) را ببینید",
    "```[ببینید]پنهان```",
    "**دو تا**",
    "(*مهم*)",
)


@pytest.mark.parametrize("typed", TYPED)
def test_what_was_typed_is_no_markup_in_bale(typed: str) -> None:
    assert bale.shown(BALE.plain(typed)).replace("\u200c", "") == typed
    assert TELEGRAM.plain(typed) == typed


@pytest.mark.parametrize("typed", TYPED[:5])
def test_without_it_bale_would_show_something_else(typed: str) -> None:
    assert bale.shown(typed) != typed


def test_links_and_names_stay_whole_in_bale() -> None:
    for text in ("https://ble.ir/rezayat_bot?start=p_1", "@rezayat_bot", "۲*۳", "[موبایل]"):
        assert BALE.plain(text) == text


def test_links_that_open_the_bot() -> None:
    assert TELEGRAM.link("rezayat_bot", "water") == "https://t.me/rezayat_bot?start=water"
    assert BALE.link("rezayat_bot", "water") == "https://ble.ir/rezayat_bot?start=water"
