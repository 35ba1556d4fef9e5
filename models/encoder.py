"""The encoder at work: tokens in, one vector per message out, on an int8 runtime without torch."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from ctranslate2 import Encoder as Runtime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.text import MAX_TOKENS, model_text

BATCH_TOKENS: Final = 192
"""Pieces per batch, padding counted: small batches of like length stay in the processor's cache."""

Vectors = NDArray[np.float32]


class Encoder:
    """A CTranslate2 encoder with mean pooling. Safe to call from several threads.

    Every core takes batches of its own: twice as fast here as all cores on one batch.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._threads = threads or _cores()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._runtime = Runtime(
            str(folder / "encoder"),
            device="cpu",
            compute_type="int8",
            inter_threads=self._threads,
            intra_threads=1,
        )

    def encode(self, normalised: Sequence[str]) -> Vectors:
        """Mean-pooled vectors, (messages, width), in the order given.

        Messages are sorted by length and encoded in batches of about `BATCH_TOKENS` pieces; scales of the int8 arithmetic
        are per row, so that a message's vector does not depend on its batch beyond rounding.
        """
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch([model_text(text) for text in normalised])]
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at]))
        vectors: list[Vectors | None] = [None] * len(pieces)
        batches = _batches(order, pieces)
        with ThreadPoolExecutor(self._threads) as workers:
            results = workers.map(lambda batch: self._pooled([pieces[at] for at in batch]), batches)
            for batch, pooled in zip(batches, results, strict=True):
                for at, vector in zip(batch, pooled, strict=True):
                    vectors[at] = vector
        return np.stack([vector for vector in vectors if vector is not None])

    def _pooled(self, pieces: list[list[int]]) -> Vectors:
        output: Any = self._runtime.forward_batch(pieces)
        hidden: Vectors = np.array(output.last_hidden_state)
        lengths = np.array([len(ids) for ids in pieces], dtype=np.int64)
        real = np.arange(hidden.shape[1])[None, :] < lengths[:, None]
        pooled: Vectors = np.einsum("blw,bl->bw", hidden, real.astype(np.float32)) / lengths[:, None].astype(np.float32)
        return pooled


def _batches(order: list[int], pieces: list[list[int]]) -> list[list[int]]:
    batches: list[list[int]] = []
    current: list[int] = []
    for at in order:
        if current and (len(current) + 1) * len(pieces[at]) > BATCH_TOKENS:
            batches.append(current)
            current = []
        current.append(at)
    if current:
        batches.append(current)
    return batches


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
