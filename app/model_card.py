"""The card that lies beside a model's weights."""

from typing import Final

from models.artefact import Manifest
from models.calibration import REVIEW_PRECISION

CARD: Final = """# {version}

Reads a Persian message to a public office and says its sentiment, the agency it concerns and which of its services, its kind,
whether it is urgent, and what it praises or blames. Made {created} by `rezayat train`; `manifest.json` has the labels,
the calibration and checksums.

## Intended use
Sorting and counting citizens' feedback for Iranian provincial administrations, with people reviewing what the model is unsure
of (`needs_review`). Not for judging a person or an office on a single message, not for emergencies without a human reader,
and not for texts about people rather than services.

## How it was made
- Base: {base} (MIT when it is multilingual-e5-small), vocabulary cut to what Persian users type, {layers} of 12 layers kept.
- A linear model over letter n-grams stands beside the encoder; their scores are added (`models/lexical.py`).
- The encoder was trained on {rows} messages, the linear half on all of ours and all of the public ones: the project's own corpus
  (`models/corpus`, CC BY 4.0, written for it) and, for sentiment only, public Persian comments (Instagram, SnappFood, Digikala,
  Taaghche; licences as found are MIT, Apache-2.0 and CC BY 4.0; none non-commercial or share-alike).
{teachers}- Finglish is read as Persian words before the model (`models/finglish.py`).
- int8 weights for CTranslate2, scales per row; heads in float32.
- Calibrated on {held_out} messages written apart from the training corpus (`dev.jsonl`).

## Limits
- The corpus is written, not collected: real messages will differ; measure again on your own labelled messages
  (`rezayat evaluate`).
- Messages of which it is unsure go to a person (`needs_review`); the threshold was set so that {precision:.0%} of the others
  had the right agency on the development messages.
- Emergencies are missed at times (see the evaluation): the mark `urgent` sorts, it does not guard anybody's life.
- Sarcasm, Finglish and dialect are understood less well than plain Persian; other languages are not understood.
- A service is told only among those of the first agency; its confidence holds if that agency is right.
- The sentiment of calm factual complaints is often neutral by design.
- Held-out errors used by the indicators: of {satisfied} satisfied messages {found} were called positive, of {dissatisfied}
  dissatisfied ones {mistaken}.

## Licences
{licence}
"""


TAUGHT: Final = """- Networks with all layers of the base were trained first ({count}); their answers are part of what the shipped
  one learned from.
"""


def card(manifest: Manifest, rows: int, held_out: int, teachers: int) -> str:
    """The card of an artefact, in Markdown."""
    rates = manifest.held_out
    return CARD.format(
        version=manifest.model_version,
        created=manifest.created,
        base=manifest.base,
        layers=manifest.layers,
        rows=rows,
        teachers=TAUGHT.format(count=teachers) if teachers else "",
        precision=REVIEW_PRECISION,
        held_out=held_out,
        satisfied=rates.satisfied,
        found=rates.found,
        dissatisfied=rates.dissatisfied,
        mistaken=rates.mistaken,
        licence=manifest.licence,
    )
