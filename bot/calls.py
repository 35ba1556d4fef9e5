"""What is said, as calls of the Bot API: a method and its parameters, kept as JSON until they are made."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from bot import texts
from bot.delivery import Delivery
from bot.effects import AnswerPress, Button, Effect, Say, TakeButtons

SEND: Final = "sendMessage"
ANSWER: Final = "answerCallbackQuery"
EDIT_BUTTONS: Final = "editMessageReplyMarkup"


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Bot API."""

    method: str
    parameters: Mapping[str, Any]

    def to_json(self) -> str:
        return json.dumps({"method": self.method, "parameters": self.parameters}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        values = json.loads(text)
        return cls(values["method"], values["parameters"])


def calls(effects: Iterable[Effect], delivery: Delivery) -> Iterator[ApiCall]:
    """The calls that say a step's effects, in their order."""
    for effect in effects:
        match effect:
            case Say():
                yield ApiCall(SEND, {"chat_id": delivery.address, "text": effect.text, **_markup(effect)})
            case AnswerPress(text=text) if delivery.callback:
                yield ApiCall(ANSWER, {"callback_query_id": delivery.callback} | ({"text": text} if text else {}))
            case TakeButtons() if delivery.pressed:
                yield ApiCall(EDIT_BUTTONS, {"chat_id": delivery.address, "message_id": delivery.pressed})
            case _:
                pass


def _markup(say: Say) -> dict[str, Any]:
    if say.buttons:
        return {"reply_markup": {"inline_keyboard": [[_button(button)] for button in say.buttons]}}
    if say.keyboard:
        menu = [[{"text": label} for label in row] for row in texts.MENU]
        return {"reply_markup": {"keyboard": menu, "resize_keyboard": True}}
    return {}


def _button(button: Button) -> dict[str, str]:
    return {"text": button.label, "callback_data": button.data}
