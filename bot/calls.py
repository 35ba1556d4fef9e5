"""What is said, as calls of the Bot API: a method and its parameters, kept as JSON until they are made."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from telegram import InputFile

from bot import texts
from bot.delivery import Delivery
from bot.effects import AnswerPress, Button, Effect, LeaveChat, Say, SendFile, TakeButtons
from bot.platforms import Platform

SEND: Final = "sendMessage"
SEND_FILE: Final = "sendDocument"
ANSWER: Final = "answerCallbackQuery"
EDIT_BUTTONS: Final = "editMessageReplyMarkup"
LEAVE: Final = "leaveChat"
TEXT_LIMIT: Final = 4096
"""The longest message, in UTF-16 code units: an emoji counts twice."""
_FILE: Final = "document"
_FILES: Final = (_FILE, "photo")


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Bot API. A file to be uploaded stands among the parameters, with its content."""

    method: str
    parameters: Mapping[str, Any]

    def to_json(self) -> str:
        return json.dumps({"method": self.method, "parameters": self.parameters}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        values = json.loads(text)
        return cls(values["method"], values["parameters"])

    def api_kwargs(self) -> dict[str, Any]:
        """The parameters as python-telegram-bot takes them: files as uploads."""
        return {name: _upload(value) if name in _FILES else value for name, value in self.parameters.items()}


def calls(effects: Iterable[Effect], delivery: Delivery, platform: Platform) -> Iterator[ApiCall]:
    """The calls that say a step's effects, in their order.

    Texts go without a parse mode, so what a person typed is shown as it was typed.
    """
    chat = delivery.address
    for effect in effects:
        match effect:
            case Say():
                yield from _said(effect, chat, platform)
            case AnswerPress(text=text) if delivery.callback:
                yield from _answered(text, delivery, platform)
            case TakeButtons() if delivery.pressed and platform.edits:
                yield ApiCall(EDIT_BUTTONS, {"chat_id": chat, "message_id": delivery.pressed})
            case SendFile():
                yield _file(effect, chat, platform)
            case LeaveChat(text=text):
                yield from _said(Say(text), chat, platform)
                yield ApiCall(LEAVE, {"chat_id": chat})
            case _:
                pass


def _upload(file: Mapping[str, str]) -> InputFile:
    """A file whose content stands as text, or as base64 where it is none."""
    content = base64.b64decode(file["base64"]) if "base64" in file else file["content"].encode("utf-8")
    return InputFile(content, filename=file["name"])


def _said(say: Say, chat: str, platform: Platform) -> Iterator[ApiCall]:
    """A text in as many messages as it takes; the buttons are under the last one."""
    *before, last = split(platform.plain(say.text))
    for part in before:
        yield ApiCall(SEND, {"chat_id": chat, "text": part})
    yield ApiCall(SEND, {"chat_id": chat, "text": last, **_markup(say)})


def _file(file: SendFile, chat: str, platform: Platform) -> ApiCall:
    caption = {"caption": platform.plain(file.caption)} if file.caption else {}
    return ApiCall(SEND_FILE, {"chat_id": chat, _FILE: {"name": file.name, "content": file.content}, **caption})


def _answered(text: str, delivery: Delivery, platform: Platform) -> Iterator[ApiCall]:
    """A notice over the button; as a message where the person's client has no such notices."""
    if platform.shows_notices(delivery.callback):
        yield ApiCall(ANSWER, {"callback_query_id": delivery.callback} | ({"text": text} if text else {}))
    elif text:
        yield from _said(Say(text), delivery.address, platform)


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The text in parts that a messenger takes: cut at the end of a line, else of a word, else anywhere."""
    parts = []
    rest = text
    while _units(rest) > limit:
        end = _reach(rest, limit)
        cut = next((at for sign in "\n " if (at := rest.rfind(sign, end // 2, end + 1)) > 0), end)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part] or [text]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _reach(text: str, limit: int) -> int:
    """How many characters fit into `limit` code units."""
    end = limit
    while (excess := _units(text[:end]) - limit) > 0:
        end -= (excess + 1) // 2
    return end


def _markup(say: Say) -> dict[str, Any]:
    if say.buttons:
        return {"reply_markup": {"inline_keyboard": [[_button(button)] for button in say.buttons]}}
    if say.keyboard:
        menu = [[{"text": label} for label in row] for row in texts.MENU]
        return {"reply_markup": {"keyboard": menu, "resize_keyboard": True}}
    return {}


def _button(button: Button) -> dict[str, str]:
    return {"text": button.label, "callback_data": button.data}
