"""Whatever two people do, in whatever order: nothing raises, nothing is lost, nothing is said that is not so."""

import shutil
from pathlib import Path
from typing import Final

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot import texts
from bot.buttons import Action, encode
from bot.delivery import written
from bot.events import Answered, Attached, Attachment, Commanded, Edited, Event, LeftUs, Pressed, Proposed, Sent, Wrote
from bot.state import State
from domain.errors import InputError
from tests.bot.watch import PEOPLE, Watch

SENTENCES: Final = (
    "سه روز است آب روستای ما قطع است و هیچ‌کس جواب تلفن را نمی‌دهد",
    "از شهرداری شکایت دارم چون دو ماه است زباله را نمی‌برند",
    "کارمند باجه برای امضای پرونده از من رشوه خواست و ندادم",
    "خانم پشت باجه کارم را با حوصله راه انداخت و خیلی ممنونم",
    "ئاوی گوندەکەمان سێ ڕۆژە بڕاوە و کەس وەڵام ناداتەوە",
    "bargh mahalle ma az dirooz ghat shode va kasi nemiad",
)
"""Too long to be anything but words for an office."""
SHORT: Final = (
    *("شهرداری", "بانک", "بانک ملی", "کرمانشاه", "شهرداری ۲", "۱", "۴", "خیلی راضی", "نه", "بله", "سلام", "ممنون"),
    *("نمی‌دانم", "ادارهٔ دیگر", "پس می‌گیرم", "حذف", "پاک کن", "پیگیری", "لغو", "نمره", "موضوع دیگری است"),
    *("🙂", "", "مریم احمدی", "۰۹۱۲۳۴۵۶۷۸۹", "۱۲۳۴"),
)
COMMANDS: Final = (*texts.COMMANDS, "login", "report", "logout", "alerts", "unknown")
ARGUMENTS: Final = ("", "water", "gone", "۱۲", "1404-07")
VALUES: Final = ("", "0", "1", "5", "6", "water", "water:3", "gone:5", "speed", "training:1", "solved")


