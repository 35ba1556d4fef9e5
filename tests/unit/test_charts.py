"""Charts that a Persian reader finds right: order, direction, nothing clipped, nothing that should be hidden."""

import json
import struct
import zlib
from typing import Any, Literal

import altair as alt
import numpy as np
import pytest
import vl_convert
from numpy.typing import NDArray

from domain.digits import persian_digits
from indicators.intervals import Sample
from indicators.satisfaction import Tally, satisfaction
from models.artefact import HeldOut
from reports import fonts, texts
from reports.charts import (
    SCALE,
    WIDTH,
    SatisfactionRow,
    Scope,
    VolumeRow,
    number,
    percent,
    png,
    rtl,
    satisfaction_chart,
    volume_chart,
)

HELD_OUT = HeldOut(satisfied=400, found=350, dissatisfied=400, mistaken=30)
SCOPE = Scope("مهر 1404", 12345)
PIXELS = NDArray[np.int64]


def row(label: str, satisfied: int, dissatisfied: int) -> SatisfactionRow:
    sample = Sample(rated=satisfied + dissatisfied, rated_satisfied=satisfied)
    return SatisfactionRow(label, satisfaction(label, Tally(sample), HELD_OUT))


RATED = [
    row("آب و فاضلاب", 20, 60),
    row("بازنشستگی", 3, 4),
    row("سازمان‌های حمل‌ونقل ریلی", 12_340, 5),
    row("مخابرات (ADSL)", 30, 30),
]
VOLUMES = [VolumeRow("گاز", 10, 5, 3), VolumeRow("سازمان‌های حمل‌ونقل ریلی", 90_000, 1_000, 12_345)]


def drawn(chart: alt.LayerChart) -> list[str]:
    """Every text of the finished picture."""
    fonts.register()
    found: list[str] = []

    def walk(node: dict[str, Any]) -> None:
        if node.get("marktype") == "text":
            found.extend(str(line) for item in node["items"] for line in np.atleast_1d(item.get("text", [])))
        for child in node.get("items", []):
            walk(child)

    walk(vl_convert.vegalite_to_scenegraph(chart.to_dict())["scenegraph"])
    return [line for line in found if line]


def words(chart: alt.LayerChart) -> list[str]:
    return [line.strip("\u202b\u202c").replace("\u200f", "") for line in drawn(chart)]


def image(data: bytes) -> PIXELS:
    """The darkness (0 white … 255 black) of a PNG of 8-bit RGBA, by row and column."""
    width, height = struct.unpack(">II", data[16:24])
    packed, at = b"", 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += size + 12
    raw, stride = zlib.decompress(packed), width * 4
    rows, above = [], bytearray(stride)
    for start in range(0, len(raw), stride + 1):
        above = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above)
        rows.append(np.frombuffer(bytes(above), dtype=np.uint8).reshape(width, 4))
    assert len(rows) == height
    return np.asarray(255 - np.asarray(rows)[:, :, :3].astype(np.int64).mean(axis=2), dtype=np.int64)


