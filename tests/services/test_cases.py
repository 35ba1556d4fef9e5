"""Officials act on cases, the citizen has the last word, and every look and move leaves its trace."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.agency import Agency, Catalogue
from domain.calendar import shipped_calendar
from domain.errors import InputError
from domain.labels import IntakeChannel, Role, Status, Verdict
from domain.period import tehran_day
from services.answers import template, templates
from services.cases import CITIZEN, Cases
from storage import predictions
from storage.cases import Wanted
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.feedbacks import Feedbacks, Key
from storage.officials import Rights
from storage.predictions import Waiting
from storage.tables import Audit, Feedback, Reminder
from tests.storage.samples import analysis, feedback

NUMBER = "482719365012"
TEXT = "آقای احمدی از من پول خواست"
CATALOGUE = Catalogue(
    (
        Agency("water", "آب و فاضلاب", "آب", "استانی", "آب"),
        Agency("gas", "گاز", "گاز", "استانی", "گاز"),
        Agency("police", "فرماندهی انتظامی", "پلیس", "انتظامی", "پلیس"),
    )
)
ADMINISTRATOR = Rights("مریم", Role.ADMINISTRATOR)
REVIEWER = Rights("رضا", Role.REVIEWER)
OFFICER = Rights("علی", Role.OFFICER, "water")
OTHER_OFFICER = Rights("زهرا", Role.OFFICER, "gas")


@pytest.fixture
def cases(database: Database, keys: KeyRing) -> Cases:
    return Cases(database, keys, CATALOGUE)


async def add(database: Database, keys: KeyRing, number: str = NUMBER, **values: Any) -> int:
    address = values.pop("address", "chat 5550001")
    urgent = values.pop("urgent", False)
    given = {"agency": "water", "text": TEXT, **values}
    async with database.writing() as connection:
        case = await Feedbacks(keys).add(connection, feedback(**given), Key(number, 7, address))
        made = analysis(urgent=urgent, text_redacted="[نام] از من پول خواست")
        await predictions.save(connection, [(Waiting(case, 1), made)])
    return case


async def row(database: Database, case: int) -> Any:
    async with database.reading() as connection:
        return (await connection.execute(select(Feedback).where(Feedback.id == case))).one()


async def audited(database: Database) -> list[tuple[str, str, str]]:
    async with database.reading() as connection:
        rows = (await connection.execute(select(Audit.actor, Audit.action, Audit.detail).order_by(Audit.id))).all()
    return [tuple(one) for one in rows]


async def reminded(database: Database, keys: KeyRing) -> list[tuple[str, str, str, dict[str, str]]]:
    async with database.reading() as connection:
        rows = (await connection.execute(select(Reminder).order_by(Reminder.id))).all()
    return [
        (one.person, one.platform, keys.decrypt(one.address_sealed), json.loads(keys.decrypt(one.payload_sealed)))
        for one in rows
    ]


async def refused(code: str, action: Any) -> None:
    with pytest.raises(InputError, match=rf"^{code}\("):
        await action


async def told(connection: AsyncConnection, keys: KeyRing) -> str:
    """The office's latest word, as the citizen with the number sees it."""
    found = await Feedbacks(keys).find(connection, NUMBER)
    assert found is not None
    return found.answer


