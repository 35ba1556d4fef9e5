"""The bot's manual, `dialogues.txt`, played line by line, and what does not fit a script."""

import re

import pytest

from bot import texts
from bot.context import Hint
from bot.effects import ForgetAddress
from bot.events import LeftUs, Pressed
from bot.state import State, Step
from domain.digits import persian_digits
from domain.tracking import grouped, new_tracking_number
from tests.support.script import DIALOGUES, run
from tests.support.talk import Talk, stale


@pytest.mark.parametrize("script", DIALOGUES.values(), ids=DIALOGUES)
def test_manual(script: str) -> None:
    run(script, Talk())


def test_the_manual_is_complete_enough() -> None:
    assert len(DIALOGUES) >= 35


def _typed(number: str) -> str:
    return persian_digits(grouped(number))


def test_tracking_says_where_it_stands() -> None:
    talk = Talk()
    talk.write("سه روز است آب روستا قطع است")
    number = talk.state.number
    assert number is not None
    talk.command("track")
    assert texts.ASK_NUMBER in talk.heard
    talk.write("سلام ۱۲")
    talk.command("track")
    talk.write("۱۲۳")
    assert talk.heard == texts.SHORT_NUMBER
    talk.write("شمارهٔ پیگیری: " + _typed(number))
    assert texts.number(number) in talk.heard
    assert "۱۱ دی ۱۴۰۴" in talk.heard
    assert "هنوز می‌توانید" in talk.heard
    assert talk.labels == [texts.WITHDRAW]
    talk.wait(31)
    talk.command("track", number)
    assert "در نوبت خواندن" in talk.heard
    talk.press(texts.WITHDRAW)
    assert not talk.done, "somebody may have it in hand, so that is asked first"
    talk.press(texts.WITHDRAW)
    assert talk.done == ["Withdraw"]
    talk.write(number)
    assert "پس گرفته‌اید" in talk.heard
    assert not talk.labels


def test_tracking_reveals_nothing_about_other_numbers() -> None:
    talk = Talk()
    number = new_tracking_number()
    talk.write(number)
    assert talk.heard == texts.NOT_FOUND
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    for _ in range(2):
        talk.write(_typed(wrong))
        assert talk.heard == texts.WRONG_DIGIT
    talk.command("track", wrong)
    assert talk.heard == texts.WRONG_DIGIT


def test_foreign_and_broken_buttons() -> None:
    talk = Talk()
    number = new_tracking_number()
    broken = (
        Pressed(""),
        Pressed("x"),
        Pressed("o:1:2"),
        Pressed("zz::"),
        Pressed(f"o:{number}"),
        stale("r", number, "3"),
    )
    for event in (*broken, stale("ey", ""), stale("x", "", "water:3"), stale("q", "", "gone"), stale("o", "", "water")):
        talk.happen(event)
        assert talk.notice in (texts.DEAD_BUTTON, texts.DEAD_ERASE)
        assert not talk.done
        assert not talk.says


def test_a_button_of_an_office_that_is_gone() -> None:
    talk = Talk()
    talk.write("سه روز است آب روستا قطع است")
    for action, value in (("o", "gone"), ("r", "9"), ("p", ""), ("ey", "")):
        talk.happen(stale(action, talk.state.number or "", value))
        assert talk.notice in (texts.DEAD_BUTTON, texts.DEAD_ERASE)
        assert not talk.done


def test_where_answers_cannot_be_sent_nobody_is_asked() -> None:
    talk = Talk(remote_answers=False)
    run("after: placed\npresses: ۲ ناراضی\ndoes: Rate 2\npresses: رد می‌شوم\nbot: می‌توانید پیگیری کنید", talk)
    assert talk.state.step is Step.IDLE


def test_an_off_topic_message_gets_no_proposals() -> None:
    talk = Talk(hint=Hint(proposals=("water",), off_topic=True))
    talk.write("دیشب خواب دیدم که پرواز می‌کنم")
    assert talk.labels[0] == texts.OTHER_OFFICE


def test_who_blocked_the_bot_hears_nothing() -> None:
    talk = Talk()
    assert talk.happen(LeftUs()) == (ForgetAddress(),)
    assert talk.state == State()


def test_the_tracking_number_stays_in_order_in_a_right_to_left_line() -> None:
    assert re.fullmatch("۱۲۳۴\u00a0۵۶۷۸\u00a0۹۰۱۲", texts.number("123456789012"))


def test_every_menu_label_is_understood() -> None:
    for label in (label for row in texts.MENU for label in row):
        talk = Talk()
        talk.write(label)
        assert not talk.done
        assert talk.heard not in (texts.UNKNOWN_COMMAND, texts.TOO_SHORT)


def test_a_danger_at_another_office_is_a_feedback_of_its_own() -> None:
    talk = Talk()
    talk.write("دو ساعت در صف شهرداری ایستاده‌ام و کسی جواب نمی‌دهد")
    talk.write("شهرداری")
    first = talk.state.number
    talk.hint = Hint(proposals=("gas",), urgent=True)
    talk.write("بوی گاز در راهرو پیچیده، زود کسی را بفرستید")
    assert talk.done == ["Register"]
    assert talk.state.number != first
    assert "۱۹۴" in talk.heard


def test_a_danger_at_the_same_office_stays_with_its_feedback() -> None:
    talk = Talk()
    talk.write("سه روز است آب روستا قطع است")
    talk.write("آب و فاضلاب")
    first = talk.state.number
    talk.hint = Hint(proposals=("water",), urgent=True)
    talk.write("حالا دیوار هم دارد روی بچه‌ها می‌ریزد")
    assert "AddText" in talk.done
    assert talk.state.number == first
