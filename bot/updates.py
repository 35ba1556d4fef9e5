"""Raw updates through python-telegram-bot's application to the handler, many in one transaction."""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackContext, TypeHandler

from bot.application import BROKEN, App
from bot.handler import Handler, Turn
from bot.platforms import Platform
from bot.translate import translate
from storage.inbox import Inbox, Raw

_log = logging.getLogger(__name__)
_NOT_TAKEN: Final = "no handler took it"


class MalformedUpdateError(Exception):
    """An update that no handler can make sense of, now or later."""


class Updates:
    """Makes deliveries of raw updates and has them handled."""

    def __init__(self, application: App, platform: Platform, handler: Handler) -> None:
        self._application = application
        self._platform = platform
        self._handler = handler
        self._work: Callable[[], Awaitable[None]] | None = None
        self._error: BaseException | None = None
        application.add_handler(TypeHandler(Update, self._on_update))
        application.add_error_handler(self._on_error)

    async def handle(self, raws: Sequence[Raw], inbox: Inbox) -> set[str]:
        """Handle updates in their order, in one transaction; returns the people whom another process has in hand.

        Malformed ones are set aside. What else goes wrong is raised, and none of them is handled.
        """
        turns: list[Turn] = []
        updates: dict[int, Update] = {}
        for raw in raws:
            try:
                updates[raw.update_id] = update = self._parsed(raw)
                turns.append(Turn(raw.update_id, raw.person, translate(update)))
            except MalformedUpdateError as error:
                _log.warning("a malformed update was set aside: %s", error)
                await inbox.fail(raw.update_id, f"malformed: {error}", final=True)

        async def through(turn: Turn, work: Callable[[], Awaitable[None]]) -> None:
            await self._through(updates[turn.update_id], work)

        return await self._handler.handle(turns, through)

    def _parsed(self, raw: Raw) -> Update:
        try:
            return Update.de_json(self._platform.mend(json.loads(raw.payload)), self._application.bot)
        except BROKEN as error:
            raise MalformedUpdateError(type(error).__name__) from None

    async def _through(self, update: Update, work: Callable[[], Awaitable[None]]) -> None:
        """Let the application process an update by doing some work, and bring back what went wrong.

        `Application.process_update` returns as if nothing had happened when a handler raised.
        """
        self._work, self._error = work, MalformedUpdateError(_NOT_TAKEN)
        await self._application.process_update(update)
        if self._error is not None:
            raise self._error

    async def _on_update(self, _update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        if self._work is not None:
            await self._work()
            self._error = None

    async def _on_error(self, _update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        self._error = context.error
