"""Classify what was registered: the waiting feedbacks, in batches, by the model now in use."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from domain.analysis import Analysis
from storage import predictions
from storage.database import Database
from storage.feedbacks import Feedbacks
from storage.predictions import Waiting

BATCH: Final = 256


class Analyser(Protocol):
    """What triage needs of `nlp.pipeline.Pipeline`."""

    @property
    def model_version(self) -> str: ...

    def analyse(self, texts: Sequence[str]) -> list[Analysis]: ...


class Triage:
    """Gives every feedback a prediction of the present model. Doing it twice changes nothing."""

    def __init__(self, database: Database, feedbacks: Feedbacks, pipeline: Analyser) -> None:
        self._database = database
        self._feedbacks = feedbacks
        self._pipeline = pipeline
        self._reopened = False

    async def run(self, done: Callable[[int], None] = lambda _count: None) -> int:
        """Classify everything that waits; `done` hears how many each batch held. Returns the total."""
        await self._reopen()
        total = 0
        while batch := await self._batch():
            done(batch)
            total += batch
        return total

    async def _reopen(self) -> None:
        if not self._reopened:
            async with self._database.writing() as connection:
                await predictions.reopen(connection, self._pipeline.model_version)
            self._reopened = True

    async def _batch(self) -> int:
        async with self._database.reading() as connection:
            waiting = await predictions.waiting(connection, BATCH)
            texts = await self._feedbacks.texts(connection, [one.case for one in waiting])
        if not waiting:
            return 0
        analyses = await asyncio.to_thread(self._pipeline.analyse, [texts[one.case] for one in waiting])
        await self._save(list(zip(waiting, analyses, strict=True)))
        return len(waiting)

    async def _save(self, made: list[tuple[Waiting, Analysis]]) -> None:
        async with self._database.writing() as connection:
            await predictions.save(connection, made)
