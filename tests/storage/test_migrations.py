"""The migrations build exactly the tables, and the tables refuse bad rows."""

import asyncio
import contextlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, delete, insert, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from storage import migrate, predictions
from storage.database import Database
from storage.predictions import Waiting
from storage.tables import Base, Feedback, Outgoing, Piece, Prediction, Update

AT = datetime(2025, 10, 7, tzinfo=UTC)
FEEDBACK = {"person": "p", "received_at": AT, "day": date(2025, 10, 7), "channel": "import", "status": "open"}
PREDICTION: dict[str, Any] = {
    "feedback_id": 1,
    "model_version": "m",
    "revision": 1,
    "urgent": False,
    "needs_review": False,
    "text_redacted": "",
    "made_at": AT,
}
PIECE = {"feedback_id": 1, "message": 1, "what": "text", "content_sealed": b"x"}
INBOX = {"platform": "telegram", "bot": "1", "update_id": 1, "received_at": AT}
OUTBOX = {"person": "p", "platform": "telegram", "created_at": AT, "not_before": AT}


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Base.metadata))


async def test_migrations_build_the_tables(database: Database) -> None:
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_comparison_sees_a_missing_index(database: Database) -> None:
    async with database.reading() as connection:
        await connection.exec_driver_sql("DROP INDEX ix_outbox_open")
        assert [change[0] for change in await connection.run_sync(differences)] == ["add_index"]
        await connection.rollback()


async def test_migrations_make_the_same_checks_as_the_tables(sqlite_database: Database) -> None:
    """Alembic does not compare CHECK constraints. SQLite gives them back word by word; their effect is tested below."""

    def checks(connection: Connection) -> set[tuple[str, str]]:
        seen = inspect(connection)
        found = (check for name in seen.get_table_names() for check in seen.get_check_constraints(name))
        return {(str(check["name"]), check["sqltext"]) for check in found}

    wanted = {
        (str(check.name), str(check.sqltext))
        for table in Base.metadata.sorted_tables
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    async with sqlite_database.reading() as connection:
        assert await connection.run_sync(checks) == wanted


async def test_upgrading_twice_changes_nothing(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(Feedback).values(FEEDBACK))
    await migrate.upgrade(database)
    assert await migrate.is_current(database)
    async with database.reading() as connection:
        assert await connection.scalar(select(Feedback.person)) == "p"
        assert await connection.run_sync(differences) == []


async def test_what_was_stored_survives_the_newer_tables(tmp_path: Path) -> None:
    """SQLite makes `feedback` anew; the pieces that refer to it must not go with the old one."""
    database = Database(f"sqlite:///{tmp_path}/old.db")
    await migrate.upgrade(database, "0002")
    async with database.writing() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO feedback (id, person, received_at, day, channel, service_mode, status, solicited, revision)"
            " VALUES (5, 'p', '2025-10-07 00:00:00', '2025-10-07', 'import', 'unknown', 'registered', 0, 1)"
        )
        await connection.execute(insert(Piece).values({**PIECE, "feedback_id": 5}))
    await migrate.upgrade(database)
    async with database.writing() as connection:
        assert await connection.scalar(select(Feedback.person)) == "p"
        assert await connection.scalar(select(Piece.content_sealed)) == b"x"
        assert await connection.run_sync(differences) == []
        await connection.execute(delete(Feedback))
        assert await connection.scalar(select(Piece.id)) is None  # foreign keys are on again
    await database.close()


async def test_after_the_newer_tables_only_what_has_words_and_no_prediction_waits(tmp_path: Path) -> None:
    """Of what was erased nothing is left to read; a prediction of nothing must not take the place of the old one."""
    database = Database(f"sqlite:///{tmp_path}/old.db")
    await migrate.upgrade(database, "0002")
    async with database.writing() as connection:
        for case in ("new", "read", "erased"):
            await connection.exec_driver_sql(
                "INSERT INTO feedback (person, received_at, day, channel, service_mode, status, solicited, revision)"
                f" VALUES ('{case}', '2025-10-07', '2025-10-07', 'telegram', 'unknown', 'registered', 0, 1)"
            )
        await connection.execute(insert(Piece), [{**PIECE, "feedback_id": case} for case in (1, 2)])
        await connection.execute(insert(Prediction), [{**PREDICTION, "feedback_id": case} for case in (2, 3)])
    await migrate.upgrade(database)
    async with database.writing() as connection:
        await predictions.reopen(connection, PREDICTION["model_version"])
        assert await predictions.waiting(connection, 9) == [Waiting(1, 1)]
    await database.close()


@pytest.mark.parametrize("fails", [False, True])
async def test_references_are_checked_again_after_a_migration(tmp_path: Path, fails: bool) -> None:
    for url in (f"sqlite:///{tmp_path}/new.db", "sqlite:///:memory:"):
        database = Database(url)
        await migrate.upgrade(database)
        with pytest.raises(RuntimeError, match="midway") if fails else contextlib.nullcontext():
            async with database.migrating():
                if fails:
                    raise RuntimeError("midway")
        assert await migrate.is_current(database)  # a database in memory has outlived it
        async with database.writing() as connection:
            with pytest.raises(IntegrityError):
                await connection.execute(insert(Piece).values(PIECE))
        await database.close()


async def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/deep/empty 100%.db")
    database.make_folder()
    assert not await migrate.is_current(database)
    await asyncio.gather(migrate.upgrade(database), migrate.upgrade(database))
    assert await migrate.is_current(database)
    await database.close()


@pytest.mark.parametrize(
    ("table", "good", "bad"),
    [
        (Feedback, FEEDBACK, {"rating": 0}),
        (Feedback, FEEDBACK, {"rating": 6}),
        (Feedback, FEEDBACK, {"channel": "fax"}),
        (Feedback, FEEDBACK, {"status": "lost"}),
        (Feedback, FEEDBACK, {"service_mode": "dream"}),
        (Feedback, FEEDBACK, {"agency_source": "rumour"}),
        (Feedback, FEEDBACK, {"person": None}),
        (Feedback, FEEDBACK, {"driver": "mood"}),
        (Feedback, FEEDBACK, {"asked": "street"}),
        (Feedback, FEEDBACK, {"verdict": "maybe"}),
        (Feedback, FEEDBACK, {"rating_after": 9}),
        (Prediction, PREDICTION, {"sentiment": "angry"}),
        (Prediction, PREDICTION, {"kind": "poem"}),
        (Prediction, PREDICTION, {"feedback_id": -1}),
        (Piece, PIECE, {"feedback_id": -1}),
        (Update, INBOX, {"state": "sent"}),
        (Outgoing, OUTBOX, {"state": "done"}),
    ],
)
async def test_bad_rows_are_refused(
    database: Database, table: type[Base], good: dict[str, Any], bad: dict[str, Any]
) -> None:
    async with database.writing() as connection:
        case = (await connection.execute(insert(Feedback).values(FEEDBACK).returning(Feedback.id))).scalar_one()
        if "feedback_id" in good:
            good = {**good, "feedback_id": case}
        await connection.execute(insert(table).values(good))  # the bad row differs only in what is checked
        await connection.execute(delete(table))
        with pytest.raises(IntegrityError):
            await connection.execute(insert(table).values({**good, **bad}))
