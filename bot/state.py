"""Where a conversation stands: plain data, kept in the database as JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

from domain.labels import Asked

OPEN_FOR: Final = timedelta(minutes=30)
"""How long after it began everything a person sends belongs to the same feedback."""
ANSWER_WITHIN: Final = timedelta(minutes=10)
"""How long the question before something is erased waits for its answer."""


class Step(StrEnum):
    """What the bot waits for. Whatever the step, a person may always just write."""

    IDLE = "idle"
    OFFICE = "office"
    OFFICE_NAME = "office_name"
    UNIT = "unit"
    PLACE = "place"
    RATING = "rating"
    DRIVER = "driver"
    COMMEND = "commend"
    WHAT_NOW = "what_now"
    VERDICT = "verdict"
    RATE_AGAIN = "rate_again"
    RATE_OFFICE = "rate_office"
    RATE_ONLY = "rate_only"
    TRACK = "track"
    ERASE = "erase"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class State:
    """One person's conversation.

    `number` is the tracking number of the feedback that is open (since `opened`, an aware instant), `agency` the office
    chosen for it and `unit` which one of these, `likely` the offices proposed so far; `rated` and `no_rating` tell whether
    the rating question is done or must not be asked; `wordless` that the feedback is a rating so far, without words;
    `praise` that an employee may be commended; `point` is the service point whose card was scanned and `asked` where its
    rating is asked for; `album` is the album whose first part has been answered. `told` remembers that the word about the
    official complaint system was said. `to_withdraw` is the feedback that is perhaps to be taken back, `asked_at` when the
    question before erasing was put. `hour`, `used`, `begun` and `reports` count what the person sent, the feedbacks begun
    and the reports asked for within the hour that began then, `warned` how often a limit was named.
    """

    step: Step = Step.IDLE
    number: str | None = None
    opened: datetime | None = None
    agency: str | None = None
    unit: str | None = None
    likely: tuple[str, ...] = ()
    county: str | None = None
    last_county: str | None = None
    rated: bool = False
    no_rating: bool = False
    album: str = ""
    praise: bool = False
    point: str | None = None
    asked: Asked | None = None
    told: bool = False
    wordless: bool = False
    to_withdraw: str | None = None
    asked_at: datetime | None = None
    hour: datetime | None = None
    used: int = 0
    begun: int = 0
    reports: int = 0
    warned: int = 0

    def is_open(self, now: datetime) -> bool:
        """True while additions still belong to the feedback."""
        return self.number is not None and self.opened is not None and now - self.opened < OPEN_FOR

    def asking_to_erase(self, now: datetime) -> Self:
        """The state that waits for the word that everything is to be erased."""
        return replace(self, step=Step.ERASE, to_withdraw=None, asked_at=now)

    def asking_to_withdraw(self, number: str, now: datetime) -> Self:
        """The state that waits for the word that this feedback is to be taken back."""
        return replace(self, step=Step.WITHDRAW, to_withdraw=number, asked_at=now)

    def last_call(self, now: datetime) -> Self:
        """The state as the next event finds it: only that one may answer the question before erasing, and only soon."""
        if self.step not in _ERASING:
            return self
        in_time = self.asked_at is not None and now - self.asked_at < ANSWER_WITHIN
        return replace(self, asked_at=None) if in_time else self._past_erasing()

    def answered_or_left(self) -> Self:
        """The state after that event: without the question, unless it was just put."""
        return self if self.step in _ERASING and self.asked_at else self._past_erasing()

    def _past_erasing(self) -> Self:
        step = Step.IDLE if self.step in _ERASING else self.step
        return replace(self, step=step, to_withdraw=None, asked_at=None)

    def anew(self, **changes: Any) -> "State":
        """A fresh start that keeps what holds for the person, whatever the feedback: the last place, what was said once, and
        the count of the hour."""
        lasting: dict[str, Any] = {"last_county": self.last_county, "told": self.told}
        counted = {name: getattr(self, name) for name in _COUNTED}
        return State(**lasting, **counted, **changes)

    def to_json(self) -> str:
        """The state as stored: what is not as at the beginning."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        kept = {name: value for name, value in values.items() if value != getattr(_BEGINNING, name)}
        return json.dumps(kept, ensure_ascii=False, default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The stored state; what an older version stored beyond it is left out."""
        values: dict[str, Any] = json.loads(text)
        known = {field.name for field in fields(cls)}
        return cls(**{name: _READ.get(name, _same)(value) for name, value in values.items() if name in known and value})


def _same(value: Any) -> Any:
    return value


_ERASING: Final = (Step.ERASE, Step.WITHDRAW)
_COUNTED: Final = ("hour", "used", "begun", "reports", "warned")
_BEGINNING: Final = State()
_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "step": Step,
    "opened": datetime.fromisoformat,
    "asked_at": datetime.fromisoformat,
    "hour": datetime.fromisoformat,
    "likely": tuple,
    "asked": Asked,
}
