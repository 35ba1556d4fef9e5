"""What a conversation needs, whatever the messenger; the composition root fills it in."""

from dataclasses import dataclass

from domain.agency import Catalogue
from services.triage import Analyser
from storage.crypto import KeyRing
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of one installation. `province` is the province of its feedback; without `analyser` nothing is proposed."""

    database: Database
    keys: KeyRing
    catalogue: Catalogue
    province: str | None = None
    analyser: Analyser | None = None
