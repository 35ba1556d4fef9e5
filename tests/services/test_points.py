"""Service points: what the catalogue knows becomes a point and a card, or neither."""

import re
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from domain.agency import Catalogue
from domain.errors import InputError
from reports.cards import Card, draw
from services.points import ALPHABET, NAME_LIMIT, NewPoint, Printing, ServicePoints
from storage.database import Database
from storage.points import Point
from storage.tables import Audit

LINK = "https://t.me/rezayat_bot?start="


@pytest.fixture
def points(database: Database) -> ServicePoints:
    return ServicePoints(database, Catalogue.load())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the cards go; the database lies elsewhere."""
    path = tmp_path / "cards"
    path.mkdir()
    return path


def desk(**values: Any) -> NewPoint:
    return NewPoint(**{"name": "باجهٔ ۳", "agency": "water_wastewater", "service": "water_bill", **values})


def to(path: Path) -> Printing:
    return Printing(path, LINK, "تلگرام")


def link_on(path: Path) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(path))
    return str(found.text)


async def done(database: Database) -> list[tuple[str, str, str]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(Audit.actor, Audit.action, Audit.detail).order_by(Audit.id))
        return [(row.actor, row.action, row.detail) for row in rows]


async def test_a_point_is_made_with_its_card(points: ServicePoints, database: Database, folder: Path) -> None:
    wanted = desk(name="  باجهٔ\n ۳ ", province="kermanshah", county="کرمانشاه", event="arbaeen_1405")
    made = await points.add(wanted, to(folder / "a.png"), "an official")
    assert await points.all() == [made]
    assert made == Point(
        made.code, "باجهٔ ۳", "water_wastewater", None, "water_bill", "kermanshah", "کرمانشاه", "arbaeen_1405"
    )
    assert link_on(folder / "a.png") == LINK + made.code
    assert await done(database) == [("an official", "point_add", f"{made.code} water_wastewater")]


async def test_a_card_names_what_people_stand_in(points: ServicePoints, folder: Path) -> None:
    bank = NewPoint("شعبهٔ بازار", "banks", unit="melli", service="branch", county="سنندج")
    made = await points.add(bank, to(folder / "a.png"), "an official")
    service = Catalogue.load()["banks"].service("branch")
    assert service is not None
    expected = Card("بانک ملی", (service.name_fa, "شعبهٔ بازار، سنندج"), LINK + made.code, "تلگرام")
    assert (folder / "a.png").read_bytes() == draw(expected, "png")
    plain = await points.add(NewPoint("باجهٔ ۳", "municipality"), to(folder / "b.png"), "an official")
    expected = Card("شهرداری", ("باجهٔ ۳",), LINK + plain.code, "تلگرام")
    assert (folder / "b.png").read_bytes() == draw(expected, "png")


async def test_codes_are_copied_from_paper_without_doubt(points: ServicePoints, folder: Path) -> None:
    codes = {(await points.add(desk(), to(folder / "a.pdf"), "an official")).code for _ in range(5)}
    assert len(codes) == 5
    assert all(re.fullmatch("[a-z2-9]{10}", code) for code in codes)
    assert not set("ilo01") & set(ALPHABET)


@pytest.mark.parametrize(
    ("wrong", "code", "allowed"),
    [
        ({"agency": "moon"}, "unknown_agency", "moon"),
        ({"service": "gas_bill"}, "unknown_service", "water_bill (قبض و کنتور آب)"),
        ({"unit": "melli"}, "agency_without_units", "شرکت آب و فاضلاب"),
        ({"agency": "banks", "service": None, "unit": "moon"}, "unknown_unit", "melli (بانک ملی)"),
        ({"event": "Arbaeen"}, "event_code", "Arbaeen"),
        ({"event": "a" * 41}, "event_code", ""),
        ({"event": ""}, "event_code", ""),
        ({"name": " \n"}, "point_name", str(NAME_LIMIT)),
        ({"name": "ب" * (NAME_LIMIT + 1)}, "point_name", str(NAME_LIMIT)),
        ({"county": "\x1b[2J"}, "point_name", str(NAME_LIMIT)),
    ],
)
async def test_what_is_not_allowed_leaves_nothing(
    points: ServicePoints, database: Database, folder: Path, wrong: dict[str, str], code: str, allowed: str
) -> None:
    with pytest.raises(InputError, match=code) as caught:
        await points.add(desk(**wrong), to(folder / "a.pdf"), "an official")
    assert allowed in str(caught.value)
    assert (await points.all(), await done(database), list(folder.iterdir())) == ([], [], [])


async def test_without_a_card_there_is_no_point(points: ServicePoints, database: Database, folder: Path) -> None:
    (folder / "taken.pdf").mkdir()
    for name in ("a.docx", "nowhere/a.pdf", "taken.pdf"):
        with pytest.raises(InputError):
            await points.add(desk(), to(folder / name), "an official")
    assert (await points.all(), await done(database)) == ([], [])
    assert [path.name for path in folder.iterdir()] == ["taken.pdf"]


async def test_a_card_is_printed_again(points: ServicePoints, folder: Path) -> None:
    made = await points.add(desk(), to(folder / "a.png"), "an official")
    assert await points.print_again(f" {made.code.upper()} ", to(folder / "b.png")) == made
    assert link_on(folder / "b.png") == LINK + made.code


async def test_out_of_use_means_no_card(points: ServicePoints, database: Database, folder: Path) -> None:
    made = await points.add(desk(), to(folder / "a.png"), "an official")
    await points.take_out(made.code, "another official")
    assert await points.all() == []
    assert (await done(database))[-1] == ("another official", "point_off", made.code)
    with pytest.raises(InputError, match="unknown_point"):
        await points.print_again(made.code, to(folder / "b.png"))
    with pytest.raises(InputError, match="unknown_point"):
        await points.take_out(made.code, "another official")
    assert not (folder / "b.png").exists()
    assert len(await done(database)) == 2
