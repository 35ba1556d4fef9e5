"""Charts in Persian, right to left: functions from data to an Altair chart, and the chart as PNG.

Names stand at the right edge and values grow to the left, as one reads; the number is written beside each mark. Nothing
is bold, because the variable font has no bold here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import vl_convert

from domain.digits import persian_digits
from indicators.satisfaction import Satisfaction
from reports import fonts, texts

WIDTH: Final = 600
SCALE: Final = 2
"""A PNG is WIDTH × SCALE = 1,200 pixels wide."""
NEGATIVE_COLOUR: Final = "#D55E00"
NEUTRAL_COLOUR: Final = "#B8B8B8"
POSITIVE_COLOUR: Final = "#0072B2"
"""Okabe and Ito's colours, which the colour-blind tell apart."""
GREY: Final = "#6E6E6E"

_ROW: Final = 36
_SIZE: Final = 17
_SMALL: Final = 15
_EMBED: Final = "\u202b"
_POP: Final = "\u202c"
_RLM: Final = "\u200f"


@dataclass(frozen=True, slots=True)
class SatisfactionRow:
    """The index of one agency (or other group) under the name that people read."""

    label: str
    result: Satisfaction


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """The messages of one agency by sentiment. Agencies under the minimum of citizens must not be given."""

    label: str
    negative: int
    neutral: int
    positive: int

    @property
    def total(self) -> int:
        return self.negative + self.neutral + self.positive


@dataclass(frozen=True, slots=True)
class Scope:
    """What a chart covers: the period in words, digits of any kind, and the number of messages, without those about
    agencies that are withheld."""

    period: str
    messages: int


def rtl(text: str) -> str:
    """The text with right-to-left base direction, so that brackets, Latin words and ٪ land where a reader expects them.

    Every string of a chart goes through here, because the renderer starts from the left.
    """
    # ٪ clings to the right of the digits unless a right-to-left mark parts them.
    return f"{_EMBED}{text.replace('٪', f'{_RLM}٪')}{_POP}"


def number(value: int) -> str:
    """A count with Persian digits and thousands separators."""
    return persian_digits(f"{value:,}".replace(",", "٬"))


def percent(share: float) -> str:
    """A share of 0–1 as «۹۵٪»."""
    return f"{persian_digits(round(share * 100))}٪"


def satisfaction_chart(rows: Sequence[SatisfactionRow], scope: Scope) -> alt.LayerChart:
    """The index per agency, best first: dot = value, line = 95 % interval, number of citizens beside the name.

    Agencies without a published value follow in grey as «داده ناکافی», without any number.
    """
    shown = sorted((row for row in rows if row.result.value is not None), key=_by_value)
    hidden = sorted((row for row in rows if row.result.value is None), key=_by_label)
    labels = [f"{row.label} ({texts.citizens(number(row.result.citizens))})" for row in shown]
    labels += [row.label for row in hidden]
    data = [_index_datum(at, row.result) for at, row in enumerate(shown)]
    blank = [{"at": len(shown) + at, "text": rtl(texts.INSUFFICIENT), "x": 0.02} for at in range(len(hidden))]
    # Beyond 100 % the numbers are written.
    x = alt.X("low:Q", scale=_leftwards(1.8), axis=_percent_axis())
    base = alt.Chart(_values(data)).encode(_names(labels, grey_from=len(shown)))
    return _finished(
        [
            base.mark_rule(color=POSITIVE_COLOUR, strokeWidth=3, opacity=0.55).encode(x, x2="high:Q"),
            base.mark_point(color=POSITIVE_COLOUR, filled=True, size=110, opacity=1).encode(alt.X("value:Q")),
            _written(data, labels, "black"),
            _written(blank, labels, GREY),
        ],
        _heading(texts.SATISFACTION_TITLE, scope, texts.SATISFACTION_MEANING),
        len(labels),
    )


def volume_chart(rows: Sequence[VolumeRow], scope: Scope) -> alt.LayerChart:
    """Messages per agency, most first, stacked by sentiment from the right: negative, neutral, positive."""
    ordered = sorted(rows, key=lambda row: (-row.total, row.label))
    labels = [row.label for row in ordered]
    longest = max((row.total for row in ordered), default=0) or 1
    data = [piece for at, row in enumerate(ordered) for piece in _pieces(at, row)]
    totals = [
        {"at": at, "text": rtl(number(row.total)), "x": row.total + longest * 0.02} for at, row in enumerate(ordered)
    ]
    x = alt.X("start:Q", title=None, axis=None, scale=_leftwards(longest * 1.2))
    bars = (
        alt.Chart(_values(data))
        .mark_bar(height=_ROW * 0.6)
        .encode(x, _names(labels), x2="end:Q", color=alt.Color("colour:N", scale=None))
    )
    layers = [bars, _written(totals, labels, "black"), *_legend()]
    return _finished(layers, _heading(texts.VOLUME_TITLE, scope), len(labels))


