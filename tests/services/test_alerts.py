"""Alerts: what each official hears of, how often, and what nobody hears of."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.labels import IntakeChannel, Role, Status
from services.alerts import Alert, Alerts, Doubled
from storage import predictions
from storage.crypto import KeyRing
from storage.database import Database
from storage.feedbacks import Feedbacks
from storage.officials import OfficialRecords, Rights, Seat
from storage.predictions import Waiting
from storage.tables import Feedback
from tests.storage.samples import analysis, feedback

START = datetime(2025, 10, 6, 8, 30, tzinfo=UTC)  # noon in Tehran
NEXT_MORNING = START + timedelta(hours=21)  # nine o'clock in Tehran
TODAY = date(2025, 10, 7)
DAY = timedelta(days=1)
MANAGER = Rights("مدیر", Role.ADMINISTRATOR)
CLERK = Rights("کارشناس آب", Role.OFFICER, "water")
VIEWER = Rights("بیننده", Role.VIEWER)


class Watch:
    """An installation whose officials are told at given instants."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self.database = database
        self.feedbacks = Feedbacks(keys)
        self.records = OfficialRecords(keys)
        self.alerts = Alerts(keys, "telegram")

    async def seat(self, *many: Rights, platform: str = "telegram") -> None:
        async with self.database.writing() as connection:
            for rights in many:
                await self.records.seat(connection, Seat(rights.name, platform, "1001"), rights)
                await self.records.subscribe(connection, rights.name, wanted=True)

    async def receive(self, count: int = 1, *, urgent: bool | None = None, **values: Any) -> list[int]:
        """Feedbacks of different people; `urgent` where the classifier has read them."""
        changes = {name: values.pop(name) for name in ("due", "status") if name in values}
        given = {"agency": "water", "received_at": START, "channel": IntakeChannel.IMPORT, **values}
        new = [feedback(**{"person": f"{given['received_at']}-{at}", **given}) for at in range(count)]
        async with self.database.writing() as connection:
            cases = await self.feedbacks.add_many(connection, new)
            if urgent is not None:
                made = [(Waiting(case, 1), analysis(urgent=urgent)) for case in cases]
                await predictions.save(connection, made)
            if changes:
                await connection.execute(update(Feedback).where(Feedback.id.in_(cases)).values(**changes))
        return cases

    async def told(self, at: datetime) -> dict[str, Alert]:
        async with self.database.writing() as connection:
            return {one.rights.name: alert for one, alert in await self.alerts.due(connection, at)}


@pytest.fixture
async def watch(database: Database, keys: KeyRing) -> Watch:
    """A manager, an officer and a viewer, and the first run behind us."""
    watch = Watch(database, keys)
    await watch.seat(MANAGER, CLERK, VIEWER)
    assert await watch.told(START) == {}
    return watch


def names(*many: Rights) -> Sequence[str]:
    return [rights.name for rights in many]


async def test_an_urgent_message_is_told_of_once(watch: Watch) -> None:
    await watch.receive(urgent=True)
    await watch.receive(urgent=False)
    assert await watch.told(START) == {MANAGER.name: Alert(urgent=1), CLERK.name: Alert(urgent=1)}
    assert await watch.told(START) == {}
    await watch.receive(2, urgent=True, agency="banks")
    assert await watch.told(START + DAY / 24) == {MANAGER.name: Alert(urgent=2)}


async def test_what_was_urgent_before_alerts_began_is_no_news(database: Database, keys: KeyRing) -> None:
    watch = Watch(database, keys)
    await watch.seat(MANAGER)
    await watch.receive(urgent=True)
    assert await watch.told(START) == {}
    assert await watch.told(START) == {}


async def test_an_urgent_message_read_again_is_no_news(watch: Watch) -> None:
    (case,) = await watch.receive(urgent=True)
    await watch.told(START)
    async with watch.database.writing() as connection:
        await predictions.save(connection, [(Waiting(case, 1), analysis(urgent=True, model_version="m-2"))])
    assert await watch.told(START + DAY / 24) == {}


async def test_one_messenger_does_not_take_the_news_of_another(watch: Watch, keys: KeyRing) -> None:
    elsewhere = Rights("مدیر بله", Role.ADMINISTRATOR)
    await watch.seat(elsewhere, platform="bale")
    bale = Alerts(keys, "bale")
    async with watch.database.writing() as connection:
        assert await bale.due(connection, START) == []
    await watch.receive(urgent=True)
    assert set(await watch.told(START)) == set(names(MANAGER, CLERK))
    async with watch.database.writing() as connection:
        (told,) = await bale.due(connection, START)
    assert (told[0].rights, told[1]) == (elsewhere, Alert(urgent=1))


