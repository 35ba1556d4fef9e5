"""Who has which vote, what is published, and what is hidden."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InputError
from domain.labels import Sentiment
from indicators.disclosure import MINIMUM_CITIZENS, suppress
from indicators.intervals import Sample
from indicators.satisfaction import (
    FORMULA_VERSION,
    Opinion,
    Tally,
    Vote,
    Withheld,
    rating_verdict,
    satisfaction,
    tallies,
    votes,
)
from models.artefact import HeldOut

HELD_OUT = HeldOut(satisfied=100, found=85, dissatisfied=100, mistaken=10)
USELESS = HeldOut(satisfied=100, found=50, dissatisfied=100, mistaken=48)
START = datetime(2025, 10, 7, tzinfo=UTC)
NEGATIVE, NEUTRAL, POSITIVE = Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE


def rating(value: int, hour: int = 0, person: str = "p") -> Opinion:
    return Opinion(person, "water", START + timedelta(hours=hour), rating=value)


def text(sentiment: Sentiment | None, score: float | None, hour: int = 0) -> Opinion:
    return Opinion("p", "water", START + timedelta(hours=hour), sentiment=sentiment, score=score)


@pytest.mark.parametrize(
    ("value", "verdict"), [(1, NEGATIVE), (2, NEGATIVE), (3, NEUTRAL), (4, POSITIVE), (5, POSITIVE)]
)
def test_the_verdict_of_a_rating(value: int, verdict: Sentiment) -> None:
    assert rating_verdict(value) is verdict


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_rating_out_of_range_is_an_input_error(value: int) -> None:
    with pytest.raises(InputError, match="rating_range"):
        rating(value)


@pytest.mark.parametrize(
    ("opinions", "verdict", "rated"),
    [
        ([rating(1, 0), rating(5, 1)], POSITIVE, True),
        ([rating(5, 1), rating(1, 0)], POSITIVE, True),
        ([rating(5, 0), rating(1, 0)], NEGATIVE, True),
        ([rating(3, 0), text(NEGATIVE, -0.9, 1)], NEUTRAL, True),
        ([text(POSITIVE, 0.4)], POSITIVE, False),
        ([text(NEUTRAL, -0.3)], NEUTRAL, False),
        ([text(NEGATIVE, -0.9), text(POSITIVE, 0.9), text(POSITIVE, 0.1)], POSITIVE, False),
        ([text(NEGATIVE, -0.9), text(POSITIVE, 0.4)], NEGATIVE, False),
        ([text(NEUTRAL, 0.1), text(POSITIVE, 0.4)], POSITIVE, False),
        ([text(NEGATIVE, -0.5), text(POSITIVE, 0.5)], NEUTRAL, False),
        ([text(None, None), text(NEGATIVE, -0.5)], NEGATIVE, False),
    ],
    ids=[
        "latest rating", "latest rating, any order", "same instant: the later given", "a rating beats texts",
        "one text", "one text keeps its class", "majority of texts", "a tie by the mean", "a tie with neutral",
        "a perfect tie", "an unread text is nothing",
    ],
)  # fmt: skip
def test_one_person_has_one_vote(opinions: list[Opinion], verdict: Sentiment, rated: bool) -> None:
    assert list(votes(opinions)) == [Vote("p", "water", verdict, rated)]


def test_neither_rating_nor_read_text_is_no_vote() -> None:
    assert list(votes([text(None, None)])) == []


def test_a_person_votes_in_each_group() -> None:
    opinions = [rating(5), Opinion("p", "gas", START, rating=1)]
    assert [(vote.group, vote.verdict) for vote in votes(opinions)] == [("water", POSITIVE), ("gas", NEGATIVE)]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 5), st.integers(0, 9)), max_size=40))
def test_citizens_are_distinct_persons_however_much_they_write(given_ratings: list[tuple[str, int, int]]) -> None:
    opinions = [rating(value, hour, person) for person, value, hour in given_ratings]
    counted = tallies(votes(opinions)).get("water", Tally())
    assert counted.citizens == len({person for person, _, _ in given_ratings})


def rated(satisfied: int, dissatisfied: int, neutral: int = 0) -> Tally:
    return Tally(Sample(rated=satisfied + dissatisfied, rated_satisfied=satisfied), neutral)


def read(satisfied: int, dissatisfied: int, neutral: int = 0) -> Tally:
    return Tally(Sample(texts=satisfied + dissatisfied, texts_satisfied=satisfied), neutral)


@pytest.mark.parametrize(
    ("tally", "withheld"),
    [
        (Tally(), Withheld.TOO_FEW_CITIZENS),
        (rated(9, 0), Withheld.TOO_FEW_CITIZENS),
        (rated(5, 4), Withheld.TOO_FEW_CITIZENS),
        (rated(5, 4, neutral=1), Withheld.TOO_FEW_DECIDED),
        (rated(0, 0, neutral=50), Withheld.TOO_FEW_DECIDED),
        (rated(5, 5), None),
        (rated(5, 6), None),
        (read(5, 4), Withheld.TOO_FEW_CITIZENS),
        (read(5, 5), None),
    ],
)
def test_ten_citizens_and_ten_decided_votes_are_the_edge(tally: Tally, withheld: Withheld | None) -> None:
    result = satisfaction("water", tally, HELD_OUT)
    assert result.withheld is withheld
    assert result.published is (withheld is None)
    assert [result.value is None, result.low is None, result.high is None, result.share is None] == [bool(withheld)] * 4


def test_a_published_result_in_full() -> None:
    tally = Tally(Sample(rated=40, rated_satisfied=30, texts=60, texts_satisfied=24), neutral=7)
    result = satisfaction("water", tally, HELD_OUT)
    assert (result.group, result.citizens, result.decided, result.satisfied, result.neutral) == (
        "water",
        107,
        100,
        54,
        7,
    )
    assert result.share == 0.54
    assert result.value == pytest.approx(0.54)
    assert result.low is not None
    assert result.high is not None
    assert 0.40 < result.low < 0.54 < result.high < 0.67
    assert result.formula_version == FORMULA_VERSION == 1


def test_the_correction_moves_away_from_the_raw_share() -> None:
    result = satisfaction("water", read(90, 110), HELD_OUT)
    assert result.share == 0.45
    assert result.value == pytest.approx((0.45 - 0.10) / 0.75)


def test_a_useless_classifier_leaves_only_ratings() -> None:
    result = satisfaction("water", read(60, 40), USELESS)
    assert (result.withheld, result.value, result.share) == (Withheld.CLASSIFIER, None, 0.6)
    assert satisfaction("water", rated(60, 40), USELESS).value == 0.6


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 30))
def test_neutral_votes_change_only_counts(a: int, b: int, c: int, d: int, neutral: int) -> None:
    sample = Sample(rated=a + b + MINIMUM_CITIZENS, rated_satisfied=a, texts=c + d, texts_satisfied=c)
    without, with_neutral = (satisfaction("water", Tally(sample, count), HELD_OUT) for count in (0, neutral))
    assert (with_neutral.value, with_neutral.low, with_neutral.high) == (without.value, without.low, without.high)
    assert with_neutral.share == without.share
    assert with_neutral.citizens == without.citizens + neutral


@pytest.mark.parametrize(
    ("cells", "shown", "total"),
    [
        ([9, 30, 40], (None, None, 40), 79),
        ([10, 30, 40], (10, 30, 40), 80),
        ([11, 30, 40], (11, 30, 40), 81),
        ([4, 3, 30, 40], (None, None, None, 40), 77),
        ([6, 5, 30], (None, None, 30), 41),
        ([0, 30, 40], (0, 30, 40), 70),
        ([0, 5, 40], (0, None, None), 45),
        ([5], (None,), None),
        ([0, 5], (0, None), None),
        ([4, 4], (None, None), None),
        ([], (), 0),
        ([0, 0], (0, 0), 0),
    ],
)
def test_small_cells_and_what_would_betray_them_are_hidden(
    cells: list[int], shown: tuple[int | None, ...], total: int | None
) -> None:
    disclosed = suppress(cells)
    assert (disclosed.cells, disclosed.total) == (shown, total)


@given(st.lists(st.integers(0, 40), max_size=12))
def test_no_hidden_cell_can_be_computed(cells: list[int]) -> None:
    disclosed = suppress(cells)
    hidden = [count for count, shown in zip(cells, disclosed.cells, strict=True) if shown is None]
    assert not any(0 < (shown or 0) < MINIMUM_CITIZENS for shown in disclosed.cells)
    if disclosed.total is not None and hidden:
        assert len(hidden) > 1
        assert sum(hidden) >= MINIMUM_CITIZENS
