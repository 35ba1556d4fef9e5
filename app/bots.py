"""Which bots an installation runs, and where their messengers find them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from app import texts
from app.settings import Settings
from bot.application import Endpoint
from bot.platforms import PLATFORMS, Platform
from bot.webhook import WebhookPlace
from domain.digits import persian_digits
from domain.errors import ConfigurationError, InputError
from domain.labels import IntakeChannel
from storage.crypto import KeyRing

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")


class Messenger(StrEnum):
    """A messenger, as it is named on the command line."""

    TELEGRAM = IntakeChannel.TELEGRAM
    BALE = IntakeChannel.BALE


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a webhook is to be reached from outside, and where it listens on this machine."""

    url: str
    listen: str
    port: int

    def place(self, settings: Settings, keys: KeyRing, platform: Platform) -> WebhookPlace:
        """The place for one messenger, the same in every process that has these settings and keys."""
        secret = settings.webhook_secret or keys.mac("webhook", platform.channel)
        return WebhookPlace(self.url, self.listen, self.port, secret)


def endpoints(settings: Settings, wanted: Sequence[Messenger]) -> list[tuple[Platform, Endpoint]]:
    """The messengers asked for, else every one whose token is given; raises ConfigurationError without tokens."""
    chosen = dict.fromkeys(wanted) or [name for name in Messenger if _access(settings, name)[1]]
    if not chosen:
        raise ConfigurationError("bot_token_missing")
    return [(PLATFORMS[name], _endpoint(settings, name)) for name in chosen]


def _endpoint(settings: Settings, messenger: Messenger) -> Endpoint:
    api, token = _access(settings, messenger)
    if not token:
        setting = "REZAYAT_BALE_TOKEN" if messenger is Messenger.BALE else "REZAYAT_BOT_TOKEN"
        raise ConfigurationError("platform_token_missing", messenger=texts.MESSENGERS[messenger], setting=setting)
    return Endpoint(api.rstrip("/"), token, settings.proxy)


def _access(settings: Settings, messenger: Messenger) -> tuple[str, str | None]:
    return {
        Messenger.TELEGRAM: (settings.bot_api, settings.bot_token),
        Messenger.BALE: (settings.bale_api, settings.bale_token),
    }[messenger]


def check(listening: Listening, settings: Settings, platforms: Sequence[Platform]) -> None:
    """Raise InputError or ConfigurationError when no messenger would deliver there."""
    if settings.webhook_secret and not _SECRET.fullmatch(settings.webhook_secret):
        raise ConfigurationError("webhook_secret")
    try:
        address = urlsplit(listening.url)
        host, port = address.hostname, address.port or 443
    except ValueError:
        raise InputError("webhook_url", url=listening.url) from None
    if host in LOOPBACK and address.scheme in ("http", "https"):
        return
    if address.scheme != "https" or not host or address.query or address.fragment or address.username:
        raise InputError("webhook_url", url=listening.url)
    for platform in platforms:
        if port not in platform.ports:
            raise InputError(
                "webhook_port",
                messenger=texts.MESSENGERS[platform.channel],
                port=persian_digits(port),
                ports="، ".join(persian_digits(each) for each in platform.ports),
            )
