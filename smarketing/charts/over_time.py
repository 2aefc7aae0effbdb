"""How did it go over time? Lines named at their end, the unfinished period dotted, events as thin verticals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts import events
from smarketing.charts.axes import finished, time_axis, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, figure, nothing
from smarketing.charts.fold import adds_up
from smarketing.charts.labels import EndLabel, hover, label_ends
from smarketing.charts.once import once
from smarketing.charts.theme import Look, Paint, escape, label, see_through
from smarketing.metrics.registry import Metric, Unit
from smarketing.periods import Grain

MOST_LINES = 6


@dataclass(frozen=True)
class Line:
    """One line: how it looks, and its points in time order (bucket, value, low, high, is_young, hover)."""

    name: str
    points: pd.DataFrame
    paint: Paint
    steps_back: bool = False

    @property
    def known(self) -> pd.DataFrame:
        """The points that have a value."""
        return self.points.dropna(subset=["value"])


@once
def draw(
    frame: pd.DataFrame,
    metric: Metric,
    *,
    look: Look,
    grain: Grain,
    by: str | None = None,
    unfinished: date | None = None,
    target: pd.DataFrame | None = None,
    before: pd.DataFrame | None = None,
    before_name: str = "before",
    highlight: Collection[str] = (),
    colour: str = "",
    most: int = MOST_LINES,
    height: int = HEIGHT,
) -> Drawn:
    """A line, or one per value of `by`.

    frame: tidy rows of one metric, one per `bucket` (date, its first day) and value of `by`; a count that
    has no row in a bucket is 0 there, a rate is a gap. unfinished: the first bucket that is not final; from
    it on the line is dotted and its points are hollow. target: rows bucket, value. before: the compared
    period's rows bucket, value, laid over in order. highlight: names that keep their colour; without it the
    `most` largest do. colour: of a single line. A single line of a rate has its 95 % band. A click tells
    [name, bucket] in `customdata`.
    """
    if frame.empty or frame["value"].isna().all():
        return nothing(metric, look=look, height=height)
    lines = _lines(
        frame, metric, look, grain, by=by, unfinished=unfinished, highlight=highlight, most=most, colour=colour
    )
    buckets = list(lines[0].points["bucket"])
    marked = events.shown(look, buckets, grain)
    made = figure(look=look, height=height)
    if len(lines) == 1:
        _add_band(made, lines[0])
    for line in sorted(lines, key=lambda one: not one.steps_back):
        _add_line(made, line, look)
    ends = [_end(line, metric, look) for line in lines if not line.steps_back]
    ends += _add_before(made, before, buckets, metric, look, name=before_name)
    ends += _add_target(made, target, metric, look)
    top = _top(lines, target, before) * 1.1 * events.room(marked)
    label_ends(made, ends, top=top, height=height)
    made.update_xaxes(**time_axis(buckets, grain, unfinished=unfinished))
    events.mark(made, marked, buckets, grain, look)
    made.update_yaxes(range=[0, top], **value_ticks(top, metric.unit, look))
    return finished(made, _alt(lines, metric, look, grain), marked)


# --- lines ----------------------------------------------------------------------------------------


def _lines(
    frame: pd.DataFrame,
    metric: Metric,
    look: Look,
    grain: Grain,
    *,
    by: str | None,
    unfinished: date | None,
    highlight: Collection[str],
    most: int,
    colour: str,
) -> list[Line]:
    dated = frame.assign(bucket=pd.to_datetime(frame["bucket"]))
    buckets = pd.DatetimeIndex(sorted(dated["bucket"].unique()))
    if by is None:
        points = _points(dated, metric.name, metric, look, grain, buckets=buckets, unfinished=unfinished)
        return [Line(metric.name, points, Paint(colour or look.neutral))]
    shown = set(highlight) or _largest(dated, by, most)
    return [
        Line(
            str(name),
            _points(rows, str(name), metric, look, grain, buckets=buckets, unfinished=unfinished),
            look.paint(str(name)) if name in shown else Paint(look.quiet),
            steps_back=name not in shown,
        )
        for name, rows in dated.groupby(by, sort=False)
    ]


def _largest(dated: pd.DataFrame, by: str, most: int) -> set[str]:
    sums = dated.groupby(by, sort=False)[["value", "denominator"]].sum()
    weight = sums["denominator"].where(sums["denominator"] > 0, sums["value"])
    return set(weight.sort_values(ascending=False, kind="stable").index[:most])


def _points(
    rows: pd.DataFrame,
    name: str,
    metric: Metric,
    look: Look,
    grain: Grain,
    *,
    buckets: pd.DatetimeIndex,
    unfinished: date | None,
) -> pd.DataFrame:
    """A line's rows, one per bucket, with is_young: bool and hover: str."""
    points = rows.set_index("bucket").reindex(buckets).rename_axis("bucket").reset_index()
    if adds_up(rows, metric):
        points = points.assign(value=points["value"].fillna(0))
    is_young = points["bucket"] >= pd.Timestamp(unfinished or date.max)
    titles = [
        f"{name}, {grain.label(bucket.date())}{' (not final)' if young else ''}"
        for bucket, young in zip(points["bucket"], is_young, strict=True)
    ]
    numbers = points.drop(columns="bucket")  # beside a date, a row of nothing but missing numbers becomes dates
    told = [hover(title, row, metric, look) for title, (_, row) in zip(titles, numbers.iterrows(), strict=True)]
    return points.assign(is_young=is_young, hover=told)


