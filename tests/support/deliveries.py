"""The stand's updates on their way to the bot: fetched by the newest of several, or brought to its webhook."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import lo_bot_api_emulator.updates as emulated
from aiohttp import ClientError, ClientSession, ClientTimeout

RETRY_S: Final = 0.2
CONNECTIONS: Final = 40
HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


class Queues(emulated.UpdateQueues):  # type: ignore[misc]
    """As at Telegram the newer of two getUpdates wins and the older is refused; the emulator has it the other way.

    Webhooks get several updates at once, those of one chat in their order, and each again until it is accepted.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(insecure_webhooks=True, **options)
        self._newest = 0
        self._postmen: dict[str, asyncio.Task[None]] = {}
        self.connections = CONNECTIONS
        self.most_at_once = 0
        self.refused: list[int] = []
        """The statuses with which the bot did not accept an update; 0 when it did not answer."""

    async def poll(self, token: str, fields: Any, *, disconnected: Callable[[], bool]) -> Any:
        self._newest = mine = self._newest + 1
        state = self._state(token)
        while state.polling:
            async with state.condition:
                state.condition.notify_all()
            await asyncio.sleep(0.005)
        try:
            return await super().poll(token, fields, disconnected=lambda: self._newest != mine or disconnected())
        except asyncio.CancelledError:
            if self._newest == mine:
                raise
            raise emulated.UpdateError("Conflict: terminated by other getUpdates request", 409) from None

    async def set_webhook(self, token: str, fields: Any) -> Any:
        result = await super().set_webhook(token, fields)
        self.connections = int(fields.get("max_connections", CONNECTIONS))
        return result

    async def deliver(self, token: str) -> int:
        """Let the updates be brought to a webhook, if there is one."""
        if token not in self._postmen and self._state(token).url:
            self._postmen[token] = asyncio.create_task(self._bring_all(token))
        return 0

    async def close(self) -> None:
        for postman in self._postmen.values():
            postman.cancel()
        await asyncio.gather(*self._postmen.values(), return_exceptions=True)

    async def _bring_all(self, token: str) -> None:
        state = self._state(token)
        on_the_way: dict[str, asyncio.Task[None]] = {}
        async with ClientSession(timeout=ClientTimeout(total=10)) as client, asyncio.TaskGroup() as trips:
            while True:
                async with state.condition:
                    while not (ready := self._ready(state, on_the_way)):
                        await state.condition.wait()
                for chat, update in ready:
                    trip = self._bring(client, state, update)
                    on_the_way[chat] = trips.create_task(self._round_trip(trip, (state, on_the_way, chat)))
                self.most_at_once = max(self.most_at_once, len(on_the_way))

    async def _round_trip(self, trip: Any, lane: tuple[Any, dict[str, Any], str]) -> None:
        state, on_the_way, chat = lane
        try:
            await trip
        finally:
            del on_the_way[chat]
        async with state.condition:
            state.condition.notify_all()

    def _ready(self, state: Any, on_the_way: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The first update of every chat that waits for none, as many as there are connections left."""
        ready: dict[str, dict[str, Any]] = {}
        for update in state.updates if state.url else ():
            if len(ready) + len(on_the_way) >= self.connections:
                break
            chat = _chat(update)
            if chat not in on_the_way and chat not in ready and _wanted(update, state.allowed):
                ready[chat] = update
        return list(ready.items())

    async def _bring(self, client: ClientSession, state: Any, update: dict[str, Any]) -> None:
        headers = {HEADER: state.secret} if state.secret else {}
        try:
            async with client.post(state.url, json=update, headers=headers, allow_redirects=False) as response:
                status = response.status
        except (ClientError, TimeoutError):
            status = 0
        if 200 <= status < 300:
            state.updates.remove(update)
        else:
            self.refused.append(status)
            await asyncio.sleep(RETRY_S)


def _wanted(update: dict[str, Any], allowed: list[str]) -> bool:
    return not allowed or any(kind in update for kind in allowed)


def _chat(update: dict[str, Any]) -> str:
    """Whose turn it takes; an update that does not say has one of its own."""
    content = next((value for name, value in update.items() if name != "update_id"), None)
    place = content.get("message", content) if isinstance(content, dict) else {}
    chat = place.get("chat") if isinstance(place, dict) else None
    return str(chat["id"]) if isinstance(chat, dict) and "id" in chat else f"update {update.get('update_id')}"
