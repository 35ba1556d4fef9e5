"""`rezayat bot` in a process of its own, to be stopped, killed and started again."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class BotProcess:
    """The bot on a stand, with a database and keys of its own and without a model, for a quick start."""

    api: str
    folder: Path
    token: str
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def __enter__(self) -> "BotProcess":
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_running:
            self.kill()

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'rezayat.db'}"

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def log(self) -> str:
        """All that it wrote to standard error, over all starts."""
        return (self.folder / "log.txt").read_text("utf-8")

    def start(self) -> None:
        """Start it; a second start goes on where the first was stopped."""
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "REZAYAT_BOT_TOKEN": self.token,
            "REZAYAT_BOT_API": self.api,
            "REZAYAT_DATABASE_URL": self.database_url,
            "REZAYAT_DATA_DIR": str(self.folder),
            "REZAYAT_KEY_FILE": str(self.keys),
            "REZAYAT_MODEL_DIR": str(self.folder / "no-model"),
        }
        command = [sys.executable, "-m", "app.cli", "bot"]
        with (self.folder / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, env=environment, stderr=log)

    def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        self._signal(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM; returns its exit code."""
        return self._signal(signal.SIGTERM)

    def wait(self, seconds: float = 120) -> int:
        """Its exit code, when it ends by itself."""
        assert self._process is not None
        return self._process.wait(seconds)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _signal(self, number: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(60)
