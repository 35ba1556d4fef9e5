"""What a short Persian message means: commands in words, courtesy, insults, ratings, numbers."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from domain.digits import latin_digits
from domain.labels import Driver

_LETTERS: Final = str.maketrans(
    {"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "\u06d5": "ه", "ؤ": "و"}
    | dict.fromkeys("آأإٱ", "ا")
    | dict.fromkeys("ءـ", "")
)
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")


@lru_cache(maxsize=256)  # a dozen questions are asked of the same message
def fold(text: str) -> str:
    """Words parted by single spaces: one form of ی, ک, ه and ا, Latin digits, no vowel signs, no punctuation."""
    plain = latin_digits(text).casefold().translate(_LETTERS)
    kept = (char if char.isalnum() else " " for char in plain if unicodedata.category(char) != "Mn")
    return " ".join(_STRETCHED.sub(r"\1", "".join(kept)).split())


def compact(text: str) -> str:
    """`fold` without spaces, so that a missing half-space makes no difference."""
    return fold(text).replace(" ", "")


def compacted(phrases: str) -> frozenset[str]:
    """The `compact` forms of phrases parted by `|`."""
    return frozenset(compact(phrase) for phrase in phrases.split("|"))


_COMMANDS: Final = {
    phrase: name
    for name, phrases in {
        "start": "شروع|استارت|منو|از اول|شروع دوباره",
        "help": "راهنما|راهنمایی|کمک|help",
        "track": "پیگیری|کد پیگیری|شماره پیگیری|پیگیری شکایت",
        "mine": "نوشته‌های من|نوشته‌هایم|نوشته‌هام|شکایت‌های من|شکایت‌هایم",
        "mydata": "دادهٔ من|داده‌های من|داده‌هایم|اطلاعات من",
        "settings": "تنظیمات|تنظیم|حریم من",
        "rate": "فقط می‌خواهم نمره بدهم|می‌خواهم نمره بدهم|نمره|نمره می‌دهم|نمره دادن|امتیاز",
        "cancel": "لغو|انصراف|بی‌خیال|ولش کن|cancel",
        "privacy": "حریم خصوصی|چه چیزی از من نگه می‌دارید",
        "delete": "حذف|حذف همه|همه را پاک کن|پاک کردن|پاک کردن همه‌چیز|پاک کن|پاکش کن",
        "withdraw": "پس می‌گیرم|پسش می‌گیرم|پس گرفتم|پس گرفتن|پاکش کنید",
        "new": "موضوع دیگری است|موضوع دیگه‌ای است|موضوع جدید|موضوع تازه",
    }.items()
    for phrase in compacted(phrases)
}


def command(text: str) -> str | None:
    """The command that a whole message stands for: «پیگیری» is `track`."""
    return _COMMANDS.get(compact(text))


_GREETINGS: Final = compacted(
    "سلام|سلام علیکم|علیکم|سلام بر شما|درود|درود بر شما|خسته نباشید|خسته نباشی|خدا قوت|صبح بخیر|ظهر بخیر|عصر بخیر|"
    "شب بخیر|روز بخیر|وقت بخیر|وقتتون بخیر|وقت شما بخیر|روزتون بخیر|حالتون خوبه|خوبید|خوبی|خوب هستید|چطورید|الو|تست|"
    "تست میکنم|آزمایش|salam|slm|dorood|hi|hello|test"
)
_THANKS: Final = compacted(
    "ممنون|ممنونم|ممنون از شما|خیلی ممنون|مرسی|تشکر|متشکرم|با تشکر|سپاس|سپاسگزارم|سپاس فراوان|دستتون درد نکنه|"
    "دست شما درد نکنه|لطف کردید|خداحافظ|خدانگهدار|merci|mamnoon|mersi|thanks"
)
_YES: Final = compacted(
    "بله|آره|بلی|حتما|باشه|باشد|چشم|اوکی|ok|okay|bale|are|جوابش را همین‌جا بفرستید|همین‌جا بفرستید|بفرستید"
)
_NO: Final = compacted("نه|خیر|نخیر|نه ممنون|لازم نیست|نمی‌خواهم|نمی‌خوام|no|na")
_ERASE: Final = compacted("پاک کن|پاک کنید|بله پاک کن|بله پاک کنید|پاکش کن|پاک شود|پاک بشه")
_HIDE: Final = compacted(
    "به خود اداره نشان ندهید|به اداره نشان ندهید|به خود اداره نشون ندید|به اداره نشون ندید|به خود اداره نگویید|"
    "به اداره نگویید|به اداره نگید|خود اداره نبیند|اداره نبیند|خود اداره نبینه"
)
_NOT_LISTED: Final = compacted("در فهرست نیست|تو فهرست نیست|اینجا نیست|نیست")
_SKIP: Final = compacted(
    "رد می‌شوم|رد میشم|رد شو|بگذریم|هیچ‌کدام|هیچکدوم|اسم نمی‌برم|اسم نمی‌برم|اسمش را نمی‌دانم|اسمشو نمی‌دونم"
)
_STAY: Final = compacted("بماند|بمونه|بذار بمونه|بگذارید بماند|باشه بماند")
_NEVER_MIND: Final = compacted("نمی‌دانم|نمی‌دونم|نمی‌دانم خودتان پیدا کنید|خودتان پیدا کنید|نمی‌گویم|نمی‌گم")
_NO_RATING: Final = compacted("نمره نمی‌دهم|نمره نمی‌دم|نمی‌دهم|نمی‌دم")
_OTHER_OFFICE: Final = compacted("ادارهٔ دیگر|اداره دیگه|یه اداره دیگه|هیچ‌کدام|هیچکدوم")
_BARE_ANSWERS: Final = _YES | _NO | _ERASE | _NEVER_MIND | _NO_RATING | _OTHER_OFFICE | _NOT_LISTED | _SKIP | _STAY
_INSULTS: Final = compacted(
    "بی‌شرف|بی‌شرفا|بی‌شرف‌ها|بیشعور|بیشعورا|بی‌شعورها|بی‌ناموس|بی‌ناموسا|بی‌غیرت|بی‌غیرت‌ها|بی‌عرضه|بی‌عرضه‌ها|بی‌وجدان|بی‌پدر|"
    "پدرسگ|پدرسوخته|پدرسوخته‌ها|حرامزاده|حرومزاده|حرومزاده‌ها|حروم‌لقمه|کثافت|کثافتا|کثافت‌ها|آشغال|آشغالا|آشغال‌ها|عوضی|عوضیا|"
    "عوضی‌ها|احمق|احمقا|احمق‌ها|نفهم|نفهما|الاغ|گاو|خر|خرها|سگ|سگا|کره‌خر|دزد|دزدا|دزدها|مفتخور|مفت‌خورها|لعنتی|لعنتیا|"
    "لعنت به همتون|لعنت بهتون|لعنت به شما|لعنت خدا بر شما|خاک بر سرتون|خاک بر سرتان|خاک تو سرتون|خاک تو سرت|خفه شو|"
    "خفه شید|گمشو|گم شید|مرگ بر همتون|تف به شما|تف بهتون|تف تو روتون|گندتون بزنن|گوه نخور|گه نخور|کصکش|کسکش|کصکشا|"
    "جاکش|جاکشا|دیوث|دیوثا|قرمساق|مادرجنده|خارکسده|کونی|کیرم دهنتون|کص ننت|کس ننت|ریدم بهتون|ریدید"
)
_AROUND_INSULTS: Final = compacted(
    "ای|شما|شماها|همتون|همه‌تون|همگی|تو|یه|یک مشت|یه مشت|مشتی|هستید|هستین|همه|و|خیلی|واقعا|بابا|برید|برو"
)


def is_greeting(text: str) -> bool:
    """«سلام، خسته نباشید» or «تست» and nothing else."""
    return _made_of(compact(text), _GREETINGS)


def is_thanks(text: str) -> bool:
    """«ممنون» and nothing else."""
    return _made_of(compact(text), _THANKS)


def is_yes(text: str) -> bool:
    """«بله» and the like."""
    return compact(text) in _YES


def is_no(text: str) -> bool:
    """«نه» and the like."""
    return compact(text) in _NO


def is_erase(text: str) -> bool:
    """«پاک کن», the answer to the question whether everything is to be erased."""
    return compact(text) in _ERASE


def is_never_mind(text: str) -> bool:
    """«نمی‌دانم» or «نمی‌گویم»."""
    return compact(text) in _NEVER_MIND


def is_no_rating(text: str) -> bool:
    """«نمره نمی‌دهم»."""
    return compact(text) in _NO_RATING


def is_other_office(text: str) -> bool:
    """«ادارهٔ دیگر»."""
    return compact(text) in _OTHER_OFFICE


def is_hide(text: str) -> bool:
    """«به خود اداره نشان ندهید»."""
    return compact(text) in _HIDE


def is_not_listed(text: str) -> bool:
    """«در فهرست نیست»."""
    return compact(text) in _NOT_LISTED


def is_skip(text: str) -> bool:
    """«رد می‌شوم», «نمی‌گویم», «نه» …: a question that may be left open is."""
    return compact(text) in _SKIP | _NO | _NEVER_MIND


def is_stay(text: str) -> bool:
    """«بماند»."""
    return compact(text) in _STAY


def is_insult(text: str) -> bool:
    """True when a message is insults and nothing else; anger with a reason is a feedback."""
    plain = compact(text)
    return _made_of(plain, _INSULTS | _AROUND_INSULTS) and not _made_of(plain, _AROUND_INSULTS)


def is_small_talk(text: str) -> bool:
    """A greeting, thanks, or the answer to a question nobody has open: answered, never registered."""
    return is_greeting(text) or is_thanks(text) or compact(text) in _BARE_ANSWERS


def _made_of(text: str, phrases: frozenset[str]) -> bool:
    if not text:
        return False
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            reached.update(at + len(phrase) for phrase in phrases if text.startswith(phrase, at))
    return len(text) in reached


def has_content(text: str) -> bool:
    """True when there are at least two letters of any script."""
    return sum(char.isalpha() for char in text) >= 2


def has_digits(text: str) -> bool:
    """True for two digits or more, as of a file number."""
    return sum(char.isdigit() for char in text) >= 2


_NUMBER: Final = re.compile(r"(?:(?:شماره|کد)ی?\s*)?(?:پیگیری\s*)?(?P<digits>\d[\d ]*)")


def number_part(text: str) -> str | None:
    """The digits of a message that is nothing but a number, also after «شمارهٔ پیگیری»; None for other messages."""
    found = _NUMBER.fullmatch(fold(text))
    digits = found["digits"].replace(" ", "") if found else ""
    return digits if digits.isascii() and digits else None


def is_mobile(digits: str) -> bool:
    """True for a mobile phone number."""
    return re.fullmatch(r"(?:0|98|0098)9\d{9}", digits) is not None


_RATINGS: Final = {
    phrase: rating
    for rating, phrases in {
        5: "5|پنج|خیلی راضی|خیلی راضی‌ام|کاملا راضی|عالی|5 خیلی راضی",
        4: "4|چهار|راضی|راضی‌ام|خوب|4 راضی",
        3: "3|سه|نه راضی نه ناراضی|متوسط|معمولی|3 نه راضی نه ناراضی",
        2: "2|دو|ناراضی|ناراضی‌ام|بد|2 ناراضی",
        1: "1|یک|خیلی ناراضی|خیلی ناراضی‌ام|خیلی بد|افتضاح|1 خیلی ناراضی",
    }.items()
    for phrase in compacted(phrases)
}


def rating(text: str) -> int | None:
    """The rating a message gives when one was asked for: «۳», «سه», «خیلی ناراضی»."""
    return _RATINGS.get(compact(text).removeprefix("نمره"))


_OFFICE_AND_RATING: Final = re.compile(r"(?P<office>\D+?) (?:نمره )?(?P<rating>[1-5])")


def office_and_rating(text: str) -> tuple[str, int] | None:
    """«شهرداری ۲» as the name of an office and a rating; whether the name is known is for the catalogue to say."""
    found = _OFFICE_AND_RATING.fullmatch(fold(text))
    return (found["office"], int(found["rating"])) if found else None


_DRIVERS: Final = {
    phrase: driver
    for driver, phrases in {
        Driver.RESULT: "نتیجهٔ کار|نتیجه|نتیجه کار",
        Driver.EASE: "آسانی یا سختی کار|آسانی کار|سختی کار|راحتی کار|دردسر",
        Driver.SPEED: "سرعت کار|سرعت|زمان|معطلی|کندی|وقت",
        Driver.TRANSPARENCY: "توضیح و راهنمایی|راهنمایی|توضیح|شفافیت|اطلاع‌رسانی",
        Driver.STAFF: "برخورد کارمند|برخورد کارمندان|برخورد|رفتار|رفتار کارمند|کارمند|اخلاق",
        Driver.FAIRNESS: "عدالت و نوبت|عدالت|نوبت|پارتی‌بازی|تبعیض|انصاف",
        Driver.INTEGRITY: "درستکاری|پاکدستی|صداقت|فساد",
        Driver.COST: "هزینهٔ کار|هزینه|پول|قیمت|گرانی|هزینه‌ها",
        Driver.DIGITAL: "سامانه و اینترنت|سامانه|سایت|اینترنت|برنامه|اپلیکیشن",
    }.items()
    for phrase in compacted(phrases)
}


def driver(text: str) -> Driver | None:
    """What mattered most, when that was asked: «برخورد کارمند»."""
    return _DRIVERS.get(compact(text))
