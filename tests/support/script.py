"""Scripts of conversations: what a citizen does, line by line, and below it what that must cause."""

import re
from collections.abc import Callable
from pathlib import Path

from bot.context import Hint
from bot.events import Attachment
from tests.support.talk import Talk

MANUAL = Path(__file__).parents[1] / "unit" / "dialogues.txt"
DIALOGUES = {
    name.strip(): script.strip()
    for name, _, script in (
        part.partition("\n") for part in re.split(r"^# ", MANUAL.read_text("utf-8"), flags=re.M)[1:]
    )
}


def run(script: str, talk: Talk) -> None:
    """Play a script, and check after each action what its other lines say."""
    pending: dict[str, list[str]] | None = None
    for line in filter(None, map(str.strip, script.splitlines())):
        word, _, rest = (part.strip() for part in line.partition(":"))
        if word in EXPECTED:
            assert pending is not None
            pending[word].append(rest)
            continue
        if pending is not None:
            check(talk, pending)
        pending = None if word in SILENT else {each: [] for each in EXPECTED}
        ACTIONS[word](talk, rest)
    if pending is not None:
        check(talk, pending)


SILENT = ("waits", "urgent", "praise", "slow", "after")
EXPECTED = ("bot", "buttons", "notice", "does")
ACTIONS: dict[str, Callable[[Talk, str], object]] = {
    "after": lambda talk, name: run(DIALOGUES[name], talk),
    "writes": Talk.write,
    "edits": Talk.edit,
    "forwards": Talk.forward,
    "presses": Talk.press,
    "presses first": Talk.press_first,
    "sends": Talk.send,
    "photo": lambda talk, caption: talk.attach(Attachment.PHOTO, caption),
    "voice": lambda talk, caption: talk.attach(Attachment.VOICE, caption),
    "command": lambda talk, line: talk.command(*line.split()),
    "waits": lambda talk, minutes: talk.wait(int(minutes)),
    "urgent": lambda talk, _: setattr(talk, "hint", Hint(proposals=("water",), urgent=True)),
    "praise": lambda talk, _: setattr(talk, "hint", Hint(proposals=("municipality",), praise=True)),
    "slow": lambda talk, _: setattr(talk, "hint", Hint()),
    "proposed": lambda talk, office: talk.propose(Hint(proposals=(office,))),
    "proposed urgently": lambda talk, office: talk.propose(Hint(proposals=(office,), urgent=True)),
}


def check(talk: Talk, expected: dict[str, list[str]]) -> None:
    assert talk.done == expected["does"], talk.effects
    at = 0
    for piece in expected["bot"]:
        found = talk.heard.find(piece, at)
        assert found >= 0, f"«{piece}» is not in «{talk.heard}»"
        at = found + len(piece)
    for buttons in expected["buttons"]:
        assert " | ".join(talk.labels) == buttons
    for notice in expected["notice"]:
        assert talk.notice == notice
    assert expected["notice"] or not talk.notice
