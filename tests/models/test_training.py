"""`rezayat train` from a tiny base to an artefact that classifies. Needs torch (extra `train`)."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra: pip install 'rezayat[train]'")
pytest.importorskip("transformers", reason="training needs the extra: pip install 'rezayat[train]'")

from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from app.material import labelled, prepared
from domain.agency import Catalogue
from models.training.descriptions import Descriptions
from models.training.loop import Progress
from models.training.recipe import Material, Recipe, Stages
from nlp.pipeline import description_phrases
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


def test_the_full_recipe_teaches_a_shallow_student(tmp_path: Path) -> None:
    catalogue = Catalogue.load()
    rows = prepared(labelled(CORPUS / "dev.jsonl", lambda _row, _error: None)[:60], catalogue)
    public = [replace(row, agency=None, kind=None, urgent=None, drivers=None) for row in rows[:20]]
    base = tiny_base(tmp_path / "base", [row.text for row in rows])
    recipe = Recipe(
        teachers=2, masked_steps=1, teacher_steps=1, student_steps=1, own_per_step=4, public_per_step=2, layers=3
    )
    seen: list[str] = []
    material = Material([*rows, *public], Descriptions(description_phrases(catalogue)))

    def report(stage: str) -> Progress:
        seen.append(stage)
        return lambda _step, _steps, _loss: None

    def stages() -> Stages:
        return Stages(tmp_path, material, recipe, report)

    stages().trim(str(base))
    stages().mask()
    student = stages().load(stages().study())
    assert student.encoder.config.num_hidden_layers == 3
    assert seen == ["masked", "teacher-1", "teacher-2", "student"]
    stages().study()
    assert len(seen) == 4, "finished stages are not run again"
