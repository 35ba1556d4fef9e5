"""What a step of the dialogue may know besides the state and the event; gathered by the worker before the step."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.agency import Catalogue
from domain.labels import Status


@dataclass(frozen=True, slots=True)
class Hint:
    """What the classifier thinks of the text just written; None of it is needed to go on.

    `proposals` are up to three agency codes, best first, without `none`; `off_topic` is True when the message most
    probably concerns no agency.
    """

    proposals: tuple[str, ...] = ()
    off_topic: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A feedback of this very person or one found by its tracking number."""

    number: str
    status: Status
    agency: str | None
    registered_day: str
    """the Jalali day, as people read it"""
    pieces: int = 1
    mine: bool = True
    """False for somebody else's, found by its number: its state may be seen, nothing may be changed"""


@dataclass(frozen=True, slots=True)
class Context:
    """`fresh_number` is a new tracking number to use if a feedback is registered; `found` the feedback that belongs to
    the tracking number in the event or in the pressed button, None when there is none. `stored` tells whether the message
    that was edited is part of a feedback still open."""

    now: datetime
    catalogue: Catalogue
    fresh_number: str
    hint: Hint = field(default_factory=Hint)
    found: Known | None = None
    matches: tuple[str, ...] = ()
    """agencies whose names or aliases look like what was typed, best first"""
    stored: bool = True
    retention_days: int = 90
    backup_days: int = 30
    remote_answers: bool = True
