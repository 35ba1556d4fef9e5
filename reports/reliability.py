"""The calibration plot of a model report: how often answers of each confidence are right. In English, for engineers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import altair as alt

_SIDE: Final = 260


@dataclass(frozen=True, slots=True)
class Point:
    """The `n` answers of one tenth of the scale: their mean confidence and the share right (0–1)."""

    confidence: float
    right: float
    n: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The points of one question."""

    question: str
    points: Sequence[Point]


def reliability_chart(curves: Sequence[Curve]) -> alt.HConcatChart:
    """One panel per question; on the diagonal confidence is what it says, below it the model is too sure."""
    chart: alt.HConcatChart = alt.hconcat(*(_panel(curve) for curve in curves)).configure_view(stroke=None)
    return chart


def _panel(curve: Curve) -> alt.LayerChart | alt.FacetChart:
    share = alt.Scale(domain=[0, 1])
    x = alt.X("confidence:Q", title="confidence", scale=share)
    y = alt.Y("right:Q", title="share right", scale=share)
    diagonal = alt.Chart(alt.InlineData(values=[{"confidence": 0, "right": 0}, {"confidence": 1, "right": 1}]))
    values = [{"confidence": point.confidence, "right": point.right, "messages": point.n} for point in curve.points]
    points = alt.Chart(alt.InlineData(values=values)).encode(x, y)
    layers = alt.layer(
        diagonal.mark_line(color="#B8B8B8", strokeDash=[4, 4]).encode(x, y),
        points.mark_line(color="#0072B2"),
        points.mark_circle(color="#0072B2", opacity=1).encode(size=alt.Size("messages:Q", legend=None)),
    )
    return layers.properties(title=curve.question, width=_SIDE, height=_SIDE)
