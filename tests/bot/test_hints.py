"""The citizen is answered whatever the model does."""

import logging
import time

import pytest

from bot.context import Hint
from bot.events import Attached, Attachment, Edited, Event, Pressed, Wrote
from bot.hints import hint
from tests.bot.conftest import FakeAnalyser

TEXT = "سه روز است آب روستای ما قطع است"


async def test_proposals_without_none() -> None:
    assert await hint(FakeAnalyser(), Wrote(1, TEXT)) == Hint(("water", "banks"))
    assert await hint(FakeAnalyser(("none", "water"), urgent=True), Edited(1, TEXT)) == Hint(("water",), True, True)
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
    assert await hint(FakeAnalyser(wait=5), Wrote(1, TEXT)) == Hint()
    assert time.monotonic() - begun < 4


async def test_a_broken_model_is_logged_without_the_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert await hint(FakeAnalyser(fails=True), Wrote(1, TEXT)) == Hint()
    assert "RuntimeError" in caplog.text
    assert TEXT not in caplog.text
    assert "کارشناس" not in caplog.text
