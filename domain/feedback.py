"""A feedback: what one citizen said about one agency, once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.errors import InputError
from domain.labels import AgencySource, Asked, IntakeChannel, ServiceMode, Status

RATINGS: Final = range(1, 6)
"""1 very dissatisfied … 5 very satisfied."""


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """A feedback about to be registered.

    `person` is a keyed pseudonym, never a name or number; `text` is what was written, unmasked (it is encrypted at rest).
    `received_at` is an aware instant. A feedback without text must carry a rating. `unit` and `service` are codes within
    the agency, `point` is the service point whose card was scanned and `event` its occasion; `asked` says where a solicited
    rating was asked for. `sensitive` keeps the feedback from the office it is about; `language` is one that is not Persian.
    """

    person: str
    received_at: datetime
    text: str
    channel: IntakeChannel
    agency: str | None = None
    rating: int | None = None
    province: str | None = None
    county: str | None = None
    status: Status = Status.REGISTERED
    unit: str | None = None
    service: str | None = None
    point: str | None = None
    event: str | None = None
    solicited: bool = False
    asked: Asked | None = None
    sensitive: bool = False
    language: str | None = None
    service_mode: ServiceMode = ServiceMode.UNKNOWN

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise ValueError("received_at must be aware")
        if self.rating is not None and self.rating not in RATINGS:
            raise InputError("rating_range", rating=self.rating)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One feedback as it leaves the house: redacted, without person or tracking number."""

    case_number: int
    day: date
    agency: str | None
    agency_source: AgencySource | None
    province: str | None
    county: str | None
    channel: IntakeChannel
    service_mode: ServiceMode
    rating: int | None
    sentiment: str | None
    kind: str | None
    drivers: tuple[str, ...]
    service: str | None
    urgent: bool
    needs_review: bool
    status: Status
    solicited: bool
    text_redacted: str
    model_version: str | None
    unit: str | None = None
    driver: str | None = None
    event: str | None = None
    due: date | None = None
    answered_on: date | None = None
    outcome: str | None = None
    rating_after: int | None = None
