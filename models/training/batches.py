"""From labelled rows to padded batches with targets."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final, Self

import torch
from tokenizers import Tokenizer
from torch import Tensor

from domain.labels import NO_AGENCY, Driver, Kind, Sentiment
from models.rows import Row
from models.text import MAX_TOKENS, model_text
from models.training.augment import augment
from models.training.network import Tokens

PAD: Final = 1
ALSO_OK_SHARE: Final = 0.25
"""How much of the target the further acceptable agencies share."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What the heads should say; rows without a label of a kind have weight 0 there.

    `sentiment`, `kind`, `agency` are distributions, `urgent` and `drivers` probabilities; `*_weight` are (batch,).
    """

    sentiment: Tensor
    sentiment_weight: Tensor
    kind: Tensor
    kind_weight: Tensor
    agency: Tensor
    agency_weight: Tensor
    urgent: Tensor
    urgent_weight: Tensor
    drivers: Tensor
    drivers_weight: Tensor

    def to(self, device: torch.device) -> Self:
        return type(self)(*(getattr(self, field.name).to(device, non_blocking=True) for field in fields(self)))

    def at(self, rows: Sequence[int]) -> Self:
        """The targets of some rows."""
        index = torch.tensor(rows)
        return type(self)(*(getattr(self, field.name)[index] for field in fields(self)))


def hard_targets(rows: Sequence[Row], agencies: Sequence[str]) -> Targets:
    """Targets from people's labels; `agencies` are the codes in column order, `none` comes last."""
    columns = {code: at for at, code in enumerate([*agencies, NO_AGENCY])}
    urgent = [float(row.urgent or False) for row in rows]
    drivers = [[float(driver in (row.drivers or ())) for driver in Driver] for row in rows]
    return Targets(
        sentiment=torch.tensor([[float(row.sentiment == name) for name in Sentiment] for row in rows]),
        sentiment_weight=torch.tensor([float(row.sentiment is not None) for row in rows]),
        kind=torch.tensor([[float(row.kind == name) for name in Kind] for row in rows]),
        kind_weight=torch.tensor([float(row.kind is not None) for row in rows]),
        agency=torch.stack([_agency_target(row, columns) for row in rows]),
        agency_weight=torch.tensor([float(row.agency is not None) for row in rows]),
        urgent=torch.tensor(urgent),
        urgent_weight=torch.tensor([float(row.urgent is not None) for row in rows]),
        drivers=torch.tensor(drivers),
        drivers_weight=torch.tensor([float(row.drivers is not None) for row in rows]),
    )


def _agency_target(row: Row, columns: dict[str, int]) -> Tensor:
    target = torch.zeros(len(columns))
    if row.agency in columns:
        others = [columns[code] for code in row.also_ok if code in columns]
        target[columns[row.agency]] = 1.0 - (ALSO_OK_SHARE if others else 0.0)
        for column in others:
            target[column] += ALSO_OK_SHARE / len(others)
    return target


def mention_matrix(rows: Sequence[Row], agencies: Sequence[str]) -> Tensor:
    """(rows, agencies): 1 where an agency's name occurs in the text."""
    return torch.tensor([[float(code in row.mentions) for code in agencies] for row in rows])


def tokens_of(texts: Sequence[str], tokenizer: Tokenizer, limit: int = MAX_TOKENS) -> Tokens:
    """Tokenise and pad normalised texts, cut to `limit` pieces."""
    tokenizer.enable_truncation(limit)
    encodings = tokenizer.encode_batch([model_text(text) for text in texts])
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = torch.full((len(texts), longest), PAD, dtype=torch.long)
    mask = torch.zeros((len(texts), longest), dtype=torch.long)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = torch.tensor(encoding.ids)
        mask[row, : len(encoding.ids)] = 1
    return Tokens(ids, mask)


@dataclass(frozen=True, slots=True)
class Mixture:
    """Which rows a step sees: `own` rows (our corpus) and `public` ones (sentiment only), so many of each."""

    own: Sequence[int]
    public: Sequence[int]
    own_per_step: int = 64
    public_per_step: int = 64

    def steps(self, count: int, seed: int) -> Iterator[list[int]]:
        """Row numbers of `count` steps; every pool is shuffled anew when it is used up."""
        rng = random.Random(seed)
        own, public = _endless(self.own, rng), _endless(self.public, rng)
        for _ in range(count):
            step = [next(own) for _ in range(self.own_per_step)]
            if self.public:
                step += [next(public) for _ in range(self.public_per_step)]
            yield step


def _endless(pool: Sequence[int], rng: random.Random) -> Iterator[int]:
    while True:
        yield from rng.sample(pool, len(pool))


def written_again(rows: Sequence[Row], rng: random.Random) -> list[str]:
    """The texts of some rows, about half of them rewritten (see `augment`)."""
    return [augment(row.text, rng) for row in rows]
