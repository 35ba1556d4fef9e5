"""How many answers a second the bot gives, with everything durable, against a bare echo that keeps nothing.

    python benchmarks/bot.py [--quick]

People write to both on the same stand: 1, 50 or 200 at a time, each sending the next message when the last was answered, so
many as answers allow. A person registers a feedback, names the office, the place and a rating, and adds a sentence; then
another person comes. Both are asked for one reply a message and make one call for it. The echo handles one update at a time
(concurrent_updates off); the bot's limit of 25 calls a second is off, its model too: without it nothing but intake is measured.
The stand's own cost is what a client needs that only calls sendMessage. Then 20 updates a second come at random moments from
many people, and the time from an update to its answer is measured, the limit of 25 calls a second in force.

Echo and bot are measured in turns, and the median of three turns counts. The last line is a JSON object: ratio_to_echo (calls a
second at 200 people, bot : echo), p95_ms (at 20 updates a second).
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from telegram import Bot
from telegram.request import HTTPXRequest

from tests.support.bot_process import ROOT, BotProcess
from tests.support.stand import TOKEN, Emulator, Stand

PEOPLE: Final = (1, 50, 200)
SAID: Final = (
    "چالهٔ بزرگ جلوی خانه ده روز است پر نشده و خطر دارد",
    "شهرداری",
    "کرمانشاه",
    "۲",
    "این را هم بگویم که دو بار زنگ زده‌ام و جوابی نگرفته‌ام",
)
WARM_S: Final = 2.0
FREELY: Final = {"REZAYAT_SENDS_PER_S": "100000"}
STEADY_PER_S: Final = 20


@dataclass
class Load:
    """What the people of a crowd have seen: when each call was made, and how long answers took (seconds)."""

    calls: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)


class Crowd(Emulator):
    """The server with its people, who live in its loop."""

    def __init__(self) -> None:
        super().__init__()
        self.load = Load()
        self._asked: dict[str, float] = {}
        self._step: dict[str, int] = {}
        self._next_person = 10_000
        self._goes_on = False

    async def begin(self, people: int) -> None:
        """So many people begin to write, and each goes on when it is answered."""
        self._goes_on = True
        for _ in range(people):
            await self._new_person()

    async def steadily(self, per_s: float, seconds: float) -> None:
        """Fresh people write one message each, at random moments."""
        end = time.monotonic() + seconds
        chance = random.Random(7)
        while time.monotonic() < end:
            await self._new_person()
            await asyncio.sleep(chance.expovariate(per_s))

    def rest(self) -> None:
        """Nobody writes any more."""
        self._goes_on = False

    def _note(self, made: Any) -> None:
        super()._note(made)
        if made.method in ("getUpdates", "getMe"):
            return
        now = time.monotonic()
        self.load.calls.append(now)
        if made.method == "sendMessage" and made.chat in self._asked:
            self.load.answers.append(now - self._asked.pop(made.chat))
            if self._goes_on:
                asyncio.get_running_loop().create_task(self._next(made.chat))

    async def _next(self, person: str) -> None:
        self._step[person] += 1
        if self._step[person] < len(SAID):
            await self._write(person)
        else:
            del self._step[person]
            await self._new_person()

    async def _new_person(self) -> None:
        self._next_person += 1
        person = str(self._next_person)
        self._step[person] = 0
        await self._write(person)

    async def _write(self, person: str) -> None:
        number, text = int(person), SAID[self._step[person]]
        self.next_id += 1
        who = {"id": number, "is_bot": False, "first_name": "س"}
        chat = {"id": number, "type": "private", "first_name": "س"}
        message = {"message_id": self.next_id, "date": int(time.time()), "from": who, "chat": chat, "text": text}
        self._asked[person] = time.monotonic()
        await self.enqueue_update({"message": message}, token=TOKEN)


@contextlib.contextmanager
def crowd() -> Iterator[tuple[Stand, Crowd]]:
    """A fresh stand and its people."""
    people = Crowd()
    stand = Stand()
    stand.emulator = people
    with stand:
        yield stand, people


@contextlib.contextmanager
def echo(root: str) -> Iterator[None]:
    """The echo at work."""
    command = [sys.executable, str(Path(__file__).with_name("echo.py")), root, TOKEN]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def bot(root: str, settings: dict[str, str]) -> Iterator[None]:
    """The bot at work, on an empty SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        process = BotProcess(root, Path(folder), TOKEN, settings=settings)
        process.start()
        try:
            yield
        finally:
            process.stop()


