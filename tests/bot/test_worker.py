"""The order of updates, failures and dead letters."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot import waiting
from bot.arrival import Arrivals
from bot.worker import Worker
from domain.labels import IntakeChannel
from storage.crypto import KeyRing
from storage.database import Database
from storage.inbox import WINDOW, Inbox, Raw, Source
from storage.tables import Update
from tests.bot.conftest import eventually


class Handling:
    """Stands for `Updates`: marks updates as done together, or does what `trouble` says of one."""

    def __init__(self, database: Database) -> None:
        self.rounds: list[list[int]] = []
        self.trouble: Callable[[Raw], None] = lambda raw: None
        self.held: set[str] = set()
        self._database = database

    @property
    def handled(self) -> list[int]:
        return [number for numbers in self.rounds for number in numbers]

    async def handle(self, raws: Sequence[Raw], inbox: Inbox) -> set[str]:
        ours = [raw for raw in raws if raw.person not in self.held]
        if ours:
            self.rounds.append([raw.update_id for raw in ours])
        async with self._database.writing() as connection:
            for raw in ours:
                self.trouble(raw)
            await inbox.finish(connection, [raw.update_id for raw in ours])
        return {raw.person or "" for raw in raws} & self.held


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.worker.backoff", lambda failures: 0.01)
    monkeypatch.setattr("bot.worker._LOOK_AGAIN_S", 0.02)


@pytest.fixture
def inbox(sqlite_database: Database, keys: KeyRing) -> Inbox:
    return Inbox(sqlite_database, keys, Source("telegram", "7"))


@pytest.fixture
def arrivals(inbox: Inbox, keys: KeyRing) -> Arrivals:
    return Arrivals(inbox, keys, IntakeChannel.TELEGRAM)


@pytest.fixture
def handling(sqlite_database: Database) -> Handling:
    return Handling(sqlite_database)


def message(update: int, user: int) -> Raw:
    return Raw(update, f'{{"update_id": {update}, "message": {{"from": {{"id": {user}}}}}}}')


async def work(inbox: Inbox, arrivals: Arrivals, handling: Any, until: Callable[[], object]) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(inbox, handling, arrivals).run(stop))
    await eventually(until)
    stop.set()
    await running


async def states(database: Database) -> dict[int, tuple[str, int, str | None]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(Update.update_id, Update.state, Update.attempts, Update.reason))
        return {row.update_id: (row.state, row.attempts, row.reason) for row in rows}


async def test_what_waits_is_handled_together_in_order(inbox: Inbox, arrivals: Arrivals, handling: Handling) -> None:
    await arrivals.receive([message(number, number % 2) for number in range(1, 101)])
    await work(inbox, arrivals, handling, lambda: len(handling.handled) == 100)
    assert handling.handled == list(range(1, 101))
    assert [len(numbers) for numbers in handling.rounds] == [64, 36]
    assert await inbox.backlog() == 0


async def test_what_comes_wakes_it(inbox: Inbox, arrivals: Arrivals, handling: Handling) -> None:
    stop = asyncio.Event()
    worker = Worker(inbox, handling, arrivals)  # type: ignore[arg-type]
    running = asyncio.create_task(worker.run(stop))
    for number in range(1, 4):
        await arrivals.receive([message(number, 1)])
        await eventually(lambda: len(handling.handled) == number)  # noqa: B023
    await eventually(lambda: worker.is_idle)
    stop.set()
    await running


async def test_only_the_failing_update_suffers(
    inbox: Inbox, arrivals: Arrivals, handling: Handling, sqlite_database: Database
) -> None:
    def fail(raw: Raw) -> None:
        if raw.update_id == 1:
            raise ValueError("متن خصوصی")

    handling.trouble = fail
    await arrivals.receive([message(1, 1), message(2, 1), message(3, 2)])
    await work(inbox, arrivals, handling, lambda: handling.rounds[-1:] == [[2]])
    assert handling.rounds[0] == [1, 2, 3]  # together, and then each on its own
    assert handling.rounds[1:3] == [[1], [3]]
    assert handling.handled.count(1) == 6  # three times in company, three times alone
    found = await states(sqlite_database)
    assert found[1][:2] == ("dead", 3)
    assert (found[1][2] or "").startswith("ValueError at test_worker.py")
    assert [found[number][:2] for number in (2, 3)] == [("done", 1)] * 2


async def test_people_in_another_hand_are_left_in_peace(
    inbox: Inbox, arrivals: Arrivals, handling: Handling, keys: KeyRing
) -> None:
    handling.held = {keys.person("telegram", 1)}
    await arrivals.receive([message(1, 1), message(2, 2)])
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(inbox, handling, arrivals).run(stop))  # type: ignore[arg-type]
    await eventually(lambda: handling.handled == [2])
    handling.held = set()
    await eventually(lambda: handling.handled == [2, 1])
    stop.set()
    await running


async def test_one_persons_flood_hides_nobody(inbox: Inbox, arrivals: Arrivals, handling: Handling) -> None:
    """Behind more updates than are looked at together, of somebody whose first one has to wait."""
    await arrivals.receive([message(number, 1) for number in range(1, WINDOW + 20)])
    await arrivals.receive([message(1000, 2)])
    await inbox.fail(1, "KeyError", after_s=3600)
    await work(inbox, arrivals, handling, lambda: handling.handled)
    assert handling.handled == [1000]


async def test_a_database_that_is_down_costs_no_attempt(
    inbox: Inbox, arrivals: Arrivals, handling: Handling, sqlite_database: Database
) -> None:
    def down(_raw: Raw) -> None:
        if len(handling.rounds) < 6:
            raise OperationalError("…", {}, Exception())

    handling.trouble = down
    await arrivals.receive([message(1, 1), message(2, 2)])
    await work(inbox, arrivals, handling, lambda: len(handling.rounds) == 6)
    assert handling.rounds == [[1, 2]] * 6
    assert {row[:2] for row in (await states(sqlite_database)).values()} == {("done", 1)}


async def test_work_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "backoff", lambda failures: 0)
    stop, runs = asyncio.Event(), []

    async def job() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise ValueError("متن خصوصی")
        stop.set()

    await waiting.keep(waiting.every(0, job), stop)
    assert len(runs) == 3
    assert "ValueError" in caplog.text
    assert "خصوصی" not in caplog.text


async def test_unless() -> None:
    stop = asyncio.Event()
    assert await waiting.unless(stop, asyncio.sleep(0, 5)) == 5
    asyncio.get_running_loop().call_later(0.01, stop.set)
    assert await waiting.unless(stop, asyncio.sleep(60, 5)) is None
    await waiting.pause(stop, 60)
