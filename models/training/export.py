"""From a trained student to an artefact: int8 encoder, heads, calibration, manifest, card."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import torch
from ctranslate2.converters import TransformersConverter
from transformers import PreTrainedTokenizerFast

from domain.labels import NO_AGENCY, Driver, Kind, Sentiment
from models.artefact import Calibration, HeldOut, Manifest, file_hashes
from models.calibration import (
    f1_thresholds,
    newcomer_offset,
    positive_rate_counts,
    review_threshold,
    temperature,
    temperature_and_offset,
    urgent_threshold,
)
from models.classifier import Classifier
from models.descriptions import Descriptions, Phrases, description_hash, service_key
from models.heads import Array, Comparison, Heads, softmax, with_offset
from models.lexical import Lexical
from models.rows import Row
from models.training.network import Comparison as Trained
from models.training.network import Network

UNCALIBRATED: Final = Calibration(1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.5, 0.0, (0.0,) * len(Driver))
PRETENCES: Final = 4
UNMEASURED: Final = HeldOut(0, 0, 0, 0)
LICENCE: Final = "MIT (base), Apache-2.0 (this project), CC BY 4.0 (corpus)"


@dataclass(frozen=True, slots=True)
class Identity:
    """What an artefact is called and where it came from."""

    name: str
    version: str
    base: str
    normaliser_version: str
    layers: int


def export(network: Network, lexical: Lexical, tokenizer_file: Path, folder: Path) -> None:
    """Write encoder, tokenizer, heads and lexical weights into an artefact folder, without manifest."""
    folder.mkdir(parents=True)
    _write_encoder(network, tokenizer_file, folder / "encoder")
    shutil.copy(tokenizer_file, folder / "tokenizer.json")
    _heads(network).write(folder / "heads.npz")
    lexical.write(folder / "lexical.npz")


def finish(folder: Path, identity: Identity, descriptions: Descriptions, held_out: Sequence[Row]) -> Manifest:
    """Describe every agency and service with the int8 encoder, calibrate on held-out rows, write the manifest."""
    everything = (*descriptions.agencies.values(), *descriptions.services.values())
    _manifest(folder, identity, _Fitted(descriptions, ("",) * len(everything))).write(folder)
    classifier = Classifier.load(folder, descriptions)
    classifier.heads.write(folder / "heads.npz")
    hashes = tuple(description_hash(texts) for texts in everything)
    manifest = _manifest(
        folder, identity, _Fitted(descriptions, hashes, *_calibrate(classifier, descriptions.agencies, held_out))
    )
    manifest.write(folder)
    return manifest


def _write_encoder(network: Network, tokenizer_file: Path, folder: Path) -> None:
    encoder = network.encoder.cpu().float()
    width = encoder.config.hidden_size
    # CTranslate2's converter expects a pooling layer and a position type that newer configurations no longer carry.
    encoder.config.position_embedding_type = "absolute"
    with tempfile.TemporaryDirectory() as place:
        state = {
            **encoder.state_dict(),
            "pooler.dense.weight": torch.eye(width),
            "pooler.dense.bias": torch.zeros(width),
        }
        encoder.config.architectures = ["BertModel"]
        encoder.save_pretrained(place, state_dict=state)
        PreTrainedTokenizerFast(
            tokenizer_file=str(tokenizer_file), unk_token="<unk>", pad_token="<pad>", bos_token="<s>", eos_token="</s>"
        ).save_pretrained(place)
        TransformersConverter(place).convert(str(folder), quantization="int8")


def _heads(network: Network) -> Heads:
    return Heads(
        labels_weight=_array(network.labels.weight),
        labels_bias=_array(network.labels.bias),
        none_weight=_array(network.none.weight),
        none_bias=_array(network.none.bias),
        mention=_array(network.mention),
        agency=_comparison(network.agency),
        service=_comparison(network.service),
    )


def _comparison(trained: Trained) -> Comparison:
    """Without the description vectors: those are made by the int8 encoder."""
    correction = _array(trained.correction)
    return Comparison(
        project_weight=_array(trained.project.weight),
        project_bias=_array(trained.project.bias),
        descriptions=np.zeros_like(correction),
        correction=correction,
        bias=_array(trained.bias),
        scale=_array(trained.scale),
    )


def _array(value: torch.Tensor) -> Array:
    return value.detach().cpu().float().numpy().astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What is known of an artefact once its files are written."""

    descriptions: Descriptions
    hashes: tuple[str, ...]
    calibration: Calibration = UNCALIBRATED
    held_out: HeldOut = UNMEASURED


