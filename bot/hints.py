"""What the classifier thinks of messages while their writers wait; the answers never wait long for it."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Final

from bot import words
from bot.context import Hint
from bot.events import Attached, Edited, Event, Wrote
from bot.faults import name
from domain.analysis import Analysis
from domain.labels import NO_AGENCY, Kind
from services.triage import Analyser

LIMIT_S: Final = 0.3
_ROOM: Final = 2 / 3
"""The part of the limit that texts may take together by what they took before; the rest is proposed to later."""
_MISSING: Final = Hint(missing=True)
_log = logging.getLogger(__name__)


class Hinter:
    """Asks the model, for many messages at once and not for more than it can read in time."""

    def __init__(self, analyser: Analyser | None) -> None:
        self._analyser = analyser
        self._each_s = 0.01
        self._busy: asyncio.Future[list[Analysis]] | None = None

    async def hints(self, events: Sequence[Event], limit_s: float = LIMIT_S) -> Mapping[Event, Hint]:
        """What to propose for events with words; `missing` where the model is slow or broken, nothing without a model."""
        asked = {event: text for event in events if (text := _words(event))}
        if self._analyser is None or not asked:
            return {}
        answered = list(asked)[: max(1, int(limit_s * _ROOM / self._each_s))]
        analyses = await self._in_time([asked[event] for event in answered], limit_s)
        missing = dict.fromkeys(asked, _MISSING)
        return missing | {event: read(analysis) for event, analysis in zip(answered, analyses, strict=False)}

    async def _in_time(self, texts: list[str], limit_s: float) -> list[Analysis]:
        if self._analyser is None or (self._busy is not None and not self._busy.done()):
            return []  # the model still reads what it was too slow for
        began = time.perf_counter()
        try:
            self._busy = asyncio.get_running_loop().run_in_executor(None, self._analyser.analyse, texts)
            self._busy.add_done_callback(_heard)
            analyses = await asyncio.wait_for(asyncio.shield(self._busy), limit_s)
        except TimeoutError:
            _log.info("the model was too slow; answered without proposals")
            self._each_s = limit_s / len(texts) * 2
            return []
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the model, the citizen is answered
            _log.warning("the model failed (%s); answered without proposals", name(error))
            return []
        self._each_s = (self._each_s + (time.perf_counter() - began) / len(texts)) / 2
        return analyses


def _heard(done: asyncio.Future[list[Analysis]]) -> None:
    """An error that came too late is nobody's any more."""
    if not done.cancelled():
        done.exception()


def _words(event: Event) -> str:
    match event:
        case Wrote(text=text) if words.command(text) or words.is_small_talk(text) or not words.has_content(text):
            return ""
        case Wrote(text=text) | Edited(text=text) | Attached(caption=text):
            return text
        case _:
            return ""


def read(analysis: Analysis) -> Hint:
    """What an analysis proposes."""
    codes = [proposal.agency for proposal in analysis.proposals]
    return Hint(
        proposals=tuple(code for code in codes if code != NO_AGENCY),
        off_topic=codes[:1] == [NO_AGENCY],
        urgent=analysis.urgent,
        praise=analysis.kind is Kind.PRAISE,
    )
