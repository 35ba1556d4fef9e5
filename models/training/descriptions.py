"""Descriptions of agencies and services as training batches."""

import random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.descriptions import Phrases
from models.training.batches import tokens_of
from models.training.network import Tokens


def sampled(phrases: Phrases, per_code: int, rng: random.Random) -> Phrases:
    """Some phrases of every code, drawn at random."""
    return {code: tuple(rng.sample(texts, min(per_code, len(texts)))) for code, texts in phrases.items()}


def as_batch(phrases: Phrases, tokenizer: Tokenizer) -> tuple[Tokens, Tensor]:
    """All phrases tokenised, and the column that each belongs to."""
    texts = [text for some in phrases.values() for text in some]
    owner = [column for column, some in enumerate(phrases.values()) for _ in some]
    return tokens_of(texts, tokenizer), torch.tensor(owner)
