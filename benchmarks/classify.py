"""How fast and how heavy classification is, and how that compares with larger encoders in torch, in one run.

    python benchmarks/classify.py [--quick] [--base FOLDER] [--model FOLDER] [--texts FILE]

Ours is the whole way of a message (masking, normalising, names, int8 encoder, heads). The others get text that is already
normalised, sorted by length and in batches of 32: `base` is the 12-layer encoder in FOLDER with mean pooling, `parsbert`
a 12-layer, 768-wide BERT with random weights in the transformers pipeline; both in float32 on all cores. What cannot run
is skipped with its reason and null in the JSON object of the last line.
"""

import argparse
import importlib.util
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from models.artefact import shipped_model

ROOT: Final = Path(__file__).parents[1]
TEXTS: Final = ROOT / "models" / "corpus" / "dev.jsonl"
MEMORY_ROWS: Final = 2_000
BATCH: Final = 32
ROUNDS: Final = 3
"""Rounds in which the encoders take turns; the median counts."""

Classify = Callable[[Sequence[str]], object]
T = TypeVar("T")


class Skipped(Exception):  # noqa: N818 — nothing is wrong
    """Why something is not measured here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: messages as written, how many of them the encoders are compared on, and with what."""

    texts: list[str]
    compared: int
    alone: int
    model: Path
    base: Path | None


@dataclass(frozen=True, slots=True)
class Run:
    """A finished command: wall-clock seconds, and the most memory it ever held, in MB of 10⁶ bytes."""

    seconds: float
    rss_mb: float


def main() -> None:
    """Measure, print a table and the JSON line."""
    plan = _plan()
    words = statistics.median(len(text.split()) for text in plan.texts)
    print(f"{len(plan.texts)} texts, median {words:.0f} words, {_cores()} cores, model {plan.model.name}\n")
    # The child commands come first: a child starts as large as its parent, and this process is still small.
    many = list(itertools.islice(itertools.cycle(plan.texts), MEMORY_ROWS))
    heavy = _measured("memory", lambda: _command(plan.model, many))
    cold = _measured("cold start", lambda: _command(plan.model, plan.texts[:1]))
    figures = {
        **_ours_and_others(plan),
        "cold_start_s": cold.seconds if cold else None,
        "rss_mb": heavy.rss_mb if heavy else None,
    }
    print(_table(figures))
    print(json.dumps({name: None if value is None else round(value, 3) for name, value in figures.items()}))


def _plan() -> Plan:
    parser = argparse.ArgumentParser(description="Speed and memory of classification.")
    parser.add_argument("--quick", action="store_true", help="fewer messages; ends within a minute on two quiet cores")
    parser.add_argument("--base", type=Path, help="folder of the 12-layer base encoder (transformers format)")
    parser.add_argument("--model", type=Path, help="artefact to measure instead of the shipped one")
    parser.add_argument("--texts", type=Path, default=TEXTS, help="JSON lines with a column text")
    given = parser.parse_args()
    lines = given.texts.read_text(encoding="utf-8").splitlines()
    texts = [str(json.loads(line)["text"]) for line in lines]
    compared, alone = (96, 100) if given.quick else (len(texts), 400)
    return Plan(texts, min(compared, len(texts)), alone, given.model or shipped_model(), given.base)


def _measured(what: str, measure: Callable[[], T]) -> T | None:
    try:
        return measure()
    except Skipped as reason:
        print(f"{what} skipped: {reason}", file=sys.stderr)
        return None


