"""What is asked and said beyond office, place and rating: groups of offices, the unit, what mattered, whom to praise."""

from typing import Final

from domain.labels import Driver

TAKE_OUT: Final = "پاکش کنید"
STAY: Final = "بماند"
HIDE: Final = "به خود اداره نشان ندهید"
BACK_TO_GROUPS: Final = "برگشت به فهرست"
OTHER_UNIT: Final = "در فهرست نیست"
NO_UNIT: Final = "نمی‌گویم"
NO_DRIVER: Final = "رد می‌شوم"
NO_NAME: Final = "اسم نمی‌برم"
DRIVERS: Final = {
    Driver.STAFF: "برخورد کارمند",
    Driver.SPEED: "سرعت کار",
    Driver.RESULT: "نتیجهٔ کار",
    Driver.EASE: "آسانی یا سختی کار",
    Driver.TRANSPARENCY: "توضیح و راهنمایی",
    Driver.FAIRNESS: "عدالت و نوبت",
    Driver.COST: "هزینهٔ کار",
    Driver.DIGITAL: "سامانه و اینترنت",
    Driver.INTEGRITY: "درستکاری",
}
"""Worded so that each fits praise and blame; what is named most stands first."""

OR_A_GROUP: Final = "اگر اسمش یادتان نیست، بگویید به کدام‌یک از این‌ها مربوط است:"
PROPOSED: Final = "شاید یکی از این‌ها باشد:"
ASK_UNIT_NAME: Final = "اسمش را بنویسید."
UNIT_KEPT: Final = "این اسم در فهرستمان نیست؛ کنار نوشته‌تان گذاشتیمش."
_ASK_UNIT: Final = {
    "banks": "کدام بانک؟",
    "insurance": "کدام شرکت بیمه؟",
    "telecom": "کدام شرکت؟",
    "airlines": "کدام شرکت هواپیمایی؟",
}
ASK_DRIVER: Final = "این نمره بیشتر به‌خاطر چه بود؟"
ASK_COMMEND: Final = "اگر کارمندی بود که باید از او تشکر شود، اسمش را بنویسید؛ جدا از نوشته‌تان نگهش می‌داریم."
SKIPPED: Final = "باشد."
STAYS: Final = "باشد، همان‌طور ماند."
COMMENDED: Final = "ممنون. اسمش را برای تشکر نگه داشتیم."
HIDDEN: Final = "باشد. این نوشته را به خود آن اداره نشان نمی‌دهیم؛ فقط ناظر این سامانه می‌بیند."
HIDDEN_LATE: Final = "باشد. از حالا به خود آن اداره نشانش نمی‌دهیم؛ فقط ناظر این سامانه می‌بیند. شاید تا حالا دیده باشند."
NOTHING_TO_HIDE: Final = "کدام نوشته؟ اول بنویسید چه شده، بعد همین را بگویید."


def ask_unit(agency: str, office: str) -> str:
    """The question which unit: which bank, which airline."""
    return _ASK_UNIT.get(agency, f"«{office}»: کدام‌یک؟")


def ask_in_group(group: str) -> str:
    """The question which of a group's offices."""
    return f"«{group}»: کدام اداره؟"


def driver_noted(driver: Driver) -> str:
    """What mattered, repeated."""
    return f"ممنون. پس «{DRIVERS[driver]}»."
