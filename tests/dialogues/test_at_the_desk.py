"""Every dialogue of the manual, word by word, against the handler over both kinds of database."""

import pytest

from bot import texts
from bot.buttons import Action, decode
from bot.parts import Parts
from domain.agency import Catalogue
from storage.crypto import KeyRing
from storage.database import Database
from tests.dialogues.desk_phone import Clerk, DeskPhone
from tests.dialogues.play import Play
from tests.dialogues.script import DOCUMENT, Do, read
from tests.support.desk import Desk

DIALOGUES = read(DOCUMENT.read_text("utf-8"))
OF_OFFICIALS = {Action.REPORT, Action.ALERTS, Action.LOG_OUT}


async def test_the_manual_is_true(database: Database, keys: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """All dialogues, each by a person of its own; every button that the bot has for citizens is pressed in one of them."""
    catalogue, clerk = Catalogue.load(), Clerk()
    desk = Desk(Parts(database, keys, catalogue, province="kermanshah"))
    helped = Desk(Parts(database, keys, catalogue, province="kermanshah", analyser=clerk), desk.numbers)
    monkeypatch.setattr("bot.hints.LIMIT_S", 60)
    wrong, pressed = [], set[Action]()
    for user, dialogue in enumerate(DIALOGUES, start=1001):
        clerk.note = dialogue.notes.get("model", "")
        monkeypatch.setattr("secrets.randbits", lambda _bits, later="later" in dialogue.notes: int(later))
        phone = DeskPhone(helped if clerk.note else desk, str(user))
        try:
            await Play(dialogue).on(phone)
        except AssertionError as error:
            wrong.append(str(error))
        pressed |= {press.action for data in phone.pressed if (press := decode(data))}
    assert not wrong, "\n\n".join(["", *wrong])
    assert set(Action) - OF_OFFICIALS <= pressed


def test_every_title_is_there_once() -> None:
    titles = [dialogue.title for dialogue in DIALOGUES]
    assert len(set(titles)) == len(titles)


def test_every_command_is_in_the_manual() -> None:
    written = {
        turn.act.what.split()[0].removeprefix("/")
        for dialogue in DIALOGUES
        for turn in dialogue.turns
        if turn.act.do is Do.WRITE and turn.act.what.startswith("/")
    }
    assert set(texts.COMMANDS) <= written
