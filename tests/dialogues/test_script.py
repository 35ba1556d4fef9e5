"""Reading the document, and telling what fits from what does not."""

import pytest

from tests.dialogues.play import Play, as_cell
from tests.dialogues.script import Act, Answer, Dialogue, Do, ScriptError, act, answer, read

TABLE = """
# Title
## یک
<!-- model: water -->
words in between
| شهروند | بات |
|---|---|
| آب قطع است | ثبت شد. … ۴۸۲۷ ۱۹۳۶ ۵۰۱۲<br>کجا؟ [آب] [برق] |
| | یک حرف دیگر |
| [آب] | — |

## بی‌جدول
"""


def test_a_table_is_a_dialogue() -> None:
    (dialogue,) = read(TABLE)
    assert (dialogue.title, dialogue.notes) == ("یک", {"model": "water"})
    first, second = dialogue.turns
    assert (first.line, first.act) == (8, Act(Do.WRITE, "آب قطع است"))
    assert first.answers == (Answer("ثبت شد. … ۴۸۲۷ ۱۹۳۶ ۵۰۱۲ کجا؟", ("آب", "برق")), Answer("یک حرف دیگر"))
    assert (second.act, second.answers) == (Act(Do.PRESS, "آب"), ())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("سلام<br>خوبید؟", Act(Do.WRITE, "سلام\nخوبید؟")),
        ("/track ۱۲", Act(Do.WRITE, "/track ۱۲")),
        ("[۲ ناراضی]", Act(Do.PRESS, "۲ ناراضی")),
        ("(دکمهٔ قدیمی: [برق])", Act(Do.PRESS_OLD, "برق")),
        ("(عکس)", Act(Do.PHOTO)),
        ("(عکس: این هم قبض)", Act(Do.PHOTO, "این هم قبض")),
        ("(ویرایش: ساعت: ۵)", Act(Do.EDIT, "ساعت: ۵")),
        ("(۳۵ دقیقه بعد)", Act(Do.LATER, "35")),
        ("(۲ ساعت بعد)", Act(Do.LATER, "120")),
        ("(۳ روز بعد)", Act(Do.LATER, "4320")),
    ],
)
def test_what_a_citizen_does(cell: str, expected: Act) -> None:
    assert act(cell, 1) == expected


@pytest.mark.parametrize(
    "row", ["| یک | دو | سه |", "| (پرواز می‌کند) | — |", "| | پیش از شهروند |", "| سلام | [دکمه |", "| سلام |"]
)
def test_a_faulty_row_is_named(row: str) -> None:
    with pytest.raises(ScriptError, match="line 2"):
        read(f"## یک\n{row}")


@pytest.mark.parametrize(
    ("document", "said", "fits"),
    [
        ("باشد.", "باشد.", True),
        ("باشد.", "باشد. ممنون.", False),
        ("باشد. …", "باشد.\nممنون.", True),
        ("… ممنون.", "باشد. ممنون.", True),
        ("باشد. … ممنون.", "باشد. خیلی\n\nممنون.", True),
        ("باشد. … ممنون.", "باشد. خیلی ممنون", False),
        ("(راست؟) a+b", "(راست؟) a+b", True),
        ("شماره ۴۸۲۷ ۱۹۳۶ ۵۰۱۲", "شماره ۱۱۱۱\u00a0۲۲۲۲\u00a0۳۳۳۳", True),
        ("۴۸۲۷ ۱۹۳۶ ۵۰۱۲ و ۴۸۲۷ ۱۹۳۶ ۵۰۱۲", "۱۱۱۱ ۲۲۲۲ ۳۳۳۳ و ۱۱۱۱ ۲۲۲۲ ۳۳۳۳", True),
        ("۴۸۲۷ ۱۹۳۶ ۵۰۱۲ و ۴۸۲۷ ۱۹۳۶ ۵۰۱۲", "۱۱۱۱ ۲۲۲۲ ۳۳۳۳ و ۱۱۱۱ ۲۲۲۲ ۳۳۳۴", False),
        ("شماره ۴۸۲۷ ۱۹۳۶ ۵۰۱۲", "شماره ۱۱۱۱ ۲۲۲۲", False),
    ],
)
def test_sentences(document: str, said: str, fits: bool) -> None:
    assert Play(Dialogue("", 1)).fits(answer(document, 1), Answer(said)) is fits


@pytest.mark.parametrize(
    ("document", "shown", "fits"),
    [
        ("بله [آب] [برق]", ("آب", "برق"), True),
        ("بله [آب]", ("آب", "برق"), False),
        ("بله", ("آب",), False),
        ("بله [برق] [آب]", ("آب", "برق"), False),
        ("بله [آب] […] [برق]", ("آب", "برق"), True),
        ("بله [آب] […] [برق]", ("آب", "گاز", "پست", "برق"), True),
        ("بله [آب] […] [برق]", ("آب",), False),
        ("بله […] [برق]", ("آب", "برق", "گاز"), False),
    ],
)
def test_buttons(document: str, shown: tuple[str, ...], fits: bool) -> None:
    assert Play(Dialogue("", 1)).fits(answer(document, 1), Answer("بله", shown)) is fits


def test_a_number_stays_the_same_through_a_dialogue() -> None:
    play = Play(Dialogue("", 1))
    assert play.fits(answer("۴۸۲۷ ۱۹۳۶ ۵۰۱۲", 1), Answer("۱۱۱۱ ۲۲۲۲ ۳۳۳۳"))
    assert not play.fits(answer("۴۸۲۷ ۱۹۳۶ ۵۰۱۲", 1), Answer("۹۹۹۹ ۲۲۲۲ ۳۳۳۳"))
    assert play.fits(answer("[۴۸۲۷ ۱۹۳۶ ۵۰۱۲ · آب]", 1), Answer("", ("۱۱۱۱ ۲۲۲۲ ۳۳۳۳ · آب",)))


def test_what_was_said_can_be_put_into_the_document() -> None:
    said = Answer("یک\nدو |", ("آب",))
    assert as_cell(said) == "یک<br>دو / [آب]"
    assert Play(Dialogue("", 1)).fits(answer("یک<br>دو …[آب]", 1), said)


class Parrot:
    """A phone that hears the same of everything."""

    def __init__(self, *said: Answer) -> None:
        self.said = said
        self.left: list[Answer] = []

    async def do(self, act: Act) -> None:
        self.left = list(self.said)

    async def hear(self) -> Answer | None:
        return self.left.pop(0) if self.left else None

    async def end(self) -> list[Answer]:
        left, self.left = self.left, []
        return left

    @property
    def stranger(self) -> "Parrot":
        return self


async def test_playing() -> None:
    (dialogue,) = read("## یک\n| سلام | سلام. |\n| | بفرمایید. |")
    await Play(dialogue).on(Parrot(Answer("سلام."), Answer("بفرمایید.")))
    for said in ((), (Answer("سلام."),), (Answer("سلام."), Answer("بفرمایید."), Answer("الو؟"))):
        with pytest.raises(AssertionError, match=r"dialogues.md:2 «یک»"):
            await Play(dialogue).on(Parrot(*said))
