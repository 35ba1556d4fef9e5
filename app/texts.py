"""Every sentence that the command line says to people."""

from collections.abc import Mapping
from typing import Final

from domain.digits import persian_digits
from domain.errors import RezayatError
from domain.labels import IntakeChannel, Role, Status, Verdict

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
    "units_code": "سطر {row} فهرست واحدها: کد «{unit}» باید حرف لاتین، رقم یا زیرخط باشد، حداکثر ۴۰ نویسه.",
    "units_agency": "فهرست واحدها (units.csv) واحدی برای «{agency}» دارد که در فهرست دستگاه‌ها نیست.",
    "units_duplicate": "سطر {row} فهرست واحدها: کد «{unit}» تکراری است.",
    "units_name": "سطر {row} فهرست واحدها: نام «{unit}» باید دست‌کم یک حرف و حداکثر {limit} نویسه داشته باشد.",
    "groups_name": "سطر {row} فهرست گروه‌ها: نام «{group}» باید دست‌کم یک حرف و حداکثر {limit} نویسه داشته باشد.",
    "groups_size": "سطر {row} فهرست گروه‌ها: گروه «{group}» باید از یک تا {limit} دستگاه داشته باشد.",
    "groups_many": "در فهرست گروه‌ها {found} گروه هست؛ بیش از {limit} گروه روی گوشی خوانده نمی‌شود.",
    "groups_twice": "در فهرست گروه‌ها (groups.csv) دستگاه «{agency}» در دو گروه آمده است.",
    "groups_agency": "فهرست گروه‌ها (groups.csv) از «{agency}» نام می‌برد که در فهرست دستگاه‌ها نیست.",
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
    "bot_token_missing": "توکن بات داده نشده است. REZAYAT_BOT_TOKEN (توکن تلگرام، از BotFather) یا REZAYAT_BALE_TOKEN (توکن بله) را پر کنید.",
    "platform_token_missing": "توکن بات {messenger} داده نشده است؛ {setting} را پر کنید.",
    "webhook_url": "نشانی «{url}» برای وب‌هوک پذیرفتنی نیست؛ باید با https:// آغاز شود و بخش ? یا # نداشته باشد. نمونه: https://example.ir/rezayat",
    "webhook_port": "پیام‌رسان {messenger} پیام‌ها را به درگاه {port} نمی‌آورد؛ درگاه نشانی وب‌هوک باید یکی از این‌ها باشد: {ports}",
    "webhook_url_missing": "گزینه‌های --port و --listen فقط همراه --webhook-url به کار می‌آیند؛ آن را هم بدهید.",
    "webhook_secret": "REZAYAT_WEBHOOK_SECRET باید ۱۶ تا ۲۵۶ نویسه از حروف لاتین، رقم، _ و - باشد. اگر آن را خالی بگذارید، از روی کلیدها ساخته می‌شود.",
    "webhook_listen": "نمی‌شود روی درگاه {port} نشانی «{listen}» منتظر پیام‌رسان ماند: {reason}",
    "bot_token_refused": "{messenger} توکن بات را نپذیرفت. REZAYAT_BOT_TOKEN (تلگرام) یا REZAYAT_BALE_TOKEN (بله) را بررسی کنید.",
    "point_name": "نام «{name}» روی کارت نمی‌آید؛ باید از ۱ تا {limit} نویسه باشد.",
    "card_full": "نام‌های «{office}» و واحد و خدمتش برای یک کارت بلندند و جایی برای کد نمی‌ماند؛ نام‌ها را کوتاه کنید.",
    "event_code": "کد رویداد «{event}» باید حرف کوچک لاتین، رقم یا زیرخط باشد، حداکثر ۴۰ نویسه. نمونه: arbaeen_1405",
    "unknown_unit": "«{agency}» واحدی با کد «{unit}» ندارد. واحدهای آن: {known}",
    "agency_without_units": "برای «{agency}» واحدی در فهرست نیست؛ --unit را بردارید.",
    "unknown_service": "«{agency}» خدمتی با کد «{service}» ندارد. خدمت‌های آن: {known}",
    "agency_without_services": "برای «{agency}» خدمتی در فهرست نیست؛ --service را بردارید.",
    "unknown_point": "کارتی با کد «{point}» در کار نیست. کدها را با «rezayat qr list» ببینید.",
    "official_name": "نام «{name}» پذیرفتنی نیست؛ باید یک خط و از ۱ تا {limit} نویسه باشد.",
    "official_agency": "کارشناس (officer) دستگاه لازم دارد و نقش‌های دیگر ندارند: --agency را فقط همراه --role officer بدهید.",
    "official_differs": "«{name}» از پیش با نقش یا حوزهٔ دیگری هست. اول «rezayat users remove» را برایش اجرا کنید، یا نام دیگری بدهید.",
    "agency_without_officers": "«{agency}» کارشناس ندارد: بازخوردهای پلیس، مرزبانی، دادگستری و زندان‌ها ثبت و شمرده می‌شود و به خودشان نشان داده نمی‌شود.",
    "unknown_official": "مسئولی با نام «{name}» نیست. نام‌ها را با «rezayat users list» ببینید.",
    "bot_username_missing": "نام کاربری بات برای نشانی روی کارت لازم است. --bot بدهید یا {setting} را پر کنید.",
    "bot_username_wrong": "نام کاربری بات «{username}» درست نیست؛ ۵ تا ۳۲ حرف لاتین، رقم یا زیرخط است، با @ یا بدون آن.",
    "setting_wrong": "مقدار {name} پذیرفتنی نیست: {reason}",
    "train_extra": "برای آموزش، کتابخانه‌های افزوده لازم است: pip install 'rezayat[train]'",
    "nothing_labelled": "هیچ سطری در «{path}» برچسب ندارد؛ ستون sentiment (یا label)، agency، kind یا urgent لازم است.",
    "replay_what": "بگویید کدام‌ها دوباره خوانده شوند: شماره‌هایشان از «rezayat inbox list»، یا ‎--all.",
    "replay_nothing": "به‌روزرسانی کنارگذاشته‌ای با این شماره نیست. فهرست: rezayat inbox list",
    "bot_runs": "بات {messenger} همین حالا با این پایگاه داده در حال کار است. با SQLite فقط یکی می‌شود؛ آن را ببندید یا PostgreSQL به کار ببرید.",
    "nothing_stored": "هنوز بازخوردی با این شرط‌ها ثبت نشده است.",
    "holiday_date": "سطر {row} فایل تعطیلات: روز «{text}» در هیچ سالی وجود ندارد؛ ماه-روز شمسی بنویسید، مثل 01-13.",
    "case_missing": "پرونده‌ای با شمارهٔ {number} نیست.",
    "case_open": "این پرونده هنوز باز است: شهروند تا ۳۰ دقیقه می‌تواند آن را عوض کند. کمی دیگر دوباره ببینید.",
    "case_final": "کار این پرونده تمام است ({status})؛ دیگر چیزی عوض نمی‌شود.",
    "case_move": "این پرونده «{status}» است و {move} نمی‌شود. حالا این‌ها ممکن است: {possible}",
    "case_unanswered": "این پرونده هنوز جوابی ندارد که شهروند درباره‌اش نظر بدهد.",
    "case_sensitive": "این پرونده حساس است و به هیچ اداره‌ای فرستاده نمی‌شود؛ فقط ناظر آن را می‌بیند.",
    "case_same_agency": "پرونده همین حالا هم پروندهٔ «{agency}» است.",
    "case_no_officers": "«{agency}» در این سامانه کارشناس ندارد: بازخوردش شمرده می‌شود ولی پرونده‌ها به آن سپرده نمی‌شود.",
    "case_original": "متن اصلی را فقط ناظر و مدیر سامانه می‌بینند.",
    "case_forbidden": "این نقش پرونده‌ها را نمی‌بیند.",
    "case_words_missing": "متن خالی است؛ چند کلمه بنویسید.",
    "template_unknown": "متن آماده‌ای به نام «{template}» نیست. متن‌های آماده: {known}",
    "template_blank": "متن آمادهٔ «{template}» جای خالی دارد: {left}. هر کدام را با --set نام=مقدار پر کنید.",
    "template_set": "«{text}» خوانده نشد. نمونهٔ درست: --set day=سه‌شنبه",
    "answer_source": "جواب را یا با --text بنویسید یا با --template؛ یکی از این دو.",
    "official_unknown": "«{text}» شناخته نیست. نمونهٔ درست: --as officer:municipality",
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
DOCTOR_TOKEN_MISSING: Final = (
    "نه REZAYAT_BOT_TOKEN (تلگرام) داده شده و نه REZAYAT_BALE_TOKEN (بله)؛ «rezayat chat» بدون آن‌ها هم کار می‌کند."
)
DOCTOR_NOT_USED: Final = "توکن داده نشده؛ بات فقط در پیام‌رسان دیگر اجرا می‌شود."
DOCTOR_TELEGRAM: Final = "تلگرام جزو پیام‌رسان‌های مجاز برای خدمات دولتی در ایران نیست. پیش از کار با مردم مجوز رسمی بگیرید، یا بله را به کار ببرید."
DOCTOR_PERMISSION: Final = (
    "کار با مردم در پیام‌رسان شاید مجوز رسمی بخواهد؛ پیش از آغاز بپرسید. تلگرام برای خدمات دولتی مجاز نیست."
)
DOCTOR_TOKEN_GIVEN: Final = "توکن داده شده است؛ درستی آن هنگام اجرای بات معلوم می‌شود."
DOCTOR_PROVINCE_MISSING: Final = "REZAYAT_PROVINCE داده نشده؛ بازخوردها بدون استان ثبت می‌شوند."
DOCTOR_CHECKS: Final = {
    "catalogue": "فهرست دستگاه‌ها",
    "model": "مدل",
    "database": "پایگاه داده",
    "keys": "کلیدها",
    "telegram": "توکن تلگرام",
    "bale": "توکن بله",
    "permission": "مجوز پیام‌رسان",
    "province": "استان",
}
POINT_ADDED: Final = "کارت «{name}» با کد {code} در «{path}» نوشته شد."
POINT_PRINTED: Final = "کارت «{name}» در «{path}» نوشته شد."
POINT_OFF: Final = "کارت {code} از کار افتاد؛ نسخه‌های چاپی‌اش را جمع کنید."
NO_POINTS: Final = "هنوز کارتی ساخته نشده است."
POINT_HEADERS: Final = ("کد", "نام", "دستگاه", "واحد", "خدمت", "شهر", "رویداد")
USER_CODE: Final = (
    "کد ورود «{name}» این است؛ تا {minutes} دقیقه و فقط یک بار به کار می‌آید. خودش آن را در گفت‌وگو با بات بفرستد:"
)
USER_REMOVED: Final = "دسترسی «{name}» همین حالا و در همهٔ پیام‌رسان‌ها گرفته شد."
NO_USERS: Final = "هنوز هیچ مسئولی وارد نشده است و کدی هم در انتظار نیست."
USER_HEADERS: Final = ("نام", "نقش", "دستگاه", "استان", "ورود", "از روز")
USER_ALERTS: Final = "خبر می‌گیرد"
USER_WAITING: Final = "کد، تا {until}"
ROLES: Final[Mapping[Role, str]] = {
    Role.VIEWER: "بیننده",
    Role.OFFICER: "کارشناس دستگاه",
    Role.REVIEWER: "بازبین",
    Role.ADMINISTRATOR: "مدیر سامانه",
}
MESSENGERS: Final = {"telegram": "تلگرام", "bale": "بله"}
NO_DEAD_LETTERS: Final = "چیزی کنار گذاشته نشده است."
DEAD_LETTER_HEADERS: Final = ("شماره", "پیام‌رسان", "روز دریافت", "بار تلاش", "علت")
REPLAYED: Final = "{count} به‌روزرسانی دوباره در صف است."
TRAINED: Final = "مدل در «{path}» ساخته شد."


