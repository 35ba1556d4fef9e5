"""What a short Persian message means: commands in words, courtesy, ratings, places, and matters to be careful with."""

import re
import unicodedata
from typing import Final

from domain.digits import latin_digits

_LETTERS: Final = str.maketrans(
    {"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "\u06d5": "ه", "ؤ": "و"}
    | dict.fromkeys("آأإٱ", "ا")
    | dict.fromkeys("ءـ", "")
)
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")


def fold(text: str) -> str:
    """Words parted by single spaces: one form of ی, ک, ه and ا, Latin digits, no vowel signs, no punctuation."""
    plain = latin_digits(text).casefold().translate(_LETTERS)
    kept = (char if char.isalnum() else " " for char in plain if unicodedata.category(char) != "Mn")
    return " ".join(_STRETCHED.sub(r"\1", "".join(kept)).split())


def compact(text: str) -> str:
    """`fold` without spaces, so that a missing half-space makes no difference."""
    return fold(text).replace(" ", "")


def _compacted(phrases: str) -> frozenset[str]:
    return frozenset(compact(phrase) for phrase in phrases.split("|"))


_COMMANDS: Final = {
    phrase: name
    for name, phrases in {
        "start": "شروع|استارت|منو|از اول|شروع دوباره",
        "help": "راهنما|راهنمایی|کمک|help",
        "track": "پیگیری|کد پیگیری|شماره پیگیری|پیگیری شکایت",
        "rate": "فقط می‌خواهم نمره بدهم|می‌خواهم نمره بدهم|نمره|نمره می‌دهم|نمره دادن|امتیاز",
        "cancel": "لغو|انصراف|بی‌خیال|ولش کن|cancel",
        "privacy": "حریم خصوصی|چه چیزی از من نگه می‌دارید",
        "delete": "حذف|حذف همه|همه را پاک کن|پاک کردن|پاک کردن همه‌چیز|پاک کن|پاکش کن",
        "withdraw": "پس می‌گیرم|پسش می‌گیرم|پس گرفتم|پس گرفتن",
        "new": "موضوع دیگری است|موضوع دیگه‌ای است|موضوع جدید|موضوع تازه",
    }.items()
    for phrase in _compacted(phrases)
}


def command(text: str) -> str | None:
    """The command that a whole message stands for: «پیگیری» is `track`."""
    return _COMMANDS.get(compact(text))


_GREETINGS: Final = _compacted(
    "سلام|سلام علیکم|علیکم|سلام بر شما|درود|درود بر شما|خسته نباشید|خسته نباشی|خدا قوت|صبح بخیر|ظهر بخیر|عصر بخیر|"
    "شب بخیر|روز بخیر|وقت بخیر|وقتتون بخیر|وقت شما بخیر|روزتون بخیر|حالتون خوبه|خوبید|خوبی|خوب هستید|چطورید|الو|تست|"
    "تست میکنم|آزمایش|salam|slm|dorood|hi|hello|test"
)
_THANKS: Final = _compacted(
    "ممنون|ممنونم|ممنون از شما|خیلی ممنون|مرسی|تشکر|متشکرم|با تشکر|سپاس|سپاسگزارم|سپاس فراوان|دستتون درد نکنه|"
    "دست شما درد نکنه|لطف کردید|خداحافظ|خدانگهدار|merci|mamnoon|mersi|thanks"
)
_YES: Final = _compacted(
    "بله|آره|بلی|حتما|باشه|باشد|چشم|اوکی|ok|okay|bale|are|جوابش را همین‌جا بفرستید|همین‌جا بفرستید|بفرستید"
)
_NO: Final = _compacted("نه|خیر|نخیر|نه ممنون|لازم نیست|نمی‌خواهم|نمی‌خوام|no|na")
_ERASE: Final = _compacted("پاک کن|پاک کنید|بله پاک کن|بله پاک کنید|پاکش کن|پاک شود|پاک بشه")
_NEVER_MIND: Final = _compacted("نمی‌دانم|نمی‌دونم|نمی‌دانم خودتان پیدا کنید|خودتان پیدا کنید|نمی‌گویم|نمی‌گم")
_NO_RATING: Final = _compacted("نمره نمی‌دهم|نمره نمی‌دم|نمی‌دهم|نمی‌دم")
_OTHER_OFFICE: Final = _compacted("ادارهٔ دیگر|اداره دیگه|یه اداره دیگه|هیچ‌کدام|هیچکدوم")
_BARE_ANSWERS: Final = _YES | _NO | _ERASE | _NEVER_MIND | _NO_RATING | _OTHER_OFFICE


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
    for phrase in _compacted(phrases)
}


def rating(text: str) -> int | None:
    """The rating a message gives when one was asked for: «۳», «سه», «خیلی ناراضی»."""
    return _RATINGS.get(compact(text).removeprefix("نمره"))


_OFFICE_AND_RATING: Final = re.compile(r"(?P<office>\D+?) (?:نمره )?(?P<rating>[1-5])")


