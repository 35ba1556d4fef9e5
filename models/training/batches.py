"""From labelled rows to padded batches with targets."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Final, Self

import torch
from tokenizers import Tokenizer
from torch import Tensor

from domain.labels import NO_AGENCY, Driver, Kind, Sentiment
from models.descriptions import Descriptions, service_key
from models.rows import Row
from models.text import MAX_TOKENS, model_text
from models.training.augment import augment
from models.training.network import Tokens

PAD: Final = 1
UNSAID: Final = -1
STEPS_SORTED: Final = 16
"""Steps whose rows are sorted by length together."""
ALSO_OK_SHARE: Final = 0.25
"""How much of the target the further acceptable agencies share."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What the heads should say; rows without a label of a kind have weight 0 there.

    `sentiment`, `kind`, `agency` are distributions, `urgent` and `drivers` probabilities; `*_weight` are (batch,); `service`
    is a column number, −1 where nobody said.
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
    service: Tensor

    def to(self, device: torch.device) -> Self:
        return type(self)(*(getattr(self, field.name).to(device, non_blocking=True) for field in fields(self)))

    def at(self, rows: Sequence[int]) -> Self:
        """The targets of some rows."""
        index = torch.tensor(rows)
        return type(self)(*(getattr(self, field.name)[index] for field in fields(self)))


def hard_targets(rows: Sequence[Row], descriptions: Descriptions) -> Targets:
    """Targets from people's labels; columns are in the order of the descriptions, the agency `none` comes last."""
    columns = {code: at for at, code in enumerate([*descriptions.agencies, NO_AGENCY])}
    services = {key: at for at, key in enumerate(descriptions.services)}
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
        service=torch.tensor([services.get(service_key(str(row.agency), str(row.service)), UNSAID) for row in rows]),
    )


def _agency_target(row: Row, columns: dict[str, int]) -> Tensor:
    target = torch.zeros(len(columns))
    if row.agency in columns:
        others = [columns[code] for code in row.also_ok if code in columns]
        target[columns[row.agency]] = 1.0 - (ALSO_OK_SHARE if others else 0.0)
        for column in others:
            target[column] += ALSO_OK_SHARE / len(others)
    return target


def mention_matrix(rows: Sequence[Row], agencies: Iterable[str]) -> Tensor:
    """(rows, agencies): 1 where an agency's name occurs in the text."""
    codes = tuple(agencies)
    return torch.tensor([[float(code in row.mentions) for code in codes] for row in rows])


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
    """Which rows a step sees: `own` rows (our corpus) and `public` ones (sentiment only), so many of each.

    The rows of a step are of like length (`lengths`, of all rows), so that little of a batch is padding.
    """

    own: Sequence[int]
    public: Sequence[int]
    lengths: Sequence[int]
    own_per_step: int = 64
    public_per_step: int = 64

    def steps(self, count: int, seed: int) -> Iterator[list[int]]:
        """Row numbers of `count` steps; every pool is shuffled anew when it is used up."""
        rng = random.Random(seed)
        own, public = _endless(self.own, rng), _endless(self.public, rng)
        for at in range(0, count, STEPS_SORTED):
            several = list(
                zip(self._alike(own, self.own_per_step), self._alike(public, self.public_per_step), strict=True)
            )
            rng.shuffle(several)
            yield from ([*some, *others] for some, others in several[: count - at])

    def _alike(self, pool: Iterator[int], per_step: int) -> list[list[int]]:
        """The rows of some steps, the shortest in the first."""
        rows = sorted(islice(pool, STEPS_SORTED * per_step), key=self.lengths.__getitem__)
        return [rows[at * per_step : (at + 1) * per_step] for at in range(STEPS_SORTED)]


def _endless(pool: Sequence[int], rng: random.Random) -> Iterator[int]:
    while pool:
        yield from rng.sample(pool, len(pool))


def written_again(rows: Sequence[Row], rng: random.Random) -> list[str]:
    """The texts of some rows, about half of them rewritten (see `augment`)."""
    return [augment(row.text, rng) for row in rows]
