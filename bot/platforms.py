"""The messengers that speak Telegram's bot language, and where they are."""

from dataclasses import dataclass
from typing import Final

from domain.labels import IntakeChannel


@dataclass(frozen=True, slots=True)
class Platform:
    """One messenger: the channel its feedback comes by and the root of its bot API."""

    channel: IntakeChannel
    api: str


TELEGRAM: Final = Platform(IntakeChannel.TELEGRAM, "https://api.telegram.org")