def office_and_rating(text: str) -> tuple[str, int] | None:
    """«شهرداری ۲» as the name of an office and a rating; whether the name is known is for the catalogue to say."""
    found = _OFFICE_AND_RATING.fullmatch(fold(text))
    return (found["office"], int(found["rating"])) if found else None


_VERBS: Final = _compacted(
    "است|هست|نیست|هستند|نیستند|بود|نبود|بودند|شد|نشد|شدن|شدند|شده|نشده|بشه|بشود|کرد|نکرد|کردن|کردند|کرده|نکرده|کردم|"
    "کردیم|کنید|نکنید|بکنید|کنند|کن|کنه|کند|دارد|ندارد|داره|نداره|دارم|ندارم|داریم|نداریم|دارند|ندارند|دارن|ندارن|"
    "نداشت|داد|نداد|دادن|دادند|ندادن|ندادند|داده|نداده|بده|بدید|بدهید|بدن|بدهند|رفت|رفته|نرفته|رفتم|رفتیم|رفتن|امد|"
    "نیامد|اومد|نیومد|امده|نیامده|اومده|نیومده|نیومدن|نیامدند|اومدن|بیاد|بیاید|بیایید|گرفت|گرفتن|گرفتند|گرفته|نگرفته|"
    "زد|زدن|زدند|زده|نزده|گفت|گفتن|گفتند|گفته|گفتم|موند|مونده|ماند|مانده|ریخت|ریخته|ترکید|ترکیده|افتاد|افتاده|"
    "خوابیده|سوخت|سوخته|شکست|شکسته|بسته|برده|خورده|میشه|میشود|میشن|میکنه|میکند|میکنن|میکنند|میکنم|میده|میدن|میدهند|"
    "میاد|میان|میره|میرن|میگن|میگه|میگویند|میخواد|میخوام|میخواهم|میخوایم|میزنه|میزنن|میگیرن|کجاست|چیه|چیست|کیه|کو"
)
_NO_PLACE: Final = _compacted(
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


_KIN: Final = "(?:مادر|پدر|بابا|مامان|بچه|پسر|دختر|شوهر|همسر|زن|خانم|برادر|داداش|خواهر|نوه|عمو|دایی)"
_SENSITIVE: Final = re.compile(
    r"\b(?:رشوه\w*|زیر ?میزی|شیتیل|پول چایی|باج|باج ?(?:گیری|خواهی)"
    r"|تجاوز(?! به (?:حریم|زمین|ملک|اراضی|املاک|کوچه|معبر|پیاده|حقوق|رودخانه|جنگل|مرتع|مراتع|منابع))(?! از)"
    r"|(?:ازار|مزاحمت|تعرض|سو ?استفاده|پیشنهاد|رابطه) (?:ی )?جنسی|پیشنهاد بی ?شرمانه|دست ?درازی"
    r"|ری?یس (?:خودم|خودمون|خودمان|ادارمون|اداره ?مان|ما)|ری?یسم|مدیر (?:خودم|خودمون|خودمان)|مافوقم|مافوق خودم"
    r"|سرپرست خودم|فرمانده خودم|کارفرمای خودم)\b"
)
_DEATH: Final = re.compile(
    r"\b(?:فوت (?:کرد|شد|نمود|کرده|شده|کردن|کردند|شدن|شدند)|درگذشت|جان باخت\w*|ج[او]نش (?:را |رو )?(?:از دست|باخت)"
    r"|ج[او]نشو از دست|ج[او]ن داد|کشته (?:شد|شدن|شدند|شده)|به رحمت خدا رفت\w*|مرد بر اثر|بر اثر (?:\w+ ){1,4}مرد"
    rf"|{_KIN}\w{{0,3}} (?:\w+ ){{0,3}}مرد$)"
    r"(?!\w)"
)
_HARM: Final = re.compile(
    r"\b(?:خود ?کشی|خود ?سوزی|خود ?زنی|خودم(?:و| را| رو)? (?:می ?کشم|بکشم|اتی?ش (?:بزنم|می ?زنم))"
    r"|می ?خوا(?:م|هم) بمیرم|(?:کودک|همسر|سالمند) ?ازاری|ازدواج اجباری"
    rf"|کتکم (?:می ?زن\w+|زد\w*)|{_KIN}\w{{0,3}} (?:\w+ ){{0,3}}کتک (?:می ?زن\w+|زد\w*))"
    r"(?!\w)"
)


def is_sensitive(text: str) -> bool:
    """Bribery, sexual abuse, or the writer's own superior: what can fall back on the writer."""
    return _SENSITIVE.search(fold(text)) is not None


def tells_of_death(text: str) -> bool:
    """True when somebody has died; no rating question then."""
    return _DEATH.search(fold(text)) is not None


def tells_of_harm(text: str) -> bool:
    """Self-harm, or violence at home: the social emergency line is named."""
    return _HARM.search(fold(text)) is not None


def is_careful(text: str) -> bool:
    """True when no rating may be asked for."""
    return is_sensitive(text) or tells_of_death(text) or tells_of_harm(text)
