"""The question before something is erased: the very next thing answers it, and soon."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import texts
from bot.effects import AnswerPress, EraseEverything, Withdraw
from bot.events import AskLater
from bot.state import State, Step
from domain.labels import Status
from tests.support.follow import DESK, Follower

SOMETHING: dict[str, Callable[[Follower], object]] = {
    "an answer comes": lambda talk: talk.office_answers(next(iter(talk.feedbacks))),
    "a rating is asked for": lambda talk: talk.happen(AskLater(DESK.code)),
    "a late proposal": lambda talk: talk.propose(talk.hint),
    "a sticker": lambda talk: talk.send("sticker"),
    "a greeting": lambda talk: talk.write("سلام"),
    "a command": lambda talk: talk.command("help"),
    "an old button": lambda talk: talk.press_first("آب و فاضلاب"),
    "an edit": lambda talk: talk.edit("سه روز است آب روستا قطع است"),
}


def closed() -> tuple[Follower, str]:
    """Somebody who has written, an hour ago."""
    talk = Follower()
    number = talk.complain("۲")
    talk.wait(60)
    return talk, number


@pytest.mark.parametrize("something", SOMETHING)
@pytest.mark.parametrize("command", ["delete", "withdraw"])
def test_yes_to_something_else_erases_nothing(command: str, something: str) -> None:
    talk, _ = closed()
    talk.command(command)
    SOMETHING[something](talk)
    assert talk.state.step not in (Step.ERASE, Step.WITHDRAW)
    talk.write("بله")
    assert not {"EraseEverything", "Withdraw"} & set(talk.done)


@pytest.mark.parametrize("command", ["delete", "withdraw"])
def test_the_question_lasts_ten_minutes(command: str) -> None:
    done = {"delete": ["EraseEverything"], "withdraw": ["Withdraw"]}[command]
    for minutes, expected in ((9, done), (10, [])):
        talk, _ = closed()
        talk.command(command)
        talk.wait(minutes)
        talk.write("بله")
        assert talk.done == expected


def test_sixty_days_later_after_a_notice() -> None:
    talk, number = closed()
    talk.command("delete")
    talk.wait(60 * 24 * 60)
    talk.office_answers(number)
    talk.write("بله")
    assert EraseEverything() not in talk.effects
    talk.press(texts.ERASE)
    assert talk.notice == texts.DEAD_ERASE
    assert number in talk.feedbacks


def test_what_cannot_be_understood_asks_again() -> None:
    talk, _ = closed()
    for command in ("delete", "withdraw"):
        talk.command(command)
        talk.write("؟")
        assert "پاک شود؟" in talk.heard or "پس می‌گیرید؟" in talk.heard
    talk.write("بله")
    assert talk.done == ["Withdraw"]


def test_a_question_of_unknown_age_is_left() -> None:
    talk, _ = closed()
    talk.saved = State(Step.ERASE, talk.state.number).to_json()
    talk.write("بله")
    assert not talk.done


def test_an_old_button_asks_before_a_closed_feedback_is_taken_back() -> None:
    talk, number = closed()
    talk.feedbacks[number] = replace(talk.feedbacks[number], status=Status.WITH_OFFICE)
    talk.press_first(texts.WITHDRAW)
    assert not talk.done
    assert texts.ask_withdraw(number, latest=True) in talk.heard
    talk.press_first(texts.WITHDRAW)
    assert not talk.done, "a double tap is no answer"
    talk.press(texts.WITHDRAW)
    assert talk.done == ["Withdraw"]


def test_the_button_of_an_earlier_feedback_asks_about_that_one() -> None:
    talk, first = closed()
    second = talk.complain()
    talk.press_first(texts.WITHDRAW)
    assert texts.ask_withdraw(first, latest=False) in talk.heard
    talk.write("بله")
    assert Withdraw(first) in talk.effects
    assert talk.state.number == second
    assert talk.state.to_withdraw is None
    talk.press(texts.WITHDRAW)
    assert isinstance(talk.effects[0], AnswerPress)


def test_no_keeps_it() -> None:
    talk, number = closed()
    talk.press_first(texts.WITHDRAW)
    talk.write("نه")
    assert talk.heard == texts.KEPT
    assert talk.feedbacks[number].status is Status.OPEN
    assert (talk.state.step, talk.state.to_withdraw, talk.state.asked_at) == (Step.IDLE, None, None)
