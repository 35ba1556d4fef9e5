"""Transactions: no update is lost, readers do not wait, instants keep their moment."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, insert, make_url, select, text, update
from sqlalchemy.exc import StatementError

from domain.errors import ConfigurationError
from storage import audit, installation
from storage.crypto import KeyRing
from storage.database import UNREACHABLE, Database, unreachable, with_driver
from storage.tables import Audit, Fact

ROUNDS = 25


async def count_up(database: Database) -> None:
    for _ in range(ROUNDS):
        async with database.writing() as connection:
            value = await connection.scalar(select(Fact.value).where(Fact.name == "count").with_for_update())
            await asyncio.sleep(0)
            await connection.execute(update(Fact).where(Fact.name == "count").values(value=str(int(value or 0) + 1)))


async def test_no_update_is_lost(database: Database, second: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(Fact).values(name="count", value="0"))
    await asyncio.gather(count_up(database), count_up(second))
    async with database.reading() as connection:
        assert await connection.scalar(select(Fact.value)) == str(2 * ROUNDS)


async def test_reading_does_not_wait_for_a_writer(database: Database) -> None:
    async with database.writing() as writer:
        await writer.execute(insert(Fact).values(name="half", value="done"))
        async with asyncio.timeout(2), database.reading() as reader:
            assert await reader.scalar(select(func.count()).select_from(Fact)) == 0


async def test_an_exception_rolls_everything_back(database: Database) -> None:
    async def fails() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(Fact).values(name="half", value="done"))
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        await fails()
    async with database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(Fact)) == 0


async def test_sqlite_is_durable_and_checks_references(sqlite_database: Database) -> None:
    async with sqlite_database.reading() as connection:
        values = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


async def test_an_instant_keeps_its_moment(database: Database) -> None:
    late = datetime(2025, 10, 7, 23, 30, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    async with database.writing() as connection:
        await connection.execute(insert(Audit).values(at=late, actor="a", action="b"))
    async with database.reading() as connection:
        found = await connection.scalar(select(Audit.at))
        assert await connection.scalar(select(Audit.id).where(Audit.at < late + timedelta(seconds=1)))
        assert not await connection.scalar(select(Audit.id).where(Audit.at < late))
    assert found == late
    assert found.utcoffset() == timedelta(0)


async def test_a_naive_instant_is_refused(database: Database) -> None:
    async with database.writing() as connection:
        with pytest.raises(StatementError, match="must be aware"):
            await connection.execute(insert(Audit).values(at=datetime(2025, 10, 7), actor="a", action="b"))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("written", "kept"), [("nul\x00", "nul�"), ("half \ud83d", "half �"), ("آ" * 81, "آ" * 80), ("سلام 😀", "سلام 😀")]
)
async def test_odd_words_are_made_storable(database: Database, written: str, kept: str) -> None:
    async with database.writing() as connection:
        await audit.record(connection, written, "look", written)
    async with database.reading() as connection:
        row = (await connection.execute(select(Audit.actor, Audit.detail, Audit.at))).one()
    assert row.actor == kept
    assert row.detail == (written if "آ" in written else kept)
    assert datetime.now(UTC) - row.at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("sqlite+pysqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgresql://u:p%40ss@h:5433/d", "postgresql+psycopg://u:p%40ss@h:5433/d"),
        ("postgres://h/d", "postgresql+psycopg://h/d"),
        ("postgresql+asyncpg://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_urls_get_our_drivers(url: str, driver: str) -> None:
    assert with_driver(url) == driver


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "database_url"),
        ("rezayat.db", "database_url"),
        ("postgresql://h:port/d", "database_url"),
        ("mysql://h/d", "database_kind"),
        ("oracle+x://h/d", "database_kind"),
    ],
)
def test_other_urls_are_refused(url: str, code: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(url)
    assert caught.value.code == code
    assert url not in str(caught.value) or not url


async def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a/b/rezayat.db")
    database.make_folder()
    assert (tmp_path / "a" / "b").is_dir()
    await database.close()


async def test_a_database_belongs_to_its_first_keys(database: Database, keys: KeyRing) -> None:
    assert not await installation.has_keys(database)
    await installation.claim(database, keys)
    await installation.claim(database, keys)
    assert await installation.has_keys(database)
    with pytest.raises(ConfigurationError, match="key_other"):
        await installation.claim(database, KeyRing.generate())


async def test_of_two_first_starts_with_different_keys_one_is_refused(database: Database, second: Database) -> None:
    claims = (installation.claim(one, KeyRing.generate()) for one in (database, second))
    results = await asyncio.gather(*claims, return_exceptions=True)
    assert [type(result) for result in results if result is not None] == [ConfigurationError]


async def test_postgresql_ends_a_transaction_that_hangs(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with database.reading() as connection:
        assert await connection.scalar(text("SHOW idle_in_transaction_session_timeout")) == "1min"
        assert await connection.scalar(text("SHOW lock_timeout")) == "0"
    await database.close()


async def test_what_postgresql_has_ended_counts_as_unreachable(postgres_url: str) -> None:
    options = "-c idle_in_transaction_session_timeout=100 -c lock_timeout=7s"
    url = make_url(postgres_url).update_query_dict({"options": options, "keepalives_idle": "5"})
    database = Database(url.render_as_string(hide_password=False))

    async def hang() -> None:
        async with database.writing() as connection:
            assert await connection.scalar(text("SHOW lock_timeout")) == "7s"
            await asyncio.sleep(0.5)
            await connection.execute(text("SELECT 1"))

    with pytest.raises(UNREACHABLE) as caught:
        await hang()
    assert unreachable(caught.value)
    async with database.reading() as connection:  # the dead connection is not used again
        assert await connection.scalar(text("SELECT 1")) == 1
    await database.close()
