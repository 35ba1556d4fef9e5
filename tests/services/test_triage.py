"""Everything that waits is classified once, whatever happens meanwhile."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest
from sqlalchemy import select, update

from domain.analysis import Analysis
from nlp.pipeline import Pipeline
from services import triage as module
from services.triage import Triage
from storage.crypto import KeyRing
from storage.database import Database
from storage.erasure import erase_person
from storage.feedbacks import TEXT, Feedbacks, Key
from storage.tables import Piece, Prediction
from tests.storage.samples import analysis, feedback

POISON = "poison"


class FakePipeline:
    """Remembers what it read and repeats it as the redacted text; «poison» makes it fail."""

    def __init__(self, version: str = "m-1", while_reading: Callable[[], None] = lambda: None) -> None:
        self.model_version = version
        self.read: list[list[str]] = []
        self._while_reading = while_reading

    def analyse(self, texts: Sequence[str]) -> list[Analysis]:
        self.read.append(list(texts))
        self._while_reading()
        if POISON in texts:
            raise ValueError(POISON)
        return [analysis(model_version=self.model_version, text_redacted=f"<{text}>") for text in texts]


@pytest.fixture
def feedbacks(keys: KeyRing) -> Feedbacks:
    return Feedbacks(keys)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)


def triage(database: Database, feedbacks: Feedbacks, pipeline: FakePipeline) -> Triage:
    return Triage(database, feedbacks, cast("Pipeline", pipeline))


async def add(database: Database, feedbacks: Feedbacks, *texts: str) -> list[int]:
    async with database.writing() as connection:
        return [await feedbacks.add(connection, feedback(text, rating=3), Key(text, 7)) for text in texts]


async def redacted(database: Database) -> dict[int, str]:
    async with database.reading() as connection:
        query = select(Prediction.feedback_id, Prediction.text_redacted)
        return dict((await connection.execute(query)).tuples().all())


async def test_all_that_waits_is_classified_in_batches(database: Database, feedbacks: Feedbacks) -> None:
    cases = await add(database, feedbacks, "a", "b", "", "c", "d", "e")
    pipeline, heard = FakePipeline(), cast("list[int]", [])
    assert await triage(database, feedbacks, pipeline).run(heard.append) == 5
    assert heard == [2, 2, 1]
    assert pipeline.read == [["a", "b"], ["c", "d"], ["e"]]
    told = dict(zip(cases, ["<a>", "<b>", None, "<c>", "<d>", "<e>"], strict=True))
    assert await redacted(database) == {case: text for case, text in told.items() if text}


async def test_a_second_run_reads_nothing(database: Database, feedbacks: Feedbacks) -> None:
    await add(database, feedbacks, "a")
    assert await triage(database, feedbacks, FakePipeline()).run() == 1
    again = FakePipeline()
    assert await triage(database, feedbacks, again).run() == 0
    assert again.read == []
    assert await triage(database, feedbacks, FakePipeline("m-2")).run() == 1


async def test_an_added_text_is_read_as_a_whole(database: Database, feedbacks: Feedbacks) -> None:
    (case,) = await add(database, feedbacks, "a")
    await triage(database, feedbacks, FakePipeline()).run()
    async with database.writing() as connection:
        await feedbacks.add_piece(connection, "a", 8, (TEXT, "more"))
    assert await triage(database, feedbacks, FakePipeline()).run() == 1
    assert await redacted(database) == {case: "<a\nmore>"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("withdraw", ["<b>"]),
        ("erase", []),
        ("add", ["<a\nmore>", "<b>"]),
    ],
)
async def test_a_change_while_the_model_reads_wins(
    database: Database, feedbacks: Feedbacks, change: str, expected: list[str]
) -> None:
    await add(database, feedbacks, "a", "b")
    loop = asyncio.get_running_loop()

    async def meanwhile() -> None:
        async with database.writing() as connection:
            if change == "withdraw":
                await feedbacks.withdraw(connection, "a")
            elif change == "erase":
                await erase_person(connection, "p1")
            else:
                await feedbacks.add_piece(connection, "a", 8, (TEXT, "more"))

    once: list[Any] = [meanwhile]

    def interfere() -> None:
        if once:
            asyncio.run_coroutine_threadsafe(once.pop()(), loop).result(10)

    await triage(database, feedbacks, FakePipeline(while_reading=interfere)).run()
    assert [text for _, text in sorted((await redacted(database)).items())] == expected


async def test_two_workers_leave_one_prediction_each(
    database: Database, second: Database, feedbacks: Feedbacks
) -> None:
    cases = await add(database, feedbacks, *"abcdefgh")
    workers = [triage(opened, feedbacks, FakePipeline()) for opened in (database, second)]
    await asyncio.gather(*(worker.run() for worker in workers))
    assert await redacted(database) == {case: f"<{text}>" for case, text in zip(cases, "abcdefgh", strict=True)}


async def test_the_chat_goes_on_while_the_model_reads(sqlite_database: Database, feedbacks: Feedbacks) -> None:
    await add(sqlite_database, feedbacks, "a")
    loop = asyncio.get_running_loop()
    answered: list[int] = []

    def chat() -> None:
        if not answered:
            answered.extend(asyncio.run_coroutine_threadsafe(add(sqlite_database, feedbacks, "b"), loop).result(10))

    assert await triage(sqlite_database, feedbacks, FakePipeline(while_reading=chat)).run() == 2
    assert len(answered) == 1


async def test_a_step_reads_no_more_than_it_is_told(database: Database, feedbacks: Feedbacks) -> None:
    await add(database, feedbacks, *"abcde")
    pipeline = FakePipeline()
    work = triage(database, feedbacks, pipeline)
    assert [await work.step(3) for _ in range(3)] == [3, 2, 0]
    assert pipeline.read == [["a", "b", "c"], ["d", "e"]]


async def test_what_cannot_be_analysed_holds_up_no_other(
    database: Database, feedbacks: Feedbacks, caplog: pytest.LogCaptureFixture
) -> None:
    first, guilty, last = await add(database, feedbacks, "a", POISON, "c")
    with caplog.at_level(logging.DEBUG):
        await asyncio.wait_for(triage(database, feedbacks, FakePipeline()).run(), 20)
    assert await redacted(database) == {first: "<a>", last: "<c>"}
    assert f"case {guilty} is not classified: ValueError" in caplog.text
    assert POISON not in caplog.text


async def test_what_cannot_be_read_holds_up_no_other_and_is_tried_again_when_changed(
    database: Database, feedbacks: Feedbacks, caplog: pytest.LogCaptureFixture
) -> None:
    first, broken, last = await add(database, feedbacks, *"abc")
    async with database.writing() as connection:
        other = update(Piece).where(Piece.feedback_id == broken)
        await connection.execute(other.values(content_sealed=b"of another key"))
    await asyncio.wait_for(triage(database, feedbacks, FakePipeline()).run(), 20)
    assert await redacted(database) == {first: "<a>", last: "<c>"}
    assert f"case {broken} is not classified: ConfigurationError" in caplog.text
    async with database.writing() as connection:
        await connection.execute(other.values(content_sealed=feedbacks._keys.encrypt("b")))
    assert await triage(database, feedbacks, FakePipeline()).run() == 1
    assert await redacted(database) == {first: "<a>", broken: "<b>", last: "<c>"}
