"""Dead letters from the command line; and one bot process beside an SQLite file."""

import asyncio
from pathlib import Path

import pytest

from app import settings, texts, wiring
from domain.errors import ConfigurationError
from domain.labels import IntakeChannel
from storage.inbox import Inbox, Raw, Source
from tests.app.conftest import Rezayat

SECRET = "متن خصوصی"


async def _die() -> None:
    async with wiring.opened(settings.load()) as installation:
        inbox = Inbox(installation.database, installation.keys, Source("telegram", "7"))
        await inbox.receive([Raw(number, SECRET) for number in (5, 6)])
        for number in (5, 6):
            await inbox.fail(number, "malformed: KeyError", final=True)


async def _waiting() -> list[int]:
    async with wiring.opened(settings.load()) as installation:
        inbox = Inbox(installation.database, installation.keys, Source("telegram", "7"))
        return [raw.update_id for raw in (await inbox.waiting(9)).raws]


def test_they_are_listed_and_replayed(rezayat: Rezayat) -> None:
    assert texts.NO_DEAD_LETTERS in rezayat("inbox", "list").said
    asyncio.run(_die())
    listed = " ".join(rezayat("inbox", "list").out.split())
    assert "malformed: KeyError" in listed
    assert SECRET not in listed
    assert rezayat("inbox", "replay", "6").code == 0
    assert asyncio.run(_waiting()) == [6]
    assert rezayat("inbox", "replay", "--all").code == 0
    assert asyncio.run(_waiting()) == [5, 6]


@pytest.mark.parametrize("arguments", [[], ["5", "--all"], ["99"]])
def test_what_cannot_be_replayed(rezayat: Rezayat, arguments: list[str]) -> None:
    ran = rezayat("inbox", "replay", *arguments)
    assert ran.code == 1
    assert "inbox list" in ran.said


def test_a_second_bot_beside_sqlite_is_refused(home: Path) -> None:
    async def both() -> None:
        async with wiring.opened(settings.load()) as installation:
            with (
                wiring.only_one(installation, IntakeChannel.TELEGRAM),
                wiring.only_one(installation, IntakeChannel.BALE),
                pytest.raises(ConfigurationError, match="bot_runs"),
                wiring.only_one(installation, IntakeChannel.TELEGRAM),
            ):
                pass
            with wiring.only_one(installation, IntakeChannel.TELEGRAM):
                pass

    asyncio.run(both())
    assert list(home.rglob("rezayat.db.bot-telegram.lock"))


def test_it_is_the_file_that_has_one_bot_and_not_the_data_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REZAYAT_DATABASE_URL", f"sqlite:///{home}/shared.db")

    async def second() -> None:
        async with wiring.opened(settings.load()) as installation:
            with wiring.only_one(installation, IntakeChannel.TELEGRAM):
                pass

    async def first() -> None:
        async with wiring.opened(settings.load()) as installation:
            with wiring.only_one(installation, IntakeChannel.TELEGRAM):
                monkeypatch.setenv("REZAYAT_DATA_DIR", str(home / "elsewhere"))
                with pytest.raises(ConfigurationError, match="bot_runs"):
                    await second()

    asyncio.run(first())
