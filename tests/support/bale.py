"""How Bale differs from Telegram on the stand. What the live service does was never seen; this is what its documents say."""

import re
from typing import Any, Final

from lo_bot_api_emulator import ApiRefusal

UNKNOWN_METHODS: Final = ("setMyCommands", "getMyCommands", "deleteMyCommands", "setChatMenuButton", "sendMediaGroup")
UNKNOWN_PARAMETERS: Final = (
    "parse_mode",
    "entities",
    "reply_parameters",
    "link_preview_options",
    "allowed_updates",
    "secret_token",
    "max_connections",
)
OLD: Final = "1"
_SPAN: Final = re.compile(r"(?<!\S)([*_])(?=\S)(.+?)(?<=\S)\1(?!\S)")
_LINK: Final = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_FOLD: Final = re.compile(r"```\[([^\]]*)\](.*?)```", re.DOTALL)


def refuse(method: str, fields: dict[str, Any]) -> None:
    """Raise what Bale answers to a call that only Telegram knows."""
    if method in UNKNOWN_METHODS:
        raise ApiRefusal("Not Found: method not found", 404)
    unknown = [name for name in UNKNOWN_PARAMETERS if name in fields]
    if unknown:
        raise ApiRefusal(f"Bad Request: {unknown[0]} is not known")
    if method == "editMessageReplyMarkup":
        raise ApiRefusal("Bad Request: message can not be changed")
    if method == "answerCallbackQuery" and str(fields.get("callback_query_id")).startswith(OLD):
        raise ApiRefusal("Bad Request: the client is too old")


def delivered(content: dict[str, Any]) -> dict[str, Any] | None:
    """An update as Bale delivers it; None for a kind that it does not have."""
    if "my_chat_member" in content:
        return None
    query = content.get("callback_query")
    if not query:
        return content
    return content | {"callback_query": {name: value for name, value in query.items() if name != "chat_instance"}}


def shown(text: str) -> str:
    """A message as its reader sees it: Bale reads markup in every text."""
    return _SPAN.sub(r"\2", _LINK.sub(r"\1", _FOLD.sub(r"\1", text)))
