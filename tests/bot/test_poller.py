"""Fetching: committed first, acknowledged after."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot import poller as module
from bot.application import _true_status
from bot.arrival import Arrivals, sender
from bot.platforms import BALE, TELEGRAM
from bot.poller import Poller
from domain.labels import IntakeChannel
from storage.crypto import KeyRing
from storage.database import Database
from storage.inbox import Inbox, Raw, Source
from tests.bot.conftest import eventually

Answer = list[dict[str, Any]] | Exception | str


class FakeBot:
    """Answers getUpdates from a list and then with nothing."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.offsets: list[int | None] = []
        self.webhooks_forgotten = 0
        self.kinds: set[object] = set()

    async def do_api_request(self, _method: str, api_kwargs: dict[str, Any], read_timeout: float) -> Answer:
        assert read_timeout > api_kwargs["timeout"]
        self.offsets.append(api_kwargs.get("offset"))
        self.kinds.add(api_kwargs.get("allowed_updates"))
        await asyncio.sleep(0.01)
        answer: Answer = self.answers.pop(0) if self.answers else []
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def delete_webhook(self) -> None:
        self.webhooks_forgotten += 1
        if self.webhooks_forgotten == 1:
            raise TelegramError("no")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "backoff", lambda failures: 0)


@pytest.fixture
def arrivals(inbox: Inbox, keys: KeyRing) -> Arrivals:
    return Arrivals(inbox, keys, IntakeChannel.TELEGRAM)


@pytest.fixture
def inbox(sqlite_database: Database, keys: KeyRing) -> Inbox:
    return Inbox(sqlite_database, keys, Source("telegram", "7"))


async def poll(poller: Poller, until: Callable[[], object]) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    await eventually(until)
    stop.set()
    await running


def updates(*numbers: int) -> list[dict[str, Any]]:
    return [{"update_id": number, "message": {"text": "سلام", "from": {"id": 5}}} for number in numbers]


async def test_only_what_is_kept_is_acknowledged(inbox: Inbox, arrivals: Arrivals, keys: KeyRing) -> None:
    bot = FakeBot(updates(10, 11), updates(10, 11, 12))
    poller = Poller(bot, TELEGRAM, arrivals)  # type: ignore[arg-type]
    await poll(poller, lambda: len(bot.offsets) > 2)
    assert bot.offsets[:3] == [None, 12, 13]
    assert arrivals.received.is_set()
    kept = (await inbox.waiting(10)).raws
    assert [raw.update_id for raw in kept] == [10, 11, 12]
    assert json.loads(kept[0].payload) == updates(10)[0]
    assert {raw.person for raw in kept} == {keys.person("telegram", 5)}


def test_whose_update_it_is() -> None:
    assert sender('{"update_id": 1, "message": {"from": {"id": 5}}}') == "5"
    assert sender('{"update_id": 1, "callback_query": {"from": {"id": 6}}}') == "6"
    for payload in (
        "[]",
        "{}",
        "?",
        '{"update_id": 1, "poll": {}}',
        '{"message": 5}',
        '{"message": {"from": {"id": "x"}}}',
    ):
        assert sender(payload) is None


async def test_bale_is_asked_for_no_kinds_of_update(arrivals: Arrivals) -> None:
    bot = FakeBot(updates(1))
    await poll(Poller(bot, BALE, arrivals), lambda: len(bot.offsets) > 1)  # type: ignore[arg-type]
    assert bot.kinds == {None}
    bot = FakeBot(updates(1))
    await poll(Poller(bot, TELEGRAM, arrivals), lambda: len(bot.offsets) > 1)  # type: ignore[arg-type]
    assert bot.kinds == {TELEGRAM.wanted}


async def test_numbers_may_begin_again(inbox: Inbox, arrivals: Arrivals) -> None:
    bot = FakeBot(updates(900), updates(5))
    await poll(Poller(bot, TELEGRAM, arrivals), lambda: len(bot.offsets) > 2)  # type: ignore[arg-type]
    assert bot.offsets[:3] == [None, 901, 6]
    bot = FakeBot(updates(6))
    await poll(Poller(bot, TELEGRAM, arrivals), lambda: len(bot.offsets) > 1)  # type: ignore[arg-type]
    assert bot.offsets[:2] == [None, 7]


@pytest.mark.parametrize(
    "trouble",
    [InvalidToken("x"), NetworkError("x"), Conflict("x"), TelegramError("x"), "no list", [{"no": "number"}], [5]],
)
async def test_no_answer_ends_it(inbox: Inbox, arrivals: Arrivals, trouble: Answer) -> None:
    bot = FakeBot(updates(1), trouble, trouble, updates(2))
    await poll(Poller(bot, TELEGRAM, arrivals), lambda: len(bot.offsets) > 4)  # type: ignore[arg-type]
    assert bot.offsets[:5] == [None, 2, 2, 2, 3]
    assert [raw.update_id for raw in (await inbox.waiting(10)).raws] == [1, 2]


async def test_a_database_that_is_down_acknowledges_nothing(
    inbox: Inbox, arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = inbox.receive
    failed: list[int] = []

    async def down(raws: list[Raw]) -> None:
        if not failed:
            failed.append(1)
            raise OperationalError("…", {}, Exception())
        await receive(raws)

    monkeypatch.setattr(inbox, "receive", down)
    bot = FakeBot(updates(1), updates(1))
    await poll(Poller(bot, TELEGRAM, arrivals), lambda: len(bot.offsets) > 2)  # type: ignore[arg-type]
    assert bot.offsets[:3] == [None, None, 2]


async def test_a_webhook_in_the_way_is_removed(inbox: Inbox, arrivals: Arrivals) -> None:
    bot = FakeBot(Conflict("webhook is active"))
    await poll(Poller(bot, TELEGRAM, arrivals), lambda: len(bot.offsets) > 1)  # type: ignore[arg-type]
    assert bot.webhooks_forgotten == 2


async def test_a_long_backlog_stays_with_the_messenger(
    inbox: Inbox, arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BACKLOG", 1)
    monkeypatch.setattr(module, "COUNT_AFTER", 2)
    bot = FakeBot(updates(1, 2), updates(3))
    poller = Poller(bot, TELEGRAM, arrivals)  # type: ignore[arg-type]
    await poll(poller, arrivals.received.is_set)
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    await asyncio.sleep(0.3)
    assert len(bot.offsets) == 1
    await inbox.fail(1, "x", final=True)
    await eventually(lambda: len(bot.offsets) > 1)
    stop.set()
    await running


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        (b'{"ok": true, "result": []}', 200),
        (b'{"ok": false, "error_code": 403}', 403),
        (b'{"ok": false}', 502),
        (b'{"ok": true}', 502),
        (b'{"ok": false, "error_code": 7}', 502),
        (b"[]", 502),
        (b"5", 502),
        (b"<html>", 502),
        (b"\xff\xfe", 502),
        (b"", 502),
    ],
)
def test_what_a_server_that_says_200_means(payload: bytes, status: int) -> None:
    assert _true_status(payload) == status
