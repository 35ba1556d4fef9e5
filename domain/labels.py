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
    """Where a feedback stands. What may follow what is in `domain.case`."""

    OPEN = "open"
    """its citizen may still add to it; no office sees it"""
    REGISTERED = "registered"
    WITH_OFFICE = "with_office"
    ANSWERED = "answered"
    SOLVED = "solved"
    """the citizen said so; nobody else can"""
    NOT_SOLVED = "not_solved"
    """closed, but not solved"""
    DISPUTED = "disputed"
    """answered, and the citizen disagrees"""
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What a citizen says of the answer to a feedback."""

    SOLVED = "solved"
    BETTER = "better"
    NOT_SOLVED = "not_solved"
    IRRELEVANT = "irrelevant"


class Asked(StrEnum):
    """Where a solicited rating was asked for, so that the pressure of a desk can be measured."""

    DESK = "desk"
    AWAY = "away"


class Role(StrEnum):
    """What an official may see and do."""

    VIEWER = "viewer"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
