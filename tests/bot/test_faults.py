"""A database that fails while people write: nothing is lost, nothing counts twice, and it goes on by itself."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.support.bot_process import BotProcess
from tests.support.burst import Burst, Outcome
from tests.support.stand import TOKEN, Stand
from tests.support.troubles import full, gone, locked

PEOPLE = 10
SECONDS = 2.0
KILLS = 3

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("stand")]


@pytest.mark.parametrize("trouble", [locked, full])
def test_sqlite_fails_for_a_while(
    tmp_path: Path, trouble: Callable[[BotProcess], AbstractContextManager[None]]
) -> None:
    with Stand() as stand, BotProcess(stand.root, tmp_path, TOKEN) as bot:
        survives(Burst(stand, bot, twice=0.2), trouble)


def test_postgresql_is_gone_for_a_while(tmp_path: Path, postgres_url: str) -> None:
    settings = {"REZAYAT_DATABASE_URL": postgres_url}
    with Stand() as stand, BotProcess(stand.root, tmp_path, TOKEN, settings=settings) as bot:
        survives(Burst(stand, bot, twice=0.2), gone)


def survives(burst: Burst, trouble: Callable[[BotProcess], AbstractContextManager[None]]) -> None:
    """People write before, while and after something is wrong with the database."""
    burst.start()
    burst.write(PEOPLE)
    burst.stand.wait(lambda: burst.stand.emulator.made)
    with trouble(burst.bot):
        burst.write(PEOPLE)
        time.sleep(SECONDS)
    burst.write(PEOPLE)
    assert burst.finish() == Outcome(0, lost=0, doubled=0, resent=0, replies_missing=0)
    assert "Traceback" not in burst.bot.log


def test_two_processes_share_one_bot(tmp_path: Path, postgres_url: str) -> None:
    """Both receive, handle and send, in a database of their own, and each is killed now and then."""
    settings = {"REZAYAT_DATABASE_URL": postgres_url}
    with (
        Stand() as stand,
        BotProcess(stand.root, tmp_path, TOKEN, webhook=True, settings=settings) as one,
        BotProcess(stand.root, tmp_path, TOKEN, webhook=True, settings=settings) as two,
    ):
        burst = Burst(stand, one, [two])
        for _ in range(KILLS):
            burst.round(PEOPLE)
        outcome = burst.finish()
    assert outcome.resent <= KILLS
    assert outcome == Outcome(KILLS, lost=0, doubled=0, resent=outcome.resent, replies_missing=0)
