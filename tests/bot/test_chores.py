"""The classifier works in small portions, between which it heeds the stop and those who wait."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from bot.chores import READ_TOGETHER, classifying
from domain.analysis import Analysis
from services.triage import Triage
from storage.crypto import KeyRing
from storage.database import Database
from storage.feedbacks import Feedbacks
from tests.bot.conftest import FakeAnalyser, eventually
from tests.storage.samples import feedback


class Interrupted(FakeAnalyser):
    """Something happens while it reads its first portion."""

    portions = 0
    happens: Callable[[], None] = staticmethod(lambda: None)

    def analyse(self, texts: Sequence[str]) -> list[Analysis]:
        self.portions += 1
        self.happens()
        return super().analyse(texts)


@pytest.fixture
def analyser() -> Interrupted:
    return Interrupted()


@pytest.fixture
async def triage(sqlite_database: Database, keys: KeyRing, analyser: Interrupted) -> Triage:
    feedbacks = Feedbacks(keys)
    async with sqlite_database.writing() as connection:
        await feedbacks.add_many(connection, [feedback() for _ in range(2 * READ_TOGETHER + 1)])
    return Triage(sqlite_database, feedbacks, analyser)


async def test_everything_is_read_in_one_go_while_nobody_waits(triage: Triage, analyser: Interrupted) -> None:
    stop = asyncio.Event()
    job = asyncio.ensure_future(classifying(triage, lambda: True)(stop))
    await eventually(lambda: len(analyser.read) == 2 * READ_TOGETHER + 1, 2.5)
    stop.set()
    await asyncio.wait_for(job, 5)


async def test_a_stop_is_heeded_after_the_portion_in_hand(triage: Triage, analyser: Interrupted) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    analyser.happens = lambda: loop.call_soon_threadsafe(stop.set)  # type: ignore[assignment]
    await asyncio.wait_for(classifying(triage, lambda: True)(stop), 10)
    assert len(analyser.read) == READ_TOGETHER
    assert await triage.run() == READ_TOGETHER + 1  # what was read is kept


async def test_those_who_wait_go_first(triage: Triage, analyser: Interrupted) -> None:
    stop = asyncio.Event()
    job = asyncio.ensure_future(classifying(triage, lambda: analyser.portions == 0)(stop))
    await eventually(lambda: analyser.portions)
    await asyncio.sleep(0.3)
    assert analyser.portions == 1
    stop.set()
    await asyncio.wait_for(job, 5)
