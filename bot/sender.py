"""Make the calls that wait in the outbox, several side by side, each person's in order.

The Bot API cannot tell a repeated message from a new one, so a call is marked before it is made: what a crash interrupts may
come twice, and only that. Calls begin some time apart (`Pace`); where the messenger answers faster than that, one
call is under way at a time and a crash repeats one reply at most.
"""

import asyncio
import contextlib
import logging
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.calls import ANSWER, ApiCall
from bot.faults import name
from bot.poller import seconds
from bot.waiting import backoff, unless
from storage.database import UNREACHABLE, now
from storage.outbox import Outbox, Outcome, Pending

AT_ONCE: Final = 8
"""Calls under way: 25 a second with a messenger that takes a third of one to answer."""
PRESS_LIMIT: Final = timedelta(seconds=10)
"""After this a press is no longer waiting for its notice."""
LONGEST_DELAY_S: Final = 600.0
LONGEST_WAIT_S: Final = 5.0
"""How long nobody is answered after the messenger asked for one call to wait; the call itself waits as long as asked."""
LAST_CALLS_S: Final = 5.0
RECOVER_S: Final = 15.0
_GATHER: Final = 4
_GATHER_S: Final = 0.004
"""While calls are under way, so many outcomes, or what comes in so long, are noted together."""
_CATCH_UP: Final = 3
"""So many calls may follow each other at once after a delay of ours, so that the rate is reached on the whole."""
_LOOK_AGAIN_S: Final = 1.0
_ALREADY: Final = ("message is not modified", "message to edit not found", "message can't be edited")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `per_s` calls begin in a second; `alone` tells that no other process sends for this bot."""

    per_s: float
    alone: bool


class Sender:
    """Makes the calls of one bot; `replied` wakes it at once."""

    def __init__(self, bot: Bot, outbox: Outbox, replied: asyncio.Event, pace: Pace) -> None:
        self._bot = bot
        self._outbox = outbox
        self._wake = replied
        self._spacing = 1 / pace.per_s
        self._alone = pace.alone
        self._not_before = -math.inf
        self._recover_at = -math.inf
        self._failures = 0
        self._outcomes: list[Outcome] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until the stop has come and nothing is due any more."""
        await self._recover(alone=self._alone)
        try:
            while await self._round(stop):
                pass
        finally:
            await self._finish()

    async def _finish(self) -> None:
        """Wait for the calls under way and note them, or they would be made again at the next start."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_CALLS_S)
        for task in self._under_way:
            task.cancel()
        outcomes, self._outcomes = self._outcomes, []
        with contextlib.suppress(*UNREACHABLE):
            await self._outbox.exchange(outcomes, 0)

    async def _round(self, stop: asyncio.Event) -> bool:
        """Note what was sent, begin what is due; False when all is said and the stop has come."""
        await self._in_turn()
        if self._under_way and len(self._outcomes) < _GATHER:
            await asyncio.sleep(_GATHER_S)
        self._wake.clear()
        outcomes, self._outcomes = self._outcomes, []
        try:
            taken = await self._outbox.exchange(outcomes, self._room())
        except BaseException as error:
            self._outcomes = outcomes + self._outcomes
            if not isinstance(error, UNREACHABLE):
                raise
            _log.warning("the database does not answer: %s", name(error))
            await asyncio.sleep(_LOOK_AGAIN_S)
            return True
        for pending in taken:
            self._begin(pending)
        return bool(taken or self._outcomes) or await self._idle(stop)

    async def _idle(self, stop: asyncio.Event) -> bool:
        """Wait for something to do; False when the stop has come and all is said."""
        if stop.is_set() and not self._under_way:
            return False
        await (self._woken() if stop.is_set() else unless(stop, self._woken()))
        with contextlib.suppress(*UNREACHABLE):
            await self._recover(alone=False)
        return True

    def _room(self) -> int:
        """How many calls may begin now: those marked early would all count as possible repeats after a crash."""
        free = AT_ONCE - len(self._under_way)
        return min(free, 1) if self._spacing > 0.001 else free

    async def _recover(self, *, alone: bool) -> None:
        clock = asyncio.get_running_loop().time()
        if clock >= self._recover_at:
            await self._outbox.recover(alone=alone)
            self._recover_at = clock + RECOVER_S

    async def _woken(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), _LOOK_AGAIN_S)
        except TimeoutError:
            return

    async def _in_turn(self) -> None:
        """Before the next call is marked, not after: what is marked is made at once."""
        wait = self._not_before - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)

    def _begin(self, pending: Pending) -> None:
        clock = asyncio.get_running_loop().time()
        self._not_before = max(self._not_before, clock - _CATCH_UP * self._spacing) + self._spacing
        task = asyncio.create_task(self._send(pending))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _send(self, pending: Pending) -> None:
        outcome = await self._outcome(pending)
        self._outcomes.append(outcome)
        self._wake.set()

    async def _outcome(self, pending: Pending) -> Outcome:
        try:
            call = ApiCall.from_json(pending.payload)
            if call.method == ANSWER and now() - pending.created_at > PRESS_LIMIT:
                self._not_before -= self._spacing  # it costs the messenger nothing
                return Outcome(pending.id, "too late")
            await self._bot.do_api_request(call.method, api_kwargs=call.api_kwargs())
        except TelegramError as error:
            return self._refused(pending, error)
        except Exception as error:  # noqa: BLE001 - a call that cannot even be put together holds up nobody
            _log.error("a call failed: %s", name(error))
            return Outcome(pending.id, name(error))
        self._failures = 0
        return Outcome(pending.id)

    def _refused(self, pending: Pending, error: TelegramError) -> Outcome:
        match error:
            case RetryAfter():
                # Going on with others at the same pace makes the ban longer.
                pause = min(seconds(error), LONGEST_WAIT_S)
                self._not_before = max(self._not_before, asyncio.get_running_loop().time() + pause)
                return Outcome(pending.id, "asked to wait", seconds(error), counts=False)
            case Forbidden():
                return Outcome(pending.id, "blocked")
            case BadRequest() if any(reason in error.message.lower() for reason in _ALREADY):
                return Outcome(pending.id)
            case BadRequest() | ChatMigrated():
                _log.warning("a call was refused for good")
                return Outcome(pending.id, error.message)
            case _:
                self._failures += 1
                _log.warning("the messenger does not answer: %s", name(error))
                self._not_before = asyncio.get_running_loop().time() + backoff(self._failures)
                return Outcome(pending.id, name(error), min(LONGEST_DELAY_S, 2.0 ** min(pending.attempts, 10)))
