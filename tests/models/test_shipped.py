"""The model that ships: whole, small, the same alone and in any batch, and open to new agencies."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from domain.agency import Agency, Catalogue
from models.artefact import Manifest, shipped_model
from models.classifier import description_hash
from nlp.pipeline import Pipeline, description_phrases

CORPUS = Path(__file__).parents[2] / "models" / "corpus"
RUN = 8


def corpus(pattern: str) -> list[dict[str, str]]:
    files = sorted(CORPUS.glob(pattern))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(shipped_model(), Catalogue.load())


def test_it_is_small_and_described() -> None:
    folder = shipped_model()
    manifest = Manifest.read(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size <= 40e6
    assert manifest.agencies == tuple(agency.code for agency in Catalogue.load())
    assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# {manifest.model_version}")


def test_the_description_vectors_belong_to_the_shipped_catalogue(pipeline: Pipeline) -> None:
    hashes = tuple(description_hash(phrases) for phrases in description_phrases(pipeline.catalogue).values())
    assert pipeline.manifest.description_hashes == hashes


def test_the_same_alone_and_in_any_batch(pipeline: Pipeline) -> None:
    texts = [row["text"] for row in corpus("dev.jsonl")][:200]
    together = pipeline.analyse(texts)
    alone = [pipeline.analyse([text])[0] for text in texts]
    same = sum(one.agency == other.agency for one, other in zip(together, alone, strict=True))
    assert same / len(texts) >= 0.995
    for one, other in zip(together, alone, strict=True):
        for left, right in zip(one.sentiment_probabilities or (), other.sentiment_probabilities or (), strict=True):
            assert abs(left - right) <= 0.02
        if one.proposals and other.proposals:
            assert abs(one.proposals[0].confidence - other.proposals[0].confidence) <= 0.02


def test_a_new_agency_works_from_its_description(pipeline: Pipeline) -> None:
    new = Agency(
        "meteorology", "اداره کل هواشناسی", "هواشناسی", "استانی", "پیش‌بینی هوا، هشدار سیل و توفان، ایستگاه هواشناسی",
        aliases=("هواشناسی", "پیش‌بینی هوا"), examples=("پیش‌بینی بارونتون اصلا درست درنمیاد", "هشدار توفان دیر رسید"),
    )  # fmt: skip
    larger = Pipeline(shipped_model(), Catalogue((*pipeline.catalogue.agencies, new)))
    answer = larger.analyse(["هواشناسی گفته بود امروز توفان میاد ولی خبری نشد، پیش‌بینی هواتون الکیه"])[0]
    assert "meteorology" in [proposal.agency for proposal in answer.proposals]


def test_an_agency_switched_off_is_never_answered(pipeline: Pipeline) -> None:
    kept = tuple(replace(one, parent=None) for one in pipeline.catalogue if one.code != "water_wastewater")
    smaller = Pipeline(shipped_model(), Catalogue(kept))
    answer = smaller.analyse(["آب خونه‌مون سه روزه قطعه"])[0]
    assert "water_wastewater" not in [proposal.agency for proposal in answer.proposals]


def words(text: str) -> list[str]:
    return re.sub(r"[^\w\u200c ]", " ", text).replace("\u200c", " ").split()


def runs(text: str) -> set[tuple[str, ...]]:
    parts = words(text)
    return {tuple(parts[at : at + RUN]) for at in range(len(parts) - RUN + 1)}


@pytest.mark.parametrize("held_out", ["test.jsonl", "dev.jsonl"])
def test_nothing_held_out_was_trained_on(held_out: str) -> None:
    trained = {run for row in corpus("train*.jsonl") for run in runs(row["text"])}
    shared = [row["text"] for row in corpus(held_out) if runs(row["text"]) & trained]
    assert not shared


def test_every_agency_has_its_messages() -> None:
    rows = corpus("train*.jsonl")
    test = corpus("test.jsonl")
    for agency in Catalogue.load():
        assert sum(row["agency"] == agency.code for row in rows) >= 15
        assert sum(row["agency"] == agency.code for row in test) >= 8
    assert sum(row["agency"] == "none" for row in rows) >= 100
    assert sum(row["agency"] == "none" for row in test) >= 100
