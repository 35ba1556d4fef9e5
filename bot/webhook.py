"""Receive updates that the messenger brings: committed first, answered with 200 after.

python-telegram-bot's own receiver answers first and handles later; what it holds in memory then is lost in a crash.
"""

import asyncio
import contextlib
import hmac
import json
import logging
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.faults import name
from bot.platforms import Platform
from bot.poller import seconds
from bot.waiting import backoff, pause
from domain.errors import ConfigurationError
from storage.inbox import Raw

BODY_LIMIT: Final = 1 << 20
TOGETHER: Final = 500
"""The most updates of one commit."""
LAST_ANSWERS_S: Final = 5
_NUMBERS: Final = range(-(2**63), 2**63)
"""What the database keeps as an update's number."""
_log = logging.getLogger(__name__)

Receive = Callable[[list[Raw]], Awaitable[None]]
"""Commits raw updates; after it returns they are safe."""


@dataclass(frozen=True, slots=True)
class WebhookPlace:
    """Where a messenger finds us: `url` from outside, `listen` and `port` on this machine, and the secret it has to know."""

    url: str
    listen: str
    port: int
    secret: str = field(repr=False)

    def address(self, platform: Platform) -> str:
        """The address to register with a messenger."""
        secret = "" if platform.secret_header else f"/{self.secret}"
        return f"{self.url.rstrip('/')}/{platform.channel}{secret}"


class Webhook:
    """The receiving end of one bot."""

    def __init__(self, platform: Platform, place: WebhookPlace, receive: Receive) -> None:
        self.platform = platform
        self.place = place
        self._commits = _Commits(receive)

    @property
    def route(self) -> Route:
        """Where its updates come in."""
        end = "" if self.platform.secret_header else "/{secret}"
        path = urlsplit(self.place.url).path.rstrip("/")
        return Route(f"{path}/{self.platform.channel}{end}", self._post, methods=["POST"])

    async def _post(self, request: Request) -> Response:
        if not self._knows_secret(request):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return Response(status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        body = await _body(request)
        if body is None:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            raw = _raw(body)
        except (ValueError, TypeError, RecursionError) as error:
            _log.warning("what came is no update: %s", type(error).__name__)
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        safe = await self._commits.commit(raw)
        return Response(status_code=HTTPStatus.OK if safe else HTTPStatus.SERVICE_UNAVAILABLE)

    def _knows_secret(self, request: Request) -> bool:
        header = self.platform.secret_header
        given = request.headers.get(header, "") if header else request.path_params["secret"]
        return hmac.compare_digest(given.encode(), self.place.secret.encode())


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is too long."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _raw(body: bytes) -> Raw:
    """The update as it came; whatever has a number is one, what else it holds is judged later."""
    text = body.decode("utf-8")
    update = json.loads(text)
    number = update["update_id"] if isinstance(update, dict) and "update_id" in update else None
    if type(number) is not int or number not in _NUMBERS:
        raise ValueError("no number")
    return Raw(number, text)


class _Commits:
    """Commits what comes; what comes while a commit is under way goes together into the next one."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._waiting: deque[tuple[Raw, asyncio.Future[bool]]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def commit(self, raw: Raw) -> bool:
        """True when the update is safe."""
        outcome: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((raw, outcome))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await outcome

    async def _run(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
            safe = await self._try([raw for raw, _ in batch])
            for _, outcome in batch:
                if not outcome.done():
                    outcome.set_result(safe)

    async def _try(self, raws: list[Raw]) -> bool:
        try:
            await self._receive(raws)
        except Exception as error:  # noqa: BLE001 - whatever it was, the messenger has to bring them again
            _log.warning("updates could not be kept: %s", name(error))
            return False
        return True


class Receiver:
    """The HTTP server for the webhooks of this process, all in one place; TLS ends in front of it."""

    def __init__(self, webhooks: Sequence[Webhook]) -> None:
        self._place = webhooks[0].place
        health = Route("/health", _health)
        self._app = Starlette(
            routes=[health, *(each.route for each in webhooks)],
            exception_handlers={ClientDisconnect: _nobody_listens},
        )
        self._socket: socket.socket | None = None

    def listen(self) -> None:
        """Take the port: from now on connections wait to be answered. Raises ConfigurationError when that is impossible."""
        if self._socket is None:
            self._socket = _port(self._place)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until the stop; requests under way are answered."""
        taken, self._socket = self._socket or _port(self._place), None
        server = _Server(
            uvicorn.Config(
                self._app,
                lifespan="off",
                ws="none",
                log_config=None,
                log_level="warning",
                access_log=False,  # it would hold the secret paths
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=LAST_ANSWERS_S,
            )
        )
        stopping = asyncio.create_task(_stop_with(server, stop))
        try:
            await server.serve(sockets=[taken])
        finally:
            stopping.cancel()
            await asyncio.gather(stopping, return_exceptions=True)
            taken.close()


def _port(place: WebhookPlace) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.listen else socket.AF_INET
    try:
        return socket.create_server((place.listen, place.port), family=family, backlog=1024)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise ConfigurationError("webhook_listen", listen=place.listen, port=place.port, reason=reason) from None


class _Server(uvicorn.Server):
    """A server that leaves signals to the bot."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _stop_with(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _nobody_listens(_request: Request, _error: Exception) -> Response:
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def set_webhook(bot: Bot, webhook: Webhook, stop: asyncio.Event) -> None:
    """Tell the messenger where to bring updates, until it has understood; to be called when the port listens.

    What waits at the messenger is never dropped.
    """
    failures = 0
    while not stop.is_set():
        try:
            await bot.set_webhook(webhook.place.address(webhook.platform), **_wishes(webhook))
        except TelegramError as error:
            failures += 1
            _log.warning("setWebhook failed: %s %s", name(error), _reason(error, webhook.place.secret))
            await pause(stop, seconds(error) if isinstance(error, RetryAfter) else backoff(failures))
        else:
            return


def _reason(error: TelegramError, secret: str) -> str:
    """What the messenger has against our address; it knows of no citizen here."""
    return error.message.replace(secret, "…") if isinstance(error, BadRequest) else ""


def _wishes(webhook: Webhook) -> dict[str, Any]:
    platform = webhook.platform
    return {
        "secret_token": webhook.place.secret if platform.secret_header else None,
        "allowed_updates": platform.wanted,
        "max_connections": platform.connections,
    }
