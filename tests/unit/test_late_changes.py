"""What officials have in hand is not changed behind their backs: old buttons and late answers."""

from dataclasses import replace

import pytest

from bot import texts
from bot.buttons import Action
from bot.effects import AnswerPress, ChooseAgency, Rate, TakeButtons
from bot.state import Step
from domain.labels import Driver, Status
from tests.support.follow import Follower
from tests.support.talk import stale

IN_HAND = [Status.WITH_OFFICE, Status.ANSWERED, Status.SOLVED, Status.NOT_SOLVED, Status.DISPUTED]
CHANGES = [
    (Action.OFFICE, "municipality"),
    (Action.OFFICE, "banks:melli"),
    (Action.UNKNOWN_OFFICE, ""),
    (Action.UNIT, "melli"),
    (Action.SAME_PLACE, ""),
    (Action.RATE, "5"),
    (Action.DRIVER, Driver.SPEED),
]


def later(status: Status, agency: str = "banks") -> tuple[Follower, str]:
    """A citizen ninety days after writing."""
    talk = Follower()
    number = talk.complain("۲")
    talk.wait(90 * 24 * 60)
    talk.feedbacks[number] = replace(talk.feedbacks[number], status=status, agency=agency)
    talk.saved = replace(talk.state, agency=agency).to_json()
    return talk, number


@pytest.mark.parametrize("status", IN_HAND)
@pytest.mark.parametrize(("action", "value"), CHANGES)
def test_old_buttons_change_nothing_that_is_in_hand(action: Action, value: str, status: Status) -> None:
    talk, number = later(status)
    before = talk.state
    assert talk.happen(stale(action, number, value)) == (AnswerPress(texts.FIXED), TakeButtons())
    assert replace(talk.state, hour=None, used=0, begun=0) == replace(before, hour=None, used=0, begun=0)


@pytest.mark.parametrize(("action", "value"), CHANGES)
def test_what_nobody_has_in_hand_may_still_be_said(action: Action, value: str) -> None:
    talk, number = later(Status.REGISTERED)
    talk.happen(stale(action, number, value))
    assert talk.done


def test_while_it_grows_an_urgent_case_may_still_say_where() -> None:
    talk = Follower()
    talk.write("بوی گاز میاد تو راه پله")
    number = talk.state.number
    assert number is not None
    talk.feedbacks[number] = replace(talk.feedbacks[number], status=Status.WITH_OFFICE)
    talk.press("آب و فاضلاب")
    assert talk.notice == texts.FIXED
    talk.saved = replace(talk.state, step=Step.PLACE, last_county="پاوه").to_json()
    talk.happen(stale(Action.SAME_PLACE, number))
    assert talk.done == ["ChoosePlace پاوه"]


@pytest.mark.parametrize(
    ("step", "text", "effect"),
    [(Step.RATING, "۵", Rate), (Step.OFFICE, "شهرداری", ChooseAgency), (Step.OFFICE_NAME, "نمی‌دانم", ChooseAgency)],
)
def test_a_late_answer_in_words_is_no_change_either(step: Step, text: str, effect: type) -> None:
    for status in (Status.REGISTERED, Status.ANSWERED):
        talk, _ = later(status)
        talk.saved = replace(talk.state, step=step).to_json()
        talk.write(text)
        changed = any(isinstance(each, effect) for each in talk.effects)
        assert changed == (status is Status.REGISTERED)
        assert (talk.heard == texts.FIXED) != changed
    assert talk.state.step is Step.IDLE
    talk.write("شهرداری باز هم زبالهٔ کوچهٔ ما را نبرده و بو می‌دهد")
    assert talk.done == ["Register"]
