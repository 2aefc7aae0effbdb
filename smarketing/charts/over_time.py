"""How did it go over time? Lines with their names at the end, the unfinished period dotted, events as thin verticals."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.drawing import HEIGHT, Drawn, EndLabel, figure, hover, label_ends, nothing
from smarketing.charts.theme import SMALL, Look, Paint, escape, label, see_through
from smarketing.metrics.registry import Metric
from smarketing.periods import Grain

MOST_LINES = 6
MOST_TICKS = 12


@dataclass(frozen=True)
class Event:
    """Something that happened on a day and explains a step: a new promise, a definition that changed."""

    day: date
    word: str


@dataclass(frozen=True)
class Line:
    """One line to draw: its points in time order, and how it looks."""

    name: str
    points: pd.DataFrame
    paint: Paint
    steps_back: bool = False


def draw(
    frame: pd.DataFrame,
    metric: Metric,
    *,
    look: Look,
    grain: Grain,
    by: str | None = None,
    unfinished: date | None = None,
    events: Sequence[Event] = (),
    target: pd.DataFrame | None = None,
    before: pd.DataFrame | None = None,
    before_name: str = "before",
    highlight: Collection[str] = (),
    colour: str = "",
    most: int = MOST_LINES,
    height: int = HEIGHT,
) -> Drawn:
    """A line, or one per value of `by`.

    frame: tidy rows of one metric, one per `bucket` (date, the first day of it) and value of `by`.
    unfinished: the first bucket that is not final; from it on the line is dotted and its points are
    hollow. target: rows bucket, value. before: the compared period's rows bucket, value, laid over in
    order. highlight: names that keep their colour; without it the `most` largest do. colour: of a single
    line. A single line of a rate has its 95 % band.
    """
    if frame.empty or frame["value"].isna().all():
        return nothing(metric, look=look, height=height)
    lines = _lines(frame, metric, look, by=by, highlight=highlight, colour=colour, most=most)
    buckets = sorted(pd.to_datetime(frame["bucket"]).unique())
    made = figure(look=look, height=height, hovermode="closest")
    if len(lines) == 1:
        _add_band(made, lines[0])
    for line in sorted(lines, key=lambda one: not one.steps_back):
        _add_line(made, line, metric, look, grain=grain, unfinished=unfinished)
    ends = [_end(line, metric, look) for line in lines if not line.steps_back]
    ends += _add_before(made, before, buckets, metric, look, name=before_name, grain=grain)
    ends += _add_target(made, target, metric, look)
    top = _top(frame, target, before, band=len(lines) == 1)
    label_ends(made, ends, top=top, height=height)
    _mark_events(made, events, buckets, grain, look)
    made.update_xaxes(**time_axis(buckets, grain, unfinished=unfinished))
    made.update_yaxes(range=[0, top], **value_ticks(top, metric, look))
    return Drawn(made, _alt(lines, metric, look, grain))


def _lines(
    frame: pd.DataFrame,
    metric: Metric,
    look: Look,
    *,
    by: str | None,
    highlight: Collection[str],
    colour: str,
    most: int,
) -> list[Line]:
    whole = frame.assign(bucket=pd.to_datetime(frame["bucket"])).sort_values("bucket")
    if by is None:
        return [Line(metric.name, whole, Paint(colour or look.neutral))]
    weights = whole.groupby(by, sort=False)[["value", "denominator"]].sum()
    weight = weights["denominator"].where(weights["denominator"] > 0, weights["value"])
    shown = set(highlight) or set(weight.sort_values(ascending=False, kind="stable").index[:most])
    return [
        Line(str(name), points, look.paint(str(name)) if name in shown else Paint(look.quiet), name not in shown)
        for name, points in whole.groupby(by, sort=False)
    ]


def _add_line(
    made: go.Figure, line: Line, metric: Metric, look: Look, *, grain: Grain, unfinished: date | None
) -> None:
    points = line.points
    is_young = _is_unfinished(points["bucket"], unfinished)
    finished, tail = points[~is_young], points[is_young]
    joined = pd.concat([finished.tail(1), tail]) if len(tail) else tail
    width = 1.5 if line.steps_back else 3
    stroke = {"color": see_through(line.paint.colour, 0.45) if line.steps_back else line.paint.colour, "width": width}
    _add_stroke(made, finished, line, metric, look, grain, {**stroke, "dash": line.paint.dash}, hollow=False)
    _add_stroke(made, joined, line, metric, look, grain, {**stroke, "dash": "dot"}, hollow=True)


def _add_stroke(
    made: go.Figure,
    points: pd.DataFrame,
    line: Line,
    metric: Metric,
    look: Look,
    grain: Grain,
    stroke: dict,
    *,
    hollow: bool,
) -> None:
    if points.empty:
        return
    marks = "lines" if line.steps_back else "lines+markers"
    made.add_scatter(
        x=points["bucket"], y=points["value"], mode=marks, line=stroke, name=label(line.name),
        marker={"size": 8, "color": look.background if hollow else line.paint.colour,
                "line": {"width": 2, "color": line.paint.colour}},
        customdata=[[line.name, f"{day:%Y-%m-%d}"] for day in points["bucket"]],
        hovertext=[
            hover(f"{line.name}, {grain.label(row['bucket'].date())}{' (not final)' if hollow else ''}", row, metric, look)
            for _, row in points.iterrows()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _add_band(made: go.Figure, line: Line) -> None:
    sure = line.points.dropna(subset=["low", "high"])
    if sure.empty:
        return
    nowhere = {"width": 0}
    made.add_scatter(x=sure["bucket"], y=sure["low"], mode="lines", line=nowhere, hoverinfo="skip")
    made.add_scatter(x=sure["bucket"], y=sure["high"], mode="lines", line=nowhere, hoverinfo="skip", fill="tonexty",
                     fillcolor=see_through(line.paint.colour, 0.14))  # fmt: skip


def _end(line: Line, metric: Metric, look: Look) -> EndLabel:
    known = line.points.dropna(subset=["value"])
    last = known["value"].iloc[-1] if len(known) else 0.0
    return EndLabel(last, f"{label(line.name)} {look.say(last, metric.unit)}", line.paint.colour)


def _add_before(
    made: go.Figure, before: pd.DataFrame | None, buckets: list, metric: Metric, look: Look, *, name: str, grain: Grain
) -> list[EndLabel]:
    if before is None or before.empty:
        return []
    then = before.sort_values("bucket").iloc[: len(buckets)]
    made.add_scatter(
        x=buckets[: len(then)], y=then["value"], mode="lines", line={"color": look.quiet, "width": 2},
        hovertext=[f"{escape(name)}, {grain.label(pd.Timestamp(r['bucket']).date())}: {look.say_exactly(r['value'], metric.unit)}"
                   for _, r in then.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    return [EndLabel(then["value"].iloc[-1], escape(name, longest=22), look.muted, bold=False)]


def _add_target(made: go.Figure, target: pd.DataFrame | None, metric: Metric, look: Look) -> list[EndLabel]:
    if target is None or target.empty:
        return []
    aims = target.assign(bucket=pd.to_datetime(target["bucket"])).sort_values("bucket")
    made.add_scatter(
        x=aims["bucket"], y=aims["value"], mode="lines", line={"color": look.target, "width": 2, "dash": "dash"},
        hovertext=[f"target: {look.say_exactly(v, metric.unit)}" for v in aims["value"]],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    last = aims["value"].iloc[-1]
    return [EndLabel(last, f"target {look.say(last, metric.unit)}", look.target, bold=False)]


def _top(frame: pd.DataFrame, target: pd.DataFrame | None, before: pd.DataFrame | None, *, band: bool) -> float:
    highest = [frame["value"].max(), *(f["value"].max() for f in (target, before) if f is not None and len(f))]
    if band and frame["high"].notna().any():
        highest.append(min(frame["high"].max(), 2 * frame["value"].max()))
    return float(pd.Series(highest).max() or 1) * 1.12


def _mark_events(made: go.Figure, events: Sequence[Event], buckets: list, grain: Grain, look: Look) -> None:
    shown = [e for e in events if buckets[0] <= pd.Timestamp(grain.start(e.day)) <= buckets[-1]]
    for i, event in enumerate(sorted(shown, key=lambda e: e.day)):
        at = min(pd.Timestamp(event.day), buckets[-1])
        made.add_vline(x=at, line={"color": look.muted, "width": 1})
        made.add_annotation(
            x=at, y=1, yref="paper", yanchor="top", yshift=-20 * (i % 2), xanchor="left", xshift=4, showarrow=False,
            text=escape(event.word, longest=34), font={"size": SMALL, "color": look.muted},
            bgcolor=see_through(look.background, 0.8),
        )  # fmt: skip


def _is_unfinished(buckets: pd.Series, unfinished: date | None) -> pd.Series:
    return buckets >= pd.Timestamp(unfinished) if unfinished else pd.Series(False, index=buckets.index)


def _alt(lines: list[Line], metric: Metric, look: Look, grain: Grain) -> str:
    told = []
    for line in [one for one in lines if not one.steps_back][:5]:
        known = line.points.dropna(subset=["value"])
        if len(known):
            first, last = known.iloc[0], known.iloc[-1]
            told.append(
                f"{line.name} from {look.say(first['value'], metric.unit)} in {grain.label(first['bucket'].date())} "
                f"to {look.say(last['value'], metric.unit)} in {grain.label(last['bucket'].date())}"
            )
    return f"{metric.name} by {grain}: {'; '.join(told)}."


# --- axes that other charts over time share -------------------------------------------------------


def time_axis(buckets: Sequence[pd.Timestamp], grain: Grain, *, unfinished: date | None = None) -> dict[str, object]:
    """An x axis that names at most a dozen buckets, the last one always; an unfinished one says "so far"."""
    step = -(-len(buckets) // MOST_TICKS)
    named = list(buckets)[::-1][::step][::-1]
    room = (buckets[-1] - buckets[0]) * 0.03 if len(buckets) > 1 else pd.Timedelta(days=20)
    return {
        "type": "date",
        "tickmode": "array",
        "tickvals": [f"{b:%Y-%m-%d}" for b in named],
        "ticktext": [bucket_label(b, grain, unfinished) for b in named],
        "range": [buckets[0] - room, buckets[-1] + room],
        "showgrid": False,
        "tickangle": 0,
    }


def bucket_label(bucket: pd.Timestamp, grain: Grain, unfinished: date | None) -> str:
    """`Oct<br>2026`, with "so far" under what is not final."""
    name, year = grain.label(bucket.date()).rsplit(" ", 1)
    so_far = "<br>so far" if unfinished and bucket.date() >= unfinished else ""
    return f"{name}<br>{year}{so_far}"


def value_ticks(top: float, metric: Metric, look: Look) -> dict[str, object]:
    """Four or five round ticks, written from the metric's unit."""
    ticks = _round_ticks(top)
    return {"tickmode": "array", "tickvals": ticks, "ticktext": [look.say(t, metric.unit) for t in ticks]}


def _round_ticks(top: float) -> list[float]:
    """
    >>> _round_ticks(47.0)
    [0.0, 10.0, 20.0, 30.0, 40.0]
    """
    size = 10.0 ** math.floor(math.log10(top / 5.5))
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if top / (m * size) <= 5.5)
    return [round(i * step, 12) for i in range(int(top / step) + 1)]
