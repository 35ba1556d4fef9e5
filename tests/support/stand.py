"""Telegram on one's own machine: lo-bot-api-emulator (PyPI, MIT) and what it lacks.

Theirs are the HTTP server, the parsing of forms, getUpdates and the checks of keyboards and lengths. Ours are the record of
what the bot sent, more kinds of update, old callbacks, edits that change nothing, wrong tokens, faults, webhooks
(`deliveries.py`), and the ways in which Bale differs (`bale.py`).
"""

import asyncio
import copy
import json
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

import lo_bot_api_emulator.updates as emulated
from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator

from tests.support import bale
from tests.support.deliveries import Queues

TOKEN: Final = "123456:TEST"
BOT: Final = {"id": 7, "is_bot": True, "first_name": "Fixture", "username": "fixture_bot"}
_KINDS: Final = {"edited_message", "my_chat_member"}
Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]
T = TypeVar("T")


@dataclass
class Fault:
    """What the server answers instead of doing `method`, `times` times; `cut` breaks the connection off half-way."""

    method: str
    status: int = 200
    body: bytes = b'{"ok": false, "error_code": 500, "description": "fault"}'
    times: int = 1
    cut: bool = False
    retry_after: int = 0

    @property
    def payload(self) -> bytes:
        if not self.retry_after:
            return self.body
        waits = {"ok": False, "error_code": self.status, "parameters": {"retry_after": self.retry_after}}
        return json.dumps(waits).encode()


@dataclass(frozen=True)
class Made:
    """A call that the bot made."""

    at: float
    method: str
    fields: dict[str, Any]
    error: str | None = None
    files: tuple[tuple[str, bytes], ...] = ()
    """The names and contents of what it uploaded."""

    @property
    def chat(self) -> str:
        return str(self.fields.get("chat_id"))


class Emulator(LoBotApiEmulator):  # type: ignore[misc]
    """The server: it keeps what the bot did, and fails when it is asked to."""

    def __init__(self, profile: str = "telegram") -> None:
        super().__init__(max_updates=1_000_000, max_assets=10_000)
        self.is_bale = profile == "bale"
        emulated.KINDS |= _KINDS
        self._update_queues = Queues(record=self._record, max_updates=1_000_000)
        self.made: list[Made] = []
        self.faults: list[Fault] = []
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.waiting_presses: set[str] = set()
        self.left: set[str] = set()

    def app(self) -> web.Application:
        app: web.Application = super().app()

        @web.middleware
        async def guard(request: web.Request, handler: Handle) -> web.StreamResponse:
            return await self._guard(request, handler)

        app.middlewares.append(guard)
        return app

    async def close(self) -> None:
        """Bring nothing any more."""
        await self._update_queues.close()

    async def _guard(self, request: web.Request, handle: Handle) -> web.StreamResponse:
        response = await self._answer(request, handle)
        if self.is_bale and isinstance(response, web.Response) and response.content_type == "application/json":
            # Bale tells its errors with 200.
            return web.Response(body=response.body, content_type="application/json")
        return response

    async def _answer(self, request: web.Request, handle: Handle) -> web.StreamResponse:
        if request.match_info.get("token") != TOKEN:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        method = request.match_info["method"]
        fault = next((fault for fault in self.faults if fault.method in ("*", method) and fault.times > 0), None)
        if fault is None:
            return await handle(request)
        fault.times -= 1
        return await _broken(request, fault)

    def validate(self, method: str, fields: dict[str, Any], uploads: Any) -> Any:
        made = Made(time.time(), method, dict(fields), files=_files(uploads))
        try:
            self._check(method, fields)
            result: Any = self._leave(made.chat) if method == "leaveChat" else super().validate(method, fields, uploads)
        except ApiRefusal as refusal:
            self._note(replace(made, error=refusal.description))
            raise
        if isinstance(result, dict) and "message_id" in result:
            self._remember(made.fields, result)
        self._note(made)
        return result | BOT if method == "getMe" else result

    def _leave(self, chat: str) -> bool:
        self.left.add(chat)
        return True

    def _check(self, method: str, fields: dict[str, Any]) -> None:
        if self.is_bale:
            bale.refuse(method, fields)
        if str(fields.get("chat_id")) in self.left:
            raise ApiRefusal("Forbidden: bot is not a member of the chat", 403)
        if method == "answerCallbackQuery":
            if fields["callback_query_id"] not in self.waiting_presses:
                raise ApiRefusal("Bad Request: query is too old and response timeout expired or query ID is invalid")
            self.waiting_presses.discard(fields["callback_query_id"])
        if method == "editMessageReplyMarkup":
            edited = self.messages.get((int(fields["chat_id"]), int(fields["message_id"])))
            if edited is None or not edited["from"]["is_bot"]:
                raise ApiRefusal("Bad Request: message to edit not found")
            if edited.get("reply_markup") == self.decoded(fields.get("reply_markup")):
                raise ApiRefusal("Bad Request: message is not modified")

    def _remember(self, fields: dict[str, Any], result: dict[str, Any]) -> None:
        key = (result["chat"]["id"], result["message_id"])
        kept = {name: value for name, value in self.messages.get(key, {}).items() if name != "reply_markup"}
        markup = self.decoded(fields.get("reply_markup")) or {}
        result.update({"from": BOT, "date": int(time.time())}, **{k: v for k, v in kept.items() if k not in result})
        if "inline_keyboard" in markup:
            result["reply_markup"] = markup
        self.messages[key] = result

    def _note(self, made: Made) -> None:
        if made.method != "getUpdates":
            self.made.append(made)


