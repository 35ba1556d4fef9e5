"""Keeps a training run on disk while it goes on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch


class Checkpoint:
    """The state of several parts (network, optimiser, …) and the number of steps done, in one file; without a path, nothing."""

    def __init__(self, path: Path | None, parts: Mapping[str, Any]) -> None:
        self._path = path
        self._parts = parts

    def restored(self) -> int:
        """Put the parts back to where they were; returns the number of steps done before, 0 for a new run."""
        if self._path is None or not self._path.exists():
            return 0
        kept = torch.load(self._path, map_location="cpu", weights_only=True)
        for name, part in self._parts.items():
            part.load_state_dict(kept[name])
        torch.set_rng_state(kept["random"])
        return int(kept["step"])

    def keep(self, step: int) -> None:
        """Write the present state; the file is whole at any time."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".part")
        states = {name: part.state_dict() for name, part in self._parts.items()}
        torch.save({**states, "step": step, "random": torch.get_rng_state()}, unfinished)
        unfinished.replace(self._path)
