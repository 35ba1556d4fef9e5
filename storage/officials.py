"""Officials in the messengers: who may see what, the codes that let them in, and who tried wrong ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.labels import Role
from storage import audit
from storage.crypto import KeyRing
from storage.database import now
from storage.tables import Audit, LoginCode
from storage.tables import Official as Row

_REFUSED: Final = "login_refused"


@dataclass(frozen=True, slots=True)
class Rights:
    """Who an official is and what he or she may see: an officer one agency, somebody of a province that province."""

    name: str
    role: Role
    agency: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an official sits: the pseudonym, the messenger, and the chat."""

    person: str
    platform: str
    address: str


@dataclass(frozen=True, slots=True)
class Official:
    """An official who is logged in."""

    rights: Rights
    seat: Seat
    alerts: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A login code that nobody has used yet, without the code."""

    rights: Rights
    expires_at: datetime


class OfficialRecords:
    """The tables of officials; every method works inside the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def invite(self, connection: AsyncConnection, code: str, invitation: Invitation) -> None:
        """Keep a login code, of which only a keyed digest is stored; those past their time are forgotten."""
        await connection.execute(delete(LoginCode).where(LoginCode.expires_at <= now()))
        rights = _rights_values(invitation.rights)
        values = {"code_mac": self._code_mac(code), "expires_at": invitation.expires_at, **rights}
        await connection.execute(insert(LoginCode).values(**values))

    async def invited(self, connection: AsyncConnection, code: str) -> Rights | None:
        """What a code gives that is known, unused and in its time. It is locked, so that only one person uses it."""
        query = select(LoginCode).where(LoginCode.code_mac == self._code_mac(code), *_usable())
        row = (await connection.execute(query.with_for_update())).one_or_none()
        return None if row is None else _rights(row)

    async def invitations(self, connection: AsyncConnection) -> list[Invitation]:
        """The codes that can still be used."""
        query = select(LoginCode).where(*_usable()).order_by(LoginCode.expires_at, LoginCode.name)
        return [Invitation(_rights(row), row.expires_at) for row in (await connection.execute(query)).all()]

    async def use(self, connection: AsyncConnection, code: str) -> None:
        """The code has let somebody in."""
        used = update(LoginCode).where(LoginCode.code_mac == self._code_mac(code))
        await connection.execute(used.values(used_at=now()))

    async def seat(self, connection: AsyncConnection, seat: Seat, rights: Rights) -> None:
        """Make somebody the official of these rights, whoever he or she was before."""
        await self.unseat(connection, seat.person)
        values = {
            "person": seat.person,
            "platform": seat.platform,
            "address_sealed": self._keys.encrypt(seat.address),
            "alerts": False,
            "since": now(),
            **_rights_values(rights),
        }
        await connection.execute(insert(Row).values(**values))

    async def unseat(self, connection: AsyncConnection, person: str) -> None:
        """Make somebody no official any more."""
        await connection.execute(delete(Row).where(Row.person == person))

    async def find(self, connection: AsyncConnection, person: str) -> Official | None:
        """The official whose pseudonym this is."""
        row = (await connection.execute(select(Row).where(Row.person == person))).one_or_none()
        return None if row is None else self._official(row)

    async def all(self, connection: AsyncConnection) -> list[Official]:
        """Every official who is logged in, by name."""
        return await self._listed(connection)

    async def subscribed(self, connection: AsyncConnection, platform: str) -> list[Official]:
        """The officials who want alerts in a messenger."""
        return await self._listed(connection, Row.platform == platform, Row.alerts.is_(True))

    async def subscribe(self, connection: AsyncConnection, person: str, *, wanted: bool) -> None:
        """Whether an official wants alerts."""
        await connection.execute(update(Row).where(Row.person == person).values(alerts=wanted))

    async def remove(self, connection: AsyncConnection, name: str) -> int:
        """Take the rights of everybody of this name, and the codes made for it; returns how many rows that were."""
        logged_in = await connection.execute(delete(Row).where(Row.name == name))
        invited = await connection.execute(delete(LoginCode).where(LoginCode.name == name))
        return logged_in.rowcount + invited.rowcount

    async def refuse(self, connection: AsyncConnection, person: str) -> None:
        """Remember that somebody tried a wrong code."""
        await audit.record(connection, self._tried_by(person), _REFUSED)

    async def refusals(self, connection: AsyncConnection, person: str, limit: int) -> Sequence[datetime]:
        """When somebody tried wrong codes, the latest first."""
        tried = select(Audit.at).where(Audit.actor == self._tried_by(person), Audit.action == _REFUSED)
        return (await connection.execute(tried.order_by(Audit.id.desc()).limit(limit))).scalars().all()

    async def _listed(self, connection: AsyncConnection, *conditions: ColumnElement[bool]) -> list[Official]:
        rows = await connection.execute(select(Row).where(*conditions).order_by(Row.name, Row.since))
        return [self._official(row) for row in rows.all()]

    def _official(self, row: Any) -> Official:
        seat = Seat(row.person, row.platform, self._keys.decrypt(row.address_sealed))
        return Official(_rights(row), seat, row.alerts, row.since)

    def _code_mac(self, code: str) -> str:
        return self._keys.mac("login code", code)

    def _tried_by(self, person: str) -> str:
        """Another pseudonym than the one beside the person's feedback: the audit log outlives what is erased."""
        return self._keys.mac("login attempt", person)


def _usable() -> tuple[ColumnElement[bool], ...]:
    return LoginCode.used_at.is_(None), LoginCode.expires_at > now()


def _rights(row: Any) -> Rights:
    return Rights(row.name, Role(row.role), row.agency, row.province)


def _rights_values(rights: Rights) -> dict[str, Any]:
    return {"name": rights.name, "role": rights.role, "agency": rights.agency, "province": rights.province}
