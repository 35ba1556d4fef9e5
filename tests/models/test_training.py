"""`rezayat train` from a tiny base to an artefact that classifies. Needs torch (extra `train`)."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra: pip install 'rezayat[train]'")
pytest.importorskip("transformers", reason="training needs the extra: pip install 'rezayat[train]'")

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from app.material import labelled, prepared
from domain.agency import Catalogue
from models.training import loop
from models.training.batches import Mixture
from models.training.checkpoint import Checkpoint
from models.training.loop import Progress, within_agency
from models.training.recipe import Material, Recipe, Stages
from nlp.pipeline import descriptions
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
    material = Material([*rows, *public], descriptions(catalogue))

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
    assert not list(tmp_path.glob("*.checkpoint")), "what is finished needs none"
    stages().study()
    assert len(seen) == 4, "finished stages are not run again"


def test_a_checkpoint_brings_a_stopped_run_back(tmp_path: Path) -> None:
    torch.manual_seed(1)
    layer = torch.nn.Linear(2, 2)
    wanted = layer.weight.detach().clone()
    path = tmp_path / "work" / "run.checkpoint"
    Checkpoint(path, {"network": layer}).keep(7)
    drawn = torch.rand(1)
    other = torch.nn.Linear(2, 2)
    again = Checkpoint(path, {"network": other})
    assert again.restored() == 7
    assert torch.equal(other.weight, wanted)
    assert torch.equal(torch.rand(1), drawn)
    assert [one.name for one in path.parent.iterdir()] == ["run.checkpoint"]
    assert Checkpoint(path.with_name("other"), {"network": other}).restored() == 0


def test_without_a_place_nothing_is_kept() -> None:
    checkpoint = Checkpoint(None, {})
    checkpoint.keep(1)
    assert checkpoint.restored() == 0


def test_services_compete_with_those_of_their_agency_only() -> None:
    owners = torch.tensor([0, 0, 1])
    logits = torch.tensor([[1.0, 1.0, 50.0], [0.0, 0.0, 0.0]])
    assert float(within_agency(logits, torch.tensor([0, -1]), owners)) == pytest.approx(math.log(2), abs=1e-5)
    assert float(within_agency(logits, torch.tensor([-1, -1]), owners)) == 0.0


def mixture(own: int, public: int) -> Mixture:
    lengths = [(7 * at) % 50 for at in range(own + public)]
    return Mixture(range(own), range(own, own + public), lengths, own_per_step=4, public_per_step=2)


def test_a_step_has_rows_of_like_length_and_a_round_has_every_row() -> None:
    plan = mixture(64, 40)
    steps = list(plan.steps(16, seed=3))
    assert steps == list(plan.steps(16, seed=3))
    assert [len(step) for step in steps] == [6] * 16
    assert sorted(row for step in steps for row in step if row < 64) == list(range(64))
    assert all(sum(row >= 64 for row in step) == 2 for step in steps)
    spread = [max(own) - min(own) for step in steps if (own := [plan.lengths[row] for row in step if row < 64])]
    assert sum(spread) / len(spread) < 10
    assert len(list(plan.steps(5, seed=3))) == 5


def test_without_public_texts_a_step_is_our_own() -> None:
    assert [len(step) for step in mixture(10, 0).steps(3, seed=1)] == [4, 4, 4]


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue.load()
    rows = prepared(labelled(CORPUS / "dev.jsonl", lambda _row, _error: None)[:20], catalogue)
    base = tiny_base(tmp_path / "base", [row.text for row in rows])
    monkeypatch.setattr(loop, "CHECKPOINT_EVERY", 2)
    recipe = replace(Recipe.a_few_steps(), student_steps=4, layers=2)
    seen: list[int] = []

    def watch(stage: str) -> Progress:
        def step(done: int, _steps: int, _loss: float) -> None:
            if stage == "student":
                seen.append(done)
                raise KeyboardInterrupt

        return step

    stages = Stages(tmp_path / "work", Material(rows, descriptions(catalogue)), recipe, watch)
    stages.trim(str(base))
    stages.mask()
    with pytest.raises(KeyboardInterrupt):
        stages.study()
    assert seen == [4]
    kept = torch.load(tmp_path / "work" / "student.checkpoint", weights_only=True)
    assert kept["step"] == 2
    quiet = Stages(tmp_path / "work", stages.material, recipe, lambda _stage: lambda _done, _steps, _loss: None)
    quiet.load(quiet.study())
    assert not (tmp_path / "work" / "student.checkpoint").exists()


def test_a_catalogue_without_services_can_be_trained(tmp_path: Path) -> None:
    catalogue = Catalogue(tuple(replace(agency, services=()) for agency in Catalogue.load()))
    rows = prepared(labelled(CORPUS / "dev.jsonl", lambda _row, _error: None)[:20], catalogue)
    base = tiny_base(tmp_path / "base", [row.text for row in rows])
    recipe = replace(Recipe.a_few_steps(), layers=2)
    quiet = Stages(
        tmp_path, Material(rows, descriptions(catalogue)), recipe, lambda _: lambda _done, _steps, _loss: None
    )
    quiet.trim(str(base))
    quiet.mask()
    assert quiet.load(quiet.study()).shape.services == 0


def test_a_work_folder_belongs_to_one_run(rezayat: Rezayat, home: Path) -> None:
    lines = (CORPUS / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    corpus = home / "corpus"
    corpus.mkdir()
    (corpus / "dev.jsonl").write_text("\n".join(lines[60:80]), encoding="utf-8")
    (corpus / "train.jsonl").write_text("\n".join(lines[:40]), encoding="utf-8")
    base = tiny_base(home / "base", [json.loads(line)["text"] for line in lines])
    arguments = ("train", "--base", str(base), "--corpus", str(corpus), "--quick", "--out")
    assert rezayat(*arguments, "tiny-1").code == 0
    (corpus / "train.jsonl").write_text("\n".join(lines[:41]), encoding="utf-8")
    ran = rezayat(*arguments, "tiny-2")
    assert ran.code == 1
    assert "--work" in ran.said
