"""`rezayat indicators` and `rezayat export`: numbers and rows from what is stored."""

import asyncio
import getpass
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app import indicators_view, output, settings, texts, wiring
from domain.digits import persian_digits
from domain.errors import InputError
from domain.period import DayRange, JalaliMonth, parse_date
from domain.place import province_code
from models.artefact import Manifest, shipped_model
from reports.tables import known_format, write_jsonl
from services import reporting
from services.exporting import Exporter
from services.reporting import Grouping, Report
from storage.predictions import Filter


class Format(StrEnum):
    """How indicators are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("indicators")(indicators)
    app.command("export")(export)


def indicators(
    by: Annotated[Grouping, typer.Option(help="Compare by this.")] = Grouping.AGENCY,
    period: Annotated[str | None, typer.Option(help="A Jalali month such as 1404-07; everything by default.")] = None,
    form: Annotated[Format, typer.Option("--format", help="table, json or csv on standard output.")] = Format.TABLE,
) -> None:
    """Show the satisfaction indicators of stored feedback."""
    month = JalaliMonth.parse(period) if period else None
    days = DayRange(month.first, month.last) if month else DayRange()
    report = asyncio.run(_report(Filter(days), by))
    if report.is_empty:
        raise InputError("nothing_stored")
    configured = settings.load()
    view = indicators_view.View(report, wiring.catalogue_of(configured), by, str(month) if month else "all")
    if form is Format.TABLE:
        Console().print(view.table(month.words if month else ""))
        output.say(texts.NOT_COMPARED_NOTE)
        output.say(texts.NO_REPRIMAND)
    elif form is Format.JSON:
        write_jsonl(sys.stdout, reporting.INDICATOR_COLUMNS, view.rows())
    else:
        view.write_csv(sys.stdout)


def export(
    out: Annotated[Path, typer.Option(help="A .csv, .xlsx, .jsonl or .parquet file.")],
    first: Annotated[str | None, typer.Option("--from", help="First Tehran day, Jalali or ISO.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last Tehran day, included.")] = None,
    agency: Annotated[str | None, typer.Option(help="Only this agency's code.")] = None,
    province: Annotated[str | None, typer.Option(help="Only this province, code or name.")] = None,
) -> None:
    """Write stored feedback with its labels; texts are redacted."""
    known_format(out)
    wanted = Filter(
        DayRange(parse_date(first) if first else None, parse_date(last) if last else None),
        agency,
        province_code(province) if province else None,
    )
    asyncio.run(_export(out, wanted))


async def _report(wanted: Filter, by: Grouping) -> Report:
    configured = settings.load()
    manifest = Manifest.read(configured.model_dir or shipped_model())
    async with wiring.opened(configured) as installation:
        return await reporting.report(installation.database, wanted, (manifest.model_version, manifest.held_out), by)


async def _export(out: Path, wanted: Filter) -> None:
    configured = settings.load()
    manifest = Manifest.read(configured.model_dir or shipped_model())
    async with wiring.opened(configured) as installation:
        if wanted.agency is not None:
            installation.catalogue[wanted.agency]
        exporter = Exporter(installation.database, installation.catalogue, manifest.model_version)
        written = await exporter.export(out, wanted, actor=f"command line: {getpass.getuser()}")
    if written.cut_cells:
        output.say(texts.CUT_CELLS.format(count=persian_digits(written.cut_cells)))
    output.say(texts.EXPORTED.format(count=persian_digits(written.rows), path=out))
