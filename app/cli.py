"""The `rezayat` command line: what each command is called, and how errors reach a person.

Exit codes: 0 done, 1 the input or configuration is wrong (one sentence), 2 wrong usage, 70 our bug (an id; the traceback goes
to a log file).
"""

import importlib
import os
import secrets
import sys
import traceback
from pathlib import Path
from typing import Final

import typer

from app import output, settings, texts
from domain.errors import RezayatError
from storage.database import unreachable

USER_ERROR: Final = 1
BUG: Final = 70

COMMANDS: Final = {
    "demo": "demo",
    "classify": "batch",
    "evaluate": "model",
    "train": "model",
    "indicators": "reporting",
    "export": "reporting",
    "bot": "conversation",
    "chat": "conversation",
    "qr": "points",
    "users": "officials",
    "inbox": "inbox",
    "doctor": "operations",
    "db": "operations",
    "agencies": "agencies",
    "cases": "cases",
}
"""Command → module of `app.commands`. Only the one that is called is imported: together they would take seconds."""


def build(arguments: list[str]) -> typer.Typer:
    """The command line with the command that is called, or with all of them for help."""
    called = next((COMMANDS[word] for word in arguments[:1] if word in COMMANDS), None)
    app = typer.Typer(
        name="rezayat", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, callback=_rezayat
    )
    for name in dict.fromkeys([called] if called else COMMANDS.values()):
        importlib.import_module(f"app.commands.{name}").register(app)
    return app


def _rezayat() -> None:
    """Citizens' feedback about public services, in Persian, as indicators that officials can trust."""


def main() -> None:
    """Run a command and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command; returns the exit code."""
    try:
        build(arguments)(arguments)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0
    except RezayatError as error:
        output.say(texts.sentence(error))
        return USER_ERROR
    except BrokenPipeError:
        # Whoever read our output has enough; Python must not complain about it while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 the last line of defence: people get a sentence, developers a log
        return _unexpected(error)
    return 0


def _unexpected(error: Exception) -> int:
    reason = unreachable(error)
    if reason is not None:
        output.say(texts.ERRORS["database_unreachable"].format(reason=reason))
        return USER_ERROR
    identifier = secrets.token_hex(4)
    log = _log_file()
    # The message of an exception may quote a citizen, so only its kind and the lines of code are kept.
    trace = "".join(traceback.format_tb(error.__traceback__))
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{identifier}\n{trace}{type(error).__name__}\n\n")
    output.say(texts.BUG.format(id=identifier, log=log))
    return BUG


def _log_file() -> Path:
    folder = settings.load().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "errors.log"


if __name__ == "__main__":
    main()
