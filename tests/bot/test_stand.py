"""The real bot on a Telegram of our own, as a citizen sees it."""

import json
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import texts, texts_detail
from bot.buttons import Action, encode
from domain.digits import persian_digits
from domain.tracking import new_tracking_number
from tests.support.bot_process import BotProcess
from tests.support.citizen import Citizen
from tests.support.stand import TOKEN, Fault, Made, Stand

TEXT = "سه روز است آب روستای ما قطع است و شرکت آب و فاضلاب جواب نمی‌دهد"
OFFICE = "آب و فاضلاب"
STICKER = {
    "file_id": "s", "file_unique_id": "u", "width": 1, "height": 1, "type": "regular", "is_animated": False,
    "is_video": False,
}  # fmt: skip

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("stand")]


@pytest.fixture(scope="module")
def stand() -> Generator[Stand, None, None]:
    with Stand() as stand:
        yield stand


@pytest.fixture(scope="module")
def bot(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Generator[BotProcess, None, None]:
    """One bot for all tests of this file; each test is a person of its own."""
    with BotProcess(stand.root, tmp_path_factory.mktemp("bot"), TOKEN) as bot:
        bot.start()
        yield bot
        assert bot.stop() == 0
    for secret in (TOKEN, TEXT, "سارا", "1001", "بازار"):
        assert secret not in bot.log


def test_the_whole_dialogue(stand: Stand, bot: BotProcess) -> None:
    citizen = Citizen(stand, 1001)
    citizen.write("/start")
    citizen.hear("سلام")
    (menu,) = [made for made in stand.emulator.made if made.method == "setMyCommands"]
    assert "start" in menu.fields["commands"]

    first = citizen.write(TEXT)
    number = citizen.hear("ثبت شد").splitlines()[0].rpartition(":")[2].strip()
    citizen.press(OFFICE)
    citizen.hear(OFFICE)
    citizen.write("کرمانشاه")
    citizen.hear("راضی هستید")
    citizen.press("۲ ناراضی")
    citizen.hear("ناراضی")
    citizen.press(texts_detail.NO_DRIVER)
    citizen.hear()
    citizen.press(texts.ANSWER_HERE)
    citizen.hear("همین‌جا")

    citizen.edit(first, TEXT + "؛ بازار هم بی‌آب است")
    citizen.hear(texts.EDITED)
    citizen.photo("این هم عکسش")
    citizen.hear("اضافه شد")
    citizen.send(sticker=STICKER)
    citizen.hear("استیکر")
    citizen.write(number)
    assert "وضعیت" in citizen.hear(OFFICE)
    citizen.press(texts.WITHDRAW)
    citizen.hear("پس گرفتید")

    citizen.write("حذف")
    citizen.hear("پاک شود")
    citizen.press(texts.ERASE)
    citizen.hear(texts.ERASED)
    citizen.write(number)
    citizen.hear(texts.NOT_FOUND)


def test_presses_are_answered_and_buttons_taken(stand: Stand, bot: BotProcess) -> None:
    citizen = Citizen(stand, 1002)
    citizen.write(TEXT)
    citizen.hear()
    card = citizen.last_message()
    citizen.press(OFFICE)
    citizen.hear()
    made = [each for each in stand.emulator.made if each.chat == "1002" or each.method == "answerCallbackQuery"]
    assert [each.method for each in made[-3:]] == ["answerCallbackQuery", "editMessageReplyMarkup", "sendMessage"]
    assert "reply_markup" not in stand.emulator.messages[1002, card["message_id"]]

    def answers(press: str) -> list[Made]:
        return [made for made in stand.emulator.made if made.fields.get("callback_query_id") == press]

    for data in (encode(Action.RATE, new_tracking_number(), "5"), "قدیمی"):
        press = citizen.press_data(data, card)
        answer = stand.wait(partial(answers, press))
        assert answer[0].fields["text"] == texts.DEAD_BUTTON


def test_an_album_and_a_block(stand: Stand, bot: BotProcess) -> None:
    citizen = Citizen(stand, 1003)
    for _ in range(3):
        citizen.photo(album="5")
    citizen.block()
    citizen.write("ممنون")
    citizen.hear("ثبت شد")
    citizen.hear(texts.THANKS)


def test_groups_get_no_answer(stand: Stand, bot: BotProcess) -> None:
    citizen = Citizen(stand, 1004)
    citizen.send(text=TEXT, chat={"id": -5, "type": "group", "title": "همسایه‌ها"})
    citizen.write("ممنون")
    citizen.hear(texts.THANKS)
    assert stand.said(-5) == []


def test_duplicates_are_handled_once(stand: Stand, bot: BotProcess) -> None:
    citizen = Citizen(stand, 1005)
    update: dict[str, Any] = {"message": {"message_id": 1, "date": 1, "text": TEXT, **citizen._who()}}
    update["update_id"] = stand.bring(update)
    citizen.hear("ثبت شد")
    stand.wait(stand.confirmed)
    stand.bring_again(update)
    citizen.write("ممنون")
    citizen.hear(texts.THANKS)


def test_a_malformed_update_does_not_hold_up_the_good_ones(stand: Stand, bot: BotProcess) -> None:
    citizen = Citizen(stand, 1006)
    stand.bring({"message": {"message_id": "?", "text": 5}})
    citizen.write("ممنون")
    citizen.hear(texts.THANKS)
    assert "a malformed update was set aside" in bot.log


@pytest.mark.parametrize(
    "fault",
    [
        Fault("getUpdates", 401),
        Fault("getUpdates", 404),
        Fault("getUpdates", 409),
        Fault("getUpdates", 429, retry_after=1),
        Fault("getUpdates", 500),
        Fault("getUpdates", 200),
        Fault("getUpdates", 200, b'{"ok": true, "result": 5}'),
        Fault("getUpdates", 200, b"<html>"),
        Fault("getUpdates", cut=True),
        Fault("sendMessage", 429, retry_after=1),
        Fault("sendMessage", 502, b"<html>"),
        Fault("sendMessage", 200),
        Fault("sendMessage", 401),
        Fault("sendMessage", cut=True),
    ],
    ids=lambda fault: f"{fault.method}-{'cut' if fault.cut else fault.status}-{len(fault.body)}",
)
def test_faults_end_nothing(stand: Stand, bot: BotProcess, fault: Fault) -> None:
    citizen = Citizen(stand, 1100 + len(stand.emulator.faults))
    fault.times = 1
    stand.emulator.faults.append(fault)
    citizen.write("ممنون")
    citizen.hear(texts.THANKS)
    citizen.write("سلام")
    citizen.hear(texts.GREETING)
    assert fault.times == 0
    assert bot.is_running


def test_refused_replies_hold_up_nobody(stand: Stand, bot: BotProcess) -> None:
    blocked, refused, other = Citizen(stand, 1201), Citizen(stand, 1202), Citizen(stand, 1203)
    for citizen, status in ((blocked, 403), (refused, 400)):
        gone = {"ok": False, "error_code": status, "description": "Forbidden: bot was blocked by the user"}
        fault = Fault("sendMessage", status, json.dumps(gone).encode())
        stand.emulator.faults.append(fault)
        citizen.write("ممنون")
        stand.wait(lambda fault=fault: fault.times == 0)  # type: ignore[misc]
    other.write("ممنون")
    other.hear(texts.THANKS)
    assert stand.said(1201) == stand.said(1202) == []


def test_it_goes_on_where_it_was_stopped(stand: Stand, bot: BotProcess) -> None:
    citizen = Citizen(stand, 1301)
    citizen.write(TEXT)
    citizen.hear("ثبت شد")
    assert bot.stop() == 0
    citizen.write(OFFICE)
    bot.start()
    citizen.hear(f"باشد، «{OFFICE}».")
    citizen.write("۱۲۳")
    assert persian_digits(0) not in citizen.hear("اضافه شد")


def test_a_wrong_token_ends_it_with_a_sentence(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> None:
    bot = BotProcess(stand.root, tmp_path_factory.mktemp("wrong"), "1:WRONG")
    bot.start()
    assert bot.wait() == 1
    assert "توکن" in bot.log
    assert "Traceback" not in bot.log
    assert "WRONG" not in bot.log


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
def test_two_messengers_in_one_process(tmp_path: Path, webhook: bool) -> None:
    """Each answers in its own messenger, and the same number in both is two people."""
    with Stand() as telegram, Stand("bale") as bale:
        settings = {"REZAYAT_BALE_TOKEN": TOKEN, "REZAYAT_BALE_API": bale.root}
        both = ("--platform", "bale")
        with BotProcess(telegram.root, tmp_path, TOKEN, webhook=webhook, settings=settings, arguments=both) as bot:
            bot.start()
            people = [Citizen(telegram, 5), Citizen(bale, 5)]
            for citizen in people:
                citizen.write(TEXT)
            numbers = [citizen.hear("ثبت شد").splitlines()[0].rpartition(":")[2].strip() for citizen in people]
            assert numbers[0] != numbers[1]
            people[1].write(numbers[0])
            people[1].hear("وضعیت")
            assert "reply_markup" not in people[1].last_message()  # somebody else's: nothing to press
            assert bot.stop() == 0
