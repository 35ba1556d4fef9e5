"""`rezayat qr`: service points and the cards that are printed for them."""

import asyncio
import getpass
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from app import output, settings, texts, wiring
from app.bots import Messenger
from app.settings import Settings
from bot.platforms import PLATFORMS
from domain.errors import ConfigurationError
from domain.place import province_code
from services.points import NewPoint, Printing, ServicePoints
from storage.points import Point

_USERNAME: Final = re.compile(r"[A-Za-z0-9_]{5,32}")
_Result = TypeVar("_Result")

group = typer.Typer(no_args_is_help=True, help="Service points and their printed QR cards.")


Out = Annotated[Path, typer.Option(help="The card: a .pdf or .png file.")]
In = Annotated[Messenger, typer.Option("--platform", help="The messenger that the card opens.")]
Bot = Annotated[str | None, typer.Option("--bot", help="The bot's username; from the settings by default.")]
Code = Annotated[str, typer.Argument(help="The code of a card.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="qr")


@group.command("add")
def add(
    name: Annotated[str, typer.Option(help="What stands on the card, such as «باجهٔ ۳».")],
    agency: Annotated[str, typer.Option(help="The agency's code.")],
    out: Out,
    unit: Annotated[str | None, typer.Option(help="The code of one of its units.")] = None,
    service: Annotated[str | None, typer.Option(help="The code of one of its services.")] = None,
    county: Annotated[str | None, typer.Option(help="City or village.")] = None,
    event: Annotated[str | None, typer.Option(help="The code of an occasion, such as arbaeen_1405.")] = None,
    platform: In = Messenger.TELEGRAM,
    bot: Bot = None,
) -> None:
    """Make a service point and its card."""
    configured = settings.load()
    province = province_code(configured.province) if configured.province else None
    new = NewPoint(name, agency, unit, service, province, county, event)
    printing = _printing(out, platform, bot or _username(configured, platform))
    made = _with_points(lambda points: points.add(new, printing, _actor()))
    output.say(texts.POINT_ADDED.format(name=made.name, code=made.code, path=out))


@group.command("print")
def print_again(code: Code, out: Out, platform: In = Messenger.TELEGRAM, bot: Bot = None) -> None:
    """Write the card of a service point again."""
    printing = _printing(out, platform, bot or _username(settings.load(), platform))
    point = _with_points(lambda points: points.print_again(code, printing))
    output.say(texts.POINT_PRINTED.format(name=point.name, path=out))


@group.command("list")
def list_all() -> None:
    """Show the service points in use."""
    points = _with_points(lambda points: points.all())
    if not points:
        output.say(texts.NO_POINTS)
        return
    table = Table(*texts.POINT_HEADERS)
    table.columns[0].no_wrap = True
    for point in points:
        table.add_row(*_cells(point))
    Console(markup=False).print(table)


@group.command("off")
def off(code: Code) -> None:
    """Take a service point out of use."""
    _with_points(lambda points: points.take_out(code, _actor()))
    output.say(texts.POINT_OFF.format(code=code))


def _with_points(work: Callable[[ServicePoints], Awaitable[_Result]]) -> _Result:
    async def run() -> _Result:
        async with wiring.opened(settings.load()) as installation:
            return await work(ServicePoints(installation.database, installation.catalogue))

    return asyncio.run(run())


def _printing(out: Path, platform: Messenger, username: str) -> Printing:
    bare = username.strip().removeprefix("@")
    if not _USERNAME.fullmatch(bare):
        raise ConfigurationError("bot_username_wrong", username=username)
    return Printing(out, PLATFORMS[platform].link(bare), texts.MESSENGERS[platform])


def _username(configured: Settings, platform: Messenger) -> str:
    setting = {Messenger.TELEGRAM: "bot_username", Messenger.BALE: "bale_username"}[platform]
    username: str | None = getattr(configured, setting)
    if not username:
        raise ConfigurationError("bot_username_missing", setting=f"REZAYAT_{setting.upper()}")
    return username


def _cells(point: Point) -> tuple[str, ...]:
    optional = (point.unit, point.service, point.county, point.event)
    return (point.code, point.name, point.agency, *(value or "" for value in optional))


def _actor() -> str:
    return f"command line: {getpass.getuser()}"
