"""Printable cards of service points: an A6 page with a QR code that opens the bot, as PDF or PNG."""

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

import segno
import typst

from domain.errors import InputError
from reports import fonts
from reports import texts_cards as texts
from reports.files import beside

QUIET_ZONE: Final = 4
"""White modules around the code that readers need (ISO/IEC 18004)."""
DOTS_PER_INCH: Final = 300

Format: TypeAlias = Literal["pdf", "png"]

_FULL: Final = "no room for the code"
"""What the template says when the words leave too little of the page."""
_TEMPLATE: Final = Path(__file__).with_name("card.typ")
_FORMATS: Final[dict[str, Format]] = {".pdf": "pdf", ".png": "png"}


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says: the office from the general to the particular, and where its code leads."""

    office: str
    details: tuple[str, ...]
    link: str
    messenger: str

    @property
    def address(self) -> str:
        """The link as people type it."""
        return self.link.removeprefix("https://")


def known_format(path: Path) -> Format:
    """The format of a card's file by its extension; raises InputError for one we do not draw."""
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        raise InputError("unknown_extension", path=path, known=" ".join(_FORMATS)) from None


def draw(card: Card, form: Format) -> bytes:
    """The card as the content of a file: vectors for the printing house, or 300 dots per inch.

    Raises InputError when the names are so long that no code fits beside them.
    """
    words = json.dumps(_words(card), ensure_ascii=False)
    inputs = {"words": words, "font": fonts.FAMILY, "qr": _qr(card.link), "full": _FULL}
    compiler = typst.Compiler(_TEMPLATE, font_paths=_fonts(), sys_inputs=inputs)
    try:
        page = compiler.compile(format=form, ppi=DOTS_PER_INCH)
    except typst.TypstError as error:
        if _FULL in error.message:
            raise InputError("card_full", office=card.office) from None
        raise
    assert isinstance(page, bytes), "the template has one page"
    return page


def write_card(path: Path, drawn: bytes) -> None:
    """Put a drawn card in its place, wholly or not at all; raises InputError where nothing can be written."""
    with beside(path) as unfinished:
        unfinished.write_bytes(drawn)


def _words(card: Card) -> dict[str, object]:
    return {
        "headline": texts.HEADLINE,
        "both_ways": texts.BOTH_WAYS,
        "office": card.office,
        "details": card.details,
        "how": texts.HOW,
        "qr": texts.QR.format(address=card.address),
        "small": (texts.WHAT, texts.WHO_SEES, texts.MESSENGER.format(messenger=card.messenger), texts.NO_CAMERA),
        "link": card.link,
        "address": card.address,
    }


def _qr(link: str) -> str:
    drawn = io.BytesIO()
    segno.make_qr(link, error="m").save(drawn, kind="svg", border=QUIET_ZONE, xmldecl=False)
    return drawn.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[fonts.FOLDER])
