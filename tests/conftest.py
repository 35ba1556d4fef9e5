"""Keys and databases for the tests. Every database is built by the migrations, on SQLite and on PostgreSQL."""

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Final, NoReturn
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage import migrate
from storage.crypto import KeyRing
from storage.database import Database
from storage.tables import Base

SERVER: Final = os.environ.get("REZAYAT_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
REQUIRED: Final = os.environ.get("REZAYAT_REQUIRE", "")


# A busy machine is not a failing test.
settings.register_profile("rezayat", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rezayat")


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    """The keys of the tests' installation."""
    return KeyRing.generate()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file brought to the present schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server_url() -> Generator[str, None, None]:
    """A PostgreSQL database of this process with the present schema; dropped at the end."""
    name = f"rezayat_test_{uuid4().hex}"
    try:
        _on_postgres(SERVER, f'CREATE DATABASE "{name}"', f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    except (DBAPIError, ImportError) as error:
        _missing(str(error).splitlines()[0])
    try:
        url = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
        _upgrade(url)
        yield url
    finally:
        _on_postgres(SERVER, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_url(postgres_server_url: str) -> Generator[str, None, None]:
    """The same, empty again after each test (dropping a database costs seconds)."""
    yield postgres_server_url
    tables = (table.name for table in reversed(Base.metadata.sorted_tables))
    _on_postgres(postgres_server_url, "SET lock_timeout = '10s'", *(f"DELETE FROM {name}" for name in tables))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite file with the present schema."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'rezayat.db')}"


@pytest.fixture(params=["sqlite_url", "postgres_url"], ids=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database with the present schema, of each kind in turn."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database, None]:
    """The same, opened."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def second(database_url: str) -> AsyncGenerator[Database, None]:
    """The same database as another process would open it."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncGenerator[Database, None]:
    """A fresh SQLite database, for tests in which the kind plays no part."""
    opened = Database(sqlite_url)
    yield opened
    await opened.close()


def _upgrade(url: str) -> None:
    async def run() -> None:
        database = Database(url)
        try:
            await migrate.upgrade(database)
        finally:
            await database.close()

    asyncio.run(run())


def _missing(why: str) -> NoReturn:
    if "postgres" in REQUIRED:
        pytest.fail(f"REZAYAT_REQUIRE asks for PostgreSQL: {why}")
    pytest.skip(f"no PostgreSQL: {why}")


def _on_postgres(url: str, *statements: str) -> None:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        connect_args={"connect_timeout": 3},
    )
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
