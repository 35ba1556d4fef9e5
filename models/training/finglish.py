"""Persian in Latin letters, the way people text it: no standard, many spellings."""

import random
import re
from typing import Final

_WORDS: Final = {
    "سلام": "salam", "آب": "ab|aab", "برق": "bargh|barq", "گاز": "gaz", "قطع": "ghat|qat", "قطعه": "ghate|qate", "است": "ast|e",
    "شهرداری": "shahrdari", "بانک": "bank", "اداره": "edare|edareh", "چرا": "chera", "چی": "chi", "چه": "che", "که": "ke",
    "از": "az", "به": "be", "با": "ba", "در": "dar", "تو": "too|tu", "رو": "ro", "را": "ra", "و": "va|o", "من": "man", "ما": "ma",
    "شما": "shoma", "این": "in", "اون": "oon|un", "آن": "an", "هم": "ham", "هر": "har", "روز": "rooz|ruz", "روزه": "roze|rooze",
    "ماه": "mah", "ساله": "sale", "سال": "sal", "هفته": "hafte", "ساعت": "saat", "خیلی": "kheyli|kheili", "خوب": "khoob|khub",
    "خوبه": "khobe|khube", "بد": "bad", "بده": "bade", "نیست": "nist", "هست": "hast", "نه": "na", "بله": "bale", "کجا": "koja",
    "کی": "ki|key", "پول": "pool|pul", "قبض": "ghabz|qabz", "خونه": "khone|khoone", "خانه": "khane", "کوچه": "kooche|kuche",
    "خیابان": "khiaban", "خیابون": "khiaboon", "آسفالت": "asfalt", "زباله": "zobale", "آشغال": "ashghal", "مدرسه": "madrese",
    "معلم": "moallem", "بیمارستان": "bimarestan", "دکتر": "doctor|doktor", "بیمه": "bime", "تامین": "tamin", "تأمین": "tamin",
    "اجتماعی": "ejtemaei|ejtemai", "وام": "vam", "کارت": "kart|card", "ملی": "melli|meli", "شناسنامه": "shenasname", "پلیس": "police|polis",
    "جریمه": "jarime", "ماشین": "mashin", "جاده": "jadde|jade", "اینترنت": "internet", "مخابرات": "mokhaberat", "تلفن": "telefon|telephon",
    "همراه": "hamrah", "پست": "post", "مالیات": "maliat", "دادگاه": "dadgah", "شورا": "shora", "دانشگاه": "daneshgah", "خوابگاه": "khabgah",
    "نان": "nan", "نون": "noon|nun", "نانوایی": "nanvaei", "گران": "geran", "گرون": "geroon|gerun", "لطفا": "lotfan", "لطفاً": "lotfan",
    "ممنون": "mamnoon|mamnun", "مرسی": "mersi", "تشکر": "tashakor", "خدا": "khoda", "کسی": "kasi", "هیچ": "hich", "هیچکس": "hichkas",
    "جواب": "javab", "نمیدن": "nemidan", "میدن": "midan", "نمیده": "nemide", "میده": "mide", "کنید": "konid", "کنین": "konin",
    "میکنن": "mikonan", "نمیکنن": "nemikonan", "شده": "shode", "نشده": "nashode", "شد": "shod", "بود": "bood|bud", "نبود": "nabood",
    "رفتم": "raftam", "گفتن": "goftan", "گفت": "goft", "میگن": "migan", "میگه": "mige", "زنگ": "zang", "زدم": "zadam", "نوبت": "nobat",
    "صف": "saf", "مردم": "mardom", "کار": "kar", "کارمند": "karmand", "رئیس": "raeis", "آقای": "aghaye|aqaye", "خانم": "khanom|khanoom",
    "یک": "yek", "یه": "ye", "دو": "do", "سه": "se", "چهار": "chahar", "پنج": "panj", "سامانه": "samane", "سایت": "site|sayt",
    "ثبت": "sabt", "نام": "nam", "ثبت‌نام": "sabtenam", "درست": "dorost", "لوله": "loole|lule", "فشار": "feshar", "کم": "kam", "زیاد": "ziad",
    "هنوز": "hanooz|hanuz", "الان": "alan", "امروز": "emrooz|emruz", "دیروز": "dirooz|diruz", "فردا": "farda", "بچه": "bache",
    "اتوبوس": "otobus|autobus", "تاکسی": "taxi", "مترو": "metro", "پیگیری": "peygiri", "رسیدگی": "residegi", "شکایت": "shekayat",
    "یارانه": "yarane", "بازنشسته": "bazneshaste", "حقوق": "hoghoogh|hoqoq", "سربازی": "sarbazi", "گواهینامه": "govahiname", "پارک": "park",
}  # fmt: skip
_LETTERS: Final = {
    "ا": "a", "آ": "a|aa", "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ذ": "z",
    "ر": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": "a|'|", "غ": "gh|q", "ف": "f",
    "ق": "gh|q", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "و": "o|u|v|oo", "ه": "h", "ی": "i|y", "ئ": "e|y", "ء": "",
    "أ": "a", "ؤ": "o", "\u200c": "| ", "؟": "?", "،": ",", "؛": ";", "ّ": "", "ً": "an",
}  # fmt: skip
_CONSONANTS: Final = set("بپتثجچحخدذرزژسشصضطظغفقکگلمن")
_SHORT_VOWELS: Final = ("a", "a", "e", "e", "o", "")
_TOKEN: Final = re.compile(r"[\u0600-\u06ff\u200c]+|[^\u0600-\u06ff\u200c]+")
_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


def to_finglish(text: str, rng: random.Random) -> str:
    """One plausible Latin spelling of a Persian text; short vowels, which Persian does not write, are guessed."""
    parts = (_word(token, rng) for token in _TOKEN.findall(text.translate(_DIGITS)))
    return "".join(parts).lower()


def _word(token: str, rng: random.Random) -> str:
    known = _WORDS.get(token)
    if known is not None:
        return rng.choice(known.split("|"))
    spelled: list[str] = []
    for at, char in enumerate(token):
        following = token[at + 1] if at + 1 < len(token) else ""
        if char == "ه" and not following and at:
            spelled.append(rng.choice(("e", "eh")))
            continue
        spelled.append(rng.choice(_LETTERS.get(char, char).split("|")))
        if char in _CONSONANTS and following in _CONSONANTS:
            spelled.append(rng.choice(_SHORT_VOWELS))
    return "".join(spelled)
