"""Officials, login codes and wrong tries as rows."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from domain.labels import Role
from storage.crypto import KeyRing
from storage.database import Database, now
from storage.officials import Invitation, Official, OfficialRecords, Rights, Seat
from storage.tables import Audit, LoginCode
from storage.tables import Official as Row

CLERK = Rights("رضا کریمی", Role.OFFICER, "water", "kermanshah")
MANAGER = Rights("سارا", Role.ADMINISTRATOR)
SEAT = Seat("p1", "telegram", "1001")
HOUR = timedelta(hours=1)


@pytest.fixture
def records(keys: KeyRing) -> OfficialRecords:
    return OfficialRecords(keys)


async def test_a_code_gives_its_rights_until_it_is_used(database: Database, records: OfficialRecords) -> None:
    async with database.writing() as connection:
        await records.invite(connection, "abc", Invitation(CLERK, now() + HOUR))
        assert await records.invited(connection, "abc") == CLERK
        assert await records.invited(connection, "abd") is None
        assert [one.rights for one in await records.invitations(connection)] == [CLERK]
    async with database.writing() as connection:
        await records.use(connection, "abc")
    async with database.writing() as connection:
        assert await records.invited(connection, "abc") is None
        assert await records.invitations(connection) == []


async def test_a_code_ends_with_its_time_and_is_forgotten(database: Database, records: OfficialRecords) -> None:
    async with database.writing() as connection:
        await records.invite(connection, "late", Invitation(CLERK, now() - HOUR))
        assert await records.invited(connection, "late") is None
        assert await records.invitations(connection) == []
        await records.invite(connection, "fresh", Invitation(MANAGER, now() + HOUR))
        assert (await connection.execute(select(LoginCode.name))).scalars().all() == ["سارا"]


async def test_neither_code_nor_address_can_be_read_in_the_database(
    database: Database, records: OfficialRecords
) -> None:
    async with database.writing() as connection:
        await records.invite(connection, "secretcode", Invitation(CLERK, now() + HOUR))
        await records.seat(connection, Seat("p1", "telegram", "address-77"), CLERK)
        rows = [(await connection.execute(select(table.__table__))).all() for table in (LoginCode, Row)]
    assert "secretcode" not in str(rows)
    assert "address-77" not in str(rows)


async def test_one_code_is_never_stored_twice(database: Database, records: OfficialRecords) -> None:
    invitation = Invitation(CLERK, now() + HOUR)
    async with database.writing() as connection:
        await records.invite(connection, "abc", invitation)
    async with database.engine.connect() as connection:
        with pytest.raises(IntegrityError):
            await records.invite(connection, "abc", invitation)


async def test_an_official_is_found_by_person_and_replaced_by_a_new_login(
    database: Database, records: OfficialRecords
) -> None:
    async with database.writing() as connection:
        await records.seat(connection, SEAT, CLERK)
        await records.subscribe(connection, "p1", wanted=True)
    async with database.writing() as connection:
        found = await records.find(connection, "p1")
        assert found is not None
        assert found == Official(CLERK, SEAT, alerts=True, since=found.since)
        assert await records.find(connection, "p2") is None
        await records.seat(connection, SEAT, MANAGER)
        (again,) = await records.all(connection)
        assert (again.rights, again.alerts) == (MANAGER, False)
        await records.unseat(connection, "p1")
        assert await records.all(connection) == []


async def test_those_who_want_alerts_by_messenger(database: Database, records: OfficialRecords) -> None:
    async with database.writing() as connection:
        for person, platform in (("p1", "telegram"), ("p2", "telegram"), ("p3", "bale")):
            await records.seat(connection, Seat(person, platform, person), MANAGER)
        for person in ("p1", "p3"):
            await records.subscribe(connection, person, wanted=True)
        assert [one.seat.person for one in await records.subscribed(connection, "telegram")] == ["p1"]
        assert [one.seat.person for one in await records.subscribed(connection, "bale")] == ["p3"]


async def test_a_name_is_removed_everywhere(database: Database, records: OfficialRecords) -> None:
    async with database.writing() as connection:
        await records.seat(connection, SEAT, CLERK)
        await records.seat(connection, Seat("p2", "bale", "9"), CLERK)
        await records.seat(connection, Seat("p3", "bale", "10"), MANAGER)
        await records.invite(connection, "abc", Invitation(CLERK, now() + HOUR))
        assert await records.remove(connection, CLERK.name) == 3
        assert await records.remove(connection, CLERK.name) == 0
        assert [one.rights for one in await records.all(connection)] == [MANAGER]
        assert await records.invited(connection, "abc") is None


async def test_wrong_tries_are_kept_under_another_pseudonym(database: Database, records: OfficialRecords) -> None:
    async with database.writing() as connection:
        for _ in range(3):
            await records.refuse(connection, "p1")
        await records.refuse(connection, "p2")
        tried = await records.refusals(connection, "p1", 2)
        assert len(tried) == 2
        assert tried[0] >= tried[1]
        assert len(await records.refusals(connection, "p1", 9)) == 3
        actors = set((await connection.execute(select(Audit.actor))).scalars())
    assert len(actors) == 2
    assert not actors & {"p1", "p2"}
