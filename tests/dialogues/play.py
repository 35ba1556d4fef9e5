"""Play a dialogue on a phone and compare, sentence by sentence, what the bot says with what the document says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from tests.dialogues.script import NUMBER, Act, Answer, Dialogue, Do, Turn, flat

NOTICE = "(بالای صفحه)"
"""How the document begins a notice over a pressed button."""
FILE = "(فایل)"
BEGINNING = re.compile(r"[۰-۹]{4}(?= … ·)")
"""The first digits of an example, as a row of «نوشته‌های من» shows them."""


class Phone(Protocol):
    """A citizen's messenger."""

    async def do(self, act: Act) -> None:
        """Let it happen."""

    async def hear(self) -> Answer | None:
        """The next thing the bot says; None when it says nothing."""

    async def end(self) -> list[Answer]:
        """What was said beyond what was heard, as far as it is known by now."""

    @property
    def stranger(self) -> "Phone":
        """Somebody else's messenger."""


@dataclass
class Play:
    """One dialogue while it is played. `numbers` are the examples of the document → the real tracking numbers."""

    dialogue: Dialogue
    numbers: dict[str, str] = field(default_factory=dict)

    async def on(self, phone: Phone) -> None:
        """Play all turns; raises AssertionError with the line of the document and the row as it would have to be."""
        for turn in self.dialogue.turns:
            other = turn.act.do is Do.STRANGER
            await self._turn(turn, phone.stranger if other else phone)

    async def _turn(self, turn: Turn, phone: Phone) -> None:
        await phone.do(replace(turn.act, what=self._real(turn.act.what)))
        heard: list[Answer] = []
        for expected in turn.answers:
            said = await phone.hear()
            heard += [said] if said else []
            if said is None or not self.fits(expected, said):
                self._fail(turn, [*heard, *await phone.end()])
        if extra := await phone.end():
            self._fail(turn, [*heard, *extra])

    def _fail(self, turn: Turn, heard: Iterable[Answer]) -> None:
        rows = "\n".join(f"| | {as_cell(said)} |" for said in heard) or "| | — |"
        raise AssertionError(f"docs/dialogues.md:{turn.line} «{self.dialogue.title}»: the bot says\n{rows}")

    def _real(self, text: str) -> str:
        """The words with the numbers that the bot gave, also where only the beginning of one is shown."""
        text = BEGINNING.sub(lambda found: self._beginnings.get(found[0], found[0]), text)
        return NUMBER.sub(lambda found: self.numbers.get(found[0], found[0]), text)

    @property
    def _beginnings(self) -> dict[str, str]:
        return {example.split()[0]: number.split()[0] for example, number in self.numbers.items()}

    def fits(self, expected: Answer, said: Answer) -> bool:
        """Whether this is what the document says; binds the numbers it shows for the first time."""
        text = self._match(expected.text, flat(said.text))
        if text is None or not self._buttons_fit(expected.buttons, said.buttons):
            return False
        self.numbers.update(text)
        return True

    def _buttons_fit(self, expected: tuple[str, ...], shown: tuple[str, ...]) -> bool:
        if "…" in expected:
            at = expected.index("…")
            left_out = len(shown) - len(expected) + 1
            if left_out < 0:
                return False
            expected = (*expected[:at], *shown[at : at + left_out], *expected[at + 1 :])
        return len(expected) == len(shown) and all(
            label == seen or self._match(label, flat(seen)) is not None
            for label, seen in zip(expected, shown, strict=True)
        )

    def _match(self, expected: str, said: str) -> dict[str, str] | None:
        """The numbers by example when the texts agree; `…` stands for any words."""
        fresh: list[str] = []
        expected = BEGINNING.sub(lambda found: self._beginnings.get(found[0], found[0]), expected)

        def pattern(part: str) -> str:
            pieces, at = [], 0
            for found in NUMBER.finditer(part):
                pieces += [re.escape(part[at : found.start()]), self._number(found[0], fresh)]
                at = found.end()
            return "".join(pieces) + re.escape(part[at:])

        match = re.fullmatch(".*".join(pattern(part.strip()) for part in expected.split("…")), said)
        return None if match is None else dict(zip(fresh, match.groups(), strict=True))

    def _number(self, example: str, fresh: list[str]) -> str:
        if example in self.numbers:
            return re.escape(self.numbers[example])
        if example in fresh:
            return rf"\{fresh.index(example) + 1}"
        fresh.append(example)
        return f"({NUMBER.pattern})"


def as_cell(said: Answer) -> str:
    """Something said as a cell of the document."""
    text = said.text.strip().replace("\n", "<br>").replace("\u00a0", " ").replace("|", "/")
    return " ".join((text, *(f"[{label}]" for label in said.buttons)))
