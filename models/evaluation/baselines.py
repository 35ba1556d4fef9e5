"""What simple methods reach on the same messages: the most frequent label, TF-IDF with logistic regression."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from models.evaluation.cases import accepted_agencies, credited
from models.evaluation.scores import class_scores, macro_f1
from models.rows import Row

QUESTIONS: Final = ("agency", "sentiment", "kind")

Ranking = Sequence[str]
"""Labels of one message, the most probable first."""
Method = Callable[[Sequence[Row], Sequence[str], Sequence[Row]], list[Ranking]]
"""Given training messages, their labels and the messages to answer, ranks the labels of each."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A method's shares (0–1) on one question; any acceptable agency is right, as in `AgencyScores.top1`.

    `top3` is None where a question has few labels.
    """

    method: str
    question: str
    n: int
    top1: float
    top3: float | None
    macro_f1: float


def baselines(train: Sequence[Row], test: Sequence[Row]) -> tuple[Baseline, ...]:
    """Train every method on one set of prepared rows and measure it on another, question by question."""
    return tuple(
        _measured((name, question), method, train, test)
        for question in QUESTIONS
        if _told(train, question, None) and _told(test, question, None)
        for name, method in METHODS.items()
    )


def majority(_: Sequence[Row], labels: Sequence[str], test: Sequence[Row]) -> list[Ranking]:
    """The labels by frequency, whatever the message says."""
    ranking = [label for label, _ in Counter(labels).most_common()]
    return [ranking] * len(test)


def linear(train: Sequence[Row], labels: Sequence[str], test: Sequence[Row]) -> list[Ranking]:
    """TF-IDF of words with one logistic regression per label (scikit-learn). Pairs of words gained nothing."""
    if len(set(labels)) < 2:
        return majority(train, labels, test)
    each = OneVsRestClassifier(LogisticRegression(C=30.0, solver="liblinear"))
    model: Any = make_pipeline(TfidfVectorizer(sublinear_tf=True), each)
    model.fit([row.text for row in train], labels)
    order = np.argsort(-model.predict_proba([row.text for row in test]), axis=1, kind="stable")
    return [[str(model.classes_[at]) for at in row] for row in order]


METHODS: Final[dict[str, Method]] = {"majority": majority, "TF-IDF + logistic regression": linear}


def _measured(title: tuple[str, str], method: Method, train: Sequence[Row], test: Sequence[Row]) -> Baseline:
    name, question = title
    asked = _told(test, question, None)
    known = {label for _, label in asked}
    shown = _told(train, question, known if question == "sentiment" and len(known) == 2 else None)
    ranked = method([row for row, _ in shown], [label for _, label in shown], [row for row, _ in asked])
    accepted = [_accepted(row, label, question) for row, label in asked]
    wanted = [label for _, label in asked]
    called = [credited(labels[0], one, fine) for labels, one, fine in zip(ranked, wanted, accepted, strict=True)]
    top3 = [not fine.isdisjoint(labels[:3]) for labels, fine in zip(ranked, accepted, strict=True)]
    return Baseline(
        method=name,
        question=question,
        n=len(asked),
        top1=sum(one == other for one, other in zip(called, wanted, strict=True)) / len(asked),
        top3=sum(top3) / len(asked) if question == "agency" else None,
        macro_f1=macro_f1(class_scores(called, wanted)),
    )


def _told(rows: Sequence[Row], question: str, only: Collection[str] | None) -> list[tuple[Row, str]]:
    labelled = ((row, getattr(row, question)) for row in rows)
    return [(row, label) for row, label in labelled if label is not None and (only is None or label in only)]


def _accepted(row: Row, label: str, question: str) -> frozenset[str]:
    return accepted_agencies(row) if question == "agency" else frozenset((label,))