def sentence(error: RezayatError) -> str:
    """What to tell a person about an error: what is wrong, where, what to do."""
    return ERRORS[error.code].format(**{name: _shown(value) for name, value in error.values.items()})


def bad_row(row: int, error: RezayatError) -> str:
    """One line about a row that was left out."""
    return BAD_ROW.format(row=persian_digits(row), why=sentence(error))


def percent(share: float) -> str:
    """A share as a person reads it: «۵۳٪»."""
    return f"{persian_digits(round(share * 100))}٪"


CASE_STATUSES: Final[Mapping[Status, str]] = {
    Status.OPEN: "باز",
    Status.REGISTERED: "ثبت‌شده",
    Status.WITH_OFFICE: "نزد اداره",
    Status.ANSWERED: "جواب داده شده",
    Status.SOLVED: "حل‌شده به گفتهٔ شهروند",
    Status.NOT_SOLVED: "بسته، حل‌نشده",
    Status.DISPUTED: "مورد اعتراض شهروند",
    Status.WITHDRAWN: "پس‌گرفته",
}
CASE_VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.SOLVED: "حل شد",
    Verdict.BETTER: "کمی بهتر شد",
    Verdict.NOT_SOLVED: "حل نشد",
    Verdict.IRRELEVANT: "جواب بی‌ربط بود",
}
CASE_EVENTS: Final[Mapping[str, str]] = {
    "assign": "سپردن به مسئول",
    "forward": "فرستادن به دستگاه دیگر",
    "answer": "جواب",
    "close": "بستن بی حل",
    **{verdict.value: f"نظر شهروند: {words}" for verdict, words in CASE_VERDICTS.items()},
}
CASE_HEADERS: Final = ("پرونده", "روز ثبت", "دستگاه", "وضعیت", "مهلت", "مسئول", "روز کاری گذشته")
CASE_EVENT_HEADERS: Final = ("زمان", "چه کسی", "چه کار", "دستگاه", "متن")
TEMPLATE_HEADERS: Final = ("نام", "عنوان", "جاهای خالی", "متن")
CASE_LABELS: Final[Mapping[str, str]] = {
    "number": "شمارهٔ پرونده",
    "day": "روز ثبت",
    "agency": "دستگاه",
    "place": "شهر یا روستا",
    "status": "وضعیت",
    "owner": "مسئول",
    "due": "مهلت",
    "days": "زمان پاسخ (روز کاری)",
    "rating": "نمره",
    "rating_after": "نمرهٔ پس از جواب",
    "verdict": "نظر شهروند",
}
CASE_OVERDUE: Final = "{day}، دیر شده"
CASE_URGENT: Final = "{status}، فوری"
CASE_SENSITIVE: Final = "{status}، حساس"
CASE_CITIZEN: Final = "شهروند"
CASE_TEXT: Final = "متن (بدون اطلاعات شخصی):"
CASE_ORIGINAL: Final = "متن اصلی (این مشاهده با نام شما ثبت شد):"
CASE_NO_TEXT: Final = "متنی ندارد: فقط نمره است یا متنش پاک شده."
CASE_UNREAD: Final = "متن یا بخشی از آن هنوز پوشانده نشده و نمایش داده نمی‌شود."
CASES_COUNT: Final = "{count} پرونده، {overdue} تا دیر شده."
CASES_NONE: Final = "پرونده‌ای با این شرط‌ها نیست."
CASE_MOVED: Final = "پروندهٔ {number}: {status}."


def _shown(value: object) -> object:
    """A value of an error in the words of people."""
    match value:
        case Status():
            return CASE_STATUSES[value]
        case IntakeChannel():
            return MESSENGERS.get(value, value)
        case _:
            return value
