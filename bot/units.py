"""Which unit of an agency a text names, and which one a typed answer means."""

import difflib
from typing import Final

from bot.words import compact, compacted, fold
from domain.agency import Agency
from domain.unit import Unit

_ALIKE: Final = 0.75
_GENERAL: Final = ("بانک", "بیمه", "شرکت", "هواپیمایی", "موسسه", "شعبه")
_TOO_GENERAL: Final = compacted("بانک|بیمه|شرکت|هواپیمایی|موسسه|شعبه|اپراتور")


def named(agency: Agency, text: str) -> tuple[Unit, ...]:
    """The units whose name stands in a text; an alias of one word is too common to count there («ملت», «آسمان»)."""
    spoken = f" {fold(text)} "
    return tuple(unit for unit in agency.units if any(f" {name} " in spoken for name in _in_texts(unit)))


def _in_texts(unit: Unit) -> tuple[str, ...]:
    return (fold(unit.name_fa), *(alias for alias in map(fold, unit.aliases) if " " in alias))


def meant(agency: Agency, text: str) -> tuple[Unit, ...]:
    """The units that an answer to «کدام؟» may mean, typing errors forgiven; one when it is clear."""
    wanted = _key(text)
    if wanted in _TOO_GENERAL:
        return ()
    spelled = {spelling: unit for unit in reversed(agency.units) for spelling in _spellings(unit)}
    if wanted in spelled:
        return (spelled[wanted],)
    alike = difflib.get_close_matches(wanted, spelled, n=len(spelled) or 1, cutoff=_ALIKE)
    found = [spelled[spelling] for spelling in alike] or [unit for key, unit in spelled.items() if _begins(key, wanted)]
    return tuple({unit.code: unit for unit in found}.values()) or named(agency, text)


def _spellings(unit: Unit) -> set[str]:
    return {_key(name) for name in (unit.name_fa, *unit.aliases)}


def _begins(spelling: str, wanted: str) -> bool:
    return len(wanted) > 2 and spelling.startswith(wanted)


def _key(text: str) -> str:
    """Letters alone, without «بانک», «بیمه» … in front."""
    plain = fold(text)
    for general in _GENERAL:
        plain = plain.removeprefix(general + " ")
    return compact(plain)
