"""Classify what was registered: the waiting feedbacks, in batches, by the model now in use."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from domain.analysis import Analysis
from storage import predictions
from storage.database import UNREACHABLE, Database
from storage.feedbacks import Feedbacks
from storage.predictions import Waiting

BATCH: Final = 256
_IN_HAND_S: Final = 0.1
"""How long to leave feedbacks alone that somebody else has in hand."""
_log = logging.getLogger(__name__)


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
        total = 0
        while read := await self.step(BATCH):
            done(read)
            total += read
        return total

    async def step(self, most: int) -> int:
        """Classify at most so many of those that wait, the oldest first; returns how many were read.

        One that cannot be read or analysed holds up no other: it is passed over.
        """
        await self._reopen()
        async with self._database.reading() as connection:
            waiting = await predictions.waiting(connection, most)
        try:
            await self._classify(waiting)
        except UNREACHABLE:
            raise
        except Exception:  # noqa: BLE001 - one of them is to blame, and only that one may suffer
            for one in waiting:
                await self._alone(one)
        return len(waiting)

    async def _reopen(self) -> None:
        if not self._reopened:
            async with self._database.writing() as connection:
                await predictions.reopen(connection, self._pipeline.model_version)
            self._reopened = True

    async def _classify(self, waiting: Sequence[Waiting]) -> None:
        if not waiting:
            return
        async with self._database.reading() as connection:
            texts = await self._feedbacks.texts(connection, [one.case for one in waiting])
        analyses = await asyncio.to_thread(self._pipeline.analyse, [texts[one.case] for one in waiting])
        async with self._database.writing() as connection:
            saved = await predictions.save(connection, list(zip(waiting, analyses, strict=True)))
        if not saved:
            await asyncio.sleep(_IN_HAND_S)

    async def _alone(self, one: Waiting) -> None:
        try:
            await self._classify([one])
        except UNREACHABLE:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it must not be read for ever
            _log.error("case %s is not classified: %s", one.case, type(error).__name__)
            async with self._database.writing() as connection:
                await predictions.pass_over(connection, one)
