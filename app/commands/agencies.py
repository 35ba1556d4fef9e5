"""`rezayat agencies`: look at the catalogue."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app import output, settings, texts, wiring
from domain.agency import Catalogue
from domain.digits import persian_digits

group = typer.Typer(no_args_is_help=True, help="The catalogue of agencies.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="agencies")


@group.command("list")
def list_all() -> None:
    """Show the agencies of this installation."""
    table = Table(*texts.AGENCY_HEADERS)
    for agency in wiring.catalogue_of(settings.load()):
        table.add_row(agency.code, agency.short_fa, agency.name_fa, texts.YES if agency.ranked else texts.NO)
    Console().print(table)


@group.command("show")
def show(code: Annotated[str, typer.Argument(help="The code of an agency.")]) -> None:
    """Show what an agency is responsible for and its services."""
    agency = wiring.catalogue_of(settings.load())[code]
    table = Table(*texts.SERVICE_HEADERS)
    for service in agency.services:
        table.add_row(service.code, service.name_fa, service.scope_fa)
    console = Console()
    console.print(texts.AGENCY_SCOPE.format(name=agency.name_fa, scope=agency.scope_fa))
    console.print(table)


@group.command("check")
def check(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A catalogue file; the one in use by default.")
    ] = None,
) -> None:
    """Say whether a catalogue file can be used."""
    catalogue = Catalogue.load(path) if path else wiring.catalogue_of(settings.load())
    output.say(texts.AGENCIES_OK.format(count=persian_digits(len(catalogue))))
