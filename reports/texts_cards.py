"""Every Persian sentence on a printed card."""

from typing import Final

HEADLINE: Final = "از کار ما راضی بودید؟"
BOTH_WAYS: Final = "چه راضی، چه ناراضی، نظرتان را بگویید."
HOW: Final = "دوربین گوشی را روی این بگیرید"
QR: Final = "کد QR با نشانی {address}"
WHAT: Final = "یک نمره از ۱ تا ۵ می‌دهید و اگر خواستید، حرفتان را هم می‌نویسید."
WHO_SEES: Final = "اختیاری است. کارکنان اینجا نمی‌بینند چه کسی نمره داده است."
MESSENGER: Final = "در پیام‌رسان {messenger} باز می‌شود؛ خود پیام‌رسان می‌داند به این بات پیام داده‌اید."
NO_CAMERA: Final = "دوربین ندارید؟ این نشانی را باز کنید:"
