"""What the bot survives: killed at random moments, a messenger and a database that fail, updates that come twice or broken.

    python benchmarks/faults.py [--quick] [--postgres URL]

Each scenario has people who register a feedback, name the office and the place, rate it and add a sentence (five updates, five
replies), while a tenth of the updates is delivered twice and some are malformed. Counted are feedbacks, messages, ratings and
states that were lost or doubled, replies that came twice and replies that never came. Scenarios with PostgreSQL run on a
database made for them on the server of --postgres (by default the local one), and are left out, with a word, without one.

The last line is a JSON object: kills; lost and doubled over all scenarios (both must be 0); resent replies (at most one a
kill); and the figures of each scenario.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

# Beside this script lies bot.py, which must not be taken for the package.
sys.path[:] = [place for place in sys.path if Path(place).resolve() != Path(__file__).resolve().parent]

from storage import migrate  # noqa: E402
from storage.database import Database  # noqa: E402
from tests.support.bot_process import BotProcess  # noqa: E402
from tests.support.burst import Burst, Outcome  # noqa: E402
from tests.support.stand import TOKEN, Fault, Stand  # noqa: E402
from tests.support.troubles import full, gone, locked  # noqa: E402

POSTGRES: Final = "postgresql://postgres@127.0.0.1:5432/postgres"
KILLS: Final = 100
PEOPLE: Final = 20
TWICE: Final = 0.1
DOWN_S: Final = 20.0
ANSWERS: Final = (401, 404, 409, 429, 500, 502, 503, 200)
Trouble = Callable[[BotProcess], AbstractContextManager[None]]


@dataclass(frozen=True)
class Scale:
    """How much is done: kills, people in the other scenarios, and how long a database fails."""

    kills: int = KILLS
    people: int = PEOPLE
    down_s: float = DOWN_S


@dataclass(frozen=True)
class Place:
    """Where a scenario runs: a folder of its own, and settings of the bot."""

    folder: Path
    settings: dict[str, str]
    webhook: bool = False

    @contextlib.contextmanager
    def burst(self, processes: int = 1) -> Iterator[Burst]:
        """A fresh stand, and processes of one bot on it."""
        self.folder.mkdir()
        with Stand() as stand, contextlib.ExitStack() as stack:
            bot, *others = [
                stack.enter_context(
                    BotProcess(stand.root, self.folder, TOKEN, webhook=self.webhook, settings=self.settings)
                )
                for _ in range(processes)
            ]
            yield Burst(stand, bot, others, TWICE)


def killed(place: Place, scale: Scale, processes: int = 1) -> Outcome:
    """SIGKILL at random moments: one person's five updates for each kill."""
    with place.burst(processes) as burst:
        for number in range(1, scale.kills + 1):
            burst.round(1)
            print(f"  kill {number} of {scale.kills}", end="\r", flush=True)
        return burst.finish()


def with_a_bad_messenger(place: Place, scale: Scale) -> Outcome:
    """Every kind of wrong answer to getUpdates and sendMessage, and connections cut in the middle of a body."""
    with place.burst() as burst:
        faults = [_fault(method, status) for method in ("getUpdates", "sendMessage") for status in ANSWERS]
        faults += [Fault(method, cut=True) for method in ("getUpdates", "sendMessage")]
        random.Random(7).shuffle(faults)
        burst.start()
        burst.write(scale.people // 2)
        burst.stand.wait(lambda: burst.stand.emulator.made)
        burst.stand.emulator.faults += faults
        burst.write(scale.people)
        return burst.finish()


def _fault(method: str, status: int) -> Fault:
    return Fault(method, status, retry_after=1 if status == 429 else 0)


def with_a_bad_database(place: Place, scale: Scale, trouble: Trouble) -> Outcome:
    """People write before, while and after the database fails."""
    with place.burst() as burst:
        burst.start()
        burst.write(scale.people)
        burst.stand.wait(lambda: burst.stand.emulator.made)
        with trouble(burst.bot):
            burst.write(scale.people)
            time.sleep(scale.down_s)
        burst.write(scale.people)
        return burst.finish()


@contextlib.contextmanager
def postgres(server: str) -> Iterator[str | None]:
    """A fresh database on a PostgreSQL server, dropped at the end; None where there is no server."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool, connect_args={"connect_timeout": 3})
    name = f"rezayat_faults_{uuid4().hex}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except DBAPIError as error:
        print(f"no PostgreSQL, its scenarios are left out: {str(error).splitlines()[0]}")
        yield None
        return
    made = make_url(server).set(database=name).render_as_string(hide_password=False)
    asyncio.run(_upgrade(made))
    try:
        yield made
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _upgrade(url: str) -> None:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()


def measure(scale: Scale, server: str, folder: Path) -> Iterator[tuple[str, Outcome]]:
    """Run every scenario; each has a fresh database."""
    numbers = itertools.count()

    def place(*, webhook: bool = False, **settings: str) -> Place:
        return Place(folder / str(next(numbers)), settings, webhook)

    yield "SIGKILL, polling, SQLite", killed(place(), scale)
    yield "SIGKILL, webhook, SQLite", killed(place(webhook=True), replace(scale, kills=max(1, scale.kills // 5)))
    yield "a messenger that fails", with_a_bad_messenger(place(), scale)
    yield f"SQLite locked for {scale.down_s:.0f} s", with_a_bad_database(place(), scale, locked)
    yield f"disk full for {scale.down_s:.0f} s", with_a_bad_database(place(), scale, full)
    for name, run in _on_postgres(scale):
        with postgres(server) as url:
            if url is None:
                return
            upgraded = place(webhook="two processes" in name, REZAYAT_DATABASE_URL=url)
            yield name, run(upgraded)


def _on_postgres(scale: Scale) -> list[tuple[str, Callable[[Place], Outcome]]]:
    fewer = replace(scale, kills=max(1, scale.kills // 5))
    return [
        ("SIGKILL, two processes, webhook, PostgreSQL", lambda place: killed(place, fewer, 2)),
        (f"PostgreSQL gone for {scale.down_s:.0f} s", lambda place: with_a_bad_database(place, scale, gone)),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="3 kills, databases that fail for 2 s")
    parser.add_argument("--postgres", default=POSTGRES, help="a server on which databases may be made")
    options = parser.parse_args()
    scale = Scale(kills=3, people=4, down_s=2) if options.quick else Scale()
    outcomes: dict[str, Outcome] = {}
    print("| scenario | kills | lost | doubled | replies repeated | replies missing | seconds |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        for name, outcome in measure(scale, options.postgres, Path(folder)):
            outcomes[name] = outcome
            figures = (outcome.kills, outcome.lost, outcome.doubled, outcome.resent, outcome.replies_missing)
            print(f"| {name} | {' | '.join(map(str, figures))} | {time.monotonic() - begun:.0f} |", flush=True)
            begun = time.monotonic()
    total = {
        key: sum(asdict(each)[key] for each in outcomes.values()) for key in ("kills", "lost", "doubled", "resent")
    }
    print(json.dumps({**total, "scenarios": {name: asdict(each) for name, each in outcomes.items()}}))
    good = total["lost"] == total["doubled"] == 0 and total["resent"] <= total["kills"]
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
