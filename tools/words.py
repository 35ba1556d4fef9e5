"""Make `models/words.csv`: the Persian words of the training corpus with their frequency, which reading Finglish needs.

python tools/words.py
"""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Final

from hazm.utils import words_list

from models.finglish import WORDS
from nlp.normalise import normalise

CORPUS: Final = Path(__file__).parents[1] / "models" / "corpus"
RARE: Final = 2
"""Words in fewer places are left out unless hazm's dictionary has them: too many are slips."""
_WORD: Final = re.compile("[\u0621-\u06cc\u200c]{2,}|و|آ")


def main() -> None:
    """Count, write, and say how many."""
    counts: Counter[str] = Counter()
    for path in sorted(CORPUS.glob("train*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            counts.update(_WORD.findall(normalise(json.loads(line)["text"])))
    known = {word for word, *_ in words_list()}
    words = sorted((word, count) for word, count in counts.items() if count >= RARE or word in known)
    with WORDS.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("word", "count"), *words])
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
