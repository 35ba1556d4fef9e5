"""Telegram's updates in the words of the dialogue."""

from typing import Any

import pytest
from telegram import Update

from bot.delivery import Delivery, written
from bot.events import Attached, Attachment, Commanded, Edited, Event, Joined, LeftUs, Pressed, Sent, Wrote
from bot.platforms import BALE, TELEGRAM, Platform
from bot.translate import translate

PERSON = {"id": 5, "is_bot": False, "first_name": "سارا"}
CHAT = {"id": 6, "type": "private"}
FILE = {"file_id": "f", "file_unique_id": "u", "duration": 1, "width": 1, "height": 1, "length": 1}
STICKER = FILE | {"type": "regular", "is_animated": False, "is_video": False}
POLL: dict[str, Any] = {
    "id": "1", "question": "؟", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
    "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
}  # fmt: skip
VENUE = {"location": {"latitude": 34.3, "longitude": 47.1}, "title": "x", "address": "x"}
INVOICE = {"title": "x", "description": "x", "start_parameter": "x", "currency": "IRR", "total_amount": 1}
RIGHTS = dict.fromkeys(
    (
        "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
        "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
        "can_edit_stories", "can_delete_stories",
    ),
    False,
) | {"until_date": 0}  # fmt: skip


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
        ({"story": {"chat": CHAT, "id": 1}}, Sent("story")),
        ({"game": {"title": "x", "description": "x", "photo": [FILE]}}, Sent("game")),
        ({"venue": VENUE, "location": VENUE["location"]}, Attached(9, Attachment.LOCATION, "34.3,47.1")),
        ({"invoice": INVOICE}, Sent("other")),
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


def membership(chat: dict[str, Any], status: str) -> Delivery | None:
    bot = {"user": {"id": 7, "is_bot": True, "first_name": "b"}}
    change = {"chat": chat, "from": PERSON, "date": 1, "old_chat_member": bot | {"status": "left"}}
    return translate(update(my_chat_member=change | {"new_chat_member": bot | RIGHTS | {"status": status}}))


@pytest.mark.parametrize(("status", "event"), [("kicked", LeftUs()), ("member", None)])
def test_blocked(status: str, event: Event | None) -> None:
    delivery = membership(CHAT, status)
    assert (delivery.event if delivery else None) == event


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
@pytest.mark.parametrize(
    ("status", "joined"), [("member", True), ("administrator", True), ("left", False), ("kicked", False)]
)
def test_put_into_a_group(kind: str, status: str, joined: bool) -> None:
    delivery = membership({"id": -8, "type": kind, "title": "همسایه‌ها"}, status)
    assert delivery == (Delivery("5", "-8", Joined()) if joined else None)


OTHER = {"id": 55, "is_bot": False, "first_name": "رضا"}
CHANNEL = {"id": -9, "type": "channel", "title": "خبر"}
ORIGINS: list[tuple[dict[str, Any], bool]] = [
    ({"type": "user", "date": 1, "sender_user": PERSON}, False),
    ({"type": "user", "date": 1, "sender_user": OTHER}, True),
    ({"type": "hidden_user", "date": 1, "sender_user_name": "رضا"}, True),
    ({"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 3}, True),
]


@pytest.mark.parametrize(("origin", "forwarded"), ORIGINS)
def test_forwarded(origin: dict[str, Any], forwarded: bool) -> None:
    assert event(text="برق رفت", forward_origin=origin) == Wrote(9, "برق رفت", forwarded=forwarded)
    photo = event(photo=[FILE], forward_origin=origin)
    assert photo == Attached(9, Attachment.PHOTO, "f", forwarded=forwarded)


def test_a_press_in_bale_has_no_chat_instance() -> None:
    query = {"id": "77", "from": PERSON, "data": "r:1:5", "message": {"message_id": 9, "date": 1, "chat": CHAT}}
    raw = {"update_id": 0, "callback_query": query}
    with pytest.raises(TypeError):
        Update.de_json(TELEGRAM.mend(raw), None)
    assert translate(Update.de_json(BALE.mend(raw), None)) == Delivery("5", "6", Pressed("r:1:5"), "77", 9)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"text": "سلام"}, Wrote(9, "سلام")),
        ({"photo": [{"file_id": "small"}, {"file_id": "big"}]}, Attached(9, Attachment.PHOTO, "big")),
        ({"voice": {"file_id": "f"}}, Attached(9, Attachment.VOICE, "f")),
        ({"video": {"file_id": "f"}}, Attached(9, Attachment.VIDEO, "f")),
        ({"document": {"file_id": "f"}}, Attached(9, Attachment.DOCUMENT, "f")),
        ({"sticker": {"file_id": "f"}}, Sent("sticker")),
        ({"text": "برق رفت", "forward_from": OTHER}, Wrote(9, "برق رفت", forwarded=True)),
        ({"text": "برق رفت", "forward_from": {"id": 5}}, Wrote(9, "برق رفت")),
        (
            {"text": "برق رفت", "forward_from": OTHER, "forward_from_chat": CHANNEL, "forward_date": 5},
            Wrote(9, "برق رفت", forwarded=True),
        ),
    ],
)
def test_what_bale_leaves_out_is_filled_in(content: dict[str, Any], expected: Event) -> None:
    bare = {"message_id": 9, "from": {"id": 5}, "chat": CHAT, **content}
    delivery = translate(Update.de_json(BALE.mend({"update_id": 0, "message": bare}), None))
    assert delivery == Delivery("5", "6", expected)


@pytest.mark.parametrize("platform", [TELEGRAM, BALE], ids=lambda platform: platform.channel)
def test_a_poll_of_an_earlier_bot_api(platform: Platform) -> None:
    told = {name: value for name, value in POLL.items() if name not in ("allows_revoting", "members_only")}
    poll = told | {"options": [{"text": "بله", "voter_count": 0}, {"text": "نه", "voter_count": 0}]}
    raw = {"update_id": 0, "message": message(poll=poll)}
    with pytest.raises(TypeError):
        Update.de_json(raw, None)
    assert translate(Update.de_json(platform.mend(raw), None)) == Delivery("5", "6", Sent("poll"))


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
