"""Every sentence and button label of the bot. Plain text, short, true; Persian digits and half-spaces."""

from typing import Final

from bot.context import Context
from domain.digits import persian_digits
from domain.tracking import grouped

LABEL_LIMIT: Final = 40
"""Longer button labels are cut by phones."""

RATE_ONLY: Final = "فقط می‌خواهم نمره بدهم"
TRACK: Final = "پیگیری"
HELP_WORD: Final = "راهنما"
WHAT_WE_KEEP: Final = "چه چیزی از من نگه می‌دارید؟"
MENU: Final = ((RATE_ONLY,), (TRACK, HELP_WORD), (WHAT_WE_KEEP,))
"""The permanent keyboard, row by row; each label is a word that `bot.words.command` knows."""

OTHER_OFFICE: Final = "ادارهٔ دیگر"
UNKNOWN_OFFICE: Final = "نمی‌دانم، خودتان پیدا کنید"
NEW_TOPIC: Final = "موضوع دیگری است"
WITHDRAW: Final = "پس می‌گیرم"
NO_PLACE: Final = "نمی‌گویم"
NO_RATING: Final = "نمره نمی‌دهم"
ANSWER_HERE: Final = "جوابش را همین‌جا بفرستید"
NO_ANSWER: Final = "لازم نیست"
ERASE_ALL: Final = "پاک کردن همه‌چیز"
ERASE: Final = "پاک کن"
KEEP: Final = "نه، بماند"
YES_RATE: Final = "بله، همین نمره"
NO_RATE: Final = "نه"
NEVER_MIND: Final = "بی‌خیال"
RATINGS: Final = {5: "خیلی راضی", 4: "راضی", 3: "نه راضی، نه ناراضی", 2: "ناراضی", 1: "خیلی ناراضی"}

START: Final = (
    "سلام.\n"
    "از هر اداره‌ای شکایت، پیشنهاد یا تشکری دارید، همین‌جا بنویسید؛ همان‌طور که حرف می‌زنید. عکس و صدا هم می‌شود فرستاد.\n"
    "اداره‌ای که درباره‌اش می‌نویسید اسم و شماره‌تان را نمی‌بیند."
)
GREETING: Final = "سلام. بفرمایید؛ کجا و چه شد؟"
THANKS: Final = "خواهش می‌کنم."
NOTED: Final = "چشم. هر وقت حرفی بود، همین‌جا بنویسید."
HELP: Final = (
    "هرچه از اداره‌ها دیده‌اید همین‌جا بنویسید؛ همان پیام اول ثبت می‌شود.\n"
    "تا ۳۰ دقیقه هرچه بفرستید به همان اضافه می‌شود.\n"
    "«پیگیری»: نوشته‌تان به کجا رسیده\n"
    "«نوشته‌های من»: هرچه تا حالا نوشته‌اید\n"
    "«نمره»: فقط نمره بدهید، بی‌نوشتن\n"
    "«موضوع دیگری است»: حرف تازه‌ای جدا از قبلی\n"
    "«پس می‌گیرم»: نوشتهٔ آخرتان پاک شود\n"
    "«لغو»: از سؤالی که پرسیده‌ایم بگذرید\n"
    "«دادهٔ من»، «حریم خصوصی»: چه چیزی از شما داریم\n"
    "«تنظیمات»: اجازه‌هایی که داده‌اید\n"
    "«حذف»: هرچه از شما داریم پاک شود\n"
    "کار فوری؟ ۱۱۵ اورژانس، ۱۲۵ آتش‌نشانی، ۱۱۰ پلیس. اینجا را کسی لحظه‌به‌لحظه نمی‌بیند."
)
UNKNOWN_COMMAND: Final = "این دستور را نمی‌شناسیم. حرفتان را همین‌طور ساده بنویسید، یا «راهنما» را بفرستید."

