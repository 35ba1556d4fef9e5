"""The units of an agency that is many: which bank, which operator, which airline a feedback is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import InputError
from domain.service import CODE_LIMIT, has_letters
from domain.table import Cells, parts, read_table

SHIPPED_UNITS: Final = Path(__file__).with_name("units.csv")
UNIT_COLUMNS: Final = ("agency", "code", "name_fa", "aliases")
UNIT_NAME_LIMIT: Final = 32
"""Characters of a name, which stands on a button."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; `code` is unique within the agency, `aliases` are what people call it when asked for it."""

    code: str
    name_fa: str
    aliases: tuple[str, ...] = ()


Units = Mapping[str, tuple[Unit, ...]]
"""Units per agency code, in the order of their file: the best known first."""


def read_units(path: Path = SHIPPED_UNITS) -> Units:
    """Read a units file (CSV, UTF-8, columns as in `UNIT_COLUMNS`).

    Raises InputError when the file is missing, has other columns, or a row is wrong.
    """
    found: dict[str, dict[str, Unit]] = {}
    for number, row in enumerate(read_table(path, UNIT_COLUMNS), start=2):
        agency, unit = row["agency"], _unit(row, number)
        if unit.code in found.setdefault(agency, {}):
            raise InputError("units_duplicate", row=number, unit=f"{agency}/{unit.code}")
        found[agency][unit.code] = unit
    return {agency: tuple(units.values()) for agency, units in found.items()}


def _unit(row: Cells, number: int) -> Unit:
    agency, code, name = row["agency"], row["code"], row["name_fa"]
    if not code.isascii() or not code.replace("_", "").isalnum() or len(code) > CODE_LIMIT:
        raise InputError("units_code", row=number, unit=f"{agency}/{code}")
    if not has_letters(name) or len(name) > UNIT_NAME_LIMIT:
        raise InputError("units_name", row=number, unit=f"{agency}/{code}", limit=UNIT_NAME_LIMIT)
    return Unit(code, name, parts(row["aliases"]))
