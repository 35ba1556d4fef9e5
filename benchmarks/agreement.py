"""How far people agree on the development and test messages: three labellings of each, made independently of one another.

    python benchmarks/agreement.py

`models/corpus/labellings.jsonl` holds them: the writer's own and two more by readers who saw the text only. Prints, per pair,
the share of equal labels with Cohen's kappa (J. Cohen, 1960), for drivers F1; and the F1 of each labelling of drivers
against the majority of the three, which is what the files carry.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, Final

LABELLINGS: Final = Path(__file__).parents[1] / "models" / "corpus" / "labellings.jsonl"
QUESTIONS: Final = ("agency", "sentiment", "kind", "urgent")
Labelling = dict[int, dict[str, Any]]


def main() -> None:
    """Print a table per file and the JSON line."""
    files: defaultdict[str, defaultdict[str, Labelling]] = defaultdict(lambda: defaultdict(dict))
    for line in LABELLINGS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        files[row["file"]][row["labeller"]][row["row"]] = row
    figures: dict[str, dict[str, float]] = {}
    for file, labellings in files.items():
        print(f"{file}: {len(next(iter(labellings.values())))} messages")
        for one, other in combinations(sorted(labellings), 2):
            figures[f"{file}: {one} and {other}"] = found = _pair(labellings[one], labellings[other])
            print(f"  {one} and {other}: " + ", ".join(f"{name} {value:.3f}" for name, value in found.items()))
        majority = _majority(list(labellings.values()))
        against = {name: _f1(labelling, majority) for name, labelling in sorted(labellings.items())}
        figures[f"{file}: drivers against the majority"] = against
        print(
            "  drivers F1 against the majority: " + ", ".join(f"{name} {value:.3f}" for name, value in against.items())
        )
    print(json.dumps({title: {name: round(value, 4) for name, value in one.items()} for title, one in figures.items()}))


def _pair(one: Labelling, other: Labelling) -> dict[str, float]:
    found: dict[str, float] = {}
    for question in QUESTIONS:
        pairs = [(one[row][question], other[row][question]) for row in one]
        found |= {question: _agreement(pairs), f"{question} kappa": kappa(pairs)}
    drivers = {row: set(values["drivers"]) for row, values in other.items()}
    return found | {"drivers F1": _f1(one, drivers)}


def _agreement(pairs: Sequence[tuple[object, object]]) -> float:
    return sum(left == right for left, right in pairs) / len(pairs)


def kappa(pairs: Sequence[tuple[object, object]]) -> float:
    """Agreement beyond chance: (observed − expected) ÷ (1 − expected)."""
    left, right = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(left[label] * right[label] for label in left) / len(pairs) ** 2
    return (_agreement(pairs) - expected) / (1 - expected) if expected < 1 else 1.0


def _majority(labellings: Sequence[Labelling]) -> dict[int, set[str]]:
    counts = {row: Counter(driver for one in labellings for driver in one[row]["drivers"]) for row in labellings[0]}
    return {row: {driver for driver, n in count.items() if 2 * n > len(labellings)} for row, count in counts.items()}


def _f1(labelling: Labelling, truth: dict[int, set[str]]) -> float:
    both = sum(len(set(values["drivers"]) & truth[row]) for row, values in labelling.items())
    named = sum(len(values["drivers"]) + len(truth[row]) for row, values in labelling.items())
    return 2 * both / max(1, named)


if __name__ == "__main__":
    main()
