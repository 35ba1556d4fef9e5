"""python-telegram-bot without its updater: a request that forgives odd servers, and updates handled one by one."""

import json
import os
import warnings
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot, TypeHandler
from telegram.request import HTTPXRequest

from bot.handler import Handler
from bot.translate import translate
from storage.inbox import Raw

POLL_S: Final = 25
"""How long the messenger holds an empty getUpdates."""

App = Application[Any, Any, Any, Any, Any, Any]
_BROKEN: Final = (TypeError, ValueError, KeyError, AttributeError, OverflowError)
"""What `Update.de_json` raises for updates of another shape."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a bot speaks to its messenger."""

    api: str
    token: str = field(repr=False)
    proxy: str | None = None


class MalformedUpdateError(Exception):
    """An update that no handler can make sense of, now or later."""


class TolerantRequest(HTTPXRequest):
    """A server that answers 200 with an error, or with something that is no answer, counts as failing.

    python-telegram-bot takes every 200 for a success and then raises KeyError.
    """

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*args, **kwargs)
        return (code if code != HTTPStatus.OK else _true_status(payload)), payload


def _true_status(payload: bytes) -> int:
    try:
        answer = json.loads(payload)
        if answer["ok"] is True and "result" in answer:
            return HTTPStatus.OK
        code = int(answer["error_code"])
    except _BROKEN:
        return HTTPStatus.BAD_GATEWAY
    return code if code >= HTTPStatus.BAD_REQUEST else HTTPStatus.BAD_GATEWAY


def build(endpoint: Endpoint) -> App:
    """An application that fetches nothing by itself."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    # Raw dictionaries are wanted: one update that PTB cannot parse must not hold up the others.
    warnings.filterwarnings("ignore", message="Please use 'Bot")
    fetching = TolerantRequest(connection_pool_size=1, read_timeout=POLL_S + 10, proxy=endpoint.proxy)
    calling = TolerantRequest(connection_pool_size=8, read_timeout=10, proxy=endpoint.proxy)
    bot: ExtBot[None] = ExtBot(
        endpoint.token,
        base_url=f"{endpoint.api}/bot",
        base_file_url=f"{endpoint.api}/file/bot",
        get_updates_request=fetching,
        request=calling,
    )
    return Application.builder().bot(bot).updater(None).build()


class Updates:
    """Takes raw updates through the application to the handler, and brings back what went wrong.

    `Application.process_update` returns as if nothing had happened when a handler raised.
    """

    def __init__(self, application: App, handler: Handler) -> None:
        self._application = application
        self._handler = handler
        self._outcomes: dict[int, BaseException | None] = {}
        application.add_handler(TypeHandler(Update, self._on_update))
        application.add_error_handler(self._on_error)

    async def handle(self, raw: Raw) -> None:
        """Handle one update; raises MalformedUpdateError, or whatever the handler raised."""
        update = self._parsed(raw)
        self._outcomes[raw.update_id] = MalformedUpdateError("no handler took it")
        await self._application.process_update(update)
        outcome = self._outcomes.pop(raw.update_id)
        if outcome is not None:
            raise outcome

    def _parsed(self, raw: Raw) -> Update:
        try:
            return Update.de_json(json.loads(raw.payload), self._application.bot)
        except _BROKEN as error:
            raise MalformedUpdateError(type(error).__name__) from None

    async def _on_update(self, update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        await self._handler.handle(update.update_id, translate(update))
        self._outcomes[update.update_id] = None

    async def _on_error(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        if isinstance(update, Update) and context.error is not None:
            self._outcomes[update.update_id] = context.error