async def test_a_case_from_the_first_hand_to_the_citizens_word(database: Database, keys: KeyRing, cases: Cases) -> None:
    number = await add(database, keys)
    assert await cases.assign(ADMINISTRATOR, number, " علی ", 5) is Status.WITH_OFFICE
    assigned = await row(database, number)
    assert assigned.owner == "علی"
    assert assigned.due == shipped_calendar().due(tehran_day(now()), 5)
    assert await cases.answer(OFFICER, number, "لوله عوض شد.") is Status.ANSWERED
    async with database.writing() as connection:
        assert await told(connection, keys) == "لوله عوض شد."
        await cases.verdict(connection, NUMBER, Verdict.IRRELEVANT)
    assert (await row(database, number)).status == Status.DISPUTED
    assert await cases.close(OFFICER, number, "بودجه نداریم.") is Status.NOT_SOLVED
    async with database.writing() as connection:
        assert await told(connection, keys) == "بودجه نداریم."
        await cases.verdict(connection, NUMBER, Verdict.SOLVED)
        await cases.rate_again(connection, NUMBER, 4)
    done = await row(database, number)
    assert (done.status, done.verdict, done.rating_after) == ("solved", "solved", 4)
    timeline = (await cases.show(OFFICER, number)).timeline
    assert [(event.actor, event.action, event.note) for event in timeline] == [
        ("مریم", "assign", "علی"),
        ("علی", "answer", "لوله عوض شد."),
        (CITIZEN, "irrelevant", None),
        ("علی", "close", "بودجه نداریم."),
        (CITIZEN, "solved", None),
    ]
    assert await audited(database) == [
        ("مریم", "case.assign", f"case {number}"),
        ("علی", "case.answer", f"case {number}"),
        ("علی", "case.close", f"case {number}"),
    ]


async def test_the_notice_carries_neither_complaint_nor_answer(database: Database, keys: KeyRing, cases: Cases) -> None:
    number = await add(database, keys)
    before = now()
    await cases.answer(ADMINISTRATOR, number, "جواب محرمانه")
    payload = {"kind": "answered", "number": NUMBER}
    assert await reminded(database, keys) == [("p1", "telegram", "chat 5550001", payload)]
    async with database.reading() as connection:
        due_at = await connection.scalar(select(Reminder.due_at))
    assert due_at is not None
    assert before - timedelta(seconds=1) <= due_at <= now()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"channel": IntakeChannel.BALE}, 1),
        ({"address": None}, 0),
        ({"channel": IntakeChannel.TERMINAL}, 0),
        ({"channel": IntakeChannel.WEB}, 0),
    ],
)
async def test_only_who_waits_in_a_messenger_is_told(
    database: Database, keys: KeyRing, cases: Cases, values: dict[str, Any], told: int
) -> None:
    number = await add(database, keys, **values)
    await cases.close(ADMINISTRATOR, number, "شدنی نیست")
    assert len(await reminded(database, keys)) == told


async def test_assigning_and_forwarding_tell_the_citizen_nothing(
    database: Database, keys: KeyRing, cases: Cases
) -> None:
    number = await add(database, keys)
    await cases.assign(ADMINISTRATOR, number, "علی")
    await cases.forward(ADMINISTRATOR, number, "gas", "به گاز مربوط است")
    assert await reminded(database, keys) == []
    async with database.reading() as connection:
        assert await told(connection, keys) == ""


async def test_a_forwarded_case_belongs_to_the_other_office_with_a_fresh_term(
    database: Database, keys: KeyRing, cases: Cases
) -> None:
    number = await add(database, keys, unit="east", service="bill")
    await cases.assign(OFFICER, number, "علی", 30)
    assert await cases.forward(OFFICER, number, "gas", "کنتور گاز است") is Status.WITH_OFFICE
    moved = await row(database, number)
    assert (moved.agency, moved.agency_source, moved.owner) == ("gas", "reviewer", None)
    assert (moved.unit, moved.service) == (None, None)  # they were the other agency's
    assert moved.due == shipped_calendar().due(tehran_day(now()), 3)
    await refused("case_missing", cases.show(OFFICER, number))
    shown = await cases.show(OTHER_OFFICER, number)
    assert (shown.timeline[-1].agency, shown.timeline[-1].note) == ("gas", "کنتور گاز است")
    assert (await audited(database))[-1] == ("علی", "case.forward", f"case {number}: water → gas")


