"""The satisfaction index (شاخص رضایت), formula version 1.

The index of a group (an agency, a unit, a province) in a period is the share of satisfied citizens among the satisfied
and dissatisfied ones who wrote. Each citizen has one *vote* per group and period: the latest rating (4–5 satisfied,
3 neutral, 1–2 dissatisfied) or, without any rating, the sentiment of the texts. Neutral votes are counted but not part
of the share, like "don't know" in SDG indicator 16.6.2. Votes read from texts are corrected for the classifier's errors
(`indicators.intervals`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Final

from domain.errors import InputError
from domain.feedback import RATINGS
from domain.labels import Sentiment
from indicators.disclosure import MINIMUM_CITIZENS
from indicators.intervals import HeldOutCounts, Rates, Sample, lang_reiczigel, rogan_gladen

FORMULA_VERSION: Final = 1
NEUTRAL_RATING: Final = 3


class Withheld(StrEnum):
    """Why a group has no value."""

    TOO_FEW_CITIZENS = "too_few_citizens"
    TOO_FEW_DECIDED = "too_few_decided"
    CLASSIFIER = "classifier_uninformative"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One feedback of the period, as far as it counts: a rating (1–5), a text with its predicted sentiment, or both.

    `score` is p(positive) − p(negative) of the text, −1…1.
    """

    person: str
    group: str
    received_at: datetime
    rating: int | None = None
    sentiment: Sentiment | None = None
    score: float | None = None

    def __post_init__(self) -> None:
        if self.rating is not None and self.rating not in RATINGS:
            raise InputError("rating_range", rating=self.rating)


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person says about one group in one period: `verdict`, certain when the person `rated`."""

    person: str
    group: str
    verdict: Sentiment
    rated: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of one group as additive counts; `sample` holds the decided ones (satisfied or dissatisfied)."""

    sample: Sample = field(default_factory=Sample)
    neutral: int = 0

    @property
    def citizens(self) -> int:
        """n: distinct citizens with a vote, decided or neutral (one person has one vote)."""
        return self.sample.size + self.neutral


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The index of one group. Shares are 0–1; `low` and `high` bound the 95 % interval and contain `value`.

    `share` is the uncorrected one, kept for audit. Without a `value` the group is shown as «داده ناکافی»; where that is
    for want of citizens the share is missing too and the counts are for further computing only, never for display.
    """

    group: str
    citizens: int
    decided: int
    satisfied: int
    neutral: int
    share: float | None
    value: float | None
    low: float | None
    high: float | None
    withheld: Withheld | None
    formula_version: int = FORMULA_VERSION

    @property
    def published(self) -> bool:
        return self.withheld is None


def rating_verdict(rating: int) -> Sentiment:
    """1–2 negative, 3 neutral, 4–5 positive."""
    if rating == NEUTRAL_RATING:
        return Sentiment.NEUTRAL
    return Sentiment.POSITIVE if rating > NEUTRAL_RATING else Sentiment.NEGATIVE


def votes(opinions: Iterable[Opinion]) -> Iterator[Vote]:
    """One vote per person and group from the opinions of one period, in order of first appearance.

    The latest rating decides; of two at the same instant the one given later in `opinions`. Without a rating the texts
    decide by majority of their sentiments, a tie by the sign of their mean score. Who gave neither has no vote.
    """
    by_voter: dict[tuple[str, str], list[Opinion]] = {}
    for opinion in opinions:
        by_voter.setdefault((opinion.person, opinion.group), []).append(opinion)
    for (person, group), given in by_voter.items():
        ratings = [(opinion.received_at, opinion.rating) for opinion in given if opinion.rating is not None]
        # max keeps the first of equals, and the later one should win.
        verdict = rating_verdict(max(reversed(ratings), key=itemgetter(0))[1]) if ratings else _read(given)
        if verdict is not None:
            yield Vote(person, group, verdict, rated=bool(ratings))


def _read(opinions: list[Opinion]) -> Sentiment | None:
    counts = Counter(opinion.sentiment for opinion in opinions if opinion.sentiment is not None)
    if not counts:
        return None
    most = max(counts.values())
    leading = [sentiment for sentiment, count in counts.items() if count == most]
    if len(leading) == 1:
        return leading[0]
    total = sum(opinion.score for opinion in opinions if opinion.score is not None)
    if total == 0:
        return Sentiment.NEUTRAL
    return Sentiment.POSITIVE if total > 0 else Sentiment.NEGATIVE


def tallies(cast: Iterable[Vote]) -> Mapping[str, Tally]:
    """The votes counted per group. Each person must have one vote per group, as `votes` gives them."""
    counts: dict[str, Counter[tuple[Sentiment, bool]]] = {}
    for vote in cast:
        counts.setdefault(vote.group, Counter())[vote.verdict, vote.rated] += 1
    return {group: _tally(count) for group, count in counts.items()}


def _tally(count: Counter[tuple[Sentiment, bool]]) -> Tally:
    rated, read = count[Sentiment.POSITIVE, True], count[Sentiment.POSITIVE, False]
    sample = Sample(
        rated=rated + count[Sentiment.NEGATIVE, True],
        rated_satisfied=rated,
        texts=read + count[Sentiment.NEGATIVE, False],
        texts_satisfied=read,
    )
    return Tally(sample, count[Sentiment.NEUTRAL, True] + count[Sentiment.NEUTRAL, False])


def satisfaction(group: str, tally: Tally, held_out: HeldOutCounts) -> Satisfaction:
    """The index of a group from its counted votes and the held-out errors of the model that read the texts.

    Nothing is published below `MINIMUM_CITIZENS` citizens or decided votes, nor when texts were read by a classifier
    that cannot be corrected (`Rates.informative`); `withheld` says which.
    """
    sample, rates = tally.sample, Rates.of(held_out)
    withheld = _withheld(tally, rates)
    enough = withheld in (None, Withheld.CLASSIFIER)
    interval = None if withheld else lang_reiczigel(sample, rates)
    return Satisfaction(
        group=group,
        citizens=tally.citizens,
        decided=sample.size,
        satisfied=sample.satisfied,
        neutral=tally.neutral,
        share=sample.satisfied / sample.size if enough else None,
        value=None if withheld else rogan_gladen(sample, rates),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        withheld=withheld,
    )


def _withheld(tally: Tally, rates: Rates) -> Withheld | None:
    if tally.citizens < MINIMUM_CITIZENS:
        return Withheld.TOO_FEW_CITIZENS
    if tally.sample.size < MINIMUM_CITIZENS:
        return Withheld.TOO_FEW_DECIDED
    if tally.sample.texts and not rates.informative:
        return Withheld.CLASSIFIER
    return None
