"""`rezayat demo`: the main job end to end on embedded defaults."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from app import inputs, output, settings, texts, wiring
from app.indicators_view import View
from app.settings import Settings
from app.wiring import Installation
from domain.digits import persian_digits
from domain.errors import InputError
from domain.feedback import NewFeedback
from domain.period import JalaliMonth, tehran_day
from indicators.disclosure import MINIMUM_CITIZENS
from nlp.pipeline import Pipeline
from reports import charts
from reports.charts import SatisfactionRow, Scope, VolumeRow
from reports.tables import write_table
from services import reporting
from services.exporting import Exporter
from services.intake import BadRow
from services.reporting import INDICATOR_COLUMNS, Grouping
from storage.predictions import Filter

SAMPLE: Final = Path(__file__).parent.parent / "data" / "sample.jsonl"
EXPORTS: Final = ("feedback.xlsx", "feedback.csv", "feedback.jsonl")
INDICATORS: Final = "indicators.xlsx"
CHARTS: Final = ("satisfaction.png", "volume.png")
ACTOR: Final = "command line: demo"


@dataclass(frozen=True)
class Loaded:
    """Feedback read from a file, and the rows that could not be used."""

    feedback: Sequence[NewFeedback]
    bad: Sequence[BadRow]

    @property
    def period(self) -> str:
        """«مهر تا آذر 1404»: the Jalali months that the feedback spans."""
        months = [JalaliMonth.of(tehran_day(one.received_at)) for one in self.feedback]
        first, last = min(months), max(months)
        return first.words if first == last else f"{first.words} تا {last.words}"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    source: Annotated[Path | None, typer.Option("--input", help="Your own .csv, .xlsx, .jsonl or .txt file.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the exports and charts.")] = Path("demo-output"),
) -> None:
    """Read feedback, classify it, compute indicators, write exports and charts."""
    table = inputs.read(source or SAMPLE)
    with tempfile.TemporaryDirectory(prefix="rezayat-demo-") as folder:
        asyncio.run(_demo(table, source or SAMPLE, out, _embedded(Path(folder))))


def _embedded(folder: Path) -> Settings:
    """Settings of an installation that lives only while the demo runs; the model and catalogue are the configured ones."""
    return settings.load().model_copy(
        update={"database_url": None, "data_dir": folder / "data", "key_file": folder / "config" / "keys.json"}
    )


async def _demo(table: inputs.Source, source: Path, out: Path, configured: Settings) -> None:
    async with wiring.opened(configured) as installation:
        loaded = _read(table, installation)
        output.complain(list(loaded.bad))
        if not loaded.feedback:
            raise InputError("nothing_readable", path=source)
        pipeline = wiring.pipeline_of(configured, installation.catalogue)
        await _classify(loaded, installation, pipeline)
        model = (pipeline.model_version, pipeline.manifest.held_out)
        report = await reporting.report(installation.database, Filter(), model, Grouping.AGENCY)
        view = View(report, installation.catalogue, Grouping.AGENCY, loaded.period)
        files = await _write(installation, pipeline.model_version, view, out)
    Console().print(view.table(loaded.period))
    output.say(texts.NOT_COMPARED_NOTE)
    output.say(texts.NO_REPRIMAND)
    output.say(texts.DEMO_FILES.format(folder=out))
    for file in files:
        output.say(f"  {file}")


def _read(table: inputs.Source, installation: Installation) -> Loaded:
    rows = (
        (line.number, {k: str(v) for k, v in line.values.items() if v is not None})
        for line in table.lines
        if not line.error
    )
    good, bad = installation.intake.read_rows(rows, inputs.TEXT_COLUMN)
    broken = [BadRow(line.number, line.error) for line in table.lines if line.error]
    return Loaded(good, sorted([*bad, *broken], key=lambda one: one.row))


async def _classify(loaded: Loaded, installation: Installation, pipeline: Pipeline) -> None:
    stored = await installation.intake.import_many(loaded.feedback)
    output.say(texts.DEMO_STORED.format(count=persian_digits(stored)))
    with output.progress(texts.CLASSIFYING, stored) as (bar, task):
        await installation.triage(pipeline).run(lambda count: bar.advance(task, count))
        bar.update(task, completed=stored)


async def _write(installation: Installation, model_version: str, view: View, out: Path) -> list[Path]:
    """Write everything into a folder beside, then move it to its place, so that no half a set is left."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".rezayat-", dir=out) as name:
        beside = Path(name)
        exporter = Exporter(installation.database, installation.catalogue, model_version)
        for file in EXPORTS:
            await exporter.export(beside / file, Filter(), ACTOR)
        write_table(beside / INDICATORS, INDICATOR_COLUMNS, view.rows())
        for file, image in zip(CHARTS, _images(view), strict=True):
            (beside / file).write_bytes(image)
        return [Path(shutil.move(beside / file, out / file)) for file in (*EXPORTS, INDICATORS, *CHARTS)]


def _images(view: View) -> tuple[bytes, bytes]:
    compared = [SatisfactionRow(view.name(result.group), result) for result in view.compared()]
    volumes = _volumes(view)
    satisfaction = charts.satisfaction_chart(compared, Scope(view.period, view.report.messages))
    volume = charts.volume_chart(volumes, Scope(view.period, sum(row.total for row in volumes)))
    return charts.png(satisfaction), charts.png(volume)


def _volumes(view: View) -> list[VolumeRow]:
    return [
        VolumeRow(
            view.name(volume.agency),
            volume.by_sentiment.get("negative", 0),
            volume.by_sentiment.get("neutral", 0),
            volume.by_sentiment.get("positive", 0),
        )
        for volume in view.report.volumes
        if volume.citizens >= MINIMUM_CITIZENS
    ]
