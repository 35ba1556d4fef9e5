"""What several teachers answer together becomes part of the target of one smaller student; services stay with people's labels."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertModel

from models.descriptions import Descriptions
from models.rows import Row
from models.training.batches import Targets, mention_matrix, tokens_of
from models.training.loop import Progress, half_precision, read_phrases
from models.training.network import Compared, Network, Scores, mean_pooled

TAUGHT_SHARE: Final = 0.3
"""How much a teacher's answer counts beside a person's label."""
UNLABELLED_WEIGHT: Final = 0.3
"""How much a teacher's answer counts where no person labelled."""
_CHUNK: Final = 64
_SMALL_CHUNK: Final = 32


@torch.inference_mode()
def answers(network: Network, rows: Sequence[Row], descriptions: Descriptions, tokenizer: Tokenizer) -> Scores:
    """The network's logits for rows, in the order given, on the CPU."""
    device = next(network.parameters()).device
    agencies = _known(read_phrases(network, network.agency, descriptions.agencies, tokenizer))
    services = _known(read_phrases(network, network.service, descriptions.services, tokenizer))
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].text))
    chunks: list[Scores] = []
    with half_precision(device):
        for at in range(0, len(rows), _CHUNK):
            chunk = [rows[one] for one in order[at : at + _CHUNK]]
            pooled = network.pooled(tokens_of([row.text for row in chunk], tokenizer).to(device))
            mentions = mention_matrix(chunk, descriptions.agencies).to(device)
            chunks.append(network.scores(pooled, agencies, services, mentions))
    back = torch.tensor(order).argsort()
    return Scores(*(_joined(chunks, field.name)[back] for field in fields(Scores)))


def _joined(chunks: Sequence[Scores], name: str) -> Tensor:
    return torch.cat([getattr(chunk, name).float().cpu() for chunk in chunks])


def _known(vectors: Tensor) -> Compared:
    return Compared(vectors, torch.ones(len(vectors), device=vectors.device))


@torch.inference_mode()
def base_vectors(encoder: BertModel, rows: Sequence[Row], tokenizer: Tokenizer, progress: Progress) -> Tensor:
    """Mean-pooled vectors of an encoder for rows, (rows, width), in the order given, on the CPU."""
    device = next(encoder.parameters()).device
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].text))
    vectors = torch.zeros(len(rows), encoder.config.hidden_size)
    for at in range(0, len(order), _SMALL_CHUNK):
        chunk = order[at : at + _SMALL_CHUNK]
        tokens = tokens_of([rows[one].text for one in chunk], tokenizer).to(device)
        with half_precision(device):
            vectors[chunk] = mean_pooled(encoder, tokens).float().cpu()
        progress(at + len(chunk), len(order), 0.0)
    return vectors


def probabilities(scores: Scores) -> tuple[Tensor, ...]:
    """Sentiment, kind, urgent, drivers and agency probabilities."""
    return (
        scores.sentiment.softmax(-1),
        scores.kind.softmax(-1),
        scores.urgent.sigmoid(),
        scores.drivers.sigmoid(),
        scores.agency.softmax(-1),
    )


def taught(hard: Targets, votes: Sequence[tuple[Tensor, ...]]) -> Targets:
    """Targets of the student: people's labels mixed with the mean of the teachers' probabilities."""
    sentiment, kind, urgent, drivers, agency = (torch.stack(parts).mean(0) for parts in zip(*votes, strict=True))
    return replace(
        hard,
        sentiment=_mixed(hard.sentiment, sentiment, hard.sentiment_weight),
        kind=_mixed(hard.kind, kind, hard.kind_weight),
        agency=_mixed(hard.agency, agency, hard.agency_weight),
        urgent=_mixed(hard.urgent, urgent, hard.urgent_weight),
        drivers=_mixed(hard.drivers, drivers, hard.drivers_weight),
        sentiment_weight=hard.sentiment_weight.clamp(min=UNLABELLED_WEIGHT),
        kind_weight=hard.kind_weight.clamp(min=UNLABELLED_WEIGHT),
        agency_weight=hard.agency_weight.clamp(min=UNLABELLED_WEIGHT),
        urgent_weight=hard.urgent_weight.clamp(min=UNLABELLED_WEIGHT),
        drivers_weight=hard.drivers_weight.clamp(min=UNLABELLED_WEIGHT),
    )


def _mixed(hard: Tensor, soft: Tensor, weight: Tensor) -> Tensor:
    share = torch.where(weight > 0, TAUGHT_SHARE, 1.0)
    share = share.reshape(-1, *([1] * (hard.dim() - 1)))
    return share * soft + (1 - share) * hard
