"""The dialogues of docs/dialogues.md as data: what a citizen does, and exactly what the bot answers.

A dialogue is a heading and a table of two columns. An empty citizen's cell means that the bot says one thing more.
"""

import re
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from domain.digits import latin_digits

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "dialogues.md"
SILENCE: Final = "—"
NUMBER: Final = re.compile(r"[۰-۹]{4} [۰-۹]{4} [۰-۹]{4}")
"""An example of a tracking number; it stands for the one that the bot gives when the dialogue is played."""
_HEADING: Final = re.compile(r"#{2,3} (?P<title>.+)")
_NOTE: Final = re.compile(r"<!-- (?P<name>[a-z]+)(?:: (?P<value>.+))? -->")
_BUTTON: Final = re.compile(r"\[([^\]]+)\]")
_LATER: Final = re.compile(r"(?P<count>[۰-۹]+) (?P<unit>دقیقه|ساعت|روز) بعد")
_MINUTES: Final = {"دقیقه": 1, "ساعت": 60, "روز": 24 * 60}


class Do(Enum):
    """The kinds of things that happen; the value is how the document says it."""

    WRITE = ""
    PRESS = "[]"
    PRESS_OLD = "دکمهٔ قدیمی"
    PHOTO = "عکس"
    VOICE = "صدا"
    DOCUMENT = "فایل"
    VIDEO = "فیلم"
    LOCATION = "موقعیت مکانی"
    ALBUM = "آلبوم"
    EDIT = "ویرایش"
    EDIT_FIRST = "ویرایش پیام اول"
    FORWARD = "فوروارد"
    STICKER = "استیکر"
    POLL = "نظرسنجی"
    CONTACT = "شمارهٔ تماس"
    DICE = "تاس"
    LATER = "بعد"
    LONG = "متنی بسیار بلند"
    MANY = "پشت سر هم"
    MANY_NEW = "نوشته پشت نوشته"
    BLOCK = "بات را مسدود می‌کند"
    GROUP = "بات را به گروهی می‌برد"
    SCAN = "کارت باجه"
    OFFICE_ANSWERS = "اداره جواب می‌دهد"
    OFFICE_CLOSES = "اداره پرونده را می‌بندد"
    STRANGER = "کس دیگری"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a citizen (or an office, or time) does; `what` is the text, label or number that belongs to it."""

    do: Do
    what: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the bot: its text with `…` for what is left out, and its buttons in order."""

    text: str
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens, and all that is said to it; `line` is where it stands in the document."""

    line: int
    act: Act
    answers: tuple[Answer, ...]


@dataclass(slots=True)
class Dialogue:
    """One table. `notes` are the comments between the heading and the table: what the dialogue needs."""

    title: str
    line: int
    notes: dict[str, str] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)


class ScriptError(Exception):
    """The document is not as it should be; says the line."""


def read(text: str) -> list[Dialogue]:
    """All dialogues of a document; raises ScriptError."""
    dialogues: list[Dialogue] = []
    for at, line in enumerate(text.splitlines(), start=1):
        heading, note = _HEADING.fullmatch(line), _NOTE.fullmatch(line)
        if heading:
            dialogues.append(Dialogue(heading["title"], at))
        elif note and dialogues:
            dialogues[-1].notes[note["name"]] = note["value"] or ""
        elif line.startswith("|") and dialogues:
            _row(dialogues[-1], at, line)
    return [dialogue for dialogue in dialogues if dialogue.turns]


def _row(dialogue: Dialogue, at: int, line: str) -> None:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if len(cells) != 2:
        raise ScriptError(f"line {at}: a row has two cells")
    citizen, bot = cells
    if citizen == "شهروند" or (citizen and set(citizen) <= set(":-")):
        return
    answers = () if bot == SILENCE else (answer(bot, at),)
    if citizen:
        dialogue.turns.append(Turn(at, act(citizen, at), answers))
    elif dialogue.turns:
        last = dialogue.turns[-1]
        dialogue.turns[-1] = Turn(last.line, last.act, (*last.answers, *answers))
    else:
        raise ScriptError(f"line {at}: the citizen begins")


def act(cell: str, at: int) -> Act:
    """A citizen's cell; raises ScriptError for something in brackets that nobody can do."""
    button = _BUTTON.fullmatch(cell)
    if button:
        return Act(Do.PRESS, button[1])
    if not (cell.startswith("(") and cell.endswith(")")):
        return Act(Do.WRITE, cell.replace("<br>", "\n"))
    name, _, what = cell[1:-1].partition(":")
    later = _LATER.fullmatch(name)
    if later:
        return Act(Do.LATER, str(int(latin_digits(later["count"])) * _MINUTES[later["unit"]]))
    try:
        return Act(Do(name.strip()), what.strip().replace("<br>", "\n").removeprefix("[").removesuffix("]"))
    except ValueError:
        raise ScriptError(f"line {at}: nobody can do «{name}»") from None


def answer(cell: str, at: int) -> Answer:
    """A bot's cell: a text and the buttons below it."""
    text, buttons = _BUTTON.sub("", cell), tuple(_BUTTON.findall(cell))
    if "[" in text or "]" in text:
        raise ScriptError(f"line {at}: a bracket without its other half")
    return Answer(flat(text.replace("<br>", " ")), buttons)


def flat(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())
