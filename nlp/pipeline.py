"""The whole way of a text: mask, normalise, find names, one encoder pass, calibrated answers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from domain.agency import Agency, Catalogue
from domain.analysis import Analysis, Proposal, ServiceProposal
from domain.errors import ConfigurationError
from domain.labels import Driver, Kind, Sentiment
from models.classifier import Classifier
from models.descriptions import Descriptions, service_key, service_of
from models.finglish import read_finglish
from models.heads import Answers
from nlp.mentions import Mentions
from nlp.normalise import NORMALISER_VERSION, normalise
from nlp.redact import redact

TOP: Final = 3
CHUNK: Final = 512
"""Messages analysed together: enough to sort by length, little enough to report progress."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready for the encoder: masked as written, normalised, with the agencies it names."""

    redacted: str
    normalised: str
    mentions: frozenset[str]


class Pipeline:
    """Turns messages into analyses with one model and one catalogue. Safe to call from several threads."""

    def __init__(self, model: Path, catalogue: Catalogue, threads: int | None = None) -> None:
        """Load the model; raises ConfigurationError when its folder is missing, damaged or made for another normaliser."""
        self.catalogue = catalogue
        self._mentions = Mentions(catalogue)
        self._classifier = Classifier.load(model, descriptions(catalogue), threads)
        self.manifest = self._classifier.manifest
        if self.manifest.normaliser_version != NORMALISER_VERSION:
            found = self.manifest.normaliser_version
            raise ConfigurationError("model_normaliser", path=model, found=found, wanted=NORMALISER_VERSION)

    @property
    def model_version(self) -> str:
        return self.manifest.model_version

    def analyse(self, texts: Sequence[str]) -> list[Analysis]:
        """Analyse messages as written; answers come in the same order."""
        return [analysis for chunk in self.stream(texts) for analysis in chunk]

    def stream(self, texts: Sequence[str]) -> Iterator[list[Analysis]]:
        """The same in chunks, for progress."""
        for at in range(0, len(texts), CHUNK):
            yield self._chunk(texts[at : at + CHUNK])

    def prepare(self, text: str) -> Prepared:
        """Everything before the encoder."""
        redacted = redact(text)
        normalised = in_one_form(redacted)
        return Prepared(redacted, normalised, self._mentions.find(normalised))

    def named(self, text: str) -> frozenset[str]:
        """Agencies that a text names."""
        return self._mentions.find(in_one_form(text))

    def _chunk(self, texts: Sequence[str]) -> list[Analysis]:
        prepared = [self.prepare(text) for text in texts]
        told = [at for at, one in enumerate(prepared) if has_content(one.normalised)]
        analyses = [self._empty(one) for one in prepared]
        if told:
            answers = self._classifier.answers(
                [prepared[at].normalised for at in told], [prepared[at].mentions for at in told]
            )
            for place, at in enumerate(told):
                analyses[at] = self._analysis(prepared[at], answers, place)
        return analyses

    def _analysis(self, prepared: Prepared, answers: Answers, row: int) -> Analysis:
        calibration = self.manifest.calibration
        columns = self._classifier.columns
        best = np.argsort(-answers.agency[row])[:TOP]
        proposals = tuple(Proposal(columns[at], float(answers.agency[row, at])) for at in best)
        negative, neutral, positive = (float(value) for value in answers.sentiment[row])
        kind = int(answers.kind[row].argmax())
        return Analysis(
            sentiment=tuple(Sentiment)[int(answers.sentiment[row].argmax())],
            sentiment_probabilities=(negative, neutral, positive),
            proposals=proposals,
            kind=tuple(Kind)[kind],
            kind_confidence=float(answers.kind[row, kind]),
            urgent=bool(answers.urgent[row] >= calibration.urgent),
            needs_review=proposals[0].confidence < calibration.review,
            text_redacted=prepared.redacted,
            model_version=self.model_version,
            drivers=tuple(driver for driver, on in zip(Driver, answers.drivers[row], strict=True) if on),
            service=self._service(proposals[0].agency, answers, row),
        )

    def _service(self, agency: str, answers: Answers, row: int) -> ServiceProposal | None:
        columns = self._classifier.services_of(agency)
        if not columns:
            return None
        best = max(columns, key=lambda at: float(answers.service[row, at]))
        return ServiceProposal(service_of(self._classifier.services[best]), float(answers.service[row, best]))

    def _empty(self, prepared: Prepared) -> Analysis:
        return Analysis(
            sentiment=None,
            sentiment_probabilities=None,
            proposals=(),
            kind=None,
            kind_confidence=None,
            urgent=False,
            needs_review=True,
            text_redacted=prepared.redacted,
            model_version=self.model_version,
        )


def in_one_form(redacted: str) -> str:
    """A masked message as names are looked for and the model reads it: normalised, Finglish as Persian words."""
    return read_finglish(normalise(redacted))


def has_content(normalised: str) -> bool:
    """True when a text has at least one letter or digit."""
    return any(char.isalnum() for char in normalised)


def descriptions(catalogue: Catalogue) -> Descriptions:
    """What the classifier reads about each agency and each service, normalised."""
    return Descriptions(
        agencies={agency.code: _agency_phrases(agency) for agency in catalogue},
        services={
            service_key(agency.code, service.code): _phrases((service.name_fa, *_parts(service.scope_fa)))
            for agency in catalogue
            for service in agency.services
        },
    )


def _agency_phrases(agency: Agency) -> tuple[str, ...]:
    """Names, matters, examples, and the matters of each service."""
    services = (part for one in agency.services for part in (one.name_fa, one.scope_fa))
    return _phrases(
        (agency.name_fa, agency.short_fa, *agency.aliases, *_parts(agency.scope_fa), *agency.examples, *services)
    )


def _parts(scope: str) -> list[str]:
    return scope.replace("؛", "،").split("،")


def _phrases(written: Iterable[str]) -> tuple[str, ...]:
    phrases = (normalise(phrase.strip()) for phrase in written)
    return tuple(dict.fromkeys(phrase for phrase in phrases if has_content(phrase)))
