"""`rezayat bot` and `rezayat chat`: the conversation with citizens, in a messenger or in this terminal."""

import asyncio
import logging
import sys
from contextlib import AsyncExitStack

import typer

from app import output, settings, texts, wiring
from app.settings import Settings
from app.wiring import Installation
from bot.application import Endpoint
from bot.parts import Parts
from bot.runtime import BotParts, run_bot
from bot.terminal import Chat, talk
from domain.errors import ConfigurationError
from domain.place import province_code
from nlp.pipeline import Pipeline


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("bot")(bot)
    app.command("chat")(chat)


def bot() -> None:
    """Run the Telegram bot until it is stopped."""
    configured = settings.load()
    if not configured.bot_token:
        raise ConfigurationError("bot_token_missing")
    logging.basicConfig(level=configured.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    endpoint = Endpoint(configured.bot_api.rstrip("/"), configured.bot_token, configured.proxy)
    asyncio.run(_bot(configured, endpoint))


async def _bot(configured: Settings, endpoint: Endpoint) -> None:
    async with wiring.opened(configured) as installation:
        await run_bot(BotParts(_parts(installation), endpoint), asyncio.Event())


def chat() -> None:
    """Talk to the bot in this terminal; no token is needed."""
    configured = settings.load()
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        installation = runner.run(stack.enter_async_context(wiring.opened(configured)))
        try:
            parts = _parts(installation)
            talk(Chat(parts), runner, sys.stdin, sys.stdout)
            if parts.analyser is not None:
                runner.run(installation.triage(parts.analyser).run())
        finally:
            runner.run(stack.aclose())


def _parts(installation: Installation) -> Parts:
    configured = installation.settings
    return Parts(
        installation.database,
        installation.keys,
        installation.catalogue,
        province_code(configured.province) if configured.province else None,
        _pipeline(installation),
    )


def _pipeline(installation: Installation) -> Pipeline | None:
    """The model, or None with a word about it: without one nothing is proposed, but everything is registered."""
    try:
        return wiring.pipeline_of(installation.settings, installation.catalogue)
    except ConfigurationError as error:
        output.say(texts.sentence(error))
        return None
