"""Tables as Excel workbooks for people: right to left, Persian headers, and a guide sheet with the codes.

The data sheets have one header row, the Persian titles, so that filters and pivot tables work. The sheet «راهنما» lists
for each column its letter, title, code (the name in the machine formats), kind and meaning. Text stays text, whatever
it begins with; numbers and booleans are real; a date is the Jalali text and the ISO text beside it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from reports import texts
from reports.cells import Cell, Kind, Table, Written, printable

CELL_LIMIT: Final = 32_767
"""UTF-16 units that fit into a cell."""
ROWS_PER_SHEET: Final = 1_048_575
"""Rows that fit under the header of a sheet."""
_LONG_TEXT: Final = 60
"""From this many characters on text is wrapped; also the widest column."""
_NARROWEST: Final = 8
_HEADER_HEIGHT: Final = 32
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}


def write_xlsx(path: Path, table: Table) -> Written:
    """Write the table; beyond a sheet's rows it goes on in the next, with the same header."""
    # Leaving the block closes the workbook, also after an error: only that closes its temporary files.
    with Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)}) as workbook:
        sheets = _Sheets(workbook, table)
        for row in table.rows:
            sheets.write(row)
        sheets.finish()
        _write_guide(workbook, table)
    return Written(sheets.rows, sheets.cut_cells)


class _Sheets:
    """The data sheets of a workbook, begun one after the other."""

    def __init__(self, workbook: Workbook, table: Table) -> None:
        self.rows = 0
        self.cut_cells = 0
        self._workbook = workbook
        self._columns = table.columns
        self._header = _header_format(workbook)
        self._plain = workbook.add_format({"valign": "top", "reading_order": 2})
        self._wrapped = workbook.add_format({"valign": "top", "reading_order": 2, "text_wrap": True})
        self._figure = workbook.add_format({"valign": "top"})
        self._widths = [max(_NARROWEST, len(column.title_fa) + 4) for column in table.columns]
        self._sheets: list[Worksheet] = []
        self._writers = [self._writer(column.kind) for column in table.columns]
        self._begin()

    def write(self, row: list[Cell]) -> None:
        """Write the next row."""
        if self._last == ROWS_PER_SHEET:
            self._close_sheet()
            self._begin()
        self._last += 1
        self.rows += 1
        for at, (writer, cell) in enumerate(zip(self._writers, row, strict=True)):
            if cell is not None:
                writer(at, cell)

    def finish(self) -> None:
        """Give the last sheet its filter and all sheets the widths that their text needs."""
        self._close_sheet()
        for sheet in self._sheets:
            for at, width in enumerate(self._widths):
                sheet.set_column(at, at, min(width, _LONG_TEXT))

    def _begin(self) -> None:
        number = len(self._sheets) + 1
        name = texts.SHEET if number == 1 else texts.NEXT_SHEET.format(number=number)
        self._sheet = self._workbook.add_worksheet(name)
        self._sheets.append(self._sheet)
        self._last = 0
        self._sheet.right_to_left()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_row(0, _HEADER_HEIGHT)
        for at, column in enumerate(self._columns):
            self._sheet.write_string(0, at, column.title_fa, self._header)

    def _close_sheet(self) -> None:
        self._sheet.autofilter(0, 0, self._last, len(self._columns) - 1)

    def _writer(self, kind: Kind) -> Callable[[int, Any], None]:
        if kind in (Kind.TEXT, Kind.DATE):
            return self._write_text
        return self._write_boolean if kind is Kind.BOOLEAN else self._write_number

    def _write_text(self, at: int, value: object) -> None:
        text, cut = _fitting(str(value))
        self.cut_cells += cut
        self._widths[at] = max(self._widths[at], len(text))
        long = len(text) > _LONG_TEXT or "\n" in text
        self._sheet.write_string(self._last, at, text, self._wrapped if long else self._plain)

    def _write_number(self, at: int, value: float) -> None:
        self._sheet.write_number(self._last, at, value, self._figure)

    def _write_boolean(self, at: int, value: object) -> None:
        self._sheet.write_boolean(self._last, at, value, self._figure)


def _fitting(text: str) -> tuple[str, bool]:
    """The text as a cell can hold it, and whether it had to be cut."""
    text = printable(text).replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a string for finished XML and would not escape it.
        text += " "
    # No text of half the limit is too long, even if every character takes two units.
    if len(text) * 2 <= CELL_LIMIT or _units(text) <= CELL_LIMIT:
        return text, False
    room = CELL_LIMIT - _units(texts.CUT_MARK)
    head = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore")
    return head + texts.CUT_MARK, True


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _header_format(workbook: Workbook) -> Format:
    look = {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": "#E7EEF5", "bottom": 1}
    return workbook.add_format({**look, "reading_order": 2})


def _write_guide(workbook: Workbook, table: Table) -> None:
    sheet, header = workbook.add_worksheet(texts.GUIDE_SHEET), _header_format(workbook)
    text = workbook.add_format({"valign": "top", "reading_order": 2, "text_wrap": True})
    sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    for at, (title, width) in enumerate(zip(texts.GUIDE_HEADER, (8, 32, 28, 16, 60), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title, header)
    for row, column in enumerate(table.columns, start=1):
        kind = texts.KIND_NAMES[column.kind]
        for at, cell in enumerate((xl_col_to_name(row - 1), column.title_fa, column.name, kind, column.meaning_fa)):
            sheet.write_string(row, at, _fitting(cell)[0], text)
