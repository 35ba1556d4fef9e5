"""Train the lexical weights: logistic regression over letter n-grams, one column per output."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.preprocessing import normalize

from domain.labels import NO_AGENCY, Driver, Kind, Sentiment
from models.descriptions import Descriptions
from models.finglish import read_finglish
from models.heads import Array
from models.lexical import LONGEST, SHORTEST, Blend, Lexical, lexical_text
from models.rows import Row
from models.training.augment import no_half_space, spoken, typos
from models.training.finglish import to_finglish

FEATURES: Final = 75_000
RARE: Final = 4
"""N-grams in fewer messages are left out."""
BLEND: Final = Blend(sentiment=0.3, kind=0.75, urgent=0.3, drivers=0.75, agency=1.75)
"""Chosen on development messages."""
FINGLISH_SHARE: Final = 0.35
AGENCY_PENALTY: Final = 3e-6
LABEL_PENALTY: Final = 1e-5
URGENT_WEIGHT: Final = 3.0
PUBLIC_WEIGHT: Final = 0.5
_SEED: Final = 5

Matrix = NDArray[np.float64]


def vectorizer() -> TfidfVectorizer:
    """The features of `models.lexical`, as scikit-learn computes them."""
    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(SHORTEST, LONGEST),
        min_df=RARE,
        max_features=FEATURES,
        sublinear_tf=True,
        lowercase=False,
    )


def train_lexical(rows: Iterable[Row], descriptions: Descriptions) -> Lexical:
    """Train on our own messages, each also rewritten as another thumb would, and on the agencies' descriptions.

    Rows without an agency are public texts; they teach sentiment only, and each counts less than one of ours.
    """
    rows = list(rows)
    own = [row for row in rows if row.agency is not None]
    public = [row for row in rows if row.agency is None]
    messages = own + _rewritten(own)
    phrases = [Row(text, agency=code) for code, texts in descriptions.agencies.items() for text in texts]
    features = vectorizer()
    everything = features.fit_transform([lexical_text(row.text) for row in (*public, *messages, *phrases)]).tocsr()
    every = everything[len(public) :]
    labelled = every[: len(messages)]
    feelings = everything[: len(public) + len(messages)]
    weights = np.concatenate([np.full(len(public), PUBLIC_WEIGHT), np.ones(len(messages))])
    agencies = (*descriptions.agencies, NO_AGENCY)
    likeness = _likeness(labelled, every[len(messages) :], [str(row.agency) for row in phrases], agencies)
    columns = [
        _classes(feelings, [row.sentiment for row in (*public, *messages)], tuple(Sentiment), weights),
        _classes(labelled, [row.kind for row in messages], tuple(Kind)),
        _yes(labelled, [bool(row.urgent) for row in messages], URGENT_WEIGHT),
        *(_yes(labelled, [driver in (row.drivers or ()) for row in messages]) for driver in Driver),
        _agencies(every, [row.agency for row in (*messages, *phrases)], agencies),
    ]
    return Lexical(
        grams=np.array(features.get_feature_names_out(), dtype=np.str_),
        idf=features.idf_.astype(np.float32),
        weights=np.concatenate([weights for weights, _ in columns]).T.astype(np.float16),
        intercept=np.concatenate([intercept for _, intercept in columns]).astype(np.float32),
        blend=np.array(astuple(BLEND), dtype=np.float32),
        described=_described(likeness, [str(row.agency) for row in messages], agencies),
    )


def _likeness(messages: csr_matrix, phrases: csr_matrix, owners: Sequence[str], agencies: Sequence[str]) -> Matrix:
    """The cosine of every message with the description of every agency, (messages, agencies)."""
    owner = csr_matrix([[float(code == one) for one in owners] for code in agencies])
    described = normalize(owner @ phrases)
    return np.asarray((messages @ described.T).todense())


def _described(likeness: Matrix, codes: Sequence[str], agencies: Sequence[str]) -> Array:
    """Slope and offset of a logistic regression from the likeness to an agency's description on being about it."""
    truth = np.array([[code == agency for agency in agencies[:-1]] for code in codes])
    model = LogisticRegression().fit(likeness[:, :-1].reshape(-1, 1), truth.reshape(-1))
    return np.array([model.coef_[0, 0], model.intercept_[0]]).astype(np.float32)


def _rewritten(rows: Sequence[Row]) -> list[Row]:
    rng = random.Random(_SEED)
    again: list[Row] = []
    for row in rows:
        again.append(replace(row, text=typos(spoken(no_half_space(row.text, rng), rng), rng)))
        if rng.random() < FINGLISH_SHARE:
            again.append(replace(row, text=read_finglish(to_finglish(row.text, rng))))
    return again


def _fit(
    features: csr_matrix, labels: Sequence[object], penalty: float, weights: Matrix | None = None
) -> SGDClassifier:
    model = SGDClassifier(loss="log_loss", alpha=penalty, max_iter=15, tol=None, random_state=_SEED)
    return model.fit(features, labels, sample_weight=weights)


def _classes(
    features: csr_matrix, labels: Sequence[str | None], names: Sequence[str], weights: Matrix | None = None
) -> tuple[Matrix, Matrix]:
    model = _fit(features, [names.index(str(label)) for label in labels], LABEL_PENALTY, weights)
    return _placed(model, range(len(names)))


def _agencies(features: csr_matrix, codes: Sequence[object], agencies: Sequence[str]) -> tuple[Matrix, Matrix]:
    model = _fit(features, [agencies.index(str(code)) for code in codes], AGENCY_PENALTY)
    return _placed(model, range(len(agencies)))


def _yes(features: csr_matrix, truth: Sequence[bool], weight: float = 1.0) -> tuple[Matrix, Matrix]:
    if len(set(truth)) < 2:
        return np.zeros((1, features.shape[1])), np.full(1, -5.0)
    model = _fit(features, truth, LABEL_PENALTY, np.where(truth, weight, 1.0))
    return model.coef_, model.intercept_


def _placed(model: SGDClassifier, classes: range) -> tuple[Matrix, Matrix]:
    """Weights with one row per class, also for classes that no message has."""
    weights = np.zeros((len(classes), model.coef_.shape[1]))
    intercept = np.full(len(classes), -5.0)
    seen = [int(name) for name in model.classes_]
    if len(seen) == 2:
        weights[seen], intercept[seen] = (
            np.vstack([-model.coef_, model.coef_]),
            [-model.intercept_[0], model.intercept_[0]],
        )
    else:
        weights[seen], intercept[seen] = model.coef_, model.intercept_
    return weights, intercept
