"""Feedback as it leaves the house: redacted rows in the file formats of `reports.tables`."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from domain.agency import Catalogue
from domain.feedback import ExportRow
from domain.place import provinces
from reports.tables import Column, Kind, Written, write_table
from services import texts
from storage import audit, predictions
from storage.database import Database
from storage.predictions import Filter, Page

PAGE: Final = 5_000

COLUMNS: Final = tuple(
    Column(name, title, kind, texts.MEANINGS[name])
    for name, title, kind in (
        ("case_number", "شمارهٔ پرونده", Kind.INTEGER),
        ("date", "تاریخ", Kind.DATE),
        ("agency", "کد دستگاه", Kind.TEXT),
        ("agency_fa", "دستگاه", Kind.TEXT),
        ("agency_source", "تعیین‌کنندهٔ دستگاه", Kind.TEXT),
        ("unit", "کد واحد", Kind.TEXT),
        ("unit_fa", "واحد", Kind.TEXT),
        ("service", "کد خدمت", Kind.TEXT),
        ("service_fa", "خدمت", Kind.TEXT),
        ("province", "کد استان", Kind.TEXT),
        ("province_fa", "استان", Kind.TEXT),
        ("county", "شهر یا روستا", Kind.TEXT),
        ("intake_channel", "راه دریافت", Kind.TEXT),
        ("service_mode", "شیوهٔ خدمت", Kind.TEXT),
        ("rating", "نمره", Kind.INTEGER),
        ("sentiment", "لحن", Kind.TEXT),
        ("kind", "نوع پیام", Kind.TEXT),
        ("drivers", "محورها", Kind.TEXT),
        ("urgent", "فوری", Kind.BOOLEAN),
        ("needs_review", "نیازمند بازبینی", Kind.BOOLEAN),
        ("status", "وضعیت", Kind.TEXT),
        ("due", "مهلت", Kind.DATE),
        ("answered_at", "روز پاسخ", Kind.DATE),
        ("outcome", "نظر شهروند دربارهٔ پاسخ", Kind.TEXT),
        ("rating_after", "نمرهٔ پس از پاسخ", Kind.INTEGER),
        ("driver", "محوری که شهروند گفته", Kind.TEXT),
        ("event", "رویداد", Kind.TEXT),
        ("solicited", "با دعوت", Kind.BOOLEAN),
        ("text", "متن (بدون اطلاعات شخصی)", Kind.TEXT),
        ("model_version", "نسخهٔ مدل", Kind.TEXT),
    )
)


class Exporter:
    """Writes the feedback of one database, labelled by one model version."""

    def __init__(self, database: Database, catalogue: Catalogue, model_version: str) -> None:
        self._database = database
        self._catalogue = catalogue
        self._model_version = model_version

    async def export(self, path: Path, wanted: Filter, actor: str) -> Written:
        """Write a file and note in the audit log who took it; memory stays flat however many rows there are."""
        loop = asyncio.get_running_loop()
        written = await asyncio.to_thread(lambda: write_table(path, COLUMNS, self._rows(wanted, loop)))
        async with self._database.writing() as connection:
            await audit.record(connection, actor, "export", f"{path.name}: {written.rows} rows")
        return written

    def _rows(self, wanted: Filter, loop: asyncio.AbstractEventLoop) -> Iterator[tuple[object, ...]]:
        page = Page(0, PAGE)
        while rows := asyncio.run_coroutine_threadsafe(self._page(wanted, page), loop).result():
            yield from (self._cells(row) for row in rows)
            page = Page(rows[-1].case_number, PAGE)

    async def _page(self, wanted: Filter, page: Page) -> list[ExportRow]:
        async with self._database.reading() as connection:
            return await predictions.export_page(connection, wanted, self._model_version, page)

    def _cells(self, row: ExportRow) -> tuple[object, ...]:
        agency = self._catalogue.by_code.get(row.agency or "")
        service = agency.service(row.service) if agency else None
        unit = agency.unit(row.unit) if agency else None
        return (
            row.case_number,
            row.day,
            row.agency,
            texts.NO_AGENCY if agency is None else agency.short_fa,
            row.agency_source,
            row.unit,
            None if unit is None else unit.name_fa,
            row.service,
            None if service is None else service.name_fa,
            row.province,
            provinces().get(row.province or ""),
            row.county,
            row.channel,
            row.service_mode,
            row.rating,
            row.sentiment,
            row.kind,
            ";".join(row.drivers),
            row.urgent,
            row.needs_review,
            row.status,
            row.due,
            row.answered_on,
            row.outcome,
            row.rating_after,
            row.driver,
            row.event,
            row.solicited,
            row.text_redacted,
            row.model_version,
        )
