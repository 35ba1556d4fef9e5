"""What a conversation needs, whatever the messenger; the composition root fills it in."""

from dataclasses import dataclass
from typing import Final

from domain.agency import Catalogue
from models.artefact import HeldOut
from services.triage import Analyser
from storage.crypto import KeyRing
from storage.database import Database

RETENTION_DAYS: Final = 90
NO_MODEL: Final = ("", HeldOut(1, 1, 1, 0))
"""Without a model there are no predictions, and nothing of theirs to correct for."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of one installation. `province` is the province of its feedback; without `analyser` nothing is proposed.

    `model` is the version whose predictions the reports count, and its held-out errors. Texts and addresses are erased
    after `retention_days`.
    """

    database: Database
    keys: KeyRing
    catalogue: Catalogue
    province: str | None = None
    analyser: Analyser | None = None
    model: tuple[str, HeldOut] = NO_MODEL
    retention_days: int = RETENTION_DAYS
