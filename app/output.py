"""How the command line shows things: sentences and progress on standard error, results on standard output."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app import texts
from domain.digits import persian_digits
from services.intake import BadRow


def say(sentence: str) -> None:
    """Tell the person something, beside the results."""
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(sentence)


def complain(rows: list[BadRow]) -> None:
    """Tell which rows were left out and why."""
    for bad in rows:
        say(texts.bad_row(bad.row, bad.error))
    if rows:
        say(texts.BAD_ROWS.format(count=persian_digits(len(rows))))


@contextmanager
def progress(title: str, total: int) -> Generator[tuple[Progress, TaskID], None, None]:
    """A progress bar on standard error while the block runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        yield bar, bar.add_task(title, total=total)
