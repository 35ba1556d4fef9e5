"""The same message from another thumb: what the perturbations change, and what a kept label is."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.analysis import Analysis, Proposal
from domain.labels import Kind, Sentiment
from models.evaluation.robustness import PERTURBATIONS, Stability, perturbed, stability
from models.finglish import read_finglish

ANSWER = Analysis(
    sentiment=Sentiment.NEGATIVE,
    sentiment_probabilities=(0.5, 0.3, 0.2),
    proposals=(Proposal("water", 0.8),),
    kind=Kind.COMPLAINT,
    kind_confidence=0.9,
    urgent=False,
    needs_review=False,
    text_redacted="",
    model_version="m-1",
)
TEXT = "سلام، سه روزه آب خونهٔ ما قطعه و کسی هم جواب نمی‌دهد، لطفاً ۱۲۲ رسیدگی کند"


def test_typos_are_few_seeded_and_independent_of_the_rest_of_the_file() -> None:
    changed = perturbed([TEXT, "آب نداریم"], "typos")
    assert changed == perturbed([TEXT, "آب نداریم"], "typos")
    assert perturbed(["آب نداریم"], "typos") == changed[1:]
    assert perturbed([TEXT], "typos", seed=1) != perturbed([TEXT], "typos", seed=2)
    pairs = zip(TEXT.split(), changed[0].split(), strict=True)
    assert sum(one != other for one, other in pairs) == 3  # seventeen words


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="آبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی abcXYZ\u200c۱۲.!\n", max_size=80))
def test_a_typo_touches_only_letters_and_one_per_chosen_word(text: str) -> None:
    (changed,) = perturbed([text], "typos")
    kept = [[char for char in one if not char.isalpha()] for one in (text, changed)]
    assert kept[0] == kept[1]
    assert abs(len(text) - len(changed)) <= max(1, round(len(text.split()) / 6))
    if any(sum(map(str.isalpha, word)) > 2 for word in text.split(" ")):
        assert changed != text


def test_arabic_letters_and_half_spaces() -> None:
    assert perturbed(["یکی ۱۲۲"], "arabic_letters") == ["يكي ١٢٢"]
    texts = [f"می\u200cرود خانه\u200cها {number}" for number in range(40)]
    changed = perturbed(texts, "no_half_space")
    assert {one.rsplit(" ", 1)[0] for one in changed} == {
        "میرود خانهها", "می رود خانهها", "میرود خانه ها", "می رود خانه ها",
    }  # fmt: skip
    assert perturbed(["بی نیم فاصله"], "no_half_space") == ["بی نیم فاصله"]


def test_finglish_has_no_persian_letter_left_and_reads_back() -> None:
    texts = ["آب قطع است", "قبض برق زیاد آمده لطفا رسیدگی کنید", "بیمارستان نوبت نمیده"]
    changed = perturbed(texts, "finglish")
    assert changed == perturbed(texts, "finglish")
    assert all(text.isascii() for text in changed)
    back = [read_finglish(text) for text in changed]
    same = sum(word in read.split() for text, read in zip(texts, back, strict=True) for word in text.split())
    assert same >= 0.6 * sum(len(text.split()) for text in texts), back


def test_stability_counts_kept_labels() -> None:
    other = replace(ANSWER, proposals=(Proposal("gas", 0.8),), urgent=True)
    found = stability("typos", [ANSWER, ANSWER], [ANSWER, other])
    assert found == Stability("typos", 2, agency=0.5, sentiment=1.0, kind=1.0, urgent=0.5, every=0.5)
    assert stability("typos", [], []).agency is None


def test_every_perturbation_leaves_an_empty_text_alone() -> None:
    assert [change("", random.Random(1)) for change in PERTURBATIONS.values()] == ["", "", "", ""]
