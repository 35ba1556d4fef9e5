"""Groups of agencies, for finding an office by what it has to do with instead of by its name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import InputError
from domain.service import has_letters
from domain.table import Cells, parts, read_table

SHIPPED_GROUPS: Final = Path(__file__).with_name("groups.csv")
GROUP_COLUMNS: Final = ("code", "name_fa", "agencies")
GROUP_NAME_LIMIT: Final = 20
MOST_GROUPS: Final = 12
MOST_AGENCIES: Final = 10
"""More buttons than this nobody reads on a phone."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some agencies under one everyday name, by their codes."""

    code: str
    name_fa: str
    agencies: tuple[str, ...]


def read_groups(path: Path = SHIPPED_GROUPS) -> tuple[Group, ...]:
    """Read a groups file (CSV, UTF-8, columns as in `GROUP_COLUMNS`; codes of agencies parted by `|`).

    Raises InputError when the file is missing, has other columns, or a row is wrong.
    """
    groups = tuple(_group(row, number) for number, row in enumerate(read_table(path, GROUP_COLUMNS), start=2))
    if len(groups) > MOST_GROUPS:
        raise InputError("groups_many", found=len(groups), limit=MOST_GROUPS)
    seen: set[str] = set()
    for group in groups:
        twice = seen & set(group.agencies)
        if twice:
            raise InputError("groups_twice", agency=min(twice))
        seen |= set(group.agencies)
    return groups


def _group(row: Cells, number: int) -> Group:
    group = Group(row["code"], row["name_fa"], parts(row["agencies"]))
    if not has_letters(group.name_fa) or len(group.name_fa) > GROUP_NAME_LIMIT:
        raise InputError("groups_name", row=number, group=group.code, limit=GROUP_NAME_LIMIT)
    if not 0 < len(group.agencies) <= MOST_AGENCIES:
        raise InputError("groups_size", row=number, group=group.code, limit=MOST_AGENCIES)
    return group
