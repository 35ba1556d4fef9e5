"""Officials: invited, let in once, told apart, sent away, and every step in the audit log."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.agency import Agency, Catalogue
from domain.errors import InputError
from domain.labels import Role
from services.officials import MOST_TRIES, TRIES_PER, Officials, has_officers
from storage.crypto import KeyRing
from storage.database import Database
from storage.officials import Rights, Seat
from storage.tables import Audit

CATALOGUE = Catalogue(
    (
        Agency("water", "شرکت آب", "آب", "استانی", "آب شرب"),
        Agency("police", "پلیس", "پلیس", "انتظامی", "امنیت", ranked=False),
    )
)
CLERK = Rights("رضا کریمی", Role.OFFICER, "water")
MANAGER = Rights("سارا", Role.ADMINISTRATOR)
SEAT = Seat("p1", "telegram", "1001")
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def officials(database: Database, keys: KeyRing) -> Officials:
    return Officials(database, keys, CATALOGUE)


async def invited(officials: Officials, rights: Rights = CLERK) -> str:
    return await officials.invite(rights, HALF_HOUR, "command line: test")


async def look(officials: Officials, database: Database, code: str, person: str = "p1") -> Rights | None:
    async with database.writing() as connection:
        return await officials.look(connection, person, code)


async def log_in(officials: Officials, database: Database, code: str, seat: Seat = SEAT) -> Rights | None:
    async with database.writing() as connection:
        rights = await officials.look(connection, seat.person, code)
        if rights:
            await officials.log_in(connection, seat, code)
        return rights


async def pass_time(database: Database, by: timedelta) -> None:
    """Let everything in the audit log have happened earlier."""
    async with database.writing() as connection:
        for row in (await connection.execute(select(Audit.id, Audit.at))).all():
            await connection.execute(update(Audit).where(Audit.id == row.id).values(at=row.at - by))


async def lines(database: Database) -> list[tuple[str, str, str]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(Audit.actor, Audit.action, Audit.detail).order_by(Audit.id))
        return [(row.actor, row.action, row.detail) for row in rows]


async def test_a_code_lets_one_person_in_once(officials: Officials, database: Database) -> None:
    code = await invited(officials)
    assert re.fullmatch("[a-hj-km-np-z2-9]{5}-[a-hj-km-np-z2-9]{5}", code)
    assert await log_in(officials, database, code) == CLERK
    assert await log_in(officials, database, code, Seat("p2", "telegram", "1002")) is None
    async with database.reading() as connection:
        found = await officials.known(connection, "p1")
        assert found is not None
        assert (found.rights, found.seat, found.alerts) == (CLERK, SEAT, False)
        assert await officials.known(connection, "p2") is None


def test_police_courts_and_prisons_have_no_officers() -> None:
    without = {agency.code for agency in Catalogue.load() if not has_officers(agency)}
    assert without == {"police", "traffic_police", "border_guard", "judiciary", "prisons"}
    added = Agency("rural_police", "پاسگاه", "پاسگاه", "انتظامی", "امنیت روستا")
    assert not has_officers(added)


async def test_two_people_with_one_code_at_one_moment(
    officials: Officials, database: Database, second: Database, keys: KeyRing
) -> None:
    code = await invited(officials)
    others = Officials(second, keys, CATALOGUE)
    async with database.writing() as connection:
        assert await officials.look(connection, "p1", code)
        trying = asyncio.create_task(log_in(others, second, code, Seat("p2", "telegram", "1002")))
        await asyncio.sleep(0.2)
        await officials.log_in(connection, SEAT, code)
    assert await trying is None
    assert len((await officials.everybody()).officials) == 1


async def test_a_code_is_read_as_people_copy_it(officials: Officials, database: Database) -> None:
    code = await invited(officials)
    persian = code.upper().replace("-", "  ").translate(str.maketrans("23456789", "۲۳۴۵۶۷۸۹"))
    assert await look(officials, database, f" {persian} ") == CLERK


async def test_a_code_that_nobody_looked_at_gives_nothing(officials: Officials, database: Database) -> None:
    async with database.writing() as connection:
        await officials.log_in(connection, SEAT, "abcde-23456")
    assert (await officials.everybody()).officials == ()


async def test_after_five_wrong_codes_even_the_right_one_is_refused_for_an_hour(
    officials: Officials, database: Database
) -> None:
    code = await invited(officials)
    for _ in range(MOST_TRIES):
        assert await look(officials, database, "wrong") is None
    assert await look(officials, database, code) is None
    assert await look(officials, database, code, person="p2") == CLERK
    await pass_time(database, TRIES_PER)
    assert await look(officials, database, code) == CLERK


async def test_the_wait_does_not_grow_by_trying_on(officials: Officials, database: Database) -> None:
    for _ in range(MOST_TRIES + 4):
        await look(officials, database, "wrong")
    refused = [action for _, action, _ in await lines(database) if action == "login_refused"]
    assert len(refused) == MOST_TRIES


async def test_wrong_codes_far_apart_do_no_harm(officials: Officials, database: Database) -> None:
    code = await invited(officials)
    for _ in range(MOST_TRIES):
        await pass_time(database, TRIES_PER / 2)
        await look(officials, database, "wrong")
    assert await look(officials, database, code) == CLERK


@pytest.mark.parametrize(
    ("rights", "error"),
    [
        (Rights("  ", Role.VIEWER), "official_name"),
        (Rights("ن" * 81, Role.VIEWER), "official_name"),
        (Rights("ن\x00", Role.VIEWER), "official_name"),
        (Rights("سارا", Role.OFFICER), "official_agency"),
        (Rights("سارا", Role.VIEWER, "water"), "official_agency"),
        (Rights("سارا", Role.OFFICER, "nowhere"), "unknown_agency"),
        (Rights("سارا", Role.OFFICER, "police"), "agency_without_officers"),
    ],
)
async def test_rights_that_do_not_exist(officials: Officials, rights: Rights, error: str) -> None:
    with pytest.raises(InputError, match=error):
        await invited(officials, rights)
    assert (await officials.everybody()).invitations == ()


async def test_a_name_has_one_set_of_rights(officials: Officials, database: Database) -> None:
    await log_in(officials, database, await invited(officials))
    again = await invited(officials, Rights("  رضا   کریمی ", Role.OFFICER, "water"))
    assert await log_in(officials, database, again, Seat("p9", "bale", "7")) == CLERK
    with pytest.raises(InputError, match="official_differs"):
        await invited(officials, Rights(CLERK.name, Role.ADMINISTRATOR))
    everybody = await officials.everybody()
    assert [(one.rights, one.seat.platform) for one in everybody.officials] == [(CLERK, "telegram"), (CLERK, "bale")]


async def test_a_name_that_is_removed_has_no_rights_at_once(officials: Officials, database: Database) -> None:
    await log_in(officials, database, await invited(officials))
    waiting = await invited(officials)
    await officials.remove(CLERK.name, "command line: test")
    async with database.reading() as connection:
        assert await officials.known(connection, "p1") is None
    assert await look(officials, database, waiting) is None
    with pytest.raises(InputError, match="unknown_official"):
        await officials.remove(CLERK.name, "command line: test")


async def test_everything_is_in_the_audit_log(officials: Officials, database: Database) -> None:
    await log_in(officials, database, await invited(officials))
    async with database.writing() as connection:
        await officials.subscribe(connection, "p1", wanted=True)
        await officials.subscribe(connection, "p1", wanted=False)
        await officials.log_out(connection, "p1")
        await officials.log_out(connection, "p1")
        await officials.subscribe(connection, "p1", wanted=True)
        assert await officials.known(connection, "p1") is None
    await log_in(officials, database, await invited(officials, MANAGER))
    await officials.remove(MANAGER.name, "command line: test")
    assert await lines(database) == [
        ("command line: test", "official_invite", "officer water رضا کریمی"),
        ("official: رضا کریمی", "login", "telegram officer water رضا کریمی"),
        ("official: رضا کریمی", "alerts_on", ""),
        ("official: رضا کریمی", "alerts_off", ""),
        ("official: رضا کریمی", "logout", "telegram"),
        ("command line: test", "official_invite", "administrator سارا"),
        ("official: سارا", "login", "telegram administrator سارا"),
        ("command line: test", "official_remove", "سارا"),
    ]
