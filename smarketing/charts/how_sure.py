"""How sure are we? Rates by source as dots with their 95 % whiskers, the whole company as a line."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import finished, rows_axis, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, figure, nothing, write
from smarketing.charts.fold import MOST, top
from smarketing.charts.labels import hover, listed, muted, of_how_many, say_left_out, width
from smarketing.charts.once import once
from smarketing.charts.theme import Look
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Metric


@once
def draw(
    frame: pd.DataFrame,
    metric: Metric,
    *,
    look: Look,
    by: str = "source",
    overall: pd.DataFrame | None = None,
    highlight: Collection[str] = (),
    most: int = MOST,
    height: int = HEIGHT,
) -> Drawn:
    """A dot with a whisker a source, the highest rate on top.

    frame: tidy rows of one rate (`evaluate(metric, …, by=[by])`), one per value of `by`. overall: the one
    tidy row of everything; a dashed line. A dot with fewer than ten in its denominator is hollow: too few
    to say. Beyond `most`, the others are put together from their sums. A click tells the name in `customdata`.
    """
    rows, left_out = top(frame, metric, by=by, most=most)
    if rows.empty or rows["value"].isna().all():
        return nothing(metric, look=look, height=height)
    made = figure(look=look, height=height, margin={"t": 28}, yaxis=rows_axis(list(rows[by]), look=look))
    told = rows.dropna(subset=["value"])  # those without a value come last
    colours = pd.Series([_colour(row, look, by=by, highlight=highlight) for _, row in told.iterrows()], told.index)
    for colour, dots in told.groupby(colours, sort=False):
        _add_dots(made, dots, metric, look, by=by, colour=str(colour))
    _add_numbers(made, rows, metric, look)
    say_left_out(made, left_out, by, look)
    whole = _whole(overall)
    if whole is not None:
        _add_line(made, f"all {look.say(whole['value'], metric.unit)}", whole["value"], look)
    highest = float(rows[["value", "high"]].max().max()) * 1.03 or 1.0
    made.update_xaxes(range=[0, highest], **value_ticks(highest, metric.unit, look, most=3), tickangle=0)
    return finished(made, _alt(rows, metric, look, by=by, whole=whole))


def _whole(overall: pd.DataFrame | None) -> pd.Series | None:
    return None if overall is None or overall["value"].isna().all() else overall.iloc[0]


def _colour(row: pd.Series, look: Look, *, by: str, highlight: Collection[str]) -> str:
    steps_back = row["is_others"] or (highlight and row[by] not in highlight)
    return look.quiet if steps_back else look.paint(row[by]).colour


def _add_dots(made: go.Figure, rows: pd.DataFrame, metric: Metric, look: Look, *, by: str, colour: str) -> None:
    """The dots of one colour; `rows` are numbered by their places."""
    too_few = rows["denominator"] < ENOUGH
    inside = [look.background if few else colour for few in too_few]
    made.add_scatter(
        x=rows["value"],
        y=list(rows.index),
        mode="markers",
        marker={"size": 13, "color": inside, "line": {"width": 2.5, "color": colour}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": rows["high"] - rows["value"],
            "arrayminus": rows["value"] - rows["low"],
            "color": colour,
            "thickness": 2.5,
            "width": 6,
        },
        customdata=[[None if row["is_others"] else row[by]] for _, row in rows.iterrows()],
        hovertext=[
            hover(row[by], row, metric, look) + ("<br>too few to say" if too_few[place] else "")
            for place, row in rows.iterrows()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _add_numbers(made: go.Figure, rows: pd.DataFrame, metric: Metric, look: Look) -> None:
    """Each rate and its n, right of the plot."""
    texts = [
        f"<b>{look.say(row['value'], metric.unit)}</b>  {muted(of_how_many(row, look), look)}"
        for _, row in rows.iterrows()
    ]
    right = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 10}
    write(made, *(right | {"y": place, "text": text} for place, text in enumerate(texts)))
    made.update_layout(margin={"r": int(max(map(width, texts))) + 14})


def _add_line(made: go.Figure, text: str, value: float, look: Look) -> None:
    made.add_vline(x=value, line={"color": look.muted, "width": 1.5, "dash": "dash"}, layer="below")
    write(made, {"x": value, "y": 1, "yref": "paper", "yanchor": "bottom", "text": muted(text, look)})


def _alt(rows: pd.DataFrame, metric: Metric, look: Look, *, by: str, whole: pd.Series | None) -> str:
    pairs = []
    for _, row in rows.iterrows():
        low, high = (look.say(row[end], metric.unit) for end in ("low", "high"))
        pairs.append((str(row[by]), f"{look.say(row['value'], metric.unit)} ({low} to {high})"))
    every = "" if whole is None else f"; all together {look.say(whole['value'], metric.unit)}"
    return f"{metric.name} by {by} with 95 % intervals, highest first: {listed(pairs)}{every}."
