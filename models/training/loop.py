"""One training loop for teachers (people's labels) and the student (labels and teachers' answers)."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset, Subset

from models.descriptions import Descriptions, Phrases, agency_of
from models.rows import Row
from models.training.batches import Mixture, Targets, mention_matrix, tokens_of, written_again
from models.training.checkpoint import Checkpoint
from models.training.descriptions import as_batch, sampled
from models.training.network import Compared, Comparison, Network, Scores, Tokens

Progress = Callable[[int, int, float], None]
"""Called with (step, steps, loss)."""

WEIGHTS: Final = {"agency": 1.0, "sentiment": 1.0, "kind": 0.5, "urgent": 1.0, "drivers": 2.0, "service": 0.5}
URGENT_POSITIVE: Final = 3.0
"""Emergencies are few, and missing one is worse than a false alarm."""
CORRECTION_DROP: Final = 0.3
PHRASES: Final = 4
SERVICE_PHRASES: Final = 2
"""Description phrases per agency and per service, drawn anew at every refresh."""
READ_AT_ONCE: Final = 256
CHECKPOINT_EVERY: Final = 250
REFRESH: Final = 40
"""Steps between two readings of the descriptions: they move slowly, and reading them costs as much as a step."""
CHUNKS: Final = 2
"""A batch is encoded in chunks of like length, so that one long message does not pad all."""
TRAINING_TOKENS: Final = 80
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
    checkpoint: Path | None = None
    """Where the run is kept while it goes on, so that a stopped one continues"""


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
    """Train in place; the network is left in evaluation mode. The checkpoint stays until the caller has kept the network."""
    torch.manual_seed(schedule.seed)
    device = next(network.parameters()).device
    optimiser = _optimiser(network, schedule.rate)
    warm_up = max(1, int(schedule.steps * WARM_UP))
    slope = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda at: _cosine(at, warm_up, schedule.steps))
    checkpoint = Checkpoint(schedule.checkpoint, {"network": network, "optimiser": optimiser, "slope": slope})
    done = checkpoint.restored()
    network.train()
    described = _Described(torch.empty(0), torch.empty(0))
    owners = service_owners(task.descriptions).to(device)
    for step, batch in enumerate(_batches(task, schedule, done), start=done + 1):
        if (step - 1) % REFRESH == 0 or step == done + 1:
            described = _read_descriptions(network, task, random.Random(schedule.seed + step))
        with half_precision(device):
            scores, pooled = _scores(network, batch, described)
            loss = total_loss(scores, batch.targets.to(device), owners)
            loss = loss + _imitation(pooled, batch, 1 - step / (IMITATE_UNTIL * schedule.steps))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves Tensor.backward untyped
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        slope.step()
        if step % 20 == 0 or step == schedule.steps:
            progress(step, schedule.steps, float(loss.detach()))
        if step % CHECKPOINT_EVERY == 0 or step == schedule.steps:
            checkpoint.keep(step)
    network.eval()


def half_precision(device: torch.device) -> Any:
    """bfloat16 arithmetic where the machine is built for it (a GPU, a CPU with AVX-512 BF16), nothing elsewhere."""
    fast = device.type == "cuda" or bf16_processor()
    return torch.autocast(device.type, dtype=torch.bfloat16) if fast else nullcontext()


def bf16_processor() -> bool:
    """Whether this processor multiplies bfloat16 in hardware; without, emulation is many times slower than float32."""
    asked = getattr(torch.cpu, "_is_avx512_bf16_supported", None)  # torch has no public name for it
    return bool(asked and asked())


def _batches(task: Task, schedule: Schedule, done: int) -> Iterator[_Batch]:
    steps = Subset(_Steps(task, schedule), range(done, schedule.steps))
    return iter(DataLoader(steps, batch_size=None, num_workers=schedule.workers))


def _optimiser(network: Network, rate: float) -> torch.optim.Optimizer:
    encoder = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    inside = {id(parameter) for parameter in network.encoder.parameters()}
    heads = [parameter for parameter in network.parameters() if id(parameter) not in inside]
    return torch.optim.AdamW(
        [{"params": encoder, "lr": rate}, {"params": heads, "lr": rate * HEAD_RATE}], weight_decay=0.01, fused=True
    )


def _cosine(at: int, warm_up: int, steps: int) -> float:
    if at < warm_up:
        return (at + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (at - warm_up) / max(1, steps - warm_up)))


@dataclass(frozen=True, slots=True)
class _Described:
    """Vectors of the agencies' and the services' descriptions, as last read."""

    agencies: Tensor
    services: Tensor


def service_owners(descriptions: Descriptions) -> Tensor:
    """For each service column the column of its agency."""
    columns = {code: at for at, code in enumerate(descriptions.agencies)}
    return torch.tensor([columns[agency_of(key)] for key in descriptions.services], dtype=torch.long)


@torch.no_grad()
def _read_descriptions(network: Network, task: Task, rng: random.Random) -> _Described:
    agencies = sampled(task.descriptions.agencies, PHRASES, rng)
    services = sampled(task.descriptions.services, SERVICE_PHRASES, rng)
    return _Described(
        read_phrases(network, network.agency, agencies, task.tokenizer),
        read_phrases(network, network.service, services, task.tokenizer),
    )


def read_phrases(network: Network, comparison: Comparison, phrases: Phrases, tokenizer: Tokenizer) -> Tensor:
    """Description vectors of agencies or services."""
    device = next(network.parameters()).device
    if not phrases:
        return torch.zeros(0, comparison.project.out_features, device=device)
    tokens, owner = as_batch(phrases, tokenizer)
    with half_precision(device):
        pooled = [
            network.pooled(tokens.part(at, at + READ_AT_ONCE).to(device)) for at in range(0, len(owner), READ_AT_ONCE)
        ]
        return comparison.described(torch.cat(pooled), owner.to(device))


def _scores(network: Network, batch: _Batch, described: _Described) -> tuple[Scores, Tensor]:
    device = described.agencies.device
    pooled = torch.cat([network.pooled(chunk.to(device)) for chunk in batch.chunks])
    agencies = Compared(described.agencies, _kept(network.shape.agencies, device))
    services = Compared(described.services, _kept(network.shape.services, device))
    return network.scores(pooled, agencies, services, batch.mentions.to(device)), pooled


def _kept(count: int, device: torch.device) -> Tensor:
    """1 for every correction that counts in this step, 0 for those dropped."""
    return (torch.rand(count, device=device) > CORRECTION_DROP).float()


def _imitation(pooled: Tensor, batch: _Batch, strength: float) -> Tensor:
    """The pull towards the deep base's vectors."""
    if batch.reference is None or strength <= 0:
        return torch.zeros((), device=pooled.device)
    reference = batch.reference.to(pooled.device)
    apart = (1 - functional.cosine_similarity(pooled.float(), reference, dim=-1)) * (reference.abs().sum(-1) > 0)
    return IMITATION * strength * apart.mean()


