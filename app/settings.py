"""Settings from the environment (`REZAYAT_…`) and from `.env`."""

from functools import cached_property
from pathlib import Path

from platformdirs import user_config_path, user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.parts import RETENTION_DAYS
from bot.platforms import BALE, TELEGRAM
from domain.errors import ConfigurationError


class Settings(BaseSettings):
    """Where things are and what is allowed. Every field is an environment variable `REZAYAT_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="REZAYAT_", env_file=".env", extra="ignore", frozen=True)

    bot_token: str | None = None
    """The token that BotFather gave."""
    bot_api: str = TELEGRAM.api
    """Root of the Bot API; calls go to {root}/bot{token}/…"""
    bale_token: str | None = None
    """The token of the bot in Bale."""
    bale_api: str = BALE.api
    """Root of Bale's bot API."""
    webhook_secret: str | None = None
    """What a messenger has to know to deliver updates; by default it is made from the keys."""
    proxy: str | None = None
    """Proxy for calls to the messengers, such as socks5://127.0.0.1:1080."""
    sends_per_s: float = Field(default=25, gt=0)
    """Calls to one messenger that may begin in a second."""
    database_url: str | None = None
    """sqlite:///… or postgresql://…; by default an SQLite file in the data folder."""
    data_dir: Path = user_data_path("rezayat")
    """Where the SQLite file and logs lie."""
    key_file: Path = user_config_path("rezayat") / "keys.json"
    """The keys; never in the data folder, so that a copy of one is useless without the other."""
    model_dir: Path | None = None
    """A model artefact in the place of the shipped one."""
    catalogue: Path | None = None
    """An agency catalogue in the place of the shipped one."""
    holidays: Path | None = None
    """A file of official holidays in the place of the shipped one."""
    province: str | None = None
    """Code of the province that this installation serves."""
    retention_days: int = Field(default=RETENTION_DAYS, gt=0)
    """Days after which what citizens wrote, their addresses and the answers to them are erased."""
    bot_username: str | None = None
    """The Telegram bot's username; the links on printed cards need it."""
    bale_username: str | None = None
    """The same for the bot in Bale."""
    log_level: str = "INFO"

    @cached_property
    def database(self) -> str:
        """The database URL in use."""
        return self.database_url or f"sqlite:///{self.data_dir / 'rezayat.db'}"


def load() -> Settings:
    """Read the settings; raises ConfigurationError for a value that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "REZAYAT_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError("setting_wrong", name=name, reason=first["msg"]) from None
