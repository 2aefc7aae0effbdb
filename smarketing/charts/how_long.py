"""How long does it take? The share that got there by each day, with its band; median and p90 marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure
from smarketing.charts.labels import EndLabel, label_ends, listed
from smarketing.charts.theme import SMALL, Look, Paint, escape, label, see_through
from smarketing.metrics.registry import Unit

MOST_CURVES = 6
MARKS = ("median", "p90")


@dataclass(frozen=True)
class Curve:
    """One curve: its points by day, how it looks, and the days at which its marks stand."""

    name: str
    points: pd.DataFrame
    paint: Paint
    marks: Mapping[str, float] = field(default_factory=dict)

    @property
    def last(self) -> float:
        """The share that had got there by the last day."""
        return float(self.points["value"].iloc[-1])


def draw(
    curve: pd.DataFrame,
    *,
    look: Look,
    by: str | None = None,
    marks: pd.DataFrame | None = None,
    reaching: str = "Customer",
    most: int = MOST_CURVES,
    height: int = HEIGHT,
) -> Drawn:
    """A rising curve, or one per value of `by`.

    curve: one row per day (and value of `by`). day: int, since the stage began · value: the share that had
    reached `reaching` by then (Kaplan–Meier) · low, high: its 95 % band, optional, drawn for a single curve.
    marks: one row (per value of `by`) with median and p90 in days, missing where never reached.
    """
    if curve.empty:
        return blank(f"Nobody was on the way to {escape(reaching)} in this period", look=look, height=height)
    curves = _curves(curve, marks, look, by=by, most=most)
    made = figure(look=look, height=height)
    if len(curves) == 1:
        _add_band(made, curves[0])
    for one in curves:
        _add_curve(made, one, look, reaching=reaching)
    top = _top(curves)
    if len(curves) == 1:
        _add_marks(made, curves[0], look)
    label_ends(made, [_end(one, look) for one in curves], top=top, height=height)
    made.update_yaxes(range=[0, top], **value_ticks(top, Unit.RATE, look))
    made.update_xaxes(range=[0, curve["day"].max()], showgrid=False, ticksuffix=" days", nticks=8)
    pairs = [(one.name, _told(one, look)) for one in curves]
    return Drawn(made, f"Share that reached {reaching} by day: {listed(pairs).strip()}.")


def _curves(curve: pd.DataFrame, marks: pd.DataFrame | None, look: Look, *, by: str | None, most: int) -> list[Curve]:
    days = {} if marks is None else {row[by] if by else "": row[list(MARKS)].to_dict() for _, row in marks.iterrows()}
    if by is None:
        return [Curve("", curve.sort_values("day"), Paint(look.neutral), days.get("", {}))]
    curves = [
        Curve(str(name), points.sort_values("day"), look.paint(str(name)), days.get(name, {}))
        for name, points in curve.groupby(by, sort=False)
    ]
    return sorted(curves, key=lambda one: one.last, reverse=True)[:most]


def _add_band(made: go.Figure, one: Curve) -> None:
    if "low" not in one.points or one.points["low"].isna().all():
        return
    edge = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    made.add_scatter(x=one.points["day"], y=one.points["low"], **edge)
    made.add_scatter(
        x=one.points["day"], y=one.points["high"], fill="tonexty", fillcolor=see_through(one.paint.colour, 0.16), **edge
    )


def _add_curve(made: go.Figure, one: Curve, look: Look, *, reaching: str) -> None:
    title = f"<b>{escape(one.name)}</b><br>" if one.name else ""
    made.add_scatter(
        x=one.points["day"],
        y=one.points["value"],
        mode="lines",
        line={"color": one.paint.colour, "width": 3, "shape": "hv", "dash": one.paint.dash},
        customdata=[[one.name]] * len(one.points),
        hovertext=[
            f"{title}{escape(reaching)} by day {day:,.0f}: {look.say_exactly(value, Unit.RATE)}"
            for day, value in zip(one.points["day"], one.points["value"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _add_marks(made: go.Figure, one: Curve, look: Look) -> None:
    """A dotted drop from the curve to the day on which the median, and the ninth in ten, got there."""
    for name, day in one.marks.items():
        reached = one.points.loc[one.points["day"] <= day, "value"]
        if reached.empty:
            continue
        made.add_scatter(
            x=[day, day], y=[0, reached.iloc[-1]], mode="lines+markers", hoverinfo="skip",
            line={"color": look.muted, "width": 1.5, "dash": "dot"},
            marker={"size": [0, 10], "color": look.background, "line": {"width": 2.5, "color": one.paint.colour}},
        )  # fmt: skip
        made.add_annotation(
            x=day, y=0, xanchor="left", yanchor="bottom", xshift=5, yshift=2, showarrow=False,
            text=f"{name} <b>{look.say(day, Unit.DAYS)}</b>", font={"size": SMALL},
        )  # fmt: skip


def _top(curves: list[Curve]) -> float:
    highest = max(one.points["value"].max() for one in curves)
    if len(curves) == 1 and "high" in curves[0].points:
        highest = curves[0].points[["value", "high"]].max().max()
    return min(1.0, float(highest) * 1.1) or 1.0


def _end(one: Curve, look: Look) -> EndLabel:
    return EndLabel(one.last, f"{label(one.name)} {look.say(one.last, Unit.RATE)}".strip(), look.word(one.paint.colour))


def _told(one: Curve, look: Look) -> str:
    days = "".join(f", {name} {look.say(day, Unit.DAYS)}" for name, day in one.marks.items())
    return f"{look.say(one.last, Unit.RATE)} by day {one.points['day'].iloc[-1]:,.0f}{days}"
