"""How well agencies are found, which are taken for which, and what the review threshold lets through.

Names that end in `_strict` know one right agency per message; the others accept any that a fair reader accepts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.evaluation.cases import Case, accepted_agencies, called_agency, credited
from models.evaluation.scores import Calibration, ClassScore, calibration, class_scores, macro_f1, share

EXAMPLES: Final = 5
"""Row numbers shown with each confusion."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """`n` messages about `wanted` were given to `called`, which nobody accepts; `rows` are numbers of the first few."""

    wanted: str
    called: str
    n: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AgencyScores:
    """The agency question: shares of messages (0–1), F1 per agency, confusions with the most frequent first.

    `top3_by_agency` is the share of an agency's messages with an acceptable one among the three proposals.
    """

    n: int
    top1_strict: float
    top1: float
    top3: float
    macro_f1_strict: float
    macro_f1: float
    calibration: Calibration | None
    agencies: tuple[ClassScore, ...]
    top3_by_agency: Mapping[str, float]
    confusions: tuple[Confusion, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What goes on without a person: `coverage` of all messages, `precision` the share of those with a right agency."""

    n: int
    coverage: float
    precision: float | None


def top1(case: Case) -> bool:
    """Whether the first proposal is acceptable."""
    return called_agency(case.analysis) in accepted_agencies(case.row)


def top3(case: Case) -> bool:
    """Whether one of the three proposals is acceptable."""
    proposed = {proposal.agency for proposal in case.analysis.proposals} or {called_agency(case.analysis)}
    return bool(proposed & accepted_agencies(case.row))


def agency_scores(cases: Sequence[Case]) -> AgencyScores | None:
    """Scores over the messages whose agency is labelled; None when there is none."""
    told = [(case, case.row.agency) for case in cases if case.row.agency is not None]
    if not told:
        return None
    wanted = [agency for _, agency in told]
    called = [called_agency(case.analysis) for case, _ in told]
    forgiving = class_scores([credited(*_answer(case, agency)) for case, agency in told], wanted)
    return AgencyScores(
        n=len(told),
        top1_strict=sum(one == other for one, other in zip(called, wanted, strict=True)) / len(told),
        top1=sum(top1(case) for case, _ in told) / len(told),
        top3=sum(top3(case) for case, _ in told) / len(told),
        macro_f1_strict=macro_f1(class_scores(called, wanted)),
        macro_f1=macro_f1(forgiving),
        calibration=_calibration([case for case, _ in told]),
        agencies=forgiving,
        top3_by_agency=_top3_by_agency(told),
        confusions=_confusions(told),
    )


def review(cases: Sequence[Case]) -> Review | None:
    """Coverage and precision of the `needs_review` threshold over messages whose agency is labelled."""
    told = [case for case in cases if case.row.agency is not None]
    if not told:
        return None
    passed = [case for case in told if not case.analysis.needs_review]
    return Review(len(told), len(passed) / len(told), share(sum(top1(case) for case in passed), len(passed)))


def _answer(case: Case, agency: str) -> tuple[str, str, frozenset[str]]:
    return called_agency(case.analysis), agency, accepted_agencies(case.row)


def _calibration(told: Sequence[Case]) -> Calibration | None:
    answered = [case for case in told if case.analysis.proposals]
    return calibration(
        [case.analysis.proposals[0].confidence for case in answered],
        [top1(case) for case in answered],
    )


def _top3_by_agency(told: Sequence[tuple[Case, str]]) -> dict[str, float]:
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for case, agency in told:
        found[agency].append(top3(case))
    return {agency: sum(hits) / len(hits) for agency, hits in sorted(found.items())}


def _confusions(told: Sequence[tuple[Case, str]]) -> tuple[Confusion, ...]:
    rows: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for case, agency in told:
        if not top1(case):
            rows[agency, called_agency(case.analysis)].append(case.number)
    pairs = sorted(rows.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(Confusion(*pair, len(numbers), tuple(numbers[:EXAMPLES])) for pair, numbers in pairs)
