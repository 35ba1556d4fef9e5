"""Scores of a model against hand computation and scikit-learn; perturbations, baselines and the report."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from app.evaluation import report, write
from domain.agency import Catalogue
from domain.analysis import Analysis, Proposal, ServiceProposal
from domain.errors import InputError
from domain.labels import Driver, Kind, Sentiment
from models.evaluation.agencies import Confusion
from models.evaluation.baselines import Baseline, baselines
from models.evaluation.cases import Case
from models.evaluation.metrics import Evaluation, ServiceScores, evaluate
from models.evaluation.report import Findings, render
from models.evaluation.robustness import stability
from models.evaluation.scores import calibration, class_scores, macro_f1
from models.rows import Row
from nlp.pipeline import Pipeline

ANSWER = Analysis(
    sentiment=Sentiment.NEGATIVE,
    sentiment_probabilities=(0.5, 0.3, 0.2),
    proposals=(Proposal("water", 0.8), Proposal("gas", 0.1), Proposal("none", 0.05)),
    kind=Kind.COMPLAINT,
    kind_confidence=0.9,
    urgent=False,
    needs_review=False,
    text_redacted="",
    model_version="m-1",
)
EMPTY = replace(ANSWER, sentiment=None, sentiment_probabilities=None, proposals=(), kind=None, needs_review=True)


def proposed(*codes: str, confidence: float = 0.8) -> tuple[Proposal, ...]:
    return tuple(Proposal(code, confidence / (at + 1)) for at, code in enumerate(codes))


def measured(*pairs: tuple[Row, Analysis]) -> Evaluation:
    return evaluate([Case(number, row, analysis) for number, (row, analysis) in enumerate(pairs, start=2)])


LABELS = st.sampled_from(("a", "b", "c", "d"))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(LABELS, LABELS), min_size=1))
def test_macro_f1_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    called, truth = zip(*pairs, strict=True)
    assert macro_f1(class_scores(called, truth)) == pytest.approx(
        f1_score(truth, called, average="macro", zero_division=0)
    )


def test_class_scores_by_hand() -> None:
    # a: 2 meant, 3 called, 2 both; b: 2 meant, 1 called, 1 both; an unanswered c is missed but "no answer" is no class.
    scores = class_scores(["a", "a", "a", "b", None], ["a", "a", "b", "b", "c"])
    assert [(one.label, one.precision, one.recall, one.f1) for one in scores] == [
        ("a", pytest.approx(2 / 3), 1.0, pytest.approx(0.8)),
        ("b", 1.0, 0.5, pytest.approx(2 / 3)),
        ("c", 0.0, 0.0, 0.0),
    ]


def test_calibration_error_by_hand() -> None:
    # Bin 0.9–1.0: mean 0.95, half right, gap 0.45, weight 2/4. Bin 0.5–0.6: 0.55, all right, 0.45, 1/4. 0.2–0.3: 0.25, 1/4.
    trust = calibration([0.94, 0.96, 0.55, 0.25], [True, False, True, False])
    assert trust is not None
    assert trust.error == pytest.approx(0.45 / 2 + 0.45 / 4 + 0.25 / 4)
    assert [(one.low, one.n) for one in trust.bins] == [(0.2, 1), (0.5, 1), (0.9, 2)]
    assert trust.error == pytest.approx(sum(abs(one.confidence - one.right) * one.n for one in trust.bins) / 4)


def test_agencies_strict_and_any_acceptable() -> None:
    scores = measured(
        (Row("۱", agency="water"), ANSWER),
        (Row("۲", agency="gas", also_ok=("water",)), ANSWER),
        (Row("۳", agency="gas"), ANSWER),
        (Row("۴", agency="tax"), replace(ANSWER, needs_review=True)),
        (Row("۵", agency="none"), EMPTY),
        (Row("۶"), ANSWER),
    )
    assert scores.n == 6
    agency = scores.agency
    assert agency is not None
    assert (agency.n, agency.top1_strict, agency.top1, agency.top3) == (5, 2 / 5, 3 / 5, 4 / 5)
    # Strict: water 1 meant 4 called 1 both: F1 0.4; none 1; gas and tax 0. Forgiving: water 1, 3, 1: 0.5; gas 2, 1, 1: 2/3.
    assert agency.macro_f1_strict == pytest.approx((0.4 + 1 + 0 + 0) / 4)
    assert agency.macro_f1 == pytest.approx((0.5 + 2 / 3 + 1 + 0) / 4)
    assert agency.top3_by_agency == {"gas": 1.0, "none": 1.0, "tax": 0.0, "water": 1.0}
    assert agency.confusions == (Confusion("gas", "water", 1, (4,)), Confusion("tax", "water", 1, (5,)))
    # Four answered with 0.8, two of them acceptable.
    assert agency.calibration is not None
    assert agency.calibration.error == pytest.approx(0.3, abs=1e-6)


def test_review_counts_what_goes_on_without_a_person() -> None:
    right, wrong = Row("آ", agency="water"), Row("ب", agency="tax")
    held = replace(ANSWER, needs_review=True)
    review = measured((right, ANSWER), (right, ANSWER), (wrong, ANSWER), (wrong, held)).review
    assert review is not None
    assert (review.n, review.coverage, review.precision) == (4, 3 / 4, 2 / 3)
    nothing = measured((right, held)).review
    assert nothing is not None
    assert nothing.precision is None


def test_confusions_are_ordered_and_show_five_rows() -> None:
    scores = measured((Row("ب", agency="tax"), ANSWER), *[(Row("آ", agency="gas"), ANSWER)] * 7)
    assert scores.agency is not None
    assert [(pair.wanted, pair.n, pair.rows) for pair in scores.agency.confusions] == [
        ("gas", 7, (3, 4, 5, 6, 7)),
        ("tax", 1, (2,)),
    ]


def test_a_file_of_two_labels_is_answered_with_the_better_of_the_two() -> None:
    calm = replace(ANSWER, sentiment=Sentiment.NEUTRAL, sentiment_probabilities=(0.1, 0.6, 0.3))
    two = measured((Row("آ", sentiment="positive"), calm), (Row("ب", sentiment="negative"), ANSWER)).sentiment
    assert two is not None
    assert (two.labels, two.macro_f1, two.accuracy) == (("negative", "positive"), 1.0, 1.0)
    assert two.calibration is not None
    # Among the two labels the answers have 0.3 / 0.4 and 0.5 / 0.7; both are right.
    assert two.calibration.error == pytest.approx(1 - (0.75 + 0.5 / 0.7) / 2, abs=1e-6)
    three = measured((Row("آ", sentiment="positive"), calm), (Row("ب", sentiment="neutral"), calm),
                     (Row("پ", sentiment="negative"), ANSWER)).sentiment  # fmt: skip
    assert three is not None
    # neutral: 1 meant, 2 called: 2/3; positive 0; negative 1.
    assert three.labels is None
    assert three.macro_f1 == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_kind_urgency_and_drivers_by_hand() -> None:
    flagged = replace(ANSWER, urgent=True, drivers=(Driver.SPEED, Driver.COST))
    scores = measured(
        (Row("آ", kind="complaint", urgent=True, drivers=("speed", "staff")), flagged),
        (Row("ب", kind="question", urgent=False, drivers=()), flagged),
        (Row("پ", kind="complaint", urgent=True, drivers=("staff",)), ANSWER),
        (Row("ت"), flagged),
    )
    assert scores.kind is not None
    assert (scores.kind.n, scores.kind.accuracy) == (3, 2 / 3)
    assert scores.kind.macro_f1 == pytest.approx(0.4)  # complaint 2 meant, 3 called, 2 both: 0.8; question 0
    assert scores.urgency is not None
    assert (scores.urgency.urgent, scores.urgency.called) == (2, 2)
    assert (scores.urgency.recall, scores.urgency.precision) == (0.5, 0.5)
    assert scores.drivers is not None
    # One decision of both sides (speed); the model named four, people three.
    assert scores.drivers.micro_f1 == pytest.approx(2 / 7)
    assert {one.label: one.f1 for one in scores.drivers.drivers if one.f1} == {"speed": pytest.approx(2 / 3)}


def test_groups_by_register_length_and_source() -> None:
    scores = measured(
        (Row("یک دو", agency="water", register="formal"), ANSWER),
        (Row(" ".join(["کلمه"] * 61), agency="gas", register="formal", origin="shop"), ANSWER),
        (Row("سه", sentiment="negative", register="finglish"), ANSWER),
    )
    groups = {(group.by, group.name): group for group in scores.groups}
    assert list(groups) == [
        ("register", "finglish"), ("register", "formal"),
        ("length", "0–5 words"), ("length", "61+ words"),
        ("names", "no agency"),
        ("source", "shop"),
    ]  # fmt: skip
    formal = groups["register", "formal"]
    assert (formal.n, formal.agency_top1, formal.agency_top3, formal.sentiment_macro_f1) == (2, 0.5, 1.0, None)
    assert groups["register", "finglish"].agency_top1 is None


def test_services_count_where_the_agency_is_right() -> None:
    served = replace(ANSWER, service=ServiceProposal("bill", 0.7))
    agency = str(ANSWER.agency)
    scores = measured(
        (Row("یک", agency=agency, service="bill"), served),
        (Row("دو", agency=agency, service="pipe"), served),
        (Row("سه", agency="gas", service="bill"), served),
        (Row("چهار", service="bill"), EMPTY),
    )
    assert scores.service == ServiceScores(labelled=3, n=2, accuracy=0.5, both=1 / 3)


def test_groups_by_the_offices_that_a_text_names() -> None:
    agency = str(ANSWER.agency)
    scores = measured(
        (Row("یک", agency=agency, mentions=(agency, "tax")), ANSWER),
        (Row("دو", agency=agency, mentions=("tax",)), ANSWER),
        (Row("سه", agency=agency), ANSWER),
        (Row("چهار", sentiment="neutral"), ANSWER),
    )
    named = {group.name: group.n for group in scores.groups if group.by == "names"}
    assert named == {"its agency": 1, "another agency only": 1, "no agency": 1}


def test_baselines_by_hand() -> None:
    train = [Row("آب قطع است", "negative", "water")] * 3 + [Row("گاز نشت دارد", "negative", "gas")] * 2
    train += [Row("مالیات زیاد است", "neutral", "tax"), Row("اداره نوبت ندارد", "positive", "registry")]
    test = [
        Row("آب نداریم", "negative", "water"),
        Row("گاز قطع", "positive", "gas", also_ok=("water",)),
        Row("نوبت اداره", "negative", "registry"),
    ]
    found = {(one.question, one.method): one for one in baselines(train, test)}
    # Always "water", then gas and tax: right for the first two. Water 1 meant, 2 called, 1 both: 2/3; gas 1; registry 0.
    f1 = found["agency", "majority"].macro_f1
    assert f1 == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert found["agency", "majority"] == Baseline("majority", "agency", 3, 2 / 3, 2 / 3, f1)
    learned = found["agency", "TF-IDF + logistic regression"]
    assert (learned.top1, learned.top3, learned.macro_f1) == (1.0, 1.0, 1.0)
    assert found["sentiment", "majority"].top1 == pytest.approx(2 / 3)
    assert ("kind", "majority") not in found


def test_report_names_agencies_and_is_one_line_of_json() -> None:
    scores = measured((Row("آ", agency="gas", sentiment="negative"), ANSWER), (Row("ب", agency="none"), EMPTY))
    findings = Findings("f.csv", "m-1", scores, (stability("typos", [ANSWER], [ANSWER]),))
    finished = render(findings, {"gas": "شرکت گاز", "water": "آب|فاضلاب"})
    assert "| `gas` | شرکت گاز | 1 |" in finished.markdown
    assert "| `gas` | شرکت گاز | `water` | آب\\|فاضلاب | 1 | 2 |" in finished.markdown
    assert "`none` | هیچ دستگاهی" in finished.markdown
    assert "\n" not in finished.line
    values = json.loads(finished.line)
    assert values == finished.json
    assert (values["model_version"], values["n"], values["agency"]["top1"], values["kind"]) == ("m-1", 2, 0.5, None)
    assert values["stability"][0]["agency"] == 1.0


class AlwaysWater(Pipeline):
    """Answers every message alike: evaluation needs a model's answers, not a model."""

    def __init__(self) -> None:
        self.catalogue = Catalogue.load()

    @property
    def model_version(self) -> str:
        return "m-1"

    def analyse(self, texts: object) -> list[Analysis]:
        answer = replace(ANSWER, proposals=proposed("water_wastewater", "gas", "none"))
        return [answer for _ in list(texts)]  # type: ignore[call-overload]


