"""What a citizen reads when following a feedback: where it stands, and what comes of the word on an answer."""

from typing import Final

from bot.context import Known
from bot.texts import LABEL_LIMIT, number
from bot.texts_cases import STATUSES, VERDICTS
from domain.digits import persian_digits
from domain.labels import Status, Verdict

LOOK_AT_ANSWER: Final = "جوابش را ببینم"
ASK_CLOSED: Final = "شما چه می‌گویید؟"
NOT_RATED_AGAIN: Final = "باشد. نمرهٔ اولتان سر جایش است."
ONLY_YOU: Final = "تا خودتان نگویید حل شد، «حل‌شده» حساب نمی‌شود."
MINE: Final = "نوشته‌های شما، تازه‌ترین بالا. هرکدام را بزنید تا ببینید به کجا رسیده."
NOTHING_MINE: Final = "نوشته‌ای از شما اینجا نیست. هر وقت حرفی بود، بنویسید کجا و چه شد."
NEWER: Final = "تازه‌ترها"
OLDER: Final = "قدیمی‌ترها"
_NO_OFFICE: Final = "ادارهٔ نامعلوم"
_OF_OTHERS: Final = {
    Status.OPEN: "تازه ثبت شده.",
    Status.SOLVED: "به گفتهٔ نویسنده‌اش حل شده.",
    Status.DISPUTED: "جوابی رسیده، ولی نویسنده‌اش گفته مشکل حل نشده.",
    Status.WITHDRAWN: "نویسنده‌اش آن را پس گرفته؛ متنش پاک شده.",
}
"""Where somebody else's feedback stands, where that is said in other words."""
_SHORT: Final = {
    Status.OPEN: "تازه",
    Status.REGISTERED: "ثبت‌شده",
    Status.WITH_OFFICE: "در دست پیگیری",
    Status.ANSWERED: "جواب رسیده",
    Status.SOLVED: "حل‌شده",
    Status.NOT_SOLVED: "بسته، حل‌نشده",
    Status.DISPUTED: "هنوز حل‌نشده",
    Status.WITHDRAWN: "پس‌گرفته",
}


def tracked(known: Known, office: str | None, *, grows: bool) -> str:
    """Where a feedback stands; what its citizen has said of the answer is for the citizen only.

    `grows` tells that what the reader sends now is added to it.
    """
    own = known.mine and (grows or known.status is not Status.OPEN)
    status = STATUSES[known.status] if own else _OF_OTHERS.get(known.status, STATUSES[known.status])
    lines = [
        f"شمارهٔ پیگیری: {number(known.number)}",
        f"روز ثبت: {persian_digits(known.registered_day)}",
        f"اداره: {office or 'هنوز معلوم نیست'}",
        f"وضعیت: {status}",
    ]
    if known.mine and known.verdict:
        lines.append(said(known.verdict))
    return "\n".join(lines)


def said(verdict: Verdict) -> str:
    """What the citizen has said of the answer."""
    return f"حرف شما دربارهٔ جواب: «{VERDICTS[verdict]}»"


def row(known: Known, office: str | None) -> str:
    """A feedback as a button: the beginning of its number, the office and where it stands."""
    begin, end = f"{persian_digits(known.number[:4])} … · ", f" · {_SHORT[known.status]}"
    room = LABEL_LIMIT - len(begin) - len(end)
    named = office or _NO_OFFICE
    return begin + (named if len(named) <= room else named[: room - 1] + "…") + end


def mine(page: int) -> str:
    """The head of a page of one's own feedbacks."""
    return MINE if page == 0 else f"{MINE}\nصفحهٔ {persian_digits(page + 1)}"
