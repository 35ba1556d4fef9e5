"""`rezayat train` and `rezayat evaluate`: make a model artefact, and measure one."""

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import Progress

from app import evaluation, output, settings, texts, wiring
from domain.errors import ConfigurationError, InputError
from services.intake import BadRow

CORPUS: Final = Path("models/corpus")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("evaluate")(evaluate)
    app.command("train")(train)


def evaluate(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="Labelled rows: .csv, .csv.gz, .jsonl or .xlsx.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder to keep the report in: Markdown, JSON and the calibration plot.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Labelled training file, to show what simple methods reach with it.")
    ] = None,
) -> None:
    """Measure the model on labelled messages; the last line is JSON."""
    configured = settings.load()
    bad: list[BadRow] = []
    pipeline = wiring.pipeline_of(configured, wiring.catalogue_of(configured))
    report = evaluation.report(source, pipeline, lambda row, error: bad.append(BadRow(row, error)), compare)
    output.complain(bad)
    if out is not None:
        evaluation.write(report, out)
    sys.stdout.write(f"{report.markdown}\n{report.line}\n")


def train(
    base: Annotated[str, typer.Option(help="A hub name or a local folder of a transformers encoder.")],
    out: Annotated[Path, typer.Option(help="Folder of the new artefact; it must not exist.")],
    sentiment: Annotated[Path | None, typer.Option(help="More labelled texts: text and label or sentiment.")] = None,
    work: Annotated[Path, typer.Option(help="Where the stages are kept, so that a stopped run goes on.")] = Path(
        "training"
    ),
    corpus: Annotated[Path, typer.Option(help="Folder with train*.jsonl and dev.jsonl.")] = CORPUS,
    quick: Annotated[bool, typer.Option("--quick", help="A few steps, to see that everything runs.")] = False,
) -> None:
    """Train a model artefact from a base encoder and labelled messages."""
    if any(importlib.util.find_spec(name) is None for name in ("torch", "transformers", "safetensors")):
        raise ConfigurationError("train_extra")
    if out.exists():
        raise ConfigurationError("model_exists", path=out)
    if not corpus.is_dir():
        raise InputError("file_missing", path=corpus)
    training = importlib.import_module("app.training")  # torch is an extra: the other commands start without it

    recipe = training.recipe(quick=quick)
    plan = training.Plan(base, out, work, corpus, sentiment, recipe)
    with Progress() as bar:
        training.run(plan, wiring.catalogue_of(settings.load()), bar)
    output.say(texts.TRAINED.format(path=out))
