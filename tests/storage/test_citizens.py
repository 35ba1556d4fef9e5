"""What is held of a person: permissions that can be taken back, own feedbacks in pages, everything at once, forgetting."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from domain.labels import Kind, Role, Sentiment, Status
from services.officials import actor_of
from storage import predictions
from storage.citizens import Citizens, Permissions, Reading
from storage.crypto import KeyRing
from storage.database import Database
from storage.feedbacks import Feedbacks, Key
from storage.inbox import Inbox, Raw, Source, dead_letters, replay
from storage.officials import OfficialRecords, Rights, Seat
from storage.predictions import Waiting
from storage.reminders import Due, Reminders
from storage.tables import Audit, Citizen, Feedback, Official
from tests.storage.samples import NOON, analysis, feedback

ADDRESS = "chat 5550001"


@pytest.fixture
def citizens(keys: KeyRing) -> Citizens:
    return Citizens(keys)


async def add(database: Database, keys: KeyRing, number: str, **values: Any) -> int:
    async with database.writing() as connection:
        return await Feedbacks(keys).add(connection, feedback(**values), Key(number, 7, address=ADDRESS))


async def allow(database: Database, citizens: Citizens, what: str, *, allowed: bool) -> Permissions:
    async with database.writing() as connection:
        await citizens.allow(connection, "p1", what, allowed=allowed)
        return await citizens.permissions(connection, "p1")


async def test_permissions_are_separate_and_can_be_taken_back(database: Database, citizens: Citizens) -> None:
    async with database.reading() as connection:
        assert await citizens.permissions(connection, "p1") == Permissions()
    given = await allow(database, citizens, "training", allowed=True)
    assert given.training is not None
    assert given.contact is None
    both = await allow(database, citizens, "contact", allowed=True)
    assert both.training == given.training
    assert both.contact is not None
    again = await allow(database, citizens, "training", allowed=True)
    assert again == both
    assert await allow(database, citizens, "training", allowed=False) == Permissions(contact=both.contact)
    assert await allow(database, citizens, "contact", allowed=False) == Permissions()
    async with database.writing() as connection:
        assert (await connection.execute(select(Citizen.person))).all() == []
        await citizens.allow(connection, "p2", "contact", allowed=False)
        assert (await connection.execute(select(Citizen.person))).all() == []


async def test_a_permission_is_one_person_s(database: Database, citizens: Citizens) -> None:
    await allow(database, citizens, "training", allowed=True)
    async with database.writing() as connection:
        await citizens.allow(connection, "p2", "training", allowed=False)
        assert await citizens.permissions(connection, "p2") == Permissions()
        assert (await citizens.permissions(connection, "p1")).training is not None


async def test_own_feedbacks_in_pages_the_newest_first(database: Database, keys: KeyRing, citizens: Citizens) -> None:
    for at in range(7):
        values = {"agency": "water", "rating": 5 if at else None}
        await add(database, keys, f"{at}" * 12, received_at=NOON + timedelta(hours=at), **values)
    await add(database, keys, "999999999999", person="p2")
    async with database.writing() as connection:
        await Feedbacks(keys).withdraw(connection, "3" * 12)
        first, more = await citizens.own(connection, "p1", 0)
        assert ([one.number[0] for one in first], more) == (["6", "5", "4", "2", "1"], True)
        assert (first[0].status, first[0].agency, first[0].rated) == (Status.REGISTERED, "water", True)
        last, more = await citizens.own(connection, "p1", 1)
        assert ([one.number[0] for one in last], last[0].rated, more) == (["0"], False, False)
        assert await citizens.own(connection, "p1", 2) == ([], False)
        assert await citizens.own(connection, "p1", 10**40) == ([], False)
        assert await citizens.own(connection, "p9", 0) == ([], False)


async def test_everything_that_is_held(database: Database, keys: KeyRing, citizens: Citizens) -> None:
    feedbacks, number = Feedbacks(keys), "482719365012"
    case = await add(database, keys, number, text="یک", agency="water", rating=2, county="پاوه", point="k3m9abcdef")
    await add(database, keys, "1" * 12, received_at=NOON + timedelta(hours=1), text="", rating=4)
    await add(database, keys, "2" * 12, person="p2", text="از کس دیگر")
    async with database.writing() as connection:
        await feedbacks.add_piece(connection, number, 8, ("photo", "file-id"))
        await feedbacks.change(
            connection,
            number,
            commendation_sealed=keys.encrypt("خانم مرادی"),
            answer_sealed=keys.encrypt("درست شد"),
            verdict="better",
            driver="speed",
        )
        await predictions.save(connection, [(Waiting(case, 1), analysis(model_version="old", urgent=True))])
        await predictions.save(connection, [(Waiting(case, 1), analysis())])
        await Reminders(keys).add(connection, Due("p1", "telegram", ADDRESS, NOON, {"kind": "answered"}))
        held = await citizens.everything(connection, "p1")
        nothing = await citizens.everything(connection, "p9")
    first, second = held.feedbacks
    assert (first.number, first.agency, first.rating, first.county) == (number, "water", 2, "پاوه")
    assert first.pieces == (("text", "یک"), ("photo", "file-id"))
    assert (first.commendation, first.answer, first.verdict) == ("خانم مرادی", "درست شد", "better")
    assert first.reading == Reading("water", Sentiment.NEGATIVE, Kind.COMPLAINT, urgent=False)
    assert first.reachable
    assert (second.pieces, second.reading, second.answer) == ((), None, None)
    assert (held.reminders, held.official) == (1, None)
    assert (nothing.feedbacks, nothing.reminders) == ((), 0)


async def test_nobody_is_reached_where_the_bot_is_blocked(
    database: Database, keys: KeyRing, citizens: Citizens
) -> None:
    cases = [await add(database, keys, "1" * 12), await add(database, keys, "2" * 12, person="p2")]
    async with database.writing() as connection:
        for person in ("p1", "p2"):
            await Reminders(keys).add(connection, Due(person, "telegram", ADDRESS, NOON, {"kind": "answered"}))
            official = {"name": person, "role": "viewer", "platform": "telegram", "since": NOON, "alerts": True}
            seat = {"person": person, "address_sealed": keys.encrypt(ADDRESS)}
            await connection.execute(insert(Official).values(**seat, **official))
        await citizens.forget_address(connection, "p1")
    async with database.reading() as connection:
        addresses = dict((await connection.execute(select(Feedback.id, Feedback.address_sealed))).tuples().all())
        left = await Reminders(keys).due(connection, "telegram", NOON, 10)
        officials = (await connection.execute(select(Official.person))).scalars().all()
    assert [addresses[case] is None for case in cases] == [True, False]
    assert [one.person for _, one in left] == ["p2"]
    assert officials == ["p2"]


@pytest.mark.parametrize("leaving", ["erase", "forget_address"])
async def test_an_official_who_is_gone_is_gone_in_the_audit_log_too(
    database: Database, keys: KeyRing, citizens: Citizens, leaving: str
) -> None:
    async with database.writing() as connection:
        await citizens.erase(connection, "p9")
        rights = Rights("مریم", Role.VIEWER)
        await OfficialRecords(keys).seat(connection, Seat("p1", "bale", ADDRESS), rights)
        await getattr(citizens, leaving)(connection, "p1")
        assert await OfficialRecords(keys).all(connection) == []
        lines = (await connection.execute(select(Audit.actor, Audit.action, Audit.detail))).all()
    assert [tuple(line) for line in lines] == [(actor_of(rights), "logout", "bale")]


async def test_a_dead_letter_is_not_replayed_after_its_person_has_erased_everything(
    database: Database, keys: KeyRing, citizens: Citizens
) -> None:
    inbox = Inbox(database, keys, Source("telegram", "7"))
    await inbox.receive([Raw(1, "{}", "p1"), Raw(2, "{}", "p2")])
    for number in (1, 2):
        await inbox.fail(number, "malformed", final=True)
    async with database.writing() as connection:
        await citizens.erase(connection, "p1")
    assert [letter.update_id for letter in await dead_letters(database)] == [2]
    async with database.writing() as connection:
        assert await replay(connection, [1, 2]) == 1


async def test_erasing_finds_dead_letters_without_reading_the_inbox(
    sqlite_database: Database, citizens: Citizens
) -> None:
    seen: list[tuple[str, Any]] = []
    async with sqlite_database.writing() as connection:
        await connection.run_sync(
            lambda bare: event.listen(bare, "before_cursor_execute", lambda *given: seen.append((given[2], given[3])))
        )
        await citizens.erase(connection, "p1")
        ((statement, values),) = [one for one in seen if one[0].startswith("UPDATE inbox")]
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)).all()
    assert "ix_inbox_dead" in str(plan)
