"""The network: one encoder, one pooled vector, five answers.

Agencies are not classes of a softmax layer. Their scores compare the message's vector with vectors of each agency's own
description (name, aliases, scope, examples), encoded by the same encoder, plus a learned correction per known agency. The
correction is dropped at random while training, so that an agency that has only a description works too.
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

PROJECTED: Final = 256
SCALE_START: Final = 20.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """A padded batch: piece ids and the mask of real pieces, both (batch, length)."""

    ids: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> "Tokens":
        return Tokens(self.ids.to(device, non_blocking=True), self.mask.to(device, non_blocking=True))


@dataclass(frozen=True, slots=True)
class Scores:
    """Logits of one batch; `agency` has one column per agency and a last one for `none`."""

    sentiment: Tensor
    kind: Tensor
    urgent: Tensor
    drivers: Tensor
    agency: Tensor


@dataclass(frozen=True, slots=True)
class Shape:
    """Numbers of classes."""

    sentiments: int
    kinds: int
    drivers: int
    agencies: int


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, encoder: BertModel, shape: Shape) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.shape = shape
        self.dropout = nn.Dropout(0.1)
        self.labels = nn.Linear(width, shape.sentiments + shape.kinds + 1 + shape.drivers)
        self.project = nn.Linear(width, PROJECTED)
        self.correction = nn.Parameter(torch.zeros(shape.agencies, PROJECTED))
        self.agency_bias = nn.Parameter(torch.zeros(shape.agencies))
        self.none = nn.Linear(width, 1)
        self.scale = nn.Parameter(torch.tensor(SCALE_START))
        self.mention = nn.Parameter(torch.tensor(1.0))

    def pooled(self, tokens: Tokens) -> Tensor:
        """The message vectors, (batch, width)."""
        return mean_pooled(self.encoder, tokens)

    def description_vectors(self, tokens: Tokens, owner: Tensor) -> Tensor:
        """One vector per agency from its description phrases; `owner` says whose phrase each row is."""
        pooled = self.pooled(tokens)
        sums = torch.zeros(self.shape.agencies, pooled.shape[1], device=pooled.device, dtype=pooled.dtype)
        counts = torch.zeros(self.shape.agencies, 1, device=pooled.device, dtype=pooled.dtype)
        sums = sums.index_add(0, owner, pooled)
        counts = counts.index_add(0, owner, torch.ones_like(pooled[:, :1]))
        return functional.normalize(self.project(sums / counts.clamp(min=1)), dim=-1)

    def scores(self, pooled: Tensor, descriptions: Tensor, mentions: Tensor, known: Tensor) -> Scores:
        """Logits from pooled messages.

        `mentions` (batch, agencies) marks names found in the text; `known` (agencies) is 0 where the learned correction is
        dropped.
        """
        shown = self.dropout(pooled)
        sizes = [self.shape.sentiments, self.shape.kinds, 1, self.shape.drivers]
        sentiment, kind, urgent, drivers = self.labels(shown).split(sizes, dim=-1)
        message = functional.normalize(self.project(shown), dim=-1)
        prototypes = descriptions + known.unsqueeze(-1) * self.correction
        agency = self.scale * message @ prototypes.T + known * self.agency_bias + self.mention * mentions
        agency = torch.cat([agency, self.none(shown)], dim=-1)
        return Scores(sentiment, kind, urgent.squeeze(-1), drivers, agency)


def mean_pooled(encoder: BertModel, tokens: Tokens) -> Tensor:
    """Mean of the last layer over the real pieces, (batch, width)."""
    hidden = encoder(input_ids=tokens.ids, attention_mask=tokens.mask).last_hidden_state
    mask = tokens.mask.unsqueeze(-1).to(hidden.dtype)
    pooled: Tensor = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
    return pooled


def pruned(encoder: BertModel, layers: list[int]) -> BertModel:
    """A shallower encoder that starts with the given layers of a deeper one."""
    config = type(encoder.config)(**{**encoder.config.to_dict(), "num_hidden_layers": len(layers)})
    small = BertModel(config, add_pooling_layer=False)
    small.embeddings.load_state_dict(encoder.embeddings.state_dict())
    for place, layer in enumerate(layers):
        small.encoder.layer[place].load_state_dict(encoder.encoder.layer[layer].state_dict())
    return small
