"""What a report says of agencies, and that what it withholds cannot be computed from the rest."""

from typing import Any

import pytest

from domain.labels import NO_AGENCY
from domain.period import DayRange, parse_date
from models.artefact import HeldOut
from services.reporting import Grouping, Report, report
from storage import predictions
from storage.crypto import KeyRing
from storage.database import Database
from storage.feedbacks import Feedbacks
from storage.predictions import Filter, Waiting
from tests.storage.samples import analysis, feedback

MODEL = ("m-1", HeldOut(100, 95, 100, 5))


async def receive(database: Database, keys: KeyRing, people: int, **values: Any) -> None:
    """Two ratings by each of so many people."""
    new = [feedback(**{"person": f"p{at}", "rating": 5, **values}) for at in (*range(people), *range(people))]
    async with database.writing() as connection:
        await Feedbacks(keys).add_many(connection, new)


async def reported(database: Database, by: Grouping, wanted: Filter | None = None) -> Report:
    return await report(database, wanted or Filter(), MODEL, by)


@pytest.mark.parametrize("by", Grouping)
async def test_messages_about_a_withheld_group_are_not_counted(database: Database, keys: KeyRing, by: Grouping) -> None:
    await receive(database, keys, 30, agency="water", province="fars")
    await receive(database, keys, 12, agency="gas", province="yazd")
    before = await reported(database, by)
    await receive(database, keys, 9, agency="police", province="ilam")
    after = await reported(database, by)
    assert (len(before.results), len(after.results)) == (2, 3)
    assert before.messages == after.messages == 84


async def test_messages_about_no_agency_are_not_counted(database: Database, keys: KeyRing) -> None:
    await receive(database, keys, 12, agency="water")
    async with database.writing() as connection:
        (case,) = await Feedbacks(keys).add_many(connection, [feedback(person="p99")])
        await predictions.save(connection, [(Waiting(case, 1), analysis(proposals=()))])
    found = await reported(database, Grouping.AGENCY)
    assert (found.messages, [one.group for one in found.results]) == (24, ["water"])
    assert NO_AGENCY not in {volume.agency for volume in found.volumes}


async def test_only_withheld_is_not_nothing(database: Database, keys: KeyRing) -> None:
    assert (await reported(database, Grouping.AGENCY)).is_empty
    await receive(database, keys, 3, agency="water")
    found = await reported(database, Grouping.AGENCY)
    assert (found.is_empty, found.messages, found.results[0].published) == (False, 0, False)
    later = DayRange(parse_date("1405-01-01"), None)
    assert (await reported(database, Grouping.AGENCY, Filter(later))).is_empty
