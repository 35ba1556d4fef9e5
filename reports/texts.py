"""Every Persian sentence that charts and tables show."""

from typing import Final

INSUFFICIENT: Final = "داده ناکافی"
NO_REPRIMAND: Final = "این شاخص به‌تنهایی مبنای توبیخ نیست."

SATISFACTION_TITLE: Final = "شاخص رضایت مردم از دستگاه‌ها"
SATISFACTION_MEANING: Final = "سهم راضی‌ها از راضی‌ها و ناراضی‌هایی که نظر داده‌اند؛ خط: بازهٔ اطمینان ۹۵٪"
VOLUME_TITLE: Final = "شمار پیام‌های مردم به تفکیک دستگاه و لحن"
NEGATIVE: Final = "منفی"
NEUTRAL: Final = "خنثی"
POSITIVE: Final = "مثبت"

SHEET: Final = "داده"
NEXT_SHEET: Final = "داده {number}"
GUIDE_SHEET: Final = "راهنما"
GUIDE_HEADER: Final = ("ستون", "عنوان", "کد", "نوع", "توضیح")
KIND_NAMES: Final = {"text": "متن", "integer": "عدد صحیح", "number": "عدد", "boolean": "درست/نادرست", "date": "تاریخ"}
JALALI_TITLE: Final = "{title} (شمسی)"
ISO_TITLE: Final = "{title} (میلادی)"
CUT_MARK: Final = " … [بریده شد]"


def citizens(count: str) -> str:
    """The number of citizens behind a value, digits already Persian."""
    return f"{count} نفر"


def subtitle(period: str, messages: str) -> str:
    """What a chart is about: its period and the number of messages, digits already Persian."""
    return f"دوره: {period}، {messages} پیام"


def value_and_range(value: str, low: str, high: str) -> str:
    """A share and the ends of its interval."""
    return f"{value} ({low} تا {high})"
