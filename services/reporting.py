"""Indicators and volumes from stored feedback."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.labels import NO_AGENCY, Sentiment
from indicators.disclosure import MINIMUM_CITIZENS
from indicators.satisfaction import Opinion, Satisfaction, satisfaction, tallies, votes
from models.artefact import HeldOut
from reports.tables import Column, Kind
from services import texts
from storage import predictions
from storage.database import Database
from storage.predictions import Filter, Voice


class Grouping(StrEnum):
    """What the indicators are compared by."""

    AGENCY = "agency"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Volume:
    """Messages of one agency by sentiment, and the citizens who wrote them."""

    agency: str
    citizens: int
    by_sentiment: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """Indicators of one period, best first, those without enough data last.

    `messages` are those about the groups whose value is published: with all of them, the number of those about a single
    group that is withheld could be computed.
    """

    results: tuple[Satisfaction, ...]
    volumes: tuple[Volume, ...]
    messages: int
    is_empty: bool = False
    """nothing at all was found"""


INDICATOR_COLUMNS: Final = tuple(
    Column(name, title, kind, texts.MEANINGS.get(name, ""))
    for name, title, kind in (
        ("period", "دوره", Kind.TEXT),
        ("code", "کد", Kind.TEXT),
        ("name", "نام", Kind.TEXT),
        ("citizens", "شمار شهروندان", Kind.INTEGER),
        ("decided", "راضی یا ناراضی", Kind.INTEGER),
        ("satisfied", "راضی", Kind.INTEGER),
        ("neutral", "خنثی", Kind.INTEGER),
        ("satisfaction", "شاخص رضایت", Kind.NUMBER),
        ("low", "کران پایین", Kind.NUMBER),
        ("high", "کران بالا", Kind.NUMBER),
        ("share", "سهم شمرده‌شده", Kind.NUMBER),
        ("published", "منتشر می‌شود", Kind.BOOLEAN),
        ("formula_version", "نسخهٔ فرمول", Kind.INTEGER),
    )
)


async def report(database: Database, wanted: Filter, model: tuple[str, HeldOut], by: Grouping) -> Report:
    """The indicators of the wanted feedback, by agency or province.

    `model` is the version whose predictions count, and its held-out errors. A person has one vote per group in the
    period.
    """
    version, held_out = model
    async with database.reading() as connection:
        voices = await predictions.voices(connection, wanted, version)
    concerned = [voice for voice in voices if voice.agency != NO_AGENCY]
    counted = tallies(votes(_opinion(voice, by) for voice in concerned if by is Grouping.AGENCY or voice.province))
    results = [satisfaction(group, tally, held_out) for group, tally in counted.items()]
    results.sort(key=lambda one: (one.value is None, -(one.value or 0), -one.citizens))
    published = {result.group for result in results if result.published}
    messages = sum(_group(voice, by) in published for voice in concerned)
    return Report(tuple(results), tuple(_volumes(concerned)), messages, is_empty=not voices)


def _group(voice: Voice, by: Grouping) -> str:
    return voice.agency if by is Grouping.AGENCY else voice.province or ""


def _opinion(voice: Voice, by: Grouping) -> Opinion:
    return Opinion(
        person=voice.person,
        group=_group(voice, by),
        received_at=voice.received_at,
        rating=voice.rating,
        sentiment=None if voice.sentiment is None else Sentiment(voice.sentiment),
        score=voice.sentiment_score,
    )


def _volumes(voices: Iterable[Voice]) -> list[Volume]:
    people: dict[str, set[str]] = {}
    sentiments: dict[str, Counter[str]] = {}
    for voice in voices:
        people.setdefault(voice.agency, set()).add(voice.person)
        if voice.sentiment is not None:
            sentiments.setdefault(voice.agency, Counter())[voice.sentiment] += 1
    volumes = [Volume(agency, len(people[agency]), count) for agency, count in sentiments.items()]
    return sorted(volumes, key=lambda volume: -sum(volume.by_sentiment.values()))


def indicator_cells(result: Satisfaction, name: str, period: str) -> tuple[object, ...]:
    """One row of `INDICATOR_COLUMNS`; what is withheld shows no number that could be computed back."""
    shown = result.published
    few = result.citizens < MINIMUM_CITIZENS
    return (
        period,
        result.group,
        name,
        None if few else result.citizens,
        result.decided if shown else None,
        result.satisfied if shown else None,
        result.neutral if shown else None,
        result.value,
        result.low,
        result.high,
        result.share if shown else None,
        shown,
        result.formula_version,
    )
