"""Ways of waiting that end at once when the bot is to stop, and work that goes on after a failure."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

from bot.faults import name

LONGEST_PAUSE_S: Final = 8.0
_LONG_AGO_S: Final = 60.0
"""After so long without a failure the next one is the first again."""
_log = logging.getLogger(__name__)

T = TypeVar("T")
Job = Callable[[asyncio.Event], Awaitable[None]]
"""Work that goes on until the event is set."""


def backoff(failures: int) -> float:
    """How long to pause after so many failures in a row."""
    return float(min(LONGEST_PAUSE_S, 0.5 * 2 ** min(failures, 10)))


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but no longer than until the stop."""
    await unless(stop, asyncio.sleep(seconds))


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of the work, or None when the stop came first and the work was broken off."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


async def keep(job: Job, stop: asyncio.Event) -> None:
    """Run a job until the stop; a failure that it did not foresee is logged and the job begun again."""
    clock = asyncio.get_running_loop().time
    failures = 0
    while not stop.is_set():
        begun = clock()
        try:
            await job(stop)
        except Exception as error:  # noqa: BLE001 - a bot that has stopped listening helps nobody
            failures = failures + 1 if clock() - begun < _LONG_AGO_S else 1
            _log.error("%s failed: %s", getattr(job, "__qualname__", "a job"), name(error))
            await pause(stop, backoff(failures))


def every(seconds: float, work: Callable[[], Awaitable[object]]) -> Job:
    """The job of doing something now and again."""

    async def job(stop: asyncio.Event) -> None:
        while not stop.is_set():
            await work()
            await pause(stop, seconds)

    job.__qualname__ = work.__qualname__
    return job
