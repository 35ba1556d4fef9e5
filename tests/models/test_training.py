"""`rezayat train` from a tiny base to an artefact that classifies. Needs torch (extra `train`)."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra: pip install 'rezayat[train]'")
pytest.importorskip("transformers", reason="training needs the extra: pip install 'rezayat[train]'")

from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from tests.app.conftest import Rezayat, home, rezayat

__all__ = ["home", "rezayat"]
CORPUS = Path(__file__).parents[2] / "models" / "corpus"


def tiny_base(folder: Path, texts: list[str]) -> Path:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer.train_from_iterator(
        texts, trainers.UnigramTrainer(vocab_size=600, special_tokens=special, unk_token="<unk>")
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>", pad_token="<pad>")
    wrapped.save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(wrapped), hidden_size=32, num_hidden_layers=12, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=514, type_vocab_size=1, pad_token_id=1,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def test_two_steps_make_an_artefact_that_classifies(
    rezayat: Rezayat, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (CORPUS / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    corpus = home / "corpus"
    corpus.mkdir()
    (corpus / "train.jsonl").write_text("\n".join(lines[:60]), encoding="utf-8")
    (corpus / "dev.jsonl").write_text("\n".join(lines[60:100]), encoding="utf-8")
    base = tiny_base(home / "base", [json.loads(line)["text"] for line in lines])
    ran = rezayat("train", "--base", str(base), "--corpus", str(corpus), "--out", "tiny-1", "--quick")
    assert ran.code == 0, ran.err
    monkeypatch.setenv("REZAYAT_MODEL_DIR", str(home / "tiny-1"))
    answer = json.loads(rezayat("classify", "-", stdin='{"text": "آب قطع است"}').out)
    assert answer["model_version"] == "tiny-1"
    assert rezayat("train", "--base", str(base), "--corpus", str(corpus), "--out", "tiny-1", "--quick").code == 1
