"""What the classifier says about one message."""

from dataclasses import dataclass

from domain.labels import Driver, Kind, Sentiment


@dataclass(frozen=True, slots=True)
class Proposal:
    """One agency the message may be about, with its calibrated probability (0–1)."""

    agency: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ServiceProposal:
    """The service of the proposed agency that the message seems to be about.

    `confidence` (0–1) is the calibrated probability among that agency's services, given that the agency is right.
    """

    service: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """The answers of one encoder pass over one message.

    Probabilities are calibrated on held-out messages and sum to one per question. A message that is empty after
    cleaning has no probabilities (`sentiment_probabilities` is None) and always needs review.
    """

    sentiment: Sentiment | None
    sentiment_probabilities: tuple[float, float, float] | None
    """negative, neutral, positive"""
    proposals: tuple[Proposal, ...]
    """the best agencies (or `none`), best first, at most three"""
    kind: Kind | None
    kind_confidence: float | None
    urgent: bool
    needs_review: bool
    text_redacted: str
    """the message as written with personal data masked"""
    model_version: str
    drivers: tuple[Driver, ...] = ()
    service: ServiceProposal | None = None
    """absent for `none` and for agencies without services"""

    @property
    def agency(self) -> str | None:
        """The most probable agency code (or `none`), absent for an empty message."""
        return self.proposals[0].agency if self.proposals else None

    @property
    def sentiment_score(self) -> float | None:
        """p(positive) − p(negative), between −1 and 1."""
        if self.sentiment_probabilities is None:
            return None
        negative, _, positive = self.sentiment_probabilities
        return positive - negative
