"""Telegram's updates as deliveries. Bale's are the same once `Platform.mend` has filled them up."""

from dataclasses import replace
from typing import Final

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, MessageOriginUser, Update

from bot.delivery import Delivery, clean, written
from bot.events import Attached, Attachment, Edited, Event, Joined, LeftUs, Pressed, Sent, Wrote

_NAMED: Final = ("sticker", "poll", "contact", "dice", "game", "story")
_TAKEN_IN: Final = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR)
_FILES: Final = {
    "voice": Attachment.VOICE,
    "video": Attachment.VIDEO,
    "video_note": Attachment.VIDEO,
    "animation": Attachment.VIDEO,
    "audio": Attachment.DOCUMENT,
    "document": Attachment.DOCUMENT,
}
"""Telegram's name → ours; a GIF comes as animation and as document, so the order matters."""


def translate(update: Update) -> Delivery | None:
    """What a person did in a private chat, or that the bot was put into a group; None where no answer is needed."""
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or not _is_private(message.chat) or message.from_user is None or message.from_user.is_bot:
        return None
    event = _edited(message) if update.edited_message else _event(message)
    return Delivery(str(message.from_user.id), str(message.chat.id), event) if event else None


def _pressed(query: CallbackQuery) -> Delivery | None:
    if query.message is None or not _is_private(query.message.chat):
        return None
    chat, pressed = query.message.chat.id, query.message.message_id
    return Delivery(str(query.from_user.id), str(chat), Pressed(clean(query.data or "")), query.id, pressed)


def _membership(change: ChatMemberUpdated) -> Delivery | None:
    became = change.new_chat_member.status
    if _is_private(change.chat):
        event: Event | None = LeftUs() if became == ChatMember.BANNED else None
    else:
        event = Joined() if became in _TAKEN_IN else None
    return Delivery(str(change.from_user.id), str(change.chat.id), event) if event else None


def _is_private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE


def _edited(message: Message) -> Event | None:
    """A live location edits itself every few seconds; only words count."""
    text = message.text or message.caption
    return Edited(message.message_id, clean(text)) if text else None


def _event(message: Message) -> Event | None:
    if message.text is not None:
        event = written(message.message_id, message.text)
        return replace(event, forwarded=_is_forwarded(message)) if isinstance(event, Wrote) else event
    attached = _attachment(message)
    if attached:
        return _attached(message, attached)
    named = next((name for name in _NAMED if getattr(message, name)), "other")
    return Sent(named) if message.effective_attachment else None


def _attached(message: Message, attached: tuple[Attachment, str]) -> Attached:
    return Attached(
        message.message_id,
        *attached,
        caption=clean(message.caption or ""),
        album=message.media_group_id or "",
        forwarded=_is_forwarded(message),
    )


def _is_forwarded(message: Message) -> bool:
    """Whether the words are somebody else's; one's own message sent on is one's own."""
    origin = message.forward_origin
    own = isinstance(origin, MessageOriginUser) and origin.sender_user == message.from_user
    return origin is not None and not own


def _attachment(message: Message) -> tuple[Attachment, str] | None:
    if message.photo:
        return Attachment.PHOTO, message.photo[-1].file_id
    if message.location:
        return Attachment.LOCATION, f"{message.location.latitude},{message.location.longitude}"
    for name, what in _FILES.items():
        file = getattr(message, name)
        if file:
            return what, file.file_id
    return None
