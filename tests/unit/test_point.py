"""A scanned card: the rating at the desk or, for a random half, some hours later; once for each scan."""

from dataclasses import replace

import pytest

from bot import texts, texts_points
from bot.buttons import Action
from bot.context import Hint
from bot.effects import DropReminder, Rate, Register, RemindLater
from bot.events import AskLater
from bot.state import Step
from domain.labels import Asked
from tests.support.follow import DESK, Follower
from tests.support.talk import stale

OTHER = replace(DESK, code="z9z9z9z9z9", name="باجهٔ ۴")
RATINGS = ["۵ خیلی راضی", "۴ راضی", "۳ نه راضی، نه ناراضی", "۲ ناراضی", "۱ خیلی ناراضی"]
COMPLAINT = "یک ساعت در صف بودم و آخرش گفتند فردا بیا"


def registered(talk: Follower) -> Register:
    (found,) = (effect for effect in talk.effects if isinstance(effect, Register))
    return found


def test_rated_at_the_desk_with_one_press() -> None:
    talk = Follower()
    talk.scan()
    assert talk.heard.startswith("باجهٔ ۳، شهرداری.\nروی‌هم‌رفته از کار اینجا چقدر راضی هستید؟")
    assert talk.labels == [*RATINGS, "حرفی دارم، می‌نویسم"]
    assert not talk.done
    talk.press("۲ ناراضی")
    said = registered(talk)
    assert (said.agency, said.rating, said.point, said.asked) == ("municipality", 2, DESK.code, Asked.DESK)
    assert "نمره‌تان به «باجهٔ ۳، شهرداری» ثبت شد" in talk.heard
    assert "همین حالا بنویسید" in talk.heard
    talk.write(COMPLAINT)
    assert talk.done == ["AddText"]
    assert talk.state.number == said.number


def test_one_rating_for_each_scan() -> None:
    talk = Follower()
    talk.scan()
    talk.press("۲ ناراضی")
    talk.press_first("۵ خیلی راضی")
    assert talk.heard == texts_points.ALREADY_RATED
    assert not talk.done
    talk.scan()
    talk.press("۵ خیلی راضی")
    assert registered(talk).rating == 5


def test_the_rating_may_be_typed() -> None:
    talk = Follower()
    talk.scan()
    talk.write("خیلی راضی")
    assert (registered(talk).rating, registered(talk).point) == (5, DESK.code)


def test_words_first_then_the_rating_of_the_same_visit() -> None:
    talk = Follower()
    talk.scan()
    talk.press("حرفی دارم، می‌نویسم")
    assert talk.heard == texts_points.GO_ON
    talk.write(COMPLAINT)
    said = registered(talk)
    assert (said.agency, said.rating, said.point, said.asked) == ("municipality", None, DESK.code, Asked.DESK)
    assert texts.number(said.number) in talk.heard
    assert "چقدر راضی هستید" in talk.heard
    assert talk.labels[:5] == RATINGS
    talk.press("۴ راضی")
    assert Rate(said.number, 4) in talk.effects
    talk.press_first("۱ خیلی ناراضی")
    assert talk.heard == texts_points.ALREADY_RATED
    assert not talk.done


def test_the_buttons_above_rate_what_was_written_too() -> None:
    talk = Follower()
    talk.scan()
    talk.write(COMPLAINT)
    number = registered(talk).number
    talk.press_first("۱ خیلی ناراضی")
    assert [effect for effect in talk.effects if isinstance(effect, Rate | Register)] == [Rate(number, 1)]
    assert talk.state.rated


def test_half_are_asked_later_away_from_the_desk() -> None:
    talk = Follower()
    talk.scan(later=True)
    assert RemindLater(DESK.code, 120) in talk.effects
    assert "دو ساعت دیگر" in talk.heard
    assert talk.labels == ["همین حالا نمره می‌دهم", "لازم نیست"]
    talk.at_home()
    assert talk.heard == texts_points.ask_away(DESK, "شهرداری")
    assert talk.labels == [*RATINGS, "نمره نمی‌دهم"]
    talk.press("۱ خیلی ناراضی")
    said = registered(talk)
    assert (said.rating, said.point, said.asked) == (1, DESK.code, Asked.AWAY)
    talk.press_first("۵ خیلی راضی")
    assert talk.heard == texts_points.ALREADY_RATED


def test_the_question_is_repeated_as_it_was_asked() -> None:
    talk = Follower()
    talk.scan()
    talk.write("؟")
    assert talk.heard == texts_points.ask(DESK, "شهرداری")
    talk.scan(later=True)
    talk.at_home()
    talk.write("؟")
    assert talk.heard == texts_points.ask_away(DESK, "شهرداری")
    assert talk.labels == [*RATINGS, "نمره نمی‌دهم"]
    talk.press("۲ ناراضی")
    assert registered(talk).asked is Asked.AWAY


