"""The bot in a process of its own, to be stopped, killed and started again.

Run as a program it is the bot itself, made from the environment as the command line makes it.
"""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bot.application import Endpoint
from bot.parts import Parts
from bot.runtime import BotParts, run_bot
from domain.agency import Catalogue
from domain.errors import ConfigurationError
from storage import installation, migrate
from storage.crypto import KeyRing
from storage.database import Database

ROOT = Path(__file__).parents[2]


@dataclass
class BotProcess:
    """The bot on a stand, with its database and its keys."""

    api: str
    folder: Path
    database_url: str
    token: str
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text("utf-8")

    def start(self) -> None:
        environment = os.environ | {
            "REZAYAT_BOT_TOKEN": self.token,
            "REZAYAT_BOT_API": self.api,
            "REZAYAT_DATABASE_URL": self.database_url,
            "REZAYAT_KEY_FILE": str(self.keys),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        with (self.folder / "log.txt").open("a", encoding="utf-8") as log:
            command = [sys.executable, "-m", "tests.support.bot_process"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, text=True)

    def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        self._signal(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM, and its exit code."""
        return self._signal(signal.SIGTERM)

    def wait(self, seconds: float = 30) -> int:
        """Its exit code, when it ends by itself."""
        assert self.process is not None
        return self.process.wait(seconds)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _signal(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)


async def main() -> None:
    keys_file = Path(os.environ["REZAYAT_KEY_FILE"])
    if not keys_file.exists():
        KeyRing.generate().write(keys_file)
    keys = KeyRing.read(keys_file)
    database = Database(os.environ["REZAYAT_DATABASE_URL"])
    try:
        await migrate.upgrade(database)
        await installation.claim(database, keys)
        endpoint = Endpoint(os.environ["REZAYAT_BOT_API"], os.environ["REZAYAT_BOT_TOKEN"])
        parts = Parts(database, keys, Catalogue.load(), province="kermanshah")
        await run_bot(BotParts(parts, endpoint, sends_per_s=1000), asyncio.Event())
    finally:
        await database.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(main())
    except ConfigurationError as error:
        sys.exit(error.code)