def _command(model: Path, texts: Sequence[str]) -> Run:
    """Run `classify` on some messages in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        source, errors = Path(folder) / "texts.jsonl", Path(folder) / "errors.txt"
        source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
        command = [sys.executable, "-m", "app.cli", "classify", str(source), "--output", f"{folder}/out.jsonl"]
        environment = {**os.environ, "REZAYAT_MODEL_DIR": str(model.resolve()), "REZAYAT_DATA_DIR": folder}
        started = time.perf_counter()
        with errors.open("w") as complaints:
            child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=complaints, stderr=complaints)
            _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode or not Path(f"{folder}/out.jsonl").exists():
            raise Skipped(f"classify ended with {child.returncode}: {errors.read_text(encoding='utf-8')[-300:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_maxrss * unit / 1e6)


def _ours_and_others(plan: Plan) -> dict[str, float | None]:
    from domain.agency import Catalogue  # noqa: PLC0415 — see main: this process stays small until now
    from nlp.pipeline import Pipeline  # noqa: PLC0415 — the same

    pipeline = Pipeline(plan.model, Catalogue.load())
    pipeline.analyse(plan.texts[:BATCH])
    texts = plan.texts[: plan.compared]
    normalised = sorted((pipeline.prepare(text).normalised for text in texts), key=len)
    ways: dict[str, tuple[Classify, list[str]]] = {"ours": (pipeline.analyse, texts)}
    for name, make in (("base", lambda: _base(plan.base)), ("parsbert", lambda: _parsbert(plan.model))):
        way = _measured(name, make)
        if way is not None:
            ways[name] = (way, normalised)
    rates = _rates(ways)
    alone = [_seconds(pipeline.analyse, [text]) for text in itertools.islice(itertools.cycle(plan.texts), plan.alone)]
    return {
        "messages_per_s": rates["ours"],
        "base_per_s": rates.get("base"),
        "parsbert_per_s": rates.get("parsbert"),
        "ratio_torch": rates["ours"] / rates["base"] if "base" in rates else None,
        "ratio_parsbert": rates["ours"] / rates["parsbert"] if "parsbert" in rates else None,
        "latency_p50_ms": statistics.median(alone) * 1000,
        "latency_p95_ms": statistics.quantiles(alone, n=20)[-1] * 1000,
    }


def _rates(ways: dict[str, tuple[Classify, list[str]]]) -> dict[str, float]:
    """Messages per second of each way: the median of rounds in which all take turns on the same messages."""
    for classify, texts in ways.values():
        classify(texts[:BATCH])
    rounds = [
        {name: len(texts) / _seconds(classify, texts) for name, (classify, texts) in ways.items()}
        for _ in range(ROUNDS)
    ]
    return {name: statistics.median(one[name] for one in rounds) for name in ways}


def _seconds(classify: Classify, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    classify(texts)
    return time.perf_counter() - started


def _torch() -> Any:
    missing = [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]
    if missing:
        raise Skipped(f"{' and '.join(missing)} not installed (extra `train`)")
    import torch  # noqa: PLC0415 — an extra
    import transformers  # noqa: PLC0415 — the same

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(_cores())
    return torch


def _tokenizer(folder: Path) -> Any:
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415 — an extra

    special = {"pad_token": "<pad>", "unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"}
    return PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), model_max_length=256, **special)


def _base(folder: Path | None) -> Classify:
    torch = _torch()
    if folder is None or not (folder / "config.json").is_file():
        raise Skipped(f"no base encoder in {folder}" if folder else "no folder given (--base)")
    from transformers import AutoModel  # noqa: PLC0415 — an extra

    tokenizer, encoder = _tokenizer(folder), AutoModel.from_pretrained(folder, dtype=torch.float32).eval()

    def encode(texts: Sequence[str]) -> None:
        with torch.inference_mode():
            for at in range(0, len(texts), BATCH):
                batch = tokenizer(list(texts[at : at + BATCH]), padding=True, truncation=True, return_tensors="pt")
                hidden = encoder(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])[0]
                real = batch["attention_mask"].unsqueeze(-1)
                (hidden * real).sum(dim=1) / real.sum(dim=1)

    return encode


def _parsbert(model: Path) -> Classify:
    _torch()
    from transformers import BertConfig, BertForSequenceClassification, pipeline  # noqa: PLC0415 — an extra

    tokenizer = _tokenizer(model)
    shape = BertConfig(vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id)  # 12 layers, 768 wide
    network = BertForSequenceClassification(shape).eval()
    classify = pipeline("text-classification", model=network, tokenizer=tokenizer, device="cpu", batch_size=BATCH)

    def run(texts: Sequence[str]) -> None:
        classify(list(texts), truncation=True)

    return run


def _table(figures: dict[str, float | None]) -> str:
    width = max(map(len, figures))
    return "\n".join(
        f"{name:<{width}}  {'skipped' if value is None else f'{value:10.2f}'}" for name, value in figures.items()
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    main()
