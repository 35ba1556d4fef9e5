"""The manual on a messenger of our own, with the real bot: Telegram and Bale, fetched and brought, SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import texts
from domain.agency import Catalogue
from domain.labels import IntakeChannel
from storage.crypto import KeyRing
from storage.database import Database
from tests.dialogues.behind import Behind
from tests.dialogues.play import Play
from tests.dialogues.script import DOCUMENT, Act, Dialogue, Do, read
from tests.dialogues.stand_phone import Postbox, StandPhone
from tests.support.bot_process import BotProcess
from tests.support.stand import TOKEN, Stand

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("stand")]

DIALOGUES = [
    dialogue
    for dialogue in read(DOCUMENT.read_text("utf-8"))
    # The bot on the stand has no model, and the coin that a service point tosses is its own.
    if "model" not in dialogue.notes and not any(turn.act.do is Do.SCAN for turn in dialogue.turns)
]
CORE = [dialogue for dialogue in DIALOGUES if "core" in dialogue.notes]
NOT_IN_BALE = (Do.BLOCK, Do.GROUP)
"""Bale does not tell the bot of these."""


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
@pytest.mark.parametrize("platform", ["telegram", "bale"])
async def test_the_manual_is_true(platform: str, webhook: bool, database_url: str, tmp_path: Path) -> None:
    """All of it on Telegram with SQLite and on Bale with PostgreSQL, the core of it everywhere."""
    is_sqlite = database_url.startswith("sqlite")
    whole = not webhook and is_sqlite if platform == "telegram" else webhook and not is_sqlite
    async with running(platform, database_url, (tmp_path, webhook)) as (postbox, behind):
        plays = [
            play(dialogue, StandPhone(postbox, behind, number))
            for number, dialogue in enumerate(DIALOGUES if whole else CORE, start=1001)
            if platform == "telegram" or not any(turn.act.do in NOT_IN_BALE for turn in dialogue.turns)
        ]
        wrong = [wrong for wrong in await asyncio.gather(*plays) if wrong]
    assert not wrong, "\n\n".join(["", *wrong])


async def play(dialogue: Dialogue, phone: StandPhone) -> str | None:
    """What is wrong, in words. A last word shows that nothing more was said than was heard."""
    try:
        await Play(dialogue).on(phone)
        await phone.do(Act(Do.WRITE, "/nothing"))
        said = await phone.hear()
        assert said is not None and said.text == texts.UNKNOWN_COMMAND, f"more was said: {said}"
    except AssertionError as error:
        return f"{dialogue.title}: {error}"
    return None


@asynccontextmanager
async def running(
    platform: str, database_url: str, at: tuple[Path, bool]
) -> AsyncGenerator[tuple[Postbox, Behind], None]:
    """The bot on a stand, and the other side of it."""
    folder, webhook = at
    settings = {"REZAYAT_DATABASE_URL": database_url, "REZAYAT_SENDS_PER_S": "1000"}
    with Stand(platform) as stand, BotProcess(stand.root, folder, TOKEN, platform, webhook, settings=settings) as bot:
        bot.start()
        while not bot.keys.exists():
            assert bot.is_running, bot.log
            await asyncio.sleep(0.05)
        database = Database(database_url)
        try:
            behind = Behind(database, KeyRing.read(bot.keys), Catalogue.load(), IntakeChannel(platform))
            yield Postbox(stand, bot), behind
        finally:
            await database.close()
        assert bot.stop() == 0
