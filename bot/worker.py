"""Handle what waits in the inbox: in order for each person, different people side by side."""

import asyncio
import itertools
import json
import logging
from collections import deque
from dataclasses import replace
from typing import Any, Final

from bot.application import MalformedUpdateError, Updates
from bot.faults import name
from bot.waiting import backoff, pause, unless
from storage.database import UNREACHABLE
from storage.inbox import MAX_ATTEMPTS, Inbox, Raw

AT_ONCE: Final = 8
WINDOW: Final = 1000
"""Updates looked at together; more than the poller lets wait."""
_LOOK_AGAIN_S: Final = 1.0
_log = logging.getLogger(__name__)


class Worker:
    """Handles the updates of one inbox; `received` wakes it at once."""

    def __init__(self, inbox: Inbox, updates: Updates, received: asyncio.Event) -> None:
        self._inbox = inbox
        self._updates = updates
        self._received = received
        self._lanes: dict[str, deque[Raw]] = {}
        self._taken: set[int] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)

    @property
    def is_idle(self) -> bool:
        """True when nothing is being handled."""
        return not self._taken

    async def run(self, stop: asyncio.Event) -> None:
        """Handle until the stop; what is in hand then is finished, the rest waits for the next start."""
        self._lanes.clear()
        self._taken.clear()
        async with asyncio.TaskGroup() as lanes:
            while not stop.is_set():
                self._received.clear()
                for raw in await self._fresh(stop):
                    self._queue(raw, (lanes, stop))
                await unless(stop, self._woken())

    async def _woken(self) -> None:
        try:
            await asyncio.wait_for(self._received.wait(), _LOOK_AGAIN_S)
        except TimeoutError:
            return

    async def _fresh(self, stop: asyncio.Event) -> list[Raw]:
        try:
            waiting = await self._inbox.waiting(WINDOW)
        except UNREACHABLE as error:
            _log.warning("the database does not answer: %s", name(error))
            await pause(stop, _LOOK_AGAIN_S)
            return []
        return [raw for raw in waiting if raw.update_id not in self._taken]

    def _queue(self, raw: Raw, running: tuple[asyncio.TaskGroup, asyncio.Event]) -> None:
        lanes, stop = running
        sender = person(raw)
        self._taken.add(raw.update_id)
        if sender in self._lanes:
            self._lanes[sender].append(raw)
        else:
            self._lanes[sender] = deque([raw])
            lanes.create_task(self._drain(sender, stop))

    async def _drain(self, sender: str, stop: asyncio.Event) -> None:
        """Handle one person's updates, one after the other."""
        lane = self._lanes[sender]
        while lane:
            raw = lane.popleft()
            if not stop.is_set():
                await self._settle(raw, stop)
            self._taken.discard(raw.update_id)
        del self._lanes[sender]

    async def _settle(self, raw: Raw, stop: asyncio.Event) -> None:
        """Handle an update until it is done or dead; a database that is down costs no attempt."""
        for failures in itertools.count(1):
            try:
                if await self._attempt(raw):
                    return
                raw = replace(raw, attempts=raw.attempts + 1)
            except UNREACHABLE as error:
                _log.warning("the database does not answer: %s", name(error))
            if stop.is_set() or raw.attempts >= MAX_ATTEMPTS:
                return
            await pause(stop, backoff(failures))

    async def _attempt(self, raw: Raw) -> bool:
        """True when the update needs no further attempt."""
        async with self._slots:
            try:
                await self._updates.handle(raw)
            except UNREACHABLE:
                raise
            except MalformedUpdateError as error:
                _log.warning("a malformed update was set aside: %s", error)
                await self._inbox.fail(raw.update_id, f"malformed: {error}", final=True)
            except Exception as error:  # noqa: BLE001 - counted, and tried again from the stored update
                _log.error("an update failed: %s", name(error))
                await self._inbox.fail(raw.update_id, name(error))
                return False
        return True


def person(raw: Raw) -> str:
    """Whose update it is; one that does not say is on its own."""
    try:
        update: dict[str, Any] = json.loads(raw.payload)
        content = next(value for key, value in update.items() if key != "update_id")
        return str(content["from"]["id"])
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return f"update {raw.update_id}"
