"""`rezayat users`: the officials who see reports in the messenger."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from app import output, settings, texts, wiring
from domain.digits import persian_digits
from domain.labels import Role
from domain.period import TEHRAN, jalali, tehran_day
from domain.place import province_code, provinces
from services.officials import Everybody, Officials
from storage.officials import Invitation, Official, Rights

DAY_MINUTES = 24 * 60
_Result = TypeVar("_Result")

group = typer.Typer(no_args_is_help=True, help="Officials who see reports in the messenger.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="users")


@group.command("add")
def add(
    name: Annotated[str, typer.Option(help="Who it is, such as «رضا کریمی، دفتر بازرسی».")],
    role: Annotated[Role, typer.Option(help="What the official may see.")],
    agency: Annotated[str | None, typer.Option(help="The agency's code; for an officer, and only there.")] = None,
    province: Annotated[str | None, typer.Option(help="Only this province, code or name.")] = None,
    minutes: Annotated[int, typer.Option(min=1, max=DAY_MINUTES, help="How long the code can be used.")] = 30,
) -> None:
    """Make a code with which one official logs in, once."""
    rights = Rights(name, role, agency, province_code(province) if province else None)
    code = _with_officials(lambda officials: officials.invite(rights, timedelta(minutes=minutes), _actor()))
    output.say(texts.USER_CODE.format(name=name, minutes=persian_digits(minutes)))
    sys.stdout.write(f"/login {code}\n")


@group.command("list")
def list_all() -> None:
    """Show who is logged in, and whose code is still unused."""
    everybody = _with_officials(lambda officials: officials.everybody())
    if not (everybody.officials or everybody.invitations):
        output.say(texts.NO_USERS)
        return
    Console(markup=False).print(_table(everybody))


@group.command("remove")
def remove(name: Annotated[str, typer.Argument(help="The name as `users list` shows it.")]) -> None:
    """Take an official's rights back, at once and in every messenger."""
    _with_officials(lambda officials: officials.remove(name, _actor()))
    output.say(texts.USER_REMOVED.format(name=name))


def _with_officials(work: Callable[[Officials], Awaitable[_Result]]) -> _Result:
    async def run() -> _Result:
        async with wiring.opened(settings.load()) as installation:
            return await work(Officials(installation.database, installation.keys, installation.catalogue))

    return asyncio.run(run())


def _table(everybody: Everybody) -> Table:
    table = Table(*texts.USER_HEADERS)
    for column in table.columns[1:]:
        column.no_wrap = True
    for official in everybody.officials:
        table.add_row(*_rights(official.rights), *_seat(official))
    for invitation in everybody.invitations:
        table.add_row(*_rights(invitation.rights), *_waiting(invitation))
    return table


def _rights(rights: Rights) -> tuple[str, str, str, str]:
    province = provinces().get(rights.province or "", rights.province or "")
    return rights.name, texts.ROLES[rights.role], rights.agency or "", province


def _seat(official: Official) -> tuple[str, str]:
    alerts = f"، {texts.USER_ALERTS}" if official.alerts else ""
    messenger = texts.MESSENGERS.get(official.seat.platform, official.seat.platform)
    return f"{messenger}{alerts}", persian_digits(jalali(tehran_day(official.since)))


def _waiting(invitation: Invitation) -> tuple[str, str]:
    until = invitation.expires_at.astimezone(TEHRAN).strftime("%H:%M")
    return texts.USER_WAITING.format(until=persian_digits(until)), ""


def _actor() -> str:
    return f"command line: {getpass.getuser()}"
