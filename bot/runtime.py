"""The running bots: receive, handle, send and tidy up until they are told to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError

from bot import texts
from bot.application import App, Endpoint, build
from bot.arrival import Arrivals
from bot.chores import Chores, classifying
from bot.conversation import Conversation
from bot.faults import name
from bot.handler import Handler
from bot.later import Later
from bot.parts import Parts
from bot.platforms import TELEGRAM, Platform
from bot.poller import Poller
from bot.sender import Pace, Sender
from bot.updates import Updates
from bot.waiting import Job, backoff, every, keep, pause
from bot.webhook import Receiver, Webhook, WebhookPlace, set_webhook
from bot.worker import Worker
from domain.errors import ConfigurationError
from services.triage import Triage
from storage.feedbacks import Feedbacks
from storage.inbox import Inbox, Source
from storage.outbox import Outbox

REFUSALS: Final = 3
REFUSED_WITHIN_S: Final = 30.0
LAST_WORDS_S: Final = 5.0
"""How long the replies already written may take to leave when the bot stops."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BotParts:
    """One bot: the installation, where it speaks, and where updates are brought (None: it fetches them).

    At most `sends_per_s` calls begin in a second; Telegram allows about thirty.
    """

    parts: Parts
    endpoint: Endpoint
    platform: Platform = TELEGRAM
    sends_per_s: float = 25.0
    webhook: WebhookPlace | None = None


async def run_bot(bots: Sequence[BotParts], stop: asyncio.Event) -> None:
    """Run until `stop` is set or SIGTERM or SIGINT comes; what was received is then safe and handled at the next start.

    Raises ConfigurationError("bot_token_refused") when a messenger refuses the token at the start, or "webhook_listen" when
    the port is taken. After the first good answer nothing ends the bots.
    """
    for chatty in ("httpx", "httpcore", "telegram", "aiosqlite"):
        # They write the address of every request, which holds the token, or the parameters of statements.
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # Where it can make nothing of an update it writes the whole of it; the worker tells of the failure.
    logging.getLogger("telegram.ext.Application").setLevel(logging.CRITICAL + 1)
    running = [Running(bot) for bot in bots]
    webhooks = [one.webhook for one in running if one.webhook]
    receiver = Receiver(webhooks) if webhooks else None
    if receiver:
        receiver.listen()
    with _stopped_by_signals(stop):
        try:
            async with asyncio.TaskGroup() as group:
                if receiver:
                    group.create_task(keep(receiver.run, stop))
                for one in running:
                    group.create_task(one.run(stop))
                group.create_task(keep(_triage(bots[0].parts, running), stop))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
    _log.info("the bot has stopped")


class Running:
    """One bot at work."""

    def __init__(self, bot: BotParts) -> None:
        parts, channel = bot.parts, bot.platform.channel
        self._bot = bot
        self._application = build(bot.endpoint)
        # The number before the colon is the bot's own, so updates are safe even before the messenger answers.
        inbox = Inbox(parts.database, parts.keys, Source(channel, bot.endpoint.token.partition(":")[0][:32]))
        outbox = Outbox(parts.database, parts.keys, channel)
        conversation = Conversation(parts, channel)
        self._arrivals = Arrivals(inbox, parts.keys, channel)
        handler = Handler(bot.platform, parts.database, conversation, (inbox, outbox))
        self._worker = Worker(inbox, Updates(self._application, bot.platform, handler), self._arrivals)
        alone = parts.database.is_sqlite
        api = self._application.bot
        self._sender = Sender(api, outbox, handler.replied, Pace(bot.sends_per_s, alone=alone))
        later = Later(parts, bot.platform, conversation, (outbox, handler.replied))
        chores = Chores(parts, bot.platform, conversation, (inbox, outbox))
        self._jobs: list[Job] = [self._worker.run, every(1, later.bring_up), *chores.jobs()]
        self.webhook = Webhook(bot.platform, bot.webhook, self._arrivals.receive) if bot.webhook else None
        receive = self._register if self.webhook else Poller(api, bot.platform, self._arrivals).run
        self._jobs.append(receive)

    @property
    def is_idle(self) -> bool:
        """True when nobody waits for an answer."""
        return self._worker.is_idle

    async def _register(self, stop: asyncio.Event) -> None:
        """Have updates brought to the webhook; what has come already is handled meanwhile."""
        if self.webhook:
            await set_webhook(self._application.bot, self.webhook, stop)
            await stop.wait()

    async def run(self, stop: asyncio.Event) -> None:
        """Run until the stop."""
        try:
            if await _connect(self._application, stop, self._bot.platform):
                if self._bot.platform.names_commands:
                    await _name_commands(self._application)
                _log.info("the bot is running (%s)", self._bot.platform.channel)
                await _side_by_side(self._jobs, self._sender.run, stop)
        finally:
            await self._application.shutdown()
            await self._application.bot.shutdown()


def _triage(parts: Parts, running: Sequence[Running]) -> Job:
    """The classifier's work, for all bots of this process."""
    if parts.analyser is None:
        _log.warning("no model: nothing is proposed and nothing is classified")
        return _nothing
    triage = Triage(parts.database, Feedbacks(parts.keys), parts.analyser)
    return classifying(triage, lambda: all(one.is_idle for one in running))


async def _nothing(stop: asyncio.Event) -> None:
    await stop.wait()


async def _connect(application: App, stop: asyncio.Event, platform: Platform) -> bool:
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
                raise ConfigurationError("bot_token_refused", messenger=platform.channel) from None
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


async def _side_by_side(jobs: list[Job], send: Job, stop: asyncio.Event) -> None:
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
