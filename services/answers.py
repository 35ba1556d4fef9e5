"""Templates of answers to citizens, as data: well-worn sentences with blanks that the official fills in."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from domain.errors import InputError
from domain.table import read_table

_FILE: Final = Path(__file__).with_name("answers.csv")
_COLUMNS: Final = ("code", "title", "text")


@dataclass(frozen=True, slots=True)
class Template:
    """An answer with blanks such as `{day}`."""

    code: str
    title: str
    text: str

    @property
    def blanks(self) -> tuple[str, ...]:
        """The names of the blanks, in the order of the text."""
        return tuple(name for _, name, _, _ in string.Formatter().parse(self.text) if name)

    def fill(self, values: Mapping[str, str]) -> str:
        """The answer with its blanks filled in; raises InputError when one is left."""
        left = [name for name in self.blanks if not values.get(name, "").strip()]
        if left:
            raise InputError("template_blank", template=self.code, left=", ".join(left))
        return self.text.format(**values)


@cache
def templates() -> Mapping[str, Template]:
    """Code → template, in the order of the file."""
    return {row["code"]: Template(**row) for row in read_table(_FILE, _COLUMNS)}


def template(code: str) -> Template:
    """The template with a code; raises InputError when there is none."""
    try:
        return templates()[code]
    except KeyError:
        raise InputError("template_unknown", template=code, known=", ".join(templates())) from None
