"""Words that reading Finglish has to know beforehand (see `models.finglish`)."""

from typing import Final

BORROWED: Final = {
    "site": "سایت", "sms": "پیامک", "taxi": "تاکسی", "app": "اپ", "police": "پلیس", "ok": "باشه",
    "cancel": "لغو", "post": "پست", "tax": "مالیات", "ambulance": "آمبولانس", "internet": "اینترنت",
    "card": "کارت", "doctor": "دکتر", "search": "جستجو", "vpn": "فیلترشکن", "wifi": "وای‌فای", "online": "آنلاین",
    "mri": "ام‌آرآی", "icu": "آی‌سی‌یو", "bus": "اتوبوس", "code": "کد", "file": "فایل", "link": "لینک",
    "login": "لاگین", "password": "رمز", "email": "ایمیل", "modem": "مودم", "mobile": "موبایل", "ticket": "بلیت",
    "e": "ه", "o": "و", "va": "و", "u": "و", "na": "نه", "ba": "با", "ya": "یا", "ke": "که", "k": "که",
    "b": "به", "to": "تو", "too": "تو", "tu": "تو", "ro": "رو",
}  # fmt: skip
"""Words of other languages that Persian has taken, and those too short to be told by their letters."""

KEPT: Final = frozenset(
    {
        "adsl",
        "vdsl",
        "gps",
        "led",
        "vip",
        "usb",
        "pdf",
        "atm",
        "pos",
        "ccu",
        "pcr",
        "ct",
        "sim",
        "tv",
        "id",
        "pin",
        "ip",
    }
)
"""Abbreviations that Persian writes in Latin letters, too."""

PERSIAN: Final = frozenset(
    {
        "ab", "aab", "bargh", "barq", "gaz", "ghat", "ghate", "qat", "qate", "salam", "slm", "mamnoon", "mamnun", "mersi",
        "merc", "lotfan", "lotfa", "ke", "az", "ro", "ra", "oon", "un", "shoma", "nist", "ast", "hast", "mishe", "nemishe",
        "ham", "baraye", "vase", "kheyli", "kheili", "xeyli", "chera", "koja", "kojast", "chand", "nadarim", "darim",
        "nadare", "dare", "kard", "karde", "kardan", "shod", "shode", "nashode", "bood", "goft", "migan", "nemidan",
        "midan", "hich", "kasi", "age", "dige", "khoob", "khub", "yeki", "hame", "hanooz", "hanuz", "alan", "emrooz",
        "emruz", "dirooz", "mikonan", "nemikonan", "konid", "konin", "nemide", "mide", "mikham", "mikhad",
        "raftam", "omadam", "umadam", "zadam", "dadam", "agha", "khanoom", "khanom", "dast", "damet", "khaste", "xaste",
    }
)  # fmt: skip
"""Frequent Persian words whose Latin spelling is no English word: each is a sign that the message is Persian."""

ENGLISH: Final = frozenset(
    {
        "the", "is", "was", "were", "and", "you", "your", "my", "of", "for", "with", "this", "that", "have", "has", "had", "it",
        "they", "what", "when", "where", "why", "who", "which", "how", "please", "thank", "thanks", "hello", "hi", "hey",
        "does", "did", "don't", "doesn't", "didn't", "isn't", "can't", "won't", "i'm", "it's", "can", "could", "will", "would",
        "should", "about", "from", "there", "here", "any", "some", "been", "being", "we", "our", "his",
        "she", "them", "their", "not", "no", "yes", "but", "or", "if", "then", "than", "very",
        "more", "most", "much", "many", "all", "every", "other", "only", "just", "also", "again", "still", "never", "always",
        "good", "great", "nice", "best", "better", "worse", "worst", "poor", "new", "old", "big", "small", "long", "short",
        "high", "low", "free", "full", "empty", "open", "close", "closed", "broken", "work", "works", "working", "need", "want",
        "get", "got", "give", "take", "make", "go", "going", "come", "see", "look", "know", "think", "help", "call",
        "paid", "send", "sent", "wait", "waiting", "fix", "use", "using", "love", "like", "hate", "service", "services", "road",
        "roads", "street", "water", "power", "electricity", "gas", "light", "house", "home", "city", "town", "village", "school",
        "hospital", "office", "people", "woman", "child", "children", "time", "day", "days", "week", "weeks", "month",
        "months", "year", "years", "hour", "hours", "today", "yesterday", "tomorrow", "morning", "night", "one", "two", "three",
        "four", "five", "six", "seven", "eight", "nine", "ten", "cut", "near", "next", "after", "before", "since", "because",
        "problem", "complaint", "money", "price", "bill", "number", "phone", "job", "life", "world", "song",
        "anyone", "someone", "nothing", "something", "everything", "minister", "government", "game", "up", "out",
    }
)  # fmt: skip
"""Words that only English has."""
