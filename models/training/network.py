"""The network: one encoder, one pooled vector, six answers.

Agencies and services are not classes of a softmax layer. Their scores compare the message's vector with vectors of their own
descriptions (name, aliases, scope, examples), encoded by the same encoder, plus a learned correction for those known. The
correction is dropped at random while training, so that an agency that has only a description works too.
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

PROJECTED: Final = 256
SERVICE_PROJECTED: Final = 128
SCALE_START: Final = 20.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """A padded batch: piece ids and the mask of real pieces, both (batch, length)."""

    ids: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> "Tokens":
        return Tokens(self.ids.to(device, non_blocking=True), self.mask.to(device, non_blocking=True))

    def part(self, start: int, end: int) -> "Tokens":
        """Some rows, without the columns that are padding in all of them."""
        mask = self.mask[start:end]
        longest = int(mask.sum(-1).max())
        return Tokens(self.ids[start:end, :longest], mask[:, :longest])


@dataclass(frozen=True, slots=True)
class Scores:
    """Logits of one batch; `agency` has one column per agency and a last one for `none`, `service` one per service."""

    sentiment: Tensor
    kind: Tensor
    urgent: Tensor
    drivers: Tensor
    agency: Tensor
    service: Tensor


@dataclass(frozen=True, slots=True)
class Shape:
    """Numbers of classes."""

    sentiments: int
    kinds: int
    drivers: int
    agencies: int
    services: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What messages are compared with in one step: description vectors, and 0 for those whose correction is dropped."""

    vectors: Tensor
    known: Tensor


class Comparison(nn.Module):
    """Scores messages against described things: agencies, or services."""

    def __init__(self, width: int, projected: int, count: int) -> None:
        super().__init__()
        self.project = nn.Linear(width, projected)
        self.correction = nn.Parameter(torch.zeros(count, projected))
        self.bias = nn.Parameter(torch.zeros(count))
        self.scale = nn.Parameter(torch.tensor(SCALE_START))

    def described(self, pooled: Tensor, owner: Tensor) -> Tensor:
        """One unit vector per thing from its pooled phrases; `owner` says whose phrase each row is."""
        count = len(self.bias)
        sums = torch.zeros(count, pooled.shape[1], device=pooled.device, dtype=pooled.dtype).index_add(0, owner, pooled)
        phrases = torch.bincount(owner, minlength=count).clamp(min=1).unsqueeze(-1)
        return functional.normalize(self.project(sums / phrases), dim=-1)

    def forward(self, pooled: Tensor, compared: Compared) -> Tensor:
        """Logits, (batch, count)."""
        message = functional.normalize(self.project(pooled), dim=-1)
        prototypes = compared.vectors + compared.known.unsqueeze(-1) * self.correction
        scores: Tensor = self.scale * message @ prototypes.T + compared.known * self.bias
        return scores


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, encoder: BertModel, shape: Shape) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        if not torch.cuda.is_available():
            encoder.set_attn_implementation("eager")  # on short texts twice as fast as torch's fused attention
        self.encoder = encoder
        self.shape = shape
        self.dropout = nn.Dropout(0.1)
        self.labels = nn.Linear(width, shape.sentiments + shape.kinds + 1 + shape.drivers)
        self.agency = Comparison(width, PROJECTED, shape.agencies)
        self.service = Comparison(width, SERVICE_PROJECTED, shape.services)
        self.none = nn.Linear(width, 1)
        self.mention = nn.Parameter(torch.tensor(1.0))

    def pooled(self, tokens: Tokens) -> Tensor:
        """The message vectors, (batch, width)."""
        return mean_pooled(self.encoder, tokens)

    def scores(self, pooled: Tensor, agencies: Compared, services: Compared, mentions: Tensor) -> Scores:
        """Logits from pooled messages; `mentions` (batch, agencies) marks names found in the text."""
        shown = self.dropout(pooled)
        sizes = [self.shape.sentiments, self.shape.kinds, 1, self.shape.drivers]
        sentiment, kind, urgent, drivers = self.labels(shown).split(sizes, dim=-1)
        agency = torch.cat([self.agency(shown, agencies) + self.mention * mentions, self.none(shown)], dim=-1)
        return Scores(sentiment, kind, urgent.squeeze(-1), drivers, agency, self.service(shown, services))


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
