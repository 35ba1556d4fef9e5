"""The trained classifier: normalised messages in, calibrated answers out."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from domain.labels import NO_AGENCY
from models.artefact import Manifest
from models.encoder import Encoder
from models.heads import Answers, Array, Heads, Logits, calibrated, log_softmax, logits
from models.lexical import Lexical

Phrases = Mapping[str, Sequence[str]]
"""Normalised description phrases per agency code, in catalogue order."""


@dataclass(frozen=True)
class Classifier:
    """One artefact, fitted to one catalogue. `agencies` are the codes of the agency columns, `none` comes last."""

    manifest: Manifest
    encoder: Encoder
    heads: Heads
    lexical: Lexical
    agencies: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path, phrases: Phrases, threads: int | None = None) -> "Classifier":
        """Load an artefact for a catalogue.

        Agencies that the artefact does not know, or whose description changed, are encoded from their phrases now; agencies
        that the catalogue leaves out are not answered. Raises ConfigurationError when the folder is damaged.
        """
        manifest = Manifest.read(folder)
        encoder = Encoder(folder, threads)
        heads = fitted(Heads.read(folder / "heads.npz"), manifest, phrases, encoder)
        return cls(manifest, encoder, heads, Lexical.read(folder / "lexical.npz"), tuple(phrases))

    @property
    def columns(self) -> tuple[str, ...]:
        """Codes of the agency columns of the answers."""
        return (*self.agencies, NO_AGENCY)

    def logits(self, normalised: Sequence[str], mentions: Sequence[Collection[str]]) -> Logits:
        """Raw scores of messages; `mentions` are the agency codes named in each."""
        found = np.array([[code in codes for code in self.agencies] for codes in mentions], dtype=np.float32)
        sizes = (len(self.manifest.sentiments), len(self.manifest.kinds))
        read = logits(self.heads, self.encoder.encode(normalised), found, sizes)
        return self._blended(read, self.lexical.scores(normalised))

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
            agency=log_softmax(read.agency) + shares.agency * self._for_catalogue(agency),
        )

    def _for_catalogue(self, spelled: Array) -> Array:
        """Lexical agency scores in the catalogue's order; an agency without any gets the mean of the others."""
        known = {code: at for at, code in enumerate((*self.manifest.agencies, NO_AGENCY))}
        mean = spelled[:, :-1].mean(axis=1)
        return np.stack([spelled[:, known[code]] if code in known else mean for code in self.columns], axis=1)

    def answers(self, normalised: Sequence[str], mentions: Sequence[Collection[str]]) -> Answers:
        """Calibrated answers of messages."""
        return calibrated(self.logits(normalised, mentions), self.manifest.calibration)


def fitted(heads: Heads, manifest: Manifest, phrases: Phrases, encoder: Encoder) -> Heads:
    """The heads with one row per agency of the catalogue, in its order."""
    known = {code: at for at, code in enumerate(manifest.agencies)}
    width = heads.correction.shape[1]
    descriptions: list[Array] = []
    correction: list[Array] = []
    bias: list[float] = []
    for code, texts in phrases.items():
        at = known.get(code)
        if at is not None and manifest.description_hashes[at] == description_hash(texts):
            descriptions.append(heads.descriptions[at])
        else:
            descriptions.append(heads.described(encoder.encode(texts)))
        correction.append(heads.correction[at] if at is not None else np.zeros(width, np.float32))
        bias.append(float(heads.agency_bias[at]) if at is not None else 0.0)
    return replace(
        heads,
        descriptions=np.stack(descriptions),
        correction=np.stack(correction),
        agency_bias=np.array(bias, dtype=np.float32),
    )


def description_hash(phrases: Sequence[str]) -> str:
    """Tells whether an agency's description is still the one a vector was made from."""
    return hashlib.sha256("\n".join(phrases).encode()).hexdigest()[:16]
