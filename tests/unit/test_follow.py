"""After an answer: the notice, the answer, the citizen's word on it, the rating after it, and where a feedback stands."""

import pytest

from bot import texts, texts_cases, texts_follow
from bot.buttons import Action
from bot.effects import Judge, RateAgain
from bot.events import Answered
from bot.state import Step
from domain.labels import Status, Verdict
from domain.tracking import new_tracking_number
from tests.support.follow import Follower
from tests.support.talk import stale

ANSWER = "لوله تعمیر شد و آب وصل است."


def answered(rating: str = "۲", status: Status = Status.ANSWERED) -> tuple[Follower, str]:
    """A citizen whose feedback was answered days later."""
    talk = Follower()
    number = talk.complain(rating)
    talk.wait(3 * 24 * 60)
    talk.office_answers(number, ANSWER, status)
    return talk, number


def test_the_notice_tells_nothing_but_the_number() -> None:
    talk, number = answered()
    assert talk.heard == f"برای {texts.number(number)} جوابی رسیده."
    assert talk.labels == ["ببینم"]
    assert not talk.done


def test_from_the_answer_to_the_rating_after_it() -> None:
    talk, number = answered()
    talk.press("ببینم")
    assert ANSWER in talk.heard
    assert "مشکل حل شد؟" in talk.heard
    assert talk.labels == ["حل شد", "کمی بهتر شد", "حل نشد", "جواب بی‌ربط بود"]
    talk.press("حل نشد")
    assert Judge(number, Verdict.NOT_SOLVED) in talk.effects
    assert talk.feedbacks[number].status is Status.DISPUTED
    assert "نوشتیم که حل نشده" in talk.heard
    assert texts_follow.ONLY_YOU in talk.heard
    assert "«آب و فاضلاب»" in talk.heard
    assert talk.labels[0] == "۵ خیلی راضی"
    assert talk.labels[-1] == "نمره نمی‌دهم"
    talk.press("۲ ناراضی")
    assert RateAgain(number, 2) in talk.effects
    assert talk.heard == texts_cases.RATED_AGAIN
    assert talk.state.step is Step.IDLE


@pytest.mark.parametrize(
    ("typed", "verdict", "status"),
    [
        ("حل شد", Verdict.SOLVED, Status.SOLVED),
        ("بله", Verdict.SOLVED, Status.SOLVED),
        ("یه کم بهتر شد", Verdict.BETTER, Status.ANSWERED),
        ("نه، حل نشد!", Verdict.NOT_SOLVED, Status.DISPUTED),
        ("جواب بی‌ربط بود", Verdict.IRRELEVANT, Status.DISPUTED),
    ],
)
def test_the_verdict_may_be_typed(typed: str, verdict: Verdict, status: Status) -> None:
    talk, number = answered()
    talk.press("ببینم")
    talk.write(typed)
    assert Judge(number, verdict) in talk.effects
    assert talk.feedbacks[number].status is status
    assert (texts_follow.ONLY_YOU in talk.heard) == (status is Status.DISPUTED)
    talk.write("خیلی راضی")
    assert talk.effects[0] == RateAgain(number, 5)


def test_other_words_after_the_answer_are_a_new_feedback() -> None:
    talk, number = answered()
    talk.press("ببینم")
    talk.write("حالا برق محله هم از دیشب رفته و کسی نمی‌آید")
    assert talk.done == ["Register"]
    assert talk.state.number != number
    talk.press("حل نشد")
    assert Judge(number, Verdict.NOT_SOLVED) in talk.effects
    assert talk.state.number != number
    talk.press("۱ خیلی ناراضی")
    assert RateAgain(number, 1) in talk.effects
    assert talk.state.step is Step.OFFICE


def test_an_answer_does_not_disturb_what_is_being_written() -> None:
    talk, number = answered()
    talk.write("از شهرداری هم گله دارم، زباله‌ها مانده است")
    number_begun, step_begun = talk.state.number, talk.state.step
    talk.office_answers(number)
    talk.press("ببینم")
    assert (talk.state.number, talk.state.step) == (number_begun, step_begun)
    talk.write("این هم ادامه‌اش: سه روز است که بو گرفته")
    assert talk.done == ["AddText"]