async def test_what_is_kept_from_the_office_is_not_told_to_it(watch: Watch) -> None:
    await watch.receive(urgent=True, sensitive=True)
    await watch.receive(4, sensitive=True, status=Status.WITH_OFFICE, due=TODAY - DAY)
    await watch.receive(20, sensitive=True, received_at=START)
    told = await watch.told(NEXT_MORNING)
    assert told == {
        MANAGER.name: Alert(1, 4, (Doubled("water", TODAY - DAY, 20, 0),)),
    }


async def test_a_province_bounds_what_is_told(watch: Watch) -> None:
    await watch.seat(Rights("مدیر ایلام", Role.ADMINISTRATOR, province="ilam"))
    await watch.receive(urgent=True, province="kermanshah")
    assert set(await watch.told(START)) == set(names(MANAGER, CLERK))
    await watch.receive(urgent=True, province="ilam", agency=None)
    assert set(await watch.told(START)) == {MANAGER.name, "مدیر ایلام", CLERK.name}


async def test_a_message_that_nobody_placed_is_the_managers(watch: Watch) -> None:
    async with watch.database.writing() as connection:
        (case,) = await watch.feedbacks.add_many(connection, [feedback(received_at=START)])
        await predictions.save(connection, [(Waiting(case, 1), analysis(urgent=True, proposals=()))])
    assert set(await watch.told(START)) == {MANAGER.name}


async def test_a_withdrawn_message_is_nobodys(watch: Watch) -> None:
    await watch.receive(urgent=True, status=Status.WITHDRAWN)
    assert await watch.told(START) == {}


async def test_overdue_cases_are_told_of_in_the_morning_when_there_are_new_ones(watch: Watch) -> None:
    late: dict[str, Any] = {"status": Status.WITH_OFFICE, "due": TODAY - DAY}
    await watch.receive(3, **late)
    await watch.receive(2, agency="banks", **late)
    await watch.receive(1, status=Status.WITH_OFFICE, due=TODAY)
    await watch.receive(5, status=Status.SOLVED, due=TODAY - DAY)
    assert await watch.told(NEXT_MORNING - DAY / 12) == {}
    assert await watch.told(NEXT_MORNING) == {MANAGER.name: Alert(overdue=5), CLERK.name: Alert(overdue=3)}
    assert await watch.told(NEXT_MORNING + DAY / 12) == {}
    assert await watch.told(NEXT_MORNING + DAY) == {MANAGER.name: Alert(overdue=6), CLERK.name: Alert(overdue=4)}
    assert await watch.told(NEXT_MORNING + 2 * DAY) == {}


async def test_two_overdue_cases_are_too_few_to_tell_of(watch: Watch) -> None:
    await watch.receive(2, status=Status.WITH_OFFICE, due=TODAY - DAY)
    assert await watch.told(NEXT_MORNING) == {}


async def usual_week(watch: Watch, people: int) -> None:
    for back in range(1, 8):
        await watch.receive(people, received_at=START - back * DAY)


async def test_a_day_with_twice_as_many_writers(watch: Watch) -> None:
    await usual_week(watch, 6)
    await watch.receive(12)
    alert = Alert(doubled=(Doubled("water", TODAY - DAY, 12, 6),))
    assert await watch.told(NEXT_MORNING) == dict.fromkeys(names(MANAGER, CLERK, VIEWER), alert)
    assert await watch.told(NEXT_MORNING + DAY / 24) == {}
    assert await watch.told(NEXT_MORNING + DAY) == {}


async def test_not_quite_twice_as_many_and_too_few_are_no_news(watch: Watch) -> None:
    await usual_week(watch, 6)
    await watch.receive(11)
    await watch.receive(9, agency="banks")
    assert await watch.told(NEXT_MORNING) == {}


async def test_one_person_is_no_crowd(watch: Watch) -> None:
    await watch.receive(30, person="p1")
    assert await watch.told(NEXT_MORNING) == {}


async def test_who_did_not_ask_is_not_told(watch: Watch) -> None:
    async with watch.database.writing() as connection:
        await watch.records.subscribe(connection, MANAGER.name, wanted=False)
    await watch.receive(urgent=True)
    assert set(await watch.told(START)) == {CLERK.name}


async def test_what_was_rolled_back_is_told_again(watch: Watch) -> None:
    await watch.receive(urgent=True)
    async with watch.database.engine.connect() as connection:
        assert await watch.alerts.due(connection, START)
        await connection.rollback()
    assert await watch.told(START)
    assert await watch.told(START) == {}
