"""The life of a case: what may follow what, and who alone can say «solved».

The one table below holds every allowed move. Officials assign, forward, answer and close; only the citizen's word makes a
case solved or disputed. Assigning and forwarding leave a dispute a dispute: an office gets rid of it by a better answer, or
by closing the case as not solved.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.errors import InputError
from domain.labels import Status, Verdict

TERM: Final = 3
"""Working days that an office has by default."""


class Action(StrEnum):
    """What is done with a case, besides the citizen's verdict. The citizen withdraws, officials do the rest."""

    ASSIGN = "assign"
    FORWARD = "forward"
    ANSWER = "answer"
    CLOSE = "close"
    WITHDRAW = "withdraw"


OFFICIALS: Final = (Action.ASSIGN, Action.FORWARD, Action.ANSWER, Action.CLOSE)
Move = Action | Verdict

_WAITING: Final = (Status.OPEN, Status.REGISTERED, Status.WITH_OFFICE)
_JUDGED: Final = (Status.ANSWERED, Status.SOLVED, Status.DISPUTED)
_TO_OFFICE: Final = {**dict.fromkeys(_WAITING, Status.WITH_OFFICE), Status.DISPUTED: Status.DISPUTED}

MOVES: Final[Mapping[Move, Mapping[Status, Status]]] = {
    Action.ASSIGN: _TO_OFFICE,
    Action.FORWARD: _TO_OFFICE,
    Action.ANSWER: dict.fromkeys((*_WAITING, Status.ANSWERED, Status.DISPUTED, Status.NOT_SOLVED), Status.ANSWERED),
    Action.CLOSE: dict.fromkeys((*_WAITING, Status.ANSWERED, Status.DISPUTED), Status.NOT_SOLVED),
    Action.WITHDRAW: dict.fromkeys((status for status in Status if status is not Status.WITHDRAWN), Status.WITHDRAWN),
    Verdict.SOLVED: dict.fromkeys((*_JUDGED, Status.NOT_SOLVED), Status.SOLVED),
    Verdict.BETTER: {**dict.fromkeys(_JUDGED, Status.ANSWERED), Status.NOT_SOLVED: Status.NOT_SOLVED},
    Verdict.NOT_SOLVED: {**dict.fromkeys(_JUDGED, Status.DISPUTED), Status.NOT_SOLVED: Status.NOT_SOLVED},
    Verdict.IRRELEVANT: {**dict.fromkeys(_JUDGED, Status.DISPUTED), Status.NOT_SOLVED: Status.NOT_SOLVED},
}
"""Move → the states it is possible in → the state it leads to. What is closed as not solved stays so whatever its citizen
adds, unless it is «solved»; officials may still answer it."""

UNDECIDED: Final = (*_WAITING, Status.DISPUTED)
"""The states in which the office owes something, so that a term can run out."""


def moved(status: Status, move: Move, *, urgent: bool = False) -> Status:
    """The state after a move; raises InputError saying what is possible now.

    `urgent` lets officials act while the case is still open to its citizen.
    """
    locked = status is Status.OPEN and not urgent and move in OFFICIALS
    if locked or status not in MOVES[move]:
        raise _refused(status, move)
    return MOVES[move][status]


def possible_actions(status: Status, *, urgent: bool = False) -> tuple[Action, ...]:
    """What officials may do with a case in this state."""
    if status is Status.OPEN and not urgent:
        return ()
    return tuple(action for action in OFFICIALS if status in MOVES[action])


def _refused(status: Status, move: Move) -> InputError:
    if status is Status.WITHDRAWN or (status is Status.SOLVED and move in OFFICIALS):
        return InputError("case_final", status=status)
    if isinstance(move, Verdict):
        return InputError("case_unanswered")
    if status is Status.OPEN:
        return InputError("case_open")
    return InputError("case_move", status=status, move=move, possible=", ".join(possible_actions(status)))
