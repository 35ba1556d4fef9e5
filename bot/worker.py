"""Handle what waits in the inbox: in order for each person, many people in one transaction."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from bot.arrival import Arrivals
from bot.faults import name
from bot.updates import Updates
from bot.waiting import backoff, pause, unless
from storage.database import UNREACHABLE
from storage.inbox import Inbox, Raw

TOGETHER: Final = 64
"""The most updates of one transaction: a tenth of a second, so that nobody waits long for the others."""
_LOOK_AGAIN_S: Final = 1.0
_ELSEWHERE_S: Final = 0.01
_LEFT_FOR_S: Final = 0.2
"""How long people are left alone who are in another process's hand or wait for another try; others take their turn."""
_log = logging.getLogger(__name__)


class Worker:
    """Handles the updates of one inbox, as soon as they are received."""

    def __init__(self, inbox: Inbox, updates: Updates, arrivals: Arrivals) -> None:
        self._inbox = inbox
        self._updates = updates
        self._arrivals = arrivals
        self._failures = 0
        self._left: dict[str, float] = {}
        self.is_idle = True

    async def run(self, stop: asyncio.Event) -> None:
        """Handle until the stop; what is in hand then is finished, the rest waits for the next start."""
        while not stop.is_set():
            self._arrivals.received.clear()
            try:
                await self._round(stop)
                self._failures = 0
            except UNREACHABLE as error:
                self._failures += 1
                _log.warning("the database does not answer: %s", name(error))
                await pause(stop, backoff(self._failures))

    async def _round(self, stop: asyncio.Event) -> None:
        """Handle what waits now, and wait for more when that was all."""
        clock = asyncio.get_running_loop().time()
        self._left = {person: until for person, until in self._left.items() if until > clock}
        waiting = await self._inbox.waiting(TOGETHER, self._left)
        self.is_idle = not waiting.raws
        elsewhere = await self._handle(waiting.raws) if waiting.raws else set()
        left = {*elsewhere, *waiting.held} - self._left.keys()
        self._left |= dict.fromkeys(left, clock + _LEFT_FOR_S)
        if left:
            await pause(stop, _ELSEWHERE_S)  # and then it is the others' turn
        elif len(waiting.raws) < TOGETHER:
            await unless(stop, self._woken())

    async def _woken(self) -> None:
        try:
            await asyncio.wait_for(self._arrivals.received.wait(), _LOOK_AGAIN_S)
        except TimeoutError:
            return

    async def _handle(self, raws: Sequence[Raw]) -> set[str]:
        """The people whom another process has in hand."""
        try:
            return await self._updates.handle(raws, self._inbox)
        except UNREACHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - one of them is to blame, and only that one may suffer
            if len(raws) == 1:
                await self._failed(raws[0], error)
                return set()
            return await self._one_by_one(raws)

    async def _one_by_one(self, raws: Sequence[Raw]) -> set[str]:
        """Each in a transaction of its own; after a failure the same person's later ones have to wait."""
        elsewhere: set[str] = set()
        failed: set[str] = set()
        for raw in raws:
            if raw.person in failed | elsewhere:
                continue
            try:
                elsewhere |= await self._updates.handle([raw], self._inbox)
            except UNREACHABLE:
                raise
            except Exception as error:  # noqa: BLE001 - counted, and tried again from the stored update
                await self._failed(raw, error)
                failed |= {raw.person} if raw.person else set()
        return elsewhere

    async def _failed(self, raw: Raw, error: Exception) -> None:
        _log.error("an update failed: %s", name(error))
        await self._inbox.fail(raw.update_id, name(error), after_s=backoff(raw.attempts))
