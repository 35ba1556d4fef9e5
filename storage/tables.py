"""The tables. Texts and addresses are encrypted columns (`*_sealed`), people are keyed pseudonyms."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from domain.labels import (
    AgencySource,
    Asked,
    Driver,
    IntakeChannel,
    Kind,
    Role,
    Sentiment,
    ServiceMode,
    Status,
    Verdict,
)
from storage.types import LongText, ShortText, UtcDateTime

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
_Id = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """All tables."""


Base.metadata.naming_convention = NAMING


def _one_of(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


class Fact(Base):
    """One-line facts about the database itself, such as the fingerprint of the keys it was written with."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Update(Base):
    """A raw update as the messenger delivered it. `payload_sealed` and `person` are emptied once it is handled.

    `person` is whose update it is (null where it does not say), for the order of handling; after a failure it is tried
    again at `not_before`, and the person's later ones wait for it.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'done', 'dead')", name="state"),
        Index("ix_inbox_open", "platform", "bot", "state", "received_at", "update_id"),
        Index("ix_inbox_dead", "person", sqlite_where=text("state = 'dead'"), postgresql_where=text("state = 'dead'")),
    )

    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    bot: Mapped[str] = mapped_column(String(32), primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person: Mapped[str | None] = mapped_column(String(64))
    payload_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8), default="new")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str | None] = mapped_column(ShortText(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Outgoing(Base):
    """A call to the messenger that still has to be made, or was.

    `sending` is set before the call, so that a row found in that state after a crash is known to be a possible repeat;
    `not_before` is then the end of the sender's claim on it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'sending', 'sent', 'dead')", name="state"),
        Index("ix_outbox_open", "platform", "state", "id"),
        Index("ix_outbox_person", "person", "state", "id"),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    person: Mapped[str] = mapped_column(String(64))
    platform: Mapped[str] = mapped_column(String(16))
    payload_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8), default="new")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    resent: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str | None] = mapped_column(ShortText(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Conversation(Base):
    """Where a person's conversation stands (sealed JSON)."""

    __tablename__ = "conversation"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    state_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Feedback(Base):
    """What one citizen said about one agency, once.

    `id` is the case number that officials see. `number_mac` finds the row by the citizen's tracking number. `revision`
    counts changes of the text, so that a prediction knows which text it read; `unread` while the text waits for the
    classifier. `unit` and `service` are codes within the
    agency, as the citizen or the service point said; `point` is the service point whose card was scanned, `event` an
    occasion such as a pilgrimage. `sensitive` keeps it from the office it is about. `owner`, `due` and what follows belong
    to the case. A commendation (the name of an employee) is kept apart from the text.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint(_one_of("channel", IntakeChannel), name="channel"),
        CheckConstraint(_one_of("service_mode", ServiceMode), name="service_mode"),
        CheckConstraint(_one_of("status", Status), name="status"),
        CheckConstraint(_one_of("agency_source", AgencySource), name="agency_source"),
        CheckConstraint(_one_of("driver", Driver), name="driver"),
        CheckConstraint(_one_of("asked", Asked), name="asked"),
        CheckConstraint(_one_of("verdict", Verdict), name="verdict"),
        CheckConstraint("rating_after BETWEEN 1 AND 5", name="rating_after"),
        Index("ix_feedback_day_agency", "day", "agency"),
        Index("ix_feedback_status", "status", "received_at"),
        Index("ix_feedback_due", "due", "id"),
        Index("ix_feedback_unread", "id", sqlite_where=text("unread"), postgresql_where=text("unread")),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    person: Mapped[str] = mapped_column(String(64), index=True)
    number_mac: Mapped[str | None] = mapped_column(String(64), unique=True)
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    channel: Mapped[str] = mapped_column(String(16))
    service_mode: Mapped[str] = mapped_column(String(16), default=ServiceMode.UNKNOWN)
    status: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str | None] = mapped_column(String(40))
    agency_source: Mapped[str | None] = mapped_column(String(16))
    province: Mapped[str | None] = mapped_column(String(40))
    county: Mapped[str | None] = mapped_column(ShortText(80))
    rating: Mapped[int | None] = mapped_column(Integer)
    solicited: Mapped[bool] = mapped_column(default=False)
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    unread: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[str | None] = mapped_column(String(40))
    service: Mapped[str | None] = mapped_column(String(40))
    point: Mapped[str | None] = mapped_column(String(16))
    event: Mapped[str | None] = mapped_column(String(40))
    asked: Mapped[str | None] = mapped_column(String(8))
    driver: Mapped[str | None] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(8))
    sensitive: Mapped[bool] = mapped_column(default=False)
    commendation_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    owner: Mapped[str | None] = mapped_column(ShortText(80))
    due: Mapped[date | None] = mapped_column(Date)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    verdict: Mapped[str | None] = mapped_column(String(16))
    rating_after: Mapped[int | None] = mapped_column(Integer)


class Piece(Base):
    """One message of a feedback as it was written or sent; `message` is the messenger's number of it."""

    __tablename__ = "piece"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    message: Mapped[int] = mapped_column(BigInteger)
    what: Mapped[str] = mapped_column(String(16))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Prediction(Base):
    """What one model version says about one revision of a feedback's text."""

    __tablename__ = "prediction"
    __table_args__ = (
        CheckConstraint(_one_of("sentiment", Sentiment), name="sentiment"),
        CheckConstraint(_one_of("kind", Kind), name="kind"),
    )

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    model_version: Mapped[str] = mapped_column(String(60), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    sentiment: Mapped[str | None] = mapped_column(String(16))
    p_negative: Mapped[float | None]
    p_neutral: Mapped[float | None]
    p_positive: Mapped[float | None]
    agency: Mapped[str | None] = mapped_column(String(40))
    agency_confidence: Mapped[float | None]
    agency_2: Mapped[str | None] = mapped_column(String(40))
    agency_2_confidence: Mapped[float | None]
    agency_3: Mapped[str | None] = mapped_column(String(40))
    agency_3_confidence: Mapped[float | None]
    kind: Mapped[str | None] = mapped_column(String(16))
    kind_confidence: Mapped[float | None]
    drivers: Mapped[str] = mapped_column(String(200), default="")
    service: Mapped[str | None] = mapped_column(String(40))
    service_confidence: Mapped[float | None]
    urgent: Mapped[bool]
    needs_review: Mapped[bool]
    text_redacted: Mapped[str] = mapped_column(LongText)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseEvent(Base):
    """One line of a case's timeline: who did what, and the note to it (an answer, a reason), sealed."""

    __tablename__ = "case_event"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(ShortText(80))
    action: Mapped[str] = mapped_column(String(20))
    agency: Mapped[str | None] = mapped_column(String(40))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class ServicePoint(Base):
    """A desk or an occasion with a printed card; `code` is what the card's link carries."""

    __tablename__ = "service_point"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(ShortText(80))
    agency: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str | None] = mapped_column(String(40))
    service: Mapped[str | None] = mapped_column(String(40))
    province: Mapped[str | None] = mapped_column(String(40))
    county: Mapped[str | None] = mapped_column(ShortText(80))
    event: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    active: Mapped[bool] = mapped_column(default=True)


class Reminder(Base):
    """Something to be brought up in a person's conversation later: a rating asked for at home, an answer that has come."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    person: Mapped[str] = mapped_column(String(64), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    payload_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Citizen(Base):
    """What a person has allowed, until it is revoked: use of texts in training, and being asked again later."""

    __tablename__ = "citizen"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    training_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contact_since: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Official(Base):
    """An official who has logged in from a messenger, and what he or she may see there."""

    __tablename__ = "official"
    __table_args__ = (CheckConstraint(_one_of("role", Role), name="role"),)

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(ShortText(80))
    role: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str | None] = mapped_column(String(40))
    province: Mapped[str | None] = mapped_column(String(40))
    alerts: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class LoginCode(Base):
    """A code that logs one official in, once, for a short time."""

    __tablename__ = "login_code"
    __table_args__ = (CheckConstraint(_one_of("role", Role), name="role"),)

    code_mac: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(ShortText(80))
    role: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str | None] = mapped_column(String(40))
    province: Mapped[str | None] = mapped_column(String(40))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Audit(Base):
    """Who did what with citizens' data, when; never the data itself."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(ShortText(80))
    action: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(LongText, default="")
