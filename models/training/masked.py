"""Continued masked-language training: the encoder reads more Persian of the kind it will meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader
from transformers import BertModel

from models.training.batches import Mixture, tokens_of
from models.training.loop import Progress, Schedule, half_precision
from models.training.network import Tokens

MASKED_SHARE: Final = 0.2
WINDOW: Final = 40
"""Pieces of each text that are read."""


class MaskedModel(nn.Module):
    """The encoder with a guess for every masked piece; the output table is the embedding table."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def loss(self, ids: Tensor, mask: Tensor, chosen: Tensor) -> Tensor:
        """Cross-entropy of the chosen pieces, which are hidden from the encoder."""
        table = self.encoder.embeddings.word_embeddings
        shown = table(ids)
        hidden_piece = table.weight[3]  # <unk>: the trimmed vocabulary keeps no <mask> of its own
        shown = torch.where(chosen.unsqueeze(-1), hidden_piece.to(shown.dtype), shown)
        hidden = self.encoder(inputs_embeds=shown, attention_mask=mask).last_hidden_state[chosen]
        logits = self.norm(functional.gelu(self.dense(hidden))) @ table.weight.T
        return functional.cross_entropy(logits.float(), ids[chosen])


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read: normalised texts, which of them a step takes, and the tokenizer that cuts them."""

    texts: Sequence[str]
    mixture: Mixture
    tokenizer: Tokenizer


def train_masked(encoder: BertModel, reading: Reading, schedule: Schedule, progress: Progress) -> None:
    """Train the encoder in place on raw text."""
    torch.manual_seed(schedule.seed)
    device = next(encoder.parameters()).device
    model = MaskedModel(encoder).to(device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=schedule.rate, weight_decay=0.01, fused=True)
    slope = torch.optim.lr_scheduler.OneCycleLR(optimiser, schedule.rate, total_steps=schedule.steps)
    plan = list(reading.mixture.steps(schedule.steps, schedule.seed))

    def build(step: list[int]) -> Tokens:
        return tokens_of([reading.texts[at] for at in step], reading.tokenizer, WINDOW)

    model.train()
    loader = DataLoader(plan, batch_size=None, num_workers=schedule.workers, collate_fn=build)  # type: ignore[arg-type]  # a list is a valid map-style data set
    for step, batch in enumerate(loader, start=1):
        tokens = batch.to(device)
        chosen = (torch.rand(tokens.ids.shape, device=device) < MASKED_SHARE) & (tokens.mask == 1) & (tokens.ids > 3)
        with half_precision(device):
            loss = model.loss(tokens.ids, tokens.mask, chosen)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        slope.step()
        if step % 20 == 0 or step == schedule.steps:
            progress(step, schedule.steps, float(loss.detach()))
    encoder.eval()
