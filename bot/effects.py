"""What a step of the dialogue causes. The worker carries all of it out in the transaction that marks the update as handled."""

from dataclasses import dataclass
from enum import StrEnum

from bot.events import Attachment
from domain.labels import Asked, Driver, Verdict


class Permission(StrEnum):
    """What a person may allow and take back."""

    TRAINING = "training"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Register:
    """Store a new feedback under a fresh tracking number; it stays open for additions.

    `message` is the messenger's number of the text, 0 for a rating without words. `point` is the code of the service
    point whose card was scanned (its unit, service, place and event are stored too) and `asked` where the rating was asked
    for. `sensitive` keeps it from the office it is about; `language` is one that is not Persian.
    """

    number: str
    message: int
    text: str
    agency: str | None = None
    rating: int | None = None
    point: str | None = None
    asked: Asked | None = None
    sensitive: bool = False
    language: str | None = None


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
class ChooseUnit:
    """Which unit of the agency (which bank, which operator) a feedback is about."""

    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class ChoosePlace:
    """The city or village of a feedback."""

    number: str
    county: str


@dataclass(frozen=True, slots=True)
class Rate:
    """The citizen's rating, 1–5, of a feedback; `asked` where it was asked for, when that was later than the feedback."""

    number: str
    rating: int
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class NameDriver:
    """What mattered most for the rating."""

    number: str
    driver: Driver


@dataclass(frozen=True, slots=True)
class Commend:
    """The name of the employee whom the citizen praises; kept apart from the text."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class KeepFromOffice:
    """The feedback is not to be shown to the office it is about."""

    number: str


@dataclass(frozen=True, slots=True)
class Judge:
    """What the citizen says of the answer."""

    number: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class RateAgain:
    """The rating after the answer; the first one stays."""

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
class Allow:
    """A permission given or taken back: `what` is «training» or «contact»."""

    what: Permission
    allowed: bool


@dataclass(frozen=True, slots=True)
class RemindLater:
    """Ask for the rating of a service point after a while, away from its desk."""

    point: str
    minutes: int


@dataclass(frozen=True, slots=True)
class DropReminder:
    """The rating of a service point need not be asked for any more."""

    point: str


@dataclass(frozen=True, slots=True)
class ForgetAddress:
    """The person can no longer be reached here: no address is kept."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """The login code of `Context.login` is used up, and the person is that official from now on."""

    code: str


@dataclass(frozen=True, slots=True)
class LogOut:
    """The person is no official here any more."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Whether an official wants alerts here."""

    wanted: bool


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


@dataclass(frozen=True, slots=True)
class SendFile:
    """A file for the person, made of text."""

    name: str
    content: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SendReport:
    """The indicators an official may see: a picture with a few sentences, and the aggregates as a file."""

    period: str


@dataclass(frozen=True, slots=True)
class LeaveChat:
    """Say a text in a group and leave it."""

    text: str


Effect = (
    Register
    | AddText
    | AddAttachment
    | ReplaceText
    | ChooseAgency
    | ChooseUnit
    | ChoosePlace
    | Rate
    | NameDriver
    | Commend
    | KeepFromOffice
    | Judge
    | RateAgain
    | WantAnswer
    | Withdraw
    | EraseEverything
    | Allow
    | RemindLater
    | DropReminder
    | ForgetAddress
    | LogIn
    | LogOut
    | Subscribe
    | Say
    | AnswerPress
    | TakeButtons
    | SendFile
    | SendReport
    | LeaveChat
)