def unfiltered(kind: int, line: bytearray, above: bytearray) -> bytearray:
    """One line of a PNG with its filter undone (PNG specification, section 9)."""
    for at in range(len(line)):
        left, up = line[at - 4] if at >= 4 else 0, above[at]
        corner = above[at - 4] if at >= 4 else 0
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda value: abs(guess - value))
        line[at] = (line[at] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return line


def line_image(text: str, align: Literal["left", "right"]) -> PIXELS:
    """A text drawn alone at the right or left edge of a small picture."""
    mark = alt.Chart(alt.InlineData(values=[{"text": text}])).mark_text(align=align, fontSize=16, font=fonts.FAMILY)
    edge = 190 if align == "right" else 10
    chart = alt.layer(mark.encode(text="text:N", x=alt.value(edge), y=alt.value(15)), width=200, height=30)
    return image(png(chart.configure(padding=0).configure_view(stroke=None)))


def inked(pixels: PIXELS) -> tuple[int, int]:
    columns = np.flatnonzero(pixels.max(axis=0) > 60)
    return int(columns[0]), int(columns[-1]) + 1


def shows(whole: PIXELS, part: PIXELS) -> bool:
    """Whether the picture has the same ink as `part` in all columns of that."""
    first, last = inked(part)
    return bool(np.abs(whole[:, first:last] - part[:, first:last]).max() < 60)


def test_the_sentence_with_everything_reads_from_the_right() -> None:
    text = "آب (ADSL) ۹۵٪"
    right, left = line_image(rtl(text), "right"), line_image(rtl(text), "left")
    assert shows(right, line_image(rtl("آب"), "right"))
    assert shows(left, line_image("٪", "left"))
    # The test can fail: without the helper the sentence begins at the wrong end.
    assert not shows(line_image(text, "right"), line_image(rtl("آب"), "right"))
    assert not shows(line_image(text, "left"), line_image("٪", "left"))


def test_brackets_close_on_the_left() -> None:
    whole = line_image(rtl("آب (ADSL)"), "left")
    assert shows(whole, line_image("(", "left"))
    assert not shows(line_image("آب (ADSL)", "left"), line_image("(", "left"))


def test_letters_are_joined() -> None:
    joined, apart = (
        inked(line_image(rtl(text), "right")) for text in ("بهداشت", "ب\u200cه\u200cد\u200cا\u200cش\u200cت")
    )
    assert joined[1] - joined[0] < 0.8 * (apart[1] - apart[0])


@pytest.mark.parametrize(("share", "shown"), [(0.0, "۰٪"), (0.954, "۹۵٪"), (1.0, "۱۰۰٪")])
def test_percent(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_number_has_persian_digits_and_separators() -> None:
    assert number(1_234_567) == "۱٬۲۳۴٬۵۶۷"


def test_satisfaction_chart_says_what_it_must() -> None:
    said = words(satisfaction_chart(RATED, SCOPE))
    assert texts.SATISFACTION_TITLE in said
    assert texts.NO_REPRIMAND in said
    assert "دوره: مهر ۱۴۰۴، ۱۲٬۳۴۵ پیام" in said
    assert "مخابرات (ADSL) (۶۰ نفر)" in said
    assert "۵۰٪ (۳۸ تا ۶۲)" in said


def test_agencies_are_sorted_and_small_ones_last_without_a_number() -> None:
    chart = satisfaction_chart(RATED, SCOPE)
    said = words(chart)
    names = [word for word in said if word.split(" (")[0] in {entry.label.split(" (")[0] for entry in RATED}]
    assert [name.split()[0] for name in names] == ["سازمان‌های", "مخابرات", "آب", "بازنشستگی"]
    assert names[-1] == "بازنشستگی"
    assert said.count(texts.INSUFFICIENT) == 1
    assert "۴۳" not in " ".join(said)  # 3 of 7


def test_volume_chart_says_what_it_must() -> None:
    said = words(volume_chart(VOLUMES, SCOPE))
    assert {texts.VOLUME_TITLE, texts.NO_REPRIMAND, "۱۰۳٬۳۴۵", "۱۸"} <= set(said)
    assert {texts.NEGATIVE, texts.NEUTRAL, texts.POSITIVE} <= set(said)


CHARTS = [satisfaction_chart(RATED, SCOPE), volume_chart(VOLUMES, SCOPE)]


@pytest.mark.parametrize("chart", CHARTS)
def test_every_string_is_wrapped_and_has_no_latin_digit(chart: alt.LayerChart) -> None:
    for line in drawn(chart):
        assert line.startswith("\u202b")
        assert line.endswith("\u202c")
        assert persian_digits(line) == line


def test_charts_without_agencies_are_drawn_too() -> None:
    for chart in (satisfaction_chart([], SCOPE), volume_chart([], SCOPE)):
        assert texts.NO_REPRIMAND in words(chart)
        assert png(chart).startswith(b"\x89PNG")


@pytest.mark.parametrize("chart", CHARTS)
def test_a_png_is_1200_pixels_wide_with_clean_margins(chart: alt.LayerChart) -> None:
    pixels = image(png(chart))
    assert pixels.shape[1] == WIDTH * SCALE
    margin = 20
    edges = (pixels[:, :margin], pixels[:, -margin:], pixels[:margin], pixels[-margin:])
    assert max(int(edge.max()) for edge in edges) == 0
    assert int(pixels.max()) > 200


def test_the_spec_is_plain_json_without_remote_data() -> None:
    spec = json.dumps(satisfaction_chart(RATED, SCOPE).to_dict())
    assert '"url"' not in spec
