"""Fit temperatures and thresholds on held-out messages.

Temperature scaling: C. Guo et al., "On calibration of modern neural networks", ICML 2017.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from models.heads import Array, softmax, with_offset

REVIEW_PRECISION: Final = 0.97
"""Of the messages that are not sent to review at least this share should have the right agency."""
URGENT_PRECISION: Final = 0.8
"""As many emergencies as possible are flagged while this share of the alarms is real."""


def temperature(logits: Array, accepted: NDArray[np.bool_]) -> float:
    """The temperature with the least negative log-likelihood.

    `accepted` (messages, classes) marks every class a reader accepts; their probabilities are summed.
    """

    def loss(log_temperature: float) -> float:
        probability = (softmax(logits / np.float32(np.exp(log_temperature))) * accepted).sum(axis=1)
        return float(-np.log(np.maximum(probability, 1e-9)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded").x))


def temperature_and_offset(logits: Array, accepted: NDArray[np.bool_]) -> tuple[float, float]:
    """A temperature together with an offset of the last column, fitted as in `temperature`.

    The last agency column is `none`, which is rarer in training than in an inbox. Bias-corrected temperature scaling:
    A. Alexandari et al., "Maximum likelihood with bias-corrected calibration is hard-to-beat at label shift adaptation",
    ICML 2020.
    """

    def loss(parameters: NDArray[np.float64]) -> float:
        shifted = with_offset(logits, float(parameters[1])) / np.float32(np.exp(parameters[0]))
        probability = (softmax(shifted) * accepted).sum(axis=1)
        return float(-np.log(np.maximum(probability, 1e-9)).mean())

    found = minimize(loss, np.zeros(2), method="Nelder-Mead").x
    return float(np.exp(found[0])), float(found[1])


def newcomer_offset(groups: Sequence[tuple[Array, NDArray[np.bool_]]], accepted: NDArray[np.bool_]) -> float:
    """What is added to the logits of agencies that have only a description.

    Each group is the logits (messages, columns), at their temperature, of a classifier that pretends never to have been trained
    on some columns, and these columns; the offset has the least negative log-likelihood over all groups.
    """

    def loss(offset: float) -> float:
        shares = [
            (softmax(logits + np.float32(offset) * new.astype(np.float32)) * accepted).sum(axis=1)
            for logits, new in groups
        ]
        return float(-np.log(np.maximum(np.concatenate(shares), 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(-5.0, 10.0), method="bounded").x)


def review_threshold(confidence: Array, right: NDArray[np.bool_]) -> float:
    """The smallest confidence from which on the share of right answers is `REVIEW_PRECISION`."""
    order = np.argsort(-confidence)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= REVIEW_PRECISION)
    return float(confidence[order[good[-1]]]) if len(good) else 1.0


def urgent_threshold(probability: Array, positive: NDArray[np.bool_]) -> float:
    """The lowest threshold at which the share of real alarms is still `URGENT_PRECISION`; one half without emergencies."""
    order = np.argsort(-probability)
    precision = np.cumsum(positive[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= URGENT_PRECISION)
    return float(probability[order[good[-1]]]) if positive.any() and len(good) else 0.5


def f1_thresholds(logits: Array, truth: NDArray[np.bool_]) -> tuple[float, ...]:
    """Per column the logit threshold with the best F1."""
    return tuple(_best_f1(logits[:, column], truth[:, column]) for column in range(logits.shape[1]))


def _best_f1(scores: Array, truth: NDArray[np.bool_]) -> float:
    candidates = np.linspace(scores.min(), scores.max(), 101)
    return float(max(candidates, key=lambda at: f_score(scores > at, truth, 1.0)))


def f_score(called: NDArray[np.bool_], truth: NDArray[np.bool_], beta: float) -> float:
    """F-measure over all decisions; recall counts `beta` times as much as precision."""
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
