"""Telegram's updates as deliveries. Bale speaks the same language."""

from typing import Final

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from bot.delivery import Delivery, clean, written
from bot.events import Attached, Attachment, Edited, Event, LeftUs, Pressed, Sent

_NAMED: Final = ("sticker", "poll", "contact", "dice")
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
    """What a person did in a private chat; None for everything that needs no answer."""
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
    blocked = change.new_chat_member.status == ChatMember.BANNED
    if not blocked or not _is_private(change.chat):
        return None
    return Delivery(str(change.from_user.id), str(change.chat.id), LeftUs())


def _is_private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE


def _edited(message: Message) -> Event | None:
    """A live location edits itself every few seconds; only words count."""
    text = message.text or message.caption
    return Edited(message.message_id, clean(text)) if text else None


def _event(message: Message) -> Event | None:
    if message.text is not None:
        return written(message.message_id, message.text)
    attached = _attachment(message)
    if attached:
        what, file = attached
        return Attached(message.message_id, what, file, clean(message.caption or ""), message.media_group_id or "")
    named = next((name for name in _NAMED if getattr(message, name)), "other")
    return Sent(named) if message.effective_attachment else None


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
