"""The `rezayat` command line: what each command is called, and how errors reach a person.

Exit codes: 0 done, 1 the input or configuration is wrong (one sentence), 2 wrong usage, 70 our bug (an id; the traceback goes
to a log file).
"""

import logging
import os
import secrets
import sys
import traceback
from pathlib import Path
from typing import Final

import typer

from app import output, settings, texts
from app.commands import agencies, batch, conversation, demo, model, operations, reporting
from domain.errors import RezayatError
from storage.database import unreachable

USER_ERROR: Final = 1
BUG: Final = 70

app = typer.Typer(
    name="rezayat",
    help="Citizens' feedback about public services, in Persian, as indicators that officials can trust.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (demo, batch, model, reporting, conversation, operations):
    module.register(app)
app.add_typer(agencies.group, name="agencies")
app.add_typer(operations.database, name="db")


def main() -> None:
    """Run a command and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command; returns the exit code."""
    try:
        app(arguments)
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
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{identifier}\n{''.join(traceback.format_exception(error))}\n")
    output.say(texts.BUG.format(id=identifier, log=log))
    return BUG


def _log_file() -> Path:
    folder = settings.load().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "errors.log"


def configure_logging(level: str) -> None:
    """Log to standard error; libraries that would log addresses with tokens are kept quiet."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    for name in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)


if __name__ == "__main__":
    main()
