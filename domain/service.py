"""The services of an agency: what exactly a feedback is about (the electricity company's bills, its power cuts…)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import InputError
from domain.table import Cells, read_table

SHIPPED_SERVICES: Final = Path(__file__).with_name("services.csv")
SERVICE_COLUMNS: Final = ("agency", "code", "name_fa", "scope_fa")
CODE_LIMIT: Final = 40
"""Characters of an agency's or a service's code that the database keeps."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of an agency; `code` is unique within the agency, `scope_fa` says what people write about it."""

    code: str
    name_fa: str
    scope_fa: str


Services = Mapping[str, tuple[Service, ...]]
"""Services per agency code, in the order of their file."""


def read_services(path: Path = SHIPPED_SERVICES) -> Services:
    """Read a services file (CSV, UTF-8, columns as in `SERVICE_COLUMNS`).

    Raises InputError when the file is missing, has other columns, or a row is wrong.
    """
    found: dict[str, dict[str, Service]] = {}
    for number, row in enumerate(read_table(path, SERVICE_COLUMNS), start=2):
        agency, service = _service(row, number)
        if service.code in found.setdefault(agency, {}):
            raise InputError("services_duplicate", row=number, service=f"{agency}/{service.code}")
        found[agency][service.code] = service
    return {agency: tuple(services.values()) for agency, services in found.items()}


def has_letters(text: str) -> bool:
    """Whether a name or description says anything."""
    return any(char.isalpha() for char in text)


def _service(row: Cells, number: int) -> tuple[str, Service]:
    agency, code, name, scope = (row[column] for column in SERVICE_COLUMNS)
    if not code.isascii() or not code.replace("_", "").isalnum() or len(code) > CODE_LIMIT:
        raise InputError("services_code", row=number, service=f"{agency}/{code}")
    if not has_letters(name) or not has_letters(scope):
        raise InputError("services_description", row=number, service=f"{agency}/{code}")
    return agency, Service(code, name, scope)