async def test_what_cannot_be_forwarded(database: Database, keys: KeyRing, cases: Cases) -> None:
    number = await add(database, keys)
    await refused("case_same_agency", cases.forward(ADMINISTRATOR, number, "water", "چرا نه"))
    await refused("unknown_agency", cases.forward(ADMINISTRATOR, number, "moon", "چرا نه"))
    await refused("case_no_officers", cases.forward(ADMINISTRATOR, number, "police", "چرا نه"))
    await refused("case_words_missing", cases.forward(ADMINISTRATOR, number, "gas", " \n"))
    secret = await add(database, keys, "2", sensitive=True)
    await refused("case_sensitive", cases.forward(ADMINISTRATOR, secret, "gas", "چرا نه"))
    assert [(await row(database, one)).agency for one in (number, secret)] == ["water", "water"]


async def test_the_accused_office_never_learns_of_a_sensitive_case(
    database: Database, keys: KeyRing, cases: Cases
) -> None:
    secret, plain = await add(database, keys, sensitive=True), await add(database, keys, "2")
    assert [case.number for case in await cases.page(OFFICER, Wanted())] == [plain]
    assert [case.number for case in await cases.page(OFFICER, Wanted(agency="gas"))] == [plain]
    for action in (
        cases.show(OFFICER, secret),
        cases.assign(OFFICER, secret, "علی"),
        cases.forward(OFFICER, secret, "gas", "دلیل"),
        cases.answer(OFFICER, secret, "جواب"),
        cases.close(OFFICER, secret, "دلیل"),
    ):
        await refused("case_missing", action)
    for official in (REVIEWER, ADMINISTRATOR):
        assert [case.number for case in await cases.page(official, Wanted())] == [secret, plain]
    assert await cases.answer(REVIEWER, secret, "رسیدگی شد.") is Status.ANSWERED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR])
async def test_somebody_of_a_province_sees_that_province(
    database: Database, keys: KeyRing, cases: Cases, role: Role
) -> None:
    here = await add(database, keys, province="fars")
    there, nowhere = await add(database, keys, "2", province="yazd"), await add(database, keys, "3")
    official = Rights("کسی", role, "water" if role is Role.OFFICER else None, "fars")
    assert [case.number for case in await cases.page(official, Wanted())] == [here]
    assert [case.number for case in await cases.page(official, Wanted(province="yazd"))] == [here]
    assert (await cases.show(official, here)).case.province == "fars"
    for number in (there, nowhere):
        await refused("case_missing", cases.show(official, number))


async def test_an_officer_sees_the_own_office_only(database: Database, keys: KeyRing, cases: Cases) -> None:
    mine, other = await add(database, keys), await add(database, keys, "2", agency="gas")
    assert [case.number for case in await cases.page(OFFICER, Wanted())] == [mine]
    await refused("case_missing", cases.answer(OFFICER, other, "جواب"))
    await refused("case_missing", cases.show(OFFICER, 10**6))
    gone = await add(database, keys, "3", status=Status.WITHDRAWN)
    await refused("case_missing", cases.show(OFFICER, gone))


@pytest.mark.parametrize(
    ("official", "code"),
    [
        (Rights("بیننده", Role.VIEWER), "case_forbidden"),
        (Rights("بی‌اداره", Role.OFFICER), "case_forbidden"),
        (Rights("پلیس", Role.OFFICER, "police"), "case_no_officers"),
        (Rights("هیچ", Role.OFFICER, "moon"), "unknown_agency"),
    ],
)
async def test_who_has_no_cases(database: Database, keys: KeyRing, cases: Cases, official: Rights, code: str) -> None:
    number = await add(database, keys, agency=official.agency if official.agency == "police" else "water")
    await refused(code, cases.page(official, Wanted()))
    await refused(code, cases.show(official, number))
    await refused(code, cases.answer(official, number, "جواب"))


async def test_the_original_is_for_reviewers_and_every_look_is_noted(
    database: Database, keys: KeyRing, cases: Cases
) -> None:
    number = await add(database, keys)
    for official in (OFFICER, REVIEWER):
        shown = await cases.show(official, number)
        assert (shown.original, shown.case.text) == (None, "[نام] از من پول خواست")
    assert await audited(database) == []
    await refused("case_original", cases.show(OFFICER, number, original=True))
    assert await audited(database) == []
    assert (await cases.show(REVIEWER, number, original=True)).original == TEXT
    assert await audited(database) == [("رضا", "case.original", f"case {number}")]


