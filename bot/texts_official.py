"""Every sentence for officials in the messenger. Counts and shares only; what a citizen wrote never stands here."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from bot.context import Login
from domain.digits import persian_digits
from domain.labels import Role
from domain.period import TEHRAN, JalaliMonth, jalali_words
from domain.place import provinces
from indicators.disclosure import MINIMUM_CITIZENS
from services.alerts import Alert, Doubled
from services.digest import Change, Digest, Figure, month_before
from services.officials import MOST_TRIES

MOST_NAMES: Final = 3
"""So many agencies are named in one sentence."""

REPORT: Final = "گزارش این ماه"
ALERTS_ON: Final = "خبرم کنید"
ALERTS_OFF: Final = "دیگر خبرم نکنید"
LOG_OUT: Final = "خروج"

FOR_OFFICIALS: Final = (
    "این بخش برای مسئولانی است که کد ورود دارند.\nاگر از اداره‌ای حرفی دارید، همین‌جا بنویسید؛ کد لازم نیست."
)
NOT_HERE: Final = "گزارش و خبر را فقط در تلگرام و بله می‌فرستیم، نه اینجا. کد ورودتان را همان‌جا بفرستید."
WRITE_CODE: Final = "کد ورودتان را بعد از دستور بنویسید؛ مثلاً:\n/login abcde-23456"
WRONG_CODE: Final = (
    "این کد پذیرفته نشد: یا درست نیست، یا وقتش گذشته، یا قبلاً استفاده شده. کد تازه را از مدیر سامانه بگیرید.\n"
    f"بعد از {persian_digits(MOST_TRIES)} کد نادرست، تا یک ساعت هیچ کدی پذیرفته نمی‌شود."
)
DELETE_CODE: Final = "پیامی را که کد در آن است از این گفت‌وگو پاک کنید."
LOGGED_OUT: Final = "خارج شدید. دیگر از اینجا گزارش و خبری نمی‌گیرید."
SUBSCRIBED: Final = (
    "باشد، خبرتان می‌کنیم: پیام فوری، پرونده‌هایی که مهلتشان گذشته، و اداره‌ای که در یک روز دو برابر همیشه از آن نوشته‌اند.\n"
    "متن هیچ پیامی اینجا فرستاده نمی‌شود."
)
SUBSCRIBED_VIEWER: Final = (
    "باشد، هر وقت در یک روز دو برابر همیشه از اداره‌ای نوشتند، خبرتان می‌کنیم.\nمتن هیچ پیامی اینجا فرستاده نمی‌شود."
)
UNSUBSCRIBED: Final = "باشد، دیگر خبرتان نمی‌کنیم."
WRONG_MONTH: Final = "ماه را این‌طور بنویسید:\n/report 1404-07"
FUTURE_MONTH: Final = "این ماه هنوز نرسیده است."
NO_REPRIMAND: Final = "این شاخص به‌تنهایی مبنای توبیخ نیست."
TABLE: Final = "جدول شاخص‌ها: فقط عددهای کلی، بدون نوشتهٔ کسی."
_MANY: Final = "همهٔ اداره‌ها"


def welcome(login: Login, office: str | None) -> str:
    """The word after a login: who one is now and what one can do."""
    sees = scope(office, login.province)
    return (
        f"{login.name}، خوش آمدید. از حالا گزارش‌های {sees} را همین‌جا می‌گیرید.\n"
        "دکمه‌ها زیر همین پیام است؛ بعدها هم این‌ها را می‌توانید بفرستید:\n\n"
        "/report\nگزارش این ماه؛ برای ماه دیگر، شماره‌اش را کنارش بنویسید، مثل ۱۴۰۴-۰۷\n"
        "/alerts\nخبر گرفتن یا نگرفتن\n"
        "/logout\nخروج\n\n"
        f"{DELETE_CODE}"
    )


def scope(office: str | None, province: str | None) -> str:
    """What an official sees: «شهرداری (استان کرمانشاه)»."""
    seen = f"«{office}»" if office else _MANY
    return f"{seen} در استان {provinces().get(province, province)}" if province else seen


def subscribed(role: Role) -> str:
    """What alerts will be about."""
    return SUBSCRIBED_VIEWER if role is Role.VIEWER else SUBSCRIBED


def last_month(month: JalaliMonth) -> str:
    """The button of an earlier month."""
    return f"گزارش {_words(month)}"


def too_many(until: datetime, most: int) -> str:
    """The word to somebody who asks for too many reports."""
    clock = persian_digits(until.astimezone(TEHRAN).strftime("%H:%M"))
    return f"در یک ساعت {persian_digits(most)} گزارش گرفته‌اید. بعدی را بعد از ساعت {clock} بخواهید."


def preparing(month: JalaliMonth) -> str:
    """The word while a report is made."""
    return f"گزارش {_words(month)} آماده می‌شود و همین‌جا می‌آید."


def report(digest: Digest, *, so_far: bool) -> str:
    """A month in a few sentences; the last one stands under every report."""
    agency = digest.rights.agency
    sees = scope(digest.name(agency) if agency else None, digest.rights.province)
    title = f"{_words(digest.month)}{'، تا امروز' if so_far else ''}: {sees}"
    if not digest.published:
        return _lines(title, too_few(), NO_REPRIMAND)
    said = _own_office(digest) if agency else _many_offices(digest)
    return _lines(title, *said, NO_REPRIMAND)


def too_few() -> str:
    """Why nothing is shown."""
    return (
        "داده ناکافی: عدد یک اداره وقتی نشان داده می‌شود که "
        f"دست‌کم {persian_digits(MINIMUM_CITIZENS)} نفر رضایت یا نارضایتی‌شان را گفته باشند."
    )


def alert(told: Alert, name: Callable[[str], str]) -> str:
    """What an official is told, one line each; `name` gives the short name of an agency."""
    return _lines(
        _urgent(told.urgent) if told.urgent else "",
        f"مهلت {persian_digits(told.overdue)} پرونده گذشته است. در فهرست پرونده‌ها ببینید." if told.overdue else "",
        *(_doubled(one, name(one.agency)) for one in told.doubled[:MOST_NAMES]),
    )


def _own_office(digest: Digest) -> tuple[str, ...]:
    (figure,) = digest.figures
    index = f"شاخص رضایت {_percent(figure.value)} است؛ با اطمینان ۹۵٪، از {_range(figure)}."
    return f"نظر {persian_digits(digest.citizens)} نفر شمرده شد.", index, _own_change(digest)


def _own_change(digest: Digest) -> str:
    before = _words(month_before(digest.month))
    if not digest.is_comparable:
        return _not_comparable(before)
    if not digest.changes:
        return f"با {before} تفاوت روشنی ندارد."
    change = digest.changes[0]
    word = "بالاتر" if change.after > change.before else "پایین‌تر"
    return f"{word} از {before} است که {_percent(change.before)} بود."


def _many_offices(digest: Digest) -> tuple[str, ...]:
    hidden = f" دربارهٔ {persian_digits(digest.withheld)} ادارهٔ دیگر داده ناکافی است." if digest.withheld else ""
    counted = (
        f"{persian_digits(digest.citizens)} رأی دربارهٔ {persian_digits(digest.published)} اداره شمرده شد "
        f"(هر نفر برای هر اداره یک رأی).{hidden}"
    )
    return counted, _standing_out(digest), _many_changes(digest)


def _standing_out(digest: Digest) -> str:
    if not digest.figures:
        return ""
    if digest.extremes:
        best, worst = digest.extremes
        return f"بالاترین رضایت: {_figure(best)}؛ پایین‌ترین: {_figure(worst)}."
    if len(digest.figures) == 1:
        return f"شاخص رضایت: {_figure(digest.figures[0])}."
    return "بازه‌های اطمینان روی هم افتاده‌اند؛ هیچ اداره‌ای آشکارا بالاتر یا پایین‌تر از دیگران نیست."


def _many_changes(digest: Digest) -> str:
    before = _words(month_before(digest.month))
    if not digest.is_comparable:
        return _not_comparable(before)
    better = [change for change in digest.changes if change.after > change.before]
    worse = [change for change in digest.changes if change.after < change.before]
    if not better and not worse:
        return f"از {before} تا حالا تغییر روشنی دیده نمی‌شود."
    parts = [f"{word}: {_changed(changes)}" for word, changes in (("بهتر", better), ("بدتر", worse)) if changes]
    return f"نسبت به {before}، {'؛ '.join(parts)}."


def _changed(changes: Iterable[Change]) -> str:
    named = list(changes)
    said = "، ".join(f"{one.name} ({_percent(one.before)} ← {_percent(one.after)})" for one in named[:MOST_NAMES])
    more = len(named) - MOST_NAMES
    return f"{said} و {persian_digits(more)} ادارهٔ دیگر" if more > 0 else said


def _not_comparable(before: str) -> str:
    return f"برای مقایسه با {before} داده ناکافی است."


def _urgent(count: int) -> str:
    said = "یک پیام" if count == 1 else f"{persian_digits(count)} پیام"
    return f"{said} فوری رسیده است. در فهرست پرونده‌ها ببینید."


def _doubled(one: Doubled, name: str) -> str:
    day, people = persian_digits(jalali_words(one.day)), persian_digits(one.people)
    usual = f"در هفتهٔ پیش از آن، روزی حدود {persian_digits(one.usual)} نفر"
    return f"{day}، {people} نفر دربارهٔ «{name}» نوشتند؛ {usual}."


def _figure(figure: Figure) -> str:
    return f"{figure.name} {_percent(figure.value)} ({_range(figure)})"


def _range(figure: Figure) -> str:
    return f"{_percent(figure.low)} تا {_percent(figure.high)}"


def _percent(share: float) -> str:
    return f"{persian_digits(round(share * 100))}٪"


def _words(month: JalaliMonth) -> str:
    return persian_digits(month.words)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
