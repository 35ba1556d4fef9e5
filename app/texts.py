"""Every sentence that the command line says to people."""

from collections.abc import Mapping
from typing import Final

from domain.digits import persian_digits
from domain.errors import RezayatError

ERRORS: Final[Mapping[str, str]] = {
    "file_missing": "فایل «{path}» پیدا نشد. مسیر و نام آن را بررسی کنید.",
    "file_empty": "فایل «{path}» خالی است؛ دست‌کم یک سطر متن لازم است.",
    "file_encoding": "نویسه‌های فایل «{path}» خوانده نشد. آن را با کدگذاری UTF-8 ذخیره کنید (فایل‌های قدیمی Windows-1256 پذیرفته نمی‌شوند).",
    "file_not_writable": "نمی‌شود در «{path}» نوشت: {reason}",
    "folder_missing": "پوشهٔ «{path}» وجود ندارد؛ اول آن را بسازید.",
    "unknown_extension": "پسوند «{path}» شناخته نیست. یکی از این‌ها را به کار ببرید: {known}",
    "column_missing": "فایل «{path}» ستون «{column}» ندارد. ستون‌های آن: {columns}. نام ستون متن را با --text-column بدهید.",
    "xlsx_broken": "فایل «{path}» یک فایل سالم اکسل (xlsx) نیست. آن را باز و دوباره ذخیره کنید.",
    "nothing_readable": "هیچ سطر درستی در «{path}» نبود؛ چیزی نوشته نشد.",
    "row_length": "{found} خانه دارد ولی سرستون‌ها {wanted} تا هستند.",
    "row_json": "JSON درستی نیست؛ هر سطر باید یک شیء JSON باشد.",
    "row_without_text": "متن ندارد.",
    "row_empty": "نه متن دارد و نه نمره.",
    "unknown_label": "برچسب «{label}» در ستون {column} شناخته نیست؛ برچسب‌ها: {known}",
    "unknown_agency": "کد دستگاه «{agency}» در فهرست نیست. فهرست را با «rezayat agencies list» ببینید.",
    "unknown_province": "استان «{province}» شناخته نیست؛ نام فارسی یا کد استان را بنویسید.",
    "rating_range": "نمرهٔ «{rating}» باید عددی از ۱ تا ۵ باشد.",
    "date_format": "تاریخ «{text}» خوانده نشد. نمونهٔ درست: 1404-07-15 یا 2025-10-07",
    "date_impossible": "تاریخ «{text}» در تقویم میلادی وجود ندارد.",
    "date_month": "ماه در تاریخ «{text}» باید از ۱ تا ۱۲ باشد.",
    "date_day": "تاریخ «{text}» وجود ندارد: {month} {year} {length} روز دارد.",
    "period_format": "دورهٔ «{text}» خوانده نشد. نمونهٔ درست: 1404-07",
    "range_reversed": "آغاز بازه ({first}) پس از پایان آن ({last}) است.",
    "catalogue_columns": "فایل «{path}» این ستون‌ها را ندارد: {missing}",
    "catalogue_code": "سطر {row} فهرست دستگاه‌ها: کد «{agency}» باید حرف لاتین، رقم یا زیرخط باشد، حداکثر ۴۰ نویسه، و none نباشد.",
    "catalogue_duplicate": "سطر {row} فهرست دستگاه‌ها: کد «{agency}» تکراری است.",
    "catalogue_description": "سطر {row} فهرست دستگاه‌ها: نام، نام کوتاه و شرح وظایف «{agency}» نباید خالی باشد.",
    "catalogue_short_name": "سطر {row} فهرست دستگاه‌ها: نام کوتاه «{agency}» بیش از {limit} نویسه است.",
    "catalogue_parent": "دستگاه بالادست «{parent}» که برای «{agency}» نوشته شده در فهرست نیست.",
    "services_code": "سطر {row} فهرست خدمت‌ها: کد «{service}» باید حرف لاتین، رقم یا زیرخط باشد، حداکثر ۴۰ نویسه.",
    "services_agency": "فهرست خدمت‌ها (services.csv) خدمتی برای «{agency}» دارد که در فهرست دستگاه‌ها نیست.",
    "services_duplicate": "سطر {row} فهرست خدمت‌ها: کد «{service}» تکراری است.",
    "services_description": "سطر {row} فهرست خدمت‌ها: نام و شرح «{service}» نباید خالی باشد.",
    "catalogue_empty": "فهرست دستگاه‌ها خالی است.",
    "model_missing": "مدلی در «{path}» نیست. REZAYAT_MODEL_DIR را بررسی کنید یا برنامه را دوباره نصب کنید.",
    "work_of_another_run": "پوشهٔ «{path}» نیمه‌کارهٔ آموزش دیگری (با داده یا تنظیم دیگر) است. آن را پاک کنید یا --work دیگری بدهید.",
    "model_normaliser": "مدل «{path}» با نسخهٔ {found} یکسان‌سازی متن آموخته و این برنامه نسخهٔ {wanted} را دارد؛ مدل دیگری لازم است.",
    "model_damaged": "مدل «{path}» ناقص یا تغییرکرده است (فایل {file}). آن را دوباره دریافت کنید.",
    "model_format": "قالب مدل «{path}» نسخهٔ {found} است و این برنامه نسخهٔ {wanted} را می‌خواند.",
    "model_exists": "در «{path}» مدلی هست؛ نام یا نسخهٔ دیگری بدهید.",
    "key_missing": "این پایگاه داده رمزشده است و فایل کلید آن در «{path}» نیست. کلید را از نسخهٔ پشتیبان برگردانید؛ کلید تازه به کار نمی‌آید.",
    "key_unreadable": "فایل کلید «{path}» خوانده نشد یا ناقص است. آن را از نسخهٔ پشتیبان برگردانید.",
    "key_open": "فایل کلید «{path}» برای دیگران باز است (دسترسی {mode}). این دستور را اجرا کنید: chmod 600 {path}",
    "key_exists": "فایل کلید «{path}» از پیش هست و رونویسی نمی‌شود.",
    "key_unwritable": "فایل کلید «{path}» ساخته نشد: {reason}",
    "key_wrong": "داده‌ها با این کلید باز نمی‌شوند.",
    "key_other": "این پایگاه داده با کلید دیگری ساخته شده است. REZAYAT_KEY_FILE را بررسی کنید.",
    "database_url": "نشانی پایگاه داده (REZAYAT_DATABASE_URL) درست نیست. نمونه: postgresql://user@host/rezayat",
    "database_kind": "پایگاه دادهٔ «{kind}» پشتیبانی نمی‌شود؛ SQLite یا PostgreSQL به کار ببرید.",
    "database_driver": "کتابخانهٔ این پایگاه داده نصب نیست. برای PostgreSQL: pip install 'rezayat[postgres]'",
    "database_unreachable": "به پایگاه داده دسترسی نیست: {reason}",
    "schema_old": "جدول‌های پایگاه داده به‌روز نیستند. اول «rezayat db upgrade» را اجرا کنید.",
    "bot_token_missing": "توکن بات داده نشده است. REZAYAT_BOT_TOKEN را با توکنی که BotFather داده پر کنید.",
    "bot_token_refused": "پیام‌رسان توکن بات را نپذیرفت. REZAYAT_BOT_TOKEN را بررسی کنید.",
    "setting_wrong": "مقدار {name} پذیرفتنی نیست: {reason}",
    "train_extra": "برای آموزش، کتابخانه‌های افزوده لازم است: pip install 'rezayat[train]'",
    "nothing_labelled": "هیچ سطری در «{path}» برچسب ندارد؛ ستون sentiment (یا label)، agency، kind یا urgent لازم است.",
    "nothing_stored": "هنوز بازخوردی با این شرط‌ها ثبت نشده است.",
}
BUG: Final = "خطای پیش‌بینی‌نشده در برنامه (شناسهٔ {id}). جزئیات در «{log}» نوشته شد؛ این شناسه را به پشتیبان بدهید."
BAD_ROW: Final = "سطر {row}: {why}"
BAD_ROWS: Final = "{count} سطر کنار گذاشته شد."

