"""Labelled text made ready for training and evaluation: masked, normalised, names found."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from app.inputs import read
from domain.agency import Catalogue
from domain.errors import InputError
from models.rows import Row
from nlp.mentions import Mentions
from nlp.pipeline import in_one_form
from nlp.redact import redact

Complain = Callable[[int, InputError], None]
"""Hears of each row that cannot be used: its number and why."""


def labelled(path: Path, complain: Complain) -> list[Row]:
    """The labelled rows of a file (text as written), without those that cannot be used."""
    rows: list[Row] = []
    for line in read(path).lines:
        try:
            if line.error is not None:
                raise line.error
            rows.append(Row.from_values(line.values))
        except InputError as error:
            complain(line.number, error)
    if not rows:
        raise InputError("nothing_readable", path=path)
    return rows


def prepared(rows: Iterable[Row], catalogue: Catalogue) -> list[Row]:
    """The same rows with the text as the encoder reads it and the agencies it names."""
    mentions = Mentions(catalogue)
    return [_prepared(row, mentions) for row in rows]


def _prepared(row: Row, mentions: Mentions) -> Row:
    text = in_one_form(redact(row.text))
    return replace(row, text=text, mentions=tuple(sorted(mentions.find(text))))
