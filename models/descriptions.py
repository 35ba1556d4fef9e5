"""What describes the things that messages are compared with: agencies and their services."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Phrases = Mapping[str, tuple[str, ...]]
"""Normalised description phrases by code, in column order."""

SERVICE_SEPARATOR: Final = "/"


@dataclass(frozen=True, slots=True)
class Descriptions:
    """Description phrases of the agencies, by their code, and of the services, by `agency/service`."""

    agencies: Phrases
    services: Phrases


def service_key(agency: str, service: str) -> str:
    """The name of a service's column."""
    return f"{agency}{SERVICE_SEPARATOR}{service}"


def agency_of(key: str) -> str:
    """The agency whose service a column stands for."""
    return key.split(SERVICE_SEPARATOR, maxsplit=1)[0]


def service_of(key: str) -> str:
    """The code of the service, without its agency."""
    return key.split(SERVICE_SEPARATOR)[1]


def description_hash(phrases: Sequence[str]) -> str:
    """Tells whether a description is still the one that a vector was made from."""
    return hashlib.sha256("\n".join(phrases).encode()).hexdigest()[:16]