def total_loss(scores: Scores, targets: Targets, owners: Tensor) -> Tensor:
    """The weighted sum of the six losses; each is a mean over the rows that carry its label.

    `owners` is the agency column of each service: services compete with those of the same agency only.
    """
    parts = {
        "agency": _soft_cross_entropy(scores.agency, targets.agency, targets.agency_weight),
        "sentiment": _soft_cross_entropy(scores.sentiment, targets.sentiment, targets.sentiment_weight),
        "kind": _soft_cross_entropy(scores.kind, targets.kind, targets.kind_weight),
        "urgent": _binary(
            scores.urgent.unsqueeze(-1), targets.urgent.unsqueeze(-1), targets.urgent_weight, URGENT_POSITIVE
        ),
        "drivers": _binary(scores.drivers, targets.drivers, targets.drivers_weight),
        "service": within_agency(scores.service, targets.service, owners),
    }
    return torch.stack([WEIGHTS[name] * part for name, part in parts.items()]).sum()


def within_agency(logits: Tensor, target: Tensor, owners: Tensor) -> Tensor:
    """Cross-entropy of services among those of the same agency; `target` is −1 where nobody said the service."""
    said = target >= 0
    if not said.any():
        return logits.sum() * 0.0
    same = owners.unsqueeze(0) == owners[target[said]].unsqueeze(-1)
    return functional.cross_entropy(logits[said].float().masked_fill(~same, -torch.inf), target[said])


def _soft_cross_entropy(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    loss = -(target * functional.log_softmax(logits.float(), dim=-1)).sum(-1)
    return (loss * weight).sum() / weight.sum().clamp(min=1)


def _binary(logits: Tensor, target: Tensor, weight: Tensor, positive: float = 1.0) -> Tensor:
    counts = torch.full((), positive, device=logits.device)
    loss = functional.binary_cross_entropy_with_logits(
        logits.float(), target, reduction="none", pos_weight=counts
    ).mean(-1)
    return (loss * weight).sum() / weight.sum().clamp(min=1)
