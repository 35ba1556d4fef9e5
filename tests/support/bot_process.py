"""`rezayat bot` in a process of its own, to be stopped, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class BotProcess:
    """The bot on a stand, with a database and keys of its own and without a model, for a quick start.

    `platform` is the messenger that the stand plays; with `webhook` it brings the updates, else the bot fetches them.
    """

    api: str
    folder: Path
    token: str
    platform: str = "telegram"
    webhook: bool = False
    port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    """More settings, or others."""
    arguments: Sequence[str] = ()
    """More arguments of the command."""
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def __enter__(self) -> "BotProcess":
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_running:
            self.kill()

    @property
    def database_url(self) -> str:
        return self.settings.get("REZAYAT_DATABASE_URL", f"sqlite:///{self.folder / 'rezayat.db'}")

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def log(self) -> str:
        """All that it wrote to standard error, over all starts."""
        return (self.folder / "log.txt").read_text("utf-8")

    def start(self) -> None:
        """Start it; a second start goes on where the first was stopped."""
        bot = "BALE" if self.platform == "bale" else "BOT"
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            f"REZAYAT_{bot}_TOKEN": self.token,
            f"REZAYAT_{bot}_API": self.api,
            "REZAYAT_DATABASE_URL": self.database_url,
            "REZAYAT_DATA_DIR": str(self.folder),
            "REZAYAT_KEY_FILE": str(self.keys),
            "REZAYAT_MODEL_DIR": str(self.folder / "no-model"),
            **self.settings,
        }
        command = [sys.executable, "-m", "app.cli", "bot", "--platform", self.platform, *self.arguments]
        if self.webhook:
            command += ["--webhook-url", f"http://127.0.0.1:{self.port}", "--port", str(self.port)]
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
    def number(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _signal(self, number: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(60)
