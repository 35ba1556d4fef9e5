"""Telegram and Bale as the stand plays them, with our requests, calls and webhooks, without the bot's handler."""

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.application import Endpoint, build
from bot.calls import ApiCall, calls
from bot.delivery import Delivery
from bot.effects import AnswerPress, Button, Effect, LeaveChat, Say, SendFile, TakeButtons
from bot.events import Commanded, Edited, Event, Joined, LeftUs, Pressed, Wrote
from bot.platforms import BALE, PLATFORMS, TELEGRAM, Platform
from bot.translate import translate
from bot.webhook import Receiver, Webhook, WebhookPlace, set_webhook
from storage.inbox import Raw
from tests.bot.conftest import eventually
from tests.support.bot_process import free_port
from tests.support.citizen import Citizen
from tests.support.stand import TOKEN, Fault, Stand

SECRET = "a-secret-of-the-tests"
BUTTON = (Button("آب", "x"),)


@pytest.fixture(autouse=True)
def timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.webhook.backoff", lambda failures: 0.1)


@pytest.fixture
def stand() -> Generator[Stand, None, None]:
    with Stand("bale") as stand:
        yield stand


@pytest.fixture(params=PLATFORMS)
def any_stand(request: pytest.FixtureRequest) -> Generator[Stand, None, None]:
    with Stand(request.param) as stand:
        yield stand


@asynccontextmanager
async def speaking(stand: Stand) -> AsyncGenerator[Bot, None]:
    application = build(Endpoint(stand.root, TOKEN))
    await application.initialize()
    try:
        yield application.bot
    finally:
        await application.shutdown()
        await application.bot.shutdown()


async def say(bot: Bot, delivery: Delivery, platform: Platform, *effects: Effect) -> None:
    for call in calls(effects, delivery, platform):
        kept = ApiCall.from_json(call.to_json())
        await bot.do_api_request(kept.method, api_kwargs=kept.api_kwargs())


def at(chat: int, press: str = "") -> Delivery:
    return Delivery(str(chat), str(chat), Commanded("start"), callback=press, pressed=1)


async def fetched(bot: Bot, platform: Platform) -> list[Delivery | None]:
    """What the bot makes of the updates that wait."""
    raw: list[dict[str, Any]] = await bot.do_api_request("getUpdates", api_kwargs={"timeout": 0})
    return [translate(Update.de_json(platform.mend(each), bot)) for each in raw]


async def test_bale_tells_errors_with_200(stand: Stand) -> None:
    async with httpx.AsyncClient() as client:
        unknown = await client.post(f"{stand.root}/bot{TOKEN}/setMyCommands", data={"commands": "[]"})
        stranger = await client.post(f"{stand.root}/bot1:WRONG/getMe")
    assert [(answer.status_code, answer.json()["ok"]) for answer in (unknown, stranger)] == [(200, False)] * 2
    assert [answer.json()["error_code"] for answer in (unknown, stranger)] == [404, 401]


@pytest.mark.parametrize(
    ("code", "error"),
    [(400, BadRequest), (403, Forbidden), (404, TelegramError), (429, RetryAfter), (500, NetworkError)],
)
async def test_they_are_understood(stand: Stand, code: int, error: type[TelegramError]) -> None:
    told = {
        "ok": False,
        "error_code": code,
        "description": "…",
        "parameters": {"retry_after": 2} if code == 429 else {},
    }
    stand.emulator.faults.append(Fault("sendMessage", 200, json.dumps(told).encode()))
    async with speaking(stand) as bot:
        with pytest.raises(error) as raised:
            await say(bot, at(5), BALE, Say("سلام"))
        await say(bot, at(5), BALE, Say("سلام"))
    assert stand.said(5) == ["سلام"]
    if isinstance(raised.value, RetryAfter):
        assert raised.value.retry_after in (2, timedelta(seconds=2))


