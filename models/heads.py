"""The heads in numpy: from pooled vectors to calibrated answers."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.artefact import Calibration

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Heads:
    """Weights of the heads, as arrays with these shapes (W width, P projected, A agencies).

    labels_weight (sentiments + kinds + 1 + drivers, W), labels_bias; project_weight (P, W), project_bias;
    descriptions (A, P) unit vectors of the agencies' descriptions; correction (A, P), agency_bias (A) learned for known
    agencies; none_weight (1, W), none_bias (1); scale (), mention ().
    """

    labels_weight: Array
    labels_bias: Array
    project_weight: Array
    project_bias: Array
    descriptions: Array
    correction: Array
    agency_bias: Array
    none_weight: Array
    none_bias: Array
    scale: Array
    mention: Array

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read `heads.npz`; pickled objects are refused."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**{field.name: arrays[field.name].astype(np.float32) for field in fields(cls)})

    def write(self, path: Path) -> None:
        """Write the arrays that `read` reads."""
        np.savez_compressed(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    def described(self, pooled_phrases: Array) -> Array:
        """The description vector of one agency from its pooled phrases (phrases, W)."""
        mean = pooled_phrases.mean(axis=0, keepdims=True)
        vector: Array = _unit(mean @ self.project_weight.T + self.project_bias)[0]
        return vector


@dataclass(frozen=True, slots=True)
class Logits:
    """Raw answers for a batch; `agency` ends with the column of `none`."""

    sentiment: Array
    kind: Array
    urgent: Array
    drivers: Array
    agency: Array


@dataclass(frozen=True, slots=True)
class Answers:
    """Calibrated probabilities for a batch, shapes as in `Logits`; `drivers` are decisions (0/1)."""

    sentiment: Array
    kind: Array
    urgent: Array
    drivers: NDArray[np.bool_]
    agency: Array


def logits(heads: Heads, pooled: Array, mentions: Array, counts: Sequence[int]) -> Logits:
    """Apply the heads; `mentions` is (batch, A), `counts` the numbers of sentiments and kinds."""
    labels = pooled @ heads.labels_weight.T + heads.labels_bias
    sentiments, kinds = counts
    message = _unit(pooled @ heads.project_weight.T + heads.project_bias)
    prototypes = heads.descriptions + heads.correction
    agency = heads.scale * (message @ prototypes.T) + heads.agency_bias + heads.mention * mentions
    none = pooled @ heads.none_weight.T + heads.none_bias
    return Logits(
        sentiment=labels[:, :sentiments],
        kind=labels[:, sentiments : sentiments + kinds],
        urgent=labels[:, sentiments + kinds],
        drivers=labels[:, sentiments + kinds + 1 :],
        agency=np.concatenate([agency, none], axis=1),
    )


def calibrated(raw: Logits, calibration: Calibration) -> Answers:
    """Probabilities from logits."""
    return Answers(
        sentiment=softmax(raw.sentiment / calibration.sentiment),
        kind=softmax(raw.kind / calibration.kind),
        urgent=(1 / (1 + np.exp(-raw.urgent))).astype(np.float32),
        drivers=raw.drivers > np.array(calibration.drivers, dtype=np.float32),
        agency=softmax(raw.agency / calibration.agency),
    )


def softmax(values: Array) -> Array:
    """Row-wise softmax."""
    shifted = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


def log_softmax(values: Array) -> Array:
    """Row-wise logarithm of the softmax."""
    shifted = values - values.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), dtype=np.float32)


def _unit(values: Array) -> Array:
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12), dtype=np.float32)
