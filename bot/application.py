"""python-telegram-bot without its updater, and with a request that forgives odd servers."""

import json
import os
import warnings
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from telegram.ext import Application, ExtBot
from telegram.request import HTTPXRequest

POLL_S: Final = 25
"""How long the messenger holds an empty getUpdates."""

App = Application[Any, Any, Any, Any, Any, Any]
BROKEN: Final = (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError)
"""What `Update.de_json` raises for updates of another shape."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a bot speaks to its messenger."""

    api: str
    token: str = field(repr=False)
    proxy: str | None = None


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
    except BROKEN:
        return HTTPStatus.BAD_GATEWAY
    return code if code >= HTTPStatus.BAD_REQUEST else HTTPStatus.BAD_GATEWAY


def build(endpoint: Endpoint) -> App:
    """An application that fetches nothing by itself."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    # Raw dictionaries are wanted: one update that PTB cannot parse must not hold up the others.
    warnings.filterwarnings("ignore", message="Please use 'Bot")
    fetching = TolerantRequest(connection_pool_size=1, read_timeout=POLL_S + 10, proxy=endpoint.proxy)
    calling = TolerantRequest(connection_pool_size=32, read_timeout=10, proxy=endpoint.proxy)
    bot: ExtBot[None] = ExtBot(
        endpoint.token,
        base_url=f"{endpoint.api}/bot",
        base_file_url=f"{endpoint.api}/file/bot",
        get_updates_request=fetching,
        request=calling,
    )
    return Application.builder().application_class(_Forgetful).bot(bot).updater(None).build()


class _Forgetful(App):
    """An application that does not remember whom it has seen, for want of persistence it would do so for ever."""

    def _mark_for_persistence_update(self, *, update: object = None, job: object = None) -> None:
        pass