COMMANDS: Final = {
    "start": "شروع",
    "track": "پیگیری نوشته با شماره",
    "mine": "نوشته‌های من",
    "rate": "فقط نمره دادن",
    "new": "موضوع دیگر",
    "withdraw": "پس گرفتن نوشتهٔ آخر",
    "cancel": "گذشتن از سؤال",
    "privacy": "چه چیزی نگه می‌داریم",
    "mydata": "دادهٔ من، در یک فایل",
    "settings": "تنظیمات: اجازه‌های شما",
    "delete": "پاک کردن همه‌چیز",
    "help": "راهنما",
}
"""The messenger's list of commands."""
LEAVE_WORD: Final = "خروج"
LEAVE_TERMINAL: Final = "برای زدن دکمه شماره‌اش را بنویسید و برای پایان «خروج» را."

KEPT_HIDDEN: Final = "تا ۳۰ دقیقه هیچ اداره‌ای نمی‌بیند و هرچه بفرستید به همین اضافه می‌شود."
KEPT_OPEN: Final = "تا ۳۰ دقیقه هرچه بفرستید به همین اضافه می‌شود."
WORDS_TOO: Final = "در چند کلمه هم بنویسید چه شده، تا زودتر به جای درستش برسد."
VOICE: Final = "صدایتان را به اداره‌ای که از آن گفته‌اید نمی‌دهیم."

ASK_OFFICE: Final = "دربارهٔ کدام اداره است؟"
ASK_OFFICE_NAME: Final = "اسم اداره را بنویسید؛ مثلاً «برق» یا «تأمین اجتماعی»."
WHICH_OFFICE: Final = "کدام‌یک؟ اگر اینجا نیست، اسمش را جور دیگری بنویسید."
OFFICE_KEPT: Final = "اداره‌ای به این اسم پیدا نکردیم؛ اسم را کنار نوشته‌تان گذاشتیم تا کارشناس ببیند."
ASK_PLACE: Final = "کدام شهر یا روستا؟ اسمش را بنویسید."
_ASK_ANSWER: Final = "کارشناس نوشته‌تان را می‌خواند. قول نمی‌دهیم که حل شود."
_NOT_SAMAD: Final = "اینجا سامد نیست؛ برای جواب رسمی به ۱۱۱ زنگ بزنید."
_ANSWER_HERE: Final = "اگر جوابی رسید، برایتان بفرستیم؟"
ASK_NUMBER: Final = "شمارهٔ پیگیری را بفرستید؛ دوازده رقم است."
ASK_RATE_OFFICE: Final = "به کدام اداره نمره می‌دهید؟ اسمش را بنویسید؛ مثلاً «شهرداری» یا «بانک»."
RATE_NOT_FOUND: Final = (
    "اداره‌ای به این اسم پیدا نکردیم و هنوز چیزی ثبت نشده. اسمش را جور دیگری بنویسید.\n"
    "اگر این خودِ حرفتان بود، در یک جملهٔ کامل بنویسید تا ثبت شود."
)

ADDED: Final = "اضافه شد."
ADDED_NUMBER: Final = "اضافه شد. اگر شمارهٔ پیگیری بود، یک رقمش درست نیست."
EDITED: Final = "ویرایشتان ثبت شد."
EDIT_CLOSED: Final = "این نوشته دیگر پیش کارشناس است و عوض نمی‌شود. اگر چیزی مانده، در پیامی تازه بنویسید."
EDIT_UNKNOWN: Final = "این پیام را دیگر نمی‌شود عوض کرد. اگر حرف تازه‌ای است، در پیامی تازه بفرستید."
RATING_SKIPPED: Final = "باشد، بی‌نمره."
OFFICE_UNKNOWN: Final = "باشد، خودمان پیدا می‌کنیم."
TOPIC_CLOSED: Final = "باشد، آن یکی سر جایش است. حرف تازه را بنویسید."
NOTHING_OPEN: Final = "باشد. بفرمایید، حرف تازه را بنویسید."
CANCELLED: Final = "باشد، از این سؤال گذشتیم. هرچه ثبت شده سر جایش است."
NOTHING_TO_CANCEL: Final = "باشد. سؤال نیمه‌کاره‌ای نمانده بود."
RATING_DROPPED: Final = "باشد، نمره‌ای ثبت نشد. اگر حرفی دارید، همین‌جا بنویسید."
NOTHING_TO_WITHDRAW: Final = "کدام نوشته؟ شمارهٔ پیگیری‌اش را بفرستید؛ دوازده رقم است."

