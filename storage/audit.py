"""The audit log: who did what with citizens' data."""

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import now
from storage.tables import Audit


async def record(connection: AsyncConnection, actor: str, action: str, detail: str = "") -> None:
    """Write one line; `detail` never carries personal data."""
    await connection.execute(insert(Audit).values(at=now(), actor=actor, action=action, detail=detail))
