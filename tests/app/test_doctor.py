"""`rezayat doctor`: what is missing, and what should be asked before the first citizen writes."""

import pytest

from app import texts
from tests.app.conftest import Rezayat

BOT, BALE = "REZAYAT_BOT_TOKEN", "REZAYAT_BALE_TOKEN"
TOKEN = "123:abc"


def examined(rezayat: Rezayat) -> dict[str, tuple[str, str]]:
    """The verdict on each check and the words to it."""
    ran = rezayat("doctor")
    assert ran.code == 0, ran.err
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ran.out.splitlines() if "│" in line]
    found = {name: (verdict, words) for name, verdict, words in rows}
    return {check: found[name] for check, name in texts.DOCTOR_CHECKS.items()}


@pytest.mark.parametrize(
    ("given", "telegram", "bale", "permission"),
    [
        ((), texts.DOCTOR_TOKEN_MISSING, texts.DOCTOR_TOKEN_MISSING, texts.DOCTOR_PERMISSION),
        ((BOT,), texts.DOCTOR_TOKEN_GIVEN, texts.DOCTOR_NOT_USED, texts.DOCTOR_TELEGRAM),
        ((BALE,), texts.DOCTOR_NOT_USED, texts.DOCTOR_TOKEN_GIVEN, texts.DOCTOR_PERMISSION),
        ((BOT, BALE), texts.DOCTOR_TOKEN_GIVEN, texts.DOCTOR_TOKEN_GIVEN, texts.DOCTOR_TELEGRAM),
    ],
)
def test_the_messengers(
    rezayat: Rezayat,
    monkeypatch: pytest.MonkeyPatch,
    given: tuple[str, ...],
    telegram: str,
    bale: str,
    permission: str,
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    for name in given:
        monkeypatch.setenv(name, TOKEN)
    found = examined(rezayat)
    verdict = texts.DOCTOR_FINE if given else texts.DOCTOR_NOTE
    assert found["telegram"] == (verdict, telegram)
    assert found["bale"] == (verdict, bale)
    assert found["permission"] == (texts.DOCTOR_NOTE, permission)
    assert "123:abc" not in str(found)
