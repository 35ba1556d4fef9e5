"""How much one person may send."""

from dataclasses import replace
from datetime import timedelta

from bot import texts
from bot.buttons import Action, encode
from bot.context import Context, Hint, Login
from bot.dialogue import step
from bot.effects import AddText, AnswerPress, EraseEverything, Register, Say, SendReport, Withdraw
from bot.events import Commanded, Pressed
from bot.limits import HOUR, MOST_FEEDBACKS, MOST_FEEDBACKS_OF_ALL, MOST_OF_ALL, MOST_REPORTS, MOST_THINGS
from bot.state import State
from domain.labels import Role
from tests.support.talk import CATALOGUE, Talk, stale

TEXT = "سه روز است آب روستا قطع است و کسی جواب نمی‌دهد"


def sent_much() -> Talk:
    """Somebody who has sent all that an hour allows, on one feedback."""
    talk = Talk()
    talk.write(TEXT)
    for _ in range(MOST_THINGS - 1):
        talk.write("یادم رفت بگویم قبض هم سه برابر شده")
        assert talk.done == ["AddText"]
    return talk


def test_who_sends_too_much_is_told_once_and_nothing_is_registered() -> None:
    talk = sent_much()
    talk.write(TEXT)
    assert not talk.done
    assert "این یکی ثبت نشد" in talk.heard
    assert "۱۲:۳۰" in talk.heard, "the hour began at 11:30 in Tehran"
    assert talk.write(TEXT) == ()
    assert talk.attach("photo") == ()  # type: ignore[arg-type]
    assert [type(effect) for effect in talk.press(texts.WITHDRAW)][-2:] == [Withdraw, Say]


def test_the_first_press_too_many_gets_a_notice_and_the_others_nothing() -> None:
    talk = sent_much()
    (notice,) = talk.press("آب و فاضلاب")
    assert isinstance(notice, AnswerPress)
    assert "ثبت نشد" in notice.text
    assert len(notice.text) <= 200
    saved = talk.saved
    assert [talk.press("آب و فاضلاب") for _ in range(3)] == [()] * 3
    assert talk.write(TEXT) == ()
    assert talk.saved == saved, "nothing to write to the database, either"
    assert talk.press(texts.WITHDRAW), "what takes back is answered all the same"
    talk.now += HOUR
    assert talk.happen(stale("o", "", "water"))


def test_the_next_hour_is_a_new_one() -> None:
    talk = sent_much()
    talk.write(TEXT)
    talk.now += HOUR - timedelta(minutes=1)
    assert talk.write(TEXT) == ()
    talk.now += timedelta(minutes=1)
    talk.write(TEXT)
    assert talk.done == ["Register"]
    assert talk.state.used == 1


def test_what_is_never_refused() -> None:
    talk = sent_much()
    talk.write(TEXT)
    talk.write("بوی گاز میاد تو راه پله")
    assert talk.done == ["AddText"]
    assert "۱۹۴" in talk.heard
    talk.hint = Hint(urgent=True)
    talk.write("حالش خیلی بد است، کمک کنید")
    assert talk.done == ["AddText"]
    talk.command("privacy")
    assert "نگه نمی‌داریم" in talk.heard
    talk.write("لغو")
    assert talk.heard == texts.CANCELLED
    talk.write("حذف")
    assert "پاک شود؟" in talk.heard
    talk.write("پاک کن")
    assert talk.done == ["EraseEverything"]


def test_erasing_everything_does_not_reset_the_count() -> None:
    talk = sent_much()
    talk.command("delete")
    assert isinstance(talk.press(texts.ERASE)[2], EraseEverything)
    assert talk.state == State(hour=talk.now, used=MOST_THINGS + 2, begun=1)
    talk.write(TEXT)
    assert not talk.done
    assert "ثبت نشد" in talk.heard