def _files(uploads: Any) -> tuple[tuple[str, bytes], ...]:
    return tuple((upload["filename"], upload["data"]) for upload in uploads.values())


async def _broken(request: web.Request, fault: Fault) -> web.StreamResponse:
    if not fault.cut:
        return web.Response(status=fault.status, body=fault.payload, content_type="application/json")
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"ok": true, "res')
    if request.transport:
        request.transport.close()
    return response


@dataclass
class Stand:
    """The server in a thread of its own, for tests that wait and look. Its profile is «telegram» or «bale»."""

    profile: str = "telegram"
    emulator: Emulator = field(init=False)
    root: str = ""
    brought: dict[str, Any] = field(default_factory=dict)
    """The last update that it let the messenger have."""

    def __post_init__(self) -> None:
        self.emulator = Emulator(self.profile)

    def __enter__(self) -> "Stand":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = web.AppRunner(self.emulator.app(), access_log=None, shutdown_timeout=0.5)
        self.root = f"http://127.0.0.1:{self.there(self._listen())}"
        return self

    def __exit__(self, *_: object) -> None:
        self.there(self.emulator.close())
        self.there(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> int:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return int(self._runner.addresses[0][1])

    def there(self, work: Any) -> Any:
        """The result of a coroutine run in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def bring(self, content: dict[str, Any]) -> int:
        """Let the messenger have an update for the bot; returns its number, 0 where there is no such kind of update."""
        update = bale.delivered(content) if self.emulator.is_bale else content
        number = int(self.there(self.emulator.enqueue_update(update, token=TOKEN))) if update else 0
        self.brought = {**content, "update_id": number}
        return number

    def bring_again(self, update: dict[str, Any]) -> None:
        """Let the messenger have an update as it is, whatever its number and shape."""

        async def put() -> None:
            state = self.emulator._update_queues._state(TOKEN)
            async with state.condition:
                state.updates.append(copy.deepcopy(update))
                state.next_id = max(state.next_id, update["update_id"] + 1)
                state.condition.notify_all()

        self.there(put())

    def confirmed(self) -> bool:
        """True when the bot has acknowledged everything."""
        return not self.emulator._update_queues._state(TOKEN).updates

    def said(self, chat: int) -> list[str]:
        """The texts that one chat has got."""
        return [
            made.fields["text"]
            for made in list(self.emulator.made)
            if made.method == "sendMessage" and made.chat == str(chat) and made.error is None
        ]

    def shown(self, chat: int) -> list[str]:
        """The same as the person sees them."""
        return [bale.shown(text) if self.emulator.is_bale else text for text in self.said(chat)]

    def files(self, chat: int) -> list[tuple[str, bytes]]:
        """The names and contents of the files that one chat has got."""
        made = [made for made in list(self.emulator.made) if made.chat == str(chat) and made.error is None]
        return [file for each in made for file in each.files]

    def wait(self, look: Callable[[], T], seconds: float = 180) -> T:
        """What `look` sees, as soon as it sees something."""
        end = time.monotonic() + seconds
        while True:
            seen = look()
            if seen:
                return seen
            if time.monotonic() > end:
                last = [(made.method, made.fields.get("text"), made.error) for made in self.emulator.made[-6:]]
                raise AssertionError(f"not seen in {seconds} s; last calls: {last}")
            time.sleep(0.01)
