"""How well agencies are recognised that the model was never trained on, from their description alone.

    python benchmarks/new_agencies.py --base FOLDER [--steps N] [--sentiment FILE] [--work FOLDER]

Trains a model without five agencies (no message about them, no description) by the short recipe, then gives it the whole
catalogue: the five are known by name, aliases, scope, services and examples. Measured on the test slice: top-1 and
top-3 on the messages about the five, and top-1 on the others before and after the five were added. Needs the extra `train`.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from rich.progress import Progress

from app import training
from app.material import labelled
from domain.agency import Agency, Catalogue
from models.evaluation.cases import accepted_agencies
from models.rows import Row
from models.training.recipe import Recipe
from nlp.pipeline import Pipeline

CORPUS: Final = Path(__file__).parents[1] / "models" / "corpus"
LEFT_OUT: Final = ("gas", "blood_transfusion", "tax", "education", "veterinary")
"""Large and small ones, with near neighbours (electricity, tax and customs, universities) and without."""


def main() -> None:
    """Train, measure, print the JSON line."""
    parser = argparse.ArgumentParser(description="Agencies that have only a description.")
    parser.add_argument("--base", required=True, help="a hub name or a local folder of a transformers encoder")
    parser.add_argument("--steps", type=int, default=1_000, help="training steps")
    parser.add_argument("--sentiment", type=Path, help="more labelled texts, as for `rezayat train`")
    parser.add_argument("--work", type=Path, help="folder for the stages; a temporary one otherwise")
    given = parser.parse_args()
    catalogue = Catalogue.load()
    known = Catalogue(tuple(_orphaned(catalogue)))
    with tempfile.TemporaryDirectory() as place:
        work = given.work or Path(place)
        corpus = work / "corpus"
        _write_corpus(corpus)
        recipe = replace(Recipe.for_slow_cpu(), student_steps=given.steps, own_per_step=48, public_per_step=16)
        plan = training.Plan(given.base, work / "left-out-1", work / "stages", corpus, given.sentiment, recipe)
        with Progress() as bar:
            training.run(plan, known, bar)
        print(json.dumps(_measured(work / "left-out-1", known, catalogue)))


def _orphaned(catalogue: Catalogue) -> list[Agency]:
    kept = [agency for agency in catalogue if agency.code not in LEFT_OUT]
    return [replace(agency, parent=None) if agency.parent in LEFT_OUT else agency for agency in kept]


def _write_corpus(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*CORPUS.glob("train*.jsonl"), CORPUS / "dev.jsonl"):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        kept = [row for row in rows if not {row["agency"], *row["also_ok"]} & set(LEFT_OUT)]
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
        (folder / path.name).write_text("".join(lines), encoding="utf-8")


def _measured(model: Path, known: Catalogue, catalogue: Catalogue) -> dict[str, float]:
    rows = labelled(CORPUS / "test.jsonl", lambda number, error: print(f"row {number}: {error}"))
    new = [row for row in rows if row.agency in LEFT_OUT]
    others = [row for row in rows if not accepted_agencies(row) & set(LEFT_OUT)]
    before, after = Pipeline(model, known), Pipeline(model, catalogue)
    return {
        "new_n": len(new),
        "new_top1": _found(after, new, 1),
        "new_top3": _found(after, new, 3),
        "others_n": len(others),
        "others_top1_before": _found(before, others, 1),
        "others_top1_after": _found(after, others, 1),
    }


def _found(pipeline: Pipeline, rows: Sequence[Row], count: int) -> float:
    analyses = pipeline.analyse([row.text for row in rows])
    hits = [
        not accepted_agencies(row).isdisjoint(proposal.agency for proposal in analysis.proposals[:count])
        for row, analysis in zip(rows, analyses, strict=True)
    ]
    return round(sum(hits) / len(hits), 4)


if __name__ == "__main__":
    main()
