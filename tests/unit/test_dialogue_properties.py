"""Whatever a person does, in whatever order: nothing raises, nothing they wrote is lost, every press is answered."""

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot import matters, names, texts, words
from bot.buttons import Action, Office, Press, decode, encode
from bot.context import Hint
from bot.dialogue import wanted_name, wanted_number
from bot.effects import (
    AddAttachment,
    AddText,
    AnswerPress,
    ChooseAgency,
    ChoosePlace,
    ChooseUnit,
    Commend,
    Effect,
    EraseEverything,
    KeepFromOffice,
    NameDriver,
    Rate,
    Register,
    Say,
    TakeButtons,
    WantAnswer,
    Withdraw,
)
from bot.events import Attached, Attachment, Commanded, Edited, Pressed, Sent, Wrote
from bot.limits import MOST_FEEDBACKS_OF_ALL, MOST_OF_ALL, MOST_THINGS
from bot.state import State, Step
from domain.agency import Catalogue
from domain.tracking import new_tracking_number, parse_tracking_number
from tests.support.talk import CATALOGUE, Talk

NOW = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
MESSAGES = (
    "سه روز است آب روستای ما قطع است و هیچ‌کس جواب نمی‌دهد",
    "برای امضا رشوه خواستند و گفتند بدون آن کارت راه نمی‌افتد",
    "دو نفر در این پیچ بر اثر تصادف کشته شدند و هنوز چراغ ندارد",
    "از دست این وضع می‌خواهم خودم را بکشم و کسی کمک نمی‌کند",
    "کارمند بانک ملی شعبهٔ بازار خیلی با حوصله جوابم را داد، دستش درد نکند",
    "pomp benzin shahr panj rooze ke baste ast va hich kas nist",
    "سلام خسته نباشید می‌خواستم بگویم آسفالت کوچهٔ ما را بکنید",
    "اتوبوس " * 500 + "نمی‌آید",
)
SHORT = (
    "سلام", "تست", "ممنون", "بله", "نه", "پیگیری", "حذف", "راهنما", "لغو", "شروع", "پس می‌گیرم", "حریم خصوصی", "پاک کن",
    "نمره", "شهرداری", "شهرداری ۲", "برق", "آبفا", "کرمانشاه", "تو مریوان", "برق نداریم", "۳", "خیلی ناراضی",
    "نمره نمی‌دهم", "نمی‌دانم", "ادارهٔ دیگر", "لازم نیست", "123456789012", "۰۹۱۲۳۴۵۶۷۸۹", "۱۲", "👍", "", " ", "آ",
    "موضوع دیگری است", "بانک ملی", "بانک ملی ۲", "ملت", "در فهرست نیست", "سرعت کار", "رد می‌شوم", "خانم رضایی", "بماند",
    "به خود اداره نشان ندهید", "بی‌شرف‌ها", "نوشته‌های من", "تنظیمات",
)  # fmt: skip
COMMANDS = ("start", "help", "track", "rate", "cancel", "privacy", "delete", "withdraw", "new", "weather", "پیگیری", "")
ARGUMENTS = ("", "water", "no_such", "123456789012", "۱۲۳", "\x00")
STORED = (Register, AddText)
ANSWERED = (ChooseAgency, ChooseUnit, ChoosePlace, Rate, NameDriver, Commend, KeepFromOffice, WantAnswer, Withdraw,
            EraseEverything, Register)  # fmt: skip


