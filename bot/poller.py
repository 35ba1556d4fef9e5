"""Fetch updates and commit them before they are acknowledged; no answer of the messenger ends the loop."""

import asyncio
import json
import logging
from typing import Any, Final

from telegram import Bot
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError

from bot.application import POLL_S
from bot.arrival import Arrivals
from bot.faults import name
from bot.platforms import Platform
from bot.waiting import backoff, pause, unless
from storage.database import UNREACHABLE
from storage.inbox import Raw

MAX_BACKLOG: Final = 500
"""Beyond it the rest is left with the messenger, which keeps it for a day."""
NUMBERS: Final = range(-(2**63), 2**63 - 1)
"""What the database keeps as an update's number."""
COUNT_AFTER: Final = 100
GATHER_S: Final = 0.01
"""After some updates the next ones may gather for a moment: a fetch and a commit for each of them would cost more."""
_FULL_PAUSE_S: Final = 0.2
_log = logging.getLogger(__name__)


class Poller:
    """The getUpdates loop of one bot."""

    def __init__(self, bot: Bot, platform: Platform, arrivals: Arrivals) -> None:
        self._bot = bot
        self._platform = platform
        self._arrivals = arrivals
        self._failures = 0
        self._since_counted = COUNT_AFTER
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
            if await self._is_full():
                return _FULL_PAUSE_S
            fetched = await unless(stop, self._fetch()) or []
            await self._receive(fetched)
        except RetryAfter as error:
            return seconds(error)
        except (TelegramError, *UNREACHABLE) as error:
            self._failures += 1
            _log.warning("getUpdates failed %s times: %s", self._failures, name(error))
            if isinstance(error, Conflict):
                await self._forget_webhook()
            return backoff(self._failures)
        self._failures = 0
        return GATHER_S if fetched else 0

    async def _is_full(self) -> bool:
        """Whether too much waits here; asked after so many fetched, for each answer costs the next ones time."""
        if self._since_counted >= COUNT_AFTER:
            waiting = await self._arrivals.backlog()
            self._since_counted = waiting if waiting > MAX_BACKLOG else 0
        return self._since_counted > MAX_BACKLOG

    async def _fetch(self) -> list[dict[str, Any]]:
        parameters: dict[str, Any] = {"timeout": POLL_S}
        if self._platform.wanted is not None:
            parameters["allowed_updates"] = self._platform.wanted
        if self._offset is not None:
            parameters["offset"] = self._offset
        fetched = await self._bot.do_api_request("getUpdates", api_kwargs=parameters, read_timeout=POLL_S + 10)
        updates = [each for each in fetched if _is_update(each)] if isinstance(fetched, list) else None
        if updates is None or (fetched and not updates):
            raise NetworkError("no list of updates")
        return updates

    async def _receive(self, fetched: list[dict[str, Any]]) -> None:
        if fetched:
            await self._arrivals.receive([Raw(each["update_id"], json.dumps(each)) for each in fetched])
            self._offset = max(each["update_id"] for each in fetched) + 1
            self._since_counted += len(fetched)

    async def _forget_webhook(self) -> None:
        """While a webhook is set, getUpdates is refused."""
        try:
            await self._bot.delete_webhook()  # what waits at the messenger is not dropped
        except TelegramError as error:
            _log.warning("deleteWebhook failed: %s", name(error))


def seconds(error: RetryAfter) -> float:
    """How long the messenger asks to wait."""
    asked = error.retry_after
    return float(asked) if isinstance(asked, int) else asked.total_seconds()


def _is_update(fetched: object) -> bool:
    return isinstance(fetched, dict) and type(number := fetched.get("update_id")) is int and number in NUMBERS