def test_typed_at_home() -> None:
    talk = Follower()
    talk.scan(later=True)
    talk.at_home()
    talk.write("۴")
    assert (registered(talk).rating, registered(talk).asked) == (4, Asked.AWAY)


@pytest.mark.parametrize("typed", [False, True])
def test_who_chose_to_rate_at_once_belongs_to_neither_half(typed: bool) -> None:
    talk = Follower()
    talk.scan(later=True)
    if typed:
        talk.write("۲")
    else:
        talk.press("همین حالا نمره می‌دهم")
        assert talk.labels == [*RATINGS, "حرفی دارم، می‌نویسم"]
        talk.press("۲ ناراضی")
    said = registered(talk)
    assert (said.rating, said.point, said.asked) == (2, DESK.code, None)
    assert not talk.reminders
    talk.press_first("همین حالا نمره می‌دهم")
    assert talk.heard == texts_points.ALREADY_RATED
    talk.at_home()
    assert not talk.effects


def test_who_wants_no_question_is_not_asked() -> None:
    talk = Follower()
    talk.scan(later=True)
    talk.press("لازم نیست")
    assert DropReminder(DESK.code) in talk.effects
    assert not talk.reminders
    talk.write(COMPLAINT)
    assert registered(talk).point == DESK.code
    assert RATINGS[0] not in talk.labels
    talk.at_home()
    assert not talk.effects


def test_words_at_the_desk_are_rated_at_home() -> None:
    talk = Follower()
    talk.scan(later=True)
    talk.write(COMPLAINT)
    said = registered(talk)
    assert (said.point, said.asked) == (DESK.code, None)
    assert RATINGS[0] not in talk.labels
    talk.at_home()
    talk.press("۲ ناراضی")
    assert Rate(said.number, 2, Asked.AWAY) in talk.effects
    assert not any(isinstance(effect, Register) for effect in talk.effects)


def test_no_rating_after_an_emergency() -> None:
    talk = Follower()
    talk.scan(later=True)
    talk.hint = Hint(urgent=True)
    talk.write("اینجا بوی گاز پیچیده و یک نفر بی‌هوش شده است")
    talk.at_home()
    assert not talk.effects


def test_the_question_at_home_waits_while_something_else_is_written() -> None:
    talk = Follower()
    talk.scan(later=True)
    talk.command("new")
    talk.wait(115)
    talk.write("سه روز است آب روستا قطع است و کسی جواب نمی‌دهد")
    number = talk.state.number
    talk.happen(AskLater(DESK.code))
    assert talk.effects == (RemindLater(DESK.code, 30),)
    assert talk.state.number == number
    talk.wait(31)
    talk.happen(AskLater(DESK.code))
    assert talk.heard == texts_points.ask_away(DESK, "شهرداری")
    talk.press("نمره نمی‌دهم")
    assert talk.heard == texts_points.NO_RATING
    assert not any(isinstance(effect, Register) for effect in talk.effects)


def test_a_card_out_of_use() -> None:
    talk = Follower()
    talk.scan(later=True)
    del talk.points[DESK.code]
    talk.at_home()
    assert not talk.effects
    talk.press("همین حالا نمره می‌دهم")
    assert talk.notice == texts.DEAD_BUTTON
    talk.scan()
    assert talk.heard == texts.START


def test_the_card_of_an_office_that_is_switched_off() -> None:
    talk = Follower()
    talk.points[DESK.code] = replace(DESK, agency="gone")
    talk.scan()
    assert talk.heard == texts.START
    talk.at_home()
    assert not talk.effects


def test_buttons_of_an_earlier_card_are_dead() -> None:
    talk = Follower()
    talk.points[OTHER.code] = OTHER
    talk.scan()
    talk.scan(OTHER)
    talk.press_first("۵ خیلی راضی")
    assert talk.notice == texts.DEAD_BUTTON
    talk.press("۵ خیلی راضی")
    assert registered(talk).point == OTHER.code


def test_forged_ratings_do_nothing() -> None:
    talk = Follower()
    talk.scan()
    for value in ("", DESK.code, f"{DESK.code}:6", f"{DESK.code}:0", f"{DESK.code}:x", "nobody:5"):
        talk.happen(stale(Action.POINT_RATE, "", value))
        assert talk.notice == texts.DEAD_BUTTON
        assert not talk.done


def test_rate_takes_the_code_of_a_card_too() -> None:
    talk = Follower()
    talk.command("rate", DESK.code.upper())
    assert talk.labels == [*RATINGS, "حرفی دارم، می‌نویسم"]
    talk.command("rate", "water")
    assert "«آب و فاضلاب»" in talk.heard
    talk.command("rate", "nothing")
    assert talk.state.step is Step.RATE_OFFICE
    talk.command("start", "water")
    assert talk.state.agency == "water"


def test_a_name_that_says_the_office_is_not_doubled() -> None:
    assert texts_points.place(replace(DESK, name="شهرداری منطقهٔ ۲"), "شهرداری") == "شهرداری منطقهٔ ۲"
