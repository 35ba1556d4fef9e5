"""The stages from a base encoder to a trained student, each kept in a work folder so that a stopped run goes on.

trimmed/    the base with the vocabulary cut down
masked/     … after continued masked-language training
teacher-N/  deep networks, trained on people's labels, one per seed
student/    the shallow network that ships, trained on labels and the teachers' answers
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Self

import torch
from safetensors.torch import load_model, save_model
from tokenizers import Tokenizer
from transformers import AutoModel, AutoTokenizer, BertModel

from domain.labels import Driver, Kind, Sentiment
from models.descriptions import Descriptions
from models.rows import Row
from models.text import model_text
from models.training.batches import Mixture, hard_targets
from models.training.distil import answers, base_vectors, probabilities, taught
from models.training.loop import Progress, Schedule, Task, bf16_processor, train
from models.training.masked import Reading, train_masked
from models.training.network import Network, Shape, pruned
from models.training.vocabulary import kept_pieces, save_tokenizer, trimmed_tokenizer

KEPT_LAYERS: Final = (0, 1, 2, 3, 5, 7, 9, 11)
"""Layers of the twelve that the student starts from (docs/decisions/0002)."""

Report = Callable[[str], Progress]
"""Given a stage's name, returns the progress callback of that stage."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How large and how long; the defaults want a GPU."""

    layers: int = len(KEPT_LAYERS)
    teachers: int = 3
    masked_steps: int = 1500
    teacher_steps: int = 1800
    student_steps: int = 4500
    teacher_rate: float = 7e-5
    student_rate: float = 1.2e-4
    masked_rate: float = 2e-4
    masked_per_step: int = 96
    """Own texts and public ones, so many of each."""
    own_per_step: int = 64
    public_per_step: int = 64
    seed: int = 1404

    @classmethod
    def for_fast_cpu(cls) -> Self:
        """One teacher, no masked reading. About an hour on two cores that multiply bfloat16 in hardware."""
        return cls(
            teachers=1, masked_steps=0, teacher_steps=1000, student_steps=4500, teacher_rate=1.2e-4, student_rate=1.5e-4,
            own_per_step=48, public_per_step=16,
        )  # fmt: skip

    @classmethod
    def for_slow_cpu(cls) -> Self:
        """No teachers: a shallow network learns from labels and imitates the base. About an hour on two older cores."""
        return cls(
            teachers=0, masked_steps=0, student_steps=1300, student_rate=2e-4, own_per_step=24, public_per_step=8
        )

    @classmethod
    def for_this_machine(cls) -> Self:
        """The full recipe where there is a GPU, else the longest that a CPU finishes in under two hours."""
        if torch.cuda.is_available():
            return cls()
        return cls.for_fast_cpu() if bf16_processor() else cls.for_slow_cpu()

    @classmethod
    def a_few_steps(cls) -> Self:
        """To see that everything runs."""
        return cls(teachers=0, masked_steps=0, student_steps=2, own_per_step=4, public_per_step=2)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the stages read: labelled rows and description phrases, all normalised."""

    rows: Sequence[Row]
    descriptions: Descriptions


@dataclass(frozen=True)
class Stages:
    """One training run in one work folder."""

    work: Path
    material: Material
    recipe: Recipe
    report: Report

    @property
    def device(self) -> torch.device:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")

    @property
    def workers(self) -> int:
        """Processes that prepare batches: none on a small machine, where they would take the trainer's core."""
        return min(10, (os.cpu_count() or 1) - 2) if self.device.type == "cuda" else 0

    def trim(self, base: str) -> Path:
        """Cut the vocabulary of a base encoder (a hub name or a local folder)."""
        folder = self.work / "trimmed"
        if not _finished(folder):
            tokenizer = Tokenizer.from_str(AutoTokenizer.from_pretrained(base).backend_tokenizer.to_str())
            texts = [model_text(row.text) for row in self.material.rows]
            keep = kept_pieces(
                tokenizer, texts + [p for some in self.material.descriptions.agencies.values() for p in some]
            )
            encoder = AutoModel.from_pretrained(base, add_pooling_layer=False)
            table = encoder.embeddings.word_embeddings.weight.data[torch.tensor(keep)]
            encoder.resize_token_embeddings(len(keep))
            encoder.embeddings.word_embeddings.weight.data = table.clone()
            encoder.config.vocab_size = len(keep)
            encoder.save_pretrained(folder)
            save_tokenizer(trimmed_tokenizer(tokenizer, keep), folder)
            _finish(folder)
        return folder

    def mask(self) -> Path:
        """Continue masked-language training on all texts."""
        folder = self.work / "masked"
        if not _finished(folder):
            encoder = self._encoder(self.work / "trimmed")
            if self.recipe.masked_steps:
                schedule = Schedule(self.recipe.masked_steps, self.recipe.masked_rate, self.recipe.seed, self.workers)
                each = self.recipe.masked_per_step
                mixture = Mixture(*_pools(self.material.rows), each, each)
                reading = Reading([row.text for row in self.material.rows], mixture, self.tokenizer)
                train_masked(encoder, reading, schedule, self.report("masked"))
            encoder.save_pretrained(folder)
            _finish(folder)
        return folder

    def teach(self) -> list[Path]:
        """Train the teachers, one per seed."""
        folders = [self.work / f"teacher-{number}" for number in range(1, self.recipe.teachers + 1)]
        for number, folder in enumerate(folders, start=1):
            if not _finished(folder):
                network = self._network(self._encoder(self.work / "masked"))
                schedule = Schedule(
                    self.recipe.teacher_steps,
                    self.recipe.teacher_rate,
                    self.recipe.seed + number,
                    self.workers,
                    checkpoint=self.work / f"{folder.name}.checkpoint",
                )
                train(network, self._task(), schedule, self.report(folder.name))
                self._keep(network, folder, schedule)
        return folders

    def study(self) -> Path:
        """Train the student: from the first teacher and all teachers' answers, or from the base and its vectors."""
        folder = self.work / "student"
        if not _finished(folder):
            schedule = Schedule(
                self.recipe.student_steps,
                self.recipe.student_rate,
                self.recipe.seed,
                self.workers,
                checkpoint=self.work / "student.checkpoint",
            )
            student, task = self._taught_student() if self.recipe.teachers else self._imitating_student()
            train(student, task, schedule, self.report("student"))
            self._keep(student, folder, schedule)
        return folder

    def _taught_student(self) -> tuple[Network, Task]:
        teachers = [self.load(path) for path in self.teach()]
        task = self._task()
        votes = [probabilities(answers(teacher, task.rows, task.descriptions, task.tokenizer)) for teacher in teachers]
        student = self._network(pruned(teachers[0].encoder, self._layers()))
        heads = {name: value for name, value in teachers[0].state_dict().items() if not name.startswith("encoder.")}
        student.load_state_dict(heads, strict=False)
        return student, replace(task, targets=taught(task.targets, votes))

    def _imitating_student(self) -> tuple[Network, Task]:
        base = self._encoder(self.work / "masked").eval()
        task = self._task()
        own = [row for row in task.rows if row.agency is not None]
        student = self._network(pruned(base, self._layers()))
        return student, replace(task, reference=base_vectors(base, own, self.tokenizer, self.report("reference")))

    @property
    def vocabulary(self) -> Path:
        """The trimmed tokenizer's file."""
        return self.work / "trimmed" / "tokenizer.json"

    @property
    def tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(self.vocabulary))

    def _layers(self) -> list[int]:
        return [*KEPT_LAYERS[: self.recipe.layers - 1], KEPT_LAYERS[-1]]

    def _task(self) -> Task:
        descriptions = self.material.descriptions
        rows = sorted((*self.material.rows, *_phrase_rows(descriptions)), key=lambda row: row.agency is None)
        mixture = Mixture(*_pools(rows), self.recipe.own_per_step, self.recipe.public_per_step)
        return Task(rows, hard_targets(rows, descriptions), descriptions, mixture, self.tokenizer)

    def _encoder(self, folder: Path) -> BertModel:
        encoder: BertModel = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,  # drawing the masks takes a quarter of a step; rewritten texts regularise instead
            attention_probs_dropout_prob=0.0,
        )
        return encoder.float().to(self.device)

    def _network(self, encoder: BertModel) -> Network:
        described = self.material.descriptions
        shape = Shape(len(Sentiment), len(Kind), len(Driver), len(described.agencies), len(described.services))
        return Network(encoder, shape).to(self.device)

    def _keep(self, network: Network, folder: Path, schedule: Schedule) -> None:
        self.save(network, folder)
        if schedule.checkpoint is not None:
            schedule.checkpoint.unlink(missing_ok=True)

    def save(self, network: Network, folder: Path) -> None:
        """Write a network so that `load` gives the same one."""
        folder.mkdir(parents=True, exist_ok=True)
        network.encoder.config.save_pretrained(folder)
        save_model(network, str(folder / "network.safetensors"))
        (folder / "recipe.json").write_text(json.dumps(asdict(self.recipe)), encoding="utf-8")
        _finish(folder)

    def load(self, folder: Path) -> Network:
        """Read a network that `save` wrote."""
        config = BertModel.config_class.from_pretrained(folder)
        network = self._network(BertModel(config, add_pooling_layer=False))
        load_model(network, str(folder / "network.safetensors"), device=str(self.device))
        return network.eval()


def _pools(rows: Sequence[Row]) -> tuple[list[int], list[int], list[int]]:
    """Numbers of our own rows, of the public ones, and the lengths of all."""
    own = [at for at, row in enumerate(rows) if row.agency is not None]
    return own, [at for at, row in enumerate(rows) if row.agency is None], [len(row.text) for row in rows]


def _phrase_rows(descriptions: Descriptions) -> Iterator[Row]:
    """Every description phrase as a message about its agency."""
    for code, phrases in descriptions.agencies.items():
        yield from (Row(phrase, agency=code) for phrase in phrases)


_MARK: Final = "finished"


def _finished(folder: Path) -> bool:
    return (folder / _MARK).exists()


def _finish(folder: Path) -> None:
    (folder / _MARK).touch()