async def test_the_first_half_hour_is_the_citizens_unless_somebody_is_in_danger(
    database: Database, keys: KeyRing, cases: Cases
) -> None:
    quiet = await add(database, keys, status=Status.OPEN)
    urgent = await add(database, keys, "2", status=Status.OPEN, urgent=True)
    for official in (ADMINISTRATOR, OFFICER):
        await refused("case_open", cases.show(official, quiet))
        await refused("case_open", cases.answer(official, quiet, "جواب"))
        assert [case.number for case in await cases.page(official, Wanted())] == [urgent]
    assert await cases.assign(OFFICER, urgent, "کشیک", 1) is Status.WITH_OFFICE


async def test_a_refused_move_leaves_no_trace(database: Database, keys: KeyRing, cases: Cases) -> None:
    number = await add(database, keys)
    await cases.answer(ADMINISTRATOR, number, "جواب")
    before = await row(database, number), await audited(database), await reminded(database, keys)
    await refused("case_move", cases.forward(ADMINISTRATOR, number, "gas", "دلیل"))
    await refused("case_move", cases.assign(ADMINISTRATOR, number, "علی"))
    await refused("case_words_missing", cases.answer(ADMINISTRATOR, number, "  "))
    assert before == (await row(database, number), await audited(database), await reminded(database, keys))
    assert len((await cases.show(ADMINISTRATOR, number)).timeline) == 1


async def test_a_withdrawn_case_is_over_for_everybody(database: Database, keys: KeyRing, cases: Cases) -> None:
    number = await add(database, keys)
    await cases.answer(ADMINISTRATOR, number, "جواب")
    async with database.writing() as connection:
        await Feedbacks(keys).withdraw(connection, NUMBER)
    await refused("case_final", cases.answer(ADMINISTRATOR, number, "جواب"))
    async with database.writing() as connection:
        await refused("case_final", cases.verdict(connection, NUMBER, Verdict.SOLVED))


async def test_a_verdict_needs_an_answer_and_a_second_rating_too(
    database: Database, keys: KeyRing, cases: Cases
) -> None:
    number = await add(database, keys, rating=1)
    async with database.writing() as connection:
        await refused("case_unanswered", cases.verdict(connection, NUMBER, Verdict.SOLVED))
        await refused("case_unanswered", cases.rate_again(connection, NUMBER, 5))
        await refused("rating_range", cases.rate_again(connection, NUMBER, 6))
    await cases.answer(ADMINISTRATOR, number, "جواب")
    async with database.writing() as connection:
        await cases.verdict(connection, NUMBER, Verdict.BETTER)
        await cases.rate_again(connection, NUMBER, 3)
    after = await row(database, number)
    assert (after.status, after.verdict, after.rating, after.rating_after) == ("answered", "better", 1, 3)


async def test_an_unknown_number_changes_nothing(database: Database, keys: KeyRing, cases: Cases) -> None:
    """Erased in the meantime, for instance."""
    number = await add(database, keys)
    await cases.answer(ADMINISTRATOR, number, "جواب")
    async with database.writing() as connection:
        await cases.verdict(connection, "000", Verdict.SOLVED)
        await cases.rate_again(connection, "000", 5)
    assert (await row(database, number)).verdict is None


async def test_a_verdict_joins_the_callers_transaction(database: Database, keys: KeyRing, cases: Cases) -> None:
    number = await add(database, keys)
    await cases.answer(ADMINISTRATOR, number, "جواب")
    async with database.writing() as connection:
        await cases.verdict(connection, NUMBER, Verdict.SOLVED)
        await connection.rollback()
    assert (await row(database, number)).status == Status.ANSWERED
    assert len((await cases.show(ADMINISTRATOR, number)).timeline) == 1


