"""Which language a text is in; what may be Persian is Persian."""

import json
from pathlib import Path

import pytest

from bot import texts_matters
from bot.languages import in_latin_letters, language

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("سێ ڕۆژە ئاوی گوندەکەمان بڕاوە و کەس وەڵام ناداتەوە", "ku"),
        ("ئەم شەقامە زۆر خراپە و کەس چاکی ناکات", "ku"),
        ("ava gundê me qut bûye, kes nayê", "ku"),
        ("بیزیم کندیمیزین سویو اوچ گوندور یوخدور", "tr"),
        ("هئچ کیم باخمیر، کوچه‌میزین چیراغی یوخدی", "tr"),
        ("köyümüzün suyu üç gündür yok, kimse gelmiyor", "tr"),
        ("الماء مقطوع منذ ثلاثة أيام ولا أحد يجيب على الهاتف", "ar"),
        ("ماكو ماي بالقرية من ثلاثة ايام وما عدنا كهرباء", "ar"),
        ("there is no water in our village for three days", "en"),
    ],
)
def test_other_languages(text: str, code: str) -> None:
    assert language(text) == code
    assert texts_matters.OTHER_LANGUAGE in texts_matters.other_language(code, latin=in_latin_letters(text))


@pytest.mark.parametrize(
    "text",
    [
        "سه روز است آب روستای ما قطع است",
        "سه روز است آب روستاي ما قطع است و كسي جواب نمي‌دهد",
        "بسم الله الرحمن الرحیم. با سلام، چراغ کوچهٔ ما سوخته است",
        "ان شاء الله که رسیدگی می‌کنید؛ الحمدلله آب وصل شد",
        "ab roosta 3 rooze ghate hich kas javab nemide",
        "bargh nadarim az sobh, be ki begim",
        "مسئول محترم، لطفاً رسیدگی کنید",
        "آب نیه، برق نیه، وضع خرابه",
        "قبل از عید حتی یک بار هم نیامدند، جدا خسته شدیم",
        "Salam, internet kharab ast",
        "ADSL قطع است",
        "",
        "👍",
    ],
)
def test_persian(text: str) -> None:
    assert language(text) is None


def test_no_message_of_the_training_texts_is_taken_for_another_language() -> None:
    """The corpus holds some thousand Persian and Finglish messages, and a few in other languages about no agency."""
    path = CORPUS / "train-everyday-city-and-utilities.jsonl"
    messages = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(messages) > 500
    assert [text for text in messages if language(text)] == []