def _add_line(made: go.Figure, line: Line, look: Look) -> None:
    finished, young = line.points[~line.points["is_young"]], line.points[line.points["is_young"]]
    _add_stroke(made, finished, line, look, dash=line.paint.dash)
    if len(young):
        _add_stroke(made, pd.concat([finished.tail(1), young]), line, look, dash="dot")


def _add_stroke(made: go.Figure, points: pd.DataFrame, line: Line, look: Look, *, dash: str) -> None:
    colour = see_through(line.paint.colour, 0.45) if line.steps_back else line.paint.colour
    made.add_scatter(
        x=points["bucket"],
        y=points["value"],
        mode="lines" if line.steps_back else "lines+markers",
        line={"color": colour, "width": 1.5 if line.steps_back else 3, "dash": dash},
        marker={
            "size": 8,
            "color": [look.background if young else colour for young in points["is_young"]],
            "line": {"width": 2, "color": colour},
        },
        name=label(line.name),
        customdata=[[line.name, f"{day:%Y-%m-%d}"] for day in points["bucket"]],
        hovertext=points["hover"],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _add_band(made: go.Figure, line: Line) -> None:
    sure = line.points.dropna(subset=["low", "high"])
    if sure.empty:
        return
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    made.add_scatter(x=sure["bucket"], y=sure["low"], **edge)
    made.add_scatter(
        x=sure["bucket"], y=sure["high"], fill="tonexty", fillcolor=see_through(line.paint.colour, 0.14), **edge
    )


def _end(line: Line, metric: Metric, look: Look) -> EndLabel:
    last = line.known["value"].iloc[-1] if len(line.known) else 0.0
    return EndLabel(last, f"{label(line.name)} {look.say(last, metric.unit)}", look.word(line.paint.colour))


# --- what it is held against ----------------------------------------------------------------------


def _add_before(
    made: go.Figure, before: pd.DataFrame | None, buckets: list, metric: Metric, look: Look, *, name: str
) -> list[EndLabel]:
    if before is None or before["value"].isna().all():
        return []
    then = before.sort_values("bucket").iloc[: len(buckets)]
    made.add_scatter(
        x=buckets[: len(then)],
        y=then["value"],
        mode="lines",
        line={"color": look.quiet, "width": 2},
        hovertext=[f"{escape(name)}: {look.say_exactly(v, metric.unit)}" for v in then["value"]],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    return [EndLabel(then["value"].dropna().iloc[-1], escape(name, longest=22), look.muted, bold=False)]


def _add_target(made: go.Figure, target: pd.DataFrame | None, metric: Metric, look: Look) -> list[EndLabel]:
    if target is None or target["value"].isna().all():
        return []
    aims = target.assign(bucket=pd.to_datetime(target["bucket"])).sort_values("bucket")
    made.add_scatter(
        x=aims["bucket"],
        y=aims["value"],
        mode="lines",
        line={"color": look.target, "width": 2, "dash": "dash"},
        hovertext=[f"target: {look.say_exactly(v, metric.unit)}" for v in aims["value"]],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    last = aims["value"].dropna().iloc[-1]
    said = round(last) if metric.unit is Unit.COUNT else last  # part of a month's target is seldom whole
    return [EndLabel(last, f"target {look.say(said, metric.unit)}", look.target, bold=False)]


def _top(lines: Sequence[Line], target: pd.DataFrame | None, before: pd.DataFrame | None) -> float:
    highest = [line.points["value"].max() for line in lines]
    highest += [f["value"].max() for f in (target, before) if f is not None]
    if len(lines) == 1:
        highest.append(min(lines[0].points["high"].max(), 2 * highest[0]))
    return float(pd.Series(highest, dtype=float).max()) or 1.0


def _alt(lines: Sequence[Line], metric: Metric, look: Look, grain: Grain) -> str:
    told = [_course(line, metric, look, grain) for line in lines if not line.steps_back and len(line.known)]
    return f"{metric.name} by {grain}: {'; '.join(told[:5])}."


def _course(line: Line, metric: Metric, look: Look, grain: Grain) -> str:
    first, last = line.known.iloc[0], line.known.iloc[-1]
    so_far = " (not final)" if last["is_young"] else ""
    return (
        f"{line.name} from {look.say(first['value'], metric.unit)} in {grain.label(first['bucket'].date())} "
        f"to {look.say(last['value'], metric.unit)} in {grain.label(last['bucket'].date())}{so_far}"
    )
