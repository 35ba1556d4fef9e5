"""Outgoing calls: in order per person, when they are due, never taken twice."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from storage.crypto import KeyRing
from storage.database import Database, now
from storage.outbox import CLAIM, KEEP_SENT, MAX_ATTEMPTS, Call, Outbox, Outcome, Pending
from storage.tables import Outgoing


@pytest.fixture
def outbox(database: Database, keys: KeyRing) -> Outbox:
    return Outbox(database, keys, "telegram")


async def put(database: Database, outbox: Outbox, *calls: str) -> None:
    """Queue calls written as `person:payload`."""
    async with database.writing() as connection:
        await outbox.add(connection, [Call(*call.split(":")) for call in calls])


def payloads(taken: Sequence[Pending]) -> list[str]:
    return [call.payload for call in taken]


async def due_again(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(update(Outgoing).values(not_before=now() - timedelta(seconds=1)))


async def test_the_oldest_open_call_of_each_person_is_taken(outbox: Outbox, database: Database) -> None:
    await put(database, outbox, "a:a1", "a:a2", "b:b1", "c:c1", "b:b2")
    first = await outbox.exchange([], 10)
    assert payloads(first) == ["a1", "b1", "c1"]
    assert await outbox.exchange([], 10) == []
    await outbox.exchange([Outcome(first[0].id)], 0)
    await outbox.exchange([Outcome(first[1].id, "blocked")], 0)
    assert payloads(await outbox.exchange([], 10)) == ["a2", "b2"]


async def test_the_limit_holds_and_nobody_is_passed_over(outbox: Outbox, database: Database) -> None:
    await put(database, outbox, "a:a1", "b:b1", "c:c1")
    assert [payloads(await outbox.exchange([], 2)) for _ in range(3)] == [["a1", "b1"], ["c1"], []]


async def test_a_delayed_call_holds_back_its_person_only(outbox: Outbox, database: Database) -> None:
    await put(database, outbox, "a:a1", "a:a2", "b:b1")
    a1, b1 = await outbox.exchange([], 10)
    await outbox.exchange([Outcome(a1.id, "429", 3600)], 0)
    await outbox.exchange([Outcome(b1.id)], 0)
    assert await outbox.exchange([], 10) == []
    await due_again(database)
    again = await outbox.exchange([], 10)
    assert [(call.payload, call.attempts) for call in again] == [("a1", 1)]
    await outbox.exchange([Outcome(again[0].id)], 0)
    assert payloads(await outbox.exchange([], 10)) == ["a2"]


async def test_too_many_tries_give_up_and_let_the_next_pass(outbox: Outbox, database: Database) -> None:
    await put(database, outbox, "a:a1", "a:a2")
    async with database.writing() as connection:
        await connection.execute(update(Outgoing).values(attempts=MAX_ATTEMPTS - 2))
    for _ in range(2):
        (call,) = await outbox.exchange([], 10)
        assert call.payload == "a1"
        await outbox.exchange([Outcome(call.id, "timeout" * 50, -1)], 0)
    assert payloads(await outbox.exchange([], 10)) == ["a2"]
    async with database.reading() as connection:
        dead = (await connection.execute(select(Outgoing).where(Outgoing.state == "dead"))).one()
    assert (dead.payload_sealed, dead.reason, dead.attempts) == (None, ("timeout" * 50)[:200], MAX_ATTEMPTS)


async def test_a_finished_call_stays_finished(outbox: Outbox, database: Database) -> None:
    await put(database, outbox, "a:a1")
    (call,) = await outbox.exchange([], 1)
    await outbox.exchange([Outcome(call.id)], 0)
    await outbox.exchange([Outcome(call.id, "late", -1)], 0)
    await outbox.exchange([Outcome(call.id, "late")], 0)
    assert await outbox.exchange([], 1) == []
    async with database.reading() as connection:
        row = (await connection.execute(select(Outgoing))).one()
    assert (row.state, row.reason, row.payload_sealed) == ("sent", None, None)


async def test_after_a_crash_a_call_is_sent_once_more_and_counted(outbox: Outbox, database: Database) -> None:
    await put(database, outbox, "a:a1", "b:b1")
    (a1,) = await outbox.exchange([], 1)
    assert await outbox.recover(alone=True) == 1
    assert payloads(await outbox.exchange([], 10)) == ["a1", "b1"]
    async with database.reading() as connection:
        assert await connection.scalar(select(Outgoing.resent).where(Outgoing.id == a1.id)) == 1
        assert await connection.scalar(select(func.sum(Outgoing.resent))) == 1


async def test_beside_other_senders_only_a_claim_that_has_run_out_is_taken_over(
    outbox: Outbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(database, outbox, "a:a1")
    assert payloads(await outbox.exchange([], 1)) == ["a1"]
    assert await outbox.recover(alone=False) == 0
    later = now() + CLAIM + timedelta(seconds=1)
    monkeypatch.setattr("storage.outbox.now", lambda: later)
    assert await outbox.recover(alone=False) == 1
    assert payloads(await outbox.exchange([], 1)) == ["a1"]


async def test_one_transaction_notes_and_takes(outbox: Outbox, database: Database) -> None:
    await put(database, outbox, "a:a1", "a:a2", "b:b1", "c:c1")
    a1, b1, c1 = await outbox.exchange([], 10)
    outcomes = [Outcome(a1.id), Outcome(b1.id, "blocked"), Outcome(c1.id, "timeout", -1)]
    assert payloads(await outbox.exchange(outcomes, 10)) == ["a2", "c1"]


async def test_platforms_are_apart(outbox: Outbox, database: Database, keys: KeyRing) -> None:
    bale = Outbox(database, keys, "bale")
    await put(database, bale, "a:bale")
    await put(database, outbox, "a:telegram")
    assert payloads(await outbox.exchange([], 10)) == ["telegram"]
    assert payloads(await bale.exchange([], 10)) == ["bale"]
    assert await bale.recover(alone=True) == 1


async def test_two_processes_never_take_the_same_call(database: Database, second: Database, keys: KeyRing) -> None:
    people = 15
    one, two = (Outbox(opened, keys, "telegram") for opened in (database, second))
    await put(database, one, *(f"p{person}:{person}/{at}" for at in range(3) for person in range(people)))

    async def send(outbox: Outbox) -> list[str]:
        sent: list[str] = []
        while calls := await outbox.exchange([], 4):
            sent += payloads(calls)
            await outbox.exchange([Outcome(call.id) for call in calls], 0)
        return sent

    sent = [payload for lists in await asyncio.gather(send(one), send(two)) for payload in lists]
    sent += await send(one)
    assert sorted(sent) == sorted(f"{person}/{at}" for at in range(3) for person in range(people))


async def test_a_call_being_taken_elsewhere_is_passed_over(postgres_url: str, keys: KeyRing) -> None:
    """While another transaction holds the first person's row, its second call does not overtake the first.

    Only for PostgreSQL: SQLite has one writer at a time.
    """
    database = Database(postgres_url)
    outbox = Outbox(database, keys, "telegram")
    await put(database, outbox, "a:a1", "a:a2", "b:b1")
    async with database.writing() as other:
        await other.execute(select(Outgoing.id).where(Outgoing.person == "a").limit(1).with_for_update())
        async with asyncio.timeout(5):
            assert payloads(await outbox.exchange([], 10)) == ["b1"]
    await database.close()


async def test_taking_goes_by_indexes(sqlite_database: Database, keys: KeyRing) -> None:
    statements: list[tuple[str, Any]] = []

    @event.listens_for(sqlite_database.engine.sync_engine, "before_cursor_execute")
    def _heard(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        statements.append((statement, values))

    await Outbox(sqlite_database, keys, "telegram").exchange([], 10)
    ((query, values),) = [one for one in statements if one[0].startswith("SELECT")]
    async with sqlite_database.reading() as connection:
        plan = [row[-1] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)]
    assert any("ix_outbox_open (platform=? AND state=?)" in step for step in plan), plan
    assert any("ix_outbox_person (person=? AND state=? AND id<?)" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


async def test_finished_calls_are_forgotten_in_time(outbox: Outbox, database: Database) -> None:
    await put(database, outbox, "a:a1", "b:b1", "c:c1")
    a1, b1, _ = await outbox.exchange([], 3)
    await outbox.exchange([Outcome(a1.id)], 0)
    await outbox.exchange([Outcome(b1.id, "blocked")], 0)
    minute = timedelta(minutes=1)
    for at, left in ((KEEP_SENT - minute, 3), (KEEP_SENT + minute, 1)):
        await outbox.purge(now() + at)
        async with database.reading() as connection:
            assert await connection.scalar(select(func.count()).select_from(Outgoing)) == left
