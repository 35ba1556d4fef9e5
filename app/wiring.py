"""The composition root: where the real parts meet. Tests call the same functions with other settings."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from app.settings import Settings
from domain.agency import SHIPPED, Catalogue
from domain.errors import ConfigurationError
from domain.labels import IntakeChannel
from models.artefact import HeldOut, Manifest, shipped_model
from nlp.pipeline import Pipeline
from services.intake import Intake
from services.triage import Analyser, Triage
from storage import installation, migrate
from storage.crypto import KeyRing
from storage.database import Database
from storage.feedbacks import Feedbacks


@dataclass(frozen=True)
class Installation:
    """An opened installation: settings, catalogue, keys and a database of the present schema."""

    settings: Settings
    catalogue: Catalogue
    keys: KeyRing
    database: Database

    @property
    def feedbacks(self) -> Feedbacks:
        return Feedbacks(self.keys)

    @property
    def intake(self) -> Intake:
        return Intake(self.database, self.keys, self.catalogue)

    def triage(self, pipeline: Analyser) -> Triage:
        """The service that classifies what waits."""
        return Triage(self.database, self.feedbacks, pipeline)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Installation, None]:
    """Open an installation, making an SQLite database and the keys on first use; closes it afterwards.

    Raises ConfigurationError when the schema is old (PostgreSQL), or the key file is missing, open to others or of another
    database.
    """
    catalogue = catalogue_of(settings)
    database = Database(settings.database)
    try:
        await _schema(database)
        keys = await _keys(settings.key_file, database)
        yield Installation(settings, catalogue, keys, database)
    finally:
        await database.close()


async def _schema(database: Database) -> None:
    if database.is_sqlite:
        await migrate.upgrade(database)
    elif not await migrate.is_current(database):
        raise ConfigurationError("schema_old")


async def _keys(path: Path, database: Database) -> KeyRing:
    if not path.exists():
        if await installation.has_keys(database):
            raise ConfigurationError("key_missing", path=path)
        KeyRing.generate().write(path)
    keys = KeyRing.read(path)
    await installation.claim(database, keys)
    return keys


def catalogue_of(settings: Settings) -> Catalogue:
    """The installation's agencies."""
    return Catalogue.load(settings.catalogue or SHIPPED)


def pipeline_of(settings: Settings, catalogue: Catalogue, threads: int | None = None) -> Pipeline:
    """The text pipeline with the configured model."""
    return Pipeline(settings.model_dir or shipped_model(), catalogue, threads)


def held_out_of(settings: Settings) -> tuple[str, HeldOut]:
    """The version of the configured model, and its held-out errors."""
    manifest = Manifest.read(settings.model_dir or shipped_model())
    return manifest.model_version, manifest.held_out


@contextmanager
def only_one(installation: Installation, channel: IntakeChannel) -> Generator[None, None, None]:
    """Beside an SQLite file one bot runs for a messenger; on PostgreSQL any number. Raises ConfigurationError for a second.

    The lock lies beside the file, whatever the data folder of the other bot. It is the process's own: whatever ends that, the
    next one may start.
    """
    file = installation.database.file
    if file is None:
        yield
        return
    try:
        held = FileLock(f"{file.resolve()}.bot-{channel}.lock").acquire(blocking=False)
    except Timeout:
        raise ConfigurationError("bot_runs", messenger=channel) from None
    with held:
        yield
