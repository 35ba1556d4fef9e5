"""What officials are sent outside the dialogue: the report they asked for, and alerts."""

import asyncio
import base64
from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts_official as texts
from bot.calls import SEND, SEND_FILE, ApiCall
from bot.parts import Parts
from bot.platforms import PLATFORMS, TELEGRAM, Platform
from domain.period import JalaliMonth, tehran_day
from models.artefact import HeldOut
from services.alerts import Alerts
from services.digest import Digest, Digester
from services.officials import Officials
from storage.database import now
from storage.outbox import Call
from storage.reminders import Due

SEND_PHOTO: Final = "sendPhoto"


class Reporting:
    """Makes reports; `model` is the version whose predictions count, and its held-out errors."""

    def __init__(self, parts: Parts, model: tuple[str, HeldOut]) -> None:
        self._database = parts.database
        self._officials = Officials(parts.database, parts.keys, parts.catalogue)
        self._digester = Digester(parts.database, parts.catalogue, model)

    async def calls(self, due: Due) -> list[ApiCall]:
        """The calls that bring a report; none to somebody whose rights were taken back since it was asked for.

        Takes seconds, and no transaction may be open meanwhile.
        """
        async with self._database.reading() as connection:
            official = await self._officials.known(connection, due.person)
        if official is None:
            return []
        digest = await self._digester.digest(official.rights, JalaliMonth.parse(due.payload["period"]))
        return await asyncio.to_thread(_report, digest, due)


class Alerting:
    """The alerts of one messenger."""

    def __init__(self, parts: Parts, platform: Platform = TELEGRAM) -> None:
        self._alerts = Alerts(parts.keys, platform.channel)
        self._catalogue = parts.catalogue
        self._platform = platform

    async def calls(self, connection: AsyncConnection) -> list[Call]:
        """What is to be sent to whom now; with the end of the transaction it counts as sent."""
        told = await self._alerts.due(connection, now())
        made = []
        for official, alert in told:
            said = self._platform.plain(texts.alert(alert, self._name))
            call = ApiCall(SEND, {"chat_id": official.seat.address, "text": said})
            made.append(Call(official.seat.person, call.to_json()))
        return made

    def _name(self, code: str) -> str:
        return self._catalogue[code].short_fa if code in self._catalogue else code


def _report(digest: Digest, due: Due) -> list[ApiCall]:
    platform = PLATFORMS.get(due.platform, TELEGRAM)
    chat, month = due.address, digest.month
    so_far = month == JalaliMonth.of(tehran_day(due.at))
    said = platform.plain(texts.report(digest, so_far=so_far))
    chart = digest.chart()
    words = (
        ApiCall(SEND, {"chat_id": chat, "text": said})
        if chart is None
        else ApiCall(SEND_PHOTO, {"chat_id": chat, "photo": _file(f"rezayat-{month}.png", chart), "caption": said})
    )
    if not digest.published:
        return [words]
    table = _file(f"rezayat-{month}.xlsx", digest.table())
    return [words, ApiCall(SEND_FILE, {"chat_id": chat, "document": table, "caption": platform.plain(texts.TABLE)})]


def _file(name: str, content: bytes) -> Mapping[str, str]:
    return {"name": name, "base64": base64.b64encode(content).decode()}
