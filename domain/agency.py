"""The catalogue of executive agencies: which offices a feedback can be about.

An *agency* is a row of the catalogue (a type of office); the same agency in a province is a unit. The catalogue is
configuration: the shipped `agencies.csv` can be replaced by an installation's own file of the same columns, and the services,
units and groups of the agencies by a `services.csv`, `units.csv` and `groups.csv` beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from domain.errors import InputError
from domain.group import SHIPPED_GROUPS, Group, read_groups
from domain.labels import NO_AGENCY
from domain.service import CODE_LIMIT, SHIPPED_SERVICES, Service, has_letters, read_services
from domain.table import Cells, parts, read_table
from domain.unit import SHIPPED_UNITS, Unit, read_units

SHIPPED: Final = Path(__file__).with_name("agencies.csv")
COLUMNS: Final = ("code", "name_fa", "short_fa", "aliases", "owner", "ranked", "parent", "scope_fa", "examples")
SHORT_NAME_LIMIT: Final = 24
"""A button on a cheap phone shows about this many characters."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One executive agency.

    `name_fa` is the official name, `short_fa` the one on buttons and charts, `aliases` what people call it,
    `scope_fa` the matters it is responsible for, `examples` sentences of citizens about it. `ranked` says whether it is
    compared with others by default; `parent` is the code of the agency it belongs to, if any; `services` are what it does;
    `units` are there where the agency is many, such as the banks.
    """

    code: str
    name_fa: str
    short_fa: str
    owner: str
    scope_fa: str
    ranked: bool = True
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    units: tuple[Unit, ...] = ()

    def service(self, code: str | None) -> Service | None:
        """The service with a code, if there is one."""
        return next((service for service in self.services if service.code == code), None)

    def unit(self, code: str | None) -> Unit | None:
        """The unit with a code, if there is one."""
        return next((unit for unit in self.units if unit.code == code), None)


@dataclass(frozen=True)
class Catalogue:
    """The agencies of an installation, in the order of its file. Codes are unique and descriptions not empty.

    `groups` help to find an office whose name does not come to mind.
    """

    agencies: tuple[Agency, ...]
    groups: tuple[Group, ...] = ()

    def __post_init__(self) -> None:
        _check(self.agencies)

    @cached_property
    def by_code(self) -> Mapping[str, Agency]:
        return {agency.code: agency for agency in self.agencies}

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Agency]:
        return iter(self.agencies)

    def __len__(self) -> int:
        return len(self.agencies)

    def __getitem__(self, code: str) -> Agency:
        try:
            return self.by_code[code]
        except KeyError:
            raise InputError("unknown_agency", agency=code) from None

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "Catalogue":
        """Read a catalogue file (CSV, UTF-8, columns as in `COLUMNS`), with the services, units and groups beside it.

        Where such a file is missing, what is shipped holds for the agencies whose code is a shipped one. Raises InputError
        when the file is missing, has other columns, or a row is wrong.
        """
        agencies = tuple(_agency(row) for row in read_table(path, COLUMNS))
        known = {agency.code for agency in agencies}
        services, units = _services(path, known), _units(path, known)
        served = (
            replace(each, services=services.get(each.code, ()), units=units.get(each.code, ())) for each in agencies
        )
        return cls(tuple(served), _groups(path, known))


def _services(path: Path, known: set[str]) -> Mapping[str, tuple[Service, ...]]:
    own = path.with_name(SHIPPED_SERVICES.name)
    if not own.exists():
        return read_services()
    services = read_services(own)
    stray = set(services) - known
    if stray:
        raise InputError("services_agency", agency=min(stray))
    return services


def _units(path: Path, known: set[str]) -> Mapping[str, tuple[Unit, ...]]:
    own = path.with_name(SHIPPED_UNITS.name)
    if not own.exists():
        return read_units()
    units = read_units(own)
    stray = set(units) - known
    if stray:
        raise InputError("units_agency", agency=min(stray))
    return units


def _groups(path: Path, known: set[str]) -> tuple[Group, ...]:
    own = path.with_name(SHIPPED_GROUPS.name)
    groups = read_groups(own if own.exists() else SHIPPED_GROUPS)
    stray = {code for group in groups for code in group.agencies} - known
    if own.exists() and stray:
        raise InputError("groups_agency", agency=min(stray))
    met = (replace(group, agencies=tuple(code for code in group.agencies if code in known)) for group in groups)
    return tuple(group for group in met if group.agencies)


def _agency(row: Cells) -> Agency:
    return Agency(
        code=row["code"],
        name_fa=row["name_fa"],
        short_fa=row["short_fa"],
        owner=row["owner"],
        scope_fa=row["scope_fa"],
        ranked=row["ranked"] == "1",
        parent=row["parent"] or None,
        aliases=parts(row["aliases"]),
        examples=parts(row["examples"]),
    )


def _check(agencies: Iterable[Agency]) -> None:
    seen: dict[str, Agency] = {}
    for row, agency in enumerate(agencies, start=2):
        if not agency.code.isascii() or not agency.code.replace("_", "").isalnum():
            raise InputError("catalogue_code", row=row, agency=agency.code)
        if agency.code == NO_AGENCY or len(agency.code) > CODE_LIMIT:
            raise InputError("catalogue_code", row=row, agency=agency.code)
        if agency.code in seen:
            raise InputError("catalogue_duplicate", row=row, agency=agency.code)
        if not all(map(has_letters, (agency.name_fa, agency.short_fa, agency.scope_fa))):
            raise InputError("catalogue_description", row=row, agency=agency.code)
        if len(agency.short_fa) > SHORT_NAME_LIMIT:
            raise InputError("catalogue_short_name", row=row, agency=agency.code, limit=SHORT_NAME_LIMIT)
        seen[agency.code] = agency
    if not seen:
        raise InputError("catalogue_empty")
    for agency in seen.values():
        if agency.parent is not None and agency.parent not in seen:
            raise InputError("catalogue_parent", agency=agency.code, parent=agency.parent)
