"""Printed cards: the code can be read by a camera, everything is on one A6 page, and words are never markup."""

import io
import re
import zlib
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from domain.errors import InputError
from reports.cards import Card, draw, known_format, write_card

LINK = "https://t.me/rezayat_bot?start=k7m2x9pq4w"
CARD = Card("شرکت آب و فاضلاب", ("قبض و کنتور آب", "باجهٔ ۳، کرمانشاه"), LINK, "تلگرام")
FULL = Card(
    "سازمان اتوبوسرانی، تاکسیرانی و قطار شهری",
    ("سازمان مدیریت حمل‌ونقل بار و مسافر شهرداری کلان‌شهر کرمانشاه", "پروانه و پایان‌کار ساختمان", "باجهٔ دراز " * 15),
    f"https://t.me/{'a_very_long_name' * 2}?start=k7m2x9pq4w",
    "تلگرام",
)
A6 = (105 / 25.4, 148 / 25.4)
"""Inches."""


def picture(card: Card) -> Image.Image:
    return Image.open(io.BytesIO(draw(card, "png"))).convert("L")


def opened(pdf: bytes) -> bytes:
    """The PDF with its compressed streams beside it, to be searched."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(inflated(stream) for stream in streams)


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize("card", [CARD, FULL], ids=["usual", "full"])
def test_a_camera_reads_the_link(card: Card) -> None:
    (found,) = zxingcpp.read_barcodes(picture(card))
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.text == card.link
    assert found.ec_level in ("M", "Q", "H")


def test_the_code_of_the_fullest_card_is_still_large() -> None:
    (found,) = zxingcpp.read_barcodes(picture(FULL))
    width = (found.position.top_right.x - found.position.top_left.x) / 300 * 25.4
    assert width > 25


def test_a_png_is_a6_at_300_dots_per_inch() -> None:
    assert picture(CARD).size == tuple(round(side * 300) for side in A6)


@pytest.mark.parametrize("card", [CARD, FULL], ids=["usual", "full"])
def test_a_pdf_is_one_a6_page_with_its_font(card: Card) -> None:
    pdf = draw(card, "pdf")
    assert pdf.startswith(b"%PDF")
    inside = opened(pdf)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", inside)
    assert [[round(float(side) / 72, 2) for side in box] for box in boxes] == [[round(side, 2) for side in A6]]
    assert b"NotoSansArabic" in inside
    assert re.search(rb"/FontFile[23]?\b", inside), "the font is not embedded"
    assert not re.search(rb"/Subtype\s*/Image\b", inside), "a code of pixels blurs in print"
    assert re.search(rb"/URI\s*\(%b\)" % re.escape(card.link.encode()), inside), "the address cannot be clicked"


def test_what_an_official_types_is_never_markup() -> None:
    odd = ("#panic()", "*_$x$_* `y` @z <w> \\", "[باجه] «۳» // /* //")
    assert draw(Card("#import", odd, LINK, "تلگرام"), "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("length", [400, 4000])
def test_names_that_leave_no_room_for_the_code_are_refused(length: int) -> None:
    with pytest.raises(InputError, match="card_full"):
        draw(Card("شرکت " * (length // 5), CARD.details, LINK, "تلگرام"), "pdf")


def test_two_offices_have_two_cards() -> None:
    other = Card("شهرداری", CARD.details, LINK, "تلگرام")
    assert ImageChops.difference(picture(CARD), picture(other)).getbbox() is not None


@pytest.mark.parametrize(("name", "form"), [("a.pdf", "pdf"), ("a.PNG", "png")])
def test_the_extension_decides(name: str, form: str) -> None:
    assert known_format(Path(name)) == form


def test_other_extensions_are_refused() -> None:
    with pytest.raises(InputError, match="unknown_extension"):
        known_format(Path("a.docx"))


def test_a_card_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_card(tmp_path / "a.png", b"new")
    assert (tmp_path / "a.png").read_bytes() == b"new"
    with pytest.raises(InputError, match="folder_missing"):
        write_card(tmp_path / "nowhere" / "a.png", b"new")
    (tmp_path / "b.png").mkdir()
    with pytest.raises(InputError, match="file_not_writable"):
        write_card(tmp_path / "b.png", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.png"]
