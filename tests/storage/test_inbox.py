"""Raw updates: committed once, handled once, forgotten in time."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage import people
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.inbox import KEEP_DEAD, KEEP_KEYS, MAX_ATTEMPTS, Inbox, Raw, Source, dead_letters, replay
from storage.tables import Update


@pytest.fixture
def inbox(database: Database, keys: KeyRing) -> Inbox:
    return Inbox(database, keys, Source("telegram", "100"))


async def finish(database: Database, inbox: Inbox, update_id: int) -> bool:
    async with database.writing() as connection:
        return await inbox.finish(connection, [update_id]) == {update_id}


async def states(database: Database) -> dict[int, tuple[str, bool]]:
    """Update id → its state and whether the payload is still there."""
    async with database.reading() as connection:
        rows = (await connection.execute(select(Update.update_id, Update.state, Update.payload_sealed))).all()
    return {row.update_id: (row.state, row.payload_sealed is not None) for row in rows}


async def test_updates_wait_in_the_order_they_came(inbox: Inbox) -> None:
    await inbox.receive([Raw(9, "nine"), Raw(8, "eight")])
    await inbox.receive([Raw(3, "after the ids began anew")])
    assert [raw.update_id for raw in (await inbox.waiting(10)).raws] == [8, 9, 3]
    assert [raw.payload for raw in (await inbox.waiting(2)).raws] == ["eight", "nine"]
    assert await inbox.backlog() == 3


async def test_nothing_received_is_nothing(inbox: Inbox) -> None:
    await inbox.receive([])
    assert (await inbox.waiting(10)).raws == []
    assert await inbox.backlog() == 0


async def test_a_redelivered_update_is_the_same_update(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "first"), Raw(1, "twice in a batch")])
    await inbox.receive([Raw(1, "again"), Raw(2, "new")])
    assert [raw.payload for raw in (await inbox.waiting(10)).raws] == ["first", "new"]
    assert await finish(database, inbox, 1)
    await inbox.receive([Raw(1, "again after handling")])
    assert [raw.update_id for raw in (await inbox.waiting(10)).raws] == [2]


async def test_a_handled_update_keeps_only_its_key(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "x")])
    assert await finish(database, inbox, 1)
    assert not await finish(database, inbox, 1)
    assert not await finish(database, inbox, 2)
    assert await states(database) == {1: ("done", False)}


async def test_effects_that_fail_leave_the_update_waiting(inbox: Inbox, database: Database) -> None:
    async def fails() -> None:
        async with database.writing() as connection:
            await inbox.finish(connection, [1])
            raise RuntimeError("midway")

    await inbox.receive([Raw(1, "x")])
    with pytest.raises(RuntimeError, match="midway"):
        await fails()
    assert [raw.payload for raw in (await inbox.waiting(1)).raws] == ["x"]


async def test_of_two_workers_one_handles_an_update(inbox: Inbox, database: Database, second: Database) -> None:
    await inbox.receive([Raw(1, "x")])
    assert sorted(await asyncio.gather(finish(database, inbox, 1), finish(second, inbox, 1))) == [False, True]


async def test_two_receivers_of_the_same_batch(database: Database, second: Database, keys: KeyRing) -> None:
    batch = [Raw(number, "x") for number in range(60)]
    source = Source("telegram", "100")
    one, two = Inbox(database, keys, source), Inbox(second, keys, source)
    await asyncio.gather(one.receive(batch), two.receive(batch[::-1]))
    assert await one.backlog() == 60


async def test_bots_and_platforms_are_apart(inbox: Inbox, database: Database, keys: KeyRing) -> None:
    for source in (Source("telegram", "200"), Source("bale", "100")):
        other = Inbox(database, keys, source)
        await other.receive([Raw(1, f"{source.platform} {source.bot}")])
        assert [raw.payload for raw in (await other.waiting(5)).raws] == [f"{source.platform} {source.bot}"]
        await other.fail(1, "bad", final=True)
    assert await inbox.backlog() == 0
    await inbox.receive([Raw(1, "own")])
    await inbox.purge(now() + KEEP_DEAD + timedelta(days=1))
    assert [raw.payload for raw in (await inbox.waiting(5)).raws] == ["own"]
    async with database.reading() as connection:
        # The dead letters of bots that may run no more are forgotten with the others.
        assert len((await connection.execute(select(Update.bot))).all()) == 1


async def test_the_last_failure_makes_a_dead_letter_that_can_be_read(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "x"), Raw(2, "y")])
    for attempt in range(1, MAX_ATTEMPTS):
        await inbox.fail(1, "KeyError")
        assert [(raw.update_id, raw.attempts) for raw in (await inbox.waiting(5)).raws] == [(1, attempt), (2, 0)]
    await inbox.fail(1, "KeyError\x00 " + "x" * 300)
    assert await states(database) == {1: ("dead", True), 2: ("new", True)}
    async with database.reading() as connection:
        reason = await connection.scalar(select(Update.reason).where(Update.state == "dead"))
    assert reason == ("KeyError� " + "x" * 300)[:200]


async def test_after_a_failure_the_same_persons_later_updates_wait(inbox: Inbox) -> None:
    await inbox.receive([Raw(1, "a1", "a"), Raw(2, "b1", "b"), Raw(3, "a2", "a"), Raw(4, "nobody's")])
    await inbox.fail(1, "KeyError", after_s=3600)
    assert [raw.update_id for raw in (await inbox.waiting(5)).raws] == [2, 4]
    await inbox.fail(1, "KeyError", after_s=-1)
    assert [(raw.update_id, raw.person) for raw in (await inbox.waiting(5)).raws] == [
        (1, "a"),
        (2, "b"),
        (3, "a"),
        (4, None),
    ]


async def test_what_cannot_be_read_holds_up_nobody(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "x", "a"), Raw(2, "y", "b")])
    async with database.writing() as connection:
        await connection.execute(update(Update).where(Update.update_id == 1).values(payload_sealed=b"another key's"))
    assert [raw.payload for raw in (await inbox.waiting(5)).raws] == ["y"]
    assert (await states(database))[1] == ("dead", True)


async def test_what_was_erased_is_not_replayed(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "x", "a")])
    await inbox.fail(1, "KeyError", final=True)
    async with database.writing() as connection:
        await connection.execute(update(Update).values(payload_sealed=None, person=None))
        assert await replay(connection) == 0


async def test_side_by_side_deliveries_are_handled_by_number(inbox: Inbox) -> None:
    await inbox.receive([Raw(5, "second", "a"), Raw(9, "other", "b")])
    await inbox.receive([Raw(4, "first", "a")])
    assert [raw.update_id for raw in (await inbox.waiting(5)).raws] == [4, 9, 5]
    assert [raw.update_id for raw in (await inbox.waiting(5, ["a"])).raws] == [9]


async def test_a_dead_letter_is_listed_and_replayed(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "x", "a"), Raw(2, "y", "b")])
    await inbox.fail(1, "KeyError", final=True)
    await inbox.fail(2, "malformed", final=True)
    assert [(dead.update_id, dead.attempts, dead.reason) for dead in await dead_letters(database)] == [
        (1, 1, "KeyError"),
        (2, 1, "malformed"),
    ]
    async with database.writing() as connection:
        assert await replay(connection, [2, 3]) == 1
    assert [(raw.update_id, raw.attempts) for raw in (await inbox.waiting(5)).raws] == [(2, 0)]
    async with database.writing() as connection:
        assert await replay(connection) == 1
    assert await dead_letters(database) == []


async def test_a_person_is_in_one_hand_at_a_time(database: Database, second: Database) -> None:
    async with database.writing() as one:
        assert await people.hold(one, ["a", "b", "a"]) == {"a", "b"}
        if not database.is_sqlite:  # where a second writing transaction would wait for the first
            async with second.writing() as other:
                assert await people.hold(other, ["b", "c"]) == {"c"}
    async with second.writing() as other:
        assert await people.hold(other, ["b", "c"]) == {"b", "c"}
        assert await people.hold(other, []) == set()


async def test_a_final_failure_is_dead_at_once(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "x")])
    await inbox.fail(1, "no JSON", final=True)
    assert await states(database) == {1: ("dead", True)}


async def test_a_late_failure_does_not_touch_a_handled_update(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "x")])
    await finish(database, inbox, 1)
    await inbox.fail(1, "too late", final=True)
    assert await states(database) == {1: ("done", False)}
    async with database.reading() as connection:
        assert (await connection.execute(select(Update.reason, Update.attempts))).one() == (None, 1)


async def test_keys_and_dead_letters_are_forgotten_in_time(inbox: Inbox, database: Database) -> None:
    await inbox.receive([Raw(1, "done"), Raw(2, "dead"), Raw(3, "new")])
    await finish(database, inbox, 1)
    await inbox.fail(2, "bad", final=True)
    day = timedelta(days=1)
    for at, left in ((KEEP_KEYS - day, {1, 2, 3}), (KEEP_KEYS + day, {2, 3}), (KEEP_DEAD - day, {2, 3})):
        await inbox.purge(now() + at)
        assert set(await states(database)) == left
    await inbox.purge(now() + KEEP_DEAD + day)
    assert set(await states(database)) == {3}
