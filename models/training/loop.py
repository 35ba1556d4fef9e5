"""One training loop for teachers (people's labels) and the student (labels and teachers' answers)."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Final

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from models.rows import Row
from models.training.batches import Mixture, Targets, mention_matrix, tokens_of, written_again
from models.training.descriptions import Descriptions, as_batch
from models.training.network import Network, Scores, Tokens

Progress = Callable[[int, int, float], None]
"""Called with (step, steps, loss)."""

WEIGHTS: Final = {"agency": 1.0, "sentiment": 1.0, "kind": 0.5, "urgent": 0.5, "drivers": 0.7}
CORRECTION_DROP: Final = 0.3
PHRASES: Final = 3
"""Description phrases per agency, drawn anew at every refresh."""
REFRESH: Final = 25
"""Steps between two readings of the descriptions: they move slowly, and reading them costs as much as a step."""
CHUNKS: Final = 4
"""A batch is encoded in chunks of like length, so that one long message does not pad all."""
TRAINING_TOKENS: Final = 128
IMITATION: Final = 20.0
IMITATE_UNTIL: Final = 0.5
"""The pull towards the deep base's vectors fades until this share of the steps."""
WARM_UP: Final = 0.06
HEAD_RATE: Final = 5.0
"""Heads start from nothing and learn faster than the encoder."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to train."""

    steps: int
    rate: float
    seed: int
    workers: int = 0
    augmented: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """What to train on: rows, their targets and the agencies' descriptions."""

    rows: Sequence[Row]
    targets: Targets
    descriptions: Descriptions
    mixture: Mixture
    tokenizer: Tokenizer
    reference: Tensor | None = None
    """(own rows first, width): the deep base's vectors, which a shallow network imitates at first"""


@dataclass(frozen=True, slots=True)
class _Batch:
    chunks: tuple[Tokens, ...]
    mentions: Tensor
    targets: Targets
    reference: Tensor | None


class _Steps(Dataset[_Batch]):
    """Builds step n from (seed, n) alone, in any worker process."""

    def __init__(self, task: Task, schedule: Schedule) -> None:
        self.task = task
        self.schedule = schedule
        self.plan = list(task.mixture.steps(schedule.steps, schedule.seed))

    def __len__(self) -> int:
        return len(self.plan)

    def __getitem__(self, step: int) -> _Batch:
        rng = random.Random(self.schedule.seed * 1_000_003 + step)
        chosen = sorted(self.plan[step], key=lambda at: len(self.task.rows[at].text))
        rows = [self.task.rows[at] for at in chosen]
        texts = written_again(rows, rng) if self.schedule.augmented else [row.text for row in rows]
        size = math.ceil(len(texts) / CHUNKS)
        chunks = tuple(
            tokens_of(texts[at : at + size], self.task.tokenizer, TRAINING_TOKENS) for at in range(0, len(texts), size)
        )
        mentions = mention_matrix(rows, self.task.descriptions.agencies)
        return _Batch(chunks, mentions, self.task.targets.at(chosen), self._reference(chosen))

    def _reference(self, chosen: list[int]) -> Tensor | None:
        known = self.task.reference
        if known is None:
            return None
        empty = torch.zeros(known.shape[1])
        return torch.stack([known[at] if at < len(known) else empty for at in chosen])


def train(network: Network, task: Task, schedule: Schedule, progress: Progress) -> None:
    """Train in place; the network is left in evaluation mode."""
    torch.manual_seed(schedule.seed)
    device = next(network.parameters()).device
    optimiser = _optimiser(network, schedule.rate)
    warm_up = max(1, int(schedule.steps * WARM_UP))
    slope = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda at: _cosine(at, warm_up, schedule.steps))
    network.train()
    rng = random.Random(schedule.seed)
    descriptions = torch.empty(0)
    for step, batch in enumerate(_batches(task, schedule), start=1):
        if (step - 1) % REFRESH == 0:
            descriptions = _read_descriptions(network, task, rng)
        with half_precision(device):
            loss = _loss(network, batch, descriptions, 1 - step / (IMITATE_UNTIL * schedule.steps))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves Tensor.backward untyped
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        slope.step()
        if step % 20 == 0 or step == schedule.steps:
            progress(step, schedule.steps, float(loss.detach()))
    network.eval()


def half_precision(device: torch.device) -> Any:
    """bfloat16 arithmetic on a GPU, nothing on a CPU."""
    return torch.autocast("cuda", dtype=torch.bfloat16) if device.type == "cuda" else nullcontext()


def _batches(task: Task, schedule: Schedule) -> Iterator[_Batch]:
    return iter(DataLoader(_Steps(task, schedule), batch_size=None, num_workers=schedule.workers))


def _optimiser(network: Network, rate: float) -> torch.optim.Optimizer:
    encoder = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    inside = {id(parameter) for parameter in network.encoder.parameters()}
    heads = [parameter for parameter in network.parameters() if id(parameter) not in inside]
    return torch.optim.AdamW(
        [{"params": encoder, "lr": rate}, {"params": heads, "lr": rate * HEAD_RATE}], weight_decay=0.01
    )


def _cosine(at: int, warm_up: int, steps: int) -> float:
    if at < warm_up:
        return (at + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (at - warm_up) / max(1, steps - warm_up)))


@torch.no_grad()
def _read_descriptions(network: Network, task: Task, rng: random.Random) -> Tensor:
    device = next(network.parameters()).device
    phrases, owner = as_batch(*task.descriptions.sample(PHRASES, rng), task.tokenizer)
    with half_precision(device):
        return network.description_vectors(phrases.to(device), owner.to(device))


def _loss(network: Network, batch: _Batch, descriptions: Tensor, imitation: float) -> Tensor:
    device = descriptions.device
    known = (torch.rand(network.shape.agencies, device=device) > CORRECTION_DROP).float()
    pooled = torch.cat([network.pooled(chunk.to(device)) for chunk in batch.chunks])
    scores = network.scores(pooled, descriptions, batch.mentions.to(device), known)
    loss = total_loss(scores, batch.targets.to(device))
    if batch.reference is None or imitation <= 0:
        return loss
    reference = batch.reference.to(device)
    apart = (1 - functional.cosine_similarity(pooled.float(), reference, dim=-1)) * (reference.abs().sum(-1) > 0)
    return loss + IMITATION * imitation * apart.mean()


def total_loss(scores: Scores, targets: Targets) -> Tensor:
    """The weighted sum of the five losses; each is a mean over the rows that carry its label."""
    parts = {
        "agency": _soft_cross_entropy(scores.agency, targets.agency, targets.agency_weight),
        "sentiment": _soft_cross_entropy(scores.sentiment, targets.sentiment, targets.sentiment_weight),
        "kind": _soft_cross_entropy(scores.kind, targets.kind, targets.kind_weight),
        "urgent": _binary(scores.urgent.unsqueeze(-1), targets.urgent.unsqueeze(-1), targets.urgent_weight),
        "drivers": _binary(scores.drivers, targets.drivers, targets.drivers_weight),
    }
    return torch.stack([WEIGHTS[name] * part for name, part in parts.items()]).sum()


def _soft_cross_entropy(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    loss = -(target * functional.log_softmax(logits.float(), dim=-1)).sum(-1)
    return (loss * weight).sum() / weight.sum().clamp(min=1)


def _binary(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    loss = functional.binary_cross_entropy_with_logits(logits.float(), target, reduction="none").mean(-1)
    return (loss * weight).sum() / weight.sum().clamp(min=1)
