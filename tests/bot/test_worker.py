"""The order of updates, failures and dead letters."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot import waiting
from bot.application import MalformedUpdateError
from bot.worker import Worker, person
from storage.crypto import KeyRing
from storage.database import Database
from storage.inbox import Inbox, Raw, Source
from storage.tables import Update
from tests.bot.conftest import eventually


class Handling:
    """Stands for `Updates`: marks updates as done, or does what `trouble` says."""

    def __init__(self, database: Database, inbox: Inbox) -> None:
        self.handled: list[int] = []
        self.trouble: Callable[[Raw], None] = lambda raw: None
        self.hold = asyncio.Event()
        self.hold.set()
        self._database, self._inbox = database, inbox

    async def handle(self, raw: Raw) -> None:
        self.handled.append(raw.update_id)
        await self.hold.wait()
        self.trouble(raw)
        async with self._database.writing() as connection:
            await self._inbox.finish(connection, raw.update_id)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.worker.backoff", lambda failures: 0.01)


@pytest.fixture
def inbox(sqlite_database: Database, keys: KeyRing) -> Inbox:
    return Inbox(sqlite_database, keys, Source("telegram", "7"))


@pytest.fixture
def handling(sqlite_database: Database, inbox: Inbox) -> Handling:
    return Handling(sqlite_database, inbox)


def message(update: int, user: int) -> Raw:
    return Raw(update, json.dumps({"update_id": update, "message": {"from": {"id": user}}}))


async def work(inbox: Inbox, handling: Any, until: Callable[[], object]) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(inbox, handling, asyncio.Event()).run(stop))
    await eventually(until)
    stop.set()
    await running


async def states(database: Database) -> dict[int, tuple[str, int, str | None]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(Update.update_id, Update.state, Update.attempts, Update.reason))
        return {row.update_id: (row.state, row.attempts, row.reason) for row in rows}


async def test_in_order_for_each_and_side_by_side(inbox: Inbox, handling: Handling) -> None:
    await inbox.receive([message(1, 1), message(2, 1), message(3, 2), message(4, 1), message(5, 2)])
    handling.hold.clear()
    running = asyncio.create_task(work(inbox, handling, lambda: len(handling.handled) == 5))
    await eventually(lambda: len(handling.handled) == 2)
    assert sorted(handling.handled) == [1, 3]
    handling.hold.set()
    await running
    assert [each for each in handling.handled if each in (1, 2, 4)] == [1, 2, 4]
    assert [each for each in handling.handled if each in (3, 5)] == [3, 5]
    assert await inbox.backlog() == 0


async def test_a_failing_update_is_tried_three_times(
    inbox: Inbox, handling: Handling, sqlite_database: Database
) -> None:
    def fail(raw: Raw) -> None:
        if raw.update_id == 1:
            raise ValueError("متن خصوصی")

    handling.trouble = fail
    await inbox.receive([message(1, 1), message(2, 1)])
    await work(inbox, handling, lambda: 2 in handling.handled)
    assert handling.handled == [1, 1, 1, 2]
    state, attempts, reason = (await states(sqlite_database))[1]
    assert (state, attempts) == ("dead", 3)
    assert reason is not None
    assert reason.startswith("ValueError at test_worker.py")
    assert (await states(sqlite_database))[2][0] == "done"


async def test_a_malformed_update_is_dead_at_once(inbox: Inbox, handling: Handling, sqlite_database: Database) -> None:
    def malformed(raw: Raw) -> None:
        raise MalformedUpdateError("KeyError")

    handling.trouble = malformed
    await inbox.receive([message(1, 1)])
    await work(inbox, handling, lambda: handling.handled)
    assert await states(sqlite_database) == {1: ("dead", 1, "malformed: KeyError")}


async def test_a_database_that_is_down_costs_no_attempt(
    inbox: Inbox, handling: Handling, sqlite_database: Database
) -> None:
    def down(raw: Raw) -> None:
        if len(handling.handled) < 6:
            raise OperationalError("…", {}, Exception())

    handling.trouble = down
    await inbox.receive([message(1, 1)])
    await work(inbox, handling, lambda: len(handling.handled) == 6)
    assert (await states(sqlite_database))[1][:2] == ("done", 1)


async def test_a_stop_leaves_the_rest(inbox: Inbox, handling: Handling) -> None:
    await inbox.receive([message(1, 1), message(2, 1)])
    handling.hold.clear()
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(inbox, handling, asyncio.Event()).run(stop))  # type: ignore[arg-type]
    await eventually(lambda: handling.handled)
    stop.set()
    handling.hold.set()
    await running
    assert handling.handled == [1]
    assert await inbox.backlog() == 1


def test_whose_update_it_is() -> None:
    assert person(message(1, 5)) == "5"
    assert person(Raw(1, '{"update_id": 1, "callback_query": {"from": {"id": 6}}}')) == "6"
    for payload in ("[]", "{}", "?", '{"update_id": 1, "poll": {}}', '{"message": 5}'):
        assert person(Raw(1, payload)) == "update 1"


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
