"""Counts small enough to point at a person are not shown, nor can they be computed from what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MINIMUM_CITIZENS: Final = 10
"""The fewest citizens behind a published number (as the GP Patient Survey of the NHS has it)."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Numbers of citizens as they may be shown, in the order given; None stands for «داده ناکافی»."""

    cells: tuple[int | None, ...]
    total: int | None


def suppress(cells: Sequence[int]) -> Disclosed:
    """Hide what must not be shown of cells (distinct citizens each) that add up to a published total.

    Primary: a cell of 1–9 citizens is hidden. Secondary: while the hidden cells could be told from the total, because
    there is only one or because together they are fewer than `MINIMUM_CITIZENS`, the next smallest is hidden as well;
    when none is left the total goes. An empty cell is shown: it says that nobody spoke, not what somebody said.
    """
    hidden = {at for at, count in enumerate(cells) if 0 < count < MINIMUM_CITIZENS}
    spare = sorted((at for at, count in enumerate(cells) if count >= MINIMUM_CITIZENS), key=lambda at: cells[at])
    while _exposed(cells, hidden) and spare:
        hidden.add(spare.pop(0))
    shown = tuple(None if at in hidden else count for at, count in enumerate(cells))
    return Disclosed(shown, None if _exposed(cells, hidden) else sum(cells))


def _exposed(cells: Sequence[int], hidden: set[int]) -> bool:
    return bool(hidden) and (len(hidden) == 1 or sum(cells[at] for at in hidden) < MINIMUM_CITIZENS)
