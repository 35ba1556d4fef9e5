"""`rezayat classify`: label a file of messages."""

import itertools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from app import inputs, output, settings, texts, wiring
from app.inputs import Line, Source
from domain.analysis import Analysis
from domain.digits import persian_digits
from domain.errors import InputError
from domain.labels import NO_AGENCY, Sentiment
from nlp.pipeline import Pipeline
from reports.tables import Column, Kind, known_format, write_jsonl, write_table
from services.intake import BadRow

PLACES: Final = 4
"""Decimal places of probabilities in files."""

ADDED: Final = (
    Column("sentiment", "لحن"),
    Column("sentiment_score", "نمرهٔ لحن", Kind.NUMBER),
    Column("p_negative", "احتمال منفی", Kind.NUMBER),
    Column("p_neutral", "احتمال خنثی", Kind.NUMBER),
    Column("p_positive", "احتمال مثبت", Kind.NUMBER),
    Column("agency", "دستگاه"),
    Column("agency_confidence", "اطمینان دستگاه", Kind.NUMBER),
    Column("agency_2", "دستگاه دوم"),
    Column("agency_2_confidence", "اطمینان دستگاه دوم", Kind.NUMBER),
    Column("agency_3", "دستگاه سوم"),
    Column("agency_3_confidence", "اطمینان دستگاه سوم", Kind.NUMBER),
    Column("kind", "نوع پیام"),
    Column("kind_confidence", "اطمینان نوع", Kind.NUMBER),
    Column("urgent", "فوری", Kind.BOOLEAN),
    Column("needs_review", "نیازمند بازبینی", Kind.BOOLEAN),
    Column("text_redacted", "متن بدون اطلاعات شخصی"),
    Column("model_version", "نسخهٔ مدل"),
    Column("drivers", "محورها"),
    Column("service", "خدمت"),
    Column("service_confidence", "اطمینان خدمت", Kind.NUMBER),
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("classify")(classify)


def classify(
    source: Annotated[
        Path, typer.Argument(metavar="INPUT", help="A .csv, .xlsx, .jsonl or .txt file, or - for JSONL.")
    ],
    out: Annotated[
        Path, typer.Option("--output", "-o", help="A .csv, .xlsx, .jsonl or .parquet file, or -.")
    ] = inputs.STANDARD,
    text_column: Annotated[str, typer.Option(help="The column that holds the message.")] = inputs.TEXT_COLUMN,
) -> None:
    """Label every message of a file: sentiment, agency, kind, urgency; personal data is masked."""
    if out != inputs.STANDARD:
        known_format(out)
    table = inputs.read(source, text_column)
    good, bad = usable(table)
    if not good:
        output.complain(bad)
        raise InputError("nothing_readable", path=source)
    configured = settings.load()
    pipeline = wiring.pipeline_of(configured, wiring.catalogue_of(configured))
    columns = (*own_columns(table.columns), *ADDED)
    rows = labelled(good, table.columns, pipeline, text_column)
    if out == inputs.STANDARD:
        write_jsonl(sys.stdout, columns, rows)
    else:
        written = write_table(out, columns, rows)
        if written.cut_cells:
            output.say(texts.CUT_CELLS.format(count=persian_digits(written.cut_cells)))
        output.say(texts.CLASSIFIED.format(count=persian_digits(written.rows), path=out))
    output.complain(bad)


def usable(table: Source) -> tuple[list[Line], list[BadRow]]:
    """The lines that can be labelled, and the others with their reason."""
    good = [line for line in table.lines if line.error is None]
    bad = [BadRow(line.number, line.error) for line in table.lines if line.error is not None]
    return good, bad


def own_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """The user's columns, first and unchanged; one that has a name of ours becomes `input_<name>`."""
    ours = {column.name for column in ADDED}
    renamed = (f"input_{name}" if name in ours else name for name in names)
    return tuple(Column(name, name) for name in renamed)


def labelled(
    lines: Sequence[Line], names: Sequence[str], pipeline: Pipeline, text_column: str
) -> Iterator[tuple[Any, ...]]:
    """The user's cells followed by the labels, row by row, with a progress bar."""
    messages = [cell_text(line.values.get(text_column)) for line in lines]
    analyses = itertools.chain.from_iterable(pipeline.stream(messages))
    with output.progress(texts.CLASSIFYING, len(lines)) as (bar, task):
        for line, analysis in zip(lines, analyses, strict=True):
            own = [cell_text(line.values.get(name)) for name in names]
            yield (*own, *cells(analysis))
            bar.advance(task)


def cell_text(value: Any) -> str:
    """A cell of an input file as text."""
    return "" if value is None else str(value)


def cells(analysis: Analysis) -> tuple[Any, ...]:
    """The values of `ADDED` for one message."""
    sentiment = analysis.sentiment_probabilities or (None,) * len(Sentiment)
    proposals = [part for one in analysis.proposals for part in (one.agency, rounded(one.confidence))]
    proposals += [None] * (6 - len(proposals))
    if not analysis.proposals:
        proposals[0] = NO_AGENCY
    return (
        analysis.sentiment,
        rounded(analysis.sentiment_score),
        *(rounded(value) for value in sentiment),
        *proposals,
        analysis.kind,
        rounded(analysis.kind_confidence),
        analysis.urgent,
        analysis.needs_review,
        analysis.text_redacted,
        analysis.model_version,
        ";".join(analysis.drivers),
        analysis.service.service if analysis.service else None,
        rounded(analysis.service.confidence if analysis.service else None),
    )


def rounded(value: float | None) -> float | None:
    """A number as files show it."""
    return None if value is None else round(value, PLACES)
