"""The same conversation in a terminal: lines in, replies and numbered buttons out."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from bot import texts, words
from bot.conversation import Conversation
from bot.delivery import written
from bot.effects import AnswerPress, Button, Effect, Say, SendFile, TakeButtons
from bot.events import Event, Pressed
from bot.parts import Parts
from bot.records import Visit
from bot.state import OPEN_FOR
from domain.digits import latin_digits, persian_digits
from domain.labels import IntakeChannel
from storage.database import now

_USER: Final = "1"
"""A terminal has one person."""


class Chat:
    """One person's conversation in a terminal."""

    def __init__(self, parts: Parts) -> None:
        self._database = parts.database
        self._conversation = Conversation(parts, IntakeChannel.TERMINAL)
        self._buttons: tuple[Button, ...] = ()

    async def answer(self, line: str) -> str:
        """What the bot says to a line; the number of a button presses it."""
        event = self._event(line)
        person = self._conversation.person(_USER)
        hints = await self._conversation.hints([event])
        async with self._database.writing() as connection:
            await self._conversation.close_open(connection, now() - OPEN_FOR)
            round_ = await self._conversation.begin(connection, [person], hints)
            effects = await self._conversation.take_step(round_, Visit(person, _USER, now()), event)
            await self._conversation.end(round_)
        return "\n".join(self._shown(effects))

    def _event(self, line: str) -> Event:
        number = latin_digits(line.strip())
        if number.isascii() and number.isdigit() and 0 < int(number) <= len(self._buttons):
            return Pressed(self._buttons[int(number) - 1].data)
        return written(time.time_ns(), line)

    def _shown(self, effects: Iterable[Effect]) -> Iterator[str]:
        for effect in effects:
            match effect:
                case TakeButtons():
                    self._buttons = ()
                case AnswerPress(text=text) if text:
                    yield text
                case SendFile():
                    yield f"{effect.name}\n\n{effect.content}"
                case Say():
                    yield effect.text
                    yield from self._numbered(effect)
                case _:
                    pass

    def _numbered(self, say: Say) -> Iterator[str]:
        if say.keyboard:
            yield " ".join(f"[{label}]" for row in texts.MENU for label in row)
        if say.buttons:
            self._buttons = say.buttons
        for number, button in enumerate(say.buttons, start=1):
            yield f"{persian_digits(number)}) {button.label}"


def talk(chat: Chat, runner: asyncio.Runner, lines: Iterable[str], out: TextIO) -> None:
    """Talk until the input ends, «خروج» is written or Ctrl-C is pressed.

    The lines are read outside the event loop, so that Ctrl-C works while the person thinks.
    """
    try:
        _say(out, runner.run(chat.answer("/start")))
        _say(out, texts.LEAVE_TERMINAL)
        for line in lines:
            if words.compact(line) == words.compact(texts.LEAVE_WORD):
                return
            if line.strip():
                _say(out, runner.run(chat.answer(line.strip())))
    except KeyboardInterrupt:
        _say(out, "")


def _say(out: TextIO, text: str) -> None:
    out.write(f"{text}\n\n")
    out.flush()
