"""What a text is about that needs care: danger now, death, violence, self-harm, bribery and abuse.

The patterns are short on purpose: a false alarm costs a rating, a miss costs trust.
"""

import re
from typing import Final

from bot.context import Hint
from bot.words import fold

AMBULANCE: Final = "115"
FIRE: Final = "125"
POLICE: Final = "110"
GAS: Final = "194"
ELECTRICITY: Final = "121"
WATER: Final = "122"
RESCUE: Final = "112"
SOCIAL: Final = "123"
MOST_NUMBERS: Final = 4

_KIN: Final = "(?:مادر|پدر|بابا|مامان|بچه|پسر|دختر|شوهر|همسر|زن|خانم|برادر|داداش|خواهر|نوه|عمو|دایی)"
_HIT: Final = r"(?:می ?زن\w+|زد\w*|خورد\w*)"
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
_SELF_HARM: Final = re.compile(
    r"(?<!پیشگیری از )(?<!صحنه )\b(?:خود ?کشی(?! دیجیتال)|خود ?سوزی|خود ?زنی|خودم(?:و| را| رو)? (?:می ?کشم|بکشم)"
    r"|خودم(?:و| را| رو)? اتی?ش (?:بزنم|می ?زنم)|می ?خوا(?:م|هم) بمیرم)(?!\w)"
)
_ABUSE: Final = re.compile(
    r"(?<!پیشگیری از )\b(?:(?:کودک|همسر|سالمند) ?ازاری|ازدواج اجباری|کتکم (?:می ?زن\w+|زد\w*)"
    rf"|{_KIN}\w{{0,3}} (?:\w+ ){{0,5}}کتک (?:می ?زن\w+|زد\w*))(?!\w)"
)
_MINE: Final = re.compile(rf"\b(?:کتکم|{_KIN}م|خودم|خودمو|منو|مرا|من (?:را|رو)|دخترمو|پسرمو|ما (?:را|رو))(?!\w)")
"""Words by which the writer is one of those whom it happens to."""
_OFFICERS: Final = re.compile(r"\b(?:مامور|پلیس|سرباز|نگهبان|بازرس|حراست)")
_VIOLENCE: Final = re.compile(
    rf"\b(?:کتک\w{{0,4}} {_HIT}|کتک ?کاری\w*|با (?:باتوم|چماق|شوکر|کمربند) {_HIT}|سیلی {_HIT}|لگد {_HIT}"
    r"|مشت و لگد|ضرب و (?:شتم|جرح)|شکنجه (?:شد|کرد|می)\w*|زد(?:ند|ن)? توی? (?:گوش|صورت|دهن)\w*"
    r"|توی? (?:گوش|صورت|دهن)\w* زد\w*|ه[او]لم (?:داد|دادن|دادند))(?!\w)"
)
_HOME: Final = "(?:خانه|خونه|حیاط|زیر ?زمین|اتاق|مغازه|پارکینگ|اپارتمان)"
_THING: Final = (
    "(?:خانه|خونه|ساختمان|ساختمون|اپارتمان|مغازه|بازار|پاساژ|انبار|کارگاه|کارخانه|جنگل|مرتع|مراتع|باغ|خرمن|ماشین|اتوبوس"
    "|مدرسه|بیمارستان|کنتور|ترانس|پمپ بنزین|طبقه)"
)
_NOT_NOW: Final = re.compile(
    r"\b(?:بود|بودم|بودند|بودیم|نبود|پارسال|پیرارسال|هر ?سال|گذشته|قبلا|قبل|پیش|بیمه|خسارت|دیه|پرونده|مانور|اموزش|کلاس"
    r"|پیشنهاد|تلویزیون|خواب|سگ|تشکر|سپاس\w*|ممنون\w*|درد نکن\w*|دم\w{0,3} گرم|خدا قوت|قدردان\w*)\b"
)
"""What was, is over or is only talked of; the classifier may still know better."""
_NOW: Final = {
    (
        GAS,
        FIRE,
    ): r"بوی (?:شدید |تند |زیاد |خیلی شدید )?گاز(?! (?:فاضلاب|سوخته))|گاز(?:مون|مان)? (?:\w+ )?نشت\w*|نشتی? گاز"
    r"|گاز ?گرفتگی|لوله گاز (?:\w+ ){0,3}(?:شکسته|ترکیده|سوراخ شده)",
    (
        ELECTRICITY,
        FIRE,
    ): r"(?:(?:سیم|کابل)\w{0,2} (?:\w+ ){0,2}|تیر )برق (?:\w+ ){0,4}(?:افتاده|پاره شده|لخت|ول شده|جرقه می ?زن\w+)"
    r"|برق گرفت(?:ش|تش|هش|ه ش|ه)|دچار برق ?گرفتگی",
    (FIRE, AMBULANCE): rf"{_THING}\w{{0,3}} (?:\w+ ){{0,4}}(?:اتی?ش گرفته|داره? می ?سوزه|در حال سوختن|شعله ور)"
    r"|اتش ?سوزی (?:شده|بزرگی? شده)",
    (WATER, FIRE): rf"{_HOME}\w{{0,4}}(?: \w{{2,3}})?(?: را| رو)? (?:اب (?:گرفته|برداشته)|پر از اب شده)",
    (
        AMBULANCE,
    ): r"بی ?هوش (?:شده|افتاده|شدند|شدن)|نفس(?:ش)? (?:نمی ?کش\w+|بالا نمی ?ا\w+|بند امده)|خون ?ریزی (?:شدید|داره)"
    rf"|{_KIN}\w{{0,3}} (?:\w+ ){{0,2}}دار(?:ه|د) می ?میر\w+",
    (
        RESCUE,
        AMBULANCE,
    ): r"سیل (?:امده|اومده|راه افتاده|دار(?:ه|د) می ?ا\w+)|زیر اوار (?:است|هست\w*|مانده\w*|موند\w*|گیر)|زلزله (?:امده|اومده)"
    r"|(?:در|تو|توی) (?:\w+ )?(?:گردنه|برف|کولاک|کوه|دره) (?:\w+ ){0,3}(?:گیر (?:کرد|افتاد)\w*|مانده ?ایم|موندیم|گم شد\w*)"
    r"|بهمن (?:امده|اومده|ریخته)",
    (POLICE, AMBULANCE): r"تیر ?اندازی (?:شده|می ?کن\w+)|دزد (?:\w+ )?(?:تو|توی|داخل) (?:خانه|خونه|حیاط|مغازه)\w*"
    r"|با (?:چاقو|قمه|اسلحه) (?:حمله|افتاد\w*|اومد\w*|امد\w*|دنبال\w*|تهدید می)",
}
_PATTERNS: Final = {numbers: re.compile(rf"\b(?:{pattern})(?!\w)") for numbers, pattern in _NOW.items()}
_TOPICS: Final = {
    GAS: re.compile(r"\bگاز\b"),
    ELECTRICITY: re.compile(r"\b(?:برق|ترانس|دکل)\b"),
    WATER: re.compile(r"\b(?:اب (?:گرفت\w*|برداشت\w*|الوده|مسموم|شرب)|لوله اب|ترکید\w*)\b"),
    FIRE: re.compile(r"\b(?:اتی?ش|دود|حریق|اسانسور|چاه)\b"),
    RESCUE: re.compile(r"\b(?:سیل|سیلاب|زلزله|اوار|گردنه|کوه|کولاک|بهمن|جاده|دره)\b"),
    POLICE: re.compile(r"\b(?:چاقو|قمه|اسلحه|دزد|تهدید\w*|درگیری|نزاع|ربود\w*)\b"),
}
"""What an urgent text is about, once the classifier has said that it is urgent."""
_PRAISE: Final = re.compile(
    r"\b(?:دست\w{0,4} (?:\w+ ){0,6}درد نکن\w*|خدا خیر\w* بده\w*|خدا قوت|دم\w{0,3} گرم|قدردان\w*|تقدیر و تشکر|تشکر از|ممنون\w* از"
    r"|(?:با حوصله|خوش ?برخورد|خوش ?اخلاق|دلسوز|کار ?راه ?انداز)(?! (?:نیست|نبود|نباش)\w*))(?!\w)"
)


