"""Officials in the messengers: invited with a one-time code from the command line, let in, and sent away again."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.agency import Agency, Catalogue
from domain.digits import latin_digits
from domain.errors import InputError
from domain.labels import Role
from services.points import ALPHABET
from storage import audit
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.officials import Invitation, Official, OfficialRecords, Rights, Seat

CODE_LENGTH: Final = 10
NAME_LIMIT: Final = 80
MOST_TRIES: Final = 5
"""So many wrong codes within `TRIES_PER`, and none is accepted for as long."""
TRIES_PER: Final = timedelta(hours=1)
_NO_OFFICERS: Final = ("انتظامی", "قضایی")
"""The owners of the police, the courts and the prisons."""
_DESKS: Final = frozenset({"deeds_registry", "legal_medicine"})
"""What the judiciary owns, but is a desk like any other: it neither prosecutes nor judges nor detains."""
_NO_CODE: Final = re.compile("[^a-z0-9]")
_NO_LETTER: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Everybody:
    """Who is logged in, and who has a code that is still unused."""

    officials: tuple[Official, ...]
    invitations: tuple[Invitation, ...]


class Officials:
    """The officials of one installation."""

    def __init__(self, database: Database, keys: KeyRing, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue
        self._records = OfficialRecords(keys)

    async def invite(self, rights: Rights, valid_for: timedelta, actor: str) -> str:
        """Make a login code for these rights; returns it in two groups.

        A name has one set of rights: somebody who already is an official under it gets another code for the same ones (for
        another messenger, say), never other ones. Raises InputError then, and for rights that do not exist.
        """
        rights = self._checked(rights)
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        async with self._database.writing() as connection:
            if any(known.name == rights.name and known != rights for known in await self._known_rights(connection)):
                raise InputError("official_differs", name=rights.name)
            await self._records.invite(connection, code, Invitation(rights, now() + valid_for))
            await audit.record(connection, actor, "official_invite", _in_words(rights))
        return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"

    async def everybody(self) -> Everybody:
        """All officials and unused codes."""
        async with self._database.reading() as connection:
            officials = await self._records.all(connection)
            return Everybody(tuple(officials), tuple(await self._records.invitations(connection)))

    async def remove(self, name: str, actor: str) -> None:
        """Take the rights of a name back, at once and everywhere; raises InputError for an unknown name."""
        name = _one_line(name)
        async with self._database.writing() as connection:
            if not await self._records.remove(connection, name):
                raise InputError("unknown_official", name=name)
            await audit.record(connection, actor, "official_remove", name)

    async def look(self, connection: AsyncConnection, person: str, code: str) -> Rights | None:
        """What a code gives this person, who may use it by `log_in` in the same transaction.

        None for a wrong one, which is remembered, and for any while somebody who has tried too many has to wait.
        """
        if await self._has_to_wait(connection, person):
            return None
        rights = await self._records.invited(connection, _clean(code))
        if rights is None:
            await self._records.refuse(connection, person)
        return rights

    async def known(self, connection: AsyncConnection, person: str) -> Official | None:
        """The official that this person is."""
        return await self._records.find(connection, person)

    async def log_in(self, connection: AsyncConnection, seat: Seat, code: str) -> None:
        """Use a code up, and make its user that official. A code that gives nothing changes nothing."""
        rights = await self._records.invited(connection, _clean(code))
        if rights is not None:
            await self._records.use(connection, _clean(code))
            await self._records.seat(connection, seat, rights)
            await audit.record(connection, actor_of(rights), "login", f"{seat.platform} {_in_words(rights)}")

    async def log_out(self, connection: AsyncConnection, person: str) -> None:
        """Make somebody no official any more."""
        known = await self._records.find(connection, person)
        if known is not None:
            await self._records.unseat(connection, person)
            await audit.record(connection, actor_of(known.rights), "logout", known.seat.platform)

    async def subscribe(self, connection: AsyncConnection, person: str, *, wanted: bool) -> None:
        """Whether an official wants alerts."""
        known = await self._records.find(connection, person)
        if known is not None:
            await self._records.subscribe(connection, person, wanted=wanted)
            await audit.record(connection, actor_of(known.rights), "alerts_on" if wanted else "alerts_off")

    async def _has_to_wait(self, connection: AsyncConnection, person: str) -> bool:
        tried = await self._records.refusals(connection, person, MOST_TRIES)
        return len(tried) == MOST_TRIES and _is_burst(tried[0], tried[-1])

    async def _known_rights(self, connection: AsyncConnection) -> list[Rights]:
        officials = await self._records.all(connection)
        invitations = await self._records.invitations(connection)
        return [official.rights for official in officials] + [invitation.rights for invitation in invitations]

    def _checked(self, rights: Rights) -> Rights:
        name = _one_line(rights.name)
        if not 0 < len(name) <= NAME_LIMIT or _NO_LETTER.search(name):
            raise InputError("official_name", name=rights.name, limit=NAME_LIMIT)
        if (rights.role is Role.OFFICER) != (rights.agency is not None):
            raise InputError("official_agency")
        if rights.agency is not None and not has_officers(self._catalogue[rights.agency]):
            raise InputError("agency_without_officers", agency=self._catalogue[rights.agency].name_fa)
        return replace(rights, name=name)


def has_officers(agency: Agency) -> bool:
    """Whether an agency may have officers.

    Feedback about the police, the courts and the prisons is counted and never shown to them: who writes about them must not
    fear them. They are told by their owner, so that one that an installation adds is spared too; the traffic police is
    police, whatever desks it has. Only what `_DESKS` names is owned by the judiciary and has officers all the same.
    """
    return agency.owner not in _NO_OFFICERS or agency.code in _DESKS


def actor_of(rights: Rights) -> str:
    """An official in the audit log."""
    return f"official: {rights.name}"


def _is_burst(latest: datetime, first: datetime) -> bool:
    return now() - latest < TRIES_PER and latest - first < TRIES_PER


def _in_words(rights: Rights) -> str:
    return " ".join(part for part in (rights.role, rights.agency, rights.province, rights.name) if part)


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _clean(code: str) -> str:
    """A code as it was made, from what somebody copied by hand."""
    return _NO_CODE.sub("", latin_digits(code).lower())
