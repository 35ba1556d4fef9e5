"""Files become feedback; rows that cannot be used are told with their number and the reason."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from domain.agency import Agency, Catalogue
from domain.errors import InputError
from domain.feedback import NewFeedback
from domain.labels import IntakeChannel
from domain.period import tehran_day
from services import intake as module
from services.intake import Cells, Intake
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.feedbacks import Feedbacks, Key
from storage.tables import Feedback
from tests.storage.samples import feedback

KEYS = KeyRing.generate()
CATALOGUE = Catalogue(
    (Agency("water", "آب و فاضلاب", "آب", "دولتی", "آب"), Agency("gas", "گاز", "گاز", "دولتی", "گاز"))
)


@pytest.fixture
async def intake(sqlite_database: Database) -> Intake:
    return Intake(sqlite_database, KEYS, CATALOGUE)


def read(*rows: Cells, column: str = "text") -> tuple[list[NewFeedback], list[tuple[int, str]]]:
    """The feedback of some rows, and (number, code) of the bad ones; rows count from 2."""
    database = None  # reading rows needs no database
    good, bad = Intake(database, KEYS, CATALOGUE).read_rows(enumerate(rows, start=2), column)  # type: ignore[arg-type]
    return good, [(one.row, one.error.code) for one in bad]


def one(**cells: str) -> NewFeedback:
    good, bad = read({"text": "آب قطع است", **cells})
    assert bad == []
    return good[0]


def test_bad_rows_are_told_by_number_and_the_others_stay() -> None:
    good, bad = read(
        {"text": "خوب"},
        {"text": "  "},
        {"text": "x", "agency": "wator"},
        {"text": "x", "province": "آتلانتیس"},
        {"text": "x", "rating": "6"},
        {"text": "x", "rating": "خوب"},
        {"text": "x", "date": "دیروز"},
        {"text": "x", "date": "1404-12-30"},
        {"text": "", "rating": "۳"},
    )
    assert [(new.text, new.rating) for new in good] == [("خوب", None), ("", 3)]
    assert bad == [
        (3, "row_empty"),
        (4, "unknown_agency"),
        (5, "unknown_province"),
        (6, "rating_range"),
        (7, "rating_range"),
        (8, "date_format"),
        (9, "date_day"),
    ]


def test_the_text_column_can_have_another_name() -> None:
    good, bad = read({"متن": " آب نداریم ", "text": "not this"}, column="متن")
    assert ([new.text for new in good], bad) == (["آب نداریم"], [])
    assert read({"text": "x"}, column="متن")[1] == [(2, "row_empty")]


@pytest.mark.parametrize(
    "written", ["1404-07-15", "۱۴۰۴/۷/۱۵", "2025-10-07", "2025-10-07 00:00:00", "2025-10-07T23:59"]
)
def test_a_day_is_that_day_in_tehran(written: str) -> None:
    received = one(date=written).received_at
    assert tehran_day(received).isoformat() == "2025-10-07"
    assert received.tzinfo is UTC


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-10-07T20:29:59Z", "2025-10-07"),
        ("2025-10-07T20:30:00Z", "2025-10-08"),
        ("2025-10-07 00:10+04:30", "2025-10-06"),
        ("1404-07-15T23:00:00Z", "2025-10-07"),  # a Jalali day has no offset that could be trusted
    ],
)
def test_an_exact_instant_keeps_its_tehran_day(written: str, day: str) -> None:
    assert tehran_day(one(date=written).received_at).isoformat() == day


def test_a_missing_date_is_now() -> None:
    assert abs(now() - one().received_at) < timedelta(minutes=1)


@pytest.mark.parametrize("written", ["fars", "فارس", "استان فارس", " فارس "])
def test_provinces_by_code_or_name(written: str) -> None:
    assert one(province=written).province == "fars"


@pytest.mark.parametrize(("written", "rating"), [("1", 1), ("۵", 5), ("٤", 4), ("3.0", 3), (" 2 ", 2), ("", None)])
def test_ratings(written: str, rating: int | None) -> None:
    assert one(rating=written).rating == rating


@pytest.mark.parametrize("written", ["0", "6", "3.5", "-1", "nan", "inf", "1e400", "five"])
def test_other_ratings_are_refused(written: str) -> None:
    assert read({"text": "x", "rating": written})[1] == [(2, "rating_range")]


def test_agencies_are_codes_or_none() -> None:
    assert one(agency=" water ").agency == "water"
    assert one(agency="none").agency is None
    assert one(agency="").agency is None


def test_people_are_pseudonyms_and_a_row_without_a_person_is_its_own() -> None:
    ali, again, nobody, anybody = read(
        {"text": "x", "person": "علی"}, {"text": "x", "person": " علی "}, *[{"text": "x"}] * 2
    )[0]
    assert ali.person == again.person == KEYS.person("import", "علی")
    assert len({ali.person, nobody.person, anybody.person}) == 3
    assert {len(new.person) for new in (ali, nobody)} == {64}


def test_two_files_do_not_share_their_nameless_people() -> None:
    assert one().person != one().person


def test_what_is_not_said_is_absent() -> None:
    new = one(county=" ")
    assert (new.channel, new.county, new.province, new.agency) == (IntakeChannel.IMPORT, None, None, None)


CELLS = st.dictionaries(
    st.sampled_from(["text", "date", "province", "county", "agency", "rating", "person"]),
    st.text(max_size=12)
    | st.builds("{:04}-{:02}/{:02}".format, st.integers(0, 2030), st.integers(0, 13), st.integers(0, 32))
    | st.builds("{}{}".format, st.datetimes(), st.sampled_from(["Z", "+14:00", "-12:00", ""])),
)


@given(st.lists(CELLS, max_size=4))
def test_every_row_is_either_good_or_told(rows: list[dict[str, str]]) -> None:
    good, bad = read(*rows)
    assert len(good) + len(bad) == len(rows)
    assert all(new.text or new.rating for new in good)


async def test_import_is_stored_in_batches(
    intake: Intake, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    many = [feedback(f"متن {at}", person=f"p{at}") for at in range(5)]
    assert await intake.import_many(many) == 5
    assert await intake.import_many([]) == 0
    async with sqlite_database.reading() as connection:
        rows = (await connection.execute(select(Feedback.id, Feedback.person).order_by(Feedback.id))).all()
        texts = await Feedbacks(KEYS).texts(connection, [row.id for row in rows])
    assert [row.person for row in rows] == [new.person for new in many]
    assert list(texts.values()) == [new.text for new in many]


async def test_register_joins_the_callers_transaction(intake: Intake, sqlite_database: Database) -> None:
    feedbacks = Feedbacks(KEYS)
    async with sqlite_database.writing() as connection:
        case = await intake.register(connection, feedback(agency="gas"), Key("1", 7))
        with pytest.raises(InputError, match="unknown_agency"):
            await intake.register(connection, feedback(agency="elsewhere"), Key("2", 8))
        await connection.rollback()
    async with sqlite_database.reading() as connection:
        assert await feedbacks.find(connection, "1") is None
    async with sqlite_database.writing() as connection:
        case = await intake.register(connection, feedback(agency="gas"), Key("1", 7))
    async with sqlite_database.reading() as connection:
        found = await feedbacks.find(connection, "1")
    assert found is not None
    assert (found.id, found.agency) == (case, "gas")


def test_a_naive_instant_is_our_bug() -> None:
    with pytest.raises(ValueError, match="aware"):
        feedback(received_at=datetime(2025, 10, 7))  # noqa: DTZ001
