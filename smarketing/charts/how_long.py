"""How long does it take? The share that got there by each day, with its band; median and p90 marked."""

from __future__ import annotations

import pandas as pd

from smarketing.charts.drawing import HEIGHT, Drawn, EndLabel, blank, figure, label_ends, listed
from smarketing.charts.theme import SMALL, Look, Paint, escape, label, see_through
from smarketing.metrics.registry import Unit

MARKS = (("median", 0.5), ("p90", 0.9))


def draw(
    curve: pd.DataFrame,
    *,
    look: Look,
    by: str | None = None,
    marks: pd.DataFrame | None = None,
    reaching: str = "Customer",
    most: int = 6,
    height: int = HEIGHT,
) -> Drawn:
    """A rising curve, or one per value of `by`.

    curve: one row per day (and value of `by`). day: int, since the stage began · value: the share that had
    reached the next one by then (Kaplan–Meier), with low, high where known. marks: one row (per value of
    `by`) with median and p90 in days, missing where never reached, and n. reaching: the stage at the end.
    """
    if curve.empty:
        return blank(f"Nobody has been on the way to {escape(reaching)} in this period", look=look, height=height)
    curves = _curves(curve, look, by=by, most=most)
    made = figure(look=look, height=height)
    for name, points, paint in curves:
        _add_curve(made, name, points, paint, look, reaching=reaching, band=len(curves) == 1)
    top = (
        min(1.0, float(curve[["value", "high"]].max().max() if len(curves) == 1 else curve["value"].max()) * 1.12)
        or 1.0
    )
    told = _marks_by_name(marks, by)
    if len(curves) == 1:
        _mark(made, curves[0][1], told.get("", {}), look, top=top)
    label_ends(made, [_end(name, points, paint, look) for name, points, paint in curves], top=top, height=height)
    ticks = [t for t in (0, 0.2, 0.4, 0.6, 0.8, 1.0) if t <= top] if top > 0.5 else None
    made.update_yaxes(range=[0, top], tickformat=".0%" if top > 0.1 else ".1%", tickvals=ticks)
    made.update_xaxes(range=[0, curve["day"].max() * 1.01], showgrid=False, ticksuffix=" days", nticks=8)
    return Drawn(made, _alt(curves, told, look, reaching))


def _curves(curve: pd.DataFrame, look: Look, *, by: str | None, most: int) -> list[tuple[str, pd.DataFrame, Paint]]:
    if by is None:
        return [("", curve.sort_values("day"), Paint(look.neutral))]
    groups = [(str(name), points.sort_values("day")) for name, points in curve.groupby(by, sort=False)]
    groups.sort(key=lambda one: one[1]["value"].iloc[-1], reverse=True)
    return [(name, points, look.paint(name)) for name, points in groups[:most]]


def _add_curve(
    made: object, name: str, points: pd.DataFrame, paint: Paint, look: Look, *, reaching: str, band: bool
) -> None:
    if band and "low" in points:
        nowhere = {"width": 0, "shape": "hv"}
        made.add_scatter(x=points["day"], y=points["low"], mode="lines", line=nowhere, hoverinfo="skip")
        made.add_scatter(x=points["day"], y=points["high"], mode="lines", line=nowhere, hoverinfo="skip", fill="tonexty",
                         fillcolor=see_through(paint.colour, 0.16))  # fmt: skip
    title = f"<b>{escape(name)}</b><br>" if name else ""
    made.add_scatter(
        x=points["day"], y=points["value"], mode="lines", customdata=[[name]] * len(points),
        line={"color": paint.colour, "width": 3, "shape": "hv", "dash": paint.dash},
        hovertext=[f"{title}{escape(reaching)} by day {d:,.0f}: {look.say_exactly(v, Unit.RATE)}"
                   for d, v in zip(points["day"], points["value"], strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _mark(made: object, points: pd.DataFrame, told: dict[str, float], look: Look, *, top: float) -> None:
    """Where half, and nine in ten, of those who get there by the end have got there."""
    for name, _ in MARKS:
        day = told.get(name)
        if day is None or pd.isna(day):
            continue
        reached = points.loc[points["day"] <= day, "value"]
        y = float(reached.iloc[-1]) if len(reached) else 0.0
        made.add_scatter(x=[day, day], y=[0, y], mode="lines", line={"color": look.muted, "width": 1.5, "dash": "dot"},
                         hoverinfo="skip")  # fmt: skip
        made.add_annotation(x=day, y=y, yanchor="bottom", xanchor="right", xshift=-6, showarrow=False,
                            text=f"<b>{name} {look.say(day, Unit.DAYS)}</b>", font={"size": SMALL, "color": look.ink})  # fmt: skip


def _marks_by_name(marks: pd.DataFrame | None, by: str | None) -> dict[str, dict[str, float]]:
    if marks is None or marks.empty:
        return {}
    return {str(row[by]) if by else "": {name: row[name] for name, _ in MARKS} for _, row in marks.iterrows()}


def _end(name: str, points: pd.DataFrame, paint: Paint, look: Look) -> EndLabel:
    last = points["value"].iloc[-1]
    return EndLabel(last, f"{label(name)} {look.say(last, Unit.RATE)}".strip(), paint.colour)


def _alt(curves: list, told: dict[str, dict[str, float]], look: Look, reaching: str) -> str:
    pairs = []
    for name, points, _ in curves:
        ever = f"{look.say(points['value'].iloc[-1], Unit.RATE)} by day {points['day'].iloc[-1]:,.0f}"
        days = "".join(f", {m} {look.say(d, Unit.DAYS)}" for m, d in told.get(name, {}).items())
        pairs.append((name, f"{ever}{days}"))
    return f"Share that reached {reaching} by day: {listed(pairs).strip()}."