def _manifest(folder: Path, identity: Identity, fitted: _Fitted) -> Manifest:
    return Manifest(
        name=identity.name,
        version=identity.version,
        created=datetime.now(UTC).date().isoformat(),
        base=identity.base,
        licence=LICENCE,
        layers=identity.layers,
        normaliser_version=identity.normaliser_version,
        sentiments=tuple(Sentiment),
        kinds=tuple(Kind),
        drivers=tuple(Driver),
        agencies=tuple(fitted.descriptions.agencies),
        services=tuple(fitted.descriptions.services),
        description_hashes=fitted.hashes,
        calibration=fitted.calibration,
        held_out=fitted.held_out,
        files=file_hashes(folder),
    )


def _calibrate(classifier: Classifier, phrases: Phrases, rows: Sequence[Row]) -> tuple[Calibration, HeldOut]:
    raw = classifier.logits([row.text for row in rows], [row.mentions for row in rows])
    sentiment_truth = np.array([[row.sentiment == name for name in Sentiment] for row in rows])
    kind_truth = np.array([[row.kind == name for name in Kind] for row in rows])
    accepted = np.array([[code == row.agency or code in row.also_ok for code in classifier.columns] for row in rows])
    urgent_truth = np.array([bool(row.urgent) for row in rows])
    driver_truth = np.array([[driver in (row.drivers or ()) for driver in Driver] for row in rows])
    agency_temperature, none_offset = temperature_and_offset(raw.agency, accepted)
    agency = softmax(with_offset(raw.agency, none_offset) / np.float32(agency_temperature))
    best = agency.argmax(axis=1)
    right = accepted[np.arange(len(rows)), best]
    called = [tuple(Sentiment)[at] for at in raw.sentiment.argmax(axis=1)]
    urgent = (1 / (1 + np.exp(-raw.urgent))).astype(np.float32)
    calibration = Calibration(
        sentiment=temperature(raw.sentiment, sentiment_truth),
        kind=temperature(raw.kind, kind_truth),
        agency=agency_temperature,
        none=none_offset,
        newcomer=_newcomer_offset(classifier, phrases, rows, (agency_temperature, none_offset)),
        service=_service_temperature(classifier, raw.service, rows),
        urgent=urgent_threshold(urgent, urgent_truth),
        review=review_threshold(agency.max(axis=1), right),
        drivers=f1_thresholds(raw.drivers, driver_truth),
    )
    concerned = [at for at, row in enumerate(rows) if row.agency != NO_AGENCY]
    counts = positive_rate_counts([called[at] for at in concerned], [str(rows[at].sentiment) for at in concerned])
    return calibration, HeldOut(*counts)


def _newcomer_offset(
    classifier: Classifier, phrases: Phrases, rows: Sequence[Row], fitted: tuple[float, float]
) -> float:
    """Fitted by forgetting each quarter of the agencies in turn; `fitted` are the temperature and the offset of `none`."""
    groups = []
    for first in range(PRETENCES):
        codes = classifier.agencies[first::PRETENCES]
        pretending = classifier.forgetting({code: phrases[code] for code in codes})
        raw = pretending.logits([row.text for row in rows], [row.mentions for row in rows]).agency
        new = np.array([code in codes for code in classifier.columns])
        groups.append((with_offset(raw, fitted[1]) / np.float32(fitted[0]), new))
    accepted = np.array([[code == row.agency or code in row.also_ok for code in classifier.columns] for row in rows])
    return fitted[0] * newcomer_offset(groups, accepted)


def _service_temperature(classifier: Classifier, logits: Array, rows: Sequence[Row]) -> float:
    """Fitted on the messages whose service is labelled, among the services of their agency."""
    columns = {key: at for at, key in enumerate(classifier.services)}
    keys = [service_key(str(row.agency), str(row.service)) for row in rows]
    said = [at for at, key in enumerate(keys) if key in columns]
    if not said:
        return 1.0
    owners = np.array(classifier.owners)
    rivals = np.array([owners == rows[at].agency for at in said])
    truth = np.array([[key == keys[at] for key in classifier.services] for at in said])
    return temperature(np.where(rivals, logits[said], np.float32(-1e9)), truth)
