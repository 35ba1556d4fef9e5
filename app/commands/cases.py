"""`rezayat cases`: see what citizens wrote, hand it to somebody, answer it."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from app import output, settings, texts, wiring
from app.cases_view import View, plain
from domain.calendar import SHIPPED_HOLIDAYS, Calendar
from domain.case import TERM
from domain.digits import persian_digits
from domain.errors import InputError
from domain.labels import Role, Status
from domain.period import tehran_day
from services.answers import template, templates
from services.cases import Cases, Shown
from storage.cases import Case, Wanted
from storage.database import now
from storage.officials import Rights

group = typer.Typer(no_args_is_help=True, help="The cases: what citizens wrote and what became of it.")

Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The number of the case.")]
As = Annotated[
    str | None, typer.Option("--as", metavar="officer:AGENCY", help="See what an officer of this agency would see.")
]
Found = TypeVar("Found")
_OFFICER: Final = "officer:"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="cases")


@group.command("list")
def list_(
    agency: Annotated[str | None, typer.Option(help="Only this agency's code.")] = None,
    status: Annotated[Status | None, typer.Option(help="Only cases in this state.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose term is over.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    viewer: As = None,
) -> None:
    """Show cases, those with the nearest term first."""
    today = tehran_day(now())

    async def work(cases: Cases, view: View) -> tuple[View, list[Case]]:
        if agency is not None:
            view.catalogue[agency]
        wanted = Wanted(agency, status=status, overdue_on=today if overdue else None, limit=limit)
        return view, await cases.page(_official(viewer), wanted)

    view, found = asyncio.run(_with_cases(work))
    if not found:
        output.say(texts.CASES_NONE)
        return
    _console().print(view.table(found))
    count, late = persian_digits(len(found)), persian_digits(view.late(found))
    output.say(texts.CASES_COUNT.format(count=count, overdue=late))


@group.command("show")
def show(
    number: Number,
    original: Annotated[
        bool, typer.Option("--original", help="Also the text as it was written; the look is noted in the audit log.")
    ] = False,
    viewer: As = None,
) -> None:
    """Show one case with its masked text and its timeline."""

    async def work(cases: Cases, view: View) -> tuple[View, Shown]:
        return view, await cases.show(_official(viewer), number, original=original)

    view, shown = asyncio.run(_with_cases(work))
    console = _console()
    console.print(view.details(shown.case))
    console.print(*_text(shown.case), sep="\n")
    if shown.original is not None:
        console.print(texts.CASE_ORIGINAL, plain(shown.original), sep="\n")
    if shown.timeline:
        console.print(view.timeline(shown.timeline))


@group.command("assign")
def assign(
    number: Number,
    owner: Annotated[str, typer.Option(help="Who is responsible for the case.")],
    days: Annotated[int, typer.Option(min=1, max=250, help="The term, in working days from today.")] = TERM,
) -> None:
    """Make somebody responsible for a case, with a term."""
    _move(number, lambda cases: cases.assign(_official(), number, owner, days))


@group.command("forward")
def forward(
    number: Number,
    agency: Annotated[str, typer.Option("--to", metavar="AGENCY", help="Code of the agency that it concerns.")],
    reason: Annotated[str, typer.Option(help="Why; officials read it, the citizen does not.")],
) -> None:
    """Hand a case to another agency."""
    _move(number, lambda cases: cases.forward(_official(), number, agency, reason))


@group.command("answer")
def answer(
    number: Number,
    text: Annotated[str | None, typer.Option(help="The answer as the citizen will read it.")] = None,
    code: Annotated[str | None, typer.Option("--template", help="A ready-made answer; see `cases templates`.")] = None,
    values: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Fill a blank of it.")] = None,
) -> None:
    """Answer the citizen."""
    if (text is None) == (code is None):
        raise InputError("answer_source")
    words = text if text is not None else template(code or "").fill(_blanks(values or []))
    _move(number, lambda cases: cases.answer(_official(), number, words))


@group.command("close")
def close(
    number: Number, reason: Annotated[str, typer.Option(help="Why it was not solved; the citizen reads it.")]
) -> None:
    """Close a case that is not solved. «Solved» is only for the citizen to say."""
    _move(number, lambda cases: cases.close(_official(), number, reason))


@group.command("templates")
def list_templates() -> None:
    """Show the ready-made answers and their blanks."""
    table = Table(*texts.TEMPLATE_HEADERS, show_lines=True)
    for one in templates().values():
        table.add_row(one.code, one.title, " ".join(one.blanks), one.text)
    _console().print(table)


def _move(number: int, act: Callable[[Cases], Awaitable[Status]]) -> None:
    async def work(cases: Cases, _view: View) -> Status:
        return await act(cases)

    status = asyncio.run(_with_cases(work))
    output.say(texts.CASE_MOVED.format(number=persian_digits(number), status=texts.CASE_STATUSES[status]))


async def _with_cases(work: Callable[[Cases, View], Awaitable[Found]]) -> Found:
    configured = settings.load()
    calendar = Calendar.load(configured.holidays or SHIPPED_HOLIDAYS)
    async with wiring.opened(configured) as opened:
        cases = Cases(opened.database, opened.keys, opened.catalogue, calendar)
        return await work(cases, View(cases, opened.catalogue, tehran_day(now())))


def _official(viewer: str | None = None) -> Rights:
    """The person at the command line, an administrator; `viewer` looks through the eyes of an officer."""
    name = f"command line: {getpass.getuser()}"
    if viewer is None:
        return Rights(name, Role.ADMINISTRATOR)
    if not viewer.startswith(_OFFICER) or viewer == _OFFICER:
        raise InputError("official_unknown", text=viewer)
    return Rights(name, Role.OFFICER, viewer.removeprefix(_OFFICER))


def _blanks(values: list[str]) -> dict[str, str]:
    filled = {}
    for value in values:
        name, sign, words = value.partition("=")
        if not sign:
            raise InputError("template_set", text=value)
        filled[name.strip()] = words
    return filled


def _text(case: Case) -> list[str]:
    """The lines about the text of a case."""
    lines = [texts.CASE_TEXT, plain(case.text)] if case.text else []
    if case.unread:
        return [*lines, texts.CASE_UNREAD]
    return lines or [texts.CASE_NO_TEXT]


def _console() -> Console:
    """Square brackets are a mask («[موبایل]») or a citizen's, never markup."""
    return Console(markup=False, highlight=False, emoji=False)
