"""Fetch updates and commit them before they are acknowledged; no answer of the messenger ends the loop."""

import asyncio
import json
import logging
from typing import Any, Final

from telegram import Bot
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError

from bot.application import POLL_S
from bot.faults import name
from bot.waiting import backoff, pause, unless
from storage.database import UNREACHABLE
from storage.inbox import Inbox, Raw

MAX_BACKLOG: Final = 500
"""Beyond it the rest is left with the messenger, which keeps it for a day."""
WANTED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
_FULL_PAUSE_S: Final = 0.2
_log = logging.getLogger(__name__)


class Poller:
    """The getUpdates loop of one bot; `received` is set when there is something to handle."""

    def __init__(self, bot: Bot, inbox: Inbox) -> None:
        self.received = asyncio.Event()
        self._bot = bot
        self._inbox = inbox
        self._failures = 0
        # Never the highest number in the table: after a silent week numbers begin again anywhere.
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until the stop."""
        await self._forget_webhook()
        while not stop.is_set():
            await pause(stop, await self._round(stop))

    async def _round(self, stop: asyncio.Event) -> float:
        """Fetch once; returns how long to pause."""
        try:
            if await self._inbox.backlog() > MAX_BACKLOG:
                return _FULL_PAUSE_S
            await self._receive(await unless(stop, self._fetch()) or [])
        except RetryAfter as error:
            return seconds(error)
        except (TelegramError, *UNREACHABLE) as error:
            self._failures += 1
            _log.warning("getUpdates failed %s times: %s", self._failures, name(error))
            if isinstance(error, Conflict):
                await self._forget_webhook()
            return backoff(self._failures)
        self._failures = 0
        return 0

    async def _fetch(self) -> list[dict[str, Any]]:
        parameters: dict[str, Any] = {"timeout": POLL_S, "allowed_updates": WANTED}
        if self._offset is not None:
            parameters["offset"] = self._offset
        fetched = await self._bot.do_api_request("getUpdates", api_kwargs=parameters, read_timeout=POLL_S + 10)
        if not isinstance(fetched, list) or not all(_is_update(each) for each in fetched):
            raise NetworkError("no list of updates")
        return fetched

    async def _receive(self, fetched: list[dict[str, Any]]) -> None:
        if fetched:
            await self._inbox.receive([Raw(each["update_id"], json.dumps(each)) for each in fetched])
            self._offset = fetched[-1]["update_id"] + 1
            self.received.set()

    async def _forget_webhook(self) -> None:
        """While a webhook is set, getUpdates is refused."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            _log.warning("deleteWebhook failed: %s", name(error))


def seconds(error: RetryAfter) -> float:
    """How long the messenger asks to wait."""
    asked = error.retry_after
    return float(asked) if isinstance(asked, int) else asked.total_seconds()


def _is_update(fetched: object) -> bool:
    return isinstance(fetched, dict) and type(fetched.get("update_id")) is int
