"""Which bots `rezayat bot` runs, where webhooks come in, and what it says when that cannot be."""

import pytest

from app import bots
from app.bots import Listening, Messenger
from app.settings import Settings
from bot.platforms import BALE, TELEGRAM
from storage.crypto import KeyRing
from tests.app.conftest import Rezayat

pytestmark = pytest.mark.usefixtures("home")

LISTENING = Listening("https://example.ir/rezayat", "127.0.0.1", 8080)


def test_every_messenger_whose_token_is_given() -> None:
    both = Settings(bot_token="1:T", bale_token="2:B", bale_api="http://127.0.0.1:9/", proxy="socks5://127.0.0.1:1")
    (telegram, at_telegram), (bale, at_bale) = bots.endpoints(both, ())
    assert (telegram, at_telegram.api, at_telegram.token) == (TELEGRAM, "https://api.telegram.org", "1:T")
    assert (bale, at_bale.api, at_bale.token) == (BALE, "http://127.0.0.1:9", "2:B")
    assert at_telegram.proxy == at_bale.proxy == "socks5://127.0.0.1:1"
    assert [platform for platform, _ in bots.endpoints(Settings(bale_token="2:B"), ())] == [BALE]


def test_the_messengers_asked_for_once_each() -> None:
    both = Settings(bot_token="1:T", bale_token="2:B")
    assert [platform for platform, _ in bots.endpoints(both, [Messenger.BALE, Messenger.BALE])] == [BALE]
    assert [platform for platform, _ in bots.endpoints(both, [Messenger.BALE, Messenger.TELEGRAM])] == [BALE, TELEGRAM]


def test_the_secret_is_made_from_the_keys() -> None:
    keys, others = KeyRing.generate(), KeyRing.generate()
    secrets = {
        LISTENING.place(Settings(), ring, platform).secret for ring in (keys, others) for platform in (TELEGRAM, BALE)
    }
    assert len(secrets) == 4
    again = LISTENING.place(Settings(), keys, TELEGRAM)
    assert again.secret in secrets
    assert (again.url, again.listen, again.port) == ("https://example.ir/rezayat", "127.0.0.1", 8080)
    bots.check(LISTENING, Settings(webhook_secret=again.secret), [TELEGRAM])


def test_a_secret_of_ones_own() -> None:
    own = Settings(webhook_secret="x" * 16)
    assert LISTENING.place(own, KeyRing.generate(), BALE).secret == "x" * 16
    bots.check(LISTENING, own, [BALE])


@pytest.mark.parametrize(
    "url",
    [
        "https://example.ir",
        "https://example.ir:88/a/b",
        "http://127.0.0.1:8080",
        "http://localhost:5/x",
        "http://[::1]:5",
    ],
)
def test_addresses_where_updates_can_be_brought(url: str) -> None:
    bots.check(Listening(url, "127.0.0.1", 8080), Settings(), [TELEGRAM, BALE])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "REZAYAT_BALE_TOKEN"),
        (("--platform", "telegram"), "توکن بات تلگرام داده نشده است؛ REZAYAT_BOT_TOKEN"),
        (("--platform", "bale", "--platform", "telegram"), "توکن بات بله داده نشده است؛ REZAYAT_BALE_TOKEN"),
    ],
)
def test_without_a_token(rezayat: Rezayat, arguments: tuple[str, ...], sentence: str) -> None:
    ran = rezayat("bot", *arguments)
    assert ran.code == 1
    assert sentence in ran.said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--webhook-url", "http://example.ir"), "https://"),
        (("--webhook-url", "example.ir"), "https://"),
        (("--webhook-url", "https://"), "https://"),
        (("--webhook-url", "https://[x"), "https://"),
        (("--webhook-url", "https://example.ir:port"), "https://"),
        (("--webhook-url", "https://example.ir/?a=b"), "https://"),
        (("--webhook-url", "https://me:word@example.ir/"), "https://"),
        (("--webhook-url", "https://example.ir:9000"), "تلگرام پیام‌ها را به درگاه ۹۰۰۰ نمی‌آورد"),
        (("--webhook-url", "https://example.ir:8443"), "بله پیام‌ها را به درگاه ۸۴۴۳ نمی‌آورد"),
        (("--port", "8080"), "--webhook-url"),
        (("--listen", "0.0.0.0"), "--webhook-url"),
    ],
)
def test_where_no_messenger_would_deliver(
    rezayat: Rezayat, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.setenv("REZAYAT_BOT_TOKEN", "1:T")
    monkeypatch.setenv("REZAYAT_BALE_TOKEN", "2:B")
    ran = rezayat("bot", *arguments)
    assert ran.code == 1
    assert sentence in ran.said
    assert "Traceback" not in ran.said


@pytest.mark.parametrize("secret", ["short", "x" * 257, "راز" * 10, "with spaces in between"])
def test_a_secret_that_cannot_be_used(rezayat: Rezayat, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("REZAYAT_BOT_TOKEN", "1:T")
    monkeypatch.setenv("REZAYAT_WEBHOOK_SECRET", secret)
    ran = rezayat("bot", "--webhook-url", "https://example.ir")
    assert ran.code == 1
    assert "REZAYAT_WEBHOOK_SECRET" in ran.said
    assert secret not in ran.said


@pytest.mark.parametrize("arguments", [("--platform", "eitaa"), ("--port", "0"), ("--port", "65536")])
def test_wrong_usage(rezayat: Rezayat, arguments: tuple[str, ...]) -> None:
    assert rezayat("bot", *arguments).code == 2
