"""What a person has here: the own feedbacks page by page, everything as a file, and the permissions."""

from datetime import date

from bot import keyboards_follow, texts, texts_follow, texts_own
from bot.buttons import Action
from bot.context import Known, Own
from bot.effects import Allow, Permission, SendFile, TakeButtons
from bot.state import Step
from domain.labels import Driver, Kind, Sentiment, Status, Verdict
from storage.citizens import Everything, Held, Permissions, Reading
from tests.support.follow import PAGE, Follower
from tests.support.talk import CATALOGUE, stale


def with_feedbacks(count: int) -> Follower:
    talk = Follower()
    for each in range(count):
        number = f"{each:04d}00000000"
        talk.feedbacks[number] = Known(number, Status.REGISTERED, "water", "11 دی 1404")
    return talk


def test_nothing_yet() -> None:
    talk = Follower()
    talk.command("mine")
    assert talk.heard == texts_follow.NOTHING_MINE
    assert not talk.labels


def test_pages_of_one_s_own() -> None:
    talk = with_feedbacks(2 * PAGE + 1)
    talk.write("نوشته‌های من")
    assert talk.heard == texts_follow.MINE
    assert talk.labels == [f"۰۰{at:02d} … · آب و فاضلاب · ثبت‌شده".translate(_DIGITS) for at in range(10, 5, -1)] + [
        "قدیمی‌ترها"
    ]
    talk.press("قدیمی‌ترها")
    assert "صفحهٔ ۲" in talk.heard
    assert len(talk.labels) == PAGE + 2
    assert talk.labels[-2:] == ["تازه‌ترها", "قدیمی‌ترها"]
    talk.press("قدیمی‌ترها")
    assert talk.labels == ["۰۰۰۰ … · آب و فاضلاب · ثبت‌شده", "تازه‌ترها"]
    talk.press("تازه‌ترها")
    assert "صفحهٔ ۲" in talk.heard
    talk.happen(stale(Action.MINE, "", "77"))
    assert talk.heard == texts_follow.NOTHING_MINE


_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def test_a_row_shows_where_it_stands_and_the_list_stays() -> None:
    talk = with_feedbacks(2)
    talk.command("mine")
    for at in (1, 0):
        talk.press(f"۰۰۰{at} … · آب و فاضلاب · ثبت‌شده".translate(_DIGITS))
        assert "در نوبت خواندن" in talk.heard
        assert texts.number(f"000{at}00000000") in talk.heard
        assert TakeButtons() not in talk.effects
    talk.press("پس می‌گیرم")
    talk.write("بله")
    talk.command("mine")
    assert len(talk.labels) == 1


def test_rows_fit_a_phone() -> None:
    for status in Status:
        for office in (None, "بانک", "ثبت اسناد و املاک کشور"):
            known = Known("482719365012", status, "water", "11 دی 1404")
            label = texts_follow.row(known, office)
            assert len(label) <= texts.LABEL_LIMIT
            assert label.startswith("۴۸۲۷ … · ")


def test_looking_at_one_s_own_leaves_dangerous_questions() -> None:
    talk = Follower()
    for command in ("mine", "mydata", "settings"):
        talk.command("delete")
        talk.command(command)
        assert talk.state.step is Step.IDLE
        talk.write("بله")
        assert not talk.done


def test_an_open_question_about_a_feedback_stays() -> None:
    talk = Follower()
    talk.write("سه روز است آب روستا قطع است و کسی جواب نمی‌دهد")
    talk.command("mine")
    assert talk.state.step is Step.OFFICE


def test_the_switches_are_off_until_turned_and_can_be_turned_back() -> None:
    talk = Follower()
    talk.write("تنظیمات")
    assert "آموزش برنامه: اجازه نداده‌اید" in talk.heard
    assert "پرسیدن دوباره: اجازه نداده‌اید" in talk.heard
    assert talk.labels[-2:] == ["هرچه از من دارید", "پاک کردن همه‌چیز"]
    talk.press("آموزش برنامه: اجازه می‌دهم")
    assert talk.effects[2] == Allow(Permission.TRAINING, True)
    assert talk.heard == texts_own.ALLOWED
    talk.press("پرسیدن دوباره: اجازه می‌دهم")
    assert talk.effects[2] == Allow(Permission.CONTACT, True)
    talk.press("آموزش برنامه: اجازه را پس می‌گیرم")
    assert talk.effects[2] == Allow(Permission.TRAINING, False)
    assert talk.heard == texts_own.TAKEN_BACK
    assert talk.labels[:2] == ["آموزش برنامه: اجازه می‌دهم", "پرسیدن دوباره: دیگر نپرسند"]
    talk.write("تنظیمات")
    assert "آموزش برنامه: اجازه نداده‌اید" in talk.heard
    assert "پرسیدن دوباره: اجازه داده‌اید" in talk.heard
    talk.press("پرسیدن دوباره: دیگر نپرسند")
    assert talk.allowed == {"training": False, "contact": False}


