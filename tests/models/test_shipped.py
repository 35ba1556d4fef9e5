"""The model that ships: whole, small, the same alone and in any batch, and open to new agencies."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from domain.agency import Agency, Catalogue
from domain.service import Service
from models.artefact import Manifest, shipped_model
from models.classifier import Classifier
from models.descriptions import description_hash
from nlp.pipeline import Pipeline, descriptions

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


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
    assert manifest.services == tuple(descriptions(Catalogue.load()).services)
    assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# {manifest.model_version}")


def test_the_description_vectors_belong_to_the_shipped_catalogue(pipeline: Pipeline) -> None:
    described = descriptions(pipeline.catalogue)
    phrases = (*described.agencies.values(), *described.services.values())
    assert pipeline.manifest.description_hashes == tuple(description_hash(texts) for texts in phrases)


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


def test_a_known_agency_is_found_even_if_it_had_never_been_trained_on(pipeline: Pipeline) -> None:
    described = descriptions(pipeline.catalogue)
    classifier = Classifier.load(shipped_model(), described)
    forgetting = classifier.forgetting({"blood_transfusion": described.agencies["blood_transfusion"]})
    text = pipeline.prepare("رفتم خون بدم پایگاه انتقال خون بسته بود، اهدای خون این‌جوری؟").normalised
    before, after = (one.logits([text], [frozenset()]).agency[0] for one in (classifier, forgetting))
    column = classifier.agencies.index("blood_transfusion")
    assert before.argmax() == after.argmax() == column
    assert before[column] != after[column]


def test_an_agency_switched_off_is_never_answered(pipeline: Pipeline) -> None:
    kept = tuple(replace(one, parent=None) for one in pipeline.catalogue if one.code != "water_wastewater")
    smaller = Pipeline(shipped_model(), Catalogue(kept))
    answer = smaller.analyse(["آب خونه‌مون سه روزه قطعه"])[0]
    assert "water_wastewater" not in [proposal.agency for proposal in answer.proposals]


def test_a_service_belongs_to_the_first_agency(pipeline: Pipeline) -> None:
    answers = pipeline.analyse([row["text"] for row in corpus("dev.jsonl")][:100])
    for answer in answers:
        if answer.agency == "none":
            assert answer.service is None
        else:
            assert answer.service is not None
            assert pipeline.catalogue[str(answer.agency)].service(answer.service.service) is not None
            assert 0 < answer.service.confidence <= 1


def test_a_new_service_works_from_its_description(pipeline: Pipeline) -> None:
    new = Service(
        "smart_meter", "کنتور هوشمند برق", "نصب کنتور هوشمند، قرائت از راه دور، قطع از راه دور، نمایشگر کنتور هوشمند"
    )
    agencies = [
        replace(agency, services=(*agency.services, new)) if agency.code == "electricity" else agency
        for agency in pipeline.catalogue
    ]
    answer = Pipeline(shipped_model(), Catalogue(tuple(agencies))).analyse(
        ["نصب کنتور هوشمند برق خونه‌مون کی انجام میشه؟ کنتور هوشمند نمایشگرش خاموشه"]
    )[0]
    assert answer.agency == "electricity"
    assert answer.service is not None
    assert answer.service.service == "smart_meter"


def test_finglish_reads_as_persian(pipeline: Pipeline) -> None:
    persian, finglish = pipeline.analyse(["آب خونه ما سه روزه قطعه", "ab khoone ma se rooze ghate"])
    assert persian.agency == finglish.agency == "water_wastewater"
    assert finglish.text_redacted == "ab khoone ma se rooze ghate"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("آب قطع است " * 2_000, "water_wastewater"),
        ("\u202e\u200fآب\u200e خونه\u202c سه روزه قطعه", "water_wastewater"),
        ("Good morning, where can I pay?", "none"),
        ("۱۲۳۴۵", "none"),
        ("سلام", "none"),
    ],
)
def test_odd_messages_have_a_sensible_answer(pipeline: Pipeline, text: str, agency: str) -> None:
    assert pipeline.analyse([text])[0].agency == agency


@pytest.mark.parametrize("text", ["", "  ", "😡😡😡", "؟؟؟", "\u200f\u200c"])
def test_a_message_without_content_goes_to_a_person(pipeline: Pipeline, text: str) -> None:
    answer = pipeline.analyse([text])[0]
    assert (answer.agency, answer.sentiment, answer.service, answer.needs_review) == (None, None, None, True)
