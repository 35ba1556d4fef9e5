"""The provinces of Iran, as codes for machines and names for people."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from domain.errors import InputError

_FILE: Final = Path(__file__).with_name("provinces.csv")


@cache
def provinces() -> Mapping[str, str]:
    """Province code → Persian name."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name_fa"] for row in csv.DictReader(file)}


def province_code(text: str) -> str:
    """The code of a province given by code or by Persian name; raises InputError for anything else."""
    wanted = text.strip()
    if wanted in provinces():
        return wanted
    folded = _fold(wanted.removeprefix("استان"))
    for code, name in provinces().items():
        if _fold(name) == folded:
            return code
    raise InputError("unknown_province", province=text)


def _fold(name: str) -> str:
    return name.replace("ي", "ی").replace("ك", "ک").replace("\u200c", "").replace(" ", "")
