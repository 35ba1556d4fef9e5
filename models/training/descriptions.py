"""Agency descriptions as training batches."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.training.batches import tokens_of
from models.training.network import Tokens


@dataclass(frozen=True, slots=True)
class Descriptions:
    """Normalised description phrases per agency code, in column order."""

    phrases: Mapping[str, tuple[str, ...]]

    @property
    def agencies(self) -> tuple[str, ...]:
        return tuple(self.phrases)

    def sample(self, per_agency: int, rng: random.Random) -> tuple[list[str], list[int]]:
        """Some phrases of every agency, with the column of each."""
        texts: list[str] = []
        owner: list[int] = []
        for column, phrases in enumerate(self.phrases.values()):
            chosen = rng.sample(phrases, min(per_agency, len(phrases)))
            texts += chosen
            owner += [column] * len(chosen)
        return texts, owner

    def everything(self) -> tuple[list[str], list[int]]:
        """All phrases of every agency, with the column of each."""
        return self.sample(max(len(phrases) for phrases in self.phrases.values()), random.Random(0))


def as_batch(texts: Sequence[str], owner: Sequence[int], tokenizer: Tokenizer) -> tuple[Tokens, Tensor]:
    """Tokenised phrases and the column each belongs to."""
    return tokens_of(texts, tokenizer), torch.tensor(owner)
