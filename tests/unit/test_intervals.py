"""Intervals against hand computation, against an independent closed form and in simulation."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.intervals import Rates, Sample, lang_reiczigel, rogan_gladen, wilson
from models.artefact import HeldOut

GOOD = Rates.of(HeldOut(satisfied=100, found=85, dissatisfied=100, mistaken=10))
Z2 = 3.841458820694124


def texts(satisfied: int, size: int) -> Sample:
    return Sample(texts=size, texts_satisfied=satisfied)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Wilson without continuity correction, as R's prop.test(k, n, correct = FALSE) prints it.
        (81, 263, 0.2553, 0.3662),  # R. G. Newcombe, Stat. Med. 17 (1998) 857, table I
        (15, 148, 0.0624, 0.1605),  # the same
        (0, 20, 0.0000, 0.1611),  # the same
        (1, 29, 0.0061, 0.1718),  # the same
        (29, 29, 0.8830, 1.0000),  # by hand: n / (n + z²)
    ],
)
def test_wilson_agrees_with_published_values(k: int, n: int, low: float, high: float) -> None:
    interval = wilson(k, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


def test_wilson_without_observations_excludes_nothing() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@pytest.mark.parametrize(("k", "expected"), [(0, 0.0), (2, 0.0), (9, (0.45 - 0.10) / 0.75), (20, 1.0)])
def test_rogan_gladen_of_texts_is_the_textbook_formula(k: int, expected: float) -> None:
    assert rogan_gladen(texts(k, 20), GOOD) == pytest.approx(expected)


def test_ratings_are_not_corrected() -> None:
    assert rogan_gladen(Sample(rated=20, rated_satisfied=5), GOOD) == 0.25


def test_ratings_and_texts_are_corrected_apart() -> None:
    # 30 of 40 ratings satisfied; of 60 texts (24 − 6) / 0.75 = 24 truly satisfied.
    mixed = Sample(rated=40, rated_satisfied=30, texts=60, texts_satisfied=24)
    assert rogan_gladen(mixed, GOOD) == pytest.approx((30 + 24) / 100)


def asht(k: int, n: int) -> tuple[float, float]:
    """The interval step by step as in R's `asht::prevSeSp(k / n, n, 0.85, 100, 0.90, 100)`, unclipped."""
    se, sp = 86 / 102, 91 / 102
    votes = n + Z2
    apparent = (k + Z2 / 2) / votes
    share = (apparent + sp - 1) / (se + sp - 1)
    shift = 2 * Z2 * (share * se * (1 - se) / 102 - (1 - share) * sp * (1 - sp) / 102)
    variance = apparent * (1 - apparent) / votes
    variance += share**2 * se * (1 - se) / 102 + (1 - share) ** 2 * sp * (1 - sp) / 102
    half = sqrt(Z2 * variance) / (se + sp - 1)
    return share + shift - half, share + shift + half


@pytest.mark.parametrize(("k", "n"), [(7, 15), (90, 200), (150, 200), (2000, 5000)])
def test_texts_alone_have_lang_and_reiczigels_interval(k: int, n: int) -> None:
    interval = lang_reiczigel(texts(k, n), GOOD)
    assert (interval.low, interval.high) == pytest.approx(asht(k, n))


def test_ratings_alone_have_agresti_and_coulls_interval() -> None:
    # 5 of 20, by hand: (5 + 1.9207) / 23.8415 = 0.29028 ± 1.95996 · √(0.29028 · 0.70972 / 23.8415)
    interval = lang_reiczigel(Sample(rated=20, rated_satisfied=5), GOOD)
    assert (interval.low, interval.high) == pytest.approx((0.10809, 0.47247), abs=1e-5)


def test_an_impossible_share_keeps_an_interval_of_some_width() -> None:
    # None of 200 called positive though a tenth of the dissatisfied should be: the formula would say 0 … 0.
    interval = lang_reiczigel(texts(0, 200), GOOD)
    assert interval.low == 0.0
    assert interval.high == pytest.approx(wilson(0, 200).high)


def test_more_labels_make_the_interval_narrower() -> None:
    few = lang_reiczigel(texts(90, 200), GOOD)
    many = lang_reiczigel(texts(90, 200), Rates.of(HeldOut(10_000, 8_500, 10_000, 1_000)))
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize("held_out", [HeldOut(100, 50, 100, 50), HeldOut(100, 10, 100, 85), HeldOut(0, 0, 0, 0)])
def test_a_classifier_that_says_nothing_is_refused_for_texts_only(held_out: HeldOut) -> None:
    rates = Rates.of(held_out)
    assert not rates.informative
    with pytest.raises(ValueError, match="cannot be corrected"):
        lang_reiczigel(texts(9, 20), rates)
    assert rogan_gladen(Sample(rated=4, rated_satisfied=3), rates) == 0.75


def test_an_empty_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="no votes"):
        lang_reiczigel(Sample(), GOOD)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    rated, read = draw(st.integers(0, 400)), draw(st.integers(1, 400))
    return Sample(rated, draw(st.integers(0, rated)), read, draw(st.integers(0, read)))


@st.composite
def error_rates(draw: st.DrawFn) -> Rates:
    satisfied, dissatisfied = draw(st.integers(20, 500)), draw(st.integers(20, 500))
    found = draw(st.integers(satisfied // 2 + satisfied // 5, satisfied))
    return Rates.of(HeldOut(satisfied, found, dissatisfied, draw(st.integers(0, dissatisfied // 2))))


@given(samples(), error_rates())
def test_the_interval_lies_in_the_unit_range_and_contains_the_point(sample: Sample, rates: Rates) -> None:
    point, interval = rogan_gladen(sample, rates), lang_reiczigel(sample, rates)
    assert 0.0 <= interval.low <= point <= interval.high <= 1.0


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_contains_the_share(k: int, n: int) -> None:
    k = min(k, n)
    interval = wilson(k, n)
    assert 0.0 <= interval.low <= k / n <= interval.high <= 1.0


def coverage(size: int, share: float, rating: tuple[float, float]) -> float:
    """How often the interval holds the true share in 3,000 samples; T = 0.85, F = 0.10 known from 200 labels.

    `rating`: the probability that a satisfied and that a dissatisfied citizen leaves a rating.
    """
    rng, draws, held = np.random.default_rng(size), 3000, 0
    for _ in range(draws):
        satisfied = int(rng.binomial(size, share))
        stars = int(rng.binomial(satisfied, rating[0])), int(rng.binomial(size - satisfied, rating[1]))
        read = satisfied - stars[0], size - satisfied - stars[1]
        called = int(rng.binomial(read[0], 0.85) + rng.binomial(read[1], 0.10))
        labels = HeldOut(100, int(rng.binomial(100, 0.85)), 100, int(rng.binomial(100, 0.10)))
        interval = lang_reiczigel(Sample(sum(stars), stars[0], sum(read), called), Rates.of(labels))
        held += interval.low <= share <= interval.high
    return held / draws


@pytest.mark.parametrize("size", [15, 200])
@pytest.mark.parametrize("share", [0.10, 0.35, 0.70])
def test_the_interval_of_texts_holds_the_truth(size: int, share: float) -> None:
    assert coverage(size, share, (0.0, 0.0)) >= 0.94


@pytest.mark.parametrize("size", [15, 2000])
@pytest.mark.parametrize("rating", [(0.4, 0.4), (0.5, 0.3), (0.3, 0.5)])
def test_it_does_so_whoever_prefers_to_rate(size: int, rating: tuple[float, float]) -> None:
    assert coverage(size, 0.35, rating) >= 0.94
