"""How much the linear half should count beside the encoder, question by question, on the development messages.

    python benchmarks/blend.py [--model FOLDER]

For each share of the linear scores: accuracy of agency (any acceptable), its top-3, of sentiment and of kind; for
urgency F2 and for drivers micro-F1, each with the thresholds that are best on the same messages. Share 0 is the
encoder alone.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Final

import numpy as np

from app.material import labelled, prepared
from domain.agency import Catalogue
from domain.labels import Driver, Kind, Sentiment
from models.artefact import shipped_model
from models.calibration import f1_thresholds, f_score, urgent_threshold
from models.classifier import Classifier
from models.heads import Logits
from models.lexical import Blend
from models.rows import Row
from nlp.pipeline import descriptions

DEVELOPMENT: Final = Path(__file__).parents[1] / "models" / "corpus" / "dev.jsonl"
SHARES: Final = (0.0, 0.15, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)


def main() -> None:
    """Print a line per share."""
    parser = argparse.ArgumentParser(description="Shares of the linear half.")
    parser.add_argument("--model", type=Path, help="artefact to measure instead of the shipped one")
    catalogue = Catalogue.load()
    classifier = Classifier.load(parser.parse_args().model or shipped_model(), descriptions(catalogue))
    rows = prepared(labelled(DEVELOPMENT, lambda number, error: print(f"row {number}: {error}")), catalogue)
    figures: dict[float, dict[str, float]] = {}
    for share in SHARES:
        blend = np.array(astuple(Blend(*[share] * 5)), dtype=np.float32)
        blended = replace(classifier, lexical=replace(classifier.lexical, blend=blend))
        figures[share] = _figures(blended, rows)
        print(f"{share:4.2f}  " + "  ".join(f"{name} {value:.3f}" for name, value in figures[share].items()))
    print(json.dumps(figures))


def _figures(classifier: Classifier, rows: Sequence[Row]) -> dict[str, float]:
    raw = classifier.logits([row.text for row in rows], [row.mentions for row in rows])
    accepted = np.array([[code == row.agency or code in row.also_ok for code in classifier.columns] for row in rows])
    found = np.take_along_axis(accepted, np.argsort(-raw.agency, axis=1), axis=1)
    sentiments = [tuple(Sentiment)[at] for at in raw.sentiment.argmax(axis=1)]
    kinds = [tuple(Kind)[at] for at in raw.kind.argmax(axis=1)]
    figures = {
        "agency": found[:, 0].mean(),
        "agency top-3": found[:, :3].any(axis=1).mean(),
        "sentiment": np.mean([called == row.sentiment for called, row in zip(sentiments, rows, strict=True)]),
        "kind": np.mean([called == row.kind for called, row in zip(kinds, rows, strict=True)]),
        "urgent": _urgent(raw, rows),
        "drivers": _drivers(raw, rows),
    }
    return {name: round(float(value), 4) for name, value in figures.items()}


def _urgent(raw: Logits, rows: Sequence[Row]) -> float:
    truth = np.array([bool(row.urgent) for row in rows])
    return f_score(raw.urgent >= urgent_threshold(raw.urgent, truth), truth, 2.0)


def _drivers(raw: Logits, rows: Sequence[Row]) -> float:
    truth = np.array([[driver in (row.drivers or ()) for driver in Driver] for row in rows])
    return f_score(raw.drivers > np.array(f1_thresholds(raw.drivers, truth)), truth, 1.0)


if __name__ == "__main__":
    main()