DEAD_BUTTON: Final = "این دکمه دیگر کار نمی‌کند. هر حرفی دارید، همین‌جا بنویسید."
DEAD_ERASE: Final = "این دکمه دیگر کار نمی‌کند. برای پاک کردن، دوباره «حذف» را بفرستید."
FIXED: Final = "رسیدگی به این نوشته شروع شده و این را دیگر نمی‌شود عوض کرد. اگر چیزی مانده، در پیامی تازه بنویسید."
WITHDRAWN_BUTTON: Final = "این نوشته را پس گرفته‌اید."
WRONG_DIGIT: Final = "یک رقم این شماره درست نیست. دوباره از روی پیام ما نگاهش کنید؛ دوازده رقم است."
SHORT_NUMBER: Final = "شمارهٔ پیگیری دوازده رقم است. از روی پیام ما دوباره بفرستیدش."
NOT_FOUND: Final = "با این شماره چیزی پیدا نکردیم. شاید پاک شده باشد یا رقمی جابه‌جا باشد."
PHONE_NOT_NEEDED: Final = "شمارهٔ تلفن لازم نیست و نگهش نمی‌داریم. بنویسید کجا و چه شد."
TOO_SHORT: Final = "متوجه نشدیم. در چند کلمه بنویسید کجا و چه شد."
ERASED: Final = "همه‌چیز پاک شد. گفت‌وگوی گوشی را خودتان پاک کنید. هر وقت خواستید، دوباره بنویسید."
KEPT: Final = "باشد، همه‌چیز سر جایش ماند."

NOT_FOR_GROUPS: Final = "در گروه و کانال نمی‌مانیم. هر حرفی از اداره‌ها دارید، در گفت‌وگوی خصوصی برایمان بنویسید."

_SENT: Final = {
    "sticker": "دیدیم؛ ولی از استیکر نمی‌فهمیم چه شده. در چند کلمه بنویسید.",
    "contact": "شمارهٔ تلفن لازم نیست و نگهش نمی‌داریم. فقط بنویسید کجا و چه شد.",
    "poll": "نظرسنجی را نمی‌توانیم ثبت کنیم. حرف خودتان را بنویسید.",
    "dice": "تاس خوبی بود! حالا بفرمایید کجا و چه شد؟",
    "game": "بازی باشد برای بعد. حالا بفرمایید کجا و چه شد؟",
    "story": "استوری را نمی‌توانیم نگه داریم. خود عکس یا فیلم را بفرستید، یا در چند کلمه بنویسید.",
}
_SENT_OTHER: Final = "این را نمی‌توانیم ثبت کنیم. بنویسید، یا عکس و صدا بفرستید."


def number(tracking: str) -> str:
    """A tracking number as people read it; no-break spaces keep its groups in order in a right-to-left line."""
    return persian_digits(grouped(tracking)).replace(" ", "\u00a0")


def registered(tracking: str) -> str:
    """The sentence that says a feedback is safe."""
    return f"ثبت شد. شمارهٔ پیگیری: {number(tracking)}"


def same_place(county: str) -> str:
    """The button of last time's city or village."""
    ending = "، مثل دفعهٔ قبل"
    room = LABEL_LIMIT - len(ending)
    return (county if len(county) <= room else county[: room - 1] + "…") + ending


def rating_label(rating: int) -> str:
    """A rating as a button: figure and words."""
    return f"{persian_digits(rating)} {RATINGS[rating]}"


def ask_rating(office: str | None) -> str:
    """The rating question, with the office's short name where it is known."""
    return f"روی‌هم‌رفته از کار {f'«{office}»' if office else 'این اداره'} چقدر راضی هستید؟"


def ask_rating_only(office: str) -> str:
    """The rating question of a person who came only for it."""
    return f"{ask_rating(office)}\nاگر حرفی هم دارید، همین‌جا بنویسید."


