"""The messengers that speak Telegram's bot language, and everything in which they differ.

Nothing else in the code asks which messenger it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.labels import IntakeChannel

_MARKS: Final = re.compile(r"(?<!\w)[*_`]|[*_`](?!\w)")
"""Within a word they are never read as markup."""
_LINK: Final = re.compile(r"\](?=\()")
_NOTHING: Final = "\u200c"
"""A zero-width non-joiner: it shows nowhere, and between a sign and the space beside it the sign is no markup any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One messenger: where it is, what it can do, and what its updates leave out."""

    channel: IntakeChannel
    """the way by which its feedback comes; also the last part of the address of its webhook"""
    api: str
    """the root of its bot API"""
    deep_link: str
    """the beginning of a link that opens the bot with a word, {username} being the bot's"""
    ports: tuple[int, ...]
    """the ports to which it delivers updates"""
    wanted: tuple[str, ...] | None
    """the kinds of update to ask for; None where it takes no such wish"""
    names_commands: bool
    """a list of commands can be shown"""
    edits: bool
    """the buttons of a message already sent can be taken away"""
    secret_header: str | None
    """the header in which a delivered update carries our secret; None where the secret has to be part of the address"""
    connections: int | None
    """how many updates it is to deliver side by side; None where it takes no such wish"""
    old_press: str | None = None
    """a press whose number begins with it comes from a client that shows no notices"""
    reads_markup: bool = False
    """`*`, `_` and the like in a plain text are markup"""
    left_out: Mapping[str, Mapping[str, Any]]
    """what python-telegram-bot requires and its updates may lack: the name under which an object stands → values"""

    def link(self, username: str, word: str = "") -> str:
        """The link that opens the bot; `word` comes with /start."""
        return self.deep_link.format(username=username) + word

    def plain(self, text: str) -> str:
        """The text so that the reader sees it as it was typed."""
        if not self.reads_markup:
            return text
        return _LINK.sub("]" + _NOTHING, _MARKS.sub(rf"{_NOTHING}\g<0>{_NOTHING}", text))

    def shows_notices(self, press: str) -> bool:
        """Whether the client that sent a press shows a short notice over the button."""
        return self.old_press is None or not press.startswith(self.old_press)

    def mend(self, update: dict[str, Any]) -> dict[str, Any]:
        """An update with what python-telegram-bot requires of it."""
        return {name: self._mended(name, content) for name, content in update.items()}

    def _mended(self, name: str, content: Any) -> Any:
        if isinstance(content, list):
            return [self._mended(name, each) for each in content]
        if not isinstance(content, dict):
            return content
        whole = {inner: self._mended(inner, value) for inner, value in content.items()}
        return {**self.left_out.get(name, {}), **_forwarded(whole)}


def _forwarded(message: dict[str, Any]) -> dict[str, Any]:
    """A message with its origin as Telegram tells it today; Bale tells it the way Telegram once did."""
    told = {"date": message.get("forward_date", 0)}
    if "forward_from_chat" in message:
        number = message.get("forward_from_message_id", 0)
        origin = {"type": "channel", "chat": message["forward_from_chat"], "message_id": number}
    elif "forward_from" in message:
        origin = {"type": "user", "sender_user": message["forward_from"]}
    else:
        return message
    return {"forward_origin": told | origin, **message}


_FILE: Final = {"file_unique_id": ""}
_PERSON: Final = {"is_bot": False, "first_name": ""}
_MESSAGE: Final = {"date": 0}
_POLL: Final[Mapping[str, Mapping[str, Any]]] = {
    "poll": {"allows_revoting": False, "members_only": False},
    "options": {"persistent_id": ""},
}
"""What a server of an earlier version of the bot API does not tell."""

TELEGRAM: Final = Platform(
    channel=IntakeChannel.TELEGRAM,
    api="https://api.telegram.org",
    deep_link="https://t.me/{username}?start=",
    ports=(443, 80, 88, 8443),
    wanted=("message", "edited_message", "callback_query", "my_chat_member"),
    names_commands=True,
    edits=True,
    secret_header="X-Telegram-Bot-Api-Secret-Token",  # noqa: S106 - the name of a header
    connections=40,
    left_out=_POLL,
)
BALE: Final = Platform(
    channel=IntakeChannel.BALE,
    api="https://tapi.bale.ai",
    deep_link="https://ble.ir/{username}?start=",
    ports=(443, 88),
    wanted=None,
    names_commands=False,
    edits=False,
    secret_header=None,
    connections=None,
    old_press="1",
    reads_markup=True,
    left_out={
        **_POLL,
        "callback_query": {"chat_instance": ""},
        "message": _MESSAGE,
        "edited_message": _MESSAGE,
        "from": _PERSON,
        "sender_user": _PERSON,
        "forward_from": _PERSON,
        "photo": _FILE | {"width": 0, "height": 0},
        "voice": _FILE | {"duration": 0},
        "audio": _FILE | {"duration": 0},
        "document": _FILE,
        "video": _FILE | {"width": 0, "height": 0, "duration": 0},
        "animation": _FILE | {"width": 0, "height": 0, "duration": 0},
        "sticker": _FILE | {"width": 0, "height": 0, "type": "regular", "is_animated": False, "is_video": False},
    },
)
PLATFORMS: Final[Mapping[str, Platform]] = {platform.channel.value: platform for platform in (TELEGRAM, BALE)}
"""The messengers by name."""
