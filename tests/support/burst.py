"""Many people writing at once to a bot that is killed again and again, and the count of what came of it.

Each person registers a feedback, names the office and the place, rates it and adds a sentence: five updates, five replies,
one feedback of two pieces with one rating.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from bot.state import State, Step
from storage.conversations import Conversations
from storage.crypto import KeyRing
from storage.database import Database
from storage.feedbacks import Feedbacks
from storage.tables import Feedback, Outgoing, Piece, Update
from tests.support.bot_process import BotProcess
from tests.support.citizen import Citizen
from tests.support.stand import Stand

AGENCY: Final = "municipality"
COUNTY: Final = "کرمانشاه"
RATING: Final = 2
FIRST: Final = "چالهٔ بزرگ جلوی خانهٔ شمارهٔ {} ده روز است پر نشده و خطر دارد"
LAST: Final = "این را هم بگویم که خانهٔ {} دو بار زنگ زده و جوابی نگرفته است"
SAID: Final = (FIRST, "شهرداری", COUNTY, "۲", LAST)


@dataclass(frozen=True)
class Outcome:
    """What the kills did: things lost or doubled among feedbacks, pieces, ratings and states; replies sent twice."""

    kills: int
    lost: int
    doubled: int
    resent: int
    replies_missing: int


@dataclass
class Burst:
    """People write in rounds; the bot is killed once in each. `others` are more processes of the same bot.

    A share of the updates, `twice`, is delivered a second time, and malformed ones come between them.
    """

    stand: Stand
    bot: BotProcess
    others: Sequence[BotProcess] = ()
    twice: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    people: list[Citizen] = field(default_factory=list)
    kills: int = 0

    def start(self) -> None:
        """Start every process that does not run."""
        for process in (self.bot, *self.others):
            if not process.is_running:
                process.start()

    def round(self, people: int) -> None:
        """Let some more people write, and kill one process while it answers them."""
        self.write(people)
        self.start()
        said = len(self.stand.emulator.made)
        self.stand.wait(lambda: any(made.method == "sendMessage" for made in self.stand.emulator.made[said:]))
        time.sleep(self.chance.uniform(0, 1))
        self.chance.choice((self.bot, *self.others)).kill()
        self.kills += 1

    def write(self, people: int) -> None:
        """Let some more people write all they have to say."""
        first = 1000 + len(self.people)
        fresh = [Citizen(self.stand, number) for number in range(first, first + people)]
        self.people += fresh
        for text in SAID:
            for citizen in fresh:
                citizen.write(text.format(citizen.number))
                if self.chance.random() < self.twice:
                    self.stand.bring_again(self.stand.brought)
                if self.chance.random() < self.twice / 4:
                    self.stand.bring({"message": {"message_id": "?", "text": 5}})

    def finish(self) -> Outcome:
        """Let the bot do what is left, stop it and count."""
        self.start()
        self.stand.wait(lambda: self.stand.confirmed() and not self._open_rows(), seconds=300)
        for process in (self.bot, *self.others):
            process.stop()
        return asyncio.run(self._count())

    def _open_rows(self) -> int:
        return asyncio.run(self._rows_left())

    async def _rows_left(self) -> int:
        database = Database(self.bot.database_url)
        try:
            async with database.reading() as connection:
                waiting = list(await connection.scalars(select(Update.state).where(Update.state == "new")))
                calls = list(
                    await connection.scalars(select(Outgoing.id).where(Outgoing.state.in_(("new", "sending"))))
                )
        finally:
            await database.close()
        return len(waiting) + len(calls)

    async def _count(self) -> Outcome:
        database = Database(self.bot.database_url)
        try:
            found, states = await self._stored(database)
        finally:
            await database.close()
        wanted = Counter(fact for citizen in self.people for fact in self._facts_of(citizen))
        replies = {citizen.number: len(self.stand.said(citizen.number)) - len(SAID) for citizen in self.people}
        return Outcome(
            kills=self.kills,
            lost=(wanted - found).total() + sum(state is None for state in states),
            doubled=(found - wanted).total(),
            resent=sum(max(0, extra) for extra in replies.values()),
            replies_missing=sum(max(0, -extra) for extra in replies.values()),
        )

    def _facts_of(self, citizen: Citizen) -> list[tuple[Any, ...]]:
        number = citizen.number
        return [
            (str(number), "feedback", AGENCY, COUNTY, RATING),
            (str(number), "piece", FIRST.format(number)),
            (str(number), "piece", LAST.format(number)),
        ]

    async def _stored(self, database: Database) -> tuple[Counter[tuple[Any, ...]], list[State | None]]:
        """What the database holds, and the states that are as they must be."""
        keys = KeyRing.read(self.bot.keys)
        names = {keys.person("telegram", citizen.number): str(citizen.number) for citizen in self.people}
        found: Counter[tuple[Any, ...]] = Counter()
        async with database.reading() as connection:
            rows = (await connection.execute(select(Feedback.__table__))).all()
            pieces = (await connection.execute(select(Piece.feedback_id, Piece.content_sealed))).all()
            saved = await Conversations(keys).states(connection, names)
            states = [await self._good(connection, (keys, saved.get(person))) for person in names]
        people = {row.id: names[row.person] for row in rows}
        found.update((people[row.id], "feedback", row.agency, row.county, row.rating) for row in rows)
        found.update((people[row.feedback_id], "piece", keys.decrypt(row.content_sealed)) for row in pieces)
        return found, states

    async def _good(self, connection: Any, saved: tuple[KeyRing, str | None]) -> State | None:
        """The state, when it stands at the last question of a feedback that exists."""
        keys, text = saved
        state = State.from_json(text) if text else State()
        known = state.number and await Feedbacks(keys).find(connection, state.number)
        return state if known and state.step is Step.DRIVER and state.rated else None