async def test_bale_refuses_what_only_telegram_knows(stand: Stand) -> None:
    async with speaking(stand) as bot:
        for method, parameters in (
            ("sendMessage", {"chat_id": 5, "text": "آب", "parse_mode": "HTML"}),
            ("sendMessage", {"chat_id": 5, "text": "آب", "reply_parameters": {"message_id": 1}}),
            ("sendMessage", {"chat_id": 5, "text": "آب", "link_preview_options": {"is_disabled": True}}),
            ("setWebhook", {"url": "https://example.ir/x", "allowed_updates": ["message"]}),
            ("setWebhook", {"url": "https://example.ir/x", "secret_token": SECRET}),
            ("editMessageReplyMarkup", {"chat_id": 5, "message_id": 1}),
        ):
            with pytest.raises(BadRequest):
                await bot.do_api_request(method, api_kwargs=parameters)
        with pytest.raises(InvalidToken):
            await bot.set_my_commands([("start", "شروع")])


async def test_a_conversation_in_bale(stand: Stand) -> None:
    citizen = Citizen(stand, 5)
    first = citizen.write("آب نیست")
    citizen.edit(first, "آب قطع است")
    citizen.forward("فردا آب قطع است")
    citizen.block()
    citizen.invite(-5)
    async with speaking(stand) as bot:
        assert [each.event for each in await fetched(bot, BALE) if each] == [
            Wrote(first, "آب نیست"),
            Edited(first, "آب قطع است"),
            Wrote(first + 1, "فردا آب قطع است", forwarded=True),
        ]
        await say(bot, at(5), BALE, Say("دربارهٔ کجاست؟", BUTTON))
        pressed = citizen.press("آب")
        (delivery,) = [each for each in await fetched(bot, BALE) if each and each.callback]
        assert (delivery.event, delivery.callback) == (Pressed("x"), pressed)
        assert stand.emulator.waiting_presses == {pressed}
        await say(bot, delivery, BALE, TakeButtons(), AnswerPress("ثبت شد"))
    assert not stand.emulator.waiting_presses
    assert all(made.error is None for made in stand.emulator.made)


async def test_an_old_client_of_bale(stand: Stand) -> None:
    citizen = Citizen(stand, 5, old_client=True)
    async with speaking(stand) as bot:
        await say(bot, at(5), BALE, Say("دربارهٔ کجاست؟", BUTTON))
        pressed = citizen.press("آب")
        with pytest.raises(BadRequest):
            await bot.do_api_request("answerCallbackQuery", api_kwargs={"callback_query_id": pressed})
        await say(bot, at(5, pressed), BALE, AnswerPress("ثبت شد"), AnswerPress())
    assert stand.said(5) == ["دربارهٔ کجاست؟", "ثبت شد"]


async def test_what_was_typed_is_seen_as_typed(any_stand: Stand) -> None:
    typed = "«*مهم*» و _فوری_، <b>آب</b> [اینجا](http://example.ir)"
    async with speaking(any_stand) as bot:
        await say(bot, at(5), PLATFORMS[any_stand.profile], Say(typed))
    assert any_stand.shown(5)[0].replace("\u200c", "") == typed
    (made,) = [made for made in any_stand.emulator.made if made.method == "sendMessage"]
    assert set(made.fields) == {"chat_id", "text"}


async def test_a_file(any_stand: Stand) -> None:
    async with speaking(any_stand) as bot:
        await say(bot, at(5), PLATFORMS[any_stand.profile], SendFile("نوشته‌ها.txt", "\ufeffآب نیست\n", "نوشته‌های شما"))
    assert any_stand.files(5) == [("نوشته‌ها.txt", "\ufeffآب نیست\n".encode())]


async def test_a_picture(any_stand: Stand) -> None:
    picture = {"name": "شاخص.png", "base64": base64.b64encode(b"\x89PNG\x00").decode()}
    async with speaking(any_stand) as bot:
        call = ApiCall("sendPhoto", {"chat_id": "5", "photo": picture, "caption": "شاخص"})
        await bot.do_api_request(call.method, api_kwargs=call.api_kwargs())
    assert any_stand.files(5) == [("شاخص.png", b"\x89PNG\x00")]


async def test_long_texts_are_taken(any_stand: Stand) -> None:
    async with speaking(any_stand) as bot:
        await say(bot, at(5), PLATFORMS[any_stand.profile], Say("چاله *بزرگ* 🙂\n" * 900, BUTTON))
    assert len(any_stand.said(5)) > 2


