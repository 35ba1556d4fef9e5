"""What the classifier thinks of a message while its writer waits; the answer never waits long for it."""

import asyncio
import logging
from typing import Final

from bot import words
from bot.context import Hint
from bot.events import Attached, Edited, Event, Wrote
from bot.faults import name
from domain.analysis import Analysis
from domain.labels import NO_AGENCY
from services.triage import Analyser

LIMIT_S: Final = 0.3
_log = logging.getLogger(__name__)


async def hint(analyser: Analyser | None, event: Event) -> Hint:
    """What to propose for an event with words; nothing when the model is missing, slow or broken."""
    text = _words(event)
    if analyser is None or not text:
        return Hint()
    loop = asyncio.get_running_loop()
    try:
        analyses = await asyncio.wait_for(loop.run_in_executor(None, analyser.analyse, [text]), LIMIT_S)
        return _hint(analyses[0])
    except TimeoutError:
        _log.info("the model was too slow; answered without proposals")
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the model, the citizen is answered
        _log.warning("the model failed (%s); answered without proposals", name(error))
    return Hint()


def _words(event: Event) -> str:
    match event:
        case Wrote(text=text) if words.command(text) or words.is_small_talk(text) or not words.has_content(text):
            return ""
        case Wrote(text=text) | Edited(text=text) | Attached(caption=text):
            return text
        case _:
            return ""


def _hint(analysis: Analysis) -> Hint:
    codes = [proposal.agency for proposal in analysis.proposals]
    return Hint(
        proposals=tuple(code for code in codes if code != NO_AGENCY),
        off_topic=codes[:1] == [NO_AGENCY],
        urgent=analysis.urgent,
    )
