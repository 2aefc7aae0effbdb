"""How long does it take? The share that got there by each day, with its band; median and p90 marked.

Alone, a few together, or a small one for each source with the whole company's behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from smarketing.charts.axes import finished, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, write
from smarketing.charts.labels import EndLabel, label_ends, listed
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, Look, Paint, escape, label, see_through
from smarketing.metrics.registry import Unit

MOST_CURVES, MOST_SMALL = 6, 8
MARKS = {"median": "half of those there", "p90": "9 in 10 of those there"}
"""The marks, and what stands for each where so many never get there: those who did, by `<mark>_of_finished`."""


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


@once
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
    marks: one row (per value of `by`) with median and p90 in days of all that entered, missing where so many
    never get there; then median_of_finished and p90_of_finished stand in, labelled so (`survival.times`).
    The x axis ends soon after nothing more happens.
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
    for one in curves:
        _add_marks(made, one, look, with_words=len(curves) == 1)
    label_ends(made, [_end(one, look) for one in curves], top=top, height=height)
    made.update_yaxes(range=[0, top], **value_ticks(top, Unit.RATE, look))
    made.update_xaxes(range=[0, _last_day(curves)], showgrid=False, ticksuffix=" days", showticksuffix="last", nticks=8)
    pairs = [(one.name, _told(one, look)) for one in curves]
    return finished(made, f"Share that reached {reaching} by day: {listed(pairs).strip()}.")


def _curves(curve: pd.DataFrame, marks: pd.DataFrame | None, look: Look, *, by: str | None, most: int) -> list[Curve]:
    days = {} if marks is None else {row[by] if by else "": _marks(row) for _, row in marks.iterrows()}
    if by is None:
        return [Curve("", curve.sort_values("day"), Paint(look.neutral), days.get("", {}))]
    curves = [
        Curve(str(name), points.sort_values("day"), look.paint(str(name)), days.get(name, {}))
        for name, points in curve.groupby(by, sort=False)
    ]
    return sorted(curves, key=lambda one: one.last, reverse=True)[:most]


def _marks(row: pd.Series) -> dict[str, float]:
    told = {}
    for name, otherwise in MARKS.items():
        if pd.notna(row.get(name)):
            told[name] = float(row[name])
        elif pd.notna(row.get(f"{name}_of_finished")):
            told[otherwise] = float(row[f"{name}_of_finished"])
    return told


def _last_day(curves: list[Curve]) -> float:
    """A third more than the day by which nearly all that happens has happened."""
    settled = [one.points.loc[one.points["value"] >= 0.99 * one.last, "day"].min() for one in curves]
    return float(min(max(*settled, 0) * 1.33 + 3, max(one.points["day"].max() for one in curves))) or 1.0


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


def _add_marks(made: go.Figure, one: Curve, look: Look, *, with_words: bool) -> None:
    """A point on the curve at each mark; on a single curve also a dotted drop to the day, with words."""
    for name, day in one.marks.items():
        share = one.points.loc[one.points["day"] <= day, "value"].max()
        made.add_scatter(
            x=[day], y=[share], mode="markers", customdata=[[one.name]],
            marker={"size": 11, "color": look.background, "line": {"width": 2.5, "color": one.paint.colour}},
            hovertext=[f"<b>{escape(one.name)}</b> {name}: {look.say(day, Unit.DAYS)}"],
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
        if with_words:
            made.add_shape(type="line", x0=day, x1=day, y0=0, y1=share, layer="below",
                           line={"color": look.muted, "width": 1.5, "dash": "dot"})  # fmt: skip
    if with_words:
        _write_marks(made, one, look)


def _write_marks(made: go.Figure, one: Curve, look: Look) -> None:
    at = {"y": 0, "xanchor": "left", "yanchor": "bottom", "xshift": 5, "font": {"size": SMALL},
          "bgcolor": look.background}  # fmt: skip
    texts = [(day, f"{name} <b>{look.say(day, Unit.DAYS)}</b>") for name, day in one.marks.items()]
    write(made, *(
        at | {"x": day, "text": text, "yshift": 2 + 20 * (len(texts) - 1 - level)}
        for level, (day, text) in enumerate(texts)
    ))  # fmt: skip


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


# --- small multiples ------------------------------------------------------------------------------


@once
def small(
    curve: pd.DataFrame, whole: pd.DataFrame, *, look: Look, by: str = "source", reaching: str = "Customer",
    within: int, most: int = MOST_SMALL, height: int = 520,
) -> Drawn:  # fmt: skip
    """A small curve with its band per value of `by`, those with the most leads first; dotted behind it the company's.

    curve: as `draw` takes it, with at_risk: int and low, high. whole: the curve of all. within: the last day drawn.
    """
    if curve.empty:
        return blank(f"Nobody was on the way to {escape(reaching)} in this period", look=look, height=height)
    leads = curve.groupby(by)["at_risk"].first().sort_values(ascending=False, kind="stable")
    shown, reach = list(leads.index[:most]), within * 1.02
    points = {str(name): _until(curve[curve[by] == name], reach) for name in shown}
    columns = min(4, len(shown))
    lines = -(-len(shown) // columns)
    made = make_subplots(rows=lines, cols=columns, shared_yaxes=True, shared_xaxes=True, horizontal_spacing=0.03,
                         vertical_spacing=0.14 if lines > 1 else 0)  # fmt: skip
    made.update_layout(template=look.template, height=height, showlegend=False, margin={"t": 34, "r": 16})
    behind = _until(whole, reach)
    for i, (name, one) in enumerate(points.items()):
        at = {"row": i // columns + 1, "col": i % columns + 1}
        _add_small(made, Curve(name, one, look.paint(name)), behind, look, reaching=reaching, at=at)
    top = min(1.0, max(float(one["value"].max()) for one in [behind, *points.values()]) * 1.35) or 1.0
    made.update_yaxes(range=[0, top], **value_ticks(top, Unit.RATE, look, most=3))
    made.update_xaxes(range=[0, reach], showgrid=False, tickmode="array", tickvals=[0, within // 2, within],
                      ticktext=["0", str(within // 2), str(within)])  # fmt: skip
    pairs = [(name, look.say(one["value"].iloc[-1], Unit.RATE)) for name, one in points.items()]
    drawn = finished(made, f"Share that reached {reaching} by day {within}, the largest {by}s first: {listed(pairs)}.")
    drawn.figure.update_layout(margin={"l": 56, "b": 30})
    return drawn


def _until(points: pd.DataFrame, day: float) -> pd.DataFrame:
    """The points up to a day, and the last one carried on to it."""
    kept = points[points["day"] <= day].sort_values("day")
    return pd.concat([kept, kept.tail(1).assign(day=day)], ignore_index=True)


def _add_small(
    made: go.Figure, one: Curve, whole: pd.DataFrame, look: Look, *, reaching: str, at: dict[str, int]
) -> None:
    edge = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"} | at
    made.add_scatter(x=one.points["day"], y=one.points["low"], **edge)
    band = see_through(one.paint.colour, 0.2)
    made.add_scatter(x=one.points["day"], y=one.points["high"], fill="tonexty", fillcolor=band, **edge)
    dotted = {"color": look.muted, "width": 1.5, "shape": "hv", "dash": "dot"}
    made.add_scatter(x=whole["day"], y=whole["value"], mode="lines", line=dotted, hoverinfo="skip", **at)
    row = one.points.iloc[-1]
    made.add_scatter(
        x=one.points["day"], y=one.points["value"], mode="lines",
        line={"color": one.paint.colour, "width": 3, "shape": "hv", "dash": one.paint.dash},
        hovertext=[
            f"<b>{escape(one.name)}</b><br>{escape(reaching)} by day {p.day:,.0f}: "
            f"{look.say_exactly(p.value, Unit.RATE)}<br>"
            f"95 % band: {look.say(p.low, Unit.RATE)} – {look.say(p.high, Unit.RATE)}"
            for p in one.points.itertuples()
        ],
        hovertemplate="%{hovertext}<extra></extra>", **at,
    )  # fmt: skip
    made.add_annotation(
        x=0, y=1, xref="x domain", yref="y domain", xanchor="left", yanchor="bottom", showarrow=False,
        text=f"<b>{label(one.name)}</b> {look.say(row['value'], Unit.RATE)}", **at,
    )  # fmt: skip
