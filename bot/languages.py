"""Which language a text is in, where that is surely not Persian.

Letters that Persian lacks, and words that only serve grammar, decide; Persian typed on an Arabic keyboard or in Latin
letters stays Persian.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

KURDISH: Final = "ku"
TURKISH: Final = "tr"
ARABIC: Final = "ar"
ENGLISH: Final = "en"

_ENOUGH: Final = 2
_ARTICLE: Final = 4
"""«ال» of a longer word is rather the Arabic article."""
_PERSIAN: Final = (
    "است نیست هست را رو که از به با برای این ان اون در تو توی هم شد شده نشده کرد کرده نکرده کنید می نمی "
    "بود ولی اما یک یه چرا هیچ همه خیلی دیگر دیگه چند شما ما تا اگر اگه هر نداریم نداره ندارد داریم داره "
    "میشه نمیشه میکنه نمیکنه بعد روز سال"
)
_IN_ARABIC_LETTERS: Final = {
    TURKISH: (
        "بیز بیزیم بیزه منیم سنین سیزین یوخ یوخدی یوخدور یوخدو یوخدر وار واردی واردیر واردور دئییل دییل دگیل "
        "اوچون ایچون هئچ هچکیم گلمیر گلمیب گلمیبدی ائله بئله بیله ائدین ائدیر ائلیر الیر ایشله‌میر اولوب "
        "اولدی اولدو اولماز قالمیشیق قالیب گونون گوندی گوندو گوندور نییه کندیمیز کندیمیزین سویوموز ایندی "
        "چوخ بیر هامی هامیسی باخمیر باخان ایشلمیر ائدن ائتمیر گرک وئرمیر ورمیر"
    ),
    ARABIC: (
        "فی هذا هذه ذلک الذی التی الذین لیس لیست لکن منذ نحن انا هناک یوجد لایوجد لا لم لن کانت عندنا "
        "لدینا ایضا المی مای ماکو اکو وین لیش شلون هسه عدنا علینا الماء الکهرباء "
        "مقطوعه الشارع المدینه القریه"
    ),
    KURDISH: (
        "له بو نیه هه هیه ناو لهم لهو ئیمه ئیوه ئهم ئهو ئاو کاره با کاتیک هیچ کهس ناکات ناکا ناکهن نهبوو بوو "
        "بووه دهکات دهکهین چهند روژه ههموو زور پیشتر بهلام ئیتر هاتووه نههاتووه کراوه نهکراوه پچراوه براوه "
        "گوند گونده"
    ),
}
_IN_LATIN_LETTERS: Final = {
    ENGLISH: (
        "the is are was were and of my our have has had been not with this that there from for we they please "
        "water street days nobody office very because you your what when who"
    ),
    TURKISH: (
        "yok yoxdu yoxdur yoxdi yoxdir bizim menim benim degil deyil icin ucun cok hic hec gelmir gelmiyor "
        "islemir var bir ve bu kimse su elektrik gundur gundu kendimizin koyde lazim niye neden sikayet"
    ),
}
"""Words that only serve grammar, and some that no complaint does without."""
_PERSIAN_WORDS: Final = frozenset(_PERSIAN.split())
_OF_ARABIC_LETTERS: Final = {language: frozenset(words.split()) for language, words in _IN_ARABIC_LETTERS.items()}
_OF_LATIN_LETTERS: Final = {language: frozenset(words.split()) for language, words in _IN_LATIN_LETTERS.items()}
_KURDISH_LETTERS: Final = re.compile("[\u06b5\u0695\u06ce]|\u06d5(?=\\w)|\u06c6")
_KURDISH_START: Final = re.compile(r"\bئ\w")
_LATIN: Final = re.compile(r"[a-zà-ÿāēīōūĝğışşçəñ]+")
_LETTERS: Final = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ة": "ه",
        "\u06d5": "ه",
        "ؤ": "و",
        "\u06be": "ه",
        "آ": "ا",
        "أ": "ا",
        "إ": "ا",
        "ۇ": "و",
        "ێ": "ی",
        "ۆ": "و",
    }
    | {"ڕ": "ر", "ڵ": "ل", "\u200c": None, "ـ": None}
)


def language(text: str) -> str | None:
    """The code of a language that a text is surely in other than Persian; None for Persian and for what is not sure."""
    plain = "".join(char for char in text.casefold() if unicodedata.category(char) != "Mn")
    return _of_latin_letters(plain) if in_latin_letters(plain) else _of_arabic_letters(plain)


def in_latin_letters(text: str) -> bool:
    """True when most letters are Latin ones."""
    latin = sum(len(word) for word in _LATIN.findall(text.casefold()))
    return latin * 2 > sum(char.isalpha() for char in text)


def _of_arabic_letters(plain: str) -> str | None:
    if len(_KURDISH_LETTERS.findall(plain)) + len(_KURDISH_START.findall(plain)) > _ENOUGH:
        return KURDISH
    spoken = re.findall(r"\w+", plain.translate(_LETTERS))
    persian = sum(word in _PERSIAN_WORDS for word in spoken)
    found = _counted(set(spoken), _OF_ARABIC_LETTERS)
    found[ARABIC] += sum(word.startswith("ال") and len(word) > _ARTICLE for word in set(spoken)) // 2
    return _surely(found, persian)


def _of_latin_letters(plain: str) -> str | None:
    if len(re.findall("[êîû]", plain)) >= _ENOUGH and not re.search("[ğ\u0131əöü]", plain):
        return KURDISH
    found = _counted(set(re.findall(r"\w+", plain)), _OF_LATIN_LETTERS)
    found[TURKISH] += len(re.findall("[ğ\u0131şəöü]", plain))
    return _surely(found, 1)


def _counted(spoken: set[str], known: Mapping[str, frozenset[str]]) -> dict[str, int]:
    return {language: len(spoken & words) for language, words in known.items()}


def _surely(found: Mapping[str, int], persian: int) -> str | None:
    best = max(found, key=lambda language: found[language])
    return best if found[best] >= _ENOUGH and found[best] > 2 * persian else None
