"""The lexical half of the classifier: which letter sequences a message is made of, weighed linearly.

It knows spellings, names and slips that the small encoder has seen too rarely, costs a fraction of an encoder pass, and its
scores are added to the encoder's. Features are tf-idf of letter n-grams inside words, exactly as scikit-learn's
`TfidfVectorizer(analyzer="char_wb", sublinear_tf=True)` computes them (a test compares both); written out here because importing
scikit-learn would double the start-up time of every command.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.heads import Array
from models.text import HALF_SPACE, model_text

SHORTEST: Final = 2
LONGEST: Final = 4


@dataclass(frozen=True)
class Blend:
    """By how much lexical scores count beside the encoder's, per question."""

    sentiment: float
    kind: float
    urgent: float
    drivers: float
    agency: float


@dataclass(frozen=True)
class Lexical:
    """Arrays: `grams` (F) the n-grams, `idf` (F), `weights` (F, outputs), `intercept` (outputs), `blend` as in `Blend`,
    `described` (2): slope and offset that make a score of the likeness of a message to an agency's description.

    Outputs are sentiments, kinds, urgent, drivers, the artefact's agencies and `none`, in this order.
    """

    grams: NDArray[np.str_]
    idf: Array
    weights: NDArray[np.float16]
    intercept: Array
    blend: Array
    described: Array

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read `lexical.npz`; pickled objects are refused."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    def write(self, path: Path) -> None:
        """Write the arrays that `read` reads."""
        np.savez_compressed(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @cached_property
    def shares(self) -> Blend:
        return Blend(*(float(value) for value in self.blend))

    def scores(self, normalised: Sequence[str]) -> Array:
        """Scores of messages, (messages, outputs)."""
        return np.stack([self._score(*self._features(text)) for text in normalised])

    def described_weights(self, phrases: Sequence[str]) -> Array:
        """Weights (F) of an agency that was never trained on: how alike a message is to its description."""
        total = np.zeros(len(self.grams), dtype=np.float32)
        for phrase in phrases:
            places, values = self._features(phrase)
            total[places] += values
        return np.asarray(self.described[0] * total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)

    def described_scores(self, normalised: Sequence[str], weights: Array) -> Array:
        """Scores of messages for such agencies, (messages, agencies); `weights` (F, agencies)."""
        found = [self._features(text) for text in normalised]
        return np.stack([values @ weights[places] + self.described[1] for places, values in found])

    def _score(self, places: NDArray[np.int64], values: Array) -> Array:
        weights = self.weights[places].astype(np.float32)
        return np.asarray(values @ weights + self.intercept, dtype=np.float32)

    def _features(self, normalised: str) -> tuple[NDArray[np.int64], Array]:
        """Places and values of the n-grams that a text has; the values are a unit vector."""
        text = lexical_text(normalised)
        counts = Counter(at for gram in ngrams(text) if (at := self._places.get(gram)) is not None)
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.idf[places]
        return places, np.asarray(values / max(float(np.linalg.norm(values)), 1e-9), dtype=np.float32)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {str(gram): at for at, gram in enumerate(self.grams)}


def lexical_text(normalised: str) -> str:
    """A message as the n-grams see it: a half-space counts as a space, because people leave it out."""
    return model_text(normalised).replace(HALF_SPACE, " ")


def ngrams(text: str) -> Iterator[str]:
    """All n-grams inside the words of a text, each word with a space at both ends; a short word counts once."""
    for word in text.split():
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            if length >= len(padded):
                yield padded
                break
            for at in range(len(padded) - length + 1):
                yield padded[at : at + length]