class TwoPeople(RuleBasedStateMachine, Watch):
    """What two people can do, and what must hold whatever they do."""

    def __init__(self) -> None:
        RuleBasedStateMachine.__init__(self)
        Watch.__init__(self)

    def teardown(self) -> None:
        self.close()

    # What happens

    @rule(who=st.sampled_from(PEOPLE), sentence=st.sampled_from(SENTENCES), forwarded=st.booleans())
    def write(self, who: str, sentence: str, forwarded: bool) -> None:
        text = self.marked(sentence)
        said = self.happen(who, Wrote(next(self.messages[who]), text, forwarded))
        if not self.refused(said):
            self.kept[who].texts[self.message] = text

    @rule(who=st.sampled_from(PEOPLE), text=st.sampled_from(SHORT))
    def answer(self, who: str, text: str) -> None:
        self.happen(who, written(next(self.messages[who]), text))

    @rule(who=st.sampled_from(PEOPLE), data=st.data())
    def write_a_number(self, who: str, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.numbers))
        self.happen(who, Wrote(next(self.messages[who]), number))

    @rule(who=st.sampled_from(PEOPLE), sentence=st.sampled_from(SENTENCES), data=st.data())
    def edit(self, who: str, sentence: str, data: st.DataObject) -> None:
        written = sorted({message for kept in self.kept.values() for message in kept.texts})
        message = data.draw(st.sampled_from([*written, 999_999]))
        text = self.marked(sentence)
        self.happen(who, Edited(message, text))
        if text in self.now.texts(self.person(who)):
            self.kept[who].texts[message] = text

    @rule(
        who=st.sampled_from(PEOPLE),
        what=st.sampled_from(Attachment),
        caption=st.sampled_from(("", *SENTENCES)),
        album=st.sampled_from(("", "a", "b")),
    )
    def attach(self, who: str, what: Attachment, caption: str, album: str) -> None:
        caption = self.marked(caption) if caption else ""
        before = self.attachments()
        said = self.happen(who, Attached(next(self.messages[who]), what, "file", caption, album))
        if not self.refused(said):
            assert self.attachments() == before + 1
            if caption:
                self.kept[who].texts[self.message] = caption

    @rule(who=st.sampled_from(PEOPLE), at=st.integers(0, 9))
    def press_newest(self, who: str, at: int) -> None:
        if self.kept[who].keyboards:
            newest = self.kept[who].keyboards[-1]
            self.happen(who, Pressed(newest[at % len(newest)]))

    @rule(who=st.sampled_from(PEOPLE), sentence=st.sampled_from(SENTENCES), at=st.integers(0, 4))
    def go_all_the_way(self, who: str, sentence: str, at: int) -> None:
        """A complaint of its own, its office, its place, a rating, and whatever else is asked."""
        self.happen(who, Commanded("new"))
        self.write(who, sentence, forwarded=False)
        self.press_newest(who, 0)
        self.answer(who, "کرمانشاه")
        self.press_newest(who, at)
        self.press_newest(who, at)

    @rule(who=st.sampled_from(PEOPLE), whose=st.sampled_from(PEOPLE), data=st.data())
    def press_any(self, who: str, whose: str, data: st.DataObject) -> None:
        shown = [each for keyboard in self.kept[whose].keyboards for each in keyboard]
        if shown:
            self.happen(who, Pressed(data.draw(st.sampled_from(shown))))

    @rule(who=st.sampled_from(PEOPLE), minutes=st.sampled_from((5, 31, 150)))
    def later(self, who: str, minutes: int) -> None:
        self.await_(self.behind.later(who, minutes))
        self.bring_up()

    @rule(who=st.sampled_from(PEOPLE), closes=st.booleans())
    def office_answers(self, who: str, closes: bool) -> None:
        act = self.behind.close if closes else self.behind.answer
        try:
            self.await_(act(who, "بررسی شد."))
        except (InputError, LookupError):
            return  # there is none, or it cannot be answered now
        self.bring_up()

    @rule(who=st.sampled_from(PEOPLE))
    def scan(self, who: str) -> None:
        code = self.await_(self.behind.print_card())
        self.happen(who, Commanded("start", code))

    @rule(who=st.sampled_from(PEOPLE), kind=st.sampled_from((Answered, Proposed)), data=st.data())
    def reminded(self, who: str, kind: type[Answered | Proposed], data: st.DataObject) -> None:
        self.happen(who, kind(data.draw(st.sampled_from(self.numbers))))

    @rule(who=st.sampled_from(PEOPLE), action=st.sampled_from(Action), value=st.sampled_from(VALUES), data=st.data())
    def press_forged(self, who: str, action: Action, value: str, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(["", *self.numbers]))
        self.happen(who, Pressed(encode(action, number, value)))

    @rule(who=st.sampled_from(PEOPLE), data=st.text(max_size=64))
    def press_rubbish(self, who: str, data: str) -> None:
        self.happen(who, Pressed(data))

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(COMMANDS), argument=st.sampled_from(ARGUMENTS))
    def command(self, who: str, name: str, argument: str) -> None:
        self.happen(who, Commanded(name, argument))

    @rule(who=st.sampled_from(PEOPLE), event=st.sampled_from((Sent("sticker"), Sent("poll"), Sent(""), LeftUs())))
    def send(self, who: str, event: Event) -> None:
        self.happen(who, event)

    @precondition(lambda self: any(len(kept.texts) > 3 for kept in self.kept.values()))
    @rule(who=st.sampled_from(PEOPLE))
    def erase(self, who: str) -> None:
        self.happen(who, Commanded("delete"))
        self.happen(who, Pressed(encode(Action.ERASE)))

    # What must hold

    @invariant()
    def no_text_is_lost(self) -> None:
        for who in PEOPLE:
            stored = self.now.texts(self.person(who))
            for text in self.kept[who].texts.values():
                assert stored.count(text) == 1

    @invariant()
    def every_receipt_is_found(self) -> None:
        for who in PEOPLE:
            for number in self.kept[who].receipts:
                row = self.now.row(number)
                assert row is not None
                assert row.person == self.person(who)

    @invariant()
    def what_was_erased_is_not_found(self) -> None:
        for kept in self.kept.values():
            assert not any(number in self.now.numbers for number in kept.erased)

    @invariant()
    def ratings_are_as_last_said(self) -> None:
        for who in PEOPLE:
            for number, rating in self.kept[who].ratings.items():
                assert self.now.row(number).rating == rating

    @invariant()
    def the_state_survives_the_database(self) -> None:
        for state in self.now.states.values():
            assert State.from_json(state.to_json()) == state


@pytest.fixture(scope="module", autouse=True)
def file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    TwoPeople.file = tmp_path_factory.mktemp("properties") / "rezayat.db"
    shutil.copy(sqlite_template, TwoPeople.file)


TwoPeople.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # an example takes a second, so a failing one is shown as it is
)
TestTwoPeople = TwoPeople.TestCase
