"""Where a conversation stands: plain data, kept in the database as JSON."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

OPEN_FOR: Final = timedelta(minutes=30)
"""How long after it began everything a person sends belongs to the same feedback."""


class Step(StrEnum):
    """What the bot waits for. Whatever the step, a person may always just write."""

    IDLE = "idle"
    OFFICE = "office"
    OFFICE_NAME = "office_name"
    PLACE = "place"
    RATING = "rating"
    WHAT_NOW = "what_now"
    RATE_OFFICE = "rate_office"
    RATE_ONLY = "rate_only"
    TRACK = "track"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class State:
    """One person's conversation.

    `number` is the tracking number of the feedback that is open (since `opened`, an aware instant), `agency` the office
    chosen for it; `rated` and `no_rating` tell whether the rating question is done or must not be asked; `album` is the
    album whose first part has been answered.
    """

    step: Step = Step.IDLE
    number: str | None = None
    opened: datetime | None = None
    agency: str | None = None
    county: str | None = None
    last_county: str | None = None
    rated: bool = False
    no_rating: bool = False
    album: str = ""

    def is_open(self, now: datetime) -> bool:
        """True while additions still belong to the feedback."""
        return self.number is not None and self.opened is not None and now - self.opened < OPEN_FOR

    def to_json(self) -> str:
        values = asdict(self)
        values["opened"] = self.opened.isoformat() if self.opened else None
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        values: dict[str, Any] = json.loads(text)
        values["step"] = Step(values["step"])
        values["opened"] = datetime.fromisoformat(values["opened"]) if values["opened"] else None
        return cls(**values)
