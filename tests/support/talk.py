"""A person talking to the dialogue, with a small stand-in for the worker and its tables."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.buttons import encode
from bot.context import Context, Hint, Known
from bot.dialogue import step, wanted_name, wanted_number
from bot.effects import (
    AddAttachment,
    AddText,
    AnswerPress,
    Button,
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
    ReplaceText,
    Say,
    TakeButtons,
    WantAnswer,
    Withdraw,
)
from bot.events import Attached, Attachment, Commanded, Edited, Event, Pressed, Proposed, Sent, Wrote
from bot.state import OPEN_FOR, State
from domain.agency import Agency, Catalogue
from domain.group import Group
from domain.labels import Status
from domain.tracking import parse_tracking_number
from domain.unit import read_units

CATALOGUE = Catalogue(
    (
        Agency("municipality", "شهرداری", "شهرداری", "عمومی", "زباله و آسفالت", aliases=("بلدیه",)),
        Agency("water", "شرکت آب و فاضلاب", "آب و فاضلاب", "استانی", "آب شرب", aliases=("آبفا", "اداره آب")),
        Agency("electricity", "شرکت توزیع برق", "توزیع برق", "استانی", "قطعی برق", aliases=("برق", "اداره برق")),
        Agency("regional_electricity", "شرکت برق منطقه‌ای", "برق منطقه‌ای", "استانی", "خط انتقال برق"),
        Agency("banks", "بانک‌ها", "بانک", "دولتی", "وام و شعبه", units=read_units()["banks"]),
    ),
    (
        Group("city", "شهر و خانه", ("municipality",)),
        Group("utilities", "آب و برق", ("water", "electricity", "regional_electricity")),
        Group("money", "بانک و بیمه", ("banks",)),
    ),
)


@dataclass
class Talk:
    """Keeps the state as JSON between the steps, as the worker does."""

    now: datetime = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
    saved: str = field(default_factory=lambda: State().to_json())
    feedbacks: dict[str, Known] = field(default_factory=dict)
    registered_at: dict[str, datetime] = field(default_factory=dict)
    shown: list[Button] = field(default_factory=list)
    effects: tuple[Effect, ...] = ()
    hint: Hint = Hint(proposals=("water", "municipality"))
    remote_answers: bool = True
    messages: int = 0

    @property
    def state(self) -> State:
        return State.from_json(self.saved)

    @property
    def fresh_number(self) -> str:
        """The number that the next feedback gets; it depends on the number of feedbacks only."""
        start = f"{len(self.registered_at) + 12345678901:011d}"
        return next(start + digit for digit in "0123456789" if parse_tracking_number(start + digit))

    def happen(self, event: Event) -> tuple[Effect, ...]:
        """Take one step and carry its effects out."""
        state, self.effects = step(self.state, event, self._context(event))
        self.saved = state.to_json()
        for effect in self.effects:
            self._carry_out(effect)
        return self.effects

    def write(self, text: str) -> tuple[Effect, ...]:
        self.messages += 1
        return self.happen(Wrote(self.messages, text))

    def edit(self, text: str) -> tuple[Effect, ...]:
        return self.happen(Edited(self.messages, text))

    def forward(self, text: str) -> tuple[Effect, ...]:
        """Send on what somebody else wrote."""
        self.messages += 1
        return self.happen(Wrote(self.messages, text, forwarded=True))

    def attach(self, what: Attachment, caption: str = "", album: str = "") -> tuple[Effect, ...]:
        self.messages += 1
        return self.happen(Attached(self.messages, what, "file", caption, album))

    def propose(self, hint: Hint) -> tuple[Effect, ...]:
        """The classifier has read the open feedback at last."""
        self.hint = hint
        return self.happen(Proposed(self.state.number or ""))

    def command(self, name: str, argument: str = "") -> tuple[Effect, ...]:
        return self.happen(Commanded(name, argument))

    def send(self, what: str) -> tuple[Effect, ...]:
        return self.happen(Sent(what))

    def press(self, label: str) -> tuple[Effect, ...]:
        """Press the newest button of this label that was ever shown."""
        return self.happen(Pressed(next(button.data for button in reversed(self.shown) if button.label == label)))

    def press_first(self, label: str) -> tuple[Effect, ...]:
        """Press the oldest button of this label."""
        return self.happen(Pressed(next(button.data for button in self.shown if button.label == label)))

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @property
    def says(self) -> tuple[Say, ...]:
        return tuple(effect for effect in self.effects if isinstance(effect, Say))

    @property
    def heard(self) -> str:
        return "\n".join(say.text for say in self.says)

    @property
    def labels(self) -> list[str]:
        return [button.label for say in self.says for button in say.buttons]

    @property
    def notice(self) -> str:
        return "".join(effect.text for effect in self.effects if isinstance(effect, AnswerPress))

    @property
    def done(self) -> list[str]:
        """What was stored, one short line each."""
        return [_line(effect) for effect in self.effects if not isinstance(effect, Say | AnswerPress | TakeButtons)]

    def _context(self, event: Event) -> Context:
        name = wanted_name(event)
        number = wanted_number(event, self.state, self.now)
        return Context(
            now=self.now,
            catalogue=CATALOGUE,
            fresh_number=self.fresh_number,
            hint=self.hint,
            found=self._known(number) if number else None,
            matches=_matches(name) if name else (),
            remote_answers=self.remote_answers,
        )

    def _known(self, number: str) -> Known | None:
        known = self.feedbacks.get(number)
        if known and known.status is Status.OPEN and self.now - self.registered_at[number] >= OPEN_FOR:
            return replace(known, status=Status.REGISTERED)
        return known

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Register(number=number, agency=agency, sensitive=sensitive):
                self.feedbacks[number] = Known(number, Status.OPEN, agency, "11 دی 1404", sensitive=sensitive)
                self.registered_at[number] = self.now
            case ChooseAgency(number=number, agency=agency):
                self.feedbacks[number] = replace(self.feedbacks[number], agency=agency)
            case KeepFromOffice(number=number):
                self.feedbacks[number] = replace(self.feedbacks[number], sensitive=True)
            case Withdraw(number=number):
                self.feedbacks[number] = replace(self.feedbacks[number], status=Status.WITHDRAWN, agency=None)
            case EraseEverything():
                self.feedbacks.clear()
            case Say(buttons=buttons):
                self.shown.extend(buttons)
            case _:
                pass


def stale(action: str, number: str, value: str = "") -> Pressed:
    """A press on a button that this conversation never showed."""
    return Pressed(encode(action, number, value))  # type: ignore[arg-type]


def _matches(text: str) -> tuple[str, ...]:
    spoken = re.findall(r"\w+", text)
    return tuple(
        agency.code
        for agency in CATALOGUE
        if any(word in name.split() for word in spoken for name in (agency.name_fa, agency.short_fa, *agency.aliases))
    )


def _line(effect: Effect) -> str:
    match effect:
        case Register(agency=agency, rating=rating, sensitive=sensitive, language=language):
            said = ["Register", agency, rating, "sensitive" if sensitive else "", language]
        case ChooseUnit(unit=unit):
            said = ["ChooseUnit", unit]
        case NameDriver(driver=driver):
            said = ["NameDriver", driver]
        case Commend(name=name):
            said = ["Commend", name]
        case ChooseAgency(agency=agency):
            said = ["ChooseAgency", agency or "?"]
        case ChoosePlace(county=county):
            said = ["ChoosePlace", county]
        case Rate(rating=rating):
            said = ["Rate", rating]
        case WantAnswer(wanted=wanted):
            said = ["WantAnswer", "yes" if wanted else "no"]
        case AddAttachment(what=what):
            said = ["AddAttachment", what]
        case AddText() | ReplaceText() | Withdraw() | EraseEverything() | _:
            said = [type(effect).__name__]
    return " ".join(str(part) for part in said if part)
