"""The heads in numpy: from pooled vectors to calibrated answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.artefact import Calibration

Array = NDArray[np.float32]
COMPARISONS: Final = ("agency", "service")


@dataclass(frozen=True)
class Comparison:
    """Weights that compare messages with described things (agencies, or services), with these shapes.

    W width, P projected, N things: `project_weight` (P, W), `project_bias` (P); `descriptions` (N, P) unit vectors of their
    descriptions; `correction` (N, P) and `bias` (N), learned for those known; `scale` ().
    """

    project_weight: Array
    project_bias: Array
    descriptions: Array
    correction: Array
    bias: Array
    scale: Array

    def described(self, pooled_phrases: Array) -> Array:
        """The description vector of one thing from its pooled phrases (phrases, W)."""
        vector: Array = self._projected(pooled_phrases.mean(axis=0, keepdims=True))[0]
        return vector

    def scores(self, pooled: Array) -> Array:
        """Logits of messages, (messages, N)."""
        prototypes = self.descriptions + self.correction
        return np.asarray(self.scale * (self._projected(pooled) @ prototypes.T) + self.bias, dtype=np.float32)

    def _projected(self, pooled: Array) -> Array:
        return _unit(pooled @ self.project_weight.T + self.project_bias)


@dataclass(frozen=True)
class Heads:
    """Weights of the heads.

    labels_weight (sentiments + kinds + 1 + drivers, W), labels_bias; none_weight (1, W), none_bias (1); mention ().
    """

    labels_weight: Array
    labels_bias: Array
    none_weight: Array
    none_bias: Array
    mention: Array
    agency: Comparison
    service: Comparison

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read `heads.npz`; pickled objects are refused."""
        with np.load(path, allow_pickle=False) as arrays:
            parts = {name: value.astype(np.float32) for name, value in arrays.items()}
        plain = {name: value for name, value in parts.items() if "." not in name}
        return cls(agency=_comparison(parts, "agency"), service=_comparison(parts, "service"), **plain)

    def write(self, path: Path) -> None:
        """Write the arrays that `read` reads."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in COMPARISONS}
        for name in COMPARISONS:
            comparison = getattr(self, name)
            arrays |= {f"{name}.{field.name}": getattr(comparison, field.name) for field in fields(comparison)}
        np.savez_compressed(path, **arrays)


def _comparison(parts: Mapping[str, Array], name: str) -> Comparison:
    return Comparison(**{field.name: parts[f"{name}.{field.name}"] for field in fields(Comparison)})


@dataclass(frozen=True, slots=True)
class Logits:
    """Raw answers for a batch; `agency` ends with the column of `none`, `service` has a column per service."""

    sentiment: Array
    kind: Array
    urgent: Array
    drivers: Array
    agency: Array
    service: Array


@dataclass(frozen=True, slots=True)
class Answers:
    """Calibrated probabilities for a batch, shapes as in `Logits`; `drivers` are decisions (0/1).

    `service` sums to one over the services of each agency.
    """

    sentiment: Array
    kind: Array
    urgent: Array
    drivers: NDArray[np.bool_]
    agency: Array
    service: Array


def logits(heads: Heads, pooled: Array, mentions: Array, counts: Sequence[int]) -> Logits:
    """Apply the heads; `mentions` is (batch, A), `counts` the numbers of sentiments and kinds."""
    labels = pooled @ heads.labels_weight.T + heads.labels_bias
    sentiments, kinds = counts
    agency = heads.agency.scores(pooled) + heads.mention * mentions
    none = pooled @ heads.none_weight.T + heads.none_bias
    return Logits(
        sentiment=labels[:, :sentiments],
        kind=labels[:, sentiments : sentiments + kinds],
        urgent=labels[:, sentiments + kinds],
        drivers=labels[:, sentiments + kinds + 1 :],
        agency=np.concatenate([agency, none], axis=1),
        service=heads.service.scores(pooled),
    )


def calibrated(raw: Logits, calibration: Calibration, owners: Sequence[str]) -> Answers:
    """Probabilities from logits; `owners` are the agencies of the service columns."""
    return Answers(
        sentiment=softmax(raw.sentiment / calibration.sentiment),
        kind=softmax(raw.kind / calibration.kind),
        urgent=(1 / (1 + np.exp(-raw.urgent))).astype(np.float32),
        drivers=raw.drivers > np.array(calibration.drivers, dtype=np.float32),
        agency=softmax(with_offset(raw.agency, calibration.none) / np.float32(calibration.agency)),
        service=softmax_within(raw.service / np.float32(calibration.service), owners),
    )


def with_offset(logits: Array, offset: float) -> Array:
    """Logits whose last column, `none`, is moved."""
    moved = logits.copy()
    moved[:, -1] += np.float32(offset)
    return moved


def softmax_within(values: Array, owners: Sequence[str]) -> Array:
    """Row-wise softmax over each group of columns with the same owner."""
    result = np.zeros_like(values)
    for owner in dict.fromkeys(owners):
        columns = [at for at, one in enumerate(owners) if one == owner]
        result[:, columns] = softmax(values[:, columns])
    return result


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
