"""What a person reads of what is held of him or her: the switches, and everything as a file."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.context import Context, Own
from bot.effects import Permission
from bot.texts import RATINGS, number
from bot.texts_cases import STATUSES, VERDICTS
from bot.texts_detail import DRIVERS
from domain.agency import Catalogue
from domain.digits import persian_digits
from domain.labels import Kind, Sentiment
from domain.period import jalali_words, tehran_day
from domain.place import provinces
from storage.citizens import Everything, Held, Permissions, Reading
from storage.inbox import KEEP_DEAD

FILE_NAME: Final = "آنچه-از-شما-داریم.txt"
FILE_CAPTION: Final = "هرچه از شما داریم در این فایل است. برای پاک کردن همه، «حذف» را بفرستید."
MY_DATA: Final = "هرچه از من دارید"
SWITCHES: Final[Mapping[Permission, Mapping[bool, str]]] = {
    Permission.TRAINING: {
        False: "آموزش برنامه: اجازه می‌دهم",
        True: "آموزش برنامه: اجازه را پس می‌گیرم",
    },
    Permission.CONTACT: {
        False: "پرسیدن دوباره: اجازه می‌دهم",
        True: "پرسیدن دوباره: دیگر نپرسند",
    },
}
"""The button of each switch, by how it stands now."""
ALLOWED: Final = "باشد، اجازه دادید. هر وقت خواستید پسش بگیرید."
TAKEN_BACK: Final = "باشد، اجازه را پس گرفتید."
_ON_OFF: Final = {True: "اجازه داده‌اید", False: "اجازه نداده‌اید"}
_SENTIMENTS: Final = {Sentiment.NEGATIVE: "ناراضی", Sentiment.NEUTRAL: "میانه", Sentiment.POSITIVE: "راضی"}
_KINDS: Final = {
    Kind.COMPLAINT: "شکایت",
    Kind.PRAISE: "تشکر",
    Kind.SUGGESTION: "پیشنهاد",
    Kind.QUESTION: "پرسش",
    Kind.OTHER: "چیز دیگر",
}
_SENT: Final = {
    "photo": "یک عکس (خودش پیش پیام‌رسان است)",
    "voice": "یک صدا (خودش پیش پیام‌رسان است)",
    "document": "یک فایل (خودش پیش پیام‌رسان است)",
    "video": "یک ویدئو (خودش پیش پیام‌رسان است)",
}
_MISSING: Final = "گفته نشده"
_RULE: Final = "-" * 20


def settings(own: Own) -> str:
    """The two permissions, what they mean and how they stand."""
    return (
        "این دو کار را فقط با اجازهٔ شما می‌کنیم. هر وقت بخواهید عوضشان کنید.\n\n"
        f"۱. آموزش برنامه: {_ON_OFF[own.training]}.\n"
        "برنامه‌ای نوشته‌ها را می‌خواند تا بفهمد دربارهٔ کدام اداره است. با اجازهٔ شما از نوشته‌هایتان هم یاد می‌گیرد، "
        "با اسم‌ها و شماره‌های پوشیده. اجازه را که پس بگیرید، نوشته‌هایتان در آموزش بعدی نیست، "
        "ولی آنچه پیش‌تر یاد گرفته از یادش نمی‌رود.\n\n"
        f"۲. پرسیدن دوباره: {_ON_OFF[own.contact]}.\n"
        "با اجازهٔ شما شاید بعدها همین‌جا بپرسیم کارتان به کجا رسید. بی‌اجازه نمی‌پرسیم."
    )


def file(own: Own, county: str | None, context: Context) -> str:
    """Everything held of a person as a text to keep; `county` is the place that is remembered for the next time."""
    day = persian_digits(jalali_words(tehran_day(context.now)))
    remembered = f"شهر یا روستایی که دفعهٔ قبل گفتید و یادمان مانده: {county}\n" if county else ""
    return f"آنچه از شما داریم ({day})\n\n{own.data}\n{remembered}\n{_closing(context)}\n"


def _closing(context: Context) -> str:
    return (
        "تا کی می‌ماند\n"
        f"نوشته‌ها، جواب‌ها و نشانی گفت‌وگو رمزشده تا {persian_digits(context.retention_days)} روز می‌ماند. "
        f"هرچه پاک شود، تا {persian_digits(context.backup_days)} روز دیگر هنوز در نسخهٔ پشتیبان هست. "
        "نمره و اسم اداره و شهر، بی متن، در آمار می‌ماند. بعد از «حذف» هم شمار پیام‌هایتان تا یک ساعت می‌ماند، "
        "فقط برای اینکه کسی پشت سر هم نفرستد.\n\n"
        "چه چیز دیگری کنار نوشته‌هاست\n"
        "متن نوشته با اسم‌ها و شماره‌های پوشیده، که کارشناس‌ها همان را می‌خوانند، و یادداشت‌های کاری آن‌ها. "
        "متن اصلی را فقط چند نفر اجازه دارند ببینند و هر بار دیدنش ثبت می‌شود. "
        "این که گفت‌وگو کجا مانده هم نگه داشته می‌شود تا دنبالهٔ حرفتان گم نشود. "
        f"پیامی که نتوانیم بخوانیم، همان‌طور که رسیده، رمزشده تا {persian_digits(KEEP_DEAD.days)} روز می‌ماند.\n\n"
        "چه چیزی از شما نداریم\n"
        "اسم حساب، عکس حساب و شمارهٔ تلفن شما را نگه نمی‌داریم. به‌جای آن یک رمز داریم که از شمارهٔ حسابتان "
        "ساخته شده و نوشته‌های شما را کنار هم نگه می‌دارد.\n\n"
        "چه چیزی دست ما نیست\n"
        "پیام‌رسان می‌داند که با ما حرف زده‌اید، و گفت‌وگو و عکس و صدایی که فرستاده‌اید پیش آن و در گوشی‌تان هست. "
        "اگر قانون ما را مجبور کند، آنچه هنوز داریم شاید از ما خواسته شود.\n\n"
        "«حذف» را بفرستید تا همه پاک شود، یا «پس می‌گیرم» را تا فقط یک نوشته پاک شود."
    )


def data(held: Everything, catalogue: Catalogue) -> str:
    """What the tables hold of a person, in words."""
    parts = [f"نوشته‌ها و نمره‌ها: {persian_digits(len(held.feedbacks)) if held.feedbacks else 'هیچ'}"]
    for at, each in enumerate(held.feedbacks, start=1):
        parts += [_RULE, f"{persian_digits(at)}.", *_feedback(each, catalogue)]
    parts += [_RULE, *_permissions(held.permissions)]
    if held.reminders:
        parts.append(f"یادآوری‌هایی که در نوبت‌اند: {persian_digits(held.reminders)}")
    if held.official:
        parts.append(f"اینجا با نام «{held.official}» به‌عنوان همکار وارد شده‌اید.")
    return "\n".join(parts) + "\n"


def _permissions(given: Permissions) -> Iterator[str]:
    for name, since in (("آموزش برنامه", given.training), ("پرسیدن دوباره", given.contact)):
        day = f" از {persian_digits(jalali_words(tehran_day(since)))}" if since else ""
        yield f"{name}: {_ON_OFF[since is not None]}{day}"


def _feedback(held: Held, catalogue: Catalogue) -> Iterator[str]:
    yield f"شمارهٔ پیگیری: {number(held.number)}" if held.number else "شمارهٔ پیگیری: پاک شده"
    yield f"روز ثبت: {persian_digits(jalali_words(held.day))}"
    yield from _about(held, catalogue)
    yield f"وضعیت: {STATUSES[held.status]}"
    yield f"نمره: {_rating(held.rating)}"
    if held.rating_after:
        yield f"نمرهٔ بعد از جواب: {_rating(held.rating_after)}"
    if held.driver:
        yield f"بیشتر به‌خاطر: {DRIVERS[held.driver]}"
    if held.commendation:
        yield f"کارمندی که از او تشکر کرده‌اید: {held.commendation}"
    if held.sensitive:
        yield "به خود آن اداره نشان داده نمی‌شود."
    yield f"نشانی گفت‌وگو برای فرستادن جواب: {'داریم' if held.reachable else 'نداریم'}"
    yield from _written(held)
    if held.reading:
        yield f"برداشت برنامه از آن: {_reading(held.reading, catalogue)}"
    if held.answer:
        yield f"جواب: {held.answer}"
    if held.verdict:
        yield f"حرف شما دربارهٔ جواب: {VERDICTS[held.verdict]}"


def _about(held: Held, catalogue: Catalogue) -> Iterator[str]:
    agency = catalogue.by_code.get(held.agency or "")
    yield f"اداره: {agency.name_fa if agency else _MISSING}"
    service = agency.service(held.service) if agency else None
    if held.unit:
        unit = agency.unit(held.unit) if agency else None
        yield f"کدام واحد: {unit.name_fa if unit else held.unit}"
    if service:
        yield f"خدمت: {service.name_fa}"
    if held.province:
        yield f"استان: {provinces().get(held.province, held.province)}"
    yield f"شهر یا روستا: {held.county or _MISSING}"
    if held.point:
        yield f"کارتی که با گوشی خوانده‌اید: {held.point}"


def _written(held: Held) -> Iterator[str]:
    if not held.pieces:
        yield "متن: ندارد"
        return
    yield "آنچه نوشته یا فرستاده‌اید:"
    for what, content in held.pieces:
        yield f"مکان {content}" if what == "location" else _SENT.get(what, content)


def _rating(rating: int | None) -> str:
    return f"{persian_digits(rating)} ({RATINGS[rating]})" if rating else "نداده‌اید"


def _reading(reading: Reading, catalogue: Catalogue) -> str:
    agency = catalogue.by_code.get(reading.agency or "")
    said = (
        agency.short_fa if agency else "اداره نامعلوم",
        _KINDS[reading.kind] if reading.kind else "",
        f"لحن {_SENTIMENTS[reading.sentiment]}" if reading.sentiment else "",
        "فوری" if reading.urgent else "",
    )
    return "، ".join(part for part in said if part)
