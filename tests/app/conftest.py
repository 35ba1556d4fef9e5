"""The command line as a person runs it, in a home of its own."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import cli


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """What was said on standard error, line breaks of the terminal undone."""
        return " ".join(self.err.split())


Rezayat = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation and the working folder of the commands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REZAYAT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("REZAYAT_KEY_FILE", str(tmp_path / "config" / "keys.json"))
    for name in (
        *("BOT_TOKEN", "BOT_USERNAME", "BALE_TOKEN", "BALE_USERNAME", "WEBHOOK_SECRET"),
        *("DATABASE_URL", "MODEL_DIR", "CATALOGUE", "PROVINCE"),
    ):
        monkeypatch.delenv(f"REZAYAT_{name}", raising=False)
    return tmp_path


@pytest.fixture
def rezayat(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Rezayat:
    """Runs a command in this process."""

    def run(*arguments: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = cli.run(list(arguments))
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run
