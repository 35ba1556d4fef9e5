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
    """A text message; `message` is the messenger's number of it, `forwarded` tells that somebody else wrote it first."""

    message: int
    text: str
    forwarded: bool = False


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
    forwarded: bool = False


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


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody put the bot into a group or a channel, where it has nothing to do."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An office has answered the feedback with this tracking number, or closed it."""

    number: str


@dataclass(frozen=True, slots=True)
class AskLater:
    """Time to ask at home for the rating that was not asked for at the desk of a service point."""

    point: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """The classifier, too slow for the first answer, has read the text of this feedback now; `Context.hint` holds it."""

    number: str


Event = Wrote | Edited | Attached | Pressed | Commanded | Sent | LeftUs | Joined | Answered | AskLater | Proposed