def ask_answer(*, told: bool) -> str:
    """What happens now; that this is not the official complaint system is said once."""
    about = _ASK_ANSWER if told else f"{_ASK_ANSWER}\n{_NOT_SAMAD}"
    return f"{about}\n\n{_ANSWER_HERE}"


def confirm_rating(office: str, rating: int) -> str:
    """«شهرداری ۲» understood as a rating, asked back."""
    return f"به «{office}» نمرهٔ {persian_digits(rating)} می‌دهید، یعنی {RATINGS[rating]}؟"


def rated_only(tracking: str, office: str) -> str:
    """Thanks for a rating without words."""
    return (
        f"ممنون. نمره‌تان به «{office}» ثبت شد.\n"
        f"شمارهٔ پیگیری: {number(tracking)}\n"
        "اگر می‌خواهید بگویید چرا، همین حالا بنویسید."
    )


def office_noted(office: str) -> str:
    """The chosen office, repeated."""
    return f"باشد، «{office}»."


def place_noted(county: str) -> str:
    """The chosen place, repeated."""
    return f"باشد، «{county}»."


def rating_noted(rating: int) -> str:
    """The rating, repeated in words."""
    return f"ممنون. نمره‌تان ثبت شد: {RATINGS[rating]}."


def about(tracking: str, note: str) -> str:
    """A note about an earlier feedback."""
    return f"برای {number(tracking)}: {note}"


def answer_here(tracking: str) -> str:
    """The last word when an answer is wanted."""
    return f"باشد. اگر جوابی رسید همین‌جا می‌فرستیم. با شمارهٔ {number(tracking)} هم می‌توانید پیگیری کنید."


def no_answer(tracking: str) -> str:
    """The last word when no answer is wanted."""
    return f"باشد. نشانی این گفت‌وگو را نگه نمی‌داریم. با شمارهٔ {number(tracking)} می‌توانید پیگیری کنید."


def finished(tracking: str) -> str:
    """The last word where answers cannot be sent."""
    return f"ممنون. کارشناس نوشته‌تان را می‌خواند. با شمارهٔ {number(tracking)} می‌توانید پیگیری کنید."


def ask_withdraw(tracking: str, *, latest: bool) -> str:
    """The question before a feedback that is closed already is taken back."""
    if latest:
        return f"نوشتهٔ آخرتان شمارهٔ {number(tracking)} است. همین را پس می‌گیرید؟ متنش پاک می‌شود."
    return f"نوشتهٔ {number(tracking)} را پس می‌گیرید؟ متنش پاک می‌شود."


def withdrawn(tracking: str) -> str:
    """A feedback taken back."""
    return f"نوشتهٔ {number(tracking)} را پس گرفتید و متنش پاک شد. اگر اشتباه شد، همان را دوباره بفرستید."


def sent(what: str) -> str:
    """A friendly word about something that cannot be used."""
    return _SENT.get(what, _SENT_OTHER)


def privacy(context: Context) -> str:
    """What is kept, for how long, and what is not in our hands."""
    return (
        "اسم حساب و شمارهٔ تلفنتان را نگه نمی‌داریم.\n"
        f"نوشته‌تان رمزشده تا {persian_digits(context.retention_days)} روز می‌ماند؛ "
        "نشانی این گفت‌وگو هم همین‌طور، فقط برای فرستادن جواب. نمره و اسم اداره و شهر، بی متن، در آمار می‌ماند.\n"
        "ولی خود پیام‌رسان می‌داند با ما حرف زده‌اید و گفت‌وگو در گوشی‌تان هست. "
        "اگر قانون ما را مجبور کند، آنچه هنوز داریم شاید از ما خواسته شود."
    )


def ask_erase(context: Context) -> str:
    """The one question before everything is erased."""
    return (
        "همهٔ نوشته‌ها و نمره‌هایتان پاک شود؟\n"
        "دیگر برنمی‌گردد. فقط در آمار کلی شمرده می‌ماند، و از نسخهٔ پشتیبان هم تا "
        f"{persian_digits(context.backup_days)} روز دیگر پاک می‌شود."
    )
