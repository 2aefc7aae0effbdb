"""How many, by source? Horizontal bars, sorted, labelled at the end, the target as a tick."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.drawing import (
    HEIGHT,
    Drawn,
    bar_width,
    figure,
    hover,
    listed,
    muted,
    nothing,
    of_how_many,
    room_for,
    rows_axis,
)
from smarketing.charts.fold import MOST, top
from smarketing.charts.theme import Look, Paint, escape
from smarketing.metrics.registry import Metric, Unit


def draw(
    frame: pd.DataFrame,
    metric: Metric,
    *,
    look: Look,
    by: str = "source",
    targets: Mapping[str, float] | None = None,
    before: pd.DataFrame | None = None,
    before_name: str = "before",
    highlight: Collection[str] = (),
    most: int = MOST,
    height: int = HEIGHT,
) -> Drawn:
    """A bar a source.

    frame: tidy rows of one metric (`evaluate(metric, …, by=[by])`), one per value of `by`. before: the same
    of the period that is compared with; a thin grey bar named `before_name`. targets: by source; a tick.
    highlight: names that keep their colour while the rest steps back. Beyond `most`, the rest is one bar
    "others", summed. A click tells the name in `customdata`.
    """
    rows, left_out = top(frame, metric, by=by, most=most)
    if rows.empty:
        return nothing(metric, look=look, height=height)
    texts = [_label(row, metric, look) for _, row in rows.iterrows()]
    made = figure(_bars(rows, metric, look, by=by, highlight=highlight, texts=texts, height=height), look=look,
                  height=height, yaxis=rows_axis(list(rows[by]), look=look))  # fmt: skip
    then = _values(before, rows, by=by)
    aims = [float((targets or {}).get(name, float("nan"))) for name in rows[by]]
    _add_before(made, then, metric, look, name=before_name, height=height)
    _add_targets(made, aims, metric, look)
    largest = pd.Series([*rows["value"], *then, *aims]).max()
    made.update_xaxes(range=room_for(texts, most=largest), showticklabels=False, showgrid=False)
    _say_what_is_left_out(made, left_out, by, look)
    return Drawn(made, _alt(rows, metric, look, by=by))


def _bars(
    rows: pd.DataFrame,
    metric: Metric,
    look: Look,
    *,
    by: str,
    highlight: Collection[str],
    texts: list[str],
    height: int,
) -> go.Bar:
    paints = [_paint(row, look, by=by, highlight=highlight) for _, row in rows.iterrows()]
    return go.Bar(
        orientation="h",
        x=rows["value"].fillna(0),
        y=list(rows.index),
        width=bar_width(len(rows), height=height),
        marker={
            "color": [p.colour for p in paints],
            "pattern": {"shape": [p.pattern for p in paints], "fgcolor": look.background, "size": 8, "solidity": 0.25},
        },
        text=texts,
        textposition="outside",
        cliponaxis=False,
        constraintext="none",
        customdata=[[None if row["is_others"] else row[by]] for _, row in rows.iterrows()],
        hovertext=[hover(row[by], row, metric, look) for _, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _paint(row: pd.Series, look: Look, *, by: str, highlight: Collection[str]) -> Paint:
    if row["is_others"] or (highlight and row[by] not in highlight):
        return Paint(look.quiet)
    return look.paint(row[by])


def _label(row: pd.Series, metric: Metric, look: Look) -> str:
    said = f"<b>{look.say(row['value'], metric.unit)}</b>"
    told = of_how_many(row, look) if metric.unit is Unit.RATE else ""
    return f"{said}  {muted(told, look)}" if told else said


def _values(frame: pd.DataFrame | None, rows: pd.DataFrame, *, by: str) -> list[float]:
    if frame is None or frame.empty:
        return [float("nan")] * len(rows)
    return list(frame.set_index(by)["value"].reindex(rows[by]).where(~rows["is_others"].to_numpy()))


def _add_before(made: go.Figure, then: list[float], metric: Metric, look: Look, *, name: str, height: int) -> None:
    if pd.Series(then).isna().all():
        return
    thick = bar_width(len(then), height=height)
    made.update_traces(width=thick * 0.72, offset=-thick / 2, selector={"type": "bar"})
    made.add_bar(
        orientation="h", x=then, y=list(range(len(then))), width=thick * 0.2, offset=thick * 0.28,
        marker={"color": look.quiet}, name=escape(name), showlegend=True,
        hovertext=[f"{escape(name)}: {look.say_exactly(v, metric.unit)}" for v in then],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    made.update_layout(showlegend=True, barmode="overlay", margin={"t": 34})


def _add_targets(made: go.Figure, aims: list[float], metric: Metric, look: Look) -> None:
    if pd.Series(aims).isna().all():
        return
    made.add_scatter(
        mode="markers", x=aims, y=list(range(len(aims))), name="target", showlegend=True,
        marker={"symbol": "line-ns", "size": 26, "line": {"width": 3.5, "color": look.target}},
        hovertext=[f"target: {look.say_exactly(v, metric.unit)}" for v in aims],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    made.update_layout(showlegend=True, margin={"t": 34})


def _say_what_is_left_out(made: go.Figure, left_out: int, by: str, look: Look) -> None:
    if left_out:
        made.add_annotation(
            text=f"{left_out} more {by}s in the table", x=1, y=0, xref="paper", yref="paper", xanchor="right",
            yanchor="bottom", showarrow=False, font={"size": 14, "color": look.muted},
        )  # fmt: skip


def _alt(rows: pd.DataFrame, metric: Metric, look: Look, *, by: str) -> str:
    pairs = [(str(row[by]), look.say(row["value"], metric.unit)) for _, row in rows.iterrows()]
    return f"Bars of {metric.name} by {by}, largest first: {listed(pairs)}."
