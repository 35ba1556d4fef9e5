"""Updates brought by the messenger: committed first, answered after."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.platforms import BALE, PLATFORMS, TELEGRAM, Platform
from bot.webhook import BODY_LIMIT, Receive, Receiver, Webhook, WebhookPlace
from domain.errors import ConfigurationError
from storage.crypto import KeyRing
from storage.database import Database
from storage.inbox import Inbox, Raw, Source
from tests.support.bot_process import free_port

SECRET = "a-secret-of-the-tests"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
BOTH = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)


@dataclass
class Shelf:
    """Keeps what it receives, slowly or not at all when it is asked to."""

    groups: list[list[int]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    fails: bool = False

    async def receive(self, raws: list[Raw]) -> None:
        await self.gate.wait()
        if self.fails:
            raise OSError("متن محرمانه")
        self.groups.append([raw.update_id for raw in raws])


@dataclass
class Door:
    """A client in front of a running receiver."""

    client: httpx.AsyncClient
    webhook: Webhook

    async def bring(self, content: bytes | dict[str, Any], address: str = "", **headers: str) -> int:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        told = {"content-type": "application/json"} | (HEADER if self.webhook.platform.secret_header else {})
        where = address or self.webhook.place.address(self.webhook.platform)
        return (await self.client.post(where, content=body, headers=told | headers)).status_code


@asynccontextmanager
async def opened(platform: Platform, receive: Receive) -> AsyncGenerator[Door, None]:
    port = free_port()
    place = WebhookPlace(f"http://127.0.0.1:{port}/rezayat/", "127.0.0.1", port, SECRET)
    webhook = Webhook(platform, place, receive)
    receiver = Receiver([webhook])
    receiver.listen()
    stop = asyncio.Event()
    running = asyncio.create_task(receiver.run(stop))
    async with httpx.AsyncClient(timeout=30) as client:
        yield Door(client, webhook)
    stop.set()
    await running


def update(number: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"text": "سلام"}}


def test_addresses() -> None:
    place = WebhookPlace("https://example.ir/rezayat/", "127.0.0.1", 8080, SECRET)
    assert place.address(TELEGRAM) == "https://example.ir/rezayat/telegram"
    assert place.address(BALE) == f"https://example.ir/rezayat/bale/{SECRET}"
    assert SECRET not in repr(place)


@BOTH
async def test_what_is_answered_with_200_is_kept(platform: Platform, database: Database, keys: KeyRing) -> None:
    inbox = Inbox(database, keys, Source(platform.channel, "7"))
    odd = '{"message": {"text": 5, "from": "\\ud800\\u0000"}, "update_id": 11}'
    async with opened(platform, inbox.receive) as door:
        assert await door.bring(update(10)) == 200
        assert await door.bring(update(10)) == 200
        assert await door.bring(odd.encode()) == 200
    kept = {raw.update_id: raw.payload for raw in (await inbox.waiting(10)).raws}
    assert kept == {10: json.dumps(update(10)), 11: odd}


async def test_many_at_once_are_kept(database: Database, keys: KeyRing) -> None:
    inbox = Inbox(database, keys, Source("telegram", "7"))
    async with opened(TELEGRAM, inbox.receive) as door:
        answers = await asyncio.gather(*(door.bring(update(number % 50)) for number in range(100)))
    assert answers == [200] * 100
    assert {raw.update_id for raw in (await inbox.waiting(100)).raws} == set(range(50))


async def test_what_comes_during_a_commit_goes_into_the_next_one() -> None:
    shelf = Shelf()
    async with opened(TELEGRAM, shelf.receive) as door:
        first = asyncio.create_task(door.bring(update(0)))
        await asyncio.sleep(0.2)
        others = []
        for number in range(1, 9):
            others.append(asyncio.create_task(door.bring(update(number))))
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        assert not first.done()
        shelf.gate.set()
        assert await asyncio.gather(first, *others) == [200] * 9
    assert shelf.groups == [[0], list(range(1, 9))]


async def test_what_could_not_be_kept_is_to_be_brought_again(caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf(fails=True)
    shelf.gate.set()
    async with opened(TELEGRAM, shelf.receive) as door:
        assert await door.bring(update(1)) == 503
        shelf.fails = False
        assert await door.bring(update(1)) == 200
    assert shelf.groups == [[1]]
    assert "OSError" in caplog.text
    assert "محرمانه" not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        b"", b"5", b"[]", b"{}", b"null", b"{", b"\xff", b'{"update_id": "1"}', b'{"update_id": true}',
        b'{"update_id": 1.0}', b'{"update_id": 9223372036854775808}', b"[" * 200_000,
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)  # fmt: skip
async def test_what_is_no_update_is_refused(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf()
    shelf.gate.set()
    async with opened(TELEGRAM, shelf.receive) as door:
        assert await door.bring(body) == 400
        assert await door.bring(b'{"update_id": -9223372036854775808}') == 200
    assert shelf.groups == [[-(2**63)]]
    assert "no update" in caplog.text


@BOTH
async def test_strangers_are_refused(platform: Platform) -> None:
    shelf = Shelf()
    shelf.gate.set()
    async with opened(platform, shelf.receive) as door:
        root = door.webhook.place.url
        if platform is TELEGRAM:
            here = f"{root}telegram"
            for secret in ("", SECRET[:-1], SECRET + "x", "\xa7"):
                answer = await door.client.post(
                    here,
                    content=json.dumps(update(1)),
                    headers=[
                        (b"content-type", b"application/json"),
                        (next(iter(HEADER)).encode(), secret.encode("latin-1")),
                    ],
                )
                assert answer.status_code == 403
            bare = await door.client.post(here, json=update(1))
            assert bare.status_code == 403
        else:
            for secret in (SECRET[:-1], SECRET + "x", "%FF"):
                assert await door.bring(update(1), f"{root}bale/{secret}") == 403
            assert await door.bring(update(1), f"{root}bale") == 404
        assert await door.bring(update(1), f"{root}elsewhere") == 404
        address = door.webhook.place.address(platform)
        assert (await door.client.get(address)).status_code == 405
    assert shelf.groups == []


async def test_only_json_of_a_decent_size() -> None:
    shelf = Shelf()
    shelf.gate.set()
    filler = b'{"update_id": 1, "x": "%s"}'
    fits = filler % (b"x" * (BODY_LIMIT - len(filler) + 2))
    assert len(fits) == BODY_LIMIT
    async with opened(TELEGRAM, shelf.receive) as door:
        assert await door.bring(update(1), **{"content-type": "text/plain"}) == 415
        assert await door.bring(fits + b" ") == 413
        assert shelf.groups == []
        assert await door.bring(fits, **{"content-type": "Application/JSON; charset=utf-8"}) == 200
    assert shelf.groups == [[1]]


async def test_health() -> None:
    async with opened(TELEGRAM, Shelf().receive) as door:
        answer = await door.client.get(f"http://127.0.0.1:{door.webhook.place.port}/health")
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_two_messengers_at_one_door() -> None:
    port = free_port()
    place = WebhookPlace(f"http://127.0.0.1:{port}", "127.0.0.1", port, SECRET)
    shelves = [Shelf(), Shelf()]
    webhooks = [Webhook(each, place, shelf.receive) for each, shelf in zip((TELEGRAM, BALE), shelves, strict=True)]
    stop = asyncio.Event()
    receiver = Receiver(webhooks)
    running = asyncio.create_task(receiver.run(stop))
    await asyncio.sleep(0.2)
    async with httpx.AsyncClient() as client:
        for number, (webhook, shelf) in enumerate(zip(webhooks, shelves, strict=True)):
            shelf.gate.set()
            assert await Door(client, webhook).bring(update(number)) == 200
    stop.set()
    await running
    assert [shelf.groups for shelf in shelves] == [[[0]], [[1]]]


async def test_a_request_under_way_is_answered_at_the_stop() -> None:
    shelf = Shelf()
    port = free_port()
    place = WebhookPlace(f"http://127.0.0.1:{port}", "127.0.0.1", port, SECRET)
    receiver = Receiver([webhook := Webhook(TELEGRAM, place, shelf.receive)])
    receiver.listen()
    stop = asyncio.Event()
    running = asyncio.create_task(receiver.run(stop))
    async with httpx.AsyncClient() as client:
        brought = asyncio.create_task(Door(client, webhook).bring(update(1)))
        await asyncio.sleep(0.3)
        stop.set()
        await asyncio.sleep(0.3)
        shelf.gate.set()
        assert await brought == 200
    await running
    assert shelf.groups == [[1]]


@pytest.mark.parametrize("listen", ["127.0.0.1", "192.0.2.1", "no host", "x" * 300])
def test_a_port_that_cannot_be_had(listen: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = WebhookPlace("https://example.ir", listen, taken.getsockname()[1], SECRET)
        receiver = Receiver([Webhook(TELEGRAM, place, Shelf().receive)])
        with pytest.raises(ConfigurationError, match="webhook_listen"):
            receiver.listen()
