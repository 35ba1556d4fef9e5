"""Conversation states: sealed, one per person, written with the step that changes them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.conversations import Conversations
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.tables import Conversation


@pytest.fixture
def conversations(keys: KeyRing) -> Conversations:
    return Conversations(keys)


async def test_the_last_state_counts_and_people_are_apart(database: Database, conversations: Conversations) -> None:
    async with database.writing() as connection:
        assert await conversations.states(connection, ["a"]) == {}
        for person, state in (("a", "{1}"), ("b", "{b}"), ("a", "{2}")):
            await conversations.save(connection, {person: state})
    async with database.reading() as connection:
        assert await conversations.states(connection, "abc") == {"a": "{2}", "b": "{b}"}


async def test_a_state_falls_with_its_step(database: Database, conversations: Conversations) -> None:
    async def fails() -> None:
        async with database.writing() as connection:
            await conversations.save(connection, {"a": "{2}"})
            raise RuntimeError("midway")

    async with database.writing() as connection:
        await conversations.save(connection, {"a": "{1}"})
    with pytest.raises(RuntimeError, match="midway"):
        await fails()
    async with database.reading() as connection:
        assert await conversations.states(connection, ["a"]) == {"a": "{1}"}


async def test_a_forgotten_person_is_new(database: Database, conversations: Conversations) -> None:
    async with database.writing() as connection:
        for person in "ab":
            await conversations.save(connection, {person: "{}"})
        await conversations.forget(connection, "a")
    async with database.reading() as connection:
        assert await conversations.states(connection, "ab") == {"b": "{}"}


async def test_states_are_sealed(sqlite_database: Database, conversations: Conversations) -> None:
    async with sqlite_database.writing() as connection:
        await conversations.save(connection, {"a": "secret draft"})
        sealed = await connection.scalar(select(Conversation.state_sealed))
    assert sealed is not None
    assert b"secret" not in sealed


async def test_old_conversations_and_counts_are_forgotten(database: Database, conversations: Conversations) -> None:
    erased = conversations.erased("a")
    async with database.writing() as connection:
        await conversations.save(connection, {"a": "{}", erased: "{}"})
        minute = timedelta(minutes=1)
        await conversations.purge(connection, now() - minute)
        await conversations.forget_old(connection, now() - minute)
        assert set(await conversations.states(connection, ["a", erased])) == {"a", erased}
        await conversations.purge(connection, now() + minute)
        assert set(await conversations.states(connection, ["a", erased])) == {"a"}
        await conversations.forget_old(connection, now() + minute)
        assert await conversations.states(connection, ["a", erased]) == {}
    assert erased != conversations.erased("b")
    assert len(erased) <= 64
