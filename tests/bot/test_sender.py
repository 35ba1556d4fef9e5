"""What becomes of a call that is made, refused, or made too late."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.calls import ANSWER, EDIT_BUTTONS, SEND, ApiCall
from bot.sender import Pace, Sender
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.outbox import Call, Outbox
from storage.tables import Outgoing
from tests.bot.conftest import eventually


class FakeBot:
    """Notes what it is asked, and refuses with the errors it was given."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.errors: list[TelegramError] = []

    async def do_api_request(self, method: str, api_kwargs: dict[str, Any]) -> None:
        self.made.append(api_kwargs.get("text", method))
        if self.errors:
            raise self.errors.pop(0)


@pytest.fixture(autouse=True)
def timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr("bot.sender.backoff", lambda failures: 0)


@pytest.fixture
def outbox(sqlite_database: Database, keys: KeyRing) -> Outbox:
    return Outbox(sqlite_database, keys, "telegram")


async def send(database: Database, outbox: Outbox, bot: FakeBot, *waiting: tuple[str, ApiCall]) -> None:
    """Send what waits, and what is due after it."""
    async with database.writing() as connection:
        await outbox.add(connection, [Call(person, call.to_json()) for person, call in waiting])
    stop = asyncio.Event()
    stop.set()
    await Sender(bot, outbox, asyncio.Event(), Pace(1000, alone=True)).run(stop)  # type: ignore[arg-type]


def say(text: str) -> ApiCall:
    return ApiCall(SEND, {"chat_id": "1", "text": text})


async def rows(database: Database) -> list[tuple[str, str | None, int]]:
    async with database.reading() as connection:
        found = await connection.execute(select(Outgoing).order_by(Outgoing.id))
        return [(row.state, row.reason, row.resent) for row in found]


async def test_in_order(sqlite_database: Database, outbox: Outbox) -> None:
    bot = FakeBot()
    await send(sqlite_database, outbox, bot, ("a", say("1")), ("b", say("2")), ("a", say("3")))
    assert bot.made == ["1", "2", "3"]
    assert await rows(sqlite_database) == [("sent", None, 0)] * 3


@pytest.mark.parametrize(
    ("error", "row"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), ("dead", "blocked", 0)),
        (BadRequest("Chat not found"), ("dead", "Chat not found", 0)),
        (BadRequest("Message is not modified: …"), ("sent", None, 0)),
        (BadRequest("Message to edit not found"), ("sent", None, 0)),
    ],
)
async def test_refusals(
    sqlite_database: Database, outbox: Outbox, error: TelegramError, row: tuple[str, str | None, int]
) -> None:
    bot = FakeBot()
    bot.errors = [error]
    await send(sqlite_database, outbox, bot, ("a", say("1")), ("b", say("2")))
    assert bot.made == ["1", "2"]
    assert await rows(sqlite_database) == [row, ("sent", None, 0)]


async def test_asked_to_wait(sqlite_database: Database, outbox: Outbox) -> None:
    bot = FakeBot()
    bot.errors = [RetryAfter(timedelta(seconds=90))]
    await send(sqlite_database, outbox, bot, ("a", say("1")), ("b", say("2")))
    assert bot.made == ["1", "2"]
    assert await rows(sqlite_database) == [("new", "asked to wait", 0), ("sent", None, 0)]
    async with sqlite_database.reading() as connection:
        not_before = await connection.scalar(select(Outgoing.not_before).where(Outgoing.state == "new"))
    assert not_before is not None
    assert not_before > now() + timedelta(seconds=60)


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("Bad Gateway"), TelegramError("Invalid server response")])
async def test_a_server_that_fails_is_asked_again(
    sqlite_database: Database, outbox: Outbox, error: TelegramError
) -> None:
    bot = FakeBot()
    bot.errors = [error]
    await send(sqlite_database, outbox, bot, ("a", say("1")), ("a", say("2")))
    assert bot.made == ["1"]
    async with sqlite_database.writing() as connection:
        await connection.execute(update(Outgoing).values(not_before=now()))
    await send(sqlite_database, outbox, bot)
    assert bot.made == ["1", "1", "2"]


