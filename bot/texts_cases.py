"""What a citizen reads when an office has answered: the notice, the answer, the question whether it helped, the state."""

from collections.abc import Mapping
from typing import Final

from bot.texts import number
from domain.labels import Status, Verdict

SHOW: Final = "ببینم"
ASK_SOLVED: Final = "مشکل حل شد؟"
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.SOLVED: "حل شد",
    Verdict.BETTER: "کمی بهتر شد",
    Verdict.NOT_SOLVED: "حل نشد",
    Verdict.IRRELEVANT: "جواب بی‌ربط بود",
}
"""The buttons under the question, in their order."""
VERDICTS_NOTED: Final[Mapping[Verdict, str]] = {
    Verdict.SOLVED: "چه خوب! نوشتیم که حل شده.",
    Verdict.BETTER: "نوشتیم که کمی بهتر شده، ولی کامل حل نشده.",
    Verdict.NOT_SOLVED: "نوشتیم که حل نشده. حرف شما کنار جواب اداره می‌ماند.",
    Verdict.IRRELEVANT: "نوشتیم که جواب به نوشته‌تان ربطی نداشت. حرف شما کنار جواب اداره می‌ماند.",
}
NO_RATE_AGAIN: Final = "نمره نمی‌دهم"
RATED_AGAIN: Final = "ممنون. این نمره هم ثبت شد."
NO_ANSWER_YET: Final = "هنوز جوابی نرسیده."
STATUSES: Final[Mapping[Status, str]] = {
    Status.OPEN: "تازه ثبت شده؛ هنوز می‌توانید چیزی به آن اضافه کنید.",
    Status.REGISTERED: "ثبت شده و در نوبت خواندن است.",
    Status.WITH_OFFICE: "در دست پیگیری است؛ هنوز جوابی نرسیده.",
    Status.ANSWERED: "جوابش رسیده.",
    Status.SOLVED: "به گفتهٔ خودتان حل شده.",
    Status.NOT_SOLVED: "بسته شد، ولی حل نشد.",
    Status.DISPUTED: "جوابی رسیده، ولی گفته‌اید مشکل حل نشده.",
    Status.WITHDRAWN: "آن را پس گرفته‌اید؛ متنش پاک شده.",
}
"""Where a feedback stands, true also for those that the office itself never sees."""


def notice(tracking: str) -> str:
    """An answer has come; neither it nor the complaint is on the screen before the citizen wants it."""
    return f"برای {number(tracking)} جوابی رسیده."


def answer(tracking: str, text: str) -> str:
    """The answer itself."""
    return f"جواب {number(tracking)}:\n\n{text}"


def closed(tracking: str, reason: str) -> str:
    """Why a feedback was closed without being solved."""
    return f"نوشتهٔ {number(tracking)} بسته شد، بی‌آنکه مشکل حل شود. دلیلی که گفته‌اند:\n\n{reason}"


def ask_rating_again(office: str | None) -> str:
    """The rating question after the answer."""
    return f"حالا که جوابشان را دیدید، از کار {f'«{office}»' if office else 'این اداره'} چقدر راضی هستید؟"