async def test_an_answer_after_a_dispute_keeps_the_citizens_word(
    database: Database, keys: KeyRing, cases: Cases
) -> None:
    number = await add(database, keys)
    await cases.answer(ADMINISTRATOR, number, "یک")
    async with database.writing() as connection:
        await cases.verdict(connection, NUMBER, Verdict.NOT_SOLVED)
    assert await cases.assign(ADMINISTRATOR, number, "علی") is Status.DISPUTED
    assert await cases.answer(ADMINISTRATOR, number, "دو") is Status.ANSWERED
    assert (await row(database, number)).verdict == "not_solved"
    assert len(await reminded(database, keys)) == 2


async def test_the_same_word_about_the_same_answer_is_one_line(database: Database, keys: KeyRing, cases: Cases) -> None:
    number = await add(database, keys)

    async def judge(*verdicts: Verdict) -> None:
        async with database.writing() as connection:
            for verdict in verdicts:
                await cases.verdict(connection, NUMBER, verdict)

    await cases.answer(ADMINISTRATOR, number, "یک")
    await judge(Verdict.BETTER, Verdict.BETTER, Verdict.NOT_SOLVED)
    await cases.assign(ADMINISTRATOR, number, "علی")
    await judge(Verdict.NOT_SOLVED)
    await cases.answer(ADMINISTRATOR, number, "دو")
    await judge(Verdict.NOT_SOLVED, Verdict.NOT_SOLVED)
    timeline = (await cases.show(ADMINISTRATOR, number)).timeline
    wanted = ["answer", "better", "not_solved", "assign", "answer", "not_solved"]
    assert [event.action for event in timeline] == wanted
    assert (await row(database, number)).status == Status.DISPUTED


async def test_response_time_is_counted_in_working_days(database: Database, keys: KeyRing, cases: Cases) -> None:
    """Received on 15 Mehr 1404, a Tuesday; the first answer comes on Sunday, after the weekend."""
    number = await add(database, keys)
    received = (await cases.show(ADMINISTRATOR, number)).case.received_at
    async with database.writing() as connection:
        await Feedbacks(keys).change(connection, NUMBER, answered_at=received + timedelta(days=5))
    assert cases.response_days((await cases.show(ADMINISTRATOR, number)).case) == 3


@pytest.mark.parametrize("code", list(templates()))
def test_templates_are_whole_once_filled(code: str) -> None:
    one = template(code)
    filled = one.fill(dict.fromkeys(one.blanks, "سه‌شنبه"))
    assert "{" not in filled
    assert filled.count("سه‌شنبه") == len(one.blanks)
    assert one.title
    for blank in one.blanks:
        with pytest.raises(InputError, match="template_blank") as error:
            one.fill({name: "x" for name in one.blanks if name != blank} | {blank: " "})
        assert error.value.values["left"] == blank


def test_an_unknown_template_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="template_unknown") as error:
        template("nothing")
    assert "done" in str(error.value.values["known"])


def test_templates_promise_no_anonymity_and_speak_to_citizens() -> None:
    path = Path(__file__).parents[2] / "services" / "answers.csv"
    words = path.read_text(encoding="utf-8")
    assert "ناشناس" not in words
    assert "دستگاه" not in words


async def test_two_officials_at_once_answer_one_after_the_other(
    database: Database, second: Database, keys: KeyRing, cases: Cases
) -> None:
    number = await add(database, keys)
    other = Cases(second, keys, CATALOGUE)
    done = await asyncio.gather(
        cases.close(ADMINISTRATOR, number, "نشد"), other.close(OFFICER, number, "نشد"), return_exceptions=True
    )
    assert Status.NOT_SOLVED in done
    assert [one.code for one in done if isinstance(one, InputError)] == ["case_move"]
    assert len((await cases.show(ADMINISTRATOR, number)).timeline) == 1
    assert len(await reminded(database, keys)) == 1
