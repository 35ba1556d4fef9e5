"""Predictions, and what is read from feedbacks together with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.analysis import Analysis
from domain.feedback import ExportRow
from domain.labels import AgencySource, IntakeChannel, ServiceMode, Status
from domain.period import DayRange, tehran_day
from storage.database import now
from storage.feedbacks import TEXT
from storage.tables import Feedback, Piece, Prediction

_LAST: Final = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A feedback whose present text no prediction of the model has read."""

    case: int
    revision: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which feedbacks: Tehran days, and an agency or province code (None: all)."""

    days: DayRange = field(default_factory=DayRange)
    agency: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """At most `size` feedbacks with case numbers above `after`."""

    after: int
    size: int


@dataclass(frozen=True, slots=True)
class Voice:
    """One feedback as the indicators see it."""

    person: str
    agency: str
    province: str | None
    received_at: datetime
    rating: int | None
    sentiment: str | None
    sentiment_score: float | None


async def reopen(connection: AsyncConnection, model_version: str) -> None:
    """Let everything wait again that this model version has not read; once, when the model has changed."""
    made = and_(
        Prediction.feedback_id == Feedback.id,
        Prediction.model_version == model_version,
        Prediction.revision == Feedback.revision,
    )
    await connection.execute(
        update(Feedback)
        .where(
            ~Feedback.unread,
            Feedback.status != Status.WITHDRAWN,
            ~select(Prediction.feedback_id).where(made).exists(),
            select(Piece.id).where(Piece.feedback_id == Feedback.id, Piece.what == TEXT).exists(),
        )
        .values(unread=True)
    )


async def waiting(connection: AsyncConnection, limit: int) -> list[Waiting]:
    """Feedbacks with a text that is still to be classified, oldest first."""
    query = select(Feedback.id, Feedback.revision).where(Feedback.unread).order_by(Feedback.id).limit(limit)
    return [Waiting(row.id, row.revision) for row in (await connection.execute(query)).all()]


async def save(connection: AsyncConnection, made: Sequence[tuple[Waiting, Analysis]]) -> int:
    """Store predictions in the place of earlier ones by the same model; returns how many.

    A text that was changed or erased since it was read is left out: what a citizen erased must not come back. What
    somebody else has in hand just now goes on waiting.
    """
    revisions = await _locked_revisions(connection, [waiting.case for waiting, _ in made])
    made = [(waiting, analysis) for waiting, analysis in made if revisions.get(waiting.case) == waiting.revision]
    if not made:
        return 0
    cases = [waiting.case for waiting, _ in made]
    version = made[0][1].model_version
    await connection.execute(
        delete(Prediction).where(Prediction.feedback_id.in_(cases), Prediction.model_version == version)
    )
    await connection.execute(insert(Prediction), [_values(waiting, analysis) for waiting, analysis in made])
    await connection.execute(update(Feedback).where(Feedback.id.in_(cases)).values(unread=False))
    return len(made)


async def pass_over(connection: AsyncConnection, waiting: Waiting) -> None:
    """Wait no longer for a prediction of this text, until it is changed or `reopen` tries again."""
    same = update(Feedback).where(Feedback.id == waiting.case, Feedback.revision == waiting.revision)
    await connection.execute(same.values(unread=False))


async def _locked_revisions(connection: AsyncConnection, cases: Sequence[int]) -> dict[int, int]:
    """The present revisions of those that nobody else has locked, locked; who waits for no lock is in no deadlock."""
    query = select(Feedback.id, Feedback.revision).where(Feedback.id.in_(list(cases))).order_by(Feedback.id)
    rows = (await connection.execute(query.with_for_update(key_share=True, skip_locked=True))).all()
    return {row.id: row.revision for row in rows}


def _values(waiting: Waiting, analysis: Analysis) -> dict[str, Any]:
    p_negative, p_neutral, p_positive = analysis.sentiment_probabilities or (None, None, None)
    proposals: list[tuple[str | None, float | None]] = [(one.agency, one.confidence) for one in analysis.proposals]
    proposals += [(None, None)] * (_LAST - len(proposals))
    return {
        "feedback_id": waiting.case,
        "model_version": analysis.model_version,
        "revision": waiting.revision,
        "sentiment": analysis.sentiment,
        "p_negative": p_negative,
        "p_neutral": p_neutral,
        "p_positive": p_positive,
        "agency": proposals[0][0],
        "agency_confidence": proposals[0][1],
        "agency_2": proposals[1][0],
        "agency_2_confidence": proposals[1][1],
        "agency_3": proposals[2][0],
        "agency_3_confidence": proposals[2][1],
        "kind": analysis.kind,
        "kind_confidence": analysis.kind_confidence,
        "drivers": ";".join(analysis.drivers),
        "service": analysis.service.service if analysis.service else None,
        "service_confidence": analysis.service.confidence if analysis.service else None,
        "urgent": analysis.urgent,
        "needs_review": analysis.needs_review,
        "text_redacted": analysis.text_redacted,
        "made_at": now(),
    }


def _agency() -> ColumnElement[str]:
    return func.coalesce(Feedback.agency, Prediction.agency)


def _service() -> ColumnElement[str | None]:
    """The service that a person or a service point named, else the predicted one, unless a person has placed the feedback
    with another agency than the model did."""
    predicted = case((_agency() == Prediction.agency, Prediction.service), else_=None)
    return func.coalesce(Feedback.service, predicted)


def _joined(columns: Select[Any], wanted: Filter, model_version: str) -> Select[Any]:
    made = and_(Prediction.feedback_id == Feedback.id, Prediction.model_version == model_version)
    query = columns.select_from(Feedback).outerjoin(Prediction, made).where(Feedback.status != Status.WITHDRAWN)
    if wanted.days.first is not None:
        query = query.where(Feedback.day >= wanted.days.first)
    if wanted.days.last is not None:
        query = query.where(Feedback.day <= wanted.days.last)
    if wanted.agency is not None:
        query = query.where(_agency() == wanted.agency)
    if wanted.province is not None:
        query = query.where(Feedback.province == wanted.province)
    return query.order_by(Feedback.id)


async def voices(connection: AsyncConnection, wanted: Filter, model_version: str) -> list[Voice]:
    """Feedbacks with a known agency, as the indicators count them. Rows that no one could place are left out."""
    query = _joined(
        select(
            Feedback.person,
            _agency().label("agency"),
            Feedback.province,
            Feedback.received_at,
            Feedback.rating,
            Prediction.sentiment,
            (Prediction.p_positive - Prediction.p_negative).label("score"),
        ),
        wanted,
        model_version,
    ).where(_agency().is_not(None))
    return [
        Voice(row.person, row.agency, row.province, row.received_at, row.rating, row.sentiment, row.score)
        for row in (await connection.execute(query)).all()
    ]


async def export_page(connection: AsyncConnection, wanted: Filter, model_version: str, page: Page) -> list[ExportRow]:
    """A page of feedbacks with their predictions, in the order they were registered."""
    source = case(
        (Feedback.agency_source.is_not(None), Feedback.agency_source),
        (Prediction.agency.is_not(None), AgencySource.MODEL.value),
        else_=None,
    )
    columns = select(
        Feedback.id.label("case_number"),
        Feedback.day,
        _agency().label("agency"),
        source.label("agency_source"),
        Feedback.province,
        Feedback.county,
        Feedback.channel,
        Feedback.service_mode,
        Feedback.rating,
        Prediction.sentiment,
        Prediction.kind,
        Prediction.drivers,
        _service().label("service"),
        Prediction.urgent,
        Prediction.needs_review,
        Feedback.status,
        Feedback.solicited,
        Prediction.text_redacted,
        Prediction.model_version,
        Feedback.unit,
        Feedback.driver,
        Feedback.event,
        Feedback.due,
        Feedback.answered_at,
        Feedback.verdict,
        Feedback.rating_after,
    )
    query = _joined(columns, wanted, model_version).where(Feedback.id > page.after).limit(page.size)
    return [_export_row(row) for row in (await connection.execute(query)).all()]


def _export_row(row: Any) -> ExportRow:
    return ExportRow(
        case_number=row.case_number,
        day=row.day,
        agency=row.agency,
        agency_source=AgencySource(row.agency_source) if row.agency_source else None,
        province=row.province,
        county=row.county,
        channel=IntakeChannel(row.channel),
        service_mode=ServiceMode(row.service_mode),
        rating=row.rating,
        sentiment=row.sentiment,
        kind=row.kind,
        drivers=tuple(row.drivers.split(";")) if row.drivers else (),
        service=row.service,
        urgent=bool(row.urgent),
        needs_review=True if row.needs_review is None else row.needs_review,
        status=Status(row.status),
        solicited=row.solicited,
        text_redacted=row.text_redacted or "",
        model_version=row.model_version,
        unit=row.unit,
        driver=row.driver,
        event=row.event,
        due=row.due,
        answered_on=None if row.answered_at is None else tehran_day(row.answered_at),
        outcome=row.verdict,
        rating_after=row.rating_after,
    )
