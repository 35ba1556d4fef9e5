"""Rows that the storage tests share."""

from datetime import UTC, datetime
from typing import Any

from domain.analysis import Analysis, Proposal, ServiceProposal
from domain.feedback import NewFeedback
from domain.labels import Driver, IntakeChannel, Kind, Sentiment

NOON = datetime(2025, 10, 7, 8, 30, tzinfo=UTC)


def feedback(text: str = "صف نانوایی طولانی بود", **values: Any) -> NewFeedback:
    """A feedback from Telegram, received at noon in Tehran."""
    given = {"person": "p1", "received_at": NOON, "channel": IntakeChannel.TELEGRAM, **values}
    return NewFeedback(text=text, **given)


def analysis(**values: Any) -> Analysis:
    """A confident answer of model `m-1`."""
    given: dict[str, Any] = {
        "sentiment": Sentiment.NEGATIVE,
        "sentiment_probabilities": (0.75, 0.125, 0.125),
        "proposals": (Proposal("water", 0.75), Proposal("power", 0.125)),
        "kind": Kind.COMPLAINT,
        "kind_confidence": 0.5,
        "urgent": False,
        "needs_review": False,
        "text_redacted": "متن پوشیده",
        "model_version": "m-1",
        "drivers": (Driver.SPEED, Driver.STAFF),
        "service": ServiceProposal("bill", 0.625),
    }
    return Analysis(**{**given, **values})
