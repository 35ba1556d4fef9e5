"""Two people and one bot on one database, watched: what they were told is remembered and held against the rows."""

import asyncio
import itertools
import re
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

import pytest
from sqlalchemy import select

from bot import texts, texts_detail
from bot.buttons import Action, Press, decode
from bot.calls import ApiCall
from bot.delivery import Delivery
from bot.events import Event, Pressed
from bot.later import Later
from bot.parts import Parts
from bot.platforms import TELEGRAM
from bot.state import State
from domain.digits import latin_digits
from domain.labels import Driver
from domain.tracking import new_tracking_number, parse_tracking_number
from storage.conversations import Conversations
from storage.crypto import KeyRing
from storage.database import Database
from storage.feedbacks import Feedbacks
from storage.tables import Base, Feedback, Piece
from tests.dialogues.behind import Behind
from tests.dialogues.desk_phone import buttons
from tests.support.desk import Desk
from tests.support.talk import CATALOGUE

T = TypeVar("T")
PEOPLE: Final = ("1001", "2002")
_NUMBER: Final = re.compile(r"(?:[۰-۹]{4}\s){2}[۰-۹]{4}")
_RECEIPT: Final = re.compile(rf"ثبت شد\.\s+شمارهٔ پیگیری: ({_NUMBER.pattern})")
_MARKS: Final = "ابپتثجچحخدذرزسشصضطظعغفقکگلمنوهی"


@dataclass
class Kept:
    """What must be found of a person: the texts of messages, the numbers given, the last ratings said to be stored."""

    texts: dict[int, str] = field(default_factory=dict)
    receipts: dict[str, None] = field(default_factory=dict)
    ratings: dict[str, int] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)
    keyboards: list[list[str]] = field(default_factory=list)

    def forget(self) -> None:
        self.erased += self.receipts
        self.texts.clear()
        self.receipts.clear()
        self.ratings.clear()


@dataclass(frozen=True)
class Seen:
    """The database: per case its person and its whole row with its pieces, the cases by number, the states by person."""

    cases: dict[int, tuple[str, Any, tuple[tuple[str, str], ...]]]
    numbers: dict[str, int] = field(default_factory=dict, compare=False)
    states: dict[str, State] = field(default_factory=dict)

    def row(self, number: str | None) -> Any:
        """The feedback with a tracking number."""
        case = self.numbers.get(number or "")
        return self.cases[case][1] if case else None

    def of_others(self, person: str) -> dict[int, Any]:
        return {case: whole for case, whole in self.cases.items() if whole[0] != person}

    def texts(self, person: str) -> list[str]:
        return [
            content
            for owner, _, pieces in self.cases.values()
            if owner == person
            for what, content in pieces
            if what == "text"
        ]


