"""Make the calls that wait in the outbox.

One call is under way at a time: a crash can then repeat one reply and no more, because the Bot API cannot tell a
repeated message from a new one.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.calls import ANSWER, ApiCall
from bot.faults import name
from bot.poller import seconds
from bot.waiting import backoff, pause, unless
from storage.database import UNREACHABLE, now
from storage.outbox import Outbox, Pending

PRESS_LIMIT: Final = timedelta(seconds=10)
"""After this a press is no longer waiting for its notice."""
LONGEST_DELAY_S: Final = 600.0
_LOOK_AGAIN_S: Final = 1.0
_ALREADY: Final = ("message is not modified", "message to edit not found", "message can't be edited")
_log = logging.getLogger(__name__)


class Sender:
    """Makes the calls of one bot, at most `rate` a second; `replied` wakes it at once."""

    def __init__(self, bot: Bot, outbox: Outbox, replied: asyncio.Event, *, rate: float) -> None:
        self._bot = bot
        self._outbox = outbox
        self._replied = replied
        self._spacing = 1 / rate
        self._not_before = 0.0
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Send until the stop has come and nothing is due any more."""
        await self._outbox.recover()
        while True:
            self._replied.clear()
            try:
                taken = await self._outbox.take(1)
                if taken:
                    await self._send(taken[0], stop)
                elif stop.is_set():
                    return
                else:
                    await unless(stop, self._woken())
            except UNREACHABLE as error:
                _log.warning("the database does not answer: %s", name(error))
                await asyncio.sleep(_LOOK_AGAIN_S)

    async def _woken(self) -> None:
        try:
            await asyncio.wait_for(self._replied.wait(), _LOOK_AGAIN_S)
        except TimeoutError:
            return

    async def _send(self, pending: Pending, stop: asyncio.Event) -> None:
        call = ApiCall.from_json(pending.payload)
        if call.method == ANSWER and now() - pending.created_at > PRESS_LIMIT:
            await self._outbox.give_up(pending.id, "too late")
            return
        await self._in_turn()
        try:
            await self._bot.do_api_request(call.method, api_kwargs=dict(call.parameters))
        except TelegramError as error:
            await self._refused(pending, error, stop)
        else:
            self._failures = 0
            await self._outbox.sent([pending.id])

    async def _in_turn(self) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(self._not_before - clock())
        self._not_before = clock() + self._spacing

    async def _refused(self, pending: Pending, error: TelegramError, stop: asyncio.Event) -> None:
        match error:
            case RetryAfter():
                await self._outbox.later(pending.id, seconds(error), "asked to wait")
            case Forbidden():
                await self._outbox.give_up(pending.id, "blocked")
            case BadRequest() if any(reason in error.message.lower() for reason in _ALREADY):
                await self._outbox.sent([pending.id])
            case BadRequest() | ChatMigrated():
                _log.warning("a call was refused for good")
                await self._outbox.give_up(pending.id, error.message)
            case _:
                self._failures += 1
                _log.warning("the messenger does not answer: %s", name(error))
                delay = min(LONGEST_DELAY_S, 2.0 ** min(pending.attempts, 10))
                await self._outbox.later(pending.id, delay, name(error))
                await pause(stop, backoff(self._failures))
