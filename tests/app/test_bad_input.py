"""What goes wrong at people's desks gets one sentence, exit code 1, and leaves nothing half-written."""

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from models.artefact import shipped_model
from tests.app.conftest import Rezayat


@pytest.fixture(autouse=True)
def _files(home: Path) -> None:
    (home / "good.txt").write_text("آب قطع است\n", encoding="utf-8")
    (home / "empty.csv").write_text("", encoding="utf-8")
    (home / "header.csv").write_text("text\n", encoding="utf-8")
    (home / "other.csv").write_text("name,note\nعلی,سلام\n", encoding="utf-8")
    (home / "arabic.csv").write_bytes("text\nسلام\n".encode("windows-1256"))
    (home / "latin.csv").write_bytes("text\ncafé\n".encode("latin-1"))
    (home / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (home / "junk.jsonl").write_text("{\n[1]\n", encoding="utf-8")
    (home / "rating.csv").write_text("text,rating\nخوب بود,7\n", encoding="utf-8")
    (home / "agency.csv").write_text("text,agency\nخوب بود,moon\n", encoding="utf-8")
    (home / "date.csv").write_text("text,date\nخوب بود,1404-12-30\n", encoding="utf-8")
    Workbook().save(home / "blank.xlsx")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["classify", "missing.csv"], "پیدا نشد"),
        (["classify", "good.pdf"], "پسوند"),
        (["classify", "empty.csv"], "خالی است"),
        (["classify", "header.csv"], "خالی است"),
        (["classify", "blank.xlsx"], "خالی است"),
        (["classify", "other.csv"], "ستون «text» ندارد"),
        (["classify", "arabic.csv"], "Windows-1256"),
        (["classify", "latin.csv"], "UTF-8"),
        (["classify", "broken.xlsx"], "فایل سالم اکسل"),
        (["classify", "junk.jsonl"], "text"),
        (["classify", "good.txt", "--output", "out.pdf"], "پسوند"),
        (["classify", "good.txt", "--output", "nowhere/out.csv"], "پوشهٔ"),
        (["demo", "--input", "rating.csv", "--out", "out"], "از ۱ تا ۵"),
        (["demo", "--input", "agency.csv", "--out", "out"], "moon"),
        (["demo", "--input", "date.csv", "--out", "out"], "اسفند 1404 29 روز دارد"),
        (["demo", "--input", "missing.xlsx", "--out", "out"], "پیدا نشد"),
        (["export", "--out", "x.csv", "--from", "1404-13-01"], "ماه"),
        (["export", "--out", "x.csv", "--from", "1404-07-02", "--to", "1404-07-01"], "پس از پایان"),
        (["export", "--out", "x.csv", "--agency", "moon"], "moon"),
        (["export", "--out", "x.csv", "--province", "ماه"], "استان"),
        (["indicators", "--period", "1404"], "1404-07"),
        (["indicators"], "هنوز بازخوردی"),
        (["evaluate", "good.txt"], "برچسب"),
        (["agencies", "check", "other.csv"], "ستون‌ها"),
        (["agencies", "show", "moon"], "moon"),
        (["bot"], "REZAYAT_BOT_TOKEN"),
    ],
)
def test_one_sentence_and_exit_code_1(rezayat: Rezayat, home: Path, arguments: list[str], sentence: str) -> None:
    before = {path.name for path in home.iterdir()}
    ran = rezayat(*arguments)
    assert ran.code == 1, ran.err
    assert sentence in ran.said
    assert "Traceback" not in ran.err
    left = {path.name for path in home.iterdir()} - before - {"data", "config"}
    assert not left


@pytest.mark.parametrize(
    "arguments", [["--nope"], ["classify"], ["demo", "--serve"], ["bot", "--platform", "eitaa"], ["nope"]]
)
def test_wrong_usage_is_exit_code_2(rezayat: Rezayat, arguments: list[str]) -> None:
    assert rezayat(*arguments).code == 2


def test_a_damaged_model_is_said_in_one_sentence(rezayat: Rezayat, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(shipped_model(), home / "model")
    with (home / "model" / "heads.npz").open("r+b") as file:
        file.truncate(1000)
    monkeypatch.setenv("REZAYAT_MODEL_DIR", str(home / "model"))
    ran = rezayat("classify", "good.txt")
    assert (ran.code, "heads.npz" in ran.said) == (1, True)


def test_our_own_bug_gets_an_id_and_a_log(rezayat: Rezayat, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quoted = "what a citizen wrote"

    def broken(*_: object) -> None:
        raise RuntimeError(quoted)

    monkeypatch.setattr("app.inputs.read", broken)
    ran = rezayat("classify", "good.txt")
    log = (home / "data" / "errors.log").read_text(encoding="utf-8")
    assert ran.code == 70
    assert "RuntimeError" in log
    assert quoted not in log
    assert log.split()[0] in ran.said


def test_a_lost_key_is_never_replaced(rezayat: Rezayat, home: Path) -> None:
    assert rezayat("indicators").code == 1
    key = home / "config" / "keys.json"
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    ran = rezayat("indicators")
    assert (ran.code, "نسخهٔ پشتیبان" in ran.said, key.exists()) == (1, True, False)
