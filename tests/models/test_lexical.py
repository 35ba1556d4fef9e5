"""Our n-gram features are scikit-learn's, number for number."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from models.lexical import LONGEST, SHORTEST, Lexical, lexical_text, ngrams
from nlp.normalise import normalise

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    lines = (CORPUS / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [lexical_text(normalise(json.loads(line)["text"])) for line in lines] + ["", "ا", "آب", "  "]


@pytest.fixture(scope="module")
def reference(texts: list[str]) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), min_df=2, sublinear_tf=True, lowercase=False
    )
    return vectorizer.fit(texts)


def test_the_same_ngrams(texts: list[str], reference: TfidfVectorizer) -> None:
    analyse = reference.build_analyzer()
    for text in texts:
        assert sorted(ngrams(text)) == sorted(analyse(text))


def test_the_same_scores(texts: list[str], reference: TfidfVectorizer) -> None:
    rng = np.random.default_rng(7)
    grams = reference.get_feature_names_out()
    weights = rng.normal(size=(len(grams), 5)).astype(np.float16)
    ours = Lexical(
        grams=np.array(grams, dtype=np.str_),
        idf=reference.idf_.astype(np.float32),
        weights=weights,
        intercept=np.arange(5, dtype=np.float32),
        blend=np.ones(5, dtype=np.float32),
        described=np.array([1.0, 0.0], np.float32),
    )
    expected = reference.transform(texts) @ weights.astype(np.float64) + np.arange(5)
    np.testing.assert_allclose(ours.scores(texts), expected, atol=1e-4)
