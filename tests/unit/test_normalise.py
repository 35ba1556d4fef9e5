"""One form for every spelling: the golden table holds on every version of hazm, and twice is once."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise import normalise

TABLE = Path(__file__).with_name("data") / "normalise_golden.jsonl"
GOLDEN = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
FRAGMENTS = [
    *"آبپیكة1۲٣.…\"'«»“”!؟?+-_@#()[]٪% \t\n\x00\u200c\u200d\u200e\u202b\u0640\u064e\u0654\u00ac﷽﷼ﷺﻻﺂ\ud800😂❤️",
    "...", "خیلیییی", "خخخخ", "v1.2.3", "192.168.1.1", "می\u200cروم", '""', ".\u200c.", '1".2', "ۀ", "aaa", "[موبایل]",
]  # fmt: skip


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['about']}:{row['text'][:12]!r}")
def test_golden(row: dict[str, str]) -> None:
    assert normalise(row["text"]) == row["normal"]


def test_golden_table_is_large() -> None:
    assert len(GOLDEN) >= 60


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: repr(row["text"][:12]))
def test_golden_results_stay_as_they_are(row: dict[str, str]) -> None:
    assert normalise(row["normal"]) == row["normal"]


@given(st.text(st.characters(), max_size=60))
def test_twice_is_once_for_any_characters(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_twice_is_once_for_what_hazm_changes(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_twice_is_once_for_every_character() -> None:
    """Planes 0 and 1 and the tags of plane 14: all that people can type."""
    for start in (*range(0, 0x20000, 512), 0xE0000):
        once = normalise(" ".join(f"ب{chr(code)}ب" for code in range(start, start + 512)))
        assert normalise(once) == once, hex(start)


@given(st.text(st.characters(), max_size=60))
def test_nothing_invisible_is_left(text: str) -> None:
    result = normalise(text)
    assert result == result.strip()
    assert "  " not in result
    assert not any("\ud800" <= char <= "\udfff" or char < " " for char in result)


def test_emoji_are_kept() -> None:
    assert [char for char in normalise("بد 😡 خوب 👍 قلب ❤️") if not char.isalpha()] == [*" 😡  👍  ❤"]


def test_hazm_starts_alone_and_silently() -> None:
    """Without nltk, scipy and scikit-learn, and a later `import hazm` gets the whole package."""
    code = (
        "import sys, nlp.normalise as n; assert 'hazm' not in sys.modules\n"
        "assert n.normalise('كتاب') == 'کتاب'\n"
        "assert not {'hazm', 'nltk', 'scipy', 'sklearn'} & set(sys.modules)\n"
        "import hazm; assert hazm.Normalizer and hazm.Stemmer and hazm.POSTagger\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("piece", ['"', ".", "1.", "ب\u200c", "ب", "\u0301\u0327", " ", "😂", '"ب', ". "])
def test_the_worst_texts_take_linear_time(piece: str) -> None:
    assert cpu_seconds(piece, 400_000) < 60 * cpu_seconds(piece, 20_000) + 1


def test_a_megabyte_takes_linear_time() -> None:
    message = "سلام، سه روزه برق خونمون قطع شده و کسی جواب نمی‌ده!!! لطفا رسیدگی کنید... "
    assert cpu_seconds(message, 1_000_000) < 30 * cpu_seconds(message, 100_000) + 1


def cpu_seconds(piece: str, size: int) -> float:
    start = time.process_time()
    normalise(piece * (size // len(piece)))
    return time.process_time() - start
