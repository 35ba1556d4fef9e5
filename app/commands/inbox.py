"""`rezayat inbox`: the updates that could not be handled, and handling them again."""

import asyncio
import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app import output, settings, texts, wiring
from domain.digits import persian_digits
from domain.errors import InputError
from domain.period import jalali_words, tehran_day
from storage import audit
from storage.inbox import Dead, dead_letters, replay

group = typer.Typer(no_args_is_help=True, help="Updates that could not be handled.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="inbox")


@group.command("list")
def list_all() -> None:
    """Show the updates that could not be handled and why; never what they hold."""
    dead = asyncio.run(_dead())
    if not dead:
        output.say(texts.NO_DEAD_LETTERS)
        return
    table = Table(*texts.DEAD_LETTER_HEADERS)
    for one in dead:
        day = persian_digits(jalali_words(tehran_day(one.received_at)))
        table.add_row(str(one.update_id), one.platform, day, persian_digits(one.attempts), one.reason)
    Console().print(table)


@group.command("replay")
def again(
    numbers: Annotated[list[int] | None, typer.Argument(metavar="[NUMBER]…", help="Updates from the list.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Let updates be handled again, by the bot that runs or the next that is started."""
    if bool(numbers) == everything:
        raise InputError("replay_what")
    count = asyncio.run(_replay(numbers or []))
    if not count:
        raise InputError("replay_nothing")
    output.say(texts.REPLAYED.format(count=persian_digits(count)))


async def _dead() -> list[Dead]:
    async with wiring.opened(settings.load()) as installation:
        return await dead_letters(installation.database)


async def _replay(numbers: list[int]) -> int:
    async with wiring.opened(settings.load()) as installation, installation.database.writing() as connection:
        count = await replay(connection, numbers)
        await audit.record(connection, f"command line: {getpass.getuser()}", "replay", f"{count} updates")
    return count