class Conversation(RuleBasedStateMachine):
    """A person who does anything at any time, and the rules that hold all the same."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk()
        self.fresh = ""
        self.before = State()

    def remember(self) -> None:
        self.fresh = self.talk.fresh_number
        self.before = self.talk.state

    @rule(text=st.sampled_from(MESSAGES))
    def write_message(self, text: str) -> None:
        self.remember()
        stored = [effect for effect in self.talk.write(text) if isinstance(effect, STORED)]
        if self.refused():
            return
        assert [effect.text for effect in stored] == [text]
        assert isinstance(stored[0], AddText) == (
            self.before.is_open(self.talk.now) and not self.danger_elsewhere(text)
        )

    @rule(text=st.sampled_from(SHORT) | st.text(max_size=30))
    def write_anything(self, text: str) -> None:
        self.remember()
        effects = self.talk.write(text)
        stored = [effect for effect in effects if isinstance(effect, STORED)]
        assert len(stored) <= 1
        assert stored or not words.has_content(text) or self.understood(text, effects) or self.refused()

    def danger_elsewhere(self, text: str) -> bool:
        first, agency = self.talk.hint.proposals[:1], self.before.agency
        return bool(agency and first not in ((), (agency,)) and matters.emergency(text, self.talk.hint))

    def refused(self) -> bool:
        """Whether the limit of an hour was reached; that is said, and nothing is stored."""
        said = [effect for effect in self.talk.effects if isinstance(effect, Say)]
        return len(said) == len(self.talk.effects) and ("ثبت نشد" in self.talk.heard or self.before.warned > 0)

    @rule(text=st.sampled_from(MESSAGES + SHORT))
    def forward(self, text: str) -> None:
        self.remember()
        effects = self.talk.forward(text)
        stored = [effect for effect in effects if isinstance(effect, STORED)]
        assert (
            stored
            or not words.has_content(text)
            or words.is_small_talk(text)
            or words.is_insult(text)
            or (words.number_part(text) or self.refused())
        )

    def understood(self, text: str, effects: tuple[Effect, ...]) -> bool:
        named = self.before.step in (Step.OFFICE_NAME, Step.RATE_OFFICE) and len(words.fold(text).split()) <= 4
        known = words.command(text) or words.is_small_talk(text) or words.number_part(text) or words.rating(text)
        known = known or words.is_insult(text) or words.is_hide(text)
        return bool(
            named or known or words.office_and_rating(text) or any(isinstance(each, ANSWERED) for each in effects)
        )

    @rule(text=st.sampled_from(MESSAGES) | st.text(max_size=30))
    def edit(self, text: str) -> None:
        self.remember()
        self.talk.edit(text)

    @rule(what=st.sampled_from(Attachment), caption=st.sampled_from(("", *MESSAGES)))
    def attach(self, what: Attachment, caption: str) -> None:
        self.remember()
        effects = self.talk.attach(what, caption)
        if self.refused():
            return
        assert sum(isinstance(effect, AddAttachment) for effect in effects) == 1
        kept = [effect.text if isinstance(effect, Register) else effect.caption for effect in effects
                if isinstance(effect, Register | AddAttachment)]  # fmt: skip
        assert "".join(kept) == caption

    @precondition(lambda self: self.talk.shown)
    @rule(data=st.data())
    def press_shown(self, data: st.DataObject) -> None:
        self.press(data.draw(st.sampled_from(sorted({button.data for button in self.talk.shown}))))

    @rule(action=st.sampled_from(Action), value=st.sampled_from(("", "0", "1", "5", "6", "water", "water:3", "gone")))
    def press_forged(self, action: Action, value: str) -> None:
        for number in ("", self.talk.state.number or "", new_tracking_number()):
            self.press(encode(action, number, value))

    @rule(data=st.text(max_size=64))
    def press_rubbish(self, data: str) -> None:
        self.press(data)

    def press(self, data: str) -> None:
        self.remember()
        effects = self.talk.happen(Pressed(data))
        if not effects:
            assert self.before.warned
            assert self.before.used >= MOST_THINGS
            return
        assert isinstance(effects[0], AnswerPress)
        assert sum(isinstance(effect, AnswerPress) for effect in effects) == 1
        assert not any(isinstance(effect, TakeButtons) for effect in effects[2:])

    @rule(name=st.sampled_from(COMMANDS), argument=st.sampled_from(ARGUMENTS))
    def command(self, name: str, argument: str) -> None:
        self.remember()
        self.talk.command(name, argument)

    @rule(what=st.sampled_from(("sticker", "poll", "contact", "dice", "story", "")))
    def send(self, what: str) -> None:
        self.remember()
        self.talk.send(what)

    @rule(minutes=st.sampled_from((1, 10, 31, 5000)))
    def wait(self, minutes: int) -> None:
        self.talk.wait(minutes)

    @rule(
        proposals=st.lists(st.sampled_from(("water", "banks", "gone"))), urgent=st.booleans(), off_topic=st.booleans()
    )
    def hint(self, proposals: list[str], urgent: bool, off_topic: bool) -> None:
        self.talk.hint = Hint(tuple(proposals), off_topic=off_topic, urgent=urgent)

    @rule(proposals=st.lists(st.sampled_from(("water", "banks"))), urgent=st.booleans())
    def propose(self, proposals: list[str], urgent: bool) -> None:
        self.remember()
        effects = self.talk.propose(Hint(tuple(proposals), urgent=urgent))
        assert all(isinstance(effect, Say) for effect in effects)

    @invariant()
    def the_state_survives_the_database(self) -> None:
        assert State.from_json(self.talk.state.to_json()) == self.talk.state

    @invariant()
    def a_new_feedback_has_the_fresh_number(self) -> None:
        registered = [effect for effect in self.talk.effects if isinstance(effect, Register)]
        assert len(registered) <= 1
        assert all(effect.number == self.fresh for effect in registered)
        assert all(effect.rating is None or effect.rating in range(1, 6) for effect in registered)

    @invariant()
    def what_is_said_fits(self) -> None:
        for say in self.talk.says:
            assert 0 < len(say.text) < 4096
            assert not (say.buttons and say.keyboard), "a messenger shows one keyboard a message"
            assert len({button.data for button in say.buttons}) == len(say.buttons)
            for button in say.buttons:
                assert 0 < len(button.label) <= texts.LABEL_LIMIT
                assert 0 < len(button.data.encode()) <= 64
        assert len(self.talk.notice) <= 200

    @invariant()
    def no_rating_is_asked_for_after_grave_words(self) -> None:
        assert not (self.talk.state.no_rating and self.talk.state.step in (Step.RATING, Step.DRIVER, Step.COMMEND))

    @invariant()
    def nobody_sends_too_much(self) -> None:
        assert self.talk.state.begun <= MOST_FEEDBACKS_OF_ALL
        assert self.talk.state.used <= MOST_OF_ALL + 1

    @invariant()
    def nothing_goes_to_a_feedback_taken_back(self) -> None:
        for effect in self.talk.effects:
            if isinstance(effect, AddText | Rate | ChooseAgency | ChooseUnit | ChoosePlace | NameDriver | WantAnswer):
                assert effect.number in self.talk.feedbacks


Conversation.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestConversation = Conversation.TestCase


@given(
    action=st.sampled_from(Action),
    number=st.just("") | st.from_regex("[0-9]{12}", fullmatch=True),
    value=st.sampled_from(("", "5", *(agency.code for agency in CATALOGUE))),
)
def test_button_data_comes_back(action: Action, number: str, value: str) -> None:
    assert decode(encode(action, number, value)) == Press(action, number, value)


def test_every_shipped_agency_fits_a_button() -> None:
    for agency in Catalogue.load():
        for unit in agency.units:
            office = Office(agency, (unit,))
            assert office.value == f"{agency.code}:{unit.code}"
            assert len(encode(Action.RATE_ONLY, value=f"{agency.code}:5:{unit.code}").encode()) <= 64
        assert len(encode(Action.OTHER_OFFICE, "0" * 12, f"{agency.code}:5").encode()) <= 64
        assert len(agency.short_fa) <= texts.LABEL_LIMIT


@given(text=st.text(max_size=60))
def test_words_take_any_text(text: str) -> None:
    assert words.fold(words.fold(text)) == words.fold(text)
    assert names.place(text) is None or len(names.place(text) or "") <= names.LONGEST_PLACE
    words.office_and_rating(text)
    assert not (words.command(text) and words.is_greeting(text))
    number = wanted_number(Wrote(1, text), State(), NOW)
    assert number is None or parse_tracking_number(number) == number


@given(county=st.text(min_size=1, max_size=60))
def test_a_place_fits_its_button(county: str) -> None:
    assert len(texts.same_place(county)) <= texts.LABEL_LIMIT


@given(
    opened=st.none() | st.datetimes(timezones=st.just(UTC)),
    step=st.sampled_from(Step),
    word=st.text(min_size=1, max_size=20),
)
def test_a_state_round_trips(opened: datetime | None, step: Step, word: str) -> None:
    state = State(step, number="0" * 12, opened=opened, agency=word, county=word, last_county=word, likely=(word,))
    assert State.from_json(state.to_json()) == state


def test_what_the_worker_looks_up() -> None:
    number = new_tracking_number()
    assert wanted_number(Pressed(encode(Action.RATE, number, "3")), State(), NOW) == number
    assert wanted_number(Pressed(encode(Action.ERASE)), State(), NOW) is None
    assert wanted_number(Wrote(1, f"پیگیری {number}"), State(), NOW) == number
    assert wanted_number(Commanded("track", number), State(), NOW) == number
    assert wanted_number(Sent("poll"), State(), NOW) is None
    rating = State(Step.RATING, number, opened=NOW)
    assert wanted_number(Wrote(1, "۲"), rating, NOW + timedelta(minutes=29)) is None
    assert wanted_number(Wrote(1, "۲"), rating, NOW + timedelta(minutes=30)) == number, "somebody may have it in hand"
    assert wanted_name(Wrote(1, "شهرداری ۲")) == "شهرداری"
    assert wanted_name(Wrote(1, "بلدیه")) == "بلدیه"
    assert wanted_name(Edited(1, "بلدیه")) is None
    assert wanted_name(Attached(1, Attachment.PHOTO, "file")) is None
    assert wanted_name(Attached(1, Attachment.PHOTO, "file", "چالهٔ شهرداری")) == "چالهٔ شهرداری"


def test_half_an_hour_is_half_an_hour() -> None:
    opened = datetime(2026, 1, 1, tzinfo=UTC)
    state = State(number="0" * 12, opened=opened)
    assert state.is_open(opened + timedelta(minutes=29, seconds=59))
    assert not state.is_open(opened + timedelta(minutes=30))


def test_every_constant_sentence_is_short_plain_text() -> None:
    sentences = [value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)]
    assert all(len(sentence) < 1000 for sentence in sentences)
    assert not any(mark in sentence for sentence in sentences for mark in ("<", "*", "_", "`", "http"))
