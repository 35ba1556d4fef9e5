"""The labels that a message can carry; one list each, in the order used in files and model heads."""

from enum import StrEnum
from typing import Final

NO_AGENCY: Final = "none"
"""The agency code of a message that concerns no agency of the catalogue (not the same as being unsure)."""


class Sentiment(StrEnum):
    """How satisfied the writer sounds; independent of the kind of message."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Kind(StrEnum):
    """What the writer wants to do with the message."""

    COMPLAINT = "complaint"
    PRAISE = "praise"
    SUGGESTION = "suggestion"
    QUESTION = "question"
    OTHER = "other"


class Driver(StrEnum):
    """What exactly is praised or blamed; a message may have several."""

    RESULT = "result"
    EASE = "ease"
    SPEED = "speed"
    TRANSPARENCY = "transparency"
    STAFF = "staff"
    FAIRNESS = "fairness"
    INTEGRITY = "integrity"
    COST = "cost"
    DIGITAL = "digital"


class AgencySource(StrEnum):
    """Who decided which agency a feedback is about; the strongest source wins."""

    CITIZEN = "citizen"
    REVIEWER = "reviewer"
    MODEL = "model"


class IntakeChannel(StrEnum):
    """The way by which a feedback reached us."""

    TELEGRAM = "telegram"
    BALE = "bale"
    WEB = "web"
    IMPORT = "import"
    TERMINAL = "terminal"


class ServiceMode(StrEnum):
    """Whether the service itself was used at a desk or from afar."""

    IN_PERSON = "in_person"
    REMOTE = "remote"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Where a feedback stands. Later states (answered, solved, disputed) come with the case service."""

    OPEN = "open"
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