async def test_a_late_answer_to_a_press_is_dropped(sqlite_database: Database, outbox: Outbox) -> None:
    bot = FakeBot()
    answer = ApiCall(ANSWER, {"callback_query_id": "1"})
    async with sqlite_database.writing() as connection:
        await outbox.add(connection, [Call("a", answer.to_json())])
        await connection.execute(update(Outgoing).values(created_at=now() - timedelta(seconds=11)))
    await send(sqlite_database, outbox, bot, ("a", ApiCall(EDIT_BUTTONS, {"message_id": 1})), ("b", answer))
    assert sorted(bot.made) == sorted([EDIT_BUTTONS, ANSWER])
    assert (await rows(sqlite_database))[0] == ("dead", "too late", 0)


async def test_a_call_cut_short_by_a_crash_is_made_again(sqlite_database: Database, outbox: Outbox) -> None:
    async with sqlite_database.writing() as connection:
        await outbox.add(connection, [Call("a", say("1").to_json()), Call("b", say("2").to_json())])
    await outbox.exchange([], 1)
    bot = FakeBot()
    await send(sqlite_database, outbox, bot)
    assert bot.made == ["1", "2"]
    assert await rows(sqlite_database) == [("sent", None, 1), ("sent", None, 0)]


async def test_a_slow_messenger_holds_up_one_person_only(sqlite_database: Database, outbox: Outbox) -> None:
    """Calls to different people are under way together, those to one person one after the other."""

    class SlowBot(FakeBot):
        now_running = most = 0

        async def do_api_request(self, method: str, api_kwargs: dict[str, Any]) -> None:
            self.now_running += 1
            self.most = max(self.most, self.now_running)
            await asyncio.sleep(0.2)
            self.now_running -= 1
            await super().do_api_request(method, api_kwargs)

    bot = SlowBot()
    begun = asyncio.get_running_loop().time()
    await send(sqlite_database, outbox, bot, *((str(at % 5), say(str(at))) for at in range(10)))
    assert bot.most == 5
    assert asyncio.get_running_loop().time() - begun < 2 * 0.2 + 1
    for person in range(5):
        assert bot.made.index(str(person)) < bot.made.index(str(person + 5))


async def test_a_call_that_cannot_be_put_together_holds_up_nobody(sqlite_database: Database, outbox: Outbox) -> None:
    bot = FakeBot()
    broken = ApiCall("sendDocument", {"chat_id": "1", "document": {"name": "x.txt"}})
    await send(sqlite_database, outbox, bot, ("a", broken), ("a", say("2")))
    assert bot.made == ["2"]
    state, reason, _ = (await rows(sqlite_database))[0]
    assert (state, (reason or "").split()[0]) == ("dead", "KeyError")


async def test_who_is_asked_to_wait_leaves_the_others_in_peace_too(sqlite_database: Database, outbox: Outbox) -> None:
    bot = FakeBot()
    bot.errors = [RetryAfter(timedelta(seconds=0.3))]
    begun = asyncio.get_running_loop().time()
    await send(sqlite_database, outbox, bot, ("a", say("1")))
    await send(sqlite_database, outbox, bot, ("b", say("2")))
    assert asyncio.get_running_loop().time() - begun < 5
    async with sqlite_database.reading() as connection:
        assert await connection.scalar(select(Outgoing.attempts).where(Outgoing.state == "new")) in (0, None)


async def test_what_is_under_way_at_the_end_is_noted(sqlite_database: Database, outbox: Outbox) -> None:
    """Or it would be sent once more at the next start."""

    class SlowBot(FakeBot):
        async def do_api_request(self, method: str, api_kwargs: dict[str, Any]) -> None:
            await super().do_api_request(method, api_kwargs)
            await asyncio.sleep(0.3)

    bot = SlowBot()
    async with sqlite_database.writing() as connection:
        await outbox.add(connection, [Call(str(at), say(str(at)).to_json()) for at in range(3)])
    sender = Sender(bot, outbox, asyncio.Event(), Pace(1000, alone=True))  # type: ignore[arg-type]
    running = asyncio.create_task(sender.run(asyncio.Event()))
    await eventually(lambda: len(bot.made) == 3)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await rows(sqlite_database) == [("sent", None, 0)] * 3


async def test_not_faster_than_the_rate(sqlite_database: Database, outbox: Outbox) -> None:
    bot = FakeBot()
    async with sqlite_database.writing() as connection:
        await outbox.add(connection, [Call(str(at), say("1").to_json()) for at in range(10)])
    stop = asyncio.Event()
    stop.set()
    begun = asyncio.get_running_loop().time()
    await Sender(bot, outbox, asyncio.Event(), Pace(20, alone=True)).run(stop)  # type: ignore[arg-type]
    assert asyncio.get_running_loop().time() - begun >= (10 - 1 - 3) / 20  # three may catch up
