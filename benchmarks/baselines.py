"""Other people's ways beside ours on the same labelled messages, in one run; what simple training reaches,
`evaluate --compare` says.

    python benchmarks/baselines.py FILE [--base FOLDER] [--persent PYTHON]

`untrained` compares messages with the agencies' descriptions by the vectors of the encoder in FOLDER, as it was published (extra
`train`). `persent` is the PyPI package of that name for sentiment: it wants versions of its own, so PYTHON is the interpreter of
a virtual environment with it. Its three answers are read as positive, negative and neutral. What cannot run is named.
"""

import argparse
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app import wiring
from app.material import labelled, prepared
from app.settings import load
from domain.labels import NO_AGENCY
from models.descriptions import Phrases
from models.evaluation.cases import accepted_agencies
from models.evaluation.scores import class_scores, macro_f1
from models.rows import Row
from nlp.pipeline import Pipeline, descriptions

PERSENT: Final = """
import json, sys
from PerSent import CommentAnalyzer
analyzer = CommentAnalyzer()
analyzer.loadModel()
names = {"recommended": "positive", "not_recommended": "negative"}
texts = json.load(sys.stdin)
json.dump([names.get(analyzer.analyzeText(text), "neutral") if text.strip() else "neutral" for text in texts], sys.stdout)
"""


PREFIX: Final = "query: "
"""multilingual-e5 was trained to read short texts behind this word."""
CHUNK: Final = 32


def main() -> None:
    """Measure, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description="Other ways beside ours on the same messages.")
    parser.add_argument("file", type=Path, help="labelled rows, as for `rezayat evaluate`")
    parser.add_argument("--base", help="folder of the encoder as it was published")
    parser.add_argument("--persent", help="Python of a virtual environment with PerSent")
    given = parser.parse_args()
    configured = load()
    pipeline = wiring.pipeline_of(configured, wiring.catalogue_of(configured))
    rows = labelled(given.file, lambda number, error: print(f"row {number}: {error}"))
    figures = _agencies(rows, pipeline, given.base) | _sentiments(rows, pipeline, given.persent)
    for name, value in figures.items():
        print(f"{name:<40} {value:.3f}")
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))


def _agencies(rows: Sequence[Row], pipeline: Pipeline, base: str | None) -> dict[str, float]:
    told = [row for row in rows if row.agency is not None and row.agency != NO_AGENCY]
    if not told:
        return {}
    analyses = pipeline.analyse([row.text for row in told])
    ways = {"ours": [[proposal.agency for proposal in analysis.proposals] for analysis in analyses]}
    if base is None:
        print("untrained comparison left out: no --base")
    else:
        texts = [row.text for row in prepared(told, pipeline.catalogue)]
        ways["untrained"] = _untrained(base, texts, descriptions(pipeline.catalogue).agencies)
    return {
        f"agency top-{count}, {name}, messages with one": _found(told, ranked, count)
        for name, ranked in ways.items()
        for count in (1, 3)
    }


def _untrained(base: str, texts: Sequence[str], phrases: Phrases) -> list[list[str]]:
    """Codes by likeness for each text: the mean of the three most alike phrases of a code decides."""
    import torch  # noqa: PLC0415 — an extra
    from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415 — the same

    from models.training.batches import tokens_of  # noqa: PLC0415 — needs torch
    from models.training.network import mean_pooled  # noqa: PLC0415 — the same

    tokenizer = Tokenizer.from_str(AutoTokenizer.from_pretrained(base).backend_tokenizer.to_str())
    encoder = AutoModel.from_pretrained(base, add_pooling_layer=False).eval()

    def vectors(some: Sequence[str]) -> NDArray[np.float32]:
        chunks = [[PREFIX + text for text in some[at : at + CHUNK]] for at in range(0, len(some), CHUNK)]
        with torch.inference_mode():
            pooled = np.concatenate([mean_pooled(encoder, tokens_of(chunk, tokenizer)).numpy() for chunk in chunks])
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)

    messages = vectors(texts)
    likeness = [np.sort(messages @ vectors(some).T, axis=1)[:, -3:].mean(axis=1) for some in phrases.values()]
    order = np.argsort(-np.stack(likeness, axis=1), axis=1)
    return [[list(phrases)[at] for at in row] for row in order]


def _found(rows: Sequence[Row], ranked: Sequence[Sequence[str]], count: int) -> float:
    hits = (not accepted_agencies(row).isdisjoint(codes[:count]) for row, codes in zip(rows, ranked, strict=True))
    return sum(hits) / len(rows)


def _sentiments(rows: Sequence[Row], pipeline: Pipeline, persent: str | None) -> dict[str, float]:
    told = [(row.text, row.sentiment) for row in rows if row.sentiment is not None]
    if not told:
        return {}
    truth = [sentiment for _, sentiment in told]
    ours = [analysis.sentiment for analysis in pipeline.analyse([text for text, _ in told])]
    figures = {"sentiment macro-F1, ours": macro_f1(class_scores(ours, truth))}
    if persent is None:
        print("PerSent left out: no --persent")
        return figures
    asked = json.dumps([text for text, _ in told])
    answer = subprocess.run([persent, "-c", PERSENT], input=asked, capture_output=True, text=True, check=True).stdout
    called = json.loads(answer.splitlines()[-1])
    return figures | {"sentiment macro-F1, PerSent": macro_f1(class_scores(called, truth))}


if __name__ == "__main__":
    main()
