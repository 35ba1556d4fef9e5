"""What the bot's tests share."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from bot.parts import Parts
from domain.analysis import Analysis, Proposal
from storage.crypto import KeyRing
from storage.database import Database
from tests.storage.samples import analysis
from tests.support.desk import Desk
from tests.support.talk import CATALOGUE


@dataclass
class FakeAnalyser:
    """Thinks the same of every message, after `wait` seconds or by failing."""

    proposals: tuple[str, ...] = ("water", "none", "banks")
    urgent: bool = False
    wait: float = 0
    model_version: str = "m-1"
    fails: bool = False
    read: list[str] = field(default_factory=list)

    def analyse(self, texts: Sequence[str]) -> list[Analysis]:
        self.read += texts
        time.sleep(self.wait)
        if self.fails:
            raise RuntimeError("کارشناس خواب است")
        return [analysis(proposals=tuple(Proposal(code, 0.3) for code in self.proposals), urgent=self.urgent)] * len(
            texts
        )


@pytest.fixture
def analyser() -> FakeAnalyser:
    return FakeAnalyser()


@pytest.fixture
def desk(database: Database, keys: KeyRing, analyser: FakeAnalyser) -> Desk:
    return Desk(Parts(database, keys, CATALOGUE, province="kermanshah", analyser=analyser))


@pytest.fixture
def quiet_desk(sqlite_database: Database, keys: KeyRing) -> Desk:
    """Without a model, where the kind of database plays no part."""
    return Desk(Parts(sqlite_database, keys, CATALOGUE))


async def eventually(look: Callable[[], object], seconds: float = 20) -> None:
    """Wait until `look` sees something."""
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)