def test_forged_switches_do_nothing() -> None:
    talk = Follower()
    for value in ("", "training", "training:2", "everything:1"):
        talk.happen(stale(Action.ALLOW, "", value))
        assert talk.notice == texts.DEAD_BUTTON
        assert not talk.done


def test_switches_fit_a_phone() -> None:
    for own in (Own(), Own(training=True, contact=True)):
        assert all(len(button.label) <= texts.LABEL_LIMIT for button in keyboards_follow.settings(own))


def test_everything_comes_as_a_readable_file() -> None:
    talk = Follower()
    talk.complain()
    talk.command("mydata")
    (sent,) = talk.files
    assert sent == SendFile(texts_own.FILE_NAME, sent.content, texts_own.FILE_CAPTION)
    assert sent.content.startswith("\ufeffآنچه از شما داریم (۱۱ دی ۱۴۰۴)")
    assert talk.data in sent.content
    assert "یادمان مانده: پاوه" in sent.content
    assert "تا ۹۰ روز" in sent.content
    assert "تا ۳۰ روز دیگر" in sent.content
    assert "پیام‌رسان می‌داند" in sent.content
    talk.command("settings")
    talk.press("هرچه از من دارید")
    assert talk.files == [sent]


def held(**values: object) -> Held:
    given: dict[str, object] = {
        "number": "482719365012",
        "day": date(2026, 1, 1),
        "status": Status.DISPUTED,
        "agency": "water",
        "unit": "north",
        "service": None,
        "province": "kermanshah",
        "county": "پاوه",
        "point": "k3m9abcdef",
        "rating": 2,
        "rating_after": 1,
        "driver": Driver.SPEED,
        "sensitive": True,
        "reachable": True,
        "pieces": (("text", "آب <قطع> است\nدو روز"), ("photo", "file-id"), ("location", "34.3,47.1")),
        "commendation": "خانم مرادی",
        "answer": "لوله تعمیر شد.",
        "verdict": Verdict.NOT_SOLVED,
        "reading": Reading("banks", Sentiment.NEGATIVE, Kind.COMPLAINT, True),
    }
    return Held(**{**given, **values})  # type: ignore[arg-type]


def test_the_file_says_all_that_is_held() -> None:
    talk = Follower()
    since = talk.now
    text = texts_own.data(Everything((held(),), Permissions(training=since), 2, "آقای کریمی"), CATALOGUE)
    for part in (
        *("نوشته‌ها و نمره‌ها: ۱", texts.number("482719365012"), "۱۱ دی ۱۴۰۴", "شرکت آب و فاضلاب", "north"),
        *("استان: کرمانشاه", "شهر یا روستا: پاوه", "k3m9abcdef", "گفته‌اید مشکل حل نشده", "۲ (ناراضی)"),
        *("۱ (خیلی ناراضی)", "سرعت کار", "خانم مرادی", "به خود آن اداره نشان داده نمی‌شود", "داریم"),
        *("آب <قطع> است\nدو روز", "یک عکس", "34.3,47.1", "جواب: لوله تعمیر شد.", "حل نشد"),
        *("بانک، شکایت، لحن ناراضی، فوری", "آموزش برنامه: اجازه داده‌اید از ۱۱ دی ۱۴۰۴"),
        *("پرسیدن دوباره: اجازه نداده‌اید", "در نوبت‌اند: ۲", "«آقای کریمی»"),
    ):
        assert part in text, part
    assert "file-id" not in text


def test_the_file_of_somebody_of_whom_little_is_held() -> None:
    bare: dict[str, object] = dict.fromkeys(
        ("number", "agency", "unit", "province", "county", "point", "rating", "rating_after", "driver", "commendation"),
    )
    gone = held(**bare, answer=None, verdict=None, reading=None, pieces=(), sensitive=False, reachable=False)
    text = texts_own.data(Everything((gone,), Permissions(), 0, None), CATALOGUE)
    for part in ("شمارهٔ پیگیری: پاک شده", "اداره: گفته نشده", "نمره: نداده‌اید", "متن: ندارد", "جواب: نداریم"):
        assert part in text, part
    assert "None" not in text
    empty = texts_own.data(Everything((), Permissions(), 0, None), CATALOGUE)
    assert "نوشته‌ها و نمره‌ها: هیچ" in empty