async def test_a_group_is_left(any_stand: Stand) -> None:
    platform = PLATFORMS[any_stand.profile]
    async with speaking(any_stand) as bot:
        await say(bot, at(-5), platform, LeaveChat("من در گروه کاری نمی‌کنم."))
        with pytest.raises(Forbidden):
            await say(bot, at(-5), platform, Say("هنوز هستم؟"))
    assert any_stand.emulator.left == {"-5"}
    assert any_stand.said(-5) == ["من در گروه کاری نمی‌کنم."]


async def test_membership_in_telegram() -> None:
    with Stand() as stand:
        citizen = Citizen(stand, 5)
        citizen.invite(-5)
        citizen.block()
        async with speaking(stand) as bot:
            assert await fetched(bot, TELEGRAM) == [Delivery("5", "-5", Joined()), Delivery("5", "5", LeftUs())]


@asynccontextmanager
async def receiving(stand: Stand, receive: Any) -> AsyncGenerator[WebhookPlace, None]:
    """A receiver on a free port that the messenger has been told of."""
    port = free_port()
    place = WebhookPlace(f"http://127.0.0.1:{port}", "127.0.0.1", port, SECRET)
    webhook = Webhook(PLATFORMS[stand.profile], place, receive)
    receiver = Receiver([webhook])
    receiver.listen()
    stop = asyncio.Event()
    running = asyncio.create_task(receiver.run(stop))
    async with speaking(stand) as bot:
        await set_webhook(bot, webhook, stop)
    yield place
    stop.set()
    await running


def events(kept: list[Raw], platform: Platform) -> dict[str, list[Event]]:
    """What each person did, in the order in which it was kept."""
    found: dict[str, list[Event]] = {}
    for raw in kept:
        delivery = translate(Update.de_json(platform.mend(json.loads(raw.payload)), None))
        if delivery:
            found.setdefault(delivery.user, []).append(delivery.event)
    return found


async def test_updates_are_brought_in_each_persons_order(any_stand: Stand) -> None:
    kept: list[Raw] = []
    failures = 3

    async def receive(raws: list[Raw]) -> None:
        nonlocal failures
        await asyncio.sleep(0.05)
        failures -= 1
        if failures >= 0:
            raise OSError
        kept.extend(raws)

    people = [Citizen(any_stand, number) for number in range(1, 9)]
    wrote = {str(each.number): [Wrote(each.write(f"آب {part}"), f"آب {part}") for part in range(4)] for each in people}
    async with receiving(any_stand, receive):
        await eventually(any_stand.confirmed)
    assert events(kept, PLATFORMS[any_stand.profile]) == wrote
    queues = any_stand.emulator._update_queues
    assert queues.most_at_once == len(people)
    assert set(queues.refused) == {503}


async def test_setting_the_webhook_is_tried_again(any_stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    why = {"ok": False, "error_code": 400, "description": f"Bad Request: bad webhook: no host in /{SECRET}"}
    refusals = [Fault("setWebhook", 400, json.dumps(why).encode()), Fault("setWebhook", 500)]
    any_stand.emulator.faults += [*refusals, Fault("setWebhook", 429, retry_after=1)]
    kept: list[Raw] = []

    async def receive(raws: list[Raw]) -> None:
        kept.extend(raws)

    async with receiving(any_stand, receive) as place:
        Citizen(any_stand, 5).write("آب نیست")
        await eventually(any_stand.confirmed)
    (told,) = [made.fields for made in any_stand.emulator.made if made.method == "setWebhook"]
    if any_stand.profile == "bale":
        assert told == {"url": f"{place.url}/bale/{SECRET}"}
    else:
        wanted = json.dumps(list(TELEGRAM.wanted or ()))
        assert told == {
            "url": f"{place.url}/telegram",
            "secret_token": SECRET,
            "max_connections": "40",
            "allowed_updates": wanted,
        }
    assert len(kept) == 1
    assert "no host" in caplog.text.lower()
    assert SECRET not in caplog.text


async def test_a_stranger_at_the_webhook_changes_nothing(any_stand: Stand) -> None:
    kept: list[Raw] = []

    async def receive(raws: list[Raw]) -> None:
        kept.extend(raws)

    async with receiving(any_stand, receive) as place, httpx.AsyncClient() as client:
        for path in ("telegram", "bale", "bale/x"):
            answer = await client.post(f"{place.url}/{path}", json={"update_id": 1})
            assert answer.status_code in (403, 404)
    assert kept == []
