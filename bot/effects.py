"""What a step of the dialogue causes. The worker carries all of it out in the transaction that marks the update as handled."""

from dataclasses import dataclass

from bot.events import Attachment


@dataclass(frozen=True, slots=True)
class Register:
    """Store a new feedback under a fresh tracking number; it stays open for additions.

    `message` is the messenger's number of the text, 0 for a rating without words.
    """

    number: str
    message: int
    text: str
    agency: str | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class AddText:
    """Add a message to a feedback."""

    number: str
    message: int
    text: str


@dataclass(frozen=True, slots=True)
class AddAttachment:
    """Add a photo, voice … to a feedback; its caption is added as text."""

    number: str
    message: int
    what: Attachment
    file: str
    caption: str


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """An edit: the new text of a message that may belong to a feedback still open."""

    message: int
    text: str


@dataclass(frozen=True, slots=True)
class ChooseAgency:
    """The citizen says which agency a feedback is about; None means «نمی‌دانم»."""

    number: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class ChoosePlace:
    """The city or village of a feedback."""

    number: str
    county: str


@dataclass(frozen=True, slots=True)
class Rate:
    """The citizen's rating, 1–5, of a feedback."""

    number: str
    rating: int


@dataclass(frozen=True, slots=True)
class WantAnswer:
    """Whether the answer is to be sent here; False drops the chat address at once."""

    number: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The citizen takes a feedback back; its text is erased."""

    number: str


@dataclass(frozen=True, slots=True)
class EraseEverything:
    """Erase all texts, ratings' authorship and the address of this person; only counts stay."""


@dataclass(frozen=True, slots=True)
class Button:
    """One row of an inline keyboard."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Say:
    """A message to the person. `keyboard` True shows the permanent keyboard (پیگیری، راهنما …) under the input field."""

    text: str
    buttons: tuple[Button, ...] = ()
    keyboard: bool = False


@dataclass(frozen=True, slots=True)
class AnswerPress:
    """The short notice over a pressed button; always sent, empty text just stops the waiting circle."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class TakeButtons:
    """Remove the buttons from the message whose button was pressed."""


Effect = (
    Register
    | AddText
    | AddAttachment
    | ReplaceText
    | ChooseAgency
    | ChoosePlace
    | Rate
    | WantAnswer
    | Withdraw
    | EraseEverything
    | Say
    | AnswerPress
    | TakeButtons
)
