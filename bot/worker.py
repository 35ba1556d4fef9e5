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
_ELSEWHERE_S: Final = 0.05
"""How long to leave people alone who are in another process's hand."""
_log = logging.getLogger(__name__)


class Worker:
    """Handles the updates of one inbox, as soon as they are received."""

    def __init__(self, inbox: Inbox, updates: Updates, arrivals: Arrivals) -> None:
        self._inbox = inbox
        self._updates = updates
        self._arrivals = arrivals
        self._failures = 0
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
        raws = await self._inbox.waiting(TOGETHER)
        self.is_idle = not raws
        handled = await self._handle(raws) if raws else 0
        if handled < len(raws):
            await pause(stop, _ELSEWHERE_S)
        elif len(raws) < TOGETHER:
            await unless(stop, self._woken())

    async def _woken(self) -> None:
        try:
            await asyncio.wait_for(self._arrivals.received.wait(), _LOOK_AGAIN_S)
        except TimeoutError:
            return

    async def _handle(self, raws: Sequence[Raw]) -> int:
        try:
            return await self._updates.handle(raws, self._inbox)
        except UNREACHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - one of them is to blame, and only that one may suffer
            if len(raws) == 1:
                _log.error("an update failed: %s", name(error))
                await self._inbox.fail(raws[0].update_id, name(error), after_s=backoff(raws[0].attempts))
                return 1
            return await self._one_by_one(raws)

    async def _one_by_one(self, raws: Sequence[Raw]) -> int:
        """Each in a transaction of its own; after a failure the same person's later ones have to wait."""
        handled = 0
        failed: set[str] = set()
        for raw in raws:
            if raw.person in failed:
                continue
            try:
                handled += await self._updates.handle([raw], self._inbox)
            except UNREACHABLE:
                raise
            except Exception as error:  # noqa: BLE001 - counted, and tried again from the stored update
                _log.error("an update failed: %s", name(error))
                await self._inbox.fail(raw.update_id, name(error), after_s=backoff(raw.attempts))
                failed |= {raw.person} if raw.person else set()
                handled += 1
        return handled
