"""Shares with 95 % intervals, also where a classifier that errs has counted.

Sources: E. B. Wilson, JASA 22 (1927) 209; W. J. Rogan and B. Gladen, Am. J. Epidemiol. 107 (1978) 71; A. Agresti and
B. Coull, Am. Stat. 52 (1998) 119; Zs. Lang and J. Reiczigel, Prev. Vet. Med. 113 (2014) 13. The last one without its
misprint in equation 4, as the R function `asht::prevSeSp` has it. All shares lie between 0 and 1.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final, Protocol, Self

Z95: Final = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
LEAST_INFORMATION: Final = 0.05
"""A classifier whose true-positive rate exceeds its false-positive rate by no more than this says nothing."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval of a share."""

    low: float
    high: float


class HeldOutCounts(Protocol):
    """What a model says about its errors on held-out messages (`models.artefact.HeldOut` fits)."""

    @property
    def satisfied(self) -> int:
        """Messages of satisfied writers."""

    @property
    def found(self) -> int:
        """Those of them that the model calls positive."""

    @property
    def dissatisfied(self) -> int:
        """Messages of dissatisfied writers."""

    @property
    def mistaken(self) -> int:
        """Those of them that the model calls positive."""


@dataclass(frozen=True, slots=True)
class Rate:
    """An error rate known from `of` held-out messages: as observed, and with Lang and Reiczigel's two added ones."""

    observed: float
    adjusted: float
    variance: float

    @classmethod
    def of(cls, count: int, of: int) -> Self:
        """The rate `count / of`; without any message it is one half and as uncertain as that can be."""
        adjusted = (count + 1) / (of + 2)
        return cls(count / of if of else 0.5, adjusted, adjusted * (1 - adjusted) / (of + 2))


@dataclass(frozen=True, slots=True)
class Rates:
    """How often the classifier calls a satisfied text positive (`found`) and a dissatisfied one (`mistaken`)."""

    found: Rate
    mistaken: Rate

    @classmethod
    def of(cls, held_out: HeldOutCounts) -> Self:
        return cls(Rate.of(held_out.found, held_out.satisfied), Rate.of(held_out.mistaken, held_out.dissatisfied))

    @property
    def informative(self) -> bool:
        """Whether the classifier tells satisfied from dissatisfied well enough to be corrected."""
        observed = self.found.observed - self.mistaken.observed
        adjusted = self.found.adjusted - self.mistaken.adjusted
        return min(observed, adjusted) > LEAST_INFORMATION


@dataclass(frozen=True, slots=True)
class Sample:
    """Satisfied and dissatisfied votes: `rated` ones are certain, `texts` were read by the classifier."""

    rated: int = 0
    rated_satisfied: int = 0
    texts: int = 0
    texts_satisfied: int = 0

    @property
    def size(self) -> int:
        return self.rated + self.texts

    @property
    def satisfied(self) -> int:
        """Satisfied votes as counted, uncorrected."""
        return self.rated_satisfied + self.texts_satisfied


def wilson(k: float, n: int) -> Interval:
    """The score interval of k out of n; without observations everything is possible. `k` may be a fraction."""
    if n == 0:
        return Interval(0.0, 1.0)
    share, shrink = k / n, 1 + Z95**2 / n
    centre = (share + Z95**2 / (2 * n)) / shrink
    half = Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n)) / shrink
    # At k = 0 and k = n the bound is exactly the share; rounding must not leave the share outside.
    return Interval(min(_clip(centre - half), share), max(_clip(centre + half), share))


def rogan_gladen(sample: Sample, rates: Rates) -> float:
    """The share of satisfied votes when the texts among them are corrected for the classifier's errors.

    θ = (r + (k − m·F) / (T − F)) / n, cut to 0…1: r satisfied ratings and k positive among m texts, n votes, T and F
    the rates at which satisfied and dissatisfied texts are called positive. Ratings and texts are corrected apart, so
    it does not matter whether satisfied people rate more often than others.

    Raises ValueError for an empty sample and for texts read by an uninformative classifier.
    """
    _check(sample, rates)
    if sample.texts == 0:
        return sample.rated_satisfied / sample.rated
    found, mistaken = rates.found.observed, rates.mistaken.observed
    true_texts = (sample.texts_satisfied - sample.texts * mistaken) / (found - mistaken)
    return _clip((sample.rated_satisfied + true_texts) / sample.size)


def lang_reiczigel(sample: Sample, rates: Rates) -> Interval:
    """The interval around `rogan_gladen`, which also carries the uncertainty of the error rates.

    For texts alone it is Lang and Reiczigel's interval, for ratings alone Agresti and Coull's; between them the z²
    added votes, half of them satisfied, are dealt to ratings and texts in proportion and the variances of the two parts
    added. It contains the point and Wilson's interval of as many certain votes with that result, which matters where a
    share outside 0…1 had to be cut.

    Raises ValueError as `rogan_gladen` does.
    """
    point = rogan_gladen(sample, rates)
    rated_centre, rated_variance = _rated_part(sample)
    text_centre, text_variance = _text_part(sample, rates)
    centre, half = rated_centre + text_centre, Z95 * sqrt(rated_variance + text_variance)
    certain = wilson(point * sample.size, sample.size)
    return Interval(min(_clip(centre - half), certain.low), max(_clip(centre + half), certain.high))


def _rated_part(sample: Sample) -> tuple[float, float]:
    """Centre and variance that the ratings contribute to the share."""
    if sample.rated == 0:
        return 0.0, 0.0
    weight = sample.rated / sample.size
    votes = sample.rated + Z95**2 * weight
    share = (sample.rated_satisfied + Z95**2 * weight / 2) / votes
    return weight * share, weight**2 * share * (1 - share) / votes


def _text_part(sample: Sample, rates: Rates) -> tuple[float, float]:
    """Centre and variance that the texts contribute to the share."""
    if sample.texts == 0:
        return 0.0, 0.0
    weight = sample.texts / sample.size
    votes = sample.texts + Z95**2 * weight
    positive = (sample.texts_satisfied + Z95**2 * weight / 2) / votes
    found, mistaken = rates.found, rates.mistaken
    information = found.adjusted - mistaken.adjusted
    share = (positive - mistaken.adjusted) / information
    shift = 2 * Z95**2 * (share * found.variance - (1 - share) * mistaken.variance)
    labels = share**2 * found.variance + (1 - share) ** 2 * mistaken.variance
    return weight * (share + shift), (weight / information) ** 2 * (positive * (1 - positive) / votes + labels)


def _check(sample: Sample, rates: Rates) -> None:
    if sample.size == 0:
        raise ValueError("no votes")
    if sample.texts and not rates.informative:
        raise ValueError("the classifier's errors cannot be corrected")


def _clip(share: float) -> float:
    return min(1.0, max(0.0, share))
