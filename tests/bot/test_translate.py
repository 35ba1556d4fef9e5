"""Telegram's updates in the words of the dialogue."""

from typing import Any

import pytest
from telegram import Update

from bot.delivery import Delivery, written
from bot.events import Attached, Attachment, Commanded, Edited, Event, LeftUs, Pressed, Sent, Wrote
from bot.translate import translate

PERSON = {"id": 5, "is_bot": False, "first_name": "سارا"}
CHAT = {"id": 6, "type": "private"}
FILE = {"file_id": "f", "file_unique_id": "u", "duration": 1, "width": 1, "height": 1, "length": 1}
STICKER = FILE | {"type": "regular", "is_animated": False, "is_video": False}
POLL: dict[str, Any] = {
    "id": "1", "question": "؟", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
    "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
}  # fmt: skip


def update(**content: Any) -> Update:
    return Update.de_json({"update_id": 1, **content}, None)


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 9, "date": 1, "from": PERSON, "chat": CHAT, **content}


def event(**content: Any) -> Event | None:
    delivery = translate(update(message=message(**content)))
    return delivery.event if delivery else None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"text": "سلام"}, Wrote(9, "سلام")),
        ({"text": "پیگیری"}, Wrote(9, "پیگیری")),
        ({"text": "/start"}, Commanded("start")),
        ({"text": "/start@rezayat_bot water"}, Commanded("start", "water")),
        ({"text": "/پیگیری ۱۲۳"}, Commanded("پیگیری", "۱۲۳")),
        ({"text": "/ این چیست"}, Wrote(9, "/ این چیست")),
        ({"text": "آب\x00 قطع \ud800است"}, Wrote(9, "آب قطع ?است")),
        ({"photo": [FILE | {"file_id": "small"}, FILE | {"file_id": "big"}]}, Attached(9, Attachment.PHOTO, "big")),
        (
            {"photo": [FILE], "caption": "چاله", "media_group_id": "7"},
            Attached(9, Attachment.PHOTO, "f", "چاله", "7"),
        ),
        ({"voice": FILE}, Attached(9, Attachment.VOICE, "f")),
        ({"video": FILE}, Attached(9, Attachment.VIDEO, "f")),
        ({"video_note": FILE}, Attached(9, Attachment.VIDEO, "f")),
        ({"animation": FILE, "document": FILE | {"file_id": "same"}}, Attached(9, Attachment.VIDEO, "f")),
        ({"document": FILE}, Attached(9, Attachment.DOCUMENT, "f")),
        ({"audio": FILE}, Attached(9, Attachment.DOCUMENT, "f")),
        ({"location": {"latitude": 34.3, "longitude": 47.1}}, Attached(9, Attachment.LOCATION, "34.3,47.1")),
        ({"sticker": STICKER}, Sent("sticker")),
        ({"contact": {"phone_number": "1", "first_name": "س"}}, Sent("contact")),
        ({"poll": POLL}, Sent("poll")),
        ({"dice": {"value": 3, "emoji": "🎲"}}, Sent("dice")),
        ({"story": {"chat": CHAT, "id": 1}}, Sent("other")),
        ({"new_chat_title": "x"}, None),
    ],
)
def test_messages(content: dict[str, Any], expected: Event | None) -> None:
    assert event(**content) == expected


def test_who_and_where() -> None:
    assert translate(update(message=message(text="سلام"))) == Delivery("5", "6", Wrote(9, "سلام"))


def test_an_edit_counts_when_it_has_words() -> None:
    edited = translate(update(edited_message=message(text="تازه")))
    assert edited == Delivery("5", "6", Edited(9, "تازه"))
    captioned = translate(update(edited_message=message(photo=[FILE], caption="تازه")))
    assert captioned == Delivery("5", "6", Edited(9, "تازه"))
    assert translate(update(edited_message=message(location={"latitude": 1.0, "longitude": 1.0}))) is None


def test_a_press() -> None:
    query = {"id": "77", "from": PERSON, "chat_instance": "1", "data": "r:1:5"}
    assert translate(update(callback_query=query | {"message": message()})) == Delivery(
        "5", "6", Pressed("r:1:5"), "77", 9
    )
    gone = {"chat": CHAT, "message_id": 9, "date": 0}
    assert translate(update(callback_query=query | {"message": gone})) == Delivery("5", "6", Pressed("r:1:5"), "77", 9)
    assert translate(update(callback_query=query | {"inline_message_id": "1"})) is None


@pytest.mark.parametrize(("status", "event"), [("kicked", LeftUs()), ("member", None)])
def test_blocked(status: str, event: Event | None) -> None:
    bot = {"user": {"id": 7, "is_bot": True, "first_name": "b"}}
    change = {"chat": CHAT, "from": PERSON, "date": 1, "old_chat_member": bot | {"status": "left"}}
    becomes = bot | {"status": status, "until_date": 0}
    delivery = translate(update(my_chat_member=change | {"new_chat_member": becomes}))
    assert (delivery.event if delivery else None) == event


@pytest.mark.parametrize(
    "content",
    [
        {"message": message(text="سلام") | {"chat": {"id": -1, "type": "group"}}},
        {"message": message(text="سلام") | {"from": PERSON | {"is_bot": True}}},
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -2, "type": "channel"}, "text": "سلام"}},
        {"poll": POLL},
    ],
)
def test_what_needs_no_answer(content: dict[str, Any]) -> None:
    assert translate(update(**content)) is None


def test_a_command_may_have_lines() -> None:
    assert written(1, "/start a\nb") == Commanded("start", "a\nb")
