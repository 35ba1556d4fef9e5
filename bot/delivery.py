"""What a messenger brought, free of its vocabulary: who did what, and where the answer goes."""

import re
from dataclasses import dataclass
from typing import Final

from bot.events import Commanded, Event, Wrote

_COMMAND: Final = re.compile(r"/(?P<name>\w+)(?:@\w+)?(?:\s+(?P<argument>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event of one person.

    `user` is the messenger's number of the person, `address` of the chat. Of a press, `callback` is to be answered and
    `pressed` is the message that carried the button.
    """

    user: str
    address: str
    event: Event
    callback: str = ""
    pressed: int = 0


def written(message: int, text: str) -> Event:
    """A text as an event: a slash command or words. Words that mean a command are left to the dialogue."""
    command = _COMMAND.fullmatch(text.strip())
    if command:
        return Commanded(command["name"], clean(command["argument"] or ""))
    return Wrote(message, clean(text))


def clean(text: str) -> str:
    """The text without what no database keeps: zero characters and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
