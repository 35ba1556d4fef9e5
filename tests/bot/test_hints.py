"""The citizen is answered whatever the model does."""

import logging
import time

import pytest

from bot.context import Hint
from bot.events import Attached, Attachment, Edited, Event, Pressed, Wrote
from bot.hints import LIMIT_S, Hinter
from services.triage import Analyser
from tests.bot.conftest import FakeAnalyser

TEXT = "سه روز است آب روستای ما قطع است"
MISSING = Hint(missing=True)


async def hint(analyser: Analyser | None, event: Event) -> Hint:
    return (await Hinter(analyser).hints([event])).get(event, Hint())


async def test_proposals_without_none() -> None:
    assert await hint(FakeAnalyser(), Wrote(1, TEXT)) == Hint(("water", "banks"))
    urgent = Hint(("water",), off_topic=True, urgent=True)
    assert await hint(FakeAnalyser(("none", "water"), urgent=True), Edited(1, TEXT)) == urgent
    assert await hint(FakeAnalyser(()), Attached(1, Attachment.PHOTO, "f", TEXT)) == Hint()


async def test_no_model() -> None:
    assert await hint(None, Wrote(1, TEXT)) == Hint()


@pytest.mark.parametrize("event", [Wrote(1, "پیگیری"), Wrote(1, "سلام"), Wrote(1, "۳"), Pressed("x"), Edited(1, "")])
async def test_what_is_not_analysed(event: Event) -> None:
    analyser = FakeAnalyser()
    assert await hint(analyser, event) == Hint()
    assert analyser.read == []


async def test_a_slow_model_is_not_waited_for() -> None:
    begun = time.monotonic()
    slow = FakeAnalyser(wait=5)
    hinter = Hinter(slow)
    assert await hinter.hints([Wrote(1, TEXT)]) == {Wrote(1, TEXT): MISSING}
    assert await hinter.hints([Wrote(2, TEXT)]) == {Wrote(2, TEXT): MISSING}
    assert time.monotonic() - begun < 4
    assert slow.read == [TEXT]  # what it is too slow for is not piled up on it


async def test_where_nobody_waits_a_slow_model_is_waited_for() -> None:
    hinter = Hinter(FakeAnalyser(wait=LIMIT_S + 0.2))
    assert await hinter.hints([Wrote(1, TEXT)], 10) == {Wrote(1, TEXT): Hint(("water", "banks"))}


async def test_many_are_read_together_and_no_more_than_there_is_time_for() -> None:
    analyser = FakeAnalyser()
    hinter = Hinter(analyser)
    events = [Wrote(at, f"{TEXT} {at}") for at in range(100)]
    hints = await hinter.hints([*events, Pressed("x")])
    assert list(hints) == events
    read = [event for event in events if hints[event] != MISSING]
    assert 0 < len(read) < 100
    assert hints[read[0]] == Hint(("water", "banks"))
    for _ in range(20):  # after some quick rounds there is time for all
        again = await hinter.hints(events)
    assert set(again.values()) == {Hint(("water", "banks"))}


async def test_a_broken_model_is_logged_without_the_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert await hint(FakeAnalyser(fails=True), Wrote(1, TEXT)) == MISSING
    assert "RuntimeError" in caplog.text
    assert TEXT not in caplog.text
    assert "کارشناس" not in caplog.text
