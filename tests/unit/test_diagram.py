"""The diagram in docs/bot.md against the code: every step is drawn, and every arrow can be walked."""

import re
from pathlib import Path

import pytest

from bot.state import State, Step
from tests.support.follow import DESK, Follower
from tests.support.script import ACTIONS

PAGE = Path(__file__).parents[2] / "docs" / "bot.md"
BEGUN = "writes: سه روز است آب روستا قطع است و کسی جواب نمی‌دهد"
PRAISED = "praise\nwrites: کارمند باجهٔ سه خیلی با حوصله کارم را راه انداخت"
PLACED = f"{BEGUN}\npresses: آب و فاضلاب\nwrites: پاوه"
PRAISE_PLACED = f"{PRAISED}\npresses: شهرداری\nwrites: پاوه"
AT_BANK = "writes: در بانک دو ساعت در صف بودم"
ANSWERED = f"{PLACED}\nwrites: ۲\nwrites: رد می‌شوم\nwrites: لازم نیست\nwaits: 4000\nanswered"
ANSWERED_UNRATED = f"{PLACED}\nwrites: نه\nwrites: نه\nwaits: 4000\nanswered"
WALKS = {
    "idle office": BEGUN,
    "idle office_name": "writes: ava gundê me qut bûye, kes nayê",
    "office office_name": f"{BEGUN}\npresses: ادارهٔ دیگر",
    "office unit": f"{AT_BANK}\npresses: بانک",
    "office place": f"{BEGUN}\npresses: نمی‌دانم، خودتان پیدا کنید",
    "office_name unit": f"{BEGUN}\npresses: ادارهٔ دیگر\nwrites: بانک",
    "office_name place": f"{BEGUN}\npresses: ادارهٔ دیگر\nwrites: برق منطقه‌ای",
    "unit place": f"{AT_BANK}\npresses: بانک\npresses: بانک ملی",
    "place rating": PLACED,
    "place what_now": "writes: مادرم فوت کرد چون آمبولانس نیامد\npresses: آب و فاضلاب\nwrites: پاوه",
    "rating driver": f"{PLACED}\npresses: ۲ ناراضی",
    "rating commend": f"{PRAISE_PLACED}\npresses: نمره نمی‌دهم",
    "rating what_now": f"{PLACED}\npresses: نمره نمی‌دهم",
    "driver commend": f"{PRAISE_PLACED}\npresses: ۵ خیلی راضی\npresses: برخورد کارمند",
    "driver what_now": f"{PLACED}\npresses: ۲ ناراضی\npresses: رد می‌شوم",
    "commend what_now": f"{PRAISE_PLACED}\nwrites: ۵\nwrites: رد می‌شوم\nwrites: خانم رضایی",
    "what_now idle": f"{PLACED}\nwrites: نه\npresses: لازم نیست",
    "idle rate_office": "writes: فقط می‌خواهم نمره بدهم",
    "rate_office rate_only": "command: rate\nwrites: شهرداری",
    "idle rate_only": "writes: شهرداری ۲",
    "rate_only unit": "command: start banks\nwrites: ۲",
    "rate_only driver": "command: start municipality\nwrites: ۲",
    "unit driver": "command: start banks\nwrites: ۲\nwrites: ملی",
    "driver idle": "command: start municipality\nwrites: ۲\npresses: سرعت کار",
    "rate_only place": "command: start municipality\nwrites: زباله‌های کوچهٔ ما را یک هفته است نبرده‌اند",
    "rate_only rating": f"command: start {DESK.code}\nwrites: زباله‌های کوچهٔ ما را یک هفته است نبرده‌اند",
    "idle verdict": f"{ANSWERED}\npresses: ببینم",
    "verdict rate_again": f"{ANSWERED}\npresses: ببینم\npresses: حل نشد",
    "verdict idle": f"{ANSWERED_UNRATED}\npresses: ببینم\npresses: حل نشد",
    "rate_again idle": f"{ANSWERED}\npresses: ببینم\npresses: حل نشد\nwrites: ۱",
    "idle track": "writes: پیگیری",
    "track idle": "writes: پیگیری\nwrites: 123456789018",
    "idle erase": "writes: حذف",
    "erase idle": "writes: حذف\npresses: نه، بماند",
    "idle withdraw": f"{BEGUN}\ncommand: cancel\nwaits: 31\nwrites: پس می‌گیرم",
    "withdraw idle": f"{BEGUN}\nwaits: 31\nwrites: پس می‌گیرم\nwrites: پس می‌گیرم",
}


def answer(talk: Follower) -> None:
    number = talk.state.number
    assert number is not None
    talk.office_answers(number)


def drawn() -> list[str]:
    diagram = PAGE.read_text(encoding="utf-8").split("```mermaid")[1].split("```")[0]
    arrows = re.findall(r"^\s*(\S+) --> (\S+?)(?:\s*:|$)", diagram, flags=re.MULTILINE)
    return [" ".join(arrow) for arrow in arrows]


def test_every_step_is_drawn() -> None:
    assert {step for arrow in drawn() for step in arrow.split()} - {"[*]"} == {step.value for step in Step}


def test_every_arrow_is_walked_and_no_other() -> None:
    assert sorted(drawn()) == sorted(("[*] idle", *WALKS))
    assert State().step is Step.IDLE


@pytest.mark.parametrize("arrow", WALKS)
def test_an_arrow_can_be_walked(arrow: str) -> None:
    talk = Follower()
    *before, last = WALKS[arrow].splitlines()
    play(talk, before)
    began = talk.state.step
    play(talk, [last])
    assert f"{began.value} {talk.state.step.value}" == arrow


def play(talk: Follower, lines: list[str]) -> None:
    """Play actions without looking at what they cause."""
    for line in lines:
        word, _, rest = (part.strip() for part in line.partition(":"))
        if word == "answered":
            answer(talk)
        else:
            ACTIONS[word](talk, rest)
