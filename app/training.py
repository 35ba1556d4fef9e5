"""`rezayat train`: from corpus files and a base encoder to an artefact. Needs the extra `train`."""

import hashlib
import random
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rich.progress import Progress

from app import model_card, output
from app.material import labelled, prepared
from domain.agency import Catalogue
from domain.errors import ConfigurationError, InputError
from models.artefact import Manifest, file_hashes
from models.rows import Row
from models.training.export import Identity, export, finish
from models.training.lexical import train_lexical
from models.training.loop import Progress as Step
from models.training.recipe import Material, Recipe, Stages
from nlp import pipeline
from nlp.normalise import NORMALISER_VERSION
from services.intake import BadRow

PUBLIC_PER_CLASS: Final = 5_000
"""Public texts per sentiment used on a CPU: more would drown our own messages."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train from, where to put things, and how long to train."""

    base: str
    out: Path
    work: Path
    corpus: Path
    sentiment: Path | None
    recipe: Recipe


def run(plan: Plan, catalogue: Catalogue, bar: Progress) -> Manifest:
    """Train and write the artefact; raises InputError when the corpus has no usable rows."""
    descriptions = pipeline.descriptions(catalogue)
    own = prepared(_own(plan), catalogue)
    public = prepared(_read(plan.sentiment), catalogue) if plan.sentiment else []
    rows = own + _balanced(public)
    held_out = prepared(_read(plan.corpus / "dev.jsonl"), catalogue)
    _claim(plan.work, repr((plan.recipe, descriptions, [(row.text, row.agency) for row in rows])))
    stages = Stages(plan.work, Material(rows, descriptions), plan.recipe, lambda name: _reporter(bar, name))
    stages.trim(plan.base)
    stages.mask()
    student = stages.load(stages.study())
    name, _, version = plan.out.name.rpartition("-")
    identity = Identity(name or plan.out.name, version, Path(plan.base).name, NORMALISER_VERSION, plan.recipe.layers)
    beside = plan.out.with_name(f".{plan.out.name}")
    shutil.rmtree(beside, ignore_errors=True)
    export(student, train_lexical([*own, *public], descriptions), stages.vocabulary, beside)
    manifest = finish(beside, identity, descriptions, held_out)
    (beside / "README.md").write_text(
        model_card.card(manifest, len(rows), len(held_out), plan.recipe.teachers), encoding="utf-8"
    )
    manifest = replace(manifest, files=file_hashes(beside))
    manifest.write(beside)
    beside.rename(plan.out)
    return manifest


def _claim(work: Path, made_from: str) -> None:
    """Make the work folder, or make sure that it belongs to a run from the same material.

    Raises ConfigurationError when it holds the stages of another run.
    """
    work.mkdir(parents=True, exist_ok=True)
    mark, digest = work / "made-from", hashlib.sha256(made_from.encode()).hexdigest()
    if mark.exists() and mark.read_text(encoding="utf-8") != digest:
        raise ConfigurationError("work_of_another_run", path=work)
    mark.write_text(digest, encoding="utf-8")


def recipe(*, quick: bool) -> Recipe:
    """A few steps, or as long as this machine should train."""
    return Recipe.a_few_steps() if quick else Recipe.for_this_machine()


def _own(plan: Plan) -> list[Row]:
    files = sorted(plan.corpus.glob("train*.jsonl"))
    if not files:
        raise InputError("file_missing", path=plan.corpus / "train*.jsonl")
    return [row for file in files for row in _read(file)]


def _balanced(public: list[Row]) -> list[Row]:
    """The same number of public texts of each sentiment; the encoder sees no more of them."""
    shuffled = random.Random(0).sample(public, len(public))
    by_sentiment: dict[str | None, list[Row]] = {}
    for row in shuffled:
        by_sentiment.setdefault(row.sentiment, []).append(row)
    return [row for group in by_sentiment.values() for row in group[:PUBLIC_PER_CLASS]]


def _read(path: Path) -> list[Row]:
    bad: list[BadRow] = []
    rows = labelled(path, lambda number, error: bad.append(BadRow(number, error)))
    output.complain(bad)
    return rows


def _reporter(bar: Progress, stage: str) -> Step:
    task = bar.add_task(stage, total=None)

    def step(done: int, total: int, _loss: float) -> None:
        bar.update(task, completed=done, total=total)

    return step
