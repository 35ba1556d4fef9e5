"""Fit temperatures and thresholds on held-out messages.

Temperature scaling: C. Guo et al., "On calibration of modern neural networks", ICML 2017.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from models.heads import Array, softmax

REVIEW_PRECISION: Final = 0.97
"""Of the messages that are not sent to review at least this share should have the right agency."""
URGENT_BETA: Final = 2.0
"""A missed emergency is worse than a false alarm."""


def temperature(logits: Array, accepted: NDArray[np.bool_]) -> float:
    """The temperature with the least negative log-likelihood.

    `accepted` (messages, classes) marks every class a reader accepts; their probabilities are summed.
    """

    def loss(log_temperature: float) -> float:
        probability = (softmax(logits / np.float32(np.exp(log_temperature))) * accepted).sum(axis=1)
        return float(-np.log(np.maximum(probability, 1e-9)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded").x))


def review_threshold(confidence: Array, right: NDArray[np.bool_]) -> float:
    """The smallest confidence from which on the share of right answers is `REVIEW_PRECISION`."""
    order = np.argsort(-confidence)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= REVIEW_PRECISION)
    return float(confidence[order[good[-1]]]) if len(good) else 1.0


def urgent_threshold(probability: Array, positive: NDArray[np.bool_]) -> float:
    """The threshold with the best F-score that counts recall `URGENT_BETA` times as much as precision."""
    if not positive.any():
        return 0.5
    return float(max(np.unique(probability), key=lambda at: _f_score(probability >= at, positive, URGENT_BETA)))


def f1_thresholds(logits: Array, truth: NDArray[np.bool_]) -> tuple[float, ...]:
    """Per column the logit threshold with the best F1."""
    return tuple(_best_f1(logits[:, column], truth[:, column]) for column in range(logits.shape[1]))


def _best_f1(scores: Array, truth: NDArray[np.bool_]) -> float:
    candidates = np.linspace(scores.min(), scores.max(), 101)
    return float(max(candidates, key=lambda at: _f_score(scores > at, truth, 1.0)))


def _f_score(called: NDArray[np.bool_], truth: NDArray[np.bool_], beta: float) -> float:
    both = int((called & truth).sum())
    return (1 + beta**2) * both / max(1.0, int(called.sum()) + beta**2 * int(truth.sum()))


def expected_calibration_error(confidence: Array, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equal-width bins, weighted by their size (Guo et al. 2017)."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(confidence[place == at].mean()) - float(right[place == at].mean())) * float((place == at).mean())
        for at in range(bins)
        if (place == at).any()
    ]
    return float(sum(gaps))


def positive_rate_counts(called: Sequence[str], truth: Sequence[str]) -> tuple[int, int, int, int]:
    """(satisfied, found, dissatisfied, mistaken) over messages that neither side calls neutral."""
    pairs = [(c, t) for c, t in zip(called, truth, strict=True) if "neutral" not in (c, t)]
    satisfied = [c for c, t in pairs if t == "positive"]
    dissatisfied = [c for c, t in pairs if t == "negative"]
    return len(satisfied), satisfied.count("positive"), len(dissatisfied), dissatisfied.count("positive")