def test_a_few_new_feedbacks_an_hour_and_additions_without_end() -> None:
    talk = Talk()
    for _ in range(MOST_FEEDBACKS):
        talk.write(TEXT)
        assert isinstance(talk.effects[0], Register)
        talk.command("new")
    talk.write(TEXT)
    assert not talk.done
    assert "۸ نوشتهٔ تازه" in talk.heard
    assert "این یکی ثبت نشد" in talk.heard
    talk.write("بوی گاز میاد تو راه پله")
    assert talk.done == ["Register"]
    talk.write("همسایه‌ها هم بیرون آمده‌اند")
    assert isinstance(talk.effects[0], AddText)


def test_a_rating_without_words_is_a_feedback_too() -> None:
    talk = Talk()
    for _ in range(MOST_FEEDBACKS):
        talk.command("start", "municipality")
        talk.press("۲ ناراضی")
        assert talk.done == ["Register municipality 2"]
    talk.command("start", "municipality")
    (notice,) = talk.press("۲ ناراضی")
    assert "ثبت نشد" in notice.text  # type: ignore[union-attr]


def test_a_few_reports_an_hour() -> None:
    talk = Talk()
    context = Context(talk.now, CATALOGUE, "123456789012", official=Login("سارا", Role.VIEWER))
    state = State()
    for _ in range(MOST_REPORTS):
        state, effects = step(state, Commanded("report"), context)
        assert isinstance(effects[0], SendReport)
    (said,) = step(state, Commanded("report", "1402-07"), context)[1]
    assert isinstance(said, Say)
    assert "۱۰ گزارش" in said.text
    assert "۱۲:۳۰" in said.text, "the hour began at 11:30 in Tehran"
    state, (notice,) = step(state, Pressed(encode(Action.REPORT)), context)
    assert isinstance(notice, AnswerPress)
    assert state.used == MOST_REPORTS + 1, "what was refused is counted like any other command"
    assert State.from_json(state.to_json()) == state
    assert isinstance(step(state, Commanded("report"), replace(context, now=talk.now + HOUR))[1][0], SendReport)


def test_what_comes_by_itself_is_not_counted() -> None:
    talk = sent_much()
    used = talk.state.used
    talk.propose(Hint(proposals=("banks",)))
    assert talk.heard
    assert talk.state.used == used


def test_a_dead_button_counts_but_answers() -> None:
    talk = Talk()
    for _ in range(MOST_THINGS + 1):
        assert isinstance(talk.happen(stale("o", "", "water"))[0], AnswerPress)
    assert talk.happen(stale("o", "", "water")) == ()
    assert talk.state.used == MOST_THINGS


GAS = "بوی گاز میاد تو راه پله"


def test_emergencies_have_a_ceiling_too() -> None:
    talk = sent_much()
    for _ in range(MOST_OF_ALL):
        talk.write(TEXT)
    for _ in range(MOST_OF_ALL - MOST_THINGS):
        talk.write(GAS)
        assert talk.done == ["AddText"], "what was refused did not count"
    talk.write(GAS)
    assert not talk.done
    assert "۱۹۴" in talk.heard
    assert "ثبت نشد" in talk.heard
    assert "۱۲:۳۰" in talk.heard, "the hour began at 11:30 in Tehran"
    assert talk.write(GAS) == ()
    talk.command("withdraw")
    assert talk.done == ["Withdraw"]
    talk.command("delete")
    assert talk.write("یک چیز دیگر که پاسخ پرسش نیست") == ()
    talk.command("delete")
    talk.write("بله")
    assert talk.done == ["EraseEverything"]
    assert talk.write(GAS) == (), "erasing everything resets nothing"
    talk.now += HOUR
    talk.write(GAS)
    assert talk.done == ["Register"]


def test_registrations_of_emergencies_have_a_ceiling_too() -> None:
    talk = Talk()
    for _ in range(MOST_FEEDBACKS_OF_ALL):
        talk.write(GAS)
        assert talk.done == ["Register"]
        talk.command("new")
    talk.write(GAS)
    assert not talk.done
    assert "۱۹۴" in talk.heard
    assert "ثبت نشد" in talk.heard
