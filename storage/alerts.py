"""What alerts are made of: urgent and overdue cases and the writers of some days, by where they belong; never a text."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.case import UNDECIDED
from domain.labels import Status
from storage.tables import Fact, Feedback, Prediction

_NOTHING: Final = ""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a feedback belongs, for the question who may hear of it."""

    agency: str | None
    province: str | None
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Up to where alerts have been given: the day whose daily ones are done, and the urgent cases already told of."""

    day: date
    urgent: Collection[int]


async def urgent(connection: AsyncConnection, since: datetime) -> dict[int, Where]:
    """The urgent cases received since an instant, by number."""
    query = _placed(Feedback.id).where(Prediction.urgent, Feedback.received_at >= since)
    return {row.id: _where(row) for row in (await connection.execute(query)).all()}


async def overdue(connection: AsyncConnection, today: date) -> list[tuple[Where, date]]:
    """Every case whose term is over, with the last day of the term."""
    query = _placed(Feedback.due).where(Feedback.status.in_(UNDECIDED), Feedback.due < today)
    return [(_where(row), row.due) for row in (await connection.execute(query)).all()]


async def writers(connection: AsyncConnection, first: date, last: date) -> list[tuple[Where, date, str]]:
    """Who wrote about what on which of these days, each once a day."""
    query = _placed(Feedback.day, Feedback.person).where(Feedback.day.between(first, last)).distinct()
    return [(_where(row), row.day, row.person) for row in (await connection.execute(query)).all()]


async def told(connection: AsyncConnection, platform: str) -> Told | None:
    """Up to where a messenger's alerts have been given; None at the very first time.

    Another process that asks waits until this transaction ends, so that nothing is told twice.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    name = _fact(platform)
    await connection.execute(insert(Fact).values(name=name, value=_NOTHING).on_conflict_do_nothing())
    value = await connection.scalar(select(Fact.value).where(Fact.name == name).with_for_update())
    if not value:
        return None
    values = json.loads(value)
    return Told(date.fromisoformat(values["day"]), values["urgent"])


async def remember(connection: AsyncConnection, platform: str, said: Told) -> None:
    """Keep up to where a messenger's alerts have been given, after `told` in the same transaction."""
    value = json.dumps({"day": said.day.isoformat(), "urgent": sorted(said.urgent)})
    await connection.execute(update(Fact).where(Fact.name == _fact(platform)).values(value=value))


def _fact(platform: str) -> str:
    return f"alerts_{platform}"


def _placed(*columns: Any) -> Select[Any]:
    """Feedbacks that were not withdrawn, each with its latest prediction and where it belongs."""
    other = aliased(Prediction)
    latest = (
        select(other.model_version)
        .where(other.feedback_id == Feedback.id)
        .order_by(other.made_at.desc(), other.model_version.desc())
        .limit(1)
        .scalar_subquery()
    )
    made = and_(Prediction.feedback_id == Feedback.id, Prediction.model_version == latest)
    agency = func.coalesce(Feedback.agency, Prediction.agency).label("agency")
    return (
        select(*columns, agency, Feedback.province, Feedback.sensitive)
        .select_from(Feedback)
        .outerjoin(Prediction, made)
        .where(Feedback.status != Status.WITHDRAWN)
    )


def _where(row: Any) -> Where:
    return Where(row.agency, row.province, row.sensitive)
