"""What a citizen reads at a service point whose card was scanned."""

from typing import Final

from bot.context import Point

WRITE: Final = "حرفی دارم، می‌نویسم"
RATE_NOW: Final = "همین حالا نمره می‌دهم"
NOT_NEEDED: Final = "لازم نیست"
GO_ON: Final = "بفرمایید، همین‌جا بنویسید."
NO_RATING: Final = "باشد، نمره‌ای نمی‌پرسیم. اگر حرفی دارید، همین‌جا بنویسید."
ALREADY_RATED: Final = "نمره‌تان پیش‌تر ثبت شده بود؛ عوض نشد."
NAMELESS: Final = "کارمندان اینجا اسم و شمارهٔ شما را نمی‌بینند."
LATER: Final = "ممنون. دو ساعت دیگر، که از اینجا دور شدید، یک سؤال کوتاه می‌پرسیم. اگر حرفی دارید، همین حالا بنویسید."


def place(point: Point, office: str) -> str:
    """The point by name, with its office unless the name says it already."""
    return point.name if office in point.name else f"{point.name}، {office}"


def ask(point: Point, office: str) -> str:
    """The rating question at the desk."""
    return f"{place(point, office)}.\nروی‌هم‌رفته از کار اینجا چقدر راضی هستید؟\n{NAMELESS}"


def later(point: Point, office: str) -> str:
    """The word that the rating is asked for later, away from the desk."""
    return f"{place(point, office)}.\n{LATER}\n{NAMELESS}"


def ask_away(point: Point, office: str) -> str:
    """The rating question some hours after the visit."""
    return f"به «{place(point, office)}» رفته بودید. روی‌هم‌رفته از کار آنجا چقدر راضی بودید؟"
