"""What a person can do, free of any messenger's vocabulary."""

from dataclasses import dataclass
from enum import StrEnum


class Attachment(StrEnum):
    """A part of a feedback that is not text."""

    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"
    VIDEO = "video"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Wrote:
    """A text message (also a caption); `message` is the messenger's number of it."""

    message: int
    text: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The person changed an earlier message."""

    message: int
    text: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo, voice, document, video or location; `file` is the messenger's file id, or «lat,lon» of a location.

    `album` is the same for all parts of an album, which arrive one by one.
    """

    message: int
    what: Attachment
    file: str
    caption: str = ""
    album: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed; `data` is what the button carried."""

    data: str


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command or a whole message that means the same («پیگیری»); `argument` is what follows it."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """Something the bot cannot use: sticker, poll, contact, dice …; `what` names it."""

    what: str


@dataclass(frozen=True, slots=True)
class LeftUs:
    """The person blocked the bot."""


Event = Wrote | Edited | Attached | Pressed | Commanded | Sent | LeftUs