CLASSIFYING: Final = "طبقه‌بندی پیام‌ها"
CLASSIFIED: Final = "{count} پیام طبقه‌بندی شد: {path}"
EXPORTED: Final = "{count} بازخورد در «{path}» نوشته شد."
CUT_CELLS: Final = "{count} خانه بلندتر از گنجایش اکسل بود و بریده شد."
UPGRADED: Final = "پایگاه داده به‌روز است."
DEMO_STORED: Final = "{count} بازخورد خوانده و ثبت شد."
DEMO_TITLE: Final = "شاخص رضایت مردم از دستگاه‌ها، {period}"
DEMO_FILES: Final = "خروجی‌ها در پوشهٔ {folder}:"
INSUFFICIENT: Final = "داده ناکافی"
HEADERS: Final = ("دستگاه", "شهروندان", "شاخص رضایت", "بازهٔ ۹۵٪")
NOT_COMPARED: Final = " *"
NOT_COMPARED_NOTE: Final = "* فقط شمرده می‌شود و با دیگران مقایسه نمی‌شود (پلیس، دادگستری، بانک‌ها و مانند این‌ها)."
NO_REPRIMAND: Final = "این شاخص به‌تنهایی مبنای توبیخ نیست. بازه یعنی مقدار واقعی با اطمینان ۹۵٪ در آن است."
AGENCIES_OK: Final = "فهرست درست است: {count} دستگاه."
AGENCY_HEADERS: Final = ("کد", "نام کوتاه", "نام", "مقایسه می‌شود")
SERVICE_HEADERS: Final = ("کد خدمت", "نام", "شرح")
AGENCY_SCOPE: Final = "{name}: {scope}"
YES: Final = "بله"
NO: Final = "نه"
DOCTOR_FINE: Final = "خوب"
DOCTOR_WRONG: Final = "ایراد"
DOCTOR_NOTE: Final = "نکته"
DOCTOR_SQLITE: Final = "SQLite (برای یک ماشین)؛ {reason}"
DOCTOR_KEYS_NEW: Final = "هنوز ساخته نشده؛ با نخستین اجرا در {path} ساخته می‌شود."
DOCTOR_KEYS_INSIDE: Final = "فایل کلید در پوشهٔ داده است؛ آن را جای دیگری بگذارید تا نسخهٔ پشتیبان داده بدون کلید بماند."
DOCTOR_TOKEN_MISSING: Final = "توکن داده نشده؛ «rezayat chat» بدون آن هم کار می‌کند."
DOCTOR_TOKEN_GIVEN: Final = "توکن داده شده است؛ درستی آن هنگام اجرای بات معلوم می‌شود."
DOCTOR_PROVINCE_MISSING: Final = "REZAYAT_PROVINCE داده نشده؛ بازخوردها بدون استان ثبت می‌شوند."
DOCTOR_CHECKS: Final = {
    "catalogue": "فهرست دستگاه‌ها",
    "model": "مدل",
    "database": "پایگاه داده",
    "keys": "کلیدها",
    "token": "توکن بات",
    "province": "استان",
}
TRAINED: Final = "مدل در «{path}» ساخته شد."


def sentence(error: RezayatError) -> str:
    """What to tell a person about an error: what is wrong, where, what to do."""
    return ERRORS[error.code].format(**error.values)


def bad_row(row: int, error: RezayatError) -> str:
    """One line about a row that was left out."""
    return BAD_ROW.format(row=persian_digits(row), why=sentence(error))


def percent(share: float) -> str:
    """A share as a person reads it: «۵۳٪»."""
    return f"{persian_digits(round(share * 100))}٪"
