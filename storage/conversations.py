"""Where each person's conversation stands."""

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import KeyRing
from storage.database import now
from storage.tables import Conversation


class Conversations:
    """Sealed conversation states by person."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def state(self, connection: AsyncConnection, person: str) -> str | None:
        """The saved state (JSON), None for somebody new."""
        sealed = await connection.scalar(select(Conversation.state_sealed).where(Conversation.person == person))
        return None if sealed is None else self._keys.decrypt(sealed)

    async def save(self, connection: AsyncConnection, person: str, state: str) -> None:
        """Save the state inside the transaction of the step."""
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        values = {"state_sealed": self._keys.encrypt(state), "updated_at": now()}
        statement = insert(Conversation).values(person=person, **values)
        await connection.execute(statement.on_conflict_do_update(index_elements=["person"], set_=values))

    async def forget(self, connection: AsyncConnection, person: str) -> None:
        """Delete the state."""
        await connection.execute(delete(Conversation).where(Conversation.person == person))
