"""Reminders: due in their order, in one hand at a time, dropped with what they are about; sealed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.crypto import KeyRing
from storage.database import Database
from storage.reminders import Due, Payload, Reminders
from storage.tables import Reminder
from tests.storage.samples import NOON


@pytest.fixture
def reminders(keys: KeyRing) -> Reminders:
    return Reminders(keys)


def due(person: str = "p1", minutes: int = 0, platform: str = "telegram", **payload: str) -> Due:
    return Due(person, platform, f"chat of {person}", NOON + timedelta(minutes=minutes), {"kind": "rate", **payload})


async def add(database: Database, reminders: Reminders, *many: Due) -> None:
    async with database.writing() as connection:
        for one in many:
            await reminders.add(connection, one)


async def payloads(database: Database, reminders: Reminders, platform: str = "telegram") -> list[Payload]:
    async with database.reading() as connection:
        found = await reminders.due(connection, platform, NOON + timedelta(days=1), 10)
    return [one.payload for _, one in found]


async def test_what_is_due_comes_in_its_order_and_once(database: Database, reminders: Reminders) -> None:
    late, early, future = due(minutes=-1, point="ب"), due(minutes=-9, point="الف"), due(minutes=9)
    await add(database, reminders, late, early, future, due(platform="bale"))
    async with database.writing() as connection:
        found = await reminders.due(connection, "telegram", NOON, 10)
        assert [one for _, one in found] == [early, late]
        assert len(await reminders.due(connection, "telegram", NOON, 1)) == 1
        assert await reminders.done(connection, found[0][0])
        assert not await reminders.done(connection, found[0][0])
        assert [one for _, one in await reminders.due(connection, "telegram", NOON, 10)] == [late]


async def test_a_reminder_falls_with_its_transaction(database: Database, reminders: Reminders) -> None:
    async def fails() -> None:
        async with database.writing() as connection:
            await reminders.add(connection, due())
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        await fails()
    assert await payloads(database, reminders) == []


async def test_two_processes_take_different_ones(postgres_url: str, reminders: Reminders) -> None:
    first, second = Database(postgres_url), Database(postgres_url)
    await add(first, reminders, due(point="1"), due(point="2"))
    async with first.writing() as one, second.writing() as two:
        ((_, mine),) = await reminders.due(one, "telegram", NOON, 1)
        ((_, other),) = await reminders.due(two, "telegram", NOON, 10)
    assert {mine.payload["point"], other.payload["point"]} == {"1", "2"}
    await first.close()
    await second.close()


async def test_put_off(database: Database, reminders: Reminders) -> None:
    await add(database, reminders, due())
    async with database.writing() as connection:
        ((id_, _),) = await reminders.due(connection, "telegram", NOON, 1)
        await reminders.postpone(connection, id_, NOON + timedelta(minutes=10))
        assert await reminders.due(connection, "telegram", NOON + timedelta(minutes=9), 1) == []
        assert len(await reminders.due(connection, "telegram", NOON + timedelta(minutes=10), 1)) == 1


async def test_dropped_by_person_and_by_what_they_are_about(database: Database, reminders: Reminders) -> None:
    await add(database, reminders, due(point="1"), due(point="2"), due("p2", point="1"), due(number="1"))
    async with database.writing() as connection:
        await reminders.drop(connection, "p1", lambda payload: payload.get("point") == "1")
        await reminders.drop(connection, "p1", lambda payload: payload.get("point") == "9")
    assert await payloads(database, reminders) == [
        {"kind": "rate", "point": "2"},
        {"kind": "rate", "point": "1"},
        {"kind": "rate", "number": "1"},
    ]


async def test_neither_chat_nor_matter_lies_open(sqlite_database: Database, reminders: Reminders) -> None:
    await add(sqlite_database, reminders, due(number="482719365012"))
    async with sqlite_database.reading() as connection:
        row = (await connection.execute(select(Reminder.address_sealed, Reminder.payload_sealed))).one()
    assert b"chat" not in row.address_sealed
    assert b"482719365012" not in row.payload_sealed
