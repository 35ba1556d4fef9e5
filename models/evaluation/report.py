"""The report of an evaluation: Markdown for people, a dictionary for scripts."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from domain.labels import NO_AGENCY
from models.evaluation.agencies import AgencyScores
from models.evaluation.baselines import Baseline
from models.evaluation.metrics import DriverScores, Evaluation, LabelScores
from models.evaluation.robustness import Stability
from models.evaluation.scores import Calibration, ClassScore

CONFUSIONS: Final = 30
"""Confusion pairs shown in the Markdown; the dictionary has all."""
NO_AGENCY_NAME: Final = "هیچ دستگاهی"
_ABSENT: Final = "–"


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a report says: the file's name, the model's version, the scores."""

    file: str
    model_version: str
    evaluation: Evaluation
    stability: tuple[Stability, ...] = ()
    baselines: tuple[Baseline, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report: `markdown` for people, `json` (plain values, shares rounded to 4 places) for scripts."""

    markdown: str
    json: dict[str, Any]

    @property
    def line(self) -> str:
        """The dictionary as one line of JSON."""
        return json.dumps(self.json, ensure_ascii=False, allow_nan=False)


def render(findings: Findings, names: Mapping[str, str]) -> Report:
    """Write the report; `names` are the Persian names of agencies by code."""
    names = {**names, NO_AGENCY: NO_AGENCY_NAME}
    values = {"file": findings.file, "model_version": findings.model_version, **asdict(findings.evaluation)}
    values |= {"stability": findings.stability, "baselines": findings.baselines}
    return Report(_markdown(findings, names), _plain(values))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return _plain(asdict(value)) if isinstance(value, (Stability, Baseline)) else value


def _markdown(findings: Findings, names: Mapping[str, str]) -> str:
    scores = findings.evaluation
    parts = [
        f"# {findings.model_version} on {findings.file}\n",
        f"{scores.n} messages. Shares are 0–1. “Strict” knows one right agency, else any acceptable one counts.\n",
        *_summary(scores),
        *(_agency(scores.agency, names) if scores.agency else ()),
        *(_labels("Sentiment", scores.sentiment) if scores.sentiment else ()),
        *(_labels("Kind", scores.kind) if scores.kind else ()),
        *(_drivers(scores.drivers) if scores.drivers else ()),
        *_groups(scores),
        *_stability(findings.stability),
        *_baselines(findings.baselines),
    ]
    return "\n".join(parts)


def _summary(scores: Evaluation) -> list[str]:
    rows: list[tuple[object, ...]] = []
    if (agency := scores.agency) is not None:
        rows += [
            ("agency top-1", agency.top1, agency.n),
            ("agency top-1, strict", agency.top1_strict, agency.n),
            ("agency top-3", agency.top3, agency.n),
            ("agency macro-F1", agency.macro_f1, agency.n),
            ("agency macro-F1, strict", agency.macro_f1_strict, agency.n),
            ("agency calibration error", agency.calibration.error if agency.calibration else None, agency.n),
        ]
    if (review := scores.review) is not None:
        rows += [
            ("not sent to review (coverage)", review.coverage, review.n),
            ("right agency among these (precision)", review.precision, round(review.coverage * review.n)),
        ]
    rows += [*_label_rows("sentiment", scores.sentiment), *_label_rows("kind", scores.kind)]
    if (urgency := scores.urgency) is not None:
        rows.append(("urgency recall", urgency.recall, urgency.urgent))
        rows.append(("urgency precision", urgency.precision, urgency.called))
    if scores.drivers is not None:
        rows.append(("drivers micro-F1", scores.drivers.micro_f1, scores.drivers.n))
    if (service := scores.service) is not None:
        rows.append(("service, given the right agency", service.accuracy, service.n))
        rows.append(("agency and service both right", service.both, service.labelled))
    return _table(("", "value", "of n messages"), rows)


def _label_rows(name: str, scores: LabelScores | None) -> list[tuple[object, ...]]:
    if scores is None:
        return []
    rows: list[tuple[object, ...]] = [
        (f"{name} macro-F1", scores.macro_f1, scores.n),
        (f"{name} accuracy", scores.accuracy, scores.n),
    ]
    if scores.calibration is not None:
        rows.append((f"{name} calibration error", scores.calibration.error, scores.n))
    return rows


def _agency(scores: AgencyScores, names: Mapping[str, str]) -> list[str]:
    rows = [
        (*_named(one.label, names), one.n, one.precision, one.recall, one.f1, scores.top3_by_agency.get(one.label))
        for one in scores.agencies
    ]
    pairs = [
        (*_named(pair.wanted, names), *_named(pair.called, names), pair.n, ", ".join(map(str, pair.rows)))
        for pair in scores.confusions[:CONFUSIONS]
    ]
    return [
        "## Agencies\n",
        *_table(("code", "نام", "n", "precision", "recall (top-1)", "F1", "top-3"), rows),
        *(_trust("agency", scores.calibration) if scores.calibration else ()),
        "### Taken for another\n",
        *_table(("agency", "نام", "answered", "پاسخ مدل", "n", "rows"), pairs),
    ]


def _named(code: str, names: Mapping[str, str]) -> tuple[str, str]:
    return f"`{code}`", names.get(code, _ABSENT)


def _labels(title: str, scores: LabelScores) -> list[str]:
    two = " and ".join(scores.labels or ())
    return [
        f"## {title}\n",
        *([f"The file knows two labels: the better of {two} is the answer.\n"] if two else ()),
        *_class_table(scores.classes),
        *(_trust(title.lower(), scores.calibration) if scores.calibration else ()),
    ]


def _drivers(scores: DriverScores) -> list[str]:
    return ["## Drivers\n", *_class_table(scores.drivers)]


def _class_table(scores: Iterable[ClassScore]) -> list[str]:
    rows = [(one.label, one.n, one.called, one.precision, one.recall, one.f1) for one in scores]
    return _table(("label", "n", "called", "precision", "recall", "F1"), rows)


def _trust(question: str, trust: Calibration) -> list[str]:
    rows = [(f"{one.low:.1f}–{one.low + 0.1:.1f}", one.n, one.confidence, one.right) for one in trust.bins]
    return [f"### Confidence and truth: {question}\n", *_table(("confidence", "n", "mean", "right"), rows)]


def _groups(scores: Evaluation) -> list[str]:
    rows = [tuple(asdict(group).values()) for group in scores.groups]
    header = ("by", "group", "n", "agency top-1", "agency top-3", "sentiment macro-F1", "kind macro-F1")
    return ["## Groups\n", *_table(header, rows)]


def _stability(found: Sequence[Stability]) -> list[str]:
    if not found:
        return []
    header = ("written with", "n changed texts", "agency", "sentiment", "kind", "urgency", "all four")
    return ["## Unchanged labels\n", *_table(header, [tuple(asdict(one).values()) for one in found])]


def _baselines(found: Sequence[Baseline]) -> list[str]:
    if not found:
        return []
    header = ("method", "question", "n", "top-1", "top-3", "macro-F1")
    return ["## Simple methods on the same messages\n", *_table(header, [tuple(asdict(one).values()) for one in found])]


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = [header, ["---"] * len(header), *([_cell(value) for value in row] for row in rows)]
    return [*("| " + " | ".join(line) + " |" for line in lines), ""]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return _ABSENT if value is None else str(value).replace("|", "\\|").replace("\n", " ")
