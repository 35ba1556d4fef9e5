"""Measure the model on a labelled file and write the report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.inputs import read
from app.material import Complain, labelled, prepared
from domain.agency import Catalogue
from domain.errors import InputError
from domain.labels import NO_AGENCY
from models.evaluation.baselines import Baseline, baselines
from models.evaluation.cases import Case, accepted_agencies
from models.evaluation.metrics import evaluate
from models.evaluation.report import Findings, Report, render
from models.evaluation.robustness import PERTURBATIONS, Stability, perturbed, stability
from models.rows import Row
from nlp.pipeline import Pipeline
from reports.charts import png
from reports.reliability import Curve, Point, reliability_chart

ROBUSTNESS_ROWS: Final = 1_000
"""At most so many messages, spread evenly over the file, are analysed again with each perturbation."""


def report(path: Path, pipeline: Pipeline, complain: Complain, train: Path | None = None) -> Report:
    """Evaluate a pipeline on a labelled file.

    With `train`, a labelled file or a folder with train*.jsonl, the report also says what simple methods reach.

    Raises InputError when the file cannot be read, no row of it can be used, or none carries a label. Bad rows and rows
    with an agency that is not in the catalogue are complained about and left out.
    """
    cases = _cases(path, pipeline, complain)
    learned = [row for file in _files(train) for _, row in _known(file, pipeline.catalogue, complain)]
    findings = Findings(
        file=path.name,
        model_version=pipeline.model_version,
        evaluation=evaluate(cases),
        stability=_stability(cases, pipeline),
        baselines=_baselines(learned, cases, pipeline.catalogue),
    )
    return render(findings, {agency.code: agency.name_fa for agency in pipeline.catalogue})


def write(finished: Report, folder: Path) -> Path:
    """Keep a report as `<model>-<file>.md`, `.json` and, with the calibration plot, `.png`; returns the Markdown file.

    Files appear whole or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{finished.json['model_version']}-{finished.json['file'].split('.')[0]}"
    files = {".json": f"{finished.line}\n".encode(), ".md": finished.markdown.encode()}
    curves = _curves(finished.json)
    if curves:
        files[".png"] = png(reliability_chart(curves))
        files[".md"] += f"\n![Confidence and truth](<{stem}.png>)\n".encode()
    for ending, content in files.items():
        unfinished = folder / f".{stem}{ending}.part"
        unfinished.write_bytes(content)
        unfinished.replace(folder / f"{stem}{ending}")
    return folder / f"{stem}.md"


def _curves(values: Mapping[str, Any]) -> list[Curve]:
    trusts = {question: (values[question] or {}).get("calibration") for question in ("agency", "sentiment")}
    return [
        Curve(question, [Point(one["confidence"], one["right"], one["n"]) for one in trust["bins"]])
        for question, trust in trusts.items()
        if trust
    ]


def _cases(path: Path, pipeline: Pipeline, complain: Complain) -> list[Case]:
    rows = _known(path, pipeline.catalogue, complain)
    if not any(_is_labelled(row) for _, row in rows):
        raise InputError("nothing_labelled", path=path)
    named = prepared([row for _, row in rows], pipeline.catalogue)
    rows = [(number, replace(row, mentions=one.mentions)) for (number, row), one in zip(rows, named, strict=True)]
    analyses = pipeline.analyse([row.text for _, row in rows])
    return [Case(number, row, analysis) for (number, row), analysis in zip(rows, analyses, strict=True)]


def _files(train: Path | None) -> list[Path]:
    if train is None:
        return []
    return sorted(train.glob("train*.jsonl")) if train.is_dir() else [train]


def _is_labelled(row: Row) -> bool:
    labels = (row.agency, row.sentiment, row.kind, row.urgent, row.drivers, row.service)
    return any(label is not None for label in labels)


def _known(path: Path, catalogue: Catalogue, complain: Complain) -> list[tuple[int, Row]]:
    known: list[tuple[int, Row]] = []
    for number, row in _numbered(path, complain):
        strange = sorted(code for code in accepted_agencies(row) if code not in catalogue and code != NO_AGENCY)
        if strange:
            complain(number, InputError("unknown_agency", agency=strange[0]))
        else:
            known.append((number, row))
    if not known:
        raise InputError("nothing_readable", path=path)
    return known


def _numbered(path: Path, complain: Complain) -> list[tuple[int, Row]]:
    bad: set[int] = set()

    def note(number: int, error: InputError) -> None:
        bad.add(number)
        complain(number, error)

    rows = labelled(path, note)
    numbers = [line.number for line in read(path).lines if line.number not in bad]
    return list(zip(numbers, rows, strict=True))


def _stability(cases: Sequence[Case], pipeline: Pipeline) -> tuple[Stability, ...]:
    chosen = cases[:: -(-len(cases) // ROBUSTNESS_ROWS)]
    texts = [case.row.text for case in chosen]
    found: list[Stability] = []
    for name in PERTURBATIONS:
        pairs = zip(chosen, perturbed(texts, name), strict=True)
        changed = [(case.analysis, text) for case, text in pairs if text != case.row.text]
        after = pipeline.analyse([text for _, text in changed])
        found.append(stability(name, [before for before, _ in changed], after))
    return tuple(found)


def _baselines(train: Sequence[Row], cases: Sequence[Case], catalogue: Catalogue) -> tuple[Baseline, ...]:
    if not train:
        return ()
    return baselines(prepared(train, catalogue), prepared([case.row for case in cases], catalogue))
