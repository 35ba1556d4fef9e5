"""What is evaluated: a labelled message beside the answer it got."""

from dataclasses import dataclass

from domain.analysis import Analysis
from domain.labels import NO_AGENCY
from models.rows import Row


@dataclass(frozen=True, slots=True)
class Case:
    """One message of a labelled file: its row number as a person counts, its labels, and what the model answered."""

    number: int
    row: Row
    analysis: Analysis


def accepted_agencies(row: Row) -> frozenset[str]:
    """The agencies a fair reader accepts; empty when nobody labelled the agency."""
    return frozenset((row.agency, *row.also_ok)) if row.agency is not None else frozenset()


def called_agency(analysis: Analysis) -> str:
    """The agency as `classify` writes it: an empty message concerns none."""
    return analysis.agency or NO_AGENCY


def credited(called: str | None, wanted: str, accepted: frozenset[str]) -> str | None:
    """The answer with any acceptable label counted as the wanted one."""
    return wanted if called in accepted else called
