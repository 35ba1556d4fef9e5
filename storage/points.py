"""Service points: desks and occasions with a printed card whose link opens the bot at their question."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import now
from storage.tables import ServicePoint

_COLUMNS = (
    ServicePoint.code,
    ServicePoint.name,
    ServicePoint.agency,
    ServicePoint.unit,
    ServicePoint.service,
    ServicePoint.province,
    ServicePoint.county,
    ServicePoint.event,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One service point: what is known of a feedback before its writer says a word. `code` is what the link carries."""

    code: str
    name: str
    agency: str
    unit: str | None = None
    service: str | None = None
    province: str | None = None
    county: str | None = None
    event: str | None = None


class Points:
    """The service points of an installation; one that was taken out of use is kept but never found."""

    async def add(self, connection: AsyncConnection, point: Point) -> None:
        """Store a new point."""
        values = {column.key: getattr(point, column.key) for column in _COLUMNS}
        await connection.execute(insert(ServicePoint).values(**values, made_at=now(), active=True))

    async def find(self, connection: AsyncConnection, code: str) -> Point | None:
        """The point in use with a code."""
        rows = await connection.execute(_in_use().where(ServicePoint.code == code))
        row = rows.one_or_none()
        return None if row is None else _point(row)

    async def all(self, connection: AsyncConnection) -> list[Point]:
        """Every point in use, oldest first."""
        rows = await connection.execute(_in_use().order_by(ServicePoint.made_at, ServicePoint.code))
        return [_point(row) for row in rows]

    async def deactivate(self, connection: AsyncConnection, code: str) -> bool:
        """Take a point out of use; False when none in use has this code."""
        statement = update(ServicePoint).where(ServicePoint.code == code, ServicePoint.active.is_(True))
        return (await connection.execute(statement.values(active=False))).rowcount == 1


def _in_use() -> Select[Any]:
    return select(*_COLUMNS).where(ServicePoint.active.is_(True))


def _point(row: Row[Any]) -> Point:
    return Point(**row._asdict())
