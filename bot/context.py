"""What a step of the dialogue may know besides the state and the event; gathered by the worker before the step."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.agency import Catalogue
from domain.labels import Role, Status, Verdict


@dataclass(frozen=True, slots=True)
class Hint:
    """What the classifier thinks of the text just written; None of it is needed to go on.

    `proposals` are up to three agency codes, best first, without `none`; `off_topic` is True when the message most
    probably concerns no agency.
    """

    proposals: tuple[str, ...] = ()
    off_topic: bool = False
    urgent: bool = False
    praise: bool = False
    missing: bool = False
    """there is a text, and the classifier has not read it in time"""


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
    sensitive: bool = False
    answer: str = ""
    """the office's answer, for the person who wrote the feedback only"""
    verdict: Verdict | None = None
    rated: bool = False
    """whether it was rated when it was written"""


@dataclass(frozen=True, slots=True)
class Point:
    """A service point as its card says: the agency, and the unit, service and place where they are known."""

    code: str
    name: str
    agency: str
    unit: str | None = None
    service: str | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What is held of the person: a page of the feedbacks, newest first (`more` tells that older ones follow), and the
    permissions given."""

    feedbacks: tuple[Known, ...] = ()
    more: bool = False
    training: bool = False
    contact: bool = False
    data: str = ""
    """everything held, as the text of a file; only where the event asks for it"""


@dataclass(frozen=True, slots=True)
class Login:
    """What a valid login code makes of the person, or what an official who writes already is."""

    name: str
    role: Role
    agency: str | None = None
    alerts: bool = False
    province: str | None = None


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
    point: Point | None = None
    """the service point of the link, the button or the reminder in the event"""
    later: bool = False
    """the toss of a coin for a scanned card: True asks for the rating later, away from the desk"""
    own: Own = field(default_factory=Own)
    """filled for the events of `bot.dialogue.wants_own`"""
    login: Login | None = None
    """what the valid login code in the event gives"""
    official: Login | None = None
    """who an official is that is logged in here"""
    retention_days: int = 90
    backup_days: int = 30
    remote_answers: bool = True
    messenger: bool = True
    """False in a terminal, where nothing can be sent later"""
