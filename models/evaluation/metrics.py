"""Everything that is measured of a model's answers to a labelled file, question by question and group by group."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from domain.analysis import Analysis
from domain.labels import Driver, Sentiment
from models.evaluation.agencies import AgencyScores, Review, agency_scores, review, top1, top3
from models.evaluation.cases import Case
from models.evaluation.scores import (
    Calibration,
    ClassScore,
    calibration,
    class_score,
    class_scores,
    macro_f1,
    share,
)

LENGTHS: Final = (5, 15, 30, 60)
"""Upper limits of the groups by length, in words of the message as written; longer ones are the last group."""


@dataclass(frozen=True, slots=True)
class LabelScores:
    """A question with one label per message. `labels` are those that an answer was chosen from, None for all."""

    n: int
    accuracy: float
    macro_f1: float
    classes: tuple[ClassScore, ...]
    calibration: Calibration | None = None
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Urgency:
    """Emergencies: `urgent` of `n` messages are, `called` were flagged. A share of nothing is None."""

    n: int
    urgent: int
    called: int
    recall: float | None
    precision: float | None


@dataclass(frozen=True, slots=True)
class DriverScores:
    """What is praised or blamed, several per message: micro-F1 pools the decisions of all drivers."""

    n: int
    micro_f1: float
    drivers: tuple[ClassScore, ...]


@dataclass(frozen=True, slots=True)
class ServiceScores:
    """The service question. `accuracy` is the share right of the `n` messages whose agency is right; `both` the share of all
    `labelled` messages with the right agency and the right service."""

    labelled: int
    n: int
    accuracy: float | None
    both: float


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that have something in common (`by` register, length, agencies named, source): the main shares, None if
    unlabelled."""

    by: str
    name: str
    n: int
    agency_top1: float | None
    agency_top3: float | None
    sentiment_macro_f1: float | None
    kind_macro_f1: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All scores of one file; a question that no row answers is None."""

    n: int
    agency: AgencyScores | None
    review: Review | None
    sentiment: LabelScores | None
    kind: LabelScores | None
    urgency: Urgency | None
    drivers: DriverScores | None
    service: ServiceScores | None
    groups: tuple[Group, ...]


def evaluate(cases: Sequence[Case]) -> Evaluation:
    """Measure the answers to a file."""
    labels = sentiment_labels(cases)
    return Evaluation(
        n=len(cases),
        agency=agency_scores(cases),
        review=review(cases),
        sentiment=sentiment_scores(cases, labels),
        kind=kind_scores(cases),
        urgency=_urgency(cases),
        drivers=_drivers(cases),
        service=_services(cases),
        groups=_groups(cases, labels),
    )


def sentiment_labels(cases: Sequence[Case]) -> tuple[Sentiment, ...]:
    """The labels an answer is chosen from: of a file that knows two labels only these, else all three."""
    used = {case.row.sentiment for case in cases if case.row.sentiment is not None}
    return tuple(label for label in Sentiment if len(used) != 2 or label in used)


def called_sentiment(analysis: Analysis, labels: Collection[str]) -> tuple[str, float] | None:
    """The most probable of some sentiments and its probability among them; None for an empty message."""
    if analysis.sentiment_probabilities is None:
        return None
    probabilities = dict(zip(Sentiment, analysis.sentiment_probabilities, strict=True))
    possible = {label: value for label, value in probabilities.items() if label in labels}
    best = max(possible, key=lambda label: possible[label])
    return best.value, possible[best] / (sum(possible.values()) or 1.0)


def sentiment_scores(cases: Sequence[Case], labels: Collection[str]) -> LabelScores | None:
    """Scores of the sentiment, chosen among `labels`."""
    told = [(called_sentiment(case.analysis, labels), case.row.sentiment) for case in cases if case.row.sentiment]
    if not told:
        return None
    answered = [(called, wanted) for called, wanted in told if called is not None]
    return _label_scores(
        [called[0] if called else None for called, _ in told],
        [wanted for _, wanted in told],
        calibration([called[1] for called, _ in answered], [called[0] == wanted for called, wanted in answered]),
        tuple(labels) if len(labels) < len(Sentiment) else None,
    )


def kind_scores(cases: Sequence[Case]) -> LabelScores | None:
    """Scores of the kind."""
    told = [(case.analysis.kind, case.row.kind) for case in cases if case.row.kind]
    if not told:
        return None
    return _label_scores([called.value if called else None for called, _ in told], [wanted for _, wanted in told])


def _label_scores(
    called: Sequence[str | None],
    wanted: Sequence[str],
    trust: Calibration | None = None,
    labels: tuple[str, ...] | None = None,
) -> LabelScores:
    classes = class_scores(called, wanted)
    right = sum(one == other for one, other in zip(called, wanted, strict=True))
    return LabelScores(len(wanted), right / len(wanted), macro_f1(classes), classes, trust, labels)


def _urgency(cases: Sequence[Case]) -> Urgency | None:
    told = [(case.analysis.urgent, case.row.urgent) for case in cases if case.row.urgent is not None]
    if not told:
        return None
    urgent = sum(wanted for _, wanted in told)
    called = sum(flagged for flagged, _ in told)
    both = sum(flagged and wanted for flagged, wanted in told)
    return Urgency(len(told), urgent, called, share(both, urgent), share(both, called))


def _drivers(cases: Sequence[Case]) -> DriverScores | None:
    told = [(set(case.analysis.drivers), set(case.row.drivers)) for case in cases if case.row.drivers is not None]
    if not told:
        return None
    scores = tuple(_driver(driver, told) for driver in Driver)
    both = sum(len(called & wanted) for called, wanted in told)
    named = sum(len(called) + len(wanted) for called, wanted in told)
    return DriverScores(len(told), 2 * both / max(1, named), scores)


def _services(cases: Sequence[Case]) -> ServiceScores | None:
    told = [case for case in cases if case.row.service is not None and case.row.agency is not None]
    if not told:
        return None
    placed = [case for case in told if case.analysis.agency == case.row.agency]
    right = sum(
        case.analysis.service is not None and case.analysis.service.service == case.row.service for case in placed
    )
    return ServiceScores(len(told), len(placed), share(right, len(placed)), right / len(told))


def _driver(driver: Driver, told: Sequence[tuple[set[Driver], set[str]]]) -> ClassScore:
    return class_score(
        driver.value,
        n=sum(driver in wanted for _, wanted in told),
        called=sum(driver in called for called, _ in told),
        both=sum(driver in called and driver in wanted for called, wanted in told),
    )


def _groups(cases: Sequence[Case], labels: Collection[str]) -> tuple[Group, ...]:
    ways: tuple[tuple[str, Callable[[Case], str | None]], ...] = (
        ("register", lambda case: case.row.register),
        ("length", _length),
        ("names", _names),
        ("source", lambda case: case.row.origin),
    )
    return tuple(group for by, name in ways for group in _grouped(by, name, cases, labels))


def _grouped(
    by: str, name: Callable[[Case], str | None], cases: Sequence[Case], labels: Collection[str]
) -> list[Group]:
    members: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        group = name(case)
        if group is not None:
            members[group].append(case)
    return [_group((by, group), members[group], labels) for group in sorted(members, key=_shortest_first)]


def _group(title: tuple[str, str], cases: Sequence[Case], labels: Collection[str]) -> Group:
    about = [case for case in cases if case.row.agency is not None]
    sentiment, kind = sentiment_scores(cases, labels), kind_scores(cases)
    return Group(
        *title,
        n=len(cases),
        agency_top1=share(sum(map(top1, about)), len(about)),
        agency_top3=share(sum(map(top3, about)), len(about)),
        sentiment_macro_f1=sentiment.macro_f1 if sentiment else None,
        kind_macro_f1=kind.macro_f1 if kind else None,
    )


def _length(case: Case) -> str:
    words = len(case.row.text.split())
    low = 0
    for high in LENGTHS:
        if words <= high:
            return f"{low}–{high} words"
        low = high + 1
    return f"{low}+ words"


def _names(case: Case) -> str | None:
    """Whether the text helps or misleads by naming offices."""
    if case.row.agency is None:
        return None
    if case.row.agency in case.row.mentions:
        return "its agency"
    return "another agency only" if case.row.mentions else "no agency"


def _shortest_first(name: str) -> tuple[int, str]:
    digits = name.replace("+", "–").split("–")[0]
    return (int(digits) if digits.isdecimal() else 0, name)
