"""Service points: found by the code on their card as long as they are in use."""

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.points import Point, Points

DESK = Point("k7m2x9pq4w", "باجهٔ ۳", "water_wastewater", service="water_bill", county="کرمانشاه")
TERMINAL = Point("b4d8f2h6jr", "پایانهٔ مهران", "roads", "west", None, "ilam", None, "arbaeen_1405")


async def stored(database: Database, *points: Point) -> None:
    for point in points:
        async with database.writing() as connection:
            await Points().add(connection, point)


async def test_a_point_is_found_as_it_was_stored(database: Database) -> None:
    await stored(database, DESK, TERMINAL)
    async with database.reading() as connection:
        assert await Points().find(connection, DESK.code) == DESK
        assert await Points().find(connection, TERMINAL.code) == TERMINAL
        assert await Points().find(connection, "another") is None
        assert await Points().all(connection) == [DESK, TERMINAL]


async def test_out_of_use_it_is_not_found(database: Database) -> None:
    await stored(database, DESK, TERMINAL)
    async with database.writing() as connection:
        done = [await Points().deactivate(connection, code) for code in (DESK.code, DESK.code, "another")]
        assert done == [True, False, False]
    async with database.reading() as connection:
        assert await Points().find(connection, DESK.code) is None
        assert await Points().all(connection) == [TERMINAL]


async def test_a_code_is_never_given_twice(database: Database) -> None:
    await stored(database, DESK)
    with pytest.raises(IntegrityError):
        await stored(database, DESK)