def labelled_file(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_a_file_is_measured_and_bad_rows_are_told_with_their_numbers(tmp_path: Path) -> None:
    path = labelled_file(
        tmp_path,
        {"text": "آب نداریم", "agency": "water_wastewater"},
        {"text": "بد", "sentiment": "angry"},
        {"text": "کجا؟", "agency": "atlantis"},
        {"text": "گاز نداریم", "agency": "gas"},
    )
    told: list[tuple[int, str]] = []
    finished = report(path, AlwaysWater(), lambda number, error: told.append((number, error.code)), path)
    assert (2, "unknown_label") in told
    assert (3, "unknown_agency") in told
    assert finished.json["agency"]["top1"] == 0.5
    assert finished.json["agency"]["confusions"][0]["rows"] == [4]
    assert [one["n"] for one in finished.json["stability"]] == [2, 2, 0, 2]
    assert {one["method"] for one in finished.json["baselines"]} == {"majority", "TF-IDF + logistic regression"}
    kept = write(finished, tmp_path / "reports")
    assert kept.name == "m-1-rows.md"
    assert sorted(one.name for one in kept.parent.iterdir()) == ["m-1-rows.json", "m-1-rows.md", "m-1-rows.png"]
    assert (kept.parent / "m-1-rows.png").read_bytes().startswith(b"\x89PNG")
    assert "](<m-1-rows.png>)" in kept.read_text(encoding="utf-8")


def test_a_file_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing_labelled"):
        report(labelled_file(tmp_path, {"text": "آب"}), AlwaysWater(), lambda *_: None)
