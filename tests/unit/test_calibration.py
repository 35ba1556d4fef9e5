"""Thresholds: as much as possible under a promise, chosen on held-out messages."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import (
    REVIEW_PRECISION,
    URGENT_PRECISION,
    f1_thresholds,
    f_score,
    newcomer_offset,
    review_threshold,
    temperature_and_offset,
    urgent_threshold,
)
from models.heads import with_offset


def test_emergencies_are_flagged_while_four_of_five_alarms_are_real() -> None:
    probability = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2], np.float32)
    positive = np.array([1, 1, 1, 0, 1, 0, 0, 1], np.bool_)
    assert urgent_threshold(probability, positive) == np.float32(0.5)  # 4 of 5; 4 of 6 would be too few


def test_without_emergencies_one_half_decides() -> None:
    assert urgent_threshold(np.array([0.9, 0.1], np.float32), np.zeros(2, np.bool_)) == 0.5


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=60))
def test_what_is_promised_holds_on_the_messages_it_was_chosen_on(rows: list[tuple[float, bool]]) -> None:
    score = np.array([value for value, _ in rows], np.float32)
    right = np.array([truth for _, truth in rows], np.bool_)
    # Equal scores go together, so the promise is about all of them only where scores differ.
    if len(set(score.tolist())) == len(score):
        passed = score >= review_threshold(score, right)
        assert not passed.any() or right[passed].mean() >= REVIEW_PRECISION or review_threshold(score, right) == 1.0
        flagged = score >= urgent_threshold(score, right)
        assert not flagged.any() or right[flagged].mean() >= URGENT_PRECISION or urgent_threshold(score, right) == 0.5


def test_each_driver_has_the_threshold_of_its_best_f1() -> None:
    logits = np.array([[3.0, -1.0], [2.0, -2.0], [-1.0, 4.0], [-2.0, 1.0]], np.float32)
    truth = np.array([[1, 0], [1, 0], [0, 1], [0, 0]], np.bool_)
    assert f_score(logits > np.array(f1_thresholds(logits, truth)), truth, 1.0) == 1.0


def test_the_offset_of_none_is_found() -> None:
    rng = np.random.default_rng(3)
    logits = rng.normal(size=(4_000, 3)).astype(np.float32) * 2
    shown = np.exp(with_offset(logits, 1.5))
    shown /= shown.sum(axis=1, keepdims=True)
    drawn = np.array([rng.choice(3, p=row / row.sum()) for row in shown.astype(np.float64)])
    found, offset = temperature_and_offset(logits, np.eye(3, dtype=np.bool_)[drawn])
    assert abs(found - 1) < 0.1
    assert abs(offset - 1.5) < 0.2


def test_the_offset_of_newcomers_is_found() -> None:
    rng = np.random.default_rng(4)
    logits = rng.normal(size=(3_000, 4)).astype(np.float32)
    new = np.array([False, True, False, True])
    shown = np.exp(logits.astype(np.float64) + 2.0 * new)
    drawn = np.array([rng.choice(4, p=row / row.sum()) for row in shown])
    assert abs(newcomer_offset([(logits, new)], np.eye(4, dtype=np.bool_)[drawn]) - 2.0) < 0.2
