"""Scores of a labelling: precision, recall, F1, and how far confidences can be trusted. All shares are 0–1."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.calibration import expected_calibration_error

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one label is found: `n` messages truly have it, `called` were given it."""

    label: str
    n: int
    called: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The `n` messages whose confidence lies in one tenth of the scale: their mean confidence, the share right."""

    low: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error (C. Guo et al., ICML 2017; ten equal-width bins) and the bins that are not empty."""

    error: float
    bins: tuple[Bin, ...]


def share(part: int, whole: int) -> float | None:
    """part ÷ whole; None when there is nothing to take a share of."""
    return part / whole if whole else None


def class_score(label: str, *, n: int, called: int, both: int) -> ClassScore:
    """The score of one label from counts; what is divided by nothing is 0, as in scikit-learn."""
    return ClassScore(label, n, called, both / max(1, called), both / max(1, n), 2 * both / max(1, n + called))


def class_scores(called: Sequence[str | None], truth: Sequence[str]) -> tuple[ClassScore, ...]:
    """One score per label that was meant or called, in alphabetical order. An answer None is wrong but no label."""
    meant = Counter(truth)
    given = Counter(label for label in called if label is not None)
    both = Counter(label for label, wanted in zip(called, truth, strict=True) if label == wanted)
    labels = sorted(meant | given)
    return tuple(class_score(label, n=meant[label], called=given[label], both=both[label]) for label in labels)


def macro_f1(scores: Sequence[ClassScore]) -> float:
    """The mean F1 over labels, each counting the same."""
    return sum(score.f1 for score in scores) / max(1, len(scores))


def calibration(confidences: Sequence[float], right: Sequence[bool]) -> Calibration | None:
    """How far apart confidence and share of right answers are; None without answers."""
    if not confidences:
        return None
    confidence, correct = np.array(confidences, dtype=np.float32), np.array(right, dtype=np.bool_)
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    bins = [
        Bin(at / BINS, int(inside.sum()), float(confidence[inside].mean()), float(correct[inside].mean()))
        for at in range(BINS)
        if (inside := place == at).any()
    ]
    return Calibration(expected_calibration_error(confidence, correct, BINS), tuple(bins))