def emergency(text: str, hint: Hint) -> tuple[str, ...]:
    """The numbers to call first, in order; none when nobody is in danger now.

    Plain words of danger are enough; without them it is the classifier that says so.
    """
    plain = fold(text)
    numbers = list(_social(plain))
    if hint.urgent or not _NOT_NOW.search(plain):
        for found in (kind for kind, pattern in _PATTERNS.items() if pattern.search(plain)):
            numbers += found
    if hint.urgent:
        about = [number for number, topic in _TOPICS.items() if topic.search(plain)]
        numbers += [*about, AMBULANCE, FIRE, POLICE]
    return tuple(dict.fromkeys(numbers))[:MOST_NUMBERS]


def _social(plain: str) -> tuple[str, ...]:
    if _SELF_HARM.search(plain):
        return SOCIAL, AMBULANCE
    return (SOCIAL, POLICE) if _ABUSE.search(plain) and not _OFFICERS.search(plain) else ()


def is_witness(text: str) -> bool:
    """True when the violence at home is somebody else's, as far as the words tell."""
    plain = fold(text)
    return not _SELF_HARM.search(plain) and bool(_ABUSE.search(plain)) and not _MINE.search(plain)


def is_sensitive(text: str) -> bool:
    """Bribery, sexual abuse, or the writer's own superior: what can fall back on the writer."""
    return _SENSITIVE.search(fold(text)) is not None


def tells_of_death(text: str) -> bool:
    """True when somebody has died."""
    return _DEATH.search(fold(text)) is not None


def tells_of_violence(text: str) -> bool:
    """True when somebody was beaten."""
    return _VIOLENCE.search(fold(text)) is not None


def is_careful(text: str) -> bool:
    """True when no rating may be asked for, whatever the classifier says."""
    told = (is_sensitive(text), tells_of_death(text), tells_of_violence(text))
    return any(told) or bool(emergency(text, Hint()))


def is_praise(text: str) -> bool:
    """Plain words of thanks for somebody's work."""
    return _PRAISE.search(fold(text)) is not None