def png(chart: alt.LayerChart | alt.HConcatChart) -> bytes:
    """The chart as a PNG of 1,200 pixels width."""
    fonts.register()
    return vl_convert.vegalite_to_png(chart.to_dict(), scale=SCALE)


def _by_value(row: SatisfactionRow) -> tuple[float, str]:
    return -(row.result.value or 0.0), row.label


def _by_label(row: SatisfactionRow) -> str:
    return row.label


def _index_datum(at: int, result: Satisfaction) -> dict[str, Any]:
    value, low, high = result.value or 0.0, result.low or 0.0, result.high or 0.0
    words = texts.value_and_range(percent(value), *(persian_digits(round(end * 100)) for end in (low, high)))
    return {"at": at, "value": value, "low": low, "high": high, "text": rtl(words), "x": 1.06}


def _pieces(at: int, row: VolumeRow) -> list[dict[str, Any]]:
    ends = (0, row.negative, row.negative + row.neutral, row.total)
    return [
        {"at": at, "start": ends[piece], "end": ends[piece + 1], "colour": colour}
        for piece, (_, colour) in enumerate(_SENTIMENTS)
    ]


def _values(data: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=data)


def _leftwards(end: float) -> alt.Scale:
    return alt.Scale(domain=[0, end], reverse=True, nice=False, zero=False)


def _percent_axis() -> alt.Axis:
    ticks = {share: rtl(percent(share)) for share in (0, 0.25, 0.5, 0.75, 1)}
    labels = json.dumps({str(share): text for share, text in ticks.items()})
    return alt.Axis(values=list(ticks), labelExpr=f"({labels})[datum.value]", labelFlush=False, title=None)


def _names(labels: Sequence[str], grey_from: int | None = None) -> alt.Y:
    """The row of each mark with its name at the right; names from `grey_from` on are grey."""
    names = json.dumps([rtl(label) for label in labels])
    rank = len(labels) if grey_from is None else grey_from
    colour = alt.condition(f"datum.value < {rank}", alt.value("black"), alt.value(GREY))
    axis = alt.Axis(orient="right", labelExpr=f"{names}[datum.value]", labelColor=colour, labelLimit=0, title=None)
    return alt.Y("at:O", axis=axis, scale=alt.Scale(domain=list(range(len(labels)))))


def _written(data: list[dict[str, Any]], labels: Sequence[str], colour: str) -> alt.Chart:
    """Texts that end at `x` and run to the left."""
    mark = alt.Chart(_values(data)).mark_text(align="right", color=colour, fontSize=_SMALL, font=fonts.FAMILY)
    rows = alt.Scale(domain=list(range(len(labels))))
    chart: alt.Chart = mark.encode(alt.X("x:Q"), alt.Y("at:O", scale=rows), text="text:N")
    return chart


_SENTIMENTS: Final = (
    (texts.NEGATIVE, NEGATIVE_COLOUR),
    (texts.NEUTRAL, NEUTRAL_COLOUR),
    (texts.POSITIVE, POSITIVE_COLOUR),
)


def _legend() -> list[alt.Chart]:
    """Squares with their names on the left, above the plot from the right; Vega's own legend starts left only."""
    layers = []
    for at, (name, colour) in enumerate(_SENTIMENTS):
        one = alt.Chart(_values([{"text": rtl(name)}]))
        square = one.mark_square(color=colour, size=180, opacity=1)
        word = one.mark_text(align="right", fontSize=_SMALL, font=fonts.FAMILY)
        layers.append(square.encode(x=_from_right(8 + 80 * at), y=alt.value(-14)))
        layers.append(word.encode(x=_from_right(22 + 80 * at), y=alt.value(-14), text="text:N"))
    return layers


def _from_right(pixels: int) -> Any:
    return alt.value(alt.expr(f"width - {pixels}"))


def _heading(title: str, scope: Scope, *more: str) -> alt.TitleParams:
    """Title, what is covered, what it means, and the line that every chart must carry."""
    covered = texts.subtitle(persian_digits(scope.period), number(scope.messages))
    lines = [rtl(line) for line in (covered, *more, texts.NO_REPRIMAND)]
    return alt.TitleParams(rtl(title), subtitle=lines, anchor="end", frame="bounds", offset=16)


def _finished(layers: list[alt.Chart], heading: alt.TitleParams, count: int) -> alt.LayerChart:
    """The layers under their heading, `count` rows high, in the common look."""
    chart: alt.LayerChart = (
        alt.layer(*layers, width=WIDTH, height=_ROW * max(count, 1), title=heading)
        .configure(font=fonts.FAMILY, padding=16, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure_title(
            fontSize=21, fontWeight="normal", subtitleFontSize=_SMALL, subtitlePadding=8, subtitleLineHeight=24
        )
        .configure_axis(labelFontSize=_SIZE, domain=False, ticks=False)
        .configure_axisX(labelFontSize=_SMALL, gridColor="#DDDDDD")
        .configure_axisY(labelPadding=10, grid=False)
        .configure_view(stroke=None)
    )
    return chart
