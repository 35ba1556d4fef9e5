"""`rezayat bot` and `rezayat chat`: the conversation with citizens, in a messenger or in this terminal."""

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Annotated, Final

import typer

from app import bots, output, settings, texts, wiring
from app.bots import Listening, Messenger
from app.settings import Settings
from app.wiring import Installation
from bot.application import Endpoint
from bot.parts import NO_MODEL, Parts
from bot.platforms import Platform
from bot.runtime import BotParts, run_bot
from bot.terminal import Chat, talk
from domain.errors import ConfigurationError, InputError
from domain.place import province_code
from nlp.pipeline import Pipeline

LISTEN: Final = "127.0.0.1"
PORT: Final = 8080
"""Where the proxy in front, which ends TLS, finds the webhook by default."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("bot")(bot)
    app.command("chat")(chat)


def bot(
    platform: Annotated[
        list[Messenger] | None, typer.Option(help="A messenger, or both; by default every one whose token is given.")
    ] = None,
    webhook_url: Annotated[
        str | None, typer.Option(help="Have updates brought to this public https address instead of fetching them.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port that waits for them here.")] = None,
    listen: Annotated[str | None, typer.Option(help="The address on this machine that waits for them.")] = None,
) -> None:
    """Run the bot in Telegram, in Bale or in both, until it is stopped."""
    configured = settings.load()
    chosen = bots.endpoints(configured, platform or ())
    listening = _listening(webhook_url, listen, port)
    if listening:
        bots.check(listening, configured, [each for each, _ in chosen])
    logging.basicConfig(level=configured.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with asyncio.Runner(loop_factory=_quick_loop()) as runner:
        runner.run(_bot(configured, chosen, listening))


def _quick_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop, where there is one: a fifth more answers a second."""
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - there is none for Windows

    return uvloop.new_event_loop


def _listening(url: str | None, listen: str | None, port: int | None) -> Listening | None:
    if url:
        return Listening(url, listen or LISTEN, port or PORT)
    if listen or port:
        raise InputError("webhook_url_missing")
    return None


async def _bot(configured: Settings, chosen: list[tuple[Platform, Endpoint]], listening: Listening | None) -> None:
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(wiring.opened(configured))
        for platform, _ in chosen:
            stack.enter_context(wiring.only_one(installation, platform.channel))
        parts = _parts(installation)
        running = [
            BotParts(
                parts,
                endpoint,
                platform,
                configured.sends_per_s,
                webhook=listening.place(configured, installation.keys, platform) if listening else None,
            )
            for platform, endpoint in chosen
        ]
        await run_bot(running, asyncio.Event())


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
        pipeline := _pipeline(installation),
        wiring.held_out_of(configured) if pipeline else NO_MODEL,
        configured.retention_days,
    )


def _pipeline(installation: Installation) -> Pipeline | None:
    """The model, or None with a word about it: without one nothing is proposed, but everything is registered."""
    try:
        return wiring.pipeline_of(installation.settings, installation.catalogue)
    except ConfigurationError as error:
        output.say(texts.sentence(error))
        return None
