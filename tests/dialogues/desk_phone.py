"""A phone without a messenger: what a citizen does goes straight to the handler, over a real database."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.calls import ApiCall
from bot.delivery import clean, written
from bot.events import Attached, Attachment, Commanded, Edited, Event, Joined, LeftUs, Pressed, Sent, Wrote
from bot.later import Later
from bot.platforms import TELEGRAM
from domain.analysis import Analysis, Proposal
from domain.digits import latin_digits
from domain.labels import Kind
from tests.dialogues.behind import Behind
from tests.dialogues.play import FILE, NOTICE
from tests.dialogues.script import Act, Answer, Do
from tests.storage.samples import analysis
from tests.support.desk import Desk

_ATTACHMENTS: Final = {
    Do.PHOTO: Attachment.PHOTO,
    Do.VOICE: Attachment.VOICE,
    Do.DOCUMENT: Attachment.DOCUMENT,
    Do.VIDEO: Attachment.VIDEO,
    Do.LOCATION: Attachment.LOCATION,
}
_SENT: Final = {Do.STICKER: "sticker", Do.POLL: "poll", Do.CONTACT: "contact", Do.DICE: "dice"}


@dataclass
class Clerk:
    """A classifier that says what the dialogue's note wants it to say of its first message, and nothing of the others."""

    note: str = ""
    model_version: str = "m-1"

    def analyse(self, texts: Sequence[str]) -> list[Analysis]:
        offices = [word for word in self.note.split() if word not in {"urgent", "praise"}]
        said = analysis(
            proposals=tuple(Proposal(code, 0.3) for code in offices),
            urgent="urgent" in self.note,
            kind=Kind.PRAISE if "praise" in self.note else Kind.COMPLAINT,
        )
        return [said] * len(texts)


@dataclass
class DeskPhone:
    """One person's phone."""

    desk: Desk
    user: str = "1001"
    wrote: list[tuple[int, str]] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)
    menu: set[str] = field(default_factory=set)
    said: deque[Answer] = field(default_factory=deque)
    pressed: list[str] = field(default_factory=list)

    @property
    def stranger(self) -> "DeskPhone":
        return DeskPhone(self.desk, user="999")

    async def hear(self) -> Answer | None:
        return self.said.popleft() if self.said else None

    async def end(self) -> list[Answer]:
        left = list(self.said)
        self.said.clear()
        return left

    async def do(self, act: Act) -> None:
        match act.do:
            case Do.WRITE | Do.STRANGER:
                await self._happen(written(self._number(act.what), act.what))
            case Do.PRESS | Do.PRESS_OLD:
                await self._press(act.what, old=act.do is Do.PRESS_OLD)
            case Do.ALBUM:
                await self._album(act.what)
            case Do.LATER | Do.OFFICE_ANSWERS | Do.OFFICE_CLOSES:
                await self._elsewhere(act)
            case Do.SCAN:
                await self._happen(Commanded("start", await self.behind.print_card()))
            case Do.MANY | Do.MANY_NEW:
                await self._many(act)
            case Do.LONG:
                await self._happen(Wrote(self._number(act.what), long_text(act.what)))
            case _:
                await self._happen(self._event(act))

    @property
    def behind(self) -> Behind:
        return Behind(self.desk.database, self.desk.keys, self.desk.parts.catalogue)

    @property
    def _due(self) -> Later:
        return Later(self.desk.parts, TELEGRAM, self.desk.conversation, (self.desk.outbox, asyncio.Event()))

    def _event(self, act: Act) -> Event:
        match act.do:
            case Do.EDIT:
                return Edited(self.wrote[-1][0], act.what)
            case Do.EDIT_FIRST:
                return Edited(self.wrote[0][0], act.what)
            case Do.FORWARD:
                return Wrote(self._number(act.what), clean(act.what), forwarded=True)
            case Do.BLOCK:
                return LeftUs()
            case Do.GROUP:
                return Joined()
            case do if do in _ATTACHMENTS:
                return Attached(self._number(act.what), _ATTACHMENTS[do], "file", act.what)
            case do:
                return Sent(_SENT[do])

    def _number(self, text: str) -> int:
        self.wrote.append((next(self.desk.numbers), text))
        return self.wrote[-1][0]

    async def _happen(self, event: Event) -> None:
        before = len(self.desk.calls)
        await self.desk.happen(event, self.user)
        self._take(self.desk.calls[before:])

    def _take(self, calls: Sequence[ApiCall]) -> None:
        for call in calls:
            said = as_answer(call)
            if call.parameters.get("chat_id", self.user) == self.user and said:
                self.said.append(said)
                self.shown += buttons(call.parameters)
                self.menu |= menu(call.parameters)

    async def _press(self, label: str, *, old: bool) -> None:
        found = [data for name, data in self.shown if name.replace("\u00a0", " ") == label]
        if found:
            self.pressed.append(found[0 if old else -1])
            await self._happen(Pressed(self.pressed[-1]))
        elif label in self.menu:
            await self._happen(written(self._number(label), label))
        else:
            raise AssertionError(f"no button «{label}»")

    async def _album(self, what: str) -> None:
        for at in range(count(what)):
            number = self._number("")
            caption = what.partition("،")[2].strip() if at == 0 else ""
            await self._happen(Attached(number, Attachment.PHOTO, f"file-{number}", caption, album="7"))

    async def _many(self, act: Act) -> None:
        """The same text again and again; only what is said to the last one is heard."""
        text = act.what.partition("«")[2].removesuffix("»")
        for at in range(count(act.what)):
            if at and act.do is Do.MANY_NEW:
                await self._happen(Commanded("new"))
            self.said.clear()
            await self._happen(Wrote(self._number(text), text))

    async def _elsewhere(self, act: Act) -> None:
        match act.do:
            case Do.LATER:
                await self.behind.later(self.user, int(act.what))
            case Do.OFFICE_ANSWERS:
                await self.behind.answer(self.user, act.what)
            case Do.OFFICE_CLOSES:
                await self.behind.close(self.user, act.what)
            case do:
                raise AssertionError(do)
        before = len(self.desk.calls)
        await self._due.bring_up()
        await self.desk.heard()
        self._take(self.desk.calls[before:])


def as_answer(call: ApiCall) -> Answer | None:
    """What a call shows to the person."""
    text = str(call.parameters.get("text", ""))
    match call.method:
        case "sendMessage":
            return Answer(text, tuple(label for label, _ in buttons(call.parameters)))
        case "answerCallbackQuery" if text:
            return Answer(f"{NOTICE} {text}")
        case "sendDocument":
            return Answer(f"{FILE} {call.parameters.get('caption', '')}")
        case _:
            return None


def buttons(parameters: Any) -> list[tuple[str, str]]:
    """The labels and data of an inline keyboard."""
    rows = parameters.get("reply_markup", {}).get("inline_keyboard", [])
    return [(button["text"], button["callback_data"]) for row in rows for button in row]


def menu(parameters: Any) -> set[str]:
    """The labels of the permanent keyboard."""
    return {key["text"] for row in parameters.get("reply_markup", {}).get("keyboard", []) for key in row}


def count(what: str) -> int:
    """The number at the beginning of «۳ عکس»."""
    return int(latin_digits(what.split(maxsplit=1)[0]))


def long_text(what: str) -> str:
    """A complaint of so many letters."""
    sentence = "از شهرداری شکایت دارم چون کوچهٔ ما آسفالت ندارد. "
    return (sentence * count(what))[: count(what)].strip()
