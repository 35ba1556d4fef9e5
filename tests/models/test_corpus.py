"""The corpus: enough of everything, well labelled, many voices, and nothing held out among what is trained on."""

import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.agency import Catalogue
from domain.labels import NO_AGENCY
from models.rows import Row

CORPUS = Path(__file__).parents[2] / "models" / "corpus"
RUN = 8
MOST_WRITTEN_ABOUT = (
    "municipality", "water_wastewater", "electricity", "gas", "health", "social_security", "education", "banks", "telecom",
    "police", "roads", "judiciary", "tax", "civil_registry", "labor_welfare",
)  # fmt: skip
FIELDS = {
    "text", "agency", "also_ok", "sentiment", "kind", "urgent", "drivers", "service", "register", "writer",
}  # fmt: skip


@cache
def corpus(pattern: str) -> list[dict[str, Any]]:
    files = sorted(CORPUS.glob(pattern))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def words(text: str) -> list[str]:
    return re.sub(r"[^\w\u200c ]", " ", text).replace("\u200c", " ").split()


def runs(text: str) -> set[tuple[str, ...]]:
    parts = words(text)
    return {tuple(parts[at : at + RUN]) for at in range(len(parts) - RUN + 1)}


@pytest.mark.parametrize("held_out", ["test.jsonl", "dev.jsonl"])
def test_nothing_held_out_was_trained_on(held_out: str) -> None:
    trained = {run for row in corpus("train*.jsonl") for run in runs(row["text"])}
    whole = {" ".join(words(row["text"])) for row in corpus("train*.jsonl")} - {""}
    assert [row["text"] for row in corpus(held_out) if runs(row["text"]) & trained] == []
    assert [row["text"] for row in corpus(held_out) if " ".join(words(row["text"])) in whole] == []


@pytest.mark.parametrize("pattern", ["train*.jsonl", "dev.jsonl", "test.jsonl"])
def test_every_label_is_one_of_ours(pattern: str) -> None:
    catalogue = Catalogue.load()
    for values in corpus(pattern):
        assert set(values) == FIELDS, values["text"]
        row = Row.from_values(values)
        assert row.agency is not None
        assert {row.agency, *row.also_ok} <= {*catalogue.by_code, NO_AGENCY}, values["text"]
        if row.service is not None:
            assert catalogue[row.agency].service(row.service) is not None, values["text"]


def test_every_agency_has_its_messages() -> None:
    train = Counter(row["agency"] for row in corpus("train*.jsonl"))
    test = Counter(row["agency"] for row in corpus("test.jsonl"))
    for agency in Catalogue.load():
        least = 100 if agency.code in MOST_WRITTEN_ABOUT else 40 if agency.parent else 60
        assert train[agency.code] >= least, agency.code
        assert test[agency.code] >= 8, agency.code
    assert train[NO_AGENCY] >= 600
    assert test[NO_AGENCY] >= 100
    assert sum(bool(row["also_ok"]) for row in corpus("train*.jsonl")) >= 300


def test_registers_and_lengths_are_mixed() -> None:
    rows = corpus("train*.jsonl")
    share = {name: count / len(rows) for name, count in Counter(row["register"] for row in rows).items()}
    assert 0.55 <= share["colloquial"] <= 0.70
    assert 0.15 <= share["formal"] <= 0.30
    assert 0.05 <= share["petition"] <= 0.15
    assert 0.04 <= share["finglish"] <= 0.08
    lengths = [len(row["text"].split()) for row in rows]
    assert sum(length <= 6 for length in lengths) / len(rows) >= 0.05
    assert sum(length > 30 for length in lengths) / len(rows) >= 0.06
    assert max(lengths) >= 100


def test_no_message_is_another_one_again() -> None:
    keys = Counter(" ".join(words(row["text"])).lower() or row["text"] for row in corpus("train*.jsonl"))
    assert [key for key, count in keys.items() if count > 1] == []


def test_messages_do_not_open_alike() -> None:
    rows = corpus("train*.jsonl")
    openings = Counter(" ".join(words(row["text"])[:3]) for row in rows if len(words(row["text"])) > 4)
    opening, count = openings.most_common(1)[0]
    assert count / len(rows) <= 0.01, opening


def test_sentiment_does_not_follow_from_the_kind() -> None:
    pairs = Counter((row["kind"], row["sentiment"]) for row in corpus("train*.jsonl"))
    assert pairs["complaint", "neutral"] >= 200
    assert pairs["suggestion", "negative"] >= 50
    assert pairs["question", "negative"] >= 50
    assert pairs["question", "positive"] >= 20


@pytest.mark.parametrize("file", ["dev", "test"])
def test_held_out_labels_are_the_majority_of_three_labellings(file: str) -> None:
    labellings: defaultdict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for one in corpus("labellings.jsonl"):
        if one["file"] == file:
            labellings[one["row"]][one["labeller"]] = one
    rows = corpus(f"{file}.jsonl")
    assert sorted(labellings) == list(range(1, len(rows) + 1))
    for number, row in enumerate(rows, start=1):
        three = list(labellings[number].values())
        assert sorted(labellings[number]) == ["b", "c", "writer"]
        for question in ("sentiment", "kind", "urgent"):
            label, count = Counter(one[question] for one in three).most_common(1)[0]
            assert row[question] == (label if count > 1 else labellings[number]["writer"][question]), number
        drivers = Counter(driver for one in three for driver in one["drivers"])
        assert set(row["drivers"]) == {driver for driver, count in drivers.items() if count > 1}, number
        assert row["agency"] == labellings[number]["writer"]["agency"]