class Watch:
    """The bot, its database, and what must be found there of each person."""

    file: ClassVar[Path]
    never_given: ClassVar[str] = new_tracking_number()

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.patch = pytest.MonkeyPatch()
        coins = itertools.count()
        self.patch.setattr("secrets.randbits", lambda _bits: next(coins) % 2)  # a run can be repeated
        self.database = Database(f"sqlite:///{self.file}")
        # Without the model: whether it is in time would depend on how busy the machine is.
        self.desk = Desk(Parts(self.database, KeyRing.generate(), CATALOGUE))
        self.behind = Behind(self.database, self.desk.keys, CATALOGUE)
        later = (self.desk.outbox, asyncio.Event())
        self.due = Later(self.desk.parts, TELEGRAM, self.desk.conversation, later)
        self.kept = {person: Kept() for person in PEOPLE}
        self.messages = {person: itertools.count(1) for person in PEOPLE}
        """Their messages have the same numbers, as in two chats."""
        self.marks = itertools.product(_MARKS, repeat=3)
        self.now = self.await_(self.look())

    def close(self) -> None:
        self.await_(self.clear())
        self.loop.close()
        self.patch.undo()

    async def clear(self) -> None:
        async with self.database.writing() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                await connection.execute(table.delete())
        await self.database.close()

    def await_(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def happen(self, who: str, event: Event) -> str:
        """Let a person do something, see that nobody else's rows change and that what is said is so."""
        self.before = before = self.now
        self.message = getattr(event, "message", 0)
        calls = len(self.desk.calls)
        update = self.await_(self.desk.receive())
        press = {"callback": f"press-{update}", "pressed": 99} if isinstance(event, Pressed) else {}
        delivery = Delivery(who, who, event, **press)  # type: ignore[arg-type]
        for _ in range(2 if update % 5 == 0 else 1):  # an update that comes twice counts once
            self.await_(self.desk.handle(update, delivery))
        said = "\n".join(self.await_(self.desk.heard()))
        self.now = self.await_(self.look())
        fresh = self.desk.calls[calls:]
        assert all(call.parameters.get("chat_id", who) == who for call in fresh)
        assert sum(call.method == "answerCallbackQuery" for call in fresh) == len(press) // 2
        self.keep_keyboards(fresh)
        person = self.person(who)
        unchanged = before.of_others(person)
        assert {case: self.now.cases.get(case) for case in unchanged} == unchanged
        self.believe(who, event, said, before.states[who])
        return said

    def bring_up(self) -> None:
        """What is due now is said."""
        calls = len(self.desk.calls)
        self.await_(self.due.bring_up())
        self.await_(self.desk.heard())
        self.keep_keyboards(self.desk.calls[calls:])
        self.now = self.await_(self.look())

    def keep_keyboards(self, calls: Iterable[ApiCall]) -> None:
        for call in calls:
            keyboard = [data for _, data in buttons(call.parameters)]
            if keyboard:
                self.kept[call.parameters["chat_id"]].keyboards.append(keyboard)

    def believe(self, who: str, event: Event, said: str, before: State) -> None:
        """Hold the bot to what it says."""
        kept = self.kept[who]
        if texts.ERASED in said:
            assert all(whole[0] != self.person(who) for whole in self.now.cases.values())
            kept.forget()
            return
        self.drop_withdrawn(who, said)
        receipts = [number for found in _RECEIPT.finditer(said) for number in self.numbers_in(found[1])]
        if receipts:
            kept.receipts |= dict.fromkeys(receipts)
            self.now = self.await_(self.look())
        press = decode(event.data) if isinstance(event, Pressed) else None
        if press and receipts and press.action in (Action.RATE_ONLY, Action.POINT_RATE):
            kept.ratings[receipts[0]] = int(press.value.partition(":")[2])
        for paragraph in said.split("\n"):
            number = self.subject(paragraph, press, (before, self.now.states[who]))
            for rating in texts.RATINGS:
                if number and texts.rating_noted(rating) in paragraph:
                    kept.ratings[number] = rating
            self.check_notes(number, paragraph)

    def check_notes(self, number: str | None, paragraph: str) -> None:
        row = self.now.row(number)
        for agency in CATALOGUE:
            if texts.office_noted(agency.short_fa) in paragraph:
                assert row is not None
                assert agency.code == row.agency or agency.short_fa == row.county
        if texts.place_noted("کرمانشاه") in paragraph:
            assert row is not None
            assert row.county == "کرمانشاه"
        for driver in Driver:
            if texts_detail.driver_noted(driver) in paragraph:
                assert row is not None
                assert row.driver == driver

    def drop_withdrawn(self, who: str, said: str) -> None:
        """What was taken back is not looked for any more, if the bot says that it was taken back."""
        kept = self.kept[who]
        taken = [number for number in kept.receipts if texts.withdrawn(number) in said]
        for number in taken:
            row = self.now.row(number)
            assert row is not None
            assert row.status == "withdrawn"
            kept.ratings.pop(number, None)
        cases = {self.now.numbers[number] for number in taken}
        gone = {content for case in cases for _, content in self.before.cases[case][2]}
        kept.texts = {message: text for message, text in kept.texts.items() if text not in gone}

    def subject(self, paragraph: str, press: Press | None, states: tuple[State, State]) -> str | None:
        """The tracking number of the feedback that a sentence is about."""
        before, after = states
        named = [*self.numbers_in(paragraph), press.number if press else None, after.number, before.number]
        return next((number for number in named if number), None)

    def numbers_in(self, text: str) -> list[str]:
        found = (parse_tracking_number(latin_digits(each)) for each in _NUMBER.findall(text))
        return [number for number in found if number]

    def refused(self, said: str) -> bool:
        """The bot says openly that it does not store a message."""
        return "ثبت نشد" in said

    def attachments(self) -> int:
        return sum(what != "text" for _, _, pieces in self.now.cases.values() for what, _ in pieces)

    def marked(self, sentence: str) -> str:
        """The sentence with a word that makes it unlike all others."""
        return f"{sentence} {''.join(next(self.marks))}"

    @property
    def numbers(self) -> list[str]:
        """In the order in which they were given, so that a run can be repeated."""
        given = (number for kept in self.kept.values() for number in (*kept.erased, *kept.receipts))
        return [*given, self.never_given]

    def person(self, who: str) -> str:
        return self.desk.conversation.person(who)

    async def look(self) -> Seen:
        feedbacks, keys = Feedbacks(self.desk.keys), self.desk.keys
        async with self.database.reading() as connection:
            rows = (await connection.execute(select(Feedback.__table__))).all()
            pieces = (await connection.execute(select(Piece.__table__).order_by(Piece.id))).all()
            found = {number: await feedbacks.find(connection, number) for number in self.numbers}
            saved = await Conversations(keys).states(connection, [self.person(who) for who in PEOPLE])
        parts: dict[int, list[tuple[str, str]]] = {row.id: [] for row in rows}
        for piece in pieces:
            parts[piece.feedback_id].append((piece.what, keys.decrypt(piece.content_sealed)))
        return Seen(
            {row.id: (row.person, row, tuple(parts[row.id])) for row in rows},
            {number: known.id for number, known in found.items() if known},
            {who: State.from_json(saved.get(self.person(who), "{}")) for who in PEOPLE},
        )
