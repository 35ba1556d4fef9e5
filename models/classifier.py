"""The trained classifier: normalised messages in, calibrated answers out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from domain.labels import NO_AGENCY
from models.artefact import Manifest
from models.descriptions import Descriptions, Phrases, agency_of, description_hash
from models.encoder import Encoder
from models.heads import Answers, Array, Comparison, Heads, Logits, calibrated, log_softmax, logits
from models.lexical import Lexical


@dataclass(frozen=True)
class Classifier:
    """One artefact, fitted to one catalogue.

    `agencies` are the codes of the agency columns, where `none` comes last, `services` the `agency/service` of the others.
    """

    manifest: Manifest
    encoder: Encoder
    heads: Heads
    lexical: Lexical
    agencies: tuple[str, ...]
    services: tuple[str, ...]
    strangers: Mapping[str, Array]
    """lexical weights (n-grams) of the agencies that the artefact was never trained on, in the order of `agencies`"""

    @classmethod
    def load(cls, folder: Path, descriptions: Descriptions, threads: int | None = None) -> "Classifier":
        """Load an artefact for a catalogue.

        Agencies and services that the artefact does not know, or whose description changed, are encoded from their phrases now;
        those that the catalogue leaves out are not answered. Raises ConfigurationError when the folder is damaged.
        """
        manifest = Manifest.read(folder)
        encoder = Encoder(folder, threads)
        heads = fitted(Heads.read(folder / "heads.npz"), manifest, descriptions, encoder)
        lexical = Lexical.read(folder / "lexical.npz")
        strangers = {
            code: lexical.described_weights(texts)
            for code, texts in descriptions.agencies.items()
            if code not in manifest.agencies
        }
        agencies, services = tuple(descriptions.agencies), tuple(descriptions.services)
        return cls(manifest, encoder, heads, lexical, agencies, services, strangers)

    def forgetting(self, phrases: Phrases) -> "Classifier":
        """The same classifier as if it had never been trained on some agencies, given their descriptions."""
        kept = np.array([code not in phrases for code in self.agencies], dtype=np.float32)
        agency = self.heads.agency
        forgotten = replace(agency, correction=agency.correction * kept[:, None], bias=agency.bias * kept)
        strangers = {code: self.lexical.described_weights(texts) for code, texts in phrases.items()}
        return replace(self, heads=replace(self.heads, agency=forgotten), strangers=strangers)

    @property
    def columns(self) -> tuple[str, ...]:
        """Codes of the agency columns of the answers."""
        return (*self.agencies, NO_AGENCY)

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """The agency of each service column."""
        return tuple(agency_of(key) for key in self.services)

    def services_of(self, agency: str) -> list[int]:
        """The service columns of an agency."""
        return self._service_columns.get(agency, [])

    @cached_property
    def _service_columns(self) -> dict[str, list[int]]:
        columns: dict[str, list[int]] = {}
        for at, owner in enumerate(self.owners):
            columns.setdefault(owner, []).append(at)
        return columns

    def logits(self, normalised: Sequence[str], mentions: Sequence[Collection[str]]) -> Logits:
        """Raw scores of messages; `mentions` are the agency codes named in each."""
        found = np.array([[code in codes for code in self.agencies] for codes in mentions], dtype=np.float32)
        sizes = (len(self.manifest.sentiments), len(self.manifest.kinds))
        read = logits(self.heads, self.encoder.encode(normalised), found, sizes)
        return self._blended(read, self._spelled(normalised))

    def _blended(self, read: Logits, spelled: Array) -> Logits:
        sentiments, kinds = len(self.manifest.sentiments), len(self.manifest.kinds)
        ends = np.cumsum([sentiments, kinds, 1, len(self.manifest.drivers)])
        sentiment, kind, urgent, drivers, agency = np.split(spelled, ends, axis=1)
        shares = self.lexical.shares
        return Logits(
            sentiment=log_softmax(read.sentiment) + shares.sentiment * sentiment,
            kind=log_softmax(read.kind) + shares.kind * kind,
            urgent=read.urgent + shares.urgent * urgent[:, 0],
            drivers=read.drivers + shares.drivers * drivers,
            agency=log_softmax(read.agency) + shares.agency * agency + self._newcomers,
            service=read.service,
        )

    def _spelled(self, normalised: Sequence[str]) -> Array:
        """Lexical scores with the agencies in the catalogue's order; one never trained on is scored by its description."""
        scores = self.lexical.scores(normalised)
        first = scores.shape[1] - len(self.manifest.agencies) - 1
        known = {code: first + at for at, code in enumerate((*self.manifest.agencies, NO_AGENCY))}
        described: Mapping[str, Array] = {}
        if self.strangers:
            weights = np.stack(list(self.strangers.values()), axis=1)
            described = dict(zip(self.strangers, self.lexical.described_scores(normalised, weights).T, strict=True))
        columns = [described[code] if code in described else scores[:, known[code]] for code in self.columns]
        agency = np.stack(columns, axis=1)
        return np.concatenate([scores[:, :first], agency], axis=1)

    @property
    def _newcomers(self) -> Array:
        offset = self.manifest.calibration.newcomer
        return np.array([offset if code in self.strangers else 0.0 for code in self.columns], dtype=np.float32)

    def answers(self, normalised: Sequence[str], mentions: Sequence[Collection[str]]) -> Answers:
        """Calibrated answers of messages."""
        return calibrated(self.logits(normalised, mentions), self.manifest.calibration, self.owners)


def fitted(heads: Heads, manifest: Manifest, descriptions: Descriptions, encoder: Encoder) -> Heads:
    """The heads with one row per agency and per service of the catalogue, in its order."""
    count = len(manifest.agencies)
    hashes = manifest.description_hashes
    agencies = dict(zip(manifest.agencies, hashes[:count], strict=True))
    services = dict(zip(manifest.services, hashes[count:], strict=True))
    return replace(
        heads,
        agency=_fitted(heads.agency, agencies, descriptions.agencies, encoder),
        service=_fitted(heads.service, services, descriptions.services, encoder),
    )


def _fitted(comparison: Comparison, hashes: Mapping[str, str], phrases: Phrases, encoder: Encoder) -> Comparison:
    known = {code: at for at, code in enumerate(hashes)}
    strange = [code for code, texts in phrases.items() if hashes.get(code) != description_hash(texts)]
    vectors = dict(zip(strange, _described(comparison, [phrases[code] for code in strange], encoder), strict=True))
    rows = [known.get(code, -1) for code in phrases]
    correction = np.vstack([comparison.correction, np.zeros_like(comparison.correction[:1])])
    described = [
        vectors[code] if code in vectors else comparison.descriptions[row]
        for code, row in zip(phrases, rows, strict=True)
    ]
    return replace(
        comparison,
        descriptions=np.array(described, dtype=np.float32).reshape(len(rows), correction.shape[1]),
        correction=correction[rows],
        bias=np.append(comparison.bias, np.float32(0))[rows],
    )


def _described(comparison: Comparison, phrases: Sequence[Sequence[str]], encoder: Encoder) -> list[Array]:
    """Description vectors of things, all their phrases encoded together."""
    texts = [text for some in phrases for text in some]
    if not texts:
        return []
    pooled = encoder.encode(texts)
    ends = np.cumsum([len(some) for some in phrases])
    return [comparison.described(part) for part in np.split(pooled, ends[:-1])]
