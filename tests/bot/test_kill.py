"""kill -9 in the middle of a burst: nothing is lost, nothing counts twice."""

from pathlib import Path

import pytest

from tests.support.bot_process import BotProcess
from tests.support.burst import Burst, Outcome
from tests.support.stand import TOKEN, Stand

KILLS = 5
PEOPLE = 6


@pytest.mark.timeout(900)
def test_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    with Stand() as stand, BotProcess(stand.root, tmp_path, TOKEN) as bot:
        burst = Burst(stand, bot)
        for _ in range(KILLS):
            burst.round(PEOPLE)
        outcome = burst.finish()
    assert outcome.resent <= KILLS
    assert outcome == Outcome(KILLS, lost=0, doubled=0, resent=outcome.resent, replies_missing=0)
