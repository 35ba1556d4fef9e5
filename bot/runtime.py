"""The running bot: fetch, handle, send and tidy up until it is told to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError

from bot import texts
from bot.application import App, Endpoint, Updates, build
from bot.chores import Chores, classifying
from bot.conversation import Conversation
from bot.faults import name
from bot.handler import Handler
from bot.parts import Parts
from bot.platforms import TELEGRAM, Platform
from bot.poller import Poller
from bot.sender import Sender
from bot.waiting import Job, backoff, keep, pause
from bot.worker import Worker
from domain.errors import ConfigurationError
from services.triage import Triage
from storage.feedbacks import Feedbacks
from storage.inbox import Inbox, Source
from storage.outbox import Outbox

SENDS_PER_S: Final = 25.0
"""Telegram allows about thirty."""
REFUSALS: Final = 3
REFUSED_WITHIN_S: Final = 30.0
LAST_WORDS_S: Final = 5.0
"""How long the replies already written may take to leave when the bot stops."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BotParts:
    """One bot: the installation, where it speaks, and how fast."""

    parts: Parts
    endpoint: Endpoint
    platform: Platform = TELEGRAM
    sends_per_s: float = SENDS_PER_S


async def run_bot(bot: BotParts, stop: asyncio.Event) -> None:
    """Run until `stop` is set or SIGTERM or SIGINT comes; what was fetched is then safe and handled at the next start.

    Raises ConfigurationError("bot_token_refused") when the messenger refuses the token at the start. After the first
    good answer nothing ends the bot.
    """
    for chatty in ("httpx", "httpcore", "telegram"):
        # At INFO they write the address of every request, which holds the token.
        logging.getLogger(chatty).setLevel(logging.WARNING)
    application = build(bot.endpoint)
    with _stopped_by_signals(stop):
        try:
            if await _connect(application, stop):
                await _name_commands(application)
                await _serve(bot, application, stop)
        finally:
            await application.shutdown()
            await application.bot.shutdown()


async def _connect(application: App, stop: asyncio.Event) -> bool:
    """The first getMe; False when the stop came before an answer.

    A wrong token and a server's hiccup look alike, so it takes several refusals in a short time.
    """
    clock = asyncio.get_running_loop().time
    refused: list[float] = []
    failures = 0
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            refused = [at for at in refused if clock() - at < REFUSED_WITHIN_S] + [clock()]
            if len(refused) >= REFUSALS:
                raise ConfigurationError("bot_token_refused") from None
            await pause(stop, 1)
        except TelegramError as error:
            failures += 1
            _log.warning("the messenger does not answer: %s", name(error))
            await pause(stop, backoff(failures))
        else:
            return True
    return False


async def _name_commands(application: App) -> None:
    commands = [BotCommand(command, description) for command, description in texts.COMMANDS.items()]
    try:
        await application.bot.set_my_commands(commands)
    except TelegramError as error:
        _log.warning("the commands could not be named: %s", name(error))


async def _serve(bot: BotParts, application: App, stop: asyncio.Event) -> None:
    parts, channel = bot.parts, bot.platform.channel
    conversation = Conversation(parts, channel)
    inbox = Inbox(parts.database, parts.keys, Source(channel, str(application.bot.id)))
    outbox = Outbox(parts.database, parts.keys, channel)
    handler = Handler(parts.database, conversation, (inbox, outbox))
    poller = Poller(application.bot, inbox)
    worker = Worker(inbox, Updates(application, handler), poller.received)
    sender = Sender(application.bot, outbox, handler.replied, rate=bot.sends_per_s)
    jobs = [poller.run, worker.run, *Chores(parts.database, conversation, (inbox, outbox)).jobs()]
    if parts.analyser is None:
        _log.warning("no model: nothing is proposed and nothing is classified")
    else:
        triage = Triage(parts.database, Feedbacks(parts.keys), parts.analyser)
        jobs.append(classifying(triage, lambda: worker.is_idle))
    _log.info("the bot is running")
    await _run(jobs, sender.run, stop)
    _log.info("the bot has stopped")


async def _run(jobs: list[Job], send: Job, stop: asyncio.Event) -> None:
    """The jobs side by side; the sender outlives the others, for the replies they leave."""
    all_said = asyncio.Event()
    sending = asyncio.create_task(keep(send, all_said))
    try:
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(keep(job, stop))
        all_said.set()
        await asyncio.wait({sending}, timeout=LAST_WORDS_S)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


@contextlib.contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    with contextlib.suppress(NotImplementedError):  # Windows
        for each in signals:
            loop.add_signal_handler(each, stop.set)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            for each in signals:
                loop.remove_signal_handler(each)
