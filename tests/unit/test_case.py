"""Every state × every move: what is allowed, where it leads, and what a refusal says."""

from itertools import product

import pytest

from bot import texts_cases
from domain.case import MOVES, OFFICIALS, UNDECIDED, Action, Move, moved, possible_actions
from domain.errors import InputError
from domain.labels import Status, Verdict

# Rows: where a case stands; columns: what is done; cells: where it leads (. = refused).
TABLE = """
             assign       forward      answer    close       withdraw   solved  better      not_solved  irrelevant
open         with_office  with_office  answered  not_solved  withdrawn  .       .           .           .
registered   with_office  with_office  answered  not_solved  withdrawn  .       .           .           .
with_office  with_office  with_office  answered  not_solved  withdrawn  .       .           .           .
answered     .            .            answered  not_solved  withdrawn  solved  answered    disputed    disputed
solved       .            .            .         .           withdrawn  solved  answered    disputed    disputed
not_solved   .            .            answered  .           withdrawn  solved  not_solved  not_solved  not_solved
disputed     disputed     disputed     answered  not_solved  withdrawn  solved  answered    disputed    disputed
withdrawn    .            .            .         .           .          .       .           .           .
"""
_HEAD, *_ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {(row[0], move): cell for row in _ROWS for move, cell in zip(_HEAD, row[1:], strict=True)}
EVERY_MOVE: tuple[Move, ...] = (*Action, *Verdict)


def test_the_table_names_every_state_and_move() -> None:
    assert set(EXPECTED) == {(str(status), str(move)) for status, move in product(Status, EVERY_MOVE)}
    assert set(MOVES) == set(EVERY_MOVE)


@pytest.mark.parametrize(("status", "move"), list(product(Status, EVERY_MOVE)))
def test_every_move(status: Status, move: Move) -> None:
    expected = EXPECTED[status, move]
    if expected == ".":
        with pytest.raises(InputError):
            moved(status, move, urgent=True)
    else:
        assert moved(status, move, urgent=True) is Status(expected)


@pytest.mark.parametrize("action", OFFICIALS)
def test_what_is_open_is_its_citizens_unless_urgent(action: Action) -> None:
    with pytest.raises(InputError, match="case_open"):
        moved(Status.OPEN, action)
    assert moved(Status.OPEN, Action.WITHDRAW) is Status.WITHDRAWN
    assert (possible_actions(Status.OPEN), possible_actions(Status.OPEN, urgent=True)) == ((), OFFICIALS)


@pytest.mark.parametrize(("status", "move"), [pair for pair in product(Status, EVERY_MOVE) if pair[0] != Status.OPEN])
def test_urgency_changes_nothing_later(status: Status, move: Move) -> None:
    if EXPECTED[status, move] == ".":
        with pytest.raises(InputError):
            moved(status, move)
    else:
        assert moved(status, move) is Status(EXPECTED[status, move])


def test_only_the_citizen_makes_solved_and_disputed() -> None:
    for action, status in product(Action, Status):
        reached = MOVES[action].get(status)
        assert reached is not Status.SOLVED
        assert reached is not Status.DISPUTED or status is Status.DISPUTED


@pytest.mark.parametrize(
    ("status", "move", "said"),
    [
        (Status.ANSWERED, Action.FORWARD, "case_move(status=answered, move=forward, possible=answer, close)"),
        (Status.NOT_SOLVED, Action.CLOSE, "case_move(status=not_solved, move=close, possible=answer)"),
        (Status.SOLVED, Action.ANSWER, "case_final(status=solved)"),
        (Status.WITHDRAWN, Action.ASSIGN, "case_final(status=withdrawn)"),
        (Status.WITHDRAWN, Action.WITHDRAW, "case_final(status=withdrawn)"),
        (Status.WITHDRAWN, Verdict.SOLVED, "case_final(status=withdrawn)"),
        (Status.REGISTERED, Verdict.SOLVED, "case_unanswered()"),
        (Status.OPEN, Verdict.BETTER, "case_unanswered()"),
    ],
)
def test_a_refusal_says_what_is_possible(status: Status, move: Move, said: str) -> None:
    with pytest.raises(InputError) as error:
        moved(status, move)
    assert str(error.value) == said


def test_what_is_undecided_can_still_be_answered() -> None:
    assert all("answer" in possible_actions(status, urgent=True) for status in UNDECIDED)
    assert {Status.ANSWERED, Status.SOLVED, Status.NOT_SOLVED, Status.WITHDRAWN} == set(Status) - set(UNDECIDED)


def test_every_state_and_verdict_has_words_that_promise_nothing() -> None:
    assert set(texts_cases.STATUSES) == set(Status)
    assert set(texts_cases.VERDICTS) == set(texts_cases.VERDICTS_NOTED) == set(Verdict)
    assert all(len(label) <= 40 for label in texts_cases.VERDICTS.values())
    said = [*texts_cases.STATUSES.values(), *texts_cases.VERDICTS_NOTED.values(), texts_cases.ask_rating_again(None)]
    assert not any(word in sentence for sentence in said for word in ("ناشناس", "دستگاه", "حتماً"))


def test_the_notice_carries_the_number_alone() -> None:
    assert texts_cases.notice("482719365012") == "برای ۴۸۲۷\u00a0۱۹۳۶\u00a0۵۰۱۲ جوابی رسیده."
