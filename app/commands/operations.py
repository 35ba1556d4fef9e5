"""`rezayat doctor` and `rezayat db`: is everything in order, and is the schema the present one."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from app import output, settings, texts, wiring
from app.settings import Settings
from domain.digits import persian_digits
from domain.errors import RezayatError
from domain.place import province_code
from models.artefact import Manifest, shipped_model
from storage import migrate
from storage.crypto import KeyRing
from storage.database import Database, unreachable

database = typer.Typer(no_args_is_help=True, help="The database.")


class Verdict(StrEnum):
    """What the doctor says of one thing."""

    FINE = texts.DOCTOR_FINE
    NOTE = texts.DOCTOR_NOTE
    WRONG = texts.DOCTOR_WRONG


class Finding(NamedTuple):
    """A verdict and the words to it."""

    verdict: Verdict
    words: str


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("doctor")(doctor)
    app.add_typer(database, name="db")


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to the present schema."""
    asyncio.run(_upgrade(settings.load()))
    output.say(texts.UPGRADED)


async def _upgrade(configured: Settings) -> None:
    opened = Database(configured.database)
    try:
        await migrate.upgrade(opened)
    finally:
        await opened.close()


def doctor() -> None:
    """Check settings, keys, database, model and catalogue, and say what is missing."""
    configured = settings.load()
    table = Table(show_header=False)
    findings = [(name, _examined(check, configured)) for name, check in CHECKS.items()]
    for name, finding in findings:
        table.add_row(texts.DOCTOR_CHECKS[name], finding.verdict.value, finding.words)
    Console().print(table)
    if any(finding.verdict is Verdict.WRONG for _, finding in findings):
        raise typer.Exit(1)


def _examined(check: Callable[[Settings], Finding], configured: Settings) -> Finding:
    try:
        return check(configured)
    except RezayatError as error:
        return Finding(Verdict.WRONG, texts.sentence(error))


def _catalogue(configured: Settings) -> Finding:
    count = len(wiring.catalogue_of(configured))
    return Finding(Verdict.FINE, texts.AGENCIES_OK.format(count=persian_digits(count)))


def _model(configured: Settings) -> Finding:
    return Finding(Verdict.FINE, Manifest.read(configured.model_dir or shipped_model()).model_version)


def _database(configured: Settings) -> Finding:
    return asyncio.run(_reached(configured))


async def _reached(configured: Settings) -> Finding:
    opened = Database(configured.database)
    try:
        if opened.is_sqlite:
            return Finding(Verdict.FINE, texts.DOCTOR_SQLITE.format(reason=configured.database))
        if await migrate.is_current(opened):
            return Finding(Verdict.FINE, "PostgreSQL")
        return Finding(Verdict.WRONG, texts.ERRORS["schema_old"])
    except Exception as error:  # drivers raise what they like; `unreachable` knows which mean that nobody answers
        reason = unreachable(error)
        if reason is None:
            raise
        return Finding(Verdict.WRONG, texts.ERRORS["database_unreachable"].format(reason=reason))
    finally:
        await opened.close()


def _keys(configured: Settings) -> Finding:
    path = configured.key_file
    if not path.exists():
        return Finding(Verdict.NOTE, texts.DOCTOR_KEYS_NEW.format(path=path))
    KeyRing.read(path)
    if path.resolve().is_relative_to(configured.data_dir.resolve()):
        return Finding(Verdict.WRONG, texts.DOCTOR_KEYS_INSIDE)
    return Finding(Verdict.FINE, str(path))


def _telegram(configured: Settings) -> Finding:
    return _token(configured.bot_token, configured.bale_token)


def _bale(configured: Settings) -> Finding:
    return _token(configured.bale_token, configured.bot_token)


def _token(token: str | None, other: str | None) -> Finding:
    """One messenger is enough."""
    if token:
        return Finding(Verdict.FINE, texts.DOCTOR_TOKEN_GIVEN)
    return Finding(Verdict.FINE, texts.DOCTOR_NOT_USED) if other else Finding(Verdict.NOTE, texts.DOCTOR_TOKEN_MISSING)


def _permission(configured: Settings) -> Finding:
    """Whether a messenger may be used for a public service is not for a program to decide."""
    return Finding(Verdict.NOTE, texts.DOCTOR_TELEGRAM if configured.bot_token else texts.DOCTOR_PERMISSION)


def _province(configured: Settings) -> Finding:
    if configured.province is None:
        return Finding(Verdict.NOTE, texts.DOCTOR_PROVINCE_MISSING)
    return Finding(Verdict.FINE, province_code(configured.province))


CHECKS: dict[str, Callable[[Settings], Finding]] = {
    "catalogue": _catalogue,
    "model": _model,
    "database": _database,
    "keys": _keys,
    "telegram": _telegram,
    "bale": _bale,
    "permission": _permission,
    "province": _province,
}
