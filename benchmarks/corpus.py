"""What the corpus is made of: counts, shares, lengths, names of offices, near-duplicates, openings.

    python benchmarks/corpus.py

Near-duplicates are pairs of messages whose letter n-grams (2 to 4, tf-idf) have a cosine of 0.8 or more; held-out messages are
compared with the training ones.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from app.material import prepared
from domain.agency import Catalogue
from domain.labels import NO_AGENCY
from models.rows import Row

CORPUS: Final = Path(__file__).parents[1] / "models" / "corpus"
ALIKE: Final = 0.8
CHUNK: Final = 500
LENGTHS: Final = (6, 15, 30, 60)


def main() -> None:
    """Print a section per set, then the near-duplicates."""
    sets = {name: _read(name) for name in ("train*", "dev", "test")}
    for name, rows in sets.items():
        print(f"{name}: {len(rows)} messages")
        _describe(rows)
    train = [str(row["text"]) for row in sets["train*"]]
    near = {"within training": len(_near(train, train))}
    near |= {
        f"{name} in training": len(_near([str(row["text"]) for row in sets[name]], train)) for name in ("dev", "test")
    }
    print(f"near-duplicates: {near}")
    print(json.dumps({**{name: len(rows) for name, rows in sets.items()}, "near_duplicates": near}))


def _read(name: str) -> list[dict[str, Any]]:
    files = sorted(CORPUS.glob(f"{name}.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def _describe(rows: Sequence[dict[str, Any]]) -> None:
    for column in ("register", "sentiment", "kind", "urgent"):
        print(f"  {column}: {_shares([row[column] for row in rows])}")
    words = [len(str(row["text"]).split()) for row in rows]
    print(f"  words: {_shares([next((f'to {one}' for one in LENGTHS if count <= one), 'more') for count in words])}")
    agencies = Counter(str(row["agency"]) for row in rows)
    least = min((count, code) for code, count in agencies.items())
    middle = int(np.median(list(agencies.values())))
    print(f"  per agency: least {least[1]} {least[0]}, median {middle}, none {agencies[NO_AGENCY]}")
    print(f"  two agencies: {_percent([bool(row['also_ok']) for row in rows])}")
    print(f"  with a service: {_percent([bool(row['service']) for row in rows])}")
    about = [
        row for row in prepared([Row.from_values(row) for row in rows], Catalogue.load()) if row.agency != NO_AGENCY
    ]
    print(f"  do not name the agency: {_percent([row.agency not in row.mentions for row in about])}")
    print(f"  name another one: {_percent([bool(set(row.mentions) - {row.agency}) for row in about])}")
    openings = Counter(" ".join(str(row["text"]).split()[:2]) for row in rows)
    print(f"  most frequent openings: {openings.most_common(5)}")


def _shares(labels: Sequence[object]) -> str:
    return ", ".join(f"{label} {100 * count / len(labels):.1f} %" for label, count in Counter(labels).most_common())


def _percent(truth: Sequence[bool]) -> str:
    return f"{100 * sum(truth) / len(truth):.1f} %"


def _near(some: Sequence[str], others: Sequence[str]) -> list[tuple[int, int]]:
    features = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True).fit(others)
    left, right = features.transform(some), features.transform(others)
    found: list[tuple[int, int]] = []
    for at in range(0, len(some), CHUNK):
        alike = (left[at : at + CHUNK] @ right.T).tocoo()
        pairs = zip(alike.row, alike.col, alike.data, strict=True)
        found += [(at + int(row), int(column)) for row, column, value in pairs if value >= ALIKE]
    return [(one, other) for one, other in found if some is not others or one < other]


if __name__ == "__main__":
    main()
