"""`rezayat indicators` and `rezayat export` on feedback that came in through the chat."""

import csv
import io
import json
from pathlib import Path

from app.indicators_view import View
from domain.agency import Catalogue
from indicators.satisfaction import Satisfaction
from services.reporting import Grouping, Report
from tests.app.conftest import Rezayat

CHAT = "آب خانه‌مان سه روز است قطع شده و شماره‌ام ۰۹۱۲۳۴۵۶۷۸۹ است\n۱\nکرمانشاه\n۲\nخروج\n"


def result(group: str, value: float | None) -> Satisfaction:
    return Satisfaction(group, 40, 40, 20, 0, value, value, value, value, None)


def test_what_was_said_in_the_chat_is_counted_and_exported(rezayat: Rezayat, home: Path) -> None:
    chat = rezayat("chat", stdin=CHAT)
    assert chat.code == 0
    assert "شمارهٔ پیگیری" in chat.out
    table = rezayat("indicators")
    assert (table.code, "داده ناکافی" in table.out) == (0, True)
    rows = [json.loads(line) for line in rezayat("indicators", "--format", "json").out.splitlines()]
    assert [(row["code"], row["citizens"], row["satisfaction"]) for row in rows] == [("water_wastewater", None, None)]
    read = list(csv.DictReader(io.StringIO(rezayat("indicators", "--format", "csv", "--by", "agency").out)))
    assert [row["published"] for row in read] == ["false"]
    assert rezayat("export", "--out", "x.jsonl").code == 0
    (exported,) = [json.loads(line) for line in (home / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    assert "[موبایل]" in exported["text"]
    assert exported["agency_source"] == "citizen"
    assert exported["intake_channel"] == "terminal"
    assert rezayat("export", "--out", "none.csv", "--to", "1400-01-01").code == 0
    assert len((home / "none.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_police_and_banks_are_counted_but_not_compared() -> None:
    report = Report((result("police", 0.9), result("post", 0.8), result("banks", 0.7), result("gas", 0.6)), (), 100)
    view = View(report, Catalogue.load(), Grouping.AGENCY, "1404-07")
    assert [one.group for one in view.ordered()] == ["post", "gas", "banks", "police"]
    assert [one.group for one in view.compared()] == ["post", "gas"]