def test_without_a_first_rating_none_is_asked_for_after_the_answer() -> None:
    talk, number = answered(rating="نمره نمی‌دهم")
    talk.press("ببینم")
    talk.press("حل شد")
    assert Judge(number, Verdict.SOLVED) in talk.effects
    assert not talk.labels
    assert talk.state.step is Step.IDLE


def test_no_rating_after_a_sensitive_matter() -> None:
    talk, number = answered()
    talk._change(number, sensitive=True)
    for say in ("press", "write"):
        talk.press("ببینم")
        getattr(talk, say)("حل نشد")
        assert Judge(number, Verdict.NOT_SOLVED) in talk.effects
        assert not talk.labels
        talk.happen(Answered(number))


def test_the_rating_after_the_answer_may_be_refused() -> None:
    for say in ("press", "write"):
        talk, _ = answered()
        talk.press("ببینم")
        talk.press("حل شد")
        getattr(talk, say)("نمره نمی‌دهم")
        assert talk.heard == texts_follow.NOT_RATED_AGAIN
        assert not talk.done
        assert talk.state.step is Step.IDLE


def test_closed_without_being_solved_is_said_so() -> None:
    talk, number = answered(status=Status.NOT_SOLVED)
    talk.press("ببینم")
    assert "بسته شد، بی‌آنکه مشکل حل شود" in talk.heard
    assert ANSWER in talk.heard
    talk.press("حل نشد")
    assert talk.feedbacks[number].status is Status.NOT_SOLVED
    talk.command("track", number)
    assert "بسته شد، ولی حل نشد" in talk.heard
    assert "«حل نشد»" in talk.heard
    talk.press("جوابش را ببینم")
    assert "حرف شما دربارهٔ جواب: «حل نشد»" in talk.heard
    talk.press("حل شد")
    assert talk.feedbacks[number].status is Status.SOLVED


def test_a_command_leaves_the_question_about_the_answer() -> None:
    """Nothing that follows may take the answered feedback for the one written last."""
    talk, number = answered()
    talk.write("از شهرداری هم گله دارم، زباله‌ها مانده است")
    talk.wait(31)
    for leaving in ("track", "cancel", "mine"):
        talk.office_answers(number)
        talk.press("ببینم")
        assert talk.state.step is Step.VERDICT
        talk.command(leaving)
        talk.command("withdraw")
        assert not talk.done
        assert talk.heard == texts.NOTHING_TO_WITHDRAW


def test_buttons_that_no_answer_stands_behind() -> None:
    talk = Follower()
    number = talk.complain("۲")
    talk.happen(stale(Action.SHOW, number))
    assert talk.heard == texts_cases.NO_ANSWER_YET
    for event in (
        stale(Action.VERDICT, number, "solved"),
        stale(Action.VERDICT, number, "best"),
        stale(Action.RATE_AGAIN, number, "4"),
        stale(Action.RATE_AGAIN, number, "9"),
    ):
        talk.happen(event)
        assert talk.notice == texts.DEAD_BUTTON
        assert not talk.done


def test_no_notice_about_what_is_gone() -> None:
    talk = Follower()
    number = talk.complain("۲")
    talk.happen(Answered(number))
    assert not talk.effects
    talk.happen(Answered(new_tracking_number()))
    assert not talk.effects
    talk.office_answers(number)
    talk.write("پس می‌گیرم")
    talk.happen(Answered(number))
    assert not talk.effects
    talk.press("ببینم")
    assert talk.notice == texts.WITHDRAWN_BUTTON


@pytest.mark.parametrize("status", Status)
def test_every_state_has_words_and_the_right_buttons(status: Status) -> None:
    talk = Follower()
    number = talk.complain("۲")
    talk.wait(0 if status is Status.OPEN else 60)
    talk._change(number, status=status, answer=ANSWER if status is Status.ANSWERED else "")
    talk.command("track", number)
    assert "وضعیت: " in talk.heard
    assert ANSWER not in talk.heard
    shown = ["جوابش را ببینم"] if status is Status.ANSWERED else []
    assert talk.labels == ([] if status is Status.WITHDRAWN else [*shown, "پس می‌گیرم"])
    own = talk.heard
    talk._change(number, mine=False, verdict=Verdict.SOLVED)
    talk.command("track", number)
    assert "خودتان" not in talk.heard
    assert "شما" not in talk.heard.replace("شمارهٔ", "")
    assert not talk.labels
    assert talk.heard.splitlines()[:3] == own.splitlines()[:3]
