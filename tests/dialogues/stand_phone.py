"""A phone on the stand: what a citizen does goes over HTTP to the real bot in a process of its own."""

import asyncio
import json
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Final

from tests.dialogues.behind import Behind
from tests.dialogues.desk_phone import count, long_text
from tests.dialogues.play import FILE, NOTICE
from tests.dialogues.script import Act, Answer, Do
from tests.support.bot_process import BotProcess
from tests.support.citizen import Citizen
from tests.support.stand import Made, Stand

PATIENCE_S: Final = 60.0
GROUP: Final = -500
_FILE: Final = {"file_id": "f", "file_unique_id": "u"}
_SENT: Final[dict[Do, dict[str, Any]]] = {
    Do.VOICE: {"voice": _FILE | {"duration": 3}},
    Do.DOCUMENT: {"document": _FILE | {"file_name": "نامه.pdf"}},
    Do.VIDEO: {"video": _FILE | {"duration": 3, "width": 1, "height": 1}},
    Do.LOCATION: {"location": {"latitude": 34.3, "longitude": 47.1}},
    Do.STICKER: {
        "sticker": _FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    },
    Do.POLL: {
        "poll": {
            "id": "1", "question": "راضی هستید؟", "options": [{"persistent_id": "1", "text": "بله", "voter_count": 0}],
            "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
            "allows_revoting": True, "members_only": False,
        }
    },
    Do.CONTACT: {"contact": {"phone_number": "+989181234567", "first_name": "سارا"}},
    Do.DICE: {"dice": {"emoji": "🎲", "value": 6}},
}  # fmt: skip


@dataclass
class Postbox:
    """Sorts what the bot on a stand has said by chat."""

    stand: Stand
    bot: BotProcess
    presses: dict[str, int] = field(default_factory=dict)
    """The chat of each pressed button."""
    said: dict[int, deque[Made]] = field(default_factory=lambda: defaultdict(deque))
    _seen: int = 0

    def sort(self) -> None:
        """Look at what has come since the last time."""
        made = self.stand.emulator.made
        for each in made[self._seen :]:
            self._seen += 1
            chat = self._chat(each)
            if chat is not None and each.error is None:
                self.said[chat].append(each)

    def _chat(self, made: Made) -> int | None:
        match made.method:
            case "sendMessage" | "sendDocument":
                return int(made.chat)
            case "answerCallbackQuery" if made.fields.get("text"):
                return self.presses.get(made.fields["callback_query_id"])
            case _:
                return None


@dataclass
class StandPhone:
    """One person's phone."""

    postbox: Postbox
    behind: Behind
    number: int
    wrote: list[int] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)
    menu: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.citizen = Citizen(self.postbox.stand, self.number)

    @property
    def stranger(self) -> "StandPhone":
        return StandPhone(self.postbox, self.behind, self.number + 500_000)

    async def hear(self) -> Answer | None:
        """Wait for what comes next; None when nothing has come for long."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self.postbox.bot.is_running:
            self.postbox.sort()
            for chat in (self.number, GROUP - self.number):
                if self.postbox.said[chat]:
                    return self._seen(self.postbox.said[chat].popleft())
            await asyncio.sleep(0.02)
        return None

    async def end(self) -> list[Answer]:
        self.postbox.sort()
        said = self.postbox.said[self.number]
        return [self._seen(said.popleft()) for _ in range(len(said))]

    async def do(self, act: Act) -> None:
        match act.do:
            case Do.LATER:
                await self.behind.later(str(self.number), int(act.what))
            case Do.OFFICE_ANSWERS:
                await self.behind.answer(str(self.number), act.what)
            case Do.OFFICE_CLOSES:
                await self.behind.close(str(self.number), act.what)
            case Do.SCAN:
                self.wrote.append(self.citizen.write(f"/start {await self.behind.print_card()}"))
            case Do.MANY | Do.MANY_NEW:
                await self._many(act)
            case _:
                self._send(act)

    def _send(self, act: Act) -> None:
        match act.do:
            case Do.PRESS | Do.PRESS_OLD:
                self._press(act.what, old=act.do is Do.PRESS_OLD)
            case Do.EDIT | Do.EDIT_FIRST:
                self.citizen.edit(self.wrote[0 if act.do is Do.EDIT_FIRST else -1], act.what)
            case Do.BLOCK:
                self.citizen.block()
            case Do.GROUP:
                self.citizen.invite(GROUP - self.number)
            case _:
                self.wrote.append(self._message(act))

    def _message(self, act: Act) -> int:
        match act.do:
            case Do.LONG:
                return self.citizen.write(long_text(act.what))
            case Do.FORWARD:
                return self.citizen.forward(act.what)
            case Do.PHOTO:
                return self.citizen.photo(act.what)
            case Do.ALBUM:
                captions = [act.what.partition("،")[2].strip()] + [""] * (count(act.what) - 1)
                first, *_ = [self.citizen.photo(caption, album="7") for caption in captions]
                return first
            case do if do in _SENT:
                return self.citizen.send(**_SENT[do], **({"caption": act.what} if act.what else {}))
            case _:
                return self.citizen.write(act.what)

    async def _many(self, act: Act) -> None:
        """The same text again and again; only what is said to the last one is left to be heard."""
        text = act.what.partition("«")[2].removesuffix("»")
        for at in range(count(act.what)):
            if at:
                assert await self.hear()
            if at and act.do is Do.MANY_NEW:
                self.citizen.write("/new")
                assert await self.hear()
            self.wrote.append(self.citizen.write(text))

    def _press(self, label: str, *, old: bool) -> None:
        found = [data for name, data in self.shown if name.replace("\u00a0", " ") == label]
        if found:
            press = self.citizen.press_data(found[0 if old else -1], self.citizen.last_message())
            self.postbox.presses[press] = self.number
        elif label in self.menu:
            self.wrote.append(self.citizen.write(label))
        else:
            raise AssertionError(f"no button «{label}»")

    def _seen(self, made: Made) -> Answer:
        if made.method == "answerCallbackQuery":
            return Answer(f"{NOTICE} {made.fields['text']}")
        if made.method == "sendDocument":
            return Answer(f"{FILE} {made.fields.get('caption', '')}")
        markup = json.loads(made.fields.get("reply_markup") or "{}")
        buttons = [(key["text"], key["callback_data"]) for row in markup.get("inline_keyboard", []) for key in row]
        self.shown += buttons
        self.menu |= {key["text"] for row in markup.get("keyboard", []) for key in row}
        return Answer(made.fields["text"], tuple(label for label, _ in buttons))