def _freely(root: str) -> contextlib.AbstractContextManager[None]:
    """The bot at work without its limit of calls."""
    return bot(root, FREELY)


def calls_per_s(people: int, seconds: float, running: Any) -> float:
    """Calls of the Bot API a second that something makes for so many people."""
    with crowd() as (stand, load), running(stand.root):
        stand.there(load.begin(people))
        stand.wait(lambda: load.load.answers, 60)
        time.sleep(WARM_S)
        before, begun = len(load.load.calls), time.monotonic()
        time.sleep(seconds)
        made, took = len(load.load.calls) - before, time.monotonic() - begun
        load.rest()
        return made / took


def steady(seconds: float) -> list[float]:
    """How long answers take at 20 updates a second, in milliseconds."""
    with crowd() as (stand, load), bot(stand.root, {}):
        stand.there(load.begin(1))
        stand.wait(lambda: load.load.answers, 60)
        load.rest()
        time.sleep(1)
        load.load.answers.clear()
        stand.there(load.steadily(STEADY_PER_S, seconds))
        time.sleep(2)
        return [1000 * answer for answer in load.load.answers]


def stand_calls_per_s(at_once: int, seconds: float) -> float:
    """Calls a second of a client that does nothing but call sendMessage."""

    async def call(root: str) -> int:
        made = 0
        end = time.monotonic() + seconds
        async with Bot(TOKEN, base_url=f"{root}/bot", request=HTTPXRequest(connection_pool_size=at_once)) as client:

            async def go_on() -> None:
                nonlocal made
                while time.monotonic() < end:
                    await client.send_message(5, "سلام")
                    made += 1

            await asyncio.gather(*(go_on() for _ in range(at_once)))
        return made

    with crowd() as (stand, _):
        return asyncio.run(call(stand.root)) / seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--quick", action="store_true", help="once for three seconds, in the place of three times for five"
    )
    seconds, rounds = (3.0, 1) if parser.parse_args().quick else (5.0, 3)
    figures: dict[str, float] = {}
    for at_once in (1, 16):
        figures[f"stand_{at_once}"] = round(stand_calls_per_s(at_once, seconds), 1)
        print(f"sendMessage alone, {at_once:>3} at once: {figures[f'stand_{at_once}']:7.1f} calls/s", flush=True)
    for people in PEOPLE:
        pairs = [(calls_per_s(people, seconds, echo), calls_per_s(people, seconds, _freely)) for _ in range(rounds)]
        echoed, made = (statistics.median(figures) for figures in zip(*pairs, strict=True))
        ratios = sorted(round(mine / other, 3) for other, mine in pairs)
        figures |= {f"echo_{people}": round(echoed, 1), f"bot_{people}": round(made, 1)}
        figures[f"ratio_{people}"] = statistics.median(ratios)
        print(f"{people:>3} people: echo {echoed:7.1f}, bot {made:7.1f} calls/s, ratios {ratios}", flush=True)
    answers = sorted(steady(seconds))
    p95 = answers[int(0.95 * len(answers))]
    print(
        f"{STEADY_PER_S} updates/s: median {statistics.median(answers):.0f} ms, p95 {p95:.0f} ms, {len(answers)} answers"
    )
    print(json.dumps({"ratio_to_echo": figures["ratio_200"], "p95_ms": round(p95, 1), **figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
