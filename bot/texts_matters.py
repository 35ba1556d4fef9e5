"""What is said where care is needed: danger, bribery, grief, anger, another language, too many messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.matters import AMBULANCE, ELECTRICITY, FIRE, GAS, POLICE, RESCUE, SOCIAL, WATER
from domain.digits import persian_digits
from domain.period import TEHRAN

LINES: Final = {
    GAS: "امداد گاز",
    ELECTRICITY: "حوادث برق",
    WATER: "حوادث آب",
    FIRE: "آتش‌نشانی",
    AMBULANCE: "اورژانس",
    POLICE: "پلیس",
    RESCUE: "امداد هلال احمر",
    SOCIAL: "اورژانس اجتماعی",
}
NOT_WATCHED: Final = "اینجا را کسی لحظه‌به‌لحظه نمی‌بیند."
CALL_FIRST: Final = "اگر همین حالا جان کسی در خطر است، اول زنگ بزنید:"
SOCIAL_LINE: Final = "به ۱۲۳ زنگ بزنید: اورژانس اجتماعی، شبانه‌روزی و محرمانه."
NOT_ALONE: Final = f"تنها نمانید. {SOCIAL_LINE}"
SORRY: Final = "خیلی متأسفیم."
SENSITIVE: Final = (
    "این را به خود آن اداره نشان نمی‌دهیم؛ فقط ناظر این سامانه می‌بیند.\n"
    "چیزی که شما را لو بدهد ننویسید: اسم خودتان، شمارهٔ پرونده، روز و ساعت دقیق."
)
CALM: Final = "حق دارید عصبانی باشید. بگویید کجا و چه شد تا ثبت کنیم."
FORWARDED: Final = "این را از جای دیگری فرستاده‌اید؛ همان‌طور که هست ثبت شد. اگر خودتان هم چیزی دیده‌اید، بنویسید."
OTHER_LANGUAGE: Final = "نوشته‌تان به همین زبان ثبت شد؛ کسی که این زبان را می‌داند می‌خواندش."
_IN_THEIR_LETTERS: Final = {
    "ku": "نووسینەکەتان تۆمار کرا.",
    "tr": "یازینیز ثبت اولوندو.",
    "ar": "تم تسجيل رسالتكم.",
}
_IN_LATIN_LETTERS: Final = {
    "ku": "Nivîsa we hat tomarkirin.",
    "tr": "Yaz\u0131n\u0131z kaydedildi.",
    "en": "Your message has been registered.",
}


def danger(numbers: Sequence[str], *, witness: bool = False) -> str:
    """Whom to call first; a witness of somebody else's violence is not spoken to as its victim."""
    others = [number for number in numbers if number != SOCIAL]
    listed = [f"{persian_digits(number)} {LINES[number]}" for number in others]
    social = SOCIAL_LINE if witness else NOT_ALONE
    parts = [social] if SOCIAL in numbers else []
    parts += [CALL_FIRST, *listed] if listed else []
    return "\n".join((*parts, NOT_WATCHED))


def other_language(language: str, *, latin: bool) -> str:
    """That a text in another language is registered, also in that language and its letters."""
    return f"{(_IN_LATIN_LETTERS if latin else _IN_THEIR_LETTERS)[language]}\n{OTHER_LANGUAGE}"


def too_fast(until: datetime) -> str:
    """Said once an hour to somebody who sends too much; nothing is registered until the hour is over."""
    return (
        f"کمی تند می‌فرستید؛ این یکی ثبت نشد. بعد از ساعت {_clock(until)} دوباره بفرستید. "
        "کار فوری؟ ۱۱۵ اورژانس، ۱۲۵ آتش‌نشانی، ۱۱۰ پلیس."
    )


def too_many(until: datetime, most: int) -> str:
    """Said to somebody who begins too many feedbacks."""
    return (
        f"در یک ساعت {persian_digits(most)} نوشتهٔ تازه ثبت کرده‌اید؛ این یکی ثبت نشد. "
        f"لطفاً بعد از ساعت {_clock(until)} دوباره بفرستیدش."
    )


def too_much_danger(numbers: Sequence[str], until: datetime) -> str:
    """Said to somebody who reports one danger after the other, more than anybody can see."""
    return f"{danger(numbers)}\nاین یکی ثبت نشد؛ در این یک ساعت خیلی زیاد فرستاده‌اید. بعد از ساعت {_clock(until)} دوباره بفرستید."


def _clock(moment: datetime) -> str:
    return persian_digits(moment.astimezone(TEHRAN).strftime("%H:%M"))
