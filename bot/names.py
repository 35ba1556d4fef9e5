"""Short answers that name something: an office, a city or village, a person."""

import re
from typing import Final

from bot.matters import is_careful
from bot.words import command, compacted, fold, has_content, has_digits, is_small_talk

_VERBS: Final = compacted(
    "است|هست|نیست|هستند|نیستند|بود|نبود|بودند|شد|نشد|شدن|شدند|شده|نشده|بشه|بشود|کرد|نکرد|کردن|کردند|کرده|نکرده|کردم|"
    "کردیم|کنید|نکنید|بکنید|کنند|کن|کنه|کند|دارد|ندارد|داره|نداره|دارم|ندارم|داریم|نداریم|دارند|ندارند|دارن|ندارن|"
    "نداشت|داد|نداد|دادن|دادند|ندادن|ندادند|داده|نداده|بده|بدید|بدهید|بدن|بدهند|رفت|رفته|نرفته|رفتم|رفتیم|رفتن|امد|"
    "نیامد|اومد|نیومد|امده|نیامده|اومده|نیومده|نیومدن|نیامدند|اومدن|بیاد|بیاید|بیایید|گرفت|گرفتن|گرفتند|گرفته|نگرفته|"
    "زد|زدن|زدند|زده|نزده|گفت|گفتن|گفتند|گفته|گفتم|موند|مونده|ماند|مانده|ریخت|ریخته|ترکید|ترکیده|افتاد|افتاده|"
    "خوابیده|سوخت|سوخته|شکست|شکسته|بسته|برده|خورده|میشه|میشود|میشن|میکنه|میکند|میکنن|میکنند|میکنم|میده|میدن|میدهند|"
    "میاد|میان|میره|میرن|میگن|میگه|میگویند|میخواد|میخوام|میخواهم|میخوایم|میزنه|میزنن|میگیرن|کجاست|چیه|چیست|کیه|کو"
)
_NO_PLACE: Final = compacted(
    "خراب|خرابه|قطع|قطعه|قطعی|بد|بده|افتضاح|شلوغ|شلوغه|گران|گرون|گرونه|کثیف|کثیفه|زباله|اشغال|چاله|چراغ|لامپ|برق|اب|"
    "گاز|تلفن|اینترنت|نان|نانوایی|قبض|پول|حقوق|صف|نوبت|دکتر|کارمند|رییس|مدیر|مامور|رشوه|شکایت|کمک|لطفا|چرا|چی|چه|"
    "چطور|کی|هنوز|هیچ|همه|همش|خیلی|اصلا|روز|روزه|ماه|ماهه|سال|ساله|ساعت|هفته|دقیقه|تومان|میلیون|هم|که|را|رو|با|به|از|"
    "برای|ولی|اما|دیگه|دیگر|راستی|ضمنا|چون|اگر|اگه|یعنی|من|ما|این|اون|ان|خیابان|خیابون|کوچه|پلاک|بلوار|میدان|جاده|"
    "مدرسه|بیمارستان|اداره|پیاده|اسفالت|فاضلاب|لوله|وام|بانک|کولر|اتوبوس|مترو|تاکسی|نه|بله|عکس|فیلم|ناراضی|راضی"
)
LONGEST_PLACE: Final = 40
"""Longer answers are no names of cities or villages."""
_LEADING: Final = ("در", "تو", "توی", "از", "مال", "اهل")
_TRAILING: Final = ("هستم", "هستیم")


def looks_like_name(text: str, most: int = 4) -> bool:
    """True for a few words that end in no verb and ask nothing: an office's name rather than a message."""
    words = fold(text).split()
    if not 0 < len(words) <= most or re.search("[?!؟\n]", text) or is_small_talk(text) or command(text):
        return False
    verb = words[-1] in _VERBS or any(re.match("نمی..", word) for word in words) or "".join(words[-2:]) in _VERBS
    return has_content(text) and not verb and not is_careful(text)


def place(text: str, most: int = 4) -> str | None:
    """The city or village that a short answer names, or None when it may well be something else."""
    named = [word for word in re.split(r"[\s،,.]+", text.strip()) if word]
    while len(named) > 1 and named[0] in _LEADING:
        named = named[1:]
    while len(named) > 1 and named[-1] in _TRAILING:
        named = named[:-1]
    answer = " ".join(named)
    words = fold(answer).split()
    foreign = len(words) > 1 and answer.isascii()
    if (
        foreign
        or len(answer) > LONGEST_PLACE
        or not looks_like_name(answer, most)
        or any(word in _NO_PLACE for word in words)
    ):
        return None
    return answer


LONGEST_PERSON: Final = 40
_TITLES: Final = compacted("آقای|اقا|خانم|خانوم|دکتر|مهندس|سید|حاج|سرکار|جناب|استاد")
_NOBODY: Final = compacted(
    "همه|همگی|هیچکس|هیچ|کسی|کسان|همکاران|کارکنان|کارمندان|کارمندا|پرسنل|خوب|عالی|بد|راضی|نمیدانم|نمیدونم|یادم|یادش|اسمش|خیلی"
)


def person(text: str) -> str | None:
    """The employee whom a short answer names, «خانم رضایی» or «مریم احمدی»; None when it may well be something else."""
    answer = " ".join(re.split(r"[\s،,.]+", text.strip())).strip()
    spoken = fold(answer).split()
    plain = all(char.isalpha() or char in " \u200c\u200d" for char in answer)
    if len(answer) > LONGEST_PERSON or not plain or has_digits(answer) or not looks_like_name(answer):
        return None
    named = [word for word in spoken if word not in _TITLES]
    return None if not named or any(word in _NO_PLACE or word in _NOBODY for word in named) else answer
