"""`rezayat qr`: from a desk to a printed card."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.app.conftest import Rezayat

DESK = ("--agency", "water_wastewater", "--service", "water_bill", "--name", "باجهٔ ۳")


def link_on(path: Path) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(path))
    return str(found.text)


def test_a_card_from_the_desk_to_the_bin(rezayat: Rezayat, home: Path) -> None:
    ran = rezayat("qr", "add", *DESK, "--bot", "@rezayat_bot", "--event", "arbaeen_1405", "--out", "a.png")
    assert ran.code == 0, ran.err
    address, code = link_on(home / "a.png").split("=")
    assert address == "https://t.me/rezayat_bot?start"
    assert code in ran.said
    listed = rezayat("qr", "list").out
    assert all(word in listed for word in (code, "باجهٔ", "water"))
    again = rezayat("qr", "print", code, "--platform", "bale", "--bot", "rezayat_bot", "--out", "b.png")
    assert again.code == 0, again.err
    assert link_on(home / "b.png") == f"https://ble.ir/rezayat_bot?start={code}"
    assert rezayat("qr", "off", code).code == 0
    assert "هنوز کارتی" in rezayat("qr", "list").said
    refused = rezayat("qr", "print", code, "--bot", "rezayat_bot", "--out", "c.pdf")
    assert (refused.code, (home / "c.pdf").exists()) == (1, False)


def test_the_settings_know_the_bots_and_the_province(
    rezayat: Rezayat, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REZAYAT_BOT_USERNAME", "first_bot")
    monkeypatch.setenv("REZAYAT_BALE_USERNAME", "second_bot")
    monkeypatch.setenv("REZAYAT_PROVINCE", "کرمانشاه")
    for platform, start in (("telegram", "https://t.me/first_bot?"), ("bale", "https://ble.ir/second_bot?")):
        ran = rezayat("qr", "add", *DESK, "--platform", platform, "--out", f"{platform}.png")
        assert ran.code == 0, ran.err
        assert link_on(home / f"{platform}.png").startswith(start)
    with closing(sqlite3.connect(home / "data" / "rezayat.db")) as database:
        assert database.execute("SELECT DISTINCT province FROM service_point").fetchall() == [("kermanshah",)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", *DESK, "--out", "a.pdf"], "REZAYAT_BOT_USERNAME"),
        (["add", *DESK, "--platform", "bale", "--out", "a.pdf"], "REZAYAT_BALE_USERNAME"),
        (["add", *DESK, "--bot", "a b", "--out", "a.pdf"], "«a b»"),
        (["add", *DESK, "--bot", "rezayat_bot", "--out", "a.docx"], ".pdf .png"),
        (["add", *DESK, "--bot", "rezayat_bot", "--out", "nowhere/a.pdf"], "پوشهٔ"),
        (["add", *DESK, "--service", "moon", "--bot", "rezayat_bot", "--out", "a.pdf"], "water_bill (قبض"),
        (["add", *DESK, "--unit", "moon", "--bot", "rezayat_bot", "--out", "a.pdf"], "--unit"),
        (["add", *DESK, "--event", "اربعین", "--bot", "rezayat_bot", "--out", "a.pdf"], "arbaeen_1405"),
        (["print", "moon", "--bot", "rezayat_bot", "--out", "a.pdf"], "rezayat qr list"),
        (["off", "moon"], "rezayat qr list"),
    ],
)
def test_one_sentence_and_nothing_written(rezayat: Rezayat, home: Path, arguments: list[str], sentence: str) -> None:
    ran = rezayat("qr", *arguments)
    assert ran.code == 1, ran.err
    assert sentence in ran.said
    assert {path.name for path in home.iterdir()} <= {"data", "config"}
    assert "هنوز کارتی" in rezayat("qr", "list").said


def test_a_name_in_brackets_is_shown_as_typed(rezayat: Rezayat) -> None:
    typed = ("--agency", "municipality", "--name", "[/]باجه", "--bot", "rezayat_bot", "--out", "a.pdf")
    assert rezayat("qr", "add", *typed).code == 0
    listed = rezayat("qr", "list")
    assert (listed.code, "[/]باجه" in listed.out) == (0, True)
    assert re.search(r"[a-z2-9]{10}", listed.out)
